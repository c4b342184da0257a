"""How the states of a cell depend on themselves, from one step to the next.

States that depend on one another in a circle are one group; what comes from outside of
a group is given to it like an input.  A dependence is followed through every equation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sympy import Add, Expr, Mul, Symbol

from cellc.ir import (
    BatchMean,
    Cell,
    Concat,
    Contract,
    Over,
    Repeat,
    Reshape,
    Slice,
    State,
    operands_of,
)
from cellc.ops import Elementwise


@dataclass(frozen=True)
class Way:
    """How a value depends on the last values of a group of states.

    depends: whether it does.  mixes: not component by component.  bends: not linearly.
    """

    depends: bool = False
    mixes: bool = False
    bends: bool = False


_NOT = Way()


def is_diagonal(cell: Cell) -> bool:
    """Whether each component of a state comes back to itself alone."""
    ways = _group_ways(cell)
    return bool(ways) and not any(way.mixes for way in ways)


def is_linear(cell: Cell) -> bool:
    """Whether the next states are linear in the last ones, given the inputs."""
    ways = _group_ways(cell)
    return bool(ways) and not any(way.bends for way in ways)


def _group_ways(cell: Cell) -> list[Way]:
    """For each group of states, how the next values depend on the last ones."""
    found = []
    for group in _groups(cell):
        last = {state.previous: Way(depends=True) for state in group}
        ways = _followed(cell, last)
        found.append(_joined(ways[state.current] for state in group))
    return found


def _groups(cell: Cell) -> list[list[State]]:
    """The states that depend on themselves, those in one circle together."""
    reached = _reached(cell)
    groups: dict[frozenset[Symbol], list[State]] = {}
    for state in cell.states:
        circle = frozenset(
            each.current
            for each in cell.states
            if each.current in reached[state.current]
            and state.current in reached[each.current]
        )
        if circle:
            groups.setdefault(circle, []).append(state)
    return [*groups.values()]


def _reached(cell: Cell) -> dict[Symbol, set[Symbol]]:
    """For each state, the states whose values of earlier steps it depends on."""
    used: dict[Symbol, set[Symbol]] = {}  # previous values, through the equations
    for equation in cell.equations:
        used[equation.target] = set().union(
            *(used.get(each, {each}) for each in equation.value.free_symbols)
        )
    reached = {
        state.current: {
            each.current
            for each in cell.states
            if each.previous in used.get(state.current, ())
        }
        for state in cell.states
    }
    for middle in reached:
        for goals in reached.values():
            if middle in goals:
                goals |= reached[middle]
    return reached


def _followed(cell: Cell, last: Mapping[Symbol, Way]) -> dict[Symbol, Way]:
    ways = dict(last)
    for equation in cell.equations:
        ways[equation.target] = _way(equation.value, ways)
    return ways


def _way(value: Expr, ways: Mapping[Symbol, Way]) -> Way:
    """How an expression depends on what its symbols depend on."""
    if isinstance(value, Symbol):
        return ways.get(value, _NOT)
    parts = [_way(each, ways) for each in operands_of(value)]
    found = _joined(parts)
    if not found.depends:
        return _NOT
    several = sum(part.depends for part in parts) > 1
    match value:
        case Contract():
            mixes = any(
                part.depends and not _keeps_axes(labels, value.result)
                for labels, part in zip(value.labels, parts, strict=True)
            )
            return Way(True, found.mixes or mixes, found.bends or several)
        case Mul():
            return Way(True, found.mixes, found.bends or several)
        case Add() | Repeat() | BatchMean():
            return found
        case Concat() | Slice() | Reshape():
            return Way(True, True, found.bends)
        case Over():
            return Way(True, True, True)
    if is_choice(value) and not parts[0].depends:
        return found
    return Way(True, found.mixes, True)


def is_choice(value: Expr) -> bool:
    """Whether it is one value or another, by a condition, its first operand."""
    return isinstance(value, Elementwise) and value.operation.name == "where"


def _keeps_axes(labels: str, result: str) -> bool:
    """Whether all axes of an operand are axes of the result, in their order."""
    rest = iter(result)
    return all(label in rest for label in labels)


def _joined(ways: Iterable[Way]) -> Way:
    several = [*ways]
    return Way(
        any(way.depends for way in several),
        any(way.mixes for way in several),
        any(way.bends for way in several),
    )
