"""Going through an AST: rebuilding it, and listing what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from cellc.lower.identifiers import spell
from cellc.ops import spelled
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Call,
    Cases,
    Comparison,
    Group,
    Indicator,
    Juxtaposition,
    Name,
    Negation,
    Node,
    Number,
    Part,
    Scripted,
    Stack,
    Statement,
)

Rewrite = Callable[[Node], Node | None]


def rewritten(node: Node, rule: Rewrite) -> Node:
    """The node with `rule` tried on it and, where it gives None, on its children."""
    found = rule(node)
    if found is not None:
        return found
    return with_children(node, lambda each: rewritten(each, rule))


def with_children(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same node with every child changed."""
    changed: Node = _CHANGED[type(node)](node, change)
    return changed


def _cases_changed(node: Cases, change: Callable[[Node], Node]) -> Cases:
    return Cases(
        tuple(map(change, node.values)),
        tuple(map(change, node.conditions)),
        None if node.last is None else change(node.last),
        node.span,
    )


# A table by type and plain constructors: nothing else is done as often.
_CHANGED: dict[type, Callable[..., Any]] = {
    Number: lambda n, change: n,
    Name: lambda n, change: n,
    Accent: lambda n, change: Accent(n.accent, change(n.base), n.span),
    Scripted: lambda n, change: Scripted(
        change(n.base), n.position, tuple(map(change, n.items)), n.bracket, n.span
    ),
    Group: lambda n, change: Group(n.bracket, tuple(map(change, n.items)), n.span),
    Stack: lambda n, change: Stack(tuple(map(change, n.items)), n.span),
    Juxtaposition: lambda n, change: Juxtaposition(
        tuple(map(change, n.factors)), n.span
    ),
    Binary: lambda n, change: Binary(
        n.operator, change(n.left), change(n.right), n.span, n.operator_span
    ),
    Comparison: lambda n, change: Comparison(
        n.operator, change(n.left), change(n.right), n.span
    ),
    Cases: _cases_changed,
    Indicator: lambda n, change: Indicator(change(n.condition), n.span),
    Negation: lambda n, change: Negation(change(n.operand), n.span),
    Part: lambda n, change: Part(change(n.operand), n.index, n.count, n.span),
    Call: lambda n, change: Call(n.function, change(n.argument), n.span),
}


def children(node: Node) -> tuple[Node, ...]:
    """The parts of an expression; the scripts of a name are none."""
    parts: tuple[Node, ...] = _CHILDREN[type(node)](node)
    return parts


def _branches(node: Cases) -> tuple[Node, ...]:
    branches = zip(node.values, node.conditions, strict=False)
    return (*(each for pair in branches for each in pair), node.values[-1])


_CHILDREN: dict[type, Callable[..., tuple[Node, ...]]] = {
    Number: lambda n: (),
    Name: lambda n: (),
    Accent: lambda n: (),
    Scripted: lambda n: () if is_name(n) else (n.base,),
    Group: lambda n: n.items,
    Stack: lambda n: n.items,
    Juxtaposition: lambda n: n.factors,
    Binary: lambda n: (n.left, n.right),
    Comparison: lambda n: (n.left, n.right),
    Cases: _branches,
    Indicator: lambda n: (n.condition,),
    Negation: lambda n: (n.operand,),
    Part: lambda n: (n.operand,),
    Call: lambda n: (n.argument,),
}


def is_name(node: Node) -> bool:
    """Whether a node is a name, whatever its accents and scripts."""
    kind = type(node)
    while kind is Scripted or kind is Accent:
        node = node.base  # type: ignore[union-attr]
        kind = type(node)
    return kind is Name


def is_function(node: Node) -> bool:
    """Whether a name, without scripts, is that of a known function."""
    if not isinstance(node, Name):
        return False
    try:
        letters, accents = spell(node.text)
    except ValueError:
        return False
    return not accents and spelled(letters) is not None


def names_in(node: Node) -> Iterator[Node]:
    """Every name of an expression with its accents and scripts, in order."""
    return (each for each in nodes_in(node) if is_name(each))


def nodes_in(node: Node) -> Iterator[Node]:
    """Every part of an expression, outermost first; names are not opened."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += _CHILDREN[type(found)](found)[::-1]


def everything_in(node: Node) -> Iterator[Node]:
    """Every node of an expression, those in the scripts of names too."""
    waiting = [node]

    def note(each: Node) -> Node:
        waiting.append(each)
        return each

    while waiting:
        found = waiting.pop()
        yield found
        with_children(found, note)


def rewritten_statement(statement: Statement, rule: Rewrite) -> Statement:
    sides = tuple(rewritten(side, rule) for side in statement.sides)
    return replace(statement, sides=sides)
