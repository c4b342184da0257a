"""Sentences that do not stand by a function or a number, and those that do."""

from __future__ import annotations

import pytest

import cellc

_SIGMA = "\\begin{align}\nh_t &= \\sigma(W x_t + U h_{t-1})\n\\end{align}\n"
_OPEN = _SIGMA.replace("\\sigma", "f")
_SECTIONS = pytest.mark.parametrize("section", ["", "\\section{Model}\n"])

DOUBTING = [
    r"We do not use $f = \tanh$ here.",
    r"We don't use $f = \tanh$.",
    r"If $f = \tanh$, then the network saturates.",
    r"In previous work, $f = \tanh$ was used; we use another function.",
    r"Unlike Elman, who has $f = \tanh$, we keep the old one.",
    r"Ours is smooth, whereas \citet{elman} uses $f=\tanh$.",
    r"Elman networks use $f = \tanh$.",
    r"In Elman networks, $f = \tanh$.",
    r"In [4], $f = \tanh$.",
    r"Hochreiter et al. (1997) use $f = \tanh$.",
    r"The original cell used $f = \tanh$.",
    r"Originally, $f = \tanh$.",
    r"If we chose $f = \mathrm{ReLU}$ instead, gradients would explode.",
    r"Had we used $f = \tanh$, it would saturate.",
    r"We tried $f = \tanh$ but it diverged.",
    r"The choice $f = \tanh$ is discussed later; we never use it.",
    r"e.g. $f = \tanh$",
    r"where $f$ is arbitrary, for example $f = \tanh$.",
    r"with, say, $f = \tanh$.",
    r"Typically $f = \tanh$.",
    r"$f = \tanh$ is usually used.",
    r"$f = \tanh$ is not used.",
    r"A popular choice is $f = \tanh$.",
    r"where $f = \tanh$ or ReLU.",
    "where f = tanh or relu",
    r"where $f = \tanh$ or $f = \mathrm{relu}$.",
    r"In the special case $f = \tanh$ we get the Elman network.",
    r"Setting $f = \tanh$ recovers the Elman network.",
    r"With $f = \tanh$, the Elman network is recovered.",
    r"Rather than $f = \tanh$ we use another one.",
    r"Their choice was $f = \tanh$.",
    r"For $f = \tanh$ the network is stable.",
    r"Is $f = \tanh$ needed?",
    r"We leave $f = \tanh$ to future work.",
    r"Unlike Elman, where $f$ is the tanh function, ours is linear.",
    r"where $f$ was $\tanh$ in earlier versions.",
]
STANDING = [
    r"with $f = \tanh$ throughout.",
    r"Here $f = \tanh$.",
    r"where $W$ is a matrix, $b$ a bias and $f = \tanh$.",
    r"Unless otherwise stated, $f = \tanh$.",
    r"Unlike Elman, we use $f = \tanh$.",
    r"In contrast to [3], $f = \tanh$.",
    r"Following \citet{x}, $f = \tanh$.",
    r"As in [3], $f = \tanh$.",
    r"As in the original paper, $f = \tanh$.",
    r"where $f = \tanh$ as in \cite{x}.",
    r"Without loss of generality, $f = \tanh$.",
    r"The hidden layers use $f = \tanh$.",
    r"where $f = \tanh$ for simplicity.",
    r"The gates do not have peepholes, and $f = \tanh$.",
    r"If the input is long, it is cut. We use $f = \tanh$.",
    r"In our experiments we chose $f = \tanh$.",
    r"In Eq. (3), $f = \tanh$.",
    r"Activation: $f = \tanh$.",
    r"where $m = 1$ if it is an emergency, $W$ is a matrix, and $f = \tanh$.",
]


def _read(text: str) -> str:
    (equation,) = cellc.compile_cell(text).ir.equations
    return str(equation.value)


@_SECTIONS
@pytest.mark.parametrize("said", DOUBTING)
def test_a_function_in_doubt_is_asked_for(section: str, said: str) -> None:
    with pytest.raises(cellc.CellcError) as caught:
        cellc.compile_cell(section + _OPEN + said)
    assert [each.code for each in caught.value.diagnostics][:1] == ["E0209"]


@pytest.mark.parametrize("said", [each for each in DOUBTING if "$f = \\tanh$" in each])
def test_the_sigmoid_stays_and_this_is_told(said: str) -> None:
    text = _SIGMA + said.replace("$f =", "$\\sigma =")
    assert _read(text).startswith("sigmoid")
    codes = [each.code for each in cellc.compile_cell(text).diagnostics]
    assert "W0503" in codes


@_SECTIONS
@pytest.mark.parametrize("said", STANDING)
def test_a_function_that_a_sentence_stands_by(section: str, said: str) -> None:
    assert _read(section + _OPEN + said).startswith("tanh")
    sigma = said.replace("$f =", "$\\sigma =")
    assert _read(section + _SIGMA + sigma).startswith("tanh")


def test_another_sentence_is_believed() -> None:
    said = r"We tried $f = \tanh$ but it diverged, so here $f$ is the ReLU."
    assert _read(_OPEN + said).startswith("relu")
    said = r"Here $\sigma$ is the logistic function, whereas [2] uses $\sigma=\tanh$."
    codes = [each.code for each in cellc.compile_cell(_SIGMA + said).diagnostics]
    assert "W0503" not in codes


_NUMBER = "\\begin{align}\nh_t &= \\tanh(W x_t + U h_{t-1} + \\beta)\n\\end{align}\n"


@pytest.mark.parametrize(
    "said",
    [
        r"with $\beta = 0.9$ or $0.99$.",
        r"where $\beta=0.5$ or 0.9.",
        r"In contrast to [3], who use $\beta = 0.5$, we learn it.",
        r"Here $\beta = 0.9$ in [4], but $0.5$ in our experiments.",
        r"with $\beta = 0$ for layer normalised cells.",
        r"with $\beta = 0.5$, for example.",
    ],
)
def test_a_number_in_doubt(said: str) -> None:
    cell = cellc.compile_cell(_NUMBER + said)
    assert "beta" in {str(each) for each in cell.ir.parameters}
    assert "W0504" in [each.code for each in cell.diagnostics]


@pytest.mark.parametrize(
    "said",
    [r"with $\beta = 0.5$ for all units.", r"with $\beta = 0.5$ for simplicity."],
)
def test_a_number_for_all(said: str) -> None:
    cell = cellc.compile_cell(_NUMBER + said)
    assert "beta" not in {str(each) for each in cell.ir.parameters}


@pytest.mark.parametrize(
    "line", ["σ = tanh or relu", "γ = 0.9 or 0.99", "γ = 0.9 or γ = 0.8"]
)
def test_the_where_block_has_one_value(line: str) -> None:
    text = f"h_t = σ(W x_t + U h_{{t-1}} + γ b)\nwhere\n  {line}\n"
    with pytest.raises(cellc.CellcError) as caught:
        cellc.compile_cell(text)
    assert caught.value.diagnostics[0].code == "E0103"


# ---------------------------------------------------------------- conditions


@pytest.mark.parametrize(
    "condition",
    [
        *["for t odd", "for even t", "for t > 5", "when t is a multiple of 3"],
        *[r",\quad t \geq 2", r"\text{for odd } t", r"\quad t > 1", "every third step"],
        *["for i \\neq 1", "for t = 2, ..., T", "for t even", r"\quad t \neq 3"],
    ],
)
def test_some_steps_are_refused(condition: str) -> None:
    with pytest.raises(cellc.CellcError) as caught:
        cellc.compile_cell(f"h_t = tanh(W x_t + U h_{{t-1}}) {condition}")
    assert [each.code for each in caught.value.diagnostics][:1] == ["E0112"]


@pytest.mark.parametrize(
    "condition",
    [
        *["for t = 1, ..., T", r", t \geq 1", ", t > 0", r"\forall t", "for all t"],
        *[r"\quad \text{for } t = 1, \dots, T", "for every step t", r"\quad t \neq 0"],
    ],
)
def test_all_steps_say_nothing(condition: str) -> None:
    plain = "h_t = tanh(W x_t + U h_{t-1})"
    assert _read(f"{plain} {condition}") == _read(plain)


def test_a_plain_one_with_a_condition_below() -> None:
    wanted = _read("h_t = h_{t-1} + [x_t > 0]")
    assert _read("h_t = h_{t-1} + 1_{x_t > 0}") == wanted
    assert _read(r"h_t = h_{t-1} + 1_{\{x_t > 0\}}") == wanted
