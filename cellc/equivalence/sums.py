"""Blocks of which only a sum matters, such as the two biases of a gate."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from cellc.equivalence.blocks import Block
from cellc.equivalence.points import Array, Points, differs, draw
from cellc.equivalence.verdict import Sums

SEQUENCES = 4


def find_sums(points: Points) -> Sums:
    """Which blocks can be zero, if another takes its sum with them."""
    pairs = [
        (a, b, sign)
        for a, b in combinations(points.blocks, 2)
        if a.shape == b.shape
        for sign in (1, -1)
    ]
    if not pairs:
        return Sums(tuple(points.blocks), {})
    same = _moved_alike(points, pairs)
    parts: dict[Block, list[tuple[int, Block]]] = {}
    gone: set[Block] = set()
    for (kept, other, sign), alike in zip(pairs, same, strict=True):
        if alike and kept not in gone and other not in gone:
            gone.add(other)
            parts.setdefault(kept, []).append((sign, other))
    left = tuple(each for each in points.blocks if each not in gone)
    return Sums(left, {kept: tuple(found) for kept, found in parts.items()})


def _moved_alike(points: Points, pairs: list[tuple[Block, Block, int]]) -> Array:
    """For each pair, whether (a, b) and (a + sign·b, 0) give equal outputs.

    And (a + sign·b, b) others: a block that changes nothing here is part of no sum.
    """
    rng = np.random.default_rng(5)
    values = draw(points.blocks, points, rng)
    inputs, start = points.inputs(rng, SEQUENCES, points.steps), points.start(rng)
    plain, _ = points.run(values, 1, inputs, start)
    many = len(pairs)
    moved = {each: np.repeat(value, 2 * many, axis=0) for each, value in values.items()}
    for row, (kept, other, sign) in enumerate(pairs):
        moved[kept][[row, many + row]] += sign * values[other][0]
        moved[other][row] = 0
    found, _ = points.run(moved, 2 * many, inputs, start)
    failed = np.logical_or.reduce(
        [differs(found[each], plain[each]) for each in points.cell.outputs]
    )
    same: Array = ~failed[:many] & failed[many:]
    return same
