"""A cell as a function of arrays, run by the interpreter on many points at once.

Arrays of parameters have one axis in front, for trials; inputs have one for sequences.
What is not given is zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from sympy import Expr, Symbol

from cellc.equivalence.blocks import Block, Layout
from cellc.ir import Cell
from cellc.testing.interpreter import run
from cellc.testing.sample import counters

Array = npt.NDArray[Any]
Arrays = dict[Symbol, Array]
Blocks = Mapping[Block, Array]  # (trials, *shape)
STEPS, MOST_STEPS = 3, 9
SURE, SAME = 1e-6, 1e-9  # from where on numbers differ, up to where they are equal


@dataclass
class Points:
    """A cell with numbers for its sizes."""

    cell: Cell
    numbers: dict[str, int]
    layout: Layout = field(init=False)
    blocks: list[Block] = field(init=False)

    def __post_init__(self) -> None:
        self.layout = Layout(self.cell, self.numbers)
        self.blocks = [
            block for each in self.cell.parameters for block in self.layout.blocks(each)
        ]

    @property
    def steps(self) -> int:
        """As many as it takes until a value held back for some steps comes out."""
        before = {each.previous for each in self.cell.states}
        held = [each for each in self.cell.equations if each.value in before]
        return min(STEPS + len(held), MOST_STEPS)

    def shape(self, sizes: tuple[Expr, ...]) -> tuple[int, ...]:
        return tuple(self.layout.measure(each) for each in sizes)

    def shape_of(self, symbol: Symbol) -> tuple[int, ...]:
        """The axes of an array: a number for each step has one."""
        found = self.shape(self.cell.variable(symbol).shape)
        rank_of_number = symbol in self.cell.parameters
        return found or (() if rank_of_number else (1,))

    def parameters(self, blocks: Blocks, trials: int) -> dict[str, Array]:
        """Arrays by name, (trials, 1, *shape)."""
        complex_ones = any(np.iscomplexobj(each) for each in blocks.values())
        dtype = np.complex128 if complex_ones else np.float64
        found = {}
        for each in self.cell.parameters:
            shape = self.shape(self.cell.variable(each).shape)
            found[each] = np.zeros((trials, 1, *shape), dtype)
        for block, array in blocks.items():
            at: tuple[Any, ...] = tuple(
                slice(self.layout.measure(start), self.layout.measure(stop))
                for start, stop in block.places
            )
            found[block.symbol][(slice(None), 0, *at)] = array
        return {symbol.name: array for symbol, array in found.items()}

    def inputs(self, rng: np.random.Generator, sequences: int, steps: int) -> Arrays:
        """(sequences, steps, 1, *shape); what a sequence has one of has no steps."""
        found = {}
        for each in self.cell.inputs:
            time = (steps,) if self.cell.variable(each).timed else ()
            lead = (sequences, *time, 1)
            found[each] = 0.8 * rng.normal(size=(*lead, *self.shape_of(each)))
        return found

    def start(self, rng: np.random.Generator | None) -> Arrays:
        """(1, *shape), random or zero; what counts steps starts at zero."""
        found = {}
        for each in self.cell.states:
            found[each.current] = np.zeros((1, *self.shape_of(each.current)))
            if rng is not None and each not in counters(self.cell):
                found[each.current] = rng.normal(size=found[each.current].shape)
        return found

    def run(
        self, blocks: Blocks, trials: int, inputs: Arrays, start: Arrays
    ) -> tuple[Arrays, Arrays]:
        """Outputs (trials, sequences, steps, *shape), final states without steps."""
        states = {each.name: start[each.current] for each in self.cell.states}
        given = {symbol.name: array for symbol, array in inputs.items()}
        with np.errstate(all="ignore"):
            outputs, final = run(
                self.cell, self.parameters(blocks, trials), given, states
            )
        sequences = next(iter(inputs.values())).shape[0]
        lead = (trials, sequences)

        def spread(array: Array, rank: int) -> Array:
            """Without the axis of the batch, and with all in front."""
            return np.broadcast_to(array, (*lead, *array.shape[array.ndim - rank :]))

        found = {}
        for each in self.cell.outputs:
            rank = len(self.shape_of(each))
            found[each] = spread(outputs[each.name].squeeze(-1 - rank), rank + 1)
        ends = {}
        for state in self.cell.states:
            rank = len(self.shape_of(state.current))
            end = final[state.name].squeeze(-1 - rank)
            ends[state.current] = spread(end, rank)
        return found, ends


def draw(
    blocks: list[Block], points: Points, rng: np.random.Generator
) -> dict[Block, Array]:
    """A random array for each block, (1, *shape)."""
    return {
        each: 0.7 * rng.normal(size=(1, *points.shape(each.shape))) for each in blocks
    }


def differs(left: Array, right: Array, axes: int = 1) -> Array:
    """Whether two arrays differ for sure, for each position of the axes in front."""
    with np.errstate(all="ignore"):
        known = np.isfinite(left) & np.isfinite(right)
        distance = np.abs(left - right)
        far = known & (distance > SURE * (1 + np.maximum(np.abs(left), np.abs(right))))
    found: Array = far.reshape(*far.shape[:axes], -1).any(axis=-1)
    return found


def equal(left: Array, right: Array, tolerance: float = SAME) -> bool:
    """Whether all numbers are known and equal, within rounding."""
    with np.errstate(all="ignore"):
        known = np.isfinite(left) & np.isfinite(right)
        scale = 1 + np.maximum(np.abs(left), np.abs(right))
        near = np.abs(left - right) <= tolerance * scale
    return bool((known & near).all())
