"""Several functions that a line defines at once: `$g(x) = h(x) = \\tanh(x)$`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cellc.syntax.nodes import Group, Juxtaposition, Name, Node, Statement


def each_function(statement: Statement, fact: bool = False) -> Iterator[Statement]:
    """`$g(x) = h(x) = \\tanh(x)$` in a sentence or a fact defines both functions."""
    *lefts, right = statement.sides
    items = [_argument(each) for each in lefts]
    said = statement.spoken or fact
    if not said or len(lefts) < 2 or None in items or len({*items}) > 1:
        yield statement
        return
    for left in lefts:
        yield replace(statement, sides=(left, right))


def _argument(node: Node) -> str | None:
    """The x of `g(x)`."""
    match node:
        case Juxtaposition(factors=(_, Group(bracket="(", items=(Name(text=text),)))):
            return None if text == "t" else text
    return None
