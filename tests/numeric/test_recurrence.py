"""Diagonal and linear recurrences, told from equations, against generated steps."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import zoo_cells
from sympy import Symbol

from cellc.driver import CompiledCell
from cellc.report.recurrence import is_diagonal, is_linear
from cellc.testing.routes import inputs_of

Array = npt.NDArray[Any]
Step = Callable[[Array], Array]
SIZE = 3
HIDDEN: set[str] = set()  # cells of which more holds than their equations show


def shape_of(compiled: CompiledCell, symbol: Symbol) -> tuple[int, ...]:
    """The shape of a batch of one; a number has an axis of its own there."""
    shape = compiled.ir.variable(symbol).shape
    sizes = {size: SIZE for axis in shape for size in axis.free_symbols}
    return (1, *(int(axis.subs(sizes)) for axis in shape)) if shape else (1, 1)


def steps_of(compiled: CompiledCell, module: ModuleType) -> list[tuple[Array, Step]]:
    """For each state a value, and its next value as a function of it alone."""
    cell, rng = compiled.ir, np.random.default_rng(0)
    params = module.init(**dict.fromkeys(cell.sizes, SIZE), rng=0, dtype=np.float64)
    params = {
        name: value + 0.4 * rng.normal(size=value.shape)
        for name, value in params.items()
    }
    drawn = {
        each.name: rng.normal(size=shape_of(compiled, each)) for each in cell.inputs
    }
    inputs, named = inputs_of(cell, module, drawn)
    noise = {f"{name}_t": value for name, value in named.items()}
    state = {
        each.name: rng.normal(size=shape_of(compiled, each.current))
        for each in cell.states
    }

    def step_of(name: str) -> Step:
        def step(value: Array) -> Array:
            given = module.State(**{**state, name: value})
            _, final = module.step(params, given, *inputs, **noise)
            return np.array(getattr(final, name))

        return step

    return [(value, step_of(name)) for name, value in state.items()]


def seems_diagonal(value: Array, step: Step) -> bool:
    """Whether a change of one component changes no other."""
    before = step(value)
    for index in np.ndindex(value.shape):
        changed = value.copy()
        changed[index] += 0.1
        difference = np.abs(step(changed) - before)
        difference[index] = 0
        if difference.max() > 1e-12:
            return False
    return True


def seems_linear(value: Array, step: Step) -> bool:
    """Whether two changes together change as much as both alone."""
    rng = np.random.default_rng(1)
    for _ in range(8):
        one, other = 3 * rng.normal(size=(2, *value.shape))
        together = step(value + one + other) - step(value)
        apart = step(value + one) + step(value + other) - 2 * step(value)
        if np.abs(together - apart).max() > 1e-9 * (1 + np.abs(apart).max()):
            return False
    return True


@zoo_cells.every_cell
def test_recurrence(name: str) -> None:
    """What is told holds of each state alone; for a single state it is all there is."""
    compiled = zoo_cells.compiled(name)
    found = steps_of(compiled, zoo_cells.module(name))
    diagonal = all(seems_diagonal(*each) for each in found)
    linear = all(seems_linear(*each) for each in found)
    assert diagonal or not is_diagonal(compiled.ir)
    assert linear or not is_linear(compiled.ir)
    if len(found) == 1 and name not in HIDDEN:
        assert diagonal is is_diagonal(compiled.ir)
        assert linear is is_linear(compiled.ir)
