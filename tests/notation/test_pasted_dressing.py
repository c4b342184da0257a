r"""How LaTeX dresses equations: fonts, colours, boxes, text in text, house styles.

Each text computes what the plain one beside it does, or is refused.
"""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes

from cellc import CellcError, compile_cell

RNN = r"h_t = \tanh(W h_{t-1} + U x_t + b)"
GATED = "z_t = \\sigma(W x_t)\nh_t = z_t \\odot h_{t-1}"
RELU = "r_t = relu(W r_{t-1} + U x_t)\nz_t = V r_t"


def align(*rows: str) -> str:
    body = " \\\\\n".join(rows)
    return f"\\begin{{align}}\n{body}\n\\end{{align}}"


def gated(first: str = "", second: str = "") -> str:
    """The gated cell as a display, with something behind each equation."""
    return align(
        rf"z_t &= \sigma(W x_t){first}", rf"h_t &= z_t \odot h_{{t-1}}{second}"
    )


SAME = {
    # the positive part, at the end of a line
    "plus below at the end": (
        align(r"r_t &= \left[ W r_{t-1} + U x_t \right]_+", "z_t &= V r_t"),
        RELU,
    ),
    "plus below, comma": (
        align(r"r_t &= (W r_{t-1} + U x_t)_+ ,", "z_t &= V r_t"),
        RELU,
    ),
    "plus above, full stop": (
        align("r_t &= [W r_{t-1} + U x_t]^+ .", "z_t &= V r_t"),
        RELU,
    ),
    "plus below, plain lines": ("r_t = [W r_{t-1} + U x_t]_+\nz_t = V r_t", RELU),
    "plus below a sum": (
        "h_t = [W x_t]_+ + h_{t-1}",
        "h_t = relu(W x_t) + h_{t-1}",
    ),
    # fonts and colours
    "bold cuts brackets": (
        r"\mathbf{h_t = \tanh(W h_{t-1} + b} + {\color{red}\mathbf{U x_t}})",
        r"h_t = \tanh(W h_{t-1} + b + U x_t)",
    ),
    "bold cuts the alignment": (
        align(r"\mathbf{h_t &= \tanh(W h_{t-1} + U x_t + b)}"),
        RNN,
    ),
    "bold sides": (
        align(r"\mathbf{h_t} &\mathbf{= \tanh(W h_{t-1} + U x_t + b)}"),
        RNN,
    ),
    "bold over two names": (
        r"h_t = \tanh(\mathbf{W h}_{t-1} + \mathbf{U x}_t + b)",
        RNN,
    ),
    "bold ends outside": (
        r"h_t = \tanh(\mathbf{W h_{t-1}) + U x_t}",
        r"h_t = \tanh(W h_{t-1}) + U x_t",
    ),
    "bold below": (r"h_{\mathbf{t}} = \tanh(W h_{\mathbf{t-1}} + U x_t + b)", RNN),
    "bold in a fraction": (
        r"h_t = \frac{\mathbf{W x_t}}{\mathbf{2}} + h_{t-1}",
        r"h_t = (W x_t) / 2 + h_{t-1}",
    ),
    "colour": (r"h_t = \tanh(W h_{t-1} + \textcolor{red}{U x_t} + b)", RNN),
    "colour of a model": (
        r"h_t = \tanh(W h_{t-1} + \textcolor[rgb]{1,0,0}{U x_t} + b)",
        RNN,
    ),
    "colour of an operator": (
        r"h_t = \tanh(W h_{t-1} {\color{blue} + U x_t} + b)",
        RNN,
    ),
    "colour of an operator, empty braces": (
        r"h_t = \tanh(W h_{t-1} {\color{blue} {}+ U x_t} + b)",
        RNN,
    ),
    "colour by a macro": (
        "\\newcommand{\\new}[1]{{\\color{red}#1}}\n"
        r"h_t = \tanh(W h_{t-1} \new{+ U x_t} + b)",
        RNN,
    ),
    "colour of both sides": (
        align(r"\textcolor{red}{h_t} &\textcolor{red}{= \tanh(W h_{t-1} + U x_t + b)}"),
        RNN,
    ),
    "coloured letter with an index": (
        r"\textcolor{red}{h}_t = \tanh(W \textcolor{red}{h}_{t-1} + U x_t + b)",
        RNN,
    ),
    "box of text": (
        r"h_t = \tanh(W h_{t-1} + \colorbox{yellow}{$U x_t$} + b)",
        RNN,
    ),
    "box of an equation": (rf"\boxed{{{RNN}}}", RNN),
    "highlighted": (r"h_t = \tanh(W h_{t-1} + \hl{$U x_t$} + b)", RNN),
    "mathematics in text": (r"h_t = \tanh(W h_{t-1} + \mbox{$U x_t$} + b)", RNN),
    "braces below a line": (
        r"h_t = \tanh(\underbrace{W h_{t-1}}_{\text{recurrent}} + "
        r"\overbrace{U x_t + b}^{\in \mathbb{R}^n})",
        RNN,
    ),
    "phantoms": (
        r"h_t = \phantom{\tanh(} \tanh(W h_{t-1} + U x_t \phantom{W_{hh}} + b)",
        RNN,
    ),
    "empty exponents": (
        r"h_t^{} = \tanh(W_{a}^{\vphantom{T}} h_{t-1}^{} + U x_t + b)",
        r"h_t = \tanh(W_a h_{t-1} + U x_t + b)",
    ),
    "def above the sign": (RNN.replace("=", r"\stackrel{\text{def}}{=}"), RNN),
    "a letter above the sign": (RNN.replace("=", r"\overset{(a)}{=}"), RNN),
    "sizes below": (
        r"h_t = \tanh(\underset{n \times n}{W} h_{t-1} + U x_t + b)",
        RNN,
    ),
    "mleft": (r"h_t = \tanh\mleft(W h_{t-1} + U x_t + b\mright)", RNN),
    # words
    "text in text": (
        gated(r", & \text{\textit{forget gate}}", r", & \emph{state}"),
        GATED,
    ),
    "mathematics in words": (gated(r" & \text{(input $i_t$ gate)}"), GATED),
    "small words": (gated(r", & \mbox{\footnotesize forget gate}"), GATED),
    "bold words in front": (
        align(
            r"\text{gate:} && z_t &= \sigma(W x_t)",
            r"\textbf{state:} && h_t &= z_t \odot h_{t-1}",
        ),
        GATED,
    ),
    "words above a display of a stack": (
        "The gates are\n\\begin{align}\n\\begin{pmatrix}\ni_t \\\\ f_t\n"
        "\\end{pmatrix} &= W h_{t-1} + U x_t \\\\\nh_t &= i_t \\odot f_t\n"
        "\\end{align}",
        "\\begin{pmatrix} i_t \\\\ f_t \\end{pmatrix} = W h_{t-1} + U x_t\n"
        "h_t = i_t \\odot f_t",
    ),
    # numbers and lengths
    "tags": (
        gated(r", \tag*{(gate)}", r" \refstepcounter{equation}\tag{\theequation}"),
        GATED,
    ),
    "numbers behind spaces": (gated(r"  \ \ \ (4)", r" \hfill (3)"), GATED),
    "counters": (
        gated(r" \stepcounter{equation} \vspace*{-2mm}", r"\setcounter{equation}{3}"),
        GATED,
    ),
    "length behind a break": (
        gated().replace("\\\\\n", "\\\\ [3mm]\n"),
        GATED,
    ),
    "settings above": (
        "\\allowdisplaybreaks[1]\n\\interdisplaylinepenalty=2500\n"
        "\\setlength{\\abovedisplayskip}{3pt}\n\\setlength\\belowdisplayskip{3pt}\n"
        "\\renewcommand{\\arraystretch}{1.2}\n\\arraycolsep=1.4pt plus 1pt\n"
        f"\\footnotesize\n{gated()}\n\\normalsize",
        GATED,
    ),
    "noalign": (gated().replace("\\\\\n", "\\\\ \\noalign{\\vskip 3pt}\n"), GATED),
    "displaybreak": (gated(r" \displaybreak[0]"), GATED),
    # boxes and displays
    "resizebox": (
        f"\\begin{{equation}}\n\\resizebox{{.9\\hsize}}{{!}}{{${RNN}$}}\n"
        "\\end{equation}",
        RNN,
    ),
    "resizebox around a display": (
        "\\resizebox{\\columnwidth}{!}{%\n$\\begin{aligned}\n"
        "z_t &= \\sigma(W x_t)\\\\\nh_t &= z_t \\odot h_{t-1}\n\\end{aligned}$\n}",
        GATED,
    ),
    "empheq": (
        gated()
        .replace("begin{align}", r"begin{empheq}[left=\empheqlbrace]{align}")
        .replace("end{align}", "end{empheq}"),
        GATED,
    ),
    # house styles
    "old fonts": (
        r"{\bf h}_t = {\rm tanh}({\bf W} {\bf h}_{t-1} + {\bf U} {\bf x}_t + {\bf b})",
        RNN,
    ),
    "hyphens in text": (
        r"\mathrm{h}_{t} = \tanh(W \mathrm{h}_{t\text{-}1} + U x_t + b)",
        RNN,
    ),
    "minus in braces": (RNN.replace("t-1", "t{-}1"), RNN),
    "narrow minus": (RNN.replace("t-1", r"t\!-\!1"), RNN),
    "upright step": (RNN.replace("{t-1}", r"{\mathrm{t}-1}"), RNN),
    "operator with a star": (RNN.replace(r"\tanh", r"\operatorname*{tanh}"), RNN),
    "sized brackets": (
        RNN.replace("(", r"\mathopen{}\left(").replace(")", r"\right)\mathclose{}\,,"),
        RNN,
    ),
}


@pytest.mark.parametrize("form", SAME)
def test_same(form: str) -> None:
    text, plain = SAME[form]
    assert_same(text, plain)


SUM = "a_t = W h_{t-1}\nb_t = U x_t\nf_t = V x_t\nh_t = f_t \\odot "
REFUSED = {
    "a bold sum behind a product": (SUM + r"\bm{a_t + b_t}", ["E0208"]),
    "a sum above a brace": (SUM + r"\underbrace{a_t + b_t}_{\text{new}}", ["E0208"]),
    "a sum in a box": (SUM + r"\boxed{a_t + b_t}", ["E0208"]),
    "a difference of a braced sum": (
        r"h_t = h_{t-1} - \underbrace{W x_t + b}_{\text{new}}",
        ["E0208"],
    ),
    "a definition below a brace": (
        r"h_t = \tanh(\underbrace{W h_{t-1}}_{= a_t} + U x_t)",
        ["E0103"],
    ),
    "struck out": (r"h_t = \tanh(W h_{t-1} + U x_t + \cancel{b})", ["E0111"]),
    "the negative part": (r"h_t = [W h_{t-1} + U x_t]_-", ["E0203"]),
    "overlapping brackets": (r"h_t = \sqrt{W (h_{t-1} + U x_t} + b)", ["E0102"]),
    "a name in text": (r"h_t = h_{t-1} + W x_t \text{\textit{bias}}", ["E0103"]),
    "two names, one equation": (r"f_t, h_t = \sigma(W h_{t-1}) + x_t", ["E0103"]),
    "a layer with weights": (r"h_t = \mathrm{Linear}_{d}(x_t) + h_{t-1}", ["E0209"]),
}


@pytest.mark.parametrize("form", REFUSED)
def test_refused(form: str) -> None:
    text, expected = REFUSED[form]
    assert codes(text) == expected


def test_no_edit_where_brackets_overlap() -> None:
    with pytest.raises(CellcError) as caught:
        compile_cell(r"h_t = \sqrt{W (h_{t-1} + U x_t} + b)")
    assert [each.edit for each in caught.value.diagnostics] == [None]


def test_an_equation_that_is_repeated_is_read_once() -> None:
    cell = compile_cell(f"{RNN}\nwhich is {RNN}")
    assert "N0645" in {each.code for each in cell.diagnostics}


@pytest.mark.parametrize(
    ("said", "proposed"),
    [
        (r"where $\phi$ is the softplus function", r"\phi = softplus"),
        (r"where $\phi$ is a rectified linear unit", r"\phi = relu"),
        (r"where $\phi$ is the hyperbolic tangent", r"\phi = tanh"),
        (r"where $\phi$ is softplus or tanh", r"`\phi = ...`"),
    ],
)
def test_the_function_that_words_name_is_proposed(said: str, proposed: str) -> None:
    with pytest.raises(CellcError) as caught:
        compile_cell(f"h_t = \\phi(W h_{{t-1}} + U x_t)\n{said}")
    warnings = [each for each in caught.value.diagnostics if each.code == "W0503"]
    assert [proposed in (each.help or "") for each in warnings] == [True]
