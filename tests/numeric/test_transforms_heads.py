"""Transforms of a cell whose vectors have an index: each head as a cell of its own.

Where heads do not see each other, a head is the same text without its index, with the
same transform: its outputs and gradients are those of that cell.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cellc.diagnostics import Source
from cellc.driver import analyse, compile_cell
from cellc.ir import size_text
from cellc.loader import module_of
from cellc.testing.verify import verify

Array = npt.NDArray[Any]
T, B, X, H, K = 4, 3, 2, 5, 3

GATED = """
z_t^{(k)} = σ(W_z^{(k)} x_t + U_z^{(k)} h_{t-1}^{(k)} + b_z^{(k)})
h_t^{(k)} = (1 - z_t^{(k)}) ⊙ h_{t-1}^{(k)} + z_t^{(k)} ⊙ tanh(W^{(k)} x_t + U^{(k)} h_{t-1}^{(k)} + b^{(k)})
"""  # noqa: E501
STACKED = r"""
f_{t,k} = \sigma(W_{f,k} \cdot [h_{t-1,k}, x_t] + b_{f,k})
i_{t,k} = \sigma(W_{i,k} \cdot [h_{t-1,k}, x_t] + b_{i,k})
c_{t,k} = f_{t,k} \odot c_{t-1,k} + i_{t,k} \odot \tanh(W_{c,k} \cdot [h_{t-1,k}, x_t] + b_{c,k})
h_{t,k} = \sigma(W_{o,k} \cdot [h_{t-1,k}, x_t] + b_{o,k}) \odot \tanh(c_{t,k})
"""  # noqa: E501
WHERE = "where\n  for k = 1..K\n"

CASES = [
    *((GATED, each) for each in ("layernorm", "layernorm:apart", "zoneout")),
    *((GATED, each) for each in ("dropout:0.3", "peepholes", "projection")),
    *((GATED, each) for each in ("independent", "multiplicative", "variational")),
    *((STACKED, each) for each in ("layernorm", "layernorm:apart,zoneout")),
    *((STACKED, each) for each in ("peepholes:c", "projection", "coupled:i=f")),
    *((STACKED, each) for each in ("independent", "multiplicative,dropout")),
    *((STACKED, each) for each in ("variational:0.25,inverted", "variational,zoneout")),
]


def without_index(text: str) -> str:
    return text.replace("^{(k)}", "").replace(",k}", "}")


@pytest.mark.parametrize(("text", "transforms"), CASES)
def test_a_head_is_the_cell_without_its_index(text: str, transforms: str) -> None:
    heads = module_of(compile_cell(text + WHERE, transforms=transforms))
    alone = module_of(compile_cell(without_index(text), transforms=transforms))
    rng = np.random.default_rng(0)
    sizes = {each: {"x": X, "K": K}.get(each, H) for each in heads.CELL["sizes"]}
    made = heads.init(**sizes, rng=0, dtype=np.float64)
    params = {name: rng.normal(size=each.shape) for name, each in made.items()}
    assert [*params] == [*alone.CELL["parameters"]]
    x = rng.normal(size=(T, B, X))
    masks = {}
    for name, described in heads.CELL["inputs"].items():
        if name != "x":
            shape = [B, K, H] if described.get("static") else [T, B, K, H]
            masks[name] = 1.0 * (rng.random(shape) < 0.5)
    out, final, tape = heads.forward(params, x, **masks)
    d_out = heads.Outputs(*(rng.normal(size=each.shape) for each in out))
    grads = heads.backward(params, tape, d_out)
    d_x = np.zeros_like(x)
    for k in range(K):
        own = {name: each[k] for name, each in params.items()}
        own_masks = {name: each[..., k, :] for name, each in masks.items()}
        its, its_final, its_tape = alone.forward(own, x, **own_masks)
        its_d_out = alone.Outputs(*(each[:, :, k] for each in d_out))
        its_grads = alone.backward(own, its_tape, its_d_out)
        for one, other in zip((*out, *final), (*its, *its_final), strict=True):
            np.testing.assert_allclose(one[..., k, :], other, rtol=1e-11, atol=1e-12)
        for name, each in its_grads.params.items():
            got = grads.params[name][k]
            np.testing.assert_allclose(got, each, rtol=1e-9, atol=1e-11)
        d_x += its_grads.inputs.x
    np.testing.assert_allclose(grads.inputs.x, d_x, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize(("text", "transforms"), CASES)
def test_verified(text: str, transforms: str) -> None:
    assert verify(compile_cell(text + WHERE, transforms=transforms)).passed


@pytest.mark.parametrize(("text", "transforms"), CASES)
def test_printed_equations_are_those_computed(text: str, transforms: str) -> None:
    made = compile_cell(text + WHERE, transforms=transforms).ir
    lines = [each.text for each in made.equations]
    assert not any("einsum" in each for each in lines)
    lines += ["where", "  for k = 1..K"]
    for symbol in (*made.inputs, *made.parameters):
        variable = made.variable(symbol)
        if symbol in made.noise:
            chance = made.noise[symbol].probability
            once = "" if variable.timed else " is static"
            lines.append(f"  {variable.notation} ~ Bernoulli({chance}){once}")
            lines.append(f"  {variable.notation} ∈ ℝ^h")
        else:
            role = " is input" if symbol in made.inputs else ""
            axes = variable.shape[len(variable.indices) :]
            sizes = " × ".join(f"({size_text(each)})" for each in axes)
            lines.append(f"  {variable.notation} ∈ ℝ^{{{sizes}}}{role}")
    outputs = ", ".join(made.variable(each).notation for each in made.outputs)
    again = analyse(Source("\n".join([*lines, f"  output {outputs}"])), "again").cell
    values = {each.target: each.value for each in again.equations}
    assert values == {each.target: each.value for each in made.equations}


def test_a_state_that_all_heads_see() -> None:
    """W_k s with one s: its matrix has no vector in its place, its mask is one."""
    text = r"""
    a_t^{(k)} = tanh(W^{(k)} x_t + R^{(k)} s_{t-1})
    s_t = tanh(\sum_k Q^{(k)} a_t^{(k)} + V s_{t-1})
    """
    for transforms in ("variational", "projection", "layernorm", "independent"):
        made = compile_cell(text + WHERE, transforms=transforms)
        assert verify(made).passed
    assert "R^{(k)} s_{t-1}" in made.ir.equations[0].text
    assert (
        r"\sum_k Q^{(k)} \cdot a_t^{(k)} + v \odot s_{t-1}" in made.ir.equations[1].text
    )
