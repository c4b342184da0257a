r"""Lists of words, slides, code in fences and brackets around a paste.

Each text computes what the plain one beside it does; what is said in words is believed
or told.
"""

from __future__ import annotations

import pytest

from cellc import compile_cell
from cellc.diagnostics import CellcError

RNN = "h_t = tanh(W u_t + U h_{t-1})"
GATED = "z_t = \\sigma(W x_t)\nh_t = z_t \\odot h_{t-1} + V x_t"
OPEN = "\\begin{equation}\nh_t = \\sigma(W x_t + U h_{t-1})\n\\end{equation}\n"


def codes(text: str) -> set[str]:
    return {each.code for each in compile_cell(text).diagnostics}


def assert_same(text: str, plain: str) -> None:
    one, two = (compile_cell(each).ir for each in (text, plain))
    first, second = (
        {each.target: each.value for each in cell.equations} for cell in (one, two)
    )
    assert first == second
    for symbol, variable in one.variables.items():
        assert variable.role == two.variables[symbol].role
        assert len(variable.shape) == len(two.variables[symbol].shape)


def commented(text: str, sign: str) -> str:
    return "\n".join(f"{sign} {line}".rstrip() for line in text.split("\n"))


# ---------------------------------------------------------------- items of a list

LISTS = [
    "- u_t is the input",
    "- u_t is the input\n- h_t is the state of the cell",
    "* u_t: input vector\n* h_t: hidden state",
    "• u_t denotes an input\n• W, U are weights",
    "– u_t - the input\n– h_t - the state",
    "1. u_t is the input vector\n2. h_t is the hidden state",
    "- $u_t$ is the input\n- $h_t$ is the state",
    "- the reset gate of the cell is gone",
]


@pytest.mark.parametrize("items", LISTS)
@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\nWhere:\n", "\n\nwhere\n\n"])
def test_items_of_words_are_no_terms(items: str, between: str) -> None:
    text = RNN + between + items
    assert_same(text, RNN)
    assert_same(commented(text, "%%"), RNN)
    assert_same(commented(text, "#"), RNN)


def test_items_behind_a_sum() -> None:
    """An item that has `x(t)` in it is no further term of the sum."""
    cell = "x(t+1) = sigma(f(t)) * x(t) + f(t)\nf(t) = W [x(t); I(t)]"
    block = "\nwhere\n  W ∈ ℝ^{h×(h+i)}\n  I(t) ∈ ℝ^i is input\n  x(t) ∈ ℝ^h"
    said = "\n\nWhere:\n- x(t) is the state\n- sigma is the sigmoid function\n"
    lines = cell.split("\n")
    text = commented("\n".join([lines[1], lines[0]]) + said, "%%")
    assert_same(text + block, cell + block)


def test_a_term_on_a_line_of_its_own_is_one() -> None:
    assert_same(f"{RNN}\n  - b", f"{RNN} - b")
    two = "z_t = a_t\n  * b_t\nh_t = z_t + W h_{t-1}"
    assert_same(two, two.replace("\n  *", " *"))


def test_facts_of_a_list_are_facts() -> None:
    text = "h_t = φ(W x_t + U h_{t-1})\n\nwhere\n"
    plain = text.replace("φ", "tanh") + "  x_t ∈ ℝ^n"
    assert_same(f"{text}  - φ is the tanh function\n  - x_t ∈ ℝ^n", plain)
    assert_same(f"{text}  - φ: tanh\n  - x_t ∈ ℝ^n", plain)


@pytest.mark.parametrize(
    "line",
    [
        "\\cdot denotes the elementwise product",
        "· is the Hadamard product",
        "∙ means elementwise multiplication",
    ],
)
@pytest.mark.parametrize("block", ["", "f_t ∈ ℝ^h\n  "])
def test_signs_that_the_block_explains(line: str, block: str) -> None:
    text = "h_t = f_t · h_{t-1} + tanh(W x_t)\nwhere\n  "
    assert_same(text + block + line, "h_t = f_t ⊙ h_{t-1} + tanh(W x_t)")


def test_a_convolution_is_told() -> None:
    text = "h_t = f_t * h_{t-1} + W x_t\nwhere\n  W ∈ ℝ^{h×x}\n  * denotes convolution"
    assert "W0503" in codes(text)


@pytest.mark.parametrize(
    "fact", ["is network output", "is output vector of the net", "is readout output"]
)
def test_a_role_in_words(fact: str) -> None:
    text = "x(n) = tanh(W u(n) + U x(n-1))\ny(n) = V x(n)\n"
    plain = compile_cell(text + "where\n  y(n) ∈ ℝ^{Ny}")
    said = compile_cell(f"{text}where y(n) ∈ ℝ^{{Ny}} {fact}.")
    assert said.ir.equations == plain.ir.equations


# ---------------------------------------------------------------- functions said


@pytest.mark.parametrize(
    "sentence",
    [
        "We use ReLU as the activation function $\\sigma$.",
        "where ReLU is used for $\\sigma$.",
        "with ReLU activations $\\sigma$.",
        "The rectified linear unit, denoted by $\\sigma$, is applied to each part.",
        "In our experiments, $\\sigma$ is the ReLU function.",
        "We take the rectifier as $\\sigma$ and tanh as $\\phi$.",
        "For $\\sigma$ we use the ReLU.",
        "The activation is ReLU, written $\\sigma$.",
        "We choose $\\sigma$ to be the ReLU.",
        "$\\sigma$ was set to ReLU.",
    ],
)
@pytest.mark.parametrize("before", ["", "\\section{A cell}\n"])
def test_a_function_that_is_named_first(sentence: str, before: str) -> None:
    for letter in ("\\sigma", "\\phi"):
        text = before + (OPEN + sentence).replace("\\sigma", letter)
        if letter == "\\phi" and "tanh" in sentence:
            continue
        assert_same(text, OPEN.replace("\\sigma", "relu"))
        assert "N0669" in codes(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "We use either tanh or ReLU as $\\sigma$.",
        "Rather than the tanh activation $\\sigma$ we use another one.",
        "tanh is sometimes used as $\\sigma$.",
        "with the nonlinearity $\\sigma$ (ReLU).",
        "The tanh activation $\\sigma$ is replaced in the appendix.",
    ],
)
def test_a_function_in_doubt_is_told(sentence: str) -> None:
    assert_same(OPEN + sentence, OPEN)
    assert "W0503" in codes(OPEN + sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The sigmoid function $\\sigma$ is applied to each part.",
        "where $\\sigma$ is the sigmoid function, and tanh the hyperbolic tangent.",
        "We use tanh for the candidate and $\\sigma$ for the gates.",
        "where $\\sigma$ (logistic) is applied to gates, and tanh to others.",
    ],
)
def test_what_sigma_is_anyway_is_not_told(sentence: str) -> None:
    assert_same(OPEN + sentence, OPEN)
    assert not {"W0503", "N0669"} & codes(OPEN + sentence)


def test_an_item_names_a_function() -> None:
    cell = "h_t = σ(W x_t + U h_{t-1})\n\n"
    assert_same(f"{cell}- σ: tanh", cell.replace("σ", "tanh"))
    assert_same(commented(f"{cell}Where:\n- σ: tanh", "#"), cell.replace("σ", "tanh"))


# ---------------------------------------------------------------- other systems

OBSERVER = (
    "\\begin{align*}\n\\hat{x}_{k+1} &= A \\hat{x}_k + B u_k + L (y_k - C \\hat{x}_k)\n"
    "\\end{align*}"
)
PLANT = "Consider the linear system $x_{k+1} = A x_k + B u_k$, $y_k = C x_k$.\n"


@pytest.mark.parametrize("before", ["", "\\section{Observers}\n"])
def test_a_system_that_a_sentence_considers(before: str) -> None:
    assert_same(before + PLANT + OBSERVER, OBSERVER)
    assert "N0670" in codes(before + PLANT + OBSERVER)


def test_a_system_that_the_display_uses_is_read() -> None:
    text = PLANT.replace(", $y_k = C x_k$", "") + "\\[ u_k = K x_k + V r_k \\]"
    assert_same(text, "x_{k+1} = A x_k + B u_k\nu_k = K x_k + V r_k")
    gate = "Given the gate $z_t = \\sigma(W x_t)$, the state is\n"
    assert_same(f"{gate}\\[ h_t = z_t \\odot h_{{t-1}} + V x_t \\]", GATED)


# ---------------------------------------------------------------- slides

ALIGNED = r"""\begin{align*}
z_t &= \sigma(W x_t) \\ \pause
\onslide<2->{h_t &= z_t \odot \alert<3>{h_{t-1}} + V x_t}
\end{align*}
"""


@pytest.mark.parametrize(
    "text",
    [
        f"\\begin{{frame}}{{A cell}}\n{ALIGNED}\\pause\nWords.\n\\end{{frame}}",
        f"\\begin{{frame}}[fragile]\n\\frametitle{{A}}\n\\begin{{block}}{{The cell}}\n"
        f"{ALIGNED}\\end{{block}}\n\\begin{{itemize}}\n\\item<2-> one gate\n"
        "\\item<3-> \\alert{fewer} parameters\n\\end{itemize}\n\\end{frame}",
        "\\begin{frame}\n\\only<1>{\\[ z_t = \\sigma(W x_t) \\]}\n"
        "\\uncover<2->{\\[ h_t = z_t \\odot h_{t-1} + V x_t \\]}\n\\end{frame}",
        f"\\documentclass{{beamer}}\n\\begin{{document}}\n\\begin{{frame}}{{A}}\n{ALIGNED}"
        "\\end{frame}\n\\end{document}",
        f"\\begin{{columns}}\n\\begin{{column}}{{0.5\\textwidth}}\n{ALIGNED}"
        "\\end{column}\n\\end{columns}",
    ],
)
def test_slides(text: str) -> None:
    assert_same(text, GATED)


def test_slides_that_differ_are_refused() -> None:
    text = "\\[ h_t = h_{t-1} + \\only<1>{a_t}\\only<2>{b_t} \\]"
    with pytest.raises(CellcError, match="a_t"):
        compile_cell(text)


# ---------------------------------------------------------------- brackets, headings


@pytest.mark.parametrize(
    "text",
    [
        "$$ [\n{0}\n] $$\n$$[\n{1}\n]$$",
        "$$ \\left[ {0} \\right] $$\n$$ {1} $$",
        "[\n{0}\n]\n\n[\n{1}\n]",
        "[ {0} ]\n[ {1} ]",
        "== Update ==\n\n{0}\n{1}",
        "%% == Update ==\n%%\n%% {0}\n%% {1}\n%%\n%% === More ===",
        "\\begin{{align}}\n{0} \\\\\n{1}\n\\end{{align}}",
        "<p>The cell:</p>\n\\begin{{align}}\n{0} \\\\\n{1}\n\\end{{align}}",
    ],
)
def test_brackets_and_headings(text: str) -> None:
    lines = GATED.split("\n")
    assert_same(text.format(*lines), GATED)
    aligned = text.format(*(each.replace(" = ", " &amp;= ", 1) for each in lines))
    if "align" in text:
        assert_same(aligned, GATED)


def test_a_list_of_two_names_keeps_its_brackets() -> None:
    text = "[a_t; b_t] = W [x_t; h_{t-1}]\nh_t = a_t + b_t"
    assert_same(text + "\n", text)


# ---------------------------------------------------------------- fences

README = "# A cell\n\n```{kind}\n{code}\n```\n\n$$ {0} $$\n$$ {1} $$\n"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("python", "cell = Cell(4, 8)\nh = cell(x, h)"),
        ("", "z_t = sigmoid(linear_z(x_t))"),
        ("bash", "pip install cell==1.0"),
    ],
)
def test_code_in_a_fence(kind: str, code: str) -> None:
    text = README.format(*GATED.split("\n"), kind=kind, code=code)
    assert_same(text, GATED)
    assert "N0603" in codes(text)


def test_equations_in_a_fence_are_read() -> None:
    first, second = GATED.split("\n")
    assert_same(f"```\n{first}\n```\n\n$$ {second} $$", GATED)
    assert_same(f"```\n{GATED}\n```", GATED)
