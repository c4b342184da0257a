"""Going through an AST: rebuilding it, and listing what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

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
    match node:
        case Number() | Name():
            return node
        case Accent(base=base):
            return replace(node, base=change(base))
        case Scripted(base=base, items=items):
            return replace(node, base=change(base), items=tuple(map(change, items)))
        case Group(items=items) | Stack(items=items):
            return replace(node, items=tuple(map(change, items)))
        case Juxtaposition(factors=factors):
            return replace(node, factors=tuple(map(change, factors)))
        case Binary(left=left, right=right) | Comparison(left=left, right=right):
            return replace(node, left=change(left), right=change(right))
        case Cases(values=values, conditions=conditions, last=last):
            return replace(
                node,
                values=tuple(map(change, values)),
                conditions=tuple(map(change, conditions)),
                last=None if last is None else change(last),
            )
        case Indicator(condition=condition):
            return replace(node, condition=change(condition))
        case Negation(operand=operand) | Part(operand=operand):
            return replace(node, operand=change(operand))
        case Call(argument=argument):
            return replace(node, argument=change(argument))


def children(node: Node) -> tuple[Node, ...]:
    """The parts of an expression; the scripts of a name are none."""
    match node:
        case Number() | Name() | Accent():
            return ()
        case Scripted(base=base):
            return () if is_name(node) else (base,)
        case Group(items=items) | Stack(items=items):
            return items
        case Juxtaposition(factors=factors):
            return factors
        case Binary(left=left, right=right) | Comparison(left=left, right=right):
            return (left, right)
        case Cases(values=values, conditions=conditions):
            branches = zip(values, conditions, strict=False)
            return (*(each for pair in branches for each in pair), values[-1])
        case Indicator(condition=condition):
            return (condition,)
        case Negation(operand=operand) | Part(operand=operand):
            return (operand,)
        case Call(argument=argument):
            return (argument,)


def is_name(node: Node) -> bool:
    """Whether a node is a name, whatever its accents and scripts."""
    while isinstance(node, Scripted | Accent):
        node = node.base
    return isinstance(node, Name)


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
        waiting += reversed(children(found))


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
