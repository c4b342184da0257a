"""Random arguments for a cell: the points at which its gradient is examined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sympy import Expr, Symbol

from cellc.ir import Cell, State, measure
from cellc.ops import function

Array = npt.NDArray[Any]


@dataclass
class Sample:
    """Arguments and cotangents, by name.

    params (*shape), inputs (T, B, size) or without T where they are static, state and
    d_final (B, size), d_out (T, B, size), lengths (B,) or None.
    """

    params: dict[str, Array]
    inputs: dict[str, Array]
    state: dict[str, Array]
    d_out: dict[str, Array]
    d_final: dict[str, Array]
    lengths: Array | None

    def as_type(self, dtype: type) -> Sample:
        """The same sample in another precision."""

        def cast(named: dict[str, Array]) -> dict[str, Array]:
            return {name: np.asarray(value, dtype) for name, value in named.items()}

        return Sample(
            cast(self.params),
            cast(self.inputs),
            cast(self.state),
            cast(self.d_out),
            cast(self.d_final),
            self.lengths,
        )

    def arguments(self, cell: Cell) -> dict[tuple[str, str], Array]:
        """Everything a gradient is taken with respect to, by (kind, name)."""
        params = {each.name: self.params[each.name] for each in cell.trained}
        kinds = {"parameter": params, "input": self.inputs, "state": self.state}
        return {
            (kind, name): value
            for kind, named in kinds.items()
            for name, value in named.items()
        }


def sample(
    cell: Cell,
    seed: int,
    *,
    steps: int = 5,
    batch: int = 3,
    lengths: bool = False,
) -> Sample:
    """A random sample in float64: small sizes, all of them different."""
    rng = np.random.default_rng(seed)
    sizes = {name: 2 + index for index, name in enumerate(cell.sizes)}

    def draw(shape: tuple[Expr, ...], *lead: int) -> Array:
        own = [measure(each, sizes) for each in shape]
        if lead and not own:
            own = [1]
        return np.asarray(0.6 * rng.normal(size=(*lead, *own)))

    positive = {each.name for each in _bases(cell)}
    shape = {symbol: cell.variable(symbol).shape for symbol in cell.variables}
    ends = [steps, steps - 2, 1, 0][:batch] + [steps] * (batch - 4)
    params = {each.name: draw(shape[each]) for each in cell.parameters}
    inputs = {
        each.name: draw(shape[each], *([steps] * cell.variable(each).timed), batch)
        for each in cell.inputs
    }
    for named in (params, inputs):
        named |= {
            name: np.abs(value) + 0.2
            for name, value in named.items()
            if name in positive
        }
    return Sample(
        params,
        inputs,
        {
            each.name: np.arange(0.0, batch)[:, None]
            if each in counters(cell)
            else draw(shape[each.current], batch)
            for each in cell.states
        },
        {each.name: draw(shape[each], steps, batch) for each in cell.outputs},
        {each.name: draw(shape[each.current], batch) for each in cell.states},
        np.array(ends) if lengths else None,
    )


def counters(cell: Cell) -> tuple[State, ...]:
    """The states that count steps, `t = t_prev + 1`: they are whole numbers."""
    values = {each.target: each.value for each in cell.equations}
    return tuple(
        each
        for each in cell.states
        if values.get(each.current) == each.previous + 1
        and not cell.variable(each.current).shape
    )


def _bases(cell: Cell) -> set[Symbol]:
    """What a power with any exponent is taken of: it has none of negative numbers."""
    return {
        node.args[0]
        for each in cell.equations
        for node in each.value.atoms(function("raised"))
        if isinstance(node.args[0], Symbol)
    }
