r"""What stands around pasted equations: words, numbers, columns, other formats.

Each text computes what the plain one beside it does, or is refused; nothing of an
equation is lost in silence.
"""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes, compiled

from cellc import compile_cell

RNN = "h_t = \\tanh(W x_t + U h_{t-1} + b)"
LEAKY = "h_t = W x_t + U h_{t-1} + b"
GATED = "z_t = \\sigma(W x_t)\nh_t = z_t \\odot h_{t-1}"
ADDED = "h_t = h_{t-1} + x_t"

SAME = {
    # words
    "it goes on": (r"h_t = W x_t + U h_{t-1} \text{ (recurrent)} + b", LEAKY),
    "it goes on behind a sign": (r"h_t = W x_t + U h_{t-1} + \text{(bias)} b", LEAKY),
    "it goes on behind $": ("$h_t = W x_t + U h_{t-1}$ + $b$", LEAKY),
    "about the steps": (RNN + r" \quad \text{if } t > 0", RNN),
    "about the steps, comma": (RNN + ", t > 0", RNN),
    "about all steps": (RNN + r" \quad \forall t", RNN),
    "words behind": (RNN + r" \quad \text{hidden}", RNN),
    "words behind &": (
        rf"\begin{{align}} {RNN.replace('=', '&=')} & \textit{{cell}} \end{{align}}",
        RNN,
    ),
    "words behind &&": (
        rf"\begin{{align}} {RNN.replace('=', '&=')} && \text{{cell}} \end{{align}}",
        RNN,
    ),
    "comment in brackets": (f"{RNN}  (hidden state)", RNN),
    "one word in brackets": (f"{RNN} (state)", RNN),
    "IEEE numbers": (rf"{RNN}, \IEEEyesnumber \\ \IEEEnonumber", RNN),
    "underlined vectors": (
        RNN.replace("h_", r"\underline{h}_").replace("x_t", r"\underline{x}_t"),
        RNN,
    ),
    "underlined beside": (
        "\\underline{h}_t = \\tanh(W x_t)\nh_t = h_{t-1} + \\underline{h}_t",
        "g_t = \\tanh(W x_t)\nh_t = h_{t-1} + g_t",
    ),
    "role of reST": (f"$$ {RNN} $$\n:eqlabel:`rnn_h`\n", RNN),
    "comment of C": (f"{RNN} // hidden state", RNN),
    "comment of SQL": (f"{RNN} -- hidden state", RNN),
    "from $t=1$ to $T$": (f"Iterate from $t=1$ to $T$:\n$$ {RNN} $$", RNN),
    "one word above": (f"Jordan-Netzwerk\n\n{RNN}", RNN),
    "Chinese words": (f"接下来，候选隐状态为：\n{RNN}", RNN),
    "Chinese label": (f"隐藏状态：{RNN}", RNN),
    "label with an apostrophe": (f"La porte d'oubli : {RNN} ;", RNN),
    "head of a table": (f"| Gate | Equation |\n|:--|:--|\n| State | ${RNN}$ |", RNN),
    "arrows in labels": (
        r"h_t = \tanh(W_{x \to h} x_t + W_{h \rightarrow h} h_{t-1} + b)",
        RNN,
    ),
    "a circled plus that the text explains": (
        r"h_t = \tanh(W (h_{t-1} \oplus x_t) + b)"
        "\nwhere $\\oplus$ denotes the concatenation of vectors",
        r"h_t = \tanh(W [h_{t-1}, x_t] + b)",
    ),
    "values between two numbers": (
        f"{RNN}\nwhere\n  h_t ∈ (-1, 1)^n\n  x_t ∈ [0,1]^d",
        RNN,
    ),
    "bold initial values": (f"{RNN}\nwith $h_0 = \\mathbf{{0}}$.", RNN),
    "full stop in brackets": (GATED.replace(r"\odot", "(.)"), GATED),
    # functions and names that are words
    "text as a function": (
        r"h_t = h_{t-1} + x_t + x_t \text{ReLU}[x_t]",
        "h_t = h_{t-1} + x_t + x_t \\odot relu(x_t)",
    ),
    "text as a function, braces": (
        r"h_t = h_{t-1} + x_t \text{tanh}\{x_t\}",
        "h_t = h_{t-1} + x_t \\odot tanh(x_t)",
    ),
    "subscript if": (
        "f_t = W_if x_t + b_by\nh_t = f_t ⊙ h_{t-1}",
        "f_t = W x_t + b\nh_t = f_t ⊙ h_{t-1}",
    ),
    "subscript if in text": (RNN.replace("b)", r"b_\text{if})"), RNN),
    "subscript in": (
        "h_t = σ_in(W x_t + U h_{t-1} + b)\nwhere\n  σ_in = tanh",
        RNN,
    ),
    "minus in text": (RNN.replace("t-1", r"t\text{-}1"), RNN),
    "empty text": (RNN.replace("W x", r"W\text{ }x"), RNN),
    # numbers and facts behind
    "number behind qquad": (RNN + r" \qquad(3)", RNN),
    "bare number behind quad": (RNN + r" \quad 3", RNN),
    "eqno": (f"$$ {RNN} \\eqno(5) $$", RNN),
    "facts behind": (RNN + r", \quad x_t \in \mathbb{R}^n, h_t \in \mathbb{R}^m", RNN),
    "what [x]_+ is": (
        "h_t = [W x_t + U h_{t-1}]_+\nwhere $[x]_+ = \\max(x, 0)$.",
        "h_t = relu(W x_t + U h_{t-1})",
    ),
    # columns, braces, displays
    "two in columns": (
        r"\begin{align} z_t &= \sigma(W x_t) & h_t &= z_t \odot h_{t-1} \end{align}",
        GATED,
    ),
    "two in columns, plus": (
        r"\begin{aligned} z &= \sigma(W x), & h^+ &= z \odot h \end{aligned}",
        GATED,
    ),
    "brace over lines": (
        f"\\[\\left\\{{\n\\begin{{aligned}}\n{RNN}\n\\end{{aligned}}\n\\right.\\]",
        RNN,
    ),
    "braces around rows": (
        r"\begin{array} { l } { z_t = \sigma(W x_t) } \\ { h_t = z_t \odot h_{t-1} } "
        r"\end{array}",
        GATED,
    ),
    "boxed": (rf"$$\boxed{{{RNN}}}$$", RNN),
    "three backslashes": (
        "\\begin{align}\nz_t &= \\sigma(W x_t), \\\\\\\n"
        "h_t &= z_t \\odot h_{t-1}\n\\end{align}",
        GATED,
    ),
    "math directive": (f".. math ::\n\n    {RNN}", RNN),
    "option of a directive": (f".. math::\n    :label: 1\n\n    {RNN}", RNN),
    # characters
    "mathematical letters": ("𝐡_𝑡 = tanh(𝐖 𝐱_𝑡 + 𝐔 𝒉_{𝑡−1} + 𝗯)", RNN),
    "mathematical Greek": ("h_t = 𝜎(𝐖 x_t) h_{t-1}", "h_t = σ(W x_t) h_{t-1}"),
    "italic h": ("ℎ_𝑡 = tanh(𝑊 𝑥_𝑡 + 𝑈 ℎ_{𝑡−1} + 𝑏)", RNN),
    "full width": ("ｈ＿ｔ ＝ ｔａｎｈ（Ｗ ｘ＿ｔ ＋ Ｕ ｈ＿｛ｔ－１｝ ＋ ｂ）", RNN),
    "hyphens": ("h_t = tanh(W x_t + U h_{t‐1} ﹣ b)", RNN.replace("+ b", "- b")),
    "hyphen that does not break": (RNN.replace("t-1", "t‑1"), RNN),
    "circled dot": ("z_t = σ(W x_t)\nh_t = z_t ⨀ h_{t-1}", GATED),
    "spaced full stop": (
        "h_t = tanh(W . [x_t, h_{t-1}])",
        "h_t = tanh(W [x_t, h_{t-1}])",
    ),
    "tilde behind a letter": (
        "C~_t = tanh(W x_t)\nh_t = h_{t-1} + C~_t",
        "C_t = tanh(W x_t)\nh_t = h_{t-1} + C_t",
    ),
    "dots of Julia": (
        "h_t = tanh.(W x_t .+ U h_{t-1} .+ b)",
        RNN,
    ),
    "bars": (r"h_t = h_{t-1} + \lvert x_t \rvert", "h_t = h_{t-1} + |x_t|"),
    "plain bars": (r"h_t = h_{t-1} + \vert x_t \vert", "h_t = h_{t-1} + |x_t|"),
    "brackets by name": (
        r"h_t = \tanh\lparen W \lbrack x_t, h_{t-1} \rbrack \rparen",
        "h_t = tanh(W [x_t, h_{t-1}])",
    ),
    "diag": (r"h_t = \diag(p) h_{t-1} + W x_t", "h_t = p ⊙ h_{t-1} + W x_t"),
    "braces before an angle": ("{h}_{t} = \\tanh(W x_t + U {h}_<t-1> + b)", RNN),
    "braces before a small t": (r"{h}ₜ = \tanh(W xₜ + U {h}ₜ₋₁ + b)", RNN),
    "HTML": (
        "h<sub>t</sub> = tanh(W x<sub>t</sub> + U h<sub>t&minus;1</sub> + b)<br>",
        RNN,
    ),
}


@pytest.mark.parametrize("form", SAME)
def test_same(form: str) -> None:
    text, plain = SAME[form]
    assert_same(text, plain)


REFUSED = {
    "two values set apart": (r"h_t = h_{t-1} + z_t \quad x_t", ["E0103"]),
    "a factor in brackets": ("h_t = W x_t + U h_{t-1} + b (alpha beta)", ["E0209"]),
    "no comment of C": (f"{ADDED} // z_t", ["E0103"]),
    "two columns": (r"h_t = W [x_t \quad h_{t-1}]", ["E0103"]),
    "a sum behind and": (r"h_t = W x_t + h_{t-1} \text{ and } b", ["E0103"]),
    "a value behind or": ("h_t = h_{t-1} + x_t or z_t", ["E0103"]),
    "a condition": (ADDED + r" \text{ if } z_t > 0", ["E0112"]),
    "a condition, plain": (ADDED + " if z_t > 0", ["E0112"]),
    "a condition with =": (ADDED + r" \text{ if } z_t = 0", ["E0112"]),
    "two values": (
        ADDED + r" \text{ if } z_t > 0 \text{ otherwise } x_t",
        ["E0112"],
    ),
    "otherwise": (ADDED + r" \text{ otherwise}", ["E0112"]),
    "a range of values": (ADDED + r" \text{ for } x_t > 0", ["E0112"]),
    "a name or words": (r"h_t = h_{t-1} + W x_t \text{bias}", ["E0103"]),
    "cases behind a factor": (
        r"h_t = W \begin{cases} x_t \\ h_{t-1} \end{cases}",
        ["E0112"],
    ),
    "cases behind a factor and a break": (
        "\\[ h_t = W\n\\begin{cases} x_t \\\\ h_{t-1} \\end{cases} \\]",
        ["E0112"],
    ),
}


@pytest.mark.parametrize("form", REFUSED)
def test_refused(form: str) -> None:
    text, expected = REFUSED[form]
    assert codes(text) == expected


def test_prime_is_a_step_of_a_display() -> None:
    text = "# A cell\n\n```math\nh' = \\tanh(W x + U h)\n```\n\n```math\na = b\n```\n"
    assert list(compile_cell(text).metadata["states"]) == ["h"]


def test_ligatures_are_part_of_a_name() -> None:
    found = compiled(RNN.replace("b)", r"b_{\text{oﬀset}})"))
    assert {each.name for each in found.cell.parameters} == {"W", "U", "b_offset"}


@pytest.mark.parametrize(("opening", "closing"), [("```math", "```"), ("$$", "$$")])
def test_where_behind_a_display_of_a_document(opening: str, closing: str) -> None:
    text = f"# A cell\n\n{opening}\nh_t = β h_{{t-1}} + x_t\n{closing}\n"
    cell = compile_cell(f"{text}\n```math\na = b\n```\nwhere\n  β ∈ ℝ = 0.5\n")
    assert list(cell.metadata["constants"]) == ["beta"]


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ("$\\sigma$ denotes the logistic sigmoid at each time step", False),
        ("$\\sigma$ denotes the hyperbolic tangent", True),
    ],
)
def test_a_note_where_words_say_another_function(said: str, noted: bool) -> None:
    found = compile_cell(f"$$ h_t = \\sigma(W x_t + U h_{{t-1}}) $$\nwhere {said}.\n")
    assert ("N0669" in [each.code for each in found.diagnostics]) == noted


def test_a_heading_says_which_functions_are_the_default() -> None:
    heading = "Equations (Default: f=Sigmoid, g=Tanh):\n\n"
    text = "- z_t = f(W x_t)\n- h_t = z_t ⊙ h_{t-1} + g(U x_t)\n"
    plain = "z_t = sigmoid(W x_t)\nh_t = z_t ⊙ h_{t-1} + tanh(U x_t)"
    read, wanted = compile_cell(heading + text), compile_cell(plain)
    assert [e.value for e in read.ir.equations] == [
        e.value for e in wanted.ir.equations
    ]
    both = compile_cell(heading + text, define=["f = sigmoid", "g = tanh"])
    assert len(both.ir.equations) == 2
