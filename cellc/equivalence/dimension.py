"""How many dimensions the family of a cell's functions has.

The family is what sequences of outputs the cell makes of sequences of inputs, for all
parameters and all starts.  Its dimension is the rank of the derivative, taken in the
complex plane, exact to rounding; no other way to write the parameters changes it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sympy import Symbol

from cellc.equivalence.blocks import Block
from cellc.equivalence.points import Array, Arrays, Points, draw
from cellc.ir import Over
from cellc.ops import Elementwise

SEED, STEP = 11, 1e-30
MOST = 260  # numbers that a family depends on


@dataclass(frozen=True)
class Dimension:
    """family: of the family.  parameters, carried: of what the parameters, or the
    start, change alone."""

    family: int
    parameters: int
    carried: int


def dimension(points: Points, kept: tuple[Block, ...], steps: int) -> Dimension | None:
    """The same at several random points, or None where it cannot be told.

    Where derivatives jump, a point may lie where less can be told: that takes more.

    kept: the blocks that are not only the part of a sum.
    """
    try:
        smooth = _is_smooth(points)
        seeds = (SEED, 12) if smooth else (SEED, 12, 13, 14)
        found = [_dimension(points, kept, seed, steps) for seed in seeds]
    except (ValueError, FloatingPointError):
        return None
    return found[0] if len({*found}) == 1 else None


def _is_smooth(points: Points) -> bool:
    """Whether all derivatives are continuous."""
    return all(
        node.operation.analytic
        for equation in points.cell.equations
        for node in equation.value.atoms(Elementwise)
    ) and not any(
        node.name == "largest"
        for equation in points.cell.equations
        for node in equation.value.atoms(Over)
    )


def _dimension(
    points: Points, kept: tuple[Block, ...], seed: int, steps: int
) -> Dimension | None:
    rng = np.random.default_rng(seed)
    values = draw([*kept], points, rng)
    start = points.start(rng)
    counts = [each[0].size for each in values.values()]
    states = [each.size for each in start.values()]
    total = sum(counts) + sum(states)
    if not total or total > MOST:
        return None
    wide = sum(int(np.prod(points.shape_of(each))) for each in points.cell.outputs)
    sequences = 3 + 2 * total // (steps * wide)
    inputs = points.inputs(rng, sequences, steps)
    rows = _derivative(points, values, start, inputs, total)
    if not np.isfinite(rows).all():
        return None
    parts = (rows, rows[: sum(counts)], rows[sum(counts) :])
    ranks = [each for each in map(_rank, parts) if each is not None]
    return Dimension(*ranks) if len(ranks) == len(parts) else None


def _derivative(
    points: Points,
    values: dict[Block, Array],
    start: Arrays,
    inputs: Arrays,
    total: int,
) -> Array:
    """A row for each number that is moved, a column for each number of the outputs."""
    moved: dict[Block, Array] = {}
    row = 0
    for block, value in values.items():
        moved[block] = _moved(value[0], row, total)
        row += value[0].size
    starts: dict[Symbol, Array] = {}
    for symbol, value in start.items():  # (1, *shape), the batch in front
        own = _moved(value[0], row, total)
        starts[symbol] = own[:, None, None]  # trials, sequences, batch
        row += value.size
    outputs, _ = points.run(moved, total, inputs, starts)
    return np.concatenate(
        [np.imag(each).reshape(total, -1) / STEP for each in outputs.values()], axis=1
    )


def _moved(value: Array, row: int, total: int) -> Array:
    """Copies of an array; one number of each is moved, from copy `row` on."""
    flat = np.tile(value.reshape(-1).astype(complex), (total, 1))
    for n in range(value.size):
        flat[row + n, n] += 1j * STEP
    return flat.reshape(total, *value.shape)


def _rank(rows: Array) -> int | None:
    """The rank, where there is a wide gap behind it."""
    if not len(rows):
        return 0
    lengths = np.linalg.norm(rows, axis=1)
    if lengths.max() == 0:
        return 0
    scaled = rows / np.where(lengths > 1e-12 * lengths.max(), lengths, np.inf)[:, None]
    found = np.linalg.svd(scaled, compute_uv=False)
    found = found / found[0]
    kept = int((found > 1e-7).sum())
    if kept < len(found) and found[kept] > 1e-11:
        return None
    return kept
