"""`prepare`: what many steps need of the parameters, made once.

That a step with it is a step without it is in `verify`, for every cell.
"""

from __future__ import annotations

import ast
import inspect

import numpy as np
import pytest
from zoo_cells import compiled, every_cell, module

from cellc.driver import compile_cell
from cellc.loader import module_of


def test_products_of_a_step_are_fused() -> None:
    """One product with the state and one with the input, whatever the gates."""
    tree = ast.parse(compiled("lstm").source_text)
    functions = {e.name: e for e in tree.body if isinstance(e, ast.FunctionDef)}

    def products(name: str) -> int:
        return sum(isinstance(each, ast.MatMult) for each in ast.walk(functions[name]))

    assert products("_step_prepared") == 2
    assert products("step") == 4
    assert products("prepare") == 0


@every_cell
def test_a_prepared_step_makes_nothing_of_parameters_alone(name: str) -> None:
    """No matrix is laid out anew in a step: that is what `prepare` is for."""
    code = module(name)._step_prepared.__code__
    assert "params" not in {*code.co_varnames, *code.co_names}


def test_parameters_are_checked_once() -> None:
    made = module("gru")
    params = made.init(x=3, h=4, rng=0)
    ready = made.prepare(params)
    params.clear()
    out, state = made.step(ready, None, np.ones((2, 3), np.float32))
    assert out.h.shape == (2, 4)
    with pytest.raises(ValueError, match=r"x_t has shape \(2, 5\); it must be"):
        made.step(ready, state, np.ones((2, 5), np.float32))
    with pytest.raises(TypeError, match="dtype float64"):
        made.step(ready, state, np.ones((2, 3)))
    with pytest.raises(TypeError, match="state is a tuple"):
        made.step(ready, (), np.ones((2, 3), np.float32))
    with pytest.raises(ValueError, match="the parameter W_z is missing"):
        made.prepare({})


def test_sizes_that_parameters_do_not_tell() -> None:
    """Of W in h × (h + x + u) nothing tells x and u apart; the module asks for one."""
    text = """
    h_t = tanh(W [h_{t-1}, x_t, u_t] + b)
    """
    made = module_of(compile_cell(text))
    names = [*inspect.signature(made.prepare).parameters]
    assert len(names) == 3
    params = made.init(x=2, u=3, h=4, rng=0)
    sizes = {"x": 2, "u": 3}
    ready = made.prepare(params, **{each: sizes[each] for each in names[1:]})
    x, u = np.ones((2, 2), np.float32), np.ones((2, 3), np.float32)
    one, _ = made.step(params, None, x, u)
    other, _ = made.step(ready, None, x, u)
    np.testing.assert_allclose(one.h, other.h, rtol=1e-6)


def test_constants_of_a_step_count() -> None:
    """What depends on a constant is made in the step, whose argument it is."""
    text = """
    A = W - W^T - γ I
    h_t = h_{t-1} + tanh(A h_{t-1} + V x_t)
    where
      W, I ∈ ℝ^{h×h}
      γ ∈ ℝ = 0.01
    """
    made = module_of(compile_cell(text))
    params = made.init(x=2, h=4, rng=0, dtype=np.float64)
    ready = made.prepare(params)
    state = made.State(h=np.ones((3, 4)))
    x = np.ones((3, 2))
    for gamma in (0.01, 0.5):
        one, _ = made.step(params, state, x, gamma=gamma)
        other, _ = made.step(ready, state, x, gamma=gamma)
        np.testing.assert_allclose(one.h, other.h, rtol=1e-12)


def test_lists_of_what_a_step_is_given() -> None:
    made = module("vrnn")
    names = [*inspect.signature(made.step).parameters]
    own = [*inspect.signature(made._step_prepared).parameters]
    assert own == ["ready", *names[1:]]
