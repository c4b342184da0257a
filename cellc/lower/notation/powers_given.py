r"""Exponents that the text gives as a fraction: `x_t^{\alpha}` where $\alpha = 0.98$.

In: a spec.  Out: the same with such a power of a name in brackets, `(x_t)^{\alpha}`.  A
letter above a name is a label otherwise, and no label is a fraction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.names import read_name
from cellc.lower.notation.walk import is_name, rewritten, with_children
from cellc.lower.numbers import read_number
from cellc.syntax.nodes import (
    Declaration,
    Group,
    Name,
    Node,
    Output,
    Scripted,
    Spec,
    Statement,
)


def with_given_powers(spec: Spec, silent: Diagnostics) -> Spec:
    """The spec with brackets around what is raised to a number that it gives."""
    fractions = {*_fractions(spec, silent)}
    if not fractions:
        return spec

    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        found = _exponent(node, fractions, silent)
        name = None if found is None else read_name(node, silent)
        if found is None or name is None or name.is_matrix_like:
            return node
        base = Group("(", (_without(node, found),), node.span)
        return Scripted(base, "super", found.items, found.bracket, node.span)

    def statement(each: Statement) -> Statement:
        left, *rights = each.sides
        return replace(each, sides=(left, *(rewritten(one, rule) for one in rights)))

    return replace(spec, equations=tuple(map(statement, spec.equations)))


def _fractions(spec: Spec, silent: Diagnostics) -> Iterator[str]:
    """The names to which the text gives a number that is no integer."""
    lines: list[Statement | Declaration | Output] = [*spec.equations, *spec.facts]
    for each in lines:
        nodes: tuple[Node, ...] = ()
        value = None
        if isinstance(each, Declaration):
            nodes, value = each.names, read_number(each.value)
        elif isinstance(each, Statement) and len(each.sides) == 2:
            nodes, value = each.sides[:1], read_number(each.sides[1])
        if value is None or value.q == 1:
            continue
        names = (read_name(one, silent) for one in nodes if is_name(one))
        yield from (one.identifier for one in names if one is not None)


def _exponent(node: Node, fractions: set[str], silent: Diagnostics) -> Scripted | None:
    """The script of a name that is such a number."""
    while isinstance(node, Scripted):
        if node.position == "super" and node.bracket in ("", "{"):
            match node.items:
                case (Name() as item,):
                    name = read_name(item, silent)
                    if name is not None and name.identifier in fractions:
                        return node
        node = node.base
    return None


def _without(node: Node, script: Scripted) -> Node:
    if node is script:
        return script.base
    return with_children(
        node,
        lambda each: _without(each, script) if isinstance(each, Scripted) else each,
    )
