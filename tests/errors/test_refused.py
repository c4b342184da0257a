"""Specs that look harmless and must be refused: nothing is ignored in silence."""

from __future__ import annotations

import pytest

from cellc.diagnostics import CellcError
from cellc.driver import compile_cell

RNN = "h_t = tanh(W h_{t-1} + U x_t + b)\n"

REFUSED = {
    # nothing to read: a sequence without an input has no length
    "no input": "h_t = tanh(W h_{t-1} + b)",
    "no input, no parameter": "h_t = h_{t-1}",
    "a number for ever": "h_t = h_{t-1} + 1",
    # computed before the sequence, of what only the sequence has
    "function as a name without time": "tanh = σ(W x_t)\nh_t = tanh(h_{t-1} + x_t)",
    # numbers that are none
    "division by a hidden zero": "h_t = h_{t-1} + x_t/(2 - 2)",
    "division by a difference of equals": "h_t = h_{t-1} + x_t/(x_t - x_t)",
    "power of a hidden zero": "h_t = h_{t-1} + (x_t - x_t)^{-1}",
    "power of zero times": "h_t = h_{t-1} + (0 x_t)^{-1}",
    "initial value out of range": RNN + "where\n  b ∈ ℝ^h init 1e999",
    "initial width out of range": RNN + "where\n  W ∈ ℝ^{h×h} init normal(1e999)",
    # facts without effect
    "input declared a parameter": RNN + "where\n  x_t ∈ ℝ^x is parameter",
    "parameter declared a state": RNN + "where\n  b ∈ ℝ^h is state",
    "state declared an input": RNN + "where\n  h_t ∈ ℝ^h is input",
    "initialiser of an input": RNN + "where\n  x_t ∈ ℝ^x init 1",
    "initialiser of a state": RNN + "where\n  h_t ∈ ℝ^h init 1",
    "two initialisers": RNN + "where\n  b ∈ ℝ^h init 1 init 2",
    "value of an input": RNN + "where\n  x_t ∈ ℝ = 2",
    "initialiser of a constant": "h_t = γ h_{t-1} + x_t\nwhere\n  γ ∈ ℝ = 2 init 1",
    "output at the step before": RNN + "where\n  output h_{t-1}",
    "size not used": RNN + "where\n  L = 3",
    "function not used": RNN + "where\n  φ = tanh",
    "function with a body not used": RNN + "where\n  φ(a) = 2 a",
    # functions
    "two arguments of one name": (
        "h_t = f(x_t, h_{t-1}) + x_t\nwhere\n  f(a, a) = 2 a"
    ),
    "argument not used": "h_t = f(x_t, h_{t-1}) + x_t\nwhere\n  f(a, b) = 2 a",
    "names of a body collide with others": (
        "h_t = g(W_{a_b} h_{t-1}) + U x_t\nwhere\n  g(c) = c ⊙ W_a_b"
    ),
    # notation
    "empty brackets as a label": "h_t = tanh(W₍₎ h_{t-1} + U x_t)",
    "sign as a label": "h_t = h_{t-1} + x_t⁺",
    "bracket as a label": "h_t = tanh(W₎ h_{t-1} + U x_t)",
    "equals as a label": "h_t = h_{t-1} + b₌ ⊙ x_t",
    "script below a sign": "h_t = h_{t-1} + x_t₊",
    "multiple of t as an index": "h_t = tanh(W h_{t-1} + U x_{2t})",
    "index behind a space": "h_t = tanh(W_ h_{t-1} + U x_t)",
    # more axes than this language has
    "three axes": "h_t = σ(W) ⊙ h_{t-1} + x_t\nwhere\n  W ∈ ℝ^{h×h×h}",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_refused(text: str) -> None:
    with pytest.raises(CellcError) as caught:
        assert compile_cell(text).source_text
    for diagnostic in caught.value.diagnostics:
        assert diagnostic.span is not None
        assert diagnostic.help
