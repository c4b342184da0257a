"""Documents as people write them: papers, parts of them, Markdown, pages of a wiki."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from cellc import CellcError, Diagnostic, compile_cell
from cellc.cli.main import main

RNN = r"h_t = \tanh(W x_t + U h_{t-1} + b)"
ALIGNED = RNN.replace("=", "&=")
MACROS = r"\vh_t = \tanh(W\vx_t + U\last + b)"
PREAMBLE = r"""\documentclass[10pt,twocolumn]{article}
\usepackage{amsmath,bm} % \newcommand{\vx}{\mathbf{z}}
\newcommand{\be}{\begin{equation}} \newcommand{\ee}{\end{equation}}
\def\bea{\begin{eqnarray}}\def\eea{\end{eqnarray}}
\newcommand{\vx}{\mathbf{x}}\newcommand{\vh}{\mathbf{h}}
\newcommand{\last}{\vh_{t-1}}
\newcommand{\eqn}[1]{\begin{equation}#1\end{equation}}
\newcommand{\whole}{\[ \vh_t = \tanh(W \vx_t + U \last + b) \]}
\newenvironment{eqs}[1][x]{\begin{align}}{\end{align}}
\newcommand{\todo}[1]{\textcolor{red}{[TODO \#1: #1]}}
\newcommand\url[1]{http://a#b{#1}}
\begin{document}
\title{A paper} \maketitle
\begin{abstract} 100\% of it \emph{is} text, and $E=mc^2$. \end{abstract}
\input{sections/intro}
\begin{figure}[t] \includegraphics{a_b.pdf} \caption{Here, $h_{t-1}$.} \end{figure}
\begin{algorithm} \For{$t = 1$ \KwTo $T$}{ $h_t = h_{t-1}$ } \end{algorithm}
"""
END = r"""
\end{document}
$$ h_t = h_{t-1} + x_t $$
"""
LAYOUTS = {  # each says what RNN says
    "double dollars": rf"$$ {RNN}. $$",
    "brackets": rf"\[ {RNN} \]",
    "brackets behind a skip": rf"a \\[6pt] b \[ {RNN} \]",
    "own commands": rf"\be\label{{eq:a}} {MACROS}\ee",
    "own eqnarray": rf"\bea {MACROS.replace('=', '&=&')} \nonumber \eea",
    "own command around": rf"\eqn{{{MACROS}}}",
    "own command instead": r"as in \whole and so on",
    "own environment": rf"\begin{{eqs}} {MACROS.replace('=', '&=')} \end{{eqs}}",
    "own beginning": rf"\be {MACROS}\end{{equation}}",
    "split": rf"\begin{{equation}}\begin{{split}} {ALIGNED} \end{{split}}"
    r"\label{eq:l}\end{equation}",
    "aligned in braces": rf"\begin{{equation*}}\left\{{\begin{{aligned}} {ALIGNED}"
    r"\end{aligned}\right.\tag{RNN}\end{equation*}",
    "multline": r"\begin{multline} h_t = \tanh(W x_t \\ + U h_{t-1} + b)"
    r"\end{multline}",
    "IEEE": r"\begin{IEEEeqnarray}{rCl} h_t &=& \tanh(W x_t \IEEEnonumber\\ && {+}\: "
    r"U h_{t-1} + b).\IEEEyesnumber\label{eq:k} \end{IEEEeqnarray}",
    "comments": "% $$ h_t = h_{t-1} $$\nwords \\\\% \\[ h_t = h_{t-1} \\]\n"
    f"$$ {RNN} % = $$\n$$",
    "escaped signs": rf"costs 5\$\$ and 3\% of \$ \[ {RNN} \]",
    "iffalse": r"\iffalse $$ h_t = h_{t-1} $$ \ifx\a\b \else\fi $$ h_t = h_{t-1} $$\fi"
    rf"\[ {RNN} \iffalse + V h_{{t-1}} \fi \]",
    "iffalse, else": rf"\iffalse $$ h_t = h_{{t-1}} $$ \else \[ {RNN} \] \fi",
    "listings": r"\verb|$$ h_t = h_{t-1} $$| \begin{lstlisting} $$ h_t = h_{t-1} $$"
    r"\end{lstlisting} \begin{comment} \[ h_t = h_{t-1} \] \end{comment}"
    f" $${RNN}$$",
    "texts": rf"\begin{{align}} {RNN}, \quad \text{{for $t = 1$ to $T$}} \\"
    r"\shortintertext{where $\tanh$ \emph{acts} on components, with}"
    r" h_0 &= 0 \end{align}",
    "other displays": rf"$$ L = -\sum_i y_i \log p_i $$ \[ {RNN} \] $$ E = m c^2 $$",
    "group": r"\begin{subequations}\label{eq:g} The state is"
    rf"\begin{{equation}} {RNN} \end{{equation}} here. \end{{subequations}}",
    **{
        name: rf"\begin{{{name}}} {RNN}, \label{{eq:x}} \end{{{name}}}"
        for name in [
            *["equation", "equation*", "align", "align*", "eqnarray", "eqnarray*"],
            *["gather", "flalign", "displaymath", "dmath", "gather*"],
        ]
    },
}
PARTS = r"""The forget gate is
\begin{equation}\label{eq:f} f_t = \sigma(W_f \vx_t + U_f \last) \end{equation}
while % $$
\begin{equation} \label{eq:g,h} g_t = \tanh(W_g \vx_t + U_g \last) \end{equation}
$$ h_t = f_t \odot h_{t-1} + (1 - f_t) \odot g_t $$
"""


def names(text: str, label: str | None = None) -> list[str]:
    return [each.name for each in compile_cell(text, label=label).ir.parameters]


def refused(text: str, label: str | None = None) -> Diagnostic:
    with pytest.raises(CellcError) as caught:
        compile_cell(text, label=label)
    (found,) = caught.value.diagnostics
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_of_papers(layout: str) -> None:
    text = PREAMBLE + LAYOUTS[layout] + END
    wanted = compile_cell(RNN).ir
    cell = compile_cell(text).ir
    assert [(each.target, each.value) for each in cell.equations] == [
        (each.target, each.value) for each in wanted.equations
    ]
    assert cell.text == text


# ---------------------------------------------------------------- several displays


def test_a_cell_over_several_displays() -> None:
    compiled = compile_cell(PREAMBLE + PARTS + END)
    found = [each.name for each in compiled.ir.parameters]
    assert found == ["W_f", "U_f", "W_g", "U_g"]
    assert "N0667" in [each.code for each in compiled.diagnostics]


def test_an_equation_over_several_displays() -> None:
    # the second h is another cell's, so it is not clear which displays are one
    text = PREAMBLE + PARTS + "$$ h_t = f_t \\odot h_{t-1} $$\n" + END
    line = text[: text.index("$$ h_t = f_t")].count("\n") + 1
    found = refused(text)
    assert "4 displays" in found.message
    assert f"line {line}, --label line:{line}: h_t = f_t" in str(found.help)
    # a comma may be part of a label; alone it lacks the equation of h
    assert refused(text, "eq:g,h").code == "E0226"
    most = compile_cell(text, label=f"eq:f,line:{line}")
    assert [each.name for each in most.ir.inputs] == ["x", "g"]
    assert "label 'eq:none'" in refused(text, "eq:f,eq:none").message


def test_several_labels_on_the_command_line() -> None:
    text = (PREAMBLE + PARTS + END).replace("eq:g,h", "eq:g").replace("$$ h", "\\[ h")
    text = text.replace("g_t $$", "g_t \\label{eq:h}\\]")
    labels = [word for each in "fgh" for word in ("--label", f"eq:{each}")]
    checked = CliRunner().invoke(main, ["check", "-", *labels], input=text.encode())
    assert checked.exit_code == 0, checked.output


def test_a_group_of_displays_and_one_of_them() -> None:
    group = rf"\begin{{subequations}}\label{{eq:all}}{PARTS}\end{{subequations}}"
    text = PREAMBLE + group + END
    for label in (None, "eq:all"):
        assert names(text, label) == ["W_f", "U_f", "W_g", "U_g"]
    assert names(text, "eq:f,eq:all") == ["W_f", "U_f", "W_g", "U_g"]
    assert refused(text, "eq:f").code == "E0226", "one of them has no state"


def test_two_displays_with_one_label() -> None:
    text = PREAMBLE + PARTS.replace("eq:g,h", "eq:f") + END
    assert "2 displays" in refused(text, "eq:f").message


# ---------------------------------------------------------------- what is left out


def test_files_that_are_not_read_are_named() -> None:
    found = refused(PREAMBLE + r"\include{model} % \input{old}" + END)
    assert str(found.help).endswith("name one: sections/intro, model")


def test_a_part_of_a_document() -> None:
    text = rf"\section{{Model}} Text. \begin{{align}} {RNN} \end{{align}} Where now?"
    assert names(text) == ["W", "U", "b"]


def test_places_in_a_document_with_macros() -> None:
    lines = "\n\n\\be \\vh_t = \\phi(\\vx_t +\n \\last) \\ee"
    found = refused(PREAMBLE + lines + END)
    assert found.span is not None
    assert found.source is not None
    line, column = found.source.position(found.span.start)
    typed = (PREAMBLE + lines).split("\n")[line]
    assert typed[column:].startswith(r"\phi")


def test_a_macro_of_another_file_can_be_given() -> None:
    text = PREAMBLE + r"\[ h_t = \tanh(\vW h_{t-1} + x_t) \]" + END
    assert refused(text).code == "E0110"
    cell = compile_cell(text, define=[r"\newcommand{\vW}{\mathbf{W}}"])
    assert [each.name for each in cell.ir.parameters] == ["W"]


def test_contradicting_branches_of_a_preamble() -> None:
    branches = r"\ifpdf \def\W{W} \else \def\W{V} \fi \ifx\a\b \def\V{V} \fi"
    text = PREAMBLE.replace(r"\begin{document}", branches + r"\begin{document}")
    text += r"\[ h_t = \tanh(\V h_{t-1} + MATRIX x_t) \]" + END
    assert refused(text.replace("MATRIX", r"\W")).code == "E0113"
    assert names(text.replace("MATRIX", "W")) == ["V", "W"]


# ---------------------------------------------------------------- Markdown and wikis

MARKDOWN = r"""# A *cell*

Some text with `code $$`, <!-- $$ h_t = h_{t-1} $$ --> and $x_t$.

```python
x = "$$ h_t = h_{t-1} $$"
```

$$
\begin{aligned}
f_t &= \sigma(W_f x_t + U_f h_{t-1}) \\
h_t &= f_t \odot h_{t-1} + (1-f_t)\odot x_t
\end{aligned}
$$ {#eq-gate}

```math
h_t = \tanh(W x_t + U h_{t-1})
```

```{math}
:label: eq-bias

h_t = \tanh(W x_t + U h_{t-1} + b)
```
"""


@pytest.mark.parametrize(
    ("label", "wanted"),
    [
        ("eq-gate", ["W_f", "U_f"]),
        ("eq-bias", ["W", "U", "b"]),
        ("line:17", ["W", "U"]),
    ],
)
def test_markdown(label: str, wanted: list[str]) -> None:
    assert names(MARKDOWN, label) == wanted
    assert "3 displays" in refused(MARKDOWN).message


def test_markdown_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "cell.md"
    text = f"# A cell\n\nIt's a cell; it has $h_t$.\n\n$$\n{RNN}\n$$\n\nThat's it!\n"
    path.write_text(text, encoding="utf-8")
    checked = CliRunner().invoke(main, ["check", str(path)])
    assert checked.exit_code == 0, checked.output


WIKI = r"""== Gated unit ==
The '''unit''' with <math>x_t</math>.<ref>By <math>h_t = h_{t-1} + x_t</math></ref>

:<math>
\begin{align}
z_t &= \sigma(W_{z} x_t + U_{z} h_{t-1}) \\
h_t &= (1-z_t) \odot h_{t-1} + z_t \odot \tanh(W_{h} x_t)
\end{align}
</math>

Variables
* <math>x_t</math>: input vector, see [[Vector]]
"""
APART = r"""== Gated unit ==
:<math>f_t = \sigma(W_{z} x_t + U_{z} h_{t-1})</math>
:<math display="block">h_t = f_t \odot h_{t-1} + W_h x_t,</math>
with <math>x_t</math>, the '''input'''
"""


@pytest.mark.parametrize("text", [WIKI, APART])
def test_wiki(text: str) -> None:
    assert names(text) == ["W_z", "U_z", "W_h"]


# ---------------------------------------------------------------- hostile ones


@pytest.mark.parametrize(
    "text",
    [
        "\\begin{align}" * 60_000 + "\\documentclass{article}",
        "\\documentclass{a}" + "\\begin{comment} \\iffalse $$ \\be" * 30_000,
        "\\documentclass{a}" + "\\newcommand{\\be}{\\begin{equation}" * 20_000,
        "\\documentclass{a}" + "\\eqn{" * 50_000 + "\\newcommand\\eqn[1]{\\[#1\\]}",
        "```math\n" * 50_000,
        "~~~x\n" * 50_000 + "```math\n",
        "<math>" * 50_000 + "[[a]]",
        "<!-- <ref>" * 50_000 + "\n```math\n```\n",
        "<math> <!-- <ref> <nowiki>" * 20_000 + "\n[[a]]",
        "\\documentclass{a}" + "\\verb+" + "\\verb|" * 100_000,
        "\\documentclass{a}" + "\\iffalse" * 100_000,
        "\\documentclass{a}" + "\\verb|" * 100_000,
    ],
    ids=[
        *["open", "hidden", "defined", "around", "fences", "tildes", "math"],
        *["comments", "tags", "verb on a line", "if", "verb"],
    ],
)
def test_large_documents(text: str) -> None:
    start = time.process_time()
    with pytest.raises(CellcError):
        compile_cell(text)
    assert time.process_time() - start < 6
