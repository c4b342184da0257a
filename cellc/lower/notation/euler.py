r"""Euler's number: `\log(e + \Delta_t)`.

In: the equations and facts.  Out: the same with exp(1) for an e that is added in the
argument of a logarithm; a note tells.  Where a text defines or declares e, or uses it
elsewhere, it is a name like others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cellc.diagnostics import Diagnostics
from cellc.lower.notation.walk import (
    is_name,
    names_in,
    nodes_in,
    rewritten_statement,
)
from cellc.syntax.nodes import (
    Binary,
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Node,
    Number,
    Output,
    Statement,
)

Fact = Statement | Declaration | Output
_E = "e"
_LOGARITHMS = frozenset(["log", "\\log", "ln", "\\ln"])


def with_euler(
    equations: Sequence[Statement], facts: Sequence[Fact], diagnostics: Diagnostics
) -> tuple[tuple[Statement, ...], tuple[Fact, ...]]:
    """Equations and facts with exp(1) for Euler's number."""
    said = [each for each in facts if isinstance(each, Statement)]
    sides = [side for each in (*equations, *said) for side in each.sides]
    found = {id(each): each for side in sides for each in _added_in_logarithms(side)}
    if not found or _is_a_name(sides, facts, found):
        return tuple(equations), tuple(facts)
    first = min(found.values(), key=lambda each: each.span)
    diagnostics.note(
        "N0624",
        "`e` in this logarithm is read as Euler's number, exp(1)",
        first.span,
        help="if it is a parameter, declare it in the where block: e ∈ ℝ",
    )

    def rule(node: Node) -> Node | None:
        if id(node) not in found:
            return None
        one = Group("(", (Number("1", node.span),), node.span)
        return Juxtaposition((Name("exp", node.span), one), node.span)

    return (
        tuple(rewritten_statement(each, rule) for each in equations),
        tuple(
            rewritten_statement(each, rule) if isinstance(each, Statement) else each
            for each in facts
        ),
    )


def _is_a_name(
    sides: Sequence[Node], facts: Sequence[Fact], found: dict[int, Name]
) -> bool:
    """Whether the text has an e besides those in logarithms."""
    declared = (node for each in facts if _names(each) for node in _names(each))
    used = (node for side in sides for node in names_in(side) if id(node) not in found)
    return any(
        isinstance(each, Name) and each.text == _E for each in (*declared, *used)
    )


def _names(fact: Fact) -> tuple[Node, ...]:
    return () if isinstance(fact, Statement) else fact.names


def _added_in_logarithms(side: Node) -> Iterator[Name]:
    for node in nodes_in(side):
        if not isinstance(node, Juxtaposition):
            continue
        for head, behind in pairwise(node.factors):
            logarithm = isinstance(head, Name) and head.text in _LOGARITHMS
            if logarithm and isinstance(behind, Group) and len(behind.items) == 1:
                yield from _added(behind.items[0])


def _added(node: Node) -> Iterator[Name]:
    """Every e of a sum of several."""
    if not isinstance(node, Binary) or node.operator not in "+-":
        return
    for part in (node.left, node.right):
        if is_name(part) and isinstance(part, Name) and part.text == _E:
            yield part
        else:
            yield from _added(part)
