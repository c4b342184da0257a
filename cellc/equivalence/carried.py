"""What one cell carries from step to step, as what the other carries.

Parameters are paired by then: states that start at zero run side by side, and those
that end alike, up to a sign, are paired; a step from random states checks all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, permutations

import numpy as np
from sympy import Symbol

from cellc.equivalence.blocks import Block
from cellc.equivalence.interfaces import Interface
from cellc.equivalence.points import Array, Arrays, Points, differs, draw, equal
from cellc.equivalence.verdict import Correspondence

SEQUENCES = 4
MOST = 120
States = dict[Symbol, tuple[Symbol, int]]


def values_for(
    correspondence: Correspondence, ours: Mapping[Block, Array]
) -> dict[Block, Array]:
    """Arrays of the second cell's blocks that correspond to the first's."""
    found: dict[Block, Array] = {}
    for pair in correspondence.pairs:
        value = ours[pair.ours]
        for sign, other in correspondence.ours.parts.get(pair.ours, ()):
            value = value + sign * ours[other]
        turned = np.swapaxes(value, -1, -2) if pair.transposed else value
        found[pair.theirs] = float(pair.factor) * turned
    return found


def with_parts(
    correspondence: Correspondence, found: dict[Block, Array], rng: np.random.Generator
) -> dict[Block, Array]:
    """With random parts of the second cell's sums."""
    for kept, parts in correspondence.theirs.parts.items():
        for sign, other in parts:
            found[other] = rng.normal(size=found[kept].shape)
            found[kept] = found[kept] - sign * found[other]
    return found


def inputs_for(interface: Interface, ours: Arrays) -> Arrays:
    return {b: ours[a] for b, a in interface.inputs.items()}


def start_for(states: States, ours: Arrays) -> Arrays:
    return {b: sign * ours[a] for b, (a, sign) in states.items()}


def find_states(
    first: Points, second: Points, correspondence: Correspondence
) -> States | None:
    """The first pairing of states with which a step from anywhere is the same."""
    if len(first.cell.states) != len(second.cell.states):
        return None
    for states in islice(_pairings(first, second, correspondence), MOST):
        if largest_error(first, second, correspondence, states, steps=1) is not None:
            return states
    return None


def _pairings(
    first: Points, second: Points, correspondence: Correspondence
) -> Iterator[States]:
    alike = _ending_alike(first, second, correspondence)
    ours = [each.current for each in first.cell.states]
    theirs = [each.current for each in second.cell.states]
    for order in permutations(ours):
        choices = [alike.get((a, b), ()) for a, b in zip(order, theirs, strict=True)]
        yield from _signed(theirs, order, choices)


def _signed(
    theirs: list[Symbol], order: tuple[Symbol, ...], choices: list[tuple[int, ...]]
) -> Iterator[States]:
    if not theirs:
        yield {}
        return
    for rest in _signed(theirs[1:], order[1:], choices[1:]):
        for sign in choices[0]:
            yield {theirs[0]: (order[0], sign), **rest}


def _ending_alike(
    first: Points, second: Points, correspondence: Correspondence
) -> dict[tuple[Symbol, Symbol], tuple[int, ...]]:
    """For each pair of states, the signs with which they end alike from zero."""
    rng = np.random.default_rng(6)
    values = draw(first.blocks, first, rng)
    others = values_for(correspondence, values)
    ends = []
    for steps in (1, 2, max(first.steps, second.steps)):
        inputs = first.inputs(rng, SEQUENCES, steps)
        _, ours = first.run(values, 1, inputs, first.start(None))
        given = inputs_for(correspondence.interface, inputs)
        _, theirs = second.run(others, 1, given, second.start(None))
        ends.append((ours, theirs))
    found = {}
    for a in ends[0][0]:
        for b in ends[0][1]:
            shape = correspondence.interface.translated(second.cell.variable(b).shape)
            if shape != first.cell.variable(a).shape:
                continue
            found[a, b] = tuple(
                sign
                for sign in (1, -1)
                if not any(differs(x[a], sign * y[b]).any() for x, y in ends)
            )
    return found


def largest_error(
    first: Points,
    second: Points,
    correspondence: Correspondence,
    states: States,
    *,
    steps: int,
    seed: int = 7,
    tolerance: float = 1e-10,
) -> float | None:
    """Of outputs and final states, from random states; None where they differ."""
    rng = np.random.default_rng(seed)
    values = draw(first.blocks, first, rng)
    others = with_parts(correspondence, values_for(correspondence, values), rng)
    inputs, start = first.inputs(rng, SEQUENCES, steps), first.start(rng)
    outputs, ends = first.run(values, 1, inputs, start)
    given = inputs_for(correspondence.interface, inputs)
    found, last = second.run(others, 1, given, start_for(states, start))
    pairs = [
        (outputs[a], found[b]) for b, a in correspondence.interface.outputs.items()
    ]
    pairs += [(ends[a], sign * last[b]) for b, (a, sign) in states.items()]
    if not all(equal(a, b, tolerance) for a, b in pairs):
        return None
    return max(float(np.abs(a - b).max(initial=0)) for a, b in pairs)
