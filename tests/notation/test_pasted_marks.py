r"""What people paste around equations: ends of mails, marks of lists, code beside.

Each text computes what the plain one does; a forgotten `=` is refused all the same.
"""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes

LINES = [
    "z_t = σ(W_z x_t + U_z h_{t-1})",
    "h~_t = tanh(W_h x_t + U_h h_{t-1})",
    "h_t = (1 - z_t) ⊙ h_{t-1} + z_t ⊙ h~_t",
]
PLAIN = "\n".join(LINES)
LATEX = r"""$$
\begin{aligned}
z_t &= \sigma(W_z x_t + U_z h_{t-1}) \\
\tilde h_t &= \tanh(W_h x_t + U_h h_{t-1}) \\
h_t &= (1 - z_t) \odot h_{t-1} + z_t \odot \tilde h_t
\end{aligned}
$$"""


def marked(*marks: str) -> str:
    return "\n".join(f"{one} {two}" for one, two in zip(marks, LINES, strict=True))


def indented(sign: str, text: str = PLAIN) -> str:
    return "\n".join(f"{sign}{line}" for line in text.split("\n"))


BEHIND = [
    "Cheers,\nJo",
    "Cheers,\nJ.",
    "BR,\nA. Doe\n--\nDr. A. Doe | Room 3.14\nTel: +49 123 456",
    "Requirements: Python 2.7, Theano, Lasagne.",
    "Reference: P. Gonnet, T. Deselaers, [IndyLSTMs](https://x.org/a), 2019.",
    "See cells/gru_cell.py.",
    "jo@uni-x.edu",
    '"recurrent-bias-after-multiplication", are',
    "e.g. keras/layers/recurrent.py",
    "Thanks!!",
    "* Cho et al., 2014",
    "@anna @jo",
    "@anna: ok?",
    "Viewed 1k times\n\n5\n\n1,234 5 12",
    'K. Cho, B. van Merriënboer: "Learning", arXiv:1406.1078',
]


@pytest.mark.parametrize("line", BEHIND)
@pytest.mark.parametrize("first", [True, False])
def test_a_line_without_names_of_the_equations_is_text(line: str, first: bool) -> None:
    text = f"{line}\n\n{PLAIN}" if first else f"{PLAIN}\n\n{line}"
    assert_same(text, PLAIN)


@pytest.mark.parametrize(
    "line",
    [
        "h_t tanh(W x_t)",
        "f_t σ(W_f x_t)",
        "z_t h_{t-1}",
        "tanh(gate)",
        "output * mask",
        "gate @ state",
        "z h",
        "zh",
        "W",
        "Gate: z",
    ],
)
def test_a_forgotten_sign_is_refused_beside_names(line: str) -> None:
    assert "E0104" in codes(f"{PLAIN}\n\n{line}")


def test_one_word_right_below_an_equation_can_be_a_factor() -> None:
    assert "E0104" in codes(f"{PLAIN}\nJo")


WRAPPED = {
    "letters": marked("(a)", "(b)", "(c)"),
    "bare letters": marked("a)", "b)", "c)"),
    "roman": marked("(i)", "(ii)", "(iii)"),
    "points": marked("A.", "B.", "C."),
    "forum": f'[quote="anna, post:3, topic:12"]\nhow?\n[/quote]\n\n{PLAIN}\n',
    "code of a forum": f"[code]\n{PLAIN}\n[/code]",
    "notebook": f"%matplotlib inline\nimport numpy as np\n\n{LATEX}\n\nIn [3]:\n",
    "go": f"// Step computes:\n//\n{indented('//  ')}\nfunc (c *Cell) Step(x T) T {{\n",
    "c": f"/*\n{indented(' *  ')}\n */\nvoid step(const float *x, float *h);\n",
    "jsdoc": f"/**\n * Cell.\n *\n{indented(' *   ')}\n *\n"
    " * @param {Object} [options={}] - options\n"
    " * @example\n * const cell = new Cell(3, 4);\n */\n",
    "matlab": f"%MGU  One step.\n%   H = MGU(X, H) computes\n%\n{indented('%    ')}\n",
    "example": f'"""A cell.\n\n{indented("    ")}\n\nExample::\n\n'
    '    cell = Cell(3, 4)\n    h = cell(x, h)\n    print(h.shape)\n"""\n',
}


@pytest.mark.parametrize("name", WRAPPED)
def test_marks_and_code_beside_are_read_over(name: str) -> None:
    assert_same(WRAPPED[name], PLAIN)


def test_doxygen_writes_its_marks_with_an_at_sign() -> None:
    display = r"@f[ h_t = \tanh(W x_t + U h_{t-1}) @f]"
    text = f"/**\n * @brief Cell\n *\n * {display}\n *\n * @param[in] x input\n */"
    assert_same(text, "h_t = tanh(W x_t + U h_{t-1})")


def test_letters_that_do_not_follow_each_other_are_no_marks() -> None:
    assert codes(marked("(a)", "(c)", "(d)")) != []


JULIA = """A = W - Wᵀ - 0.1 I
z = σ.(A * h .+ V_z * x .+ b_z)
h′ = h .+ 0.2 .* z .* tanh.(A * h .+ V_h * x .+ b_h)"""


def test_stars_beside_dotted_ones_show_the_input_of_a_text_without_index() -> None:
    plain = """A = W - W^T - 0.1 I
z_t = σ(A h_{t-1} + V_z x_t + b_z)
h_t = h_{t-1} + 0.2 ⊙ z_t ⊙ tanh(A h_{t-1} + V_h x_t + b_h)"""
    assert_same(JULIA, plain)
