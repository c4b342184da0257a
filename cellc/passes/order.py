"""Statements in an order in which every value is defined before it is used."""

from __future__ import annotations

import heapq

from sympy import Symbol

from cellc.ir import Statement


def in_dependency_order(statements: list[Statement]) -> list[Statement]:
    """A topological order, the given order kept wherever it is free."""
    place = {each.target: index for index, each in enumerate(statements)}
    waiting: dict[int, int] = {}
    readers: dict[Symbol, list[int]] = {}
    for index, statement in enumerate(statements):
        sources = [s for s in statement.value.free_symbols if s in place]
        waiting[index] = len(sources)
        for symbol in sources:
            readers.setdefault(symbol, []).append(index)
    ready = [index for index, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    ordered = []
    while ready:
        statement = statements[heapq.heappop(ready)]
        ordered.append(statement)
        for index in readers.get(statement.target, ()):
            waiting[index] -= 1
            if waiting[index] == 0:
                heapq.heappush(ready, index)
    assert len(ordered) == len(statements), "statements depend on each other"
    return ordered


def without_unused(statements: list[Statement], wanted: set[Symbol]) -> list[Statement]:
    """The statements that `wanted` needs, directly or not."""
    needed = set(wanted)
    kept = []
    for statement in reversed(statements):
        if statement.target in needed:
            needed |= statement.value.free_symbols
            kept.append(statement)
    return kept[::-1]


def dependents(statements: list[Statement], sources: set[Symbol]) -> set[Symbol]:
    """Everything that depends on `sources`, directly or not; statements in order."""
    found = set(sources)
    for statement in statements:
        if not found.isdisjoint(statement.value.free_symbols):
            found.add(statement.target)
    return found
