"""Names that one letter of the text stands for are shown with their numbers."""

from __future__ import annotations

import pytest

from cellc.driver import compile_cell
from cellc.ir import Role

HEADS = """
q_{i,t} = W_{q,i} x_t
h_{i,t} = tanh(q_{i,t} + U_i h_{i,t-1})
y_t = V [h_{1,t}; ...; h_{H,t}]
where
  for i = 1..H
  H = 2
  W_{q,i} ∈ ℝ^{d×x}
  output y_t
"""
LAYERS = """
h^l_t = tanh(W^l h^{l-1}_t + U^{l} h^l_{t-1}), l = 1, \\ldots, L
h^0_t = x_t
where
  L = 2
  W^l ∈ ℝ^{h×h}
  U^l ∈ ℝ^{h×h}
"""
SUM = "h_t = tanh(\\sum_{k=1}^{10} W_k x_{t-k+1} + U h_{t-1})"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (HEADS, {"h_1": "h_{1,t}", "h_2": "h_{2,t}", "W_q_2": "W_{q,2}", "U_1": "U_1"}),
        (
            LAYERS,
            {"h_1": "h^{(1)}_t", "h_2_prev": "h^{(2)}_{t-1}", "h_0": "h^0_t"}
            | {"W_1": "W^{(1)}", "U_2": "U^{(2)}"},
        ),
        (SUM, {"W_1": "W_1", "W_10": "W_{10}", "U": "U"}),
        ("h_t = tanh(W x_t + u^2 ⊙ h_{t-1})", {"W": "W", "u": "u"}),
    ],
    ids=["below", "above", "of a sum", "no index"],
)
def test_each_is_shown_with_its_number(text: str, shown: dict[str, str]) -> None:
    cell = compile_cell(text).ir
    found = {each.name: each.notation for each in cell.variables.values()}
    assert {each: found[each] for each in shown} == shown


@pytest.mark.parametrize("text", [HEADS, LAYERS, SUM], ids=["below", "above", "sum"])
def test_no_two_are_shown_alike(text: str) -> None:
    variables = compile_cell(text).ir.variables.values()
    shown = [each.notation for each in variables if each.role is not Role.PREVIOUS]
    assert len(shown) == len({*shown})
