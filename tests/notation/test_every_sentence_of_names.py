"""Names that sentences and declarations explain: functions, inputs, numbers."""

from __future__ import annotations

import pytest

import cellc

_CELL = r"\[ h_t = f(W x_t + U h_{t-1}) \]" + "\n"
_PLAIN = "h_t = {}(W x_t + U h_{{t-1}})"


def _values(text: str) -> list[object]:
    return [each.value for each in cellc.compile_cell(text).ir.equations]


def _codes(text: str) -> list[str]:
    return [each.code for each in cellc.compile_cell(text).diagnostics]


@pytest.mark.parametrize(
    ("sentence", "function"),
    [
        (r"where $f$ is the tanh function.", "tanh"),
        (r"where $f(\cdot)$ denotes the hyperbolic tangent.", "tanh"),
        (r"where $f$ is the element-wise logistic sigmoid function.", "sigmoid"),
        (r"with $f$ the Heaviside step function.", "step"),
        (r"Let $f$ be the ReLU activation.", "relu"),
        (r"where $f$ is the soft-max function and $U$ is full.", "softmax"),
        (r"where $f$ is the activation function $\tanh$.", "tanh"),
        ("where f is the tanh function", "tanh"),
    ],
)
def test_a_sentence_names_a_function(sentence: str, function: str) -> None:
    assert _values(_CELL + sentence) == _values(_PLAIN.format(function))
    assert "N0669" in _codes(_CELL + sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        r"where $f$ is typically the tanh function.",
        r"where $f$ is the tanh or the sigmoid function.",
        r"where $f$ is a sigmoid function.",
        r"If $f$ is the identity, the cell is linear.",
        r"where $f$ is the identity matrix.",
        r"where $f$ is the derivative of the sigmoid function.",
        r"where $f$ and $g$ denote the tanh and sigmoid functions.",
        r"where $f$ is the tanh function. Later $f$ is the identity.",
        "# where f is the tanh function",
        r"where $f$ is the logistic map.",
    ],
)
def test_a_sentence_that_is_not_believed(sentence: str) -> None:
    with pytest.raises(cellc.CellcError) as caught:
        cellc.compile_cell(_CELL + sentence)
    assert next(each.code for each in caught.value.diagnostics) == "E0209"


def test_the_where_block_goes_before_the_sentence() -> None:
    text = _CELL + "where $f$ is the tanh function.\n\nwhere\n  f = relu\n"
    assert _values(text) == _values(_PLAIN.format("relu"))
    assert "N0669" not in _codes(text)


def test_a_value_of_a_declared_input_without_index() -> None:
    text = "i = σ(V x_s + b_i)\nh_t = tanh(W x_t + U h_{t-1}) ⊙ i\nwhere\n  x_s ∈ ℝ^s"
    plain = text.replace("i =", "i_t =").replace("⊙ i", "⊙ i_t").replace("x_s", "s_t")
    read, meant = (cellc.compile_cell(f"{each} is input") for each in (text, plain))
    assert len(read.ir.inputs) == len(meant.ir.inputs) == 2
    assert [each.code for each in read.diagnostics].count("N0604") == 2
    assert all(each.timed for each in read.ir.variables.values() if each.name == "i")


def test_letters_of_two_alphabets_are_a_product() -> None:
    rest = "\nwhere\n  a ∈ ℝ = 0.8\n  γ ∈ ℝ = 0.5"
    text = "h_t = (1 - aγ) h_{t-1} + γ tanh(W x_t)" + rest
    assert _values(text) == _values(text.replace("aγ", "a γ"))
    assert "N0611" in _codes(text)


def test_a_capital_that_divides_is_a_number() -> None:
    cell = r"\[ h_t = \tanh(W x_t + \frac{1}{N} U h_{t-1}) \]" + "\n"
    text = cell + "where $N = 100$."
    assert _values(text) == _values(cell + "where\n  N = 100")


def test_a_capital_that_does_not_divide_is_a_matrix() -> None:
    cell = r"\[ h_t = \tanh(W x_t + U h_{t-1}) \]" + "\n"
    assert "N0664" in _codes(cell + "where $U = 0$ is a cell without memory.")


def test_what_declared_matrices_are_applied_to_is_the_input() -> None:
    facts = "\nwhere\n  up ∈ ℝ^{h×x}\n  side ∈ ℝ^{h×h}"
    primed = "h' = tanh(up x + side h)" + facts
    plain = "h_t = tanh(up x_t + side h_{t-1})" + facts
    assert _values(primed) == _values(plain)
    assert _values(plain.replace("x_t", "x")) == _values(plain)


def test_a_probability_of_nothing_else_is_a_readout() -> None:
    cell = "h_t = tanh(W x_t + U h_{t-1})\n"
    text = cell + r"P\left(s_t\right) = \mathrm{softmax}(V h_t)"
    assert _values(text) == _values(cell + "P_t = softmax(V h_t)")
    assert "N0604" in _codes(text)
    with pytest.raises(cellc.CellcError):
        cellc.compile_cell(cell + "P(x_t) = softmax(V h_t)")


@pytest.mark.parametrize(
    ("sentence", "warned"),
    [
        ("The matrix $U$ is diagonal.", True),
        ("$W$ and $U$ are diagonal matrices.", True),
        ("We use the diagonal matrix $U$.", True),
        ("The matrix $U$ has a zero diagonal.", False),
        ("The off-diagonal part of $U$ is small.", False),
        ("The matrix $U$ is diagonal.\n\nwhere\n  U ∈ ℝ^{h×h}", False),
        ("Here $U$ is an affine transform.", True),
    ],
)
def test_sentences_about_matrices(sentence: str, warned: bool) -> None:
    cell = r"\[ h_t = \tanh(W x_t + U h_{t-1}) \]" + "\n"
    assert ("W0506" in _codes(cell + sentence)) is warned


@pytest.mark.parametrize("range_", ["(0, 1)", "[0, 1]", r"\{0, 1\}", "(0, 1)^h"])
def test_a_range_of_what_is_defined_is_that_of_each_component(range_: str) -> None:
    text = (
        "h_t = f_t ⊙ h_{t-1} + (1 - f_t) ⊙ tanh(W x_t)\n"
        f"f_t = σ(U x_t + V h_{{t-1}})\n\nNote that $f_t \\in {range_}$ is a gate."
    )
    cell = cellc.compile_cell(text).ir
    assert [str(each) for each in cell.variable(cell.equations[0].target).shape] == [
        "h"
    ]
