"""Layers: a stack is what its layers are, run one after the other."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import zoo_cells

from cellc.diagnostics import CellcError
from cellc.driver import compile_cell, compile_spec
from cellc.loader import module_of
from cellc.testing.verify import verify

Array = npt.NDArray[Any]
T, B, X, H = 5, 3, 2, 4
LAYERS = 3
BELOW = r"""
c^{(l)}_t = f^{(l)}_t ⊙ c^{(l)}_{t-1} + d_t ⊙ c^{(l-1)}_t + tanh(W^{(l)} x^{(l)}_t)
f^{(l)}_t = σ(W_f^{(l)} x^{(l)}_t + U_f^{(l)} h^{(l)}_{t-1})
d_t = σ(w_d^{(l)} ⊙ c^{(l-1)}_t + b_d^{(l)})
h^{(l)}_t = tanh(c^{(l)}_t)
"""


def of_layer(params: dict[str, Array], number: int) -> dict[str, Array]:
    tail = f"_l{number}"
    return {
        name.removesuffix(tail): value
        for name, value in params.items()
        if name.endswith(tail)
    }


def random_parameters(module: ModuleType, **sizes: int) -> dict[str, Array]:
    rng = np.random.default_rng(1)
    params: dict[str, Array] = module.init(**sizes, rng=0, dtype=np.float64)
    return {name: rng.normal(size=value.shape) for name, value in params.items()}


@pytest.mark.parametrize("name", ["lstm", "gru_reset_after", "rnn", "ran"])
def test_one_after_the_other(name: str) -> None:
    """Outputs, final states and all gradients, with lengths."""
    single = zoo_cells.module(name)
    stack = module_of(compile_spec(name, layers=LAYERS))
    params = random_parameters(stack, x=X, h=H)
    rng = np.random.default_rng(2)
    x = rng.normal(size=(T, B, X))
    lengths = [5, 3, 1]
    fields = single.State._fields
    state = {
        f"{each}_l{n}": rng.normal(size=(B, H)) for n in (1, 2, 3) for each in fields
    }
    out, final, tape = stack.forward(params, x, stack.State(**state), lengths=lengths)
    value, tapes = x, []
    for n in range(1, LAYERS + 1):
        own = single.State(**{each: state[f"{each}_l{n}"] for each in fields})
        found, last, kept = single.forward(
            of_layer(params, n), value, own, lengths=lengths
        )
        value = found.h
        tapes.append(kept)
        for each in fields:
            np.testing.assert_allclose(
                getattr(final, f"{each}_l{n}"), getattr(last, each), rtol=1e-12
            )
    np.testing.assert_allclose(out.h, value, rtol=1e-12)

    d_h = rng.normal(size=(T, B, H))
    d_final = {name: rng.normal(size=(B, H)) for name in state}
    grads = stack.backward(params, tape, stack.Outputs(h=d_h), stack.State(**d_final))
    for n in range(LAYERS, 0, -1):
        own = single.State(**{each: d_final[f"{each}_l{n}"] for each in fields})
        parts = single.backward(
            of_layer(params, n), tapes[n - 1], single.Outputs(h=d_h), own
        )
        d_h = parts.inputs.x
        for each, gradient in parts.params.items():
            np.testing.assert_allclose(
                grads.params[f"{each}_l{n}"], gradient, rtol=1e-10, atol=1e-13
            )
        for each in fields:
            np.testing.assert_allclose(
                getattr(grads.state, f"{each}_l{n}"),
                getattr(parts.state, each),
                rtol=1e-10,
                atol=1e-13,
            )
    np.testing.assert_allclose(grads.inputs.x, d_h, rtol=1e-10, atol=1e-13)


def test_what_is_of_the_layer_below() -> None:
    """c of the layer below feeds the c of the next; the first layer's is an input."""
    single = module_of(compile_cell(BELOW + "where\n  output h_t, c_t"))
    cell = compile_cell(BELOW, layers=2)
    assert verify(cell).passed
    stack = module_of(cell)
    assert sorted(stack.CELL["inputs"]) == ["c_below", "x"]
    params = random_parameters(stack, x=X, h=H)
    rng = np.random.default_rng(3)
    x, below = rng.normal(size=(T, B, X)), rng.normal(size=(T, B, H))
    order = {"x": x, "c_below": below}
    out, _, _ = stack.forward(params, *(order[each] for each in stack.CELL["inputs"]))
    first, _, _ = single.forward(
        of_layer(params, 1), *(order[each] for each in single.CELL["inputs"])
    )
    order = {"x": first.h, "c_below": first.c}
    second, _, _ = single.forward(
        of_layer(params, 2), *(order[each] for each in single.CELL["inputs"])
    )
    np.testing.assert_allclose(out.h, second.h, rtol=1e-12)


def test_constants_and_further_inputs_are_shared() -> None:
    text = (
        "h_t = α h_{t-1} + m_t ⊙ tanh(W x_t)\nwhere\n  α ∈ ℝ = 0.5\n  x_t ∈ ℝ^x\n"
        "  m_t ∈ ℝ^h is input"
    )
    cell = compile_cell(text, layers=2)
    assert sorted(each.name for each in cell.ir.inputs) == ["m", "x"]
    assert [each.name for each in cell.ir.constants] == ["alpha"]
    assert verify(cell).passed


REFUSED = {
    "sizes": "h_t = tanh(W h_{t-1} + U x_t)\nwhere\n  h_t ∈ ℝ^4\n  x_t ∈ ℝ^3",
    "a number": "h_t = tanh(W h_{t-1} + u a_t)\nwhere\n  a_t ∈ ℝ is input\n  u ∈ ℝ^h",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_layers_that_do_not_fit(text: str) -> None:
    with pytest.raises(CellcError) as refused:
        compile_cell(text, layers=2)
    assert [each.code for each in refused.value.diagnostics] == ["E0006"]
    assert compile_cell(text).source_text
