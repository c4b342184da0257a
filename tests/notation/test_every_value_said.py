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


@_SECTIONS
@pytest.mark.parametrize(
    "said",
    [
        r"Unless stated otherwise we set $\epsilon = 0.1$ and $\gamma = 2$.",
        r"Unless otherwise noted, $\epsilon = 0.1$ and $\gamma = 2$.",
        r"If not specified otherwise, $\epsilon = 0.1$, $\gamma = 2$.",
        r"Throughout we set $\epsilon = 0.1$, and $\gamma = 2$.",
        r"Throughout this paper, $\epsilon = 0.1$ and $\gamma = 2$.",
        r"In this work we set $\epsilon = 0.1$ and $\gamma = 2$.",
        r"In all experiments $\epsilon = 0.1$ and $\gamma = 2$.",
        r"By default, $\epsilon = 0.1$ ms, $\gamma = 2$ ms.",
        r"Parameters: $\epsilon = 0.1$, $\gamma = 2$.",
        r"The parameter values were $\epsilon = 0.1$ and $\gamma = 2$.",
    ],
)
def test_a_number_that_holds_for_a_text(section: str, said: str) -> None:
    text = section + _CELL + said
    assert _trained(text) == {"b"}
    assert _codes(text).count("N0668") == 2


@pytest.mark.parametrize(
    "said",
    [
        r"The cell is stable for parameters $\gamma = 1$.",
        r"Unless $\gamma = 1$, the state grows.",
        r"Otherwise we set $\gamma = 1$.",
        r"In some experiments $\gamma = 1$.",
    ],
)
def test_a_number_that_holds_for_a_part_is_none(said: str) -> None:
    text = f"{_CELL}Here $\\epsilon = 0.1$. {said}"
    assert _trained(text) == {"b", "gamma"}


# ---------------------------------------------------------------- units

_LEAKY = r"""\begin{align}
v_t &= v_{t-1} + \frac{\Delta t}{\tau} (W s_t - v_{t-1})
\end{align}
"""


@pytest.mark.parametrize(
    "said",
    [
        r"We set $\tau = 100$ ms and $\Delta t = 20$ ms.",
        r"We set $\tau = 100$~ms and $\Delta t = 20$~ms.",
        r"We set $\tau = 100\,\mathrm{ms}$ and $\Delta t = 20\,\mathrm{ms}$.",
        r"We set $\tau = 100\text{ ms}$ and $\Delta t = 20~\mbox{ms}$.",
        r"We set $\tau = 100\,{\rm ms}$ and $\Delta t = 20\,\textrm{ms}$.",
        r"We set $\tau = \SI{100}{ms}$ and $\Delta t = \SI{20}{\milli\second}$.",
        r"We set $\tau = 0.1\,\mathrm{s}$ and $\Delta t = 0.02$ s.",
        "We set τ = 100 ms and $\\Delta t = 20$ ms.",
        "where $\\tau = 100$ ms and $\\Delta t = 20$ ms.",
        "\nwhere\n  τ = 100 ms\n  \\Delta t = 20 ms",
    ],
)
def test_a_unit_that_all_values_have(said: str) -> None:
    cell = cellc.compile_cell(_LEAKY + said).ir
    assert [*map(str, cell.parameters)] == ["W"]
    wanted = cellc.compile_cell(_LEAKY + "\nwhere\n  τ = 5\n  \\Delta t = 1").ir
    assert cell.equations[0].value.equals(wanted.equations[0].value)


@pytest.mark.parametrize(
    "said",
    [
        r"We set $\tau = 0.1$ s and $\Delta t = 20$ ms.",
        r"We set $\tau = 0.1\,\mathrm{s}$. The time step is $\Delta t = \SI{20}{ms}$.",
        r"where $\tau = 100$ ms and $\Delta t = 20\,\text{us}$.",
        "\nwhere\n  τ = 1 ms\n  \\Delta t ∈ ℝ = 20 us",
    ],
)
def test_units_of_different_size_are_refused(said: str) -> None:
    with pytest.raises(cellc.CellcError) as caught:
        cellc.compile_cell(_LEAKY + said)
    assert [each.code for each in caught.value.diagnostics][:1] == ["E0308"]


# ---------------------------------------------------------------- capitals, exponents


@pytest.mark.parametrize("term", ["U - h_{t-1}", "1 - U", "h_{t-1} + U"])
def test_a_capital_that_is_added_to_a_vector_is_a_number(term: str) -> None:
    text = rf"$$h_t = {term} + U (1 - h_{{t-1}}) \odot r_t$$ We set $U = 0.15$."
    cell = cellc.compile_cell(text + "\nwhere\n  h_t ∈ ℝ^h").ir
    assert not cell.parameters


def test_a_capital_before_a_vector_stays_a_matrix() -> None:
    text = r"$$h_t = \tanh(U h_{t-1} + W x_t)$$ We set $U = 0.15$."
    assert [*map(str, cellc.compile_cell(text).ir.parameters)] == ["U", "W"]


@pytest.mark.parametrize("power", [r"x_t^{\alpha}", r"x^\alpha_t", r"(x_t)^\alpha"])
@pytest.mark.parametrize(
    "said",
    [r"We set $\alpha = 0.98$.", "\nwhere\n  α = 0.98"],
)
def test_a_fraction_above_a_name_is_a_power(power: str, said: str) -> None:
    cell = cellc.compile_cell(f"$$h_t = 0.5 h_{{t-1}} + {power}$$ {said}").ir
    wanted = cellc.compile_cell("h_t = 0.5 h_{t-1} + x_t^{0.98}").ir
    assert cell.equations[0].value.equals(wanted.equations[0].value)


@pytest.mark.parametrize(
    "said",
    [
        "$\\gamma = 0.9$–$0.99$",
        "$\\gamma = 0.5-0.7$",
        "$\\gamma = 0.5$ ($0.7$)",
        "$\\gamma = 0.5$ (0.7 for MNIST)",
        "$\\gamma = 0.9$ (for speech) or $0.5$",
        "$\\gamma = 0.5$ to $0.7$",
        "$\\gamma = 0.5$ and $0.7$",
        "$\\gamma = 0.5$ resp. $0.7$",
        "$\\gamma = 0.9$, later 0.5",
        "$\\gamma = 0.9$, 0.5 in the second run",
        "$\\gamma = 0.9$ at most",
        "$\\gamma = 0.9$ on average",
        "$\\gamma = 5$ percent",
        "$\\gamma = 2$ dB",
        "$\\gamma = 3$ furlongs",
        "$\\gamma = 0.9$ in layer 1 and $0.8$ in layer 2",
        "$\\gamma = 0.9$ is annealed",
        "$\\gamma = 0.9$ is the maximum",
        "$\\gamma = 1/2$ of the size",
    ],
)
def test_what_stands_behind_a_number_is_understood_or_doubted(said: str) -> None:
    text = f"{_CELL}We use $\\epsilon = 0.1$. We set {said}."
    assert _trained(text) == {"b", "gamma"}
    assert "W0504" in _codes(text)


def test_what_may_stand_behind_a_number() -> None:
    for said in (
        "$\\gamma = 1 - 0.9$",
        "$\\gamma = 2$ seconds",
        "$\\gamma = 2$ (in ms)",
        "$\\gamma = 2$ (see Section 3.2 of the paper)",
        "$\\gamma = 2$ as in the paper",
        "$\\gamma = 2$, a trainable threshold $b$",
        "$\\gamma = 2$ is the strength of the diffusion",
    ):
        text = f"{_CELL}We use $\\epsilon = 0.1$. We set {said}."
        assert _trained(text) == {"b"}, said


def test_seconds_beside_milliseconds_are_refused() -> None:
    said = r"We set $\epsilon = 0.1$ seconds and $\gamma = 2$ milliseconds."
    with pytest.raises(cellc.CellcError) as caught:
        cellc.compile_cell(_CELL + said)
    assert [each.code for each in caught.value.diagnostics] == ["E0308"]


@pytest.mark.parametrize("where", ["$$ where $n = 3$.", "$$\nwhere\n  n = 3"])
def test_a_whole_number_above_a_name_is_a_power(where: str) -> None:
    text = "$$h_t = {} \\odot h_{{t-1}} + W x_t{}"
    cell = cellc.compile_cell(text.format("r_t^n", where))
    wanted = cellc.compile_cell(text.format("r_t^3", "$$"))
    assert cell.ir.equations[0].value == wanted.ir.equations[0].value
    assert "N0695" in [each.code for each in cell.diagnostics]
    label = "$$r^n_t = σ(V^n x_t)$$ " + text.format("r^n_t", "$$ where $n = 3$.")
    labelled = cellc.compile_cell(label).ir
    assert [*map(str, labelled.parameters)] == ["V_n", "W"]
