"""Numbers that sentences beside the equations give to their names."""

from __future__ import annotations

import pytest

import cellc

_CELL = r"""\begin{align}
z_t &= \sigma(A h_{t-1} + V x_t)\\
h_t &= h_{t-1} + \epsilon z_t \odot \tanh(W x_t + b - \gamma)
\end{align}
"""
_SECTIONS = pytest.mark.parametrize("section", ["", "\\section{Model}\n"])


def _trained(text: str) -> set[str]:
    cell = cellc.compile_cell(text)
    return {str(each) for each in cell.ir.parameters} & {"epsilon", "gamma", "b"}


def _codes(text: str) -> list[str]:
    return [each.code for each in cellc.compile_cell(text).diagnostics]


@_SECTIONS
@pytest.mark.parametrize(
    "said",
    [
        r"We set $\epsilon = 0.1$ and $\gamma = 2$.",
        r"We set $\gamma = 2$; we use $\epsilon = 0.1$ in all experiments.",
        r"I used $\epsilon = 0.1$. We take $\gamma = 2$ ms.",
        r"The step size is $\epsilon = 0.1$, the threshold is $\gamma = 2$.",
        r"In our experiments, we chose $\epsilon = 1/10$. We fix $\gamma = 2$",
        r"The step $\epsilon$ was set to $0.1$, and $\gamma$ was fixed at 2.",
        r"$\epsilon = 0.1$ was used. $\gamma = 2$ is kept.",
        r"If the input is long, it is cut. The authors use $\epsilon=0.1$, $\gamma=2$.",
    ],
)
def test_a_number_that_is_chosen_is_no_parameter(section: str, said: str) -> None:
    text = section + _CELL + said
    assert _trained(text) == {"b"}
    wanted = cellc.compile_cell(f"{_CELL}\nwhere\n  ε = 0.1\n  γ = 2\n")
    read = cellc.compile_cell(text)
    assert [each.value.evalf(8) for each in read.ir.equations] == [
        each.value.evalf(8) for each in wanted.ir.equations
    ]


def test_it_is_told() -> None:
    codes = _codes(_CELL + r"We set $\epsilon = 0.1$ and $\gamma = 2$.")
    assert codes.count("N0668") == 2


@_SECTIONS
@pytest.mark.parametrize(
    "said",
    [
        r"We found $\gamma = 1$ to work well.",
        r"We typically set $\gamma = 1$.",
        r"If $\gamma = 1$, the state grows slowly.",
        r"We use $\gamma = 1$ for MNIST and $\gamma = 2$ for CIFAR.",
        r"A value of $\gamma = 1$ was best.",
        r"The rate is set to zero, $\gamma = 0$.",
    ],
)
def test_a_number_in_doubt_is_warned_of(section: str, said: str) -> None:
    text = f"{section}{_CELL}Here $\\epsilon = 0.1$. {said}"
    assert _trained(text) == {"b", "gamma"}
    assert "W0504" in _codes(text)


def test_a_bias_is_not_fixed_by_its_first_value() -> None:
    text = _CELL + r"We set $\epsilon = 0.1$, $b = 1$ and $\gamma = 2$."
    assert _trained(text) == {"b"}
    assert "W0504" in _codes(text)


@pytest.mark.parametrize(
    "said",
    [r"Setting $\gamma = 1$ recovers the old cell.", r"For the case $\gamma=1$ it is."],
)
def test_a_case_is_no_number(said: str) -> None:
    codes = _codes(f"{_CELL}Here $\\epsilon = 0.1$. {said}")
    assert "N0664" in codes
    assert "W0504" not in codes


@pytest.mark.parametrize(
    ("block", "trained"),
    [("γ ∈ ℝ", {"b", "gamma"}), ("γ = 3", {"b"}), ("γ ∈ ℝ = 3", {"b"})],
)
def test_the_where_block_goes_first(block: str, trained: set[str]) -> None:
    said = r"We set $\gamma = 2$, and $\epsilon = 1$."
    text = f"{_CELL}{said}\n\nwhere\n  {block}\n"
    assert _trained(text) == trained
    assert "W0504" not in _codes(text)
    values = str(cellc.compile_cell(text).ir.equations[1].value)
    assert "2" not in values


def test_mathematics_that_is_no_equation_of_the_cell_is_text() -> None:
    said = r"The dynamics $\tau \dot{x} = -x + W r$ are stepped with $\epsilon = 1$."
    said += r" We take $\gamma = 10^{-2}$."
    assert _trained(_CELL + said) == {"b"}
    assert "N0664" in _codes(_CELL + said)
