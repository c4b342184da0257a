"""Cells written for JAX, run step by step with gradients by its transformations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from comparing import Row
from make_references import Arrays, Case, flat
from translating import Translation, sizes_of

jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]

Call = Callable[[Mapping[str, Any], Any, tuple[Any, ...]], Any]
"""Parameters, the input at t, the states at t-1 to the states at t, in order."""


def stepped(
    row: Row,
    shapes: Mapping[str, tuple[int, ...]],
    call: Call,
    module: ModuleType,
    case: Case,
    axis: int = -1,
) -> Arrays:
    """Outputs, final states and all gradients of a cell over a case."""
    names = row.states.split()
    known = sizes_of(module, case)
    translation = Translation(jnp, row, module, known, shapes, axis)

    def run(p: Arrays, inputs: Arrays, state: Arrays) -> Any:
        own, states = translation(p), tuple(state[name] for name in names)
        (sequence,) = inputs.values()
        history = []
        for x in sequence:
            states = tuple(call(own, x, states))
            history.append(states)
        kept = zip(names, zip(*history, strict=True), strict=True)
        outputs = {name: jnp.stack(each) for name, each in kept if name in row.outputs}
        return outputs, dict(zip(names, states, strict=True))

    given = jax.tree.map(jnp.asarray, (case.parameters, case.inputs, case.state))
    (outputs, final), pullback = jax.vjp(run, *given)
    cotangents = jax.tree.map(jnp.asarray, (case.d_out, case.d_final))
    parameters, inputs, state = pullback(cotangents)
    gradients = flat(d_parameters=parameters, d_inputs=inputs, d_state=state)
    found = flat(outputs=outputs, final=final) | gradients
    return {name: np.asarray(value) for name, value in found.items()}


def paths(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The leaves of nested dicts by "outer/inner"."""
    found: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            found |= paths(value, f"{prefix}{key}/")
        else:
            found[f"{prefix}{key}"] = value
    return found


def nested(leaves: Mapping[str, Any]) -> dict[str, Any]:
    """The inverse of `paths`, where the last part is the inner name."""
    found: dict[str, Any] = {}
    for path, value in leaves.items():
        outer, _, inner = path.rpartition("/")
        found.setdefault(outer, {})[inner] = value
    return found
