r"""What sentences say of functions, parameters and values beside their names.

`where $\sigma$ is the hard sigmoid` is read, `the sigmoid with slope 5` is refused;
what is said of a parameter or of an output is read or told, and never passed over.
"""

from __future__ import annotations

import pytest
from plain_cells import assert_same

import cellc

_CELL = r"\[ h_t = {}(W x_t + U h_{{t-1}} + b) \]" + "\n"
_SIGMA, _PHI, _TANH = (_CELL.format(each) for each in (r"\sigma", r"\phi", r"\tanh"))


def _compiled(text: str) -> tuple[list[object], list[str]]:
    cell = cellc.compile_cell(text)
    values = [each.value for each in cell.ir.equations]
    return values, [each.code for each in cell.diagnostics]


def _errors(text: str) -> list[str]:
    with pytest.raises(cellc.CellcError) as caught:
        cellc.compile_cell(text)
    return [each.code for each in caught.value.diagnostics if each.code[0] == "E"]


@pytest.mark.parametrize(
    ("text", "function"),
    [
        (_SIGMA + r"where $\sigma$ is the hard sigmoid function.", "hard_sigmoid"),
        (_SIGMA + r"The gate has the hard sigmoid $\sigma$.", "hard_sigmoid"),
        (_PHI + r"where $\phi$ is the leaky ReLU.", "leaky_relu"),
        (_PHI + r"We use a hard tanh as the activation $\phi$.", "hard_tanh"),
        (_TANH + r"where $\tanh$ is the hard tanh.", "hard_tanh"),
        (_PHI + r"where $\phi$ is a nonlinearity, here tanh.", "tanh"),
        (_PHI + r"where $\phi$ is an activation function (tanh).", "tanh"),
        (_PHI + r"where $\phi$ is the usual element-wise tanh in all layers.", "tanh"),
        (_SIGMA + r"$\sigma$ is the well-known logistic sigmoid.", "sigmoid"),
        (_SIGMA + r"$\sigma$ is the sigmoid with outputs in (0, 1).", "sigmoid"),
        (_TANH + r"where $\tanh(a) = a$ for small $a$.", "tanh"),
        (_TANH + r"Note that $\tanh(a) = a$ near 0.", "tanh"),
    ],
)
def test_a_function_is_read(text: str, function: str) -> None:
    block = f"\n\nwhere\n  φ = {function}"
    assert _compiled(text)[0] == _compiled(_PHI + block)[0]


@pytest.mark.parametrize(
    "said",
    [
        *["the bipolar sigmoid", "a scaled sigmoid", "the piecewise-linear sigmoid"],
        *["the log-sigmoid", "the sigmoid with slope 5", "the sigmoid shifted by 0.5"],
        *["a modified ReLU", "the tanh, scaled by 1.7", "tanh/ReLU", "tanh only here"],
        *["tanh in the encoder and ReLU in the decoder", "tanh for the first layer"],
    ],
)
def test_words_that_name_another_function(said: str) -> None:
    for cell, letter in ((_SIGMA, r"\sigma"), (_PHI, r"\phi")):
        assert _errors(f"{cell}where ${letter}$ is {said}.") == ["E0314"]
    assert _compiled(f"{_PHI}where $\\phi$ is {said}.\n\nwhere\n  φ = relu")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (_PHI + r"where $\phi = \tanh$ (or ReLU).", "E0314"),
        (_PHI + r"where $\phi = \tanh$ only in layer 1.", "E0314"),
        (_PHI + r"where $\phi = \tanh$, later ReLU.", "E0314"),
        (_PHI + r"where $\phi = \tanh$ was found to be unstable.", "E0314"),
        (_PHI + r"where $\phi$ is a nonlinearity (typically tanh).", "E0209"),
        (_PHI + r"where $\phi(a) = 1/a$ for positive $a$.", "E0112"),
        (_PHI + "where\n  φ(a) = a for positive a", "E0112"),
    ],
)
def test_a_definition_for_some_uses(text: str, code: str) -> None:
    assert code in _errors(text)


def test_a_definition_for_all_values() -> None:
    text = _PHI + r"where $\phi(x) = x^2$ for all real $x$."
    assert _compiled(text)[0] == _compiled(_PHI + "where\n  φ(a) = a^2")[0]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        *[
            (f"$U$ is {each}.", "W0509")
            for each in (
                *["frozen", "not trained", "fixed and random", "the identity matrix"],
                *["block-diagonal", "lower triangular", "an orthogonal matrix"],
                *["constrained to be symmetric", "Toeplitz", "sparse", "unitary"],
            )
        ],
        ("The frozen matrix $U$ is recurrent.", "W0509"),
        ("$U$ is initialised to the identity.", "N0699"),
        ("$b$ is the bias, initialised to 1.", "N0699"),
        ("$U$ is shared across layers.", "N0699"),
        (r"The output is $\mathrm{softmax}(V h_t)$.", "W0510"),
        ("$h_t$ is clipped to $[-1, 1]$.", "W0510"),
        ("The state is reset every 10 steps.", "W0510"),
        ("We apply dropout to $h_t$.", "W0510"),
    ],
)
def test_what_is_told(said: str, code: str) -> None:
    assert code in _compiled(_TANH + said)[1]


@pytest.mark.parametrize(
    "said",
    [
        *["$U$ is the recurrent weight matrix.", "$U$, $W$ and $b$ are trainable."],
        *["$U$ is not frozen.", "$W$ and $U$ are learned weight matrices."],
        *["$U$ is shared across time steps.", "The output is $h_t$."],
        *["The gradients are clipped to $[-1, 1]$.", "$x_t$ is normalised."],
        "If $U$ is orthogonal, norms are kept.",
    ],
)
def test_what_says_nothing_else(said: str) -> None:
    assert set(_compiled(_TANH + said)[1]) <= {"N0603"}


def test_a_number_that_is_trained() -> None:
    cell = r"\[ h_t = \alpha h_{t-1} + \tanh(W x_t + U h_{t-1}) \]" + "\n"
    said = cell + r"where $\alpha = 0.5$ is a learnable parameter."
    declared = cellc.compile_cell(cell + "where\n  α ∈ ℝ init 0.5")
    assert (
        cellc.compile_cell(said).source_text.partition("def init")[2]
        == (declared.source_text.partition("def init")[2])
    )
    assert "N0699" in _compiled(said)[1]
    block = _compiled(f"{said}\n\nwhere\n  α = 0.5")
    assert "N0699" not in block[1]


@pytest.mark.parametrize(
    ("shown", "words", "typed", "plain"),
    [
        (r"$|\cdot|$", "the length of a vector", "|x_t|", "norm(x_t)"),
        (r"$|\cdot|$", "the absolute value", "|x_t|", "abs(x_t)"),
        ("$|a|$", "the Euclidean norm of $a$", r"\left|x_t\right|", "norm(x_t)"),
        ("⟨·⟩", "the average over all units", "⟨x_t⟩", "mean(x_t)"),
        ("$[a]$", "the integer part of $a$", "[x_t]", "floor(x_t)"),
        (r"$[\cdot]$", "the positive part", "[x_t]", "relu(x_t)"),
        (r"$[\cdot]$", "the concatenation", "V [x_t, x_t]", "V [x_t, x_t]"),
    ],
)
def test_a_bracket_is_what_the_text_says(
    shown: str, words: str, typed: str, plain: str
) -> None:
    cell = r"\[ h_t = \tanh(U h_{t-1} + b) + "
    text = f"{cell}{typed} \\]\nwhere {shown} denotes {words}."
    assert_same(text, f"{cell}{plain} \\]")
