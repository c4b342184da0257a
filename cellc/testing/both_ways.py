"""The witness for cells that read from both ends: one copy after the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from cellc.ir import Cell
from cellc.testing.interpreter import run
from cellc.transforms import BothWays

Array = npt.NDArray[Any]


class BothWaysWitness:
    """What `interpreter.run` is for one copy, for all of them."""

    def __init__(self, plan: BothWays) -> None:
        self.plan = plan

    def __call__(
        self,
        _surface: Cell,
        params: Mapping[str, Array],
        inputs: Mapping[str, Array],
        state: Mapping[str, Array],
        lengths: Array | None = None,
    ) -> tuple[dict[str, Array], dict[str, Array]]:
        cell = self.plan.cell
        given = {
            each.name: inputs[each.name]
            for each in cell.inputs
            if each not in cell.noise
        }
        finals: dict[str, Array] = {}
        joined: dict[str, Array] = {}
        for layer in range(1, self.plan.layers + 1):
            both: list[dict[str, Array]] = []
            for copy in (c for c in self.plan.copies if c.layer == layer):
                tail = copy.suffix
                own = {e.name: params[e.name + tail] for e in cell.parameters}
                seen = dict(given)
                if copy.reverse:
                    static = self._static()
                    seen |= {
                        n: self._turned(n, a, lengths)
                        for n, a in given.items()
                        if n not in static
                    }
                seen |= {e.name: inputs[e.name + tail] for e in cell.noise}
                start = {e.name: state[e.name + tail] for e in cell.states}
                out, final = run(cell, own, seen, start, lengths)
                if copy.reverse:
                    out = {n: self._turned(n, a, lengths) for n, a in out.items()}
                both.append(out)
                finals |= {name + tail: value for name, value in final.items()}
            joined = {name: _side_by_side(*(e[name] for e in both)) for name in both[0]}
            given[self.plan.fed.name] = joined[self.plan.source.name]
        return joined, finals

    def _static(self) -> list[str]:
        """The inputs that a whole sequence has one of."""
        cell = self.plan.cell
        return [each.name for each in cell.inputs if not cell.variable(each).timed]

    def _turned(self, name: str, value: Array, lengths: Array | None) -> Array:
        """The steps of each sequence, the last of them first."""
        shapes = {e.name: s.shape for e, s in self.plan.cell.variables.items()}
        rank = max(1, len(shapes[name]))
        steps = np.moveaxis(value, (-2 - rank, -1 - rank), (0, 1))
        turned = steps.copy()
        for b in range(steps.shape[1]):
            n = steps.shape[0] if lengths is None else int(lengths[b])
            turned[:n, b] = steps[:n, b][::-1]
        return np.moveaxis(turned, (0, 1), (-2 - rank, -1 - rank))


def _side_by_side(one: Array, other: Array) -> Array:
    lead = np.broadcast_shapes(one.shape[:-1], other.shape[:-1])
    wide = [np.broadcast_to(each, (*lead, each.shape[-1])) for each in (one, other)]
    return np.concatenate(wide, axis=-1)
