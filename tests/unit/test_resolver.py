"""resolve: roles, order of first use, order of computation, outputs, facts."""

from __future__ import annotations

import pytest

from cellc.diagnostics import CellcError
from cellc.driver import compile_cell
from cellc.ir import Cell, Role


def cell(text: str) -> Cell:
    return compile_cell(text).ir


def names(symbols: object) -> list[str]:
    return [each.name for each in symbols]  # type: ignore[attr-defined]


LSTM = """
f_t = σ(W_f·[h_{t-1}, x_t] + b_f)
i_t = σ(W_i·[h_{t-1}, x_t] + b_i)
g_t = tanh(W_g·[h_{t-1}, x_t] + b_g)
C_t = f_t ⊙ C_{t-1} + i_t ⊙ g_t
o_t = σ(W_o·[h_{t-1}, x_t] + b_o)
h_t = o_t ⊙ tanh(C_t)
"""


def test_roles() -> None:
    lstm = cell(LSTM)
    assert names(lstm.inputs) == ["x"]
    assert [each.name for each in lstm.states] == ["C", "h"]
    expected = ["W_f", "b_f", "W_i", "b_i", "W_g", "b_g", "W_o", "b_o"]
    assert names(lstm.parameters) == expected
    assert names(lstm.outputs) == ["h"]
    roles = {each.name: each.role for each in lstm.variables.values()}
    assert roles["f"] is Role.VALUE
    assert roles["C_prev"] is Role.PREVIOUS
    assert roles["h"] is Role.STATE


def test_order_of_first_use() -> None:
    two = cell("h_t = tanh(U y_t + W h_{t-1} + V x_t + b)")
    assert names(two.inputs) == ["y", "x"]
    assert names(two.parameters) == ["U", "W", "V", "b"]


def test_states_in_the_order_of_their_equations() -> None:
    many = cell("a_t = b_{t-1} + x_t\nb_t = c_{t-1} ⊙ a_t\nc_t = tanh(a_{t-1} + b_t)")
    assert [each.name for each in many.states] == ["a", "b", "c"]
    assert names(many.outputs) == ["c"]


def test_equations_in_any_order_of_the_text() -> None:
    lines = LSTM.strip().split("\n")
    forth, back = cell(LSTM), cell("\n".join(reversed(lines)))
    assert {e.target: e.value for e in forth.equations} == {
        e.target: e.value for e in back.equations
    }
    seen: set[str] = set()
    defined = set(names(e.target for e in back.equations))
    for equation in back.equations:
        used = set(names(equation.value.free_symbols)) & defined
        assert used <= seen
        seen.add(equation.target.name)


def test_without_time_comes_first() -> None:
    skew = cell("h_t = tanh(A h_{t-1} + U x_t)\nA = W - W^T\nwhere\n  W ∈ ℝ^{h×h}")
    assert names(e.target for e in skew.equations) == ["A", "h"]
    assert not skew.variables[skew.equations[0].target].timed


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("", ["h"]),
        ("where\n  output C_t", ["C"]),
        ("where\n  output h_t, C_t", ["h", "C"]),
        ("where\n  output C_t\n  output f_t", ["C", "f"]),
    ],
)
def test_outputs(output: str, expected: list[str]) -> None:
    assert names(cell(LSTM + output).outputs) == expected


def test_default_output_is_the_last_state() -> None:
    """The last one to be computed, in whatever order the text has them."""
    text = "c_t = tanh(W c_{t-1} + h_{t-1} + x_t)\nh_t = c_t"
    assert names(cell(text).outputs) == ["h"]
    turned = "\n".join(reversed(text.split("\n")))
    assert names(cell(turned).outputs) == ["h"]


def test_constant_and_fixed_number() -> None:
    text = "h_t = γ h_{t-1} + L x_t\nwhere\n  γ ∈ ℝ = 1/4\n  L = 3"
    found = cell(text)
    assert {s.name: v for s, v in found.constants.items()} == {"gamma": 0.25}
    assert found.parameters == ()


def test_function_named_and_defined() -> None:
    plain = cell("h_t = tanh(2 x_t + h_{t-1}) + (2 x_t + h_{t-1})")
    for facts in (
        "where\n  g(a) = φ(a) + a\n  φ = tanh",
        "where\n  φ = tanh\n  g(b) = b + φ(b)",
    ):
        other = cell(f"h_t = g(2 x_t + h_{{t-1}})\n{facts}")
        assert other.equations[0].value == plain.equations[0].value


def test_function_can_be_defined_above_the_where_block() -> None:
    one = cell("φ = tanh\nh_t = φ(W h_{t-1} + U x_t)")
    assert names(one.parameters) == ["W", "U"]


def test_functions_within_functions() -> None:
    text = "h_t = f(x_t) + h_{t-1}\nwhere\n  f(a) = g(2 a)\n  g(a) = a ⊙ a"
    assert cell(text).equations[0].value == (
        cell("h_t = (2 x_t) ⊙ (2 x_t) + h_{t-1}").equations[0].value
    )


def test_twenty_five_functions_are_no_circle() -> None:
    facts = "".join(f"  f_{i}(a) = tanh(f_{i + 1}(a))\n" for i in range(25))
    text = f"h_t = f_0(x_t) + h_{{t-1}}\nwhere\n{facts}  f_25(a) = a\n"
    assert cell(text).name == "cell"


def test_own_name_of_a_known_function() -> None:
    """What the spec defines comes before what the table knows."""
    assert names(cell("exp_t = tanh(W exp_{t-1} + U x_t)").outputs) == ["exp"]
    own = cell("h_t = σ(W h_{t-1} + U x_t)\nwhere\n  σ = tanh")
    plain = cell("h_t = tanh(W h_{t-1} + U x_t)")
    assert own.equations[0].value == plain.equations[0].value


@pytest.mark.parametrize(
    "text",
    [
        "h_t = h_{t-1} + x_t",
        "h_<t> = h_<t-1> + x_<t>",
        "h(t) = h(t-1) + x(t)",
        "h^{(t)} = h^{(t-1)} + x^{(t)}",
        "hₜ = hₜ₋₁ + xₜ",
        "h_{(t)} = h_{(t - 1)} + x_{t}",
    ],
)
def test_time(text: str) -> None:
    found = cell(text)
    assert names(found.inputs) == ["x"]
    assert [each.name for each in found.states] == ["h"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("W_{hh}^{f}", "W_hh_f"),
        ("W_f^{(l)}", "W_f_l"),
        ("W^l", "W_l"),
        ("\\tilde{W}", "W_tilde"),
        ("W'", "W_prime"),
        ("\\Omega", "Omega"),
        ("W_{\\text{in}}", "W_in"),
        ("W_φ", "W_phi"),
        ("W_1", "W_1"),
        ("W_{h,x}", "W_h_x"),
        ("W₁", "W_1"),
    ],
)
def test_labels(typed: str, name: str) -> None:
    found = cell(f"h_t = tanh({typed}·h_{{t-1}} + U x_t)\nwhere\n  {typed} ∈ ℝ^{{h×h}}")
    assert names(found.parameters) == [name, "U"]


def test_time_and_label_together() -> None:
    assert names(cell("h_t = tanh(W h_{t-1} + U x_{a,t})").inputs) == ["x_a"]
    assert names(cell("h_t = tanh(W h_{t-1} + U x^a_t)").inputs) == ["x_a"]


def test_powers_and_transposes_are_no_names() -> None:
    found = cell("h_t = tanh(W^T h_{t-1}^2 + U x_t)")
    assert names(found.parameters) == ["W", "U"]


def test_nearest_function_is_named() -> None:
    with pytest.raises(CellcError, match="did you mean `sigmoid`"):
        cell("h_t = sigmod(W h_{t-1} + U x_t)")


def test_all_errors_of_names_at_once() -> None:
    with pytest.raises(CellcError) as caught:
        cell("h_t = tahn(x_t) + h_{t-1}\ng_t = sigmod(x_t)\n")
    assert [each.code for each in caught.value.diagnostics] == ["E0209", "E0209"]


def test_initializers() -> None:
    text = """h_t = tanh(W h_{t-1} + U x_t + b)
where
  W ∈ ℝ^{h×h} init orthogonal
  b ∈ ℝ^h init -0.5
"""
    found = cell(text)
    shown = {s.name: str(each) for s, each in found.initializers.items()}
    assert shown == {"W": "orthogonal", "U": "glorot", "b": "-0.5"}


def test_header_of_the_cell() -> None:
    found = cell("title: A\nnote: b\nnote: c\nh_t = h_{t-1} + x_t")
    assert found.header == {"title": "A", "note": "b; c"}
