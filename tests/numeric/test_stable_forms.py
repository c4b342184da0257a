"""Forms that round less than the functions they are written with."""

from __future__ import annotations

import numpy as np
import pytest

from cellc.driver import compile_cell
from cellc.loader import module_of
from cellc.ops import function

LOG_OF_A_GATE = """
l_t = \\log σ(a ⊙ x_t) + 0 h_{t-1}
h_t = h_{t-1} + l_t
where
  a ∈ ℝ^h
  output h_t
"""


@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_logarithm_of_a_gate_that_is_shut(level: int, dtype: type) -> None:
    """log σ(a) is a for an a that is far below zero, and its slope is 1."""
    module = module_of(compile_cell(LOG_OF_A_GATE).at_level(level))
    params = {"a": np.ones(2, dtype)}
    x = np.array([[[-800.0, 40.0]]], dtype)
    out, _, tape = module.forward(params, x)
    np.testing.assert_allclose(out.h[0, 0], [-800.0, -np.exp(-40.0)], rtol=1e-6)
    found = module.backward(params, tape, module.Outputs(h=np.ones_like(out.h)))
    slopes = found.inputs.x[0, 0]
    assert slopes[0] == 1
    assert 0 <= slopes[1] < 1e-6


def test_only_the_logarithm_of_a_gate_is_rewritten() -> None:
    from sympy import Symbol

    a = Symbol("a")
    log, gate, tanh = function("log"), function("sigmoid"), function("tanh")
    assert log(gate(a)) == -function("softplus")(-a)
    assert log(tanh(a)).func is log
    assert log(2 * gate(a)).func is log
