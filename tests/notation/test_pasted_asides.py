"""Sentences beside equations that are set apart do not change the cell."""

from __future__ import annotations

import pytest

from cellc import compile_cell

DISPLAY = "\\begin{equation}\nh_t = \\tanh(W x_t + U h_{t-1} + b)\n\\end{equation}\n"
ASIDES = [
    "Setting $U=0$ recovers the model of \\cite{x}.",
    "For the special case of $U = 0$ the cell is a feed-forward network.",
    "If $b = 0$ the state stays zero without input.",
    "The bias is set to $b = 1$ at first.",
    "We initialise $U = I$ and $b = 0$, as in IRNN.",
    "With $x_t = 0$ the state decays.",
    "Here $h_t = c_t$ in a GRU.",
    "If we choose filters of width $k=2$, things change.",
    "We use $n = 128$ hidden units.",
    "where $h_0 = 0$.",
    "The input of the first layer is the data, $h_t^{0} = x_t$.",
    "We discretise $\\frac{dh(t)}{dt} = f(h)$ with the Euler scheme.",
    "We use $g = \\tanh$ unless noted otherwise.",
]


def equations(text: str) -> tuple[list[str], object, object]:
    cell = compile_cell(text)
    return cell.metadata["equations"], cell.metadata["parameters"], cell.ir.states


@pytest.mark.parametrize("aside", ASIDES)
@pytest.mark.parametrize("first", [False, True], ids=["behind", "in front"])
def test_an_aside_changes_nothing(aside: str, first: bool) -> None:
    text = f"{aside}\n{DISPLAY}" if first else f"{DISPLAY}{aside}\n"
    assert equations(text) == equations(DISPLAY)


@pytest.mark.parametrize(
    "aside", [each for each in ASIDES if "h_0" not in each and "\\tanh$" not in each]
)
def test_an_aside_is_told(aside: str) -> None:
    codes = {each.code for each in compile_cell(DISPLAY + aside).diagnostics}
    assert "N0664" in codes


@pytest.mark.parametrize(
    ("sentence", "same"),
    [
        ("where $\\phi = \\tanh$.", "tanh"),
        ("where $\\phi(x) = \\frac{1}{1+e^{-x}}$ is the logistic function.", "σ"),
        ("We use $\\phi = \\tanh$.", "tanh"),
    ],
)
def test_what_a_sentence_says_of_a_function_is_read(sentence: str, same: str) -> None:
    text = "\\[ h_t = \\phi(W x_t + U h_{t-1}) \\]\n"
    plain = compile_cell(f"h_t = {same}(W x_t + U h_{{t-1}})")
    (read,) = compile_cell(text + sentence).ir.equations
    (wanted,) = plain.ir.equations
    assert read.value == wanted.value or "exp" in str(read.value)


def test_a_value_that_only_a_sentence_defines_is_read() -> None:
    text = "\\[ h_t = z_t \\odot h_{t-1} + x_t \\]\nwhere $z_t = \\sigma(W x_t)$.\n"
    assert len(compile_cell(text).metadata["equations"]) == 2


def test_a_constant_that_a_sentence_gives_is_read() -> None:
    text = (
        "\\[ h_t = \\alpha h_{t-1} + W x_t + U h_{t-1} \\]\n"
        "where $\\alpha = 0.5$ is the leak.\n"
    )
    assert "alpha" not in compile_cell(text).metadata["parameters"]


def test_a_readout_in_a_sentence_is_an_output() -> None:
    text = DISPLAY + "The output is $y_t = V h_t$.\n"
    assert list(compile_cell(text).metadata["outputs"]) == ["h", "y"]


def test_equations_that_are_all_in_sentences_are_the_cell() -> None:
    text = "The gate is $z_t = \\sigma(W x_t)$ and\n$h_t = z_t \\odot h_{t-1} + x_t$.\n"
    assert len(compile_cell(text).metadata["equations"]) == 2


CONSTANT = "$$h_t = \\tanh(W x_t + U h_{t-1}) + \\beta$$\n\n"


@pytest.mark.parametrize(
    "sentence",
    [
        "where $\\beta$ is a bias. The vanilla RNN is the case\n$\\beta = 0$.",
        "where $\\beta = 0$\nrecovers the model.",
        "We note that\n$\\beta = 0$\nis a special case.",
        "The rate\nof the leak is set to zero, i.e.\n$\\beta = 0$.",
        "The special case:\n$\\beta = 0$",
    ],
)
def test_the_words_of_a_sentence_may_stand_on_other_lines(sentence: str) -> None:
    cell = compile_cell(CONSTANT + sentence)
    assert "beta" in cell.metadata["parameters"]
    assert {"N0664", "W0504"} & {each.code for each in cell.diagnostics}


@pytest.mark.parametrize(
    "sentence",
    [
        "where $W$ is a matrix and\n$\\beta = 0.5$ is the bias.",
        "where\n$\\beta = 0.5$ is the bias.",
        "We use the following constants:\n$\\beta = 0.5$",
        "This is a special case.\n$\\beta = 0.5$",
        "This is a special case\n\n$\\beta = 0.5$",
    ],
)
def test_what_other_lines_give_is_read(sentence: str) -> None:
    assert "beta" not in compile_cell(CONSTANT + sentence).metadata["parameters"]
