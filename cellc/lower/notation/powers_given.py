r"""Exponents that the text gives as a number: `x_t^{\alpha}` where $\alpha = 0.98$.

In: a spec.  Out: the same with such a power of a name in braces, `{x_t}^{\alpha}`.  A
letter above a name is a label otherwise.  No label is a fraction; a letter with a whole
number, `W^k` and `k = 3`, is a label where it stands above a left side or a declared
name.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.names import is_transpose, read_name
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

_OPERATORS = frozenset(["sum", "prod", "int", "max", "min"])  # their end stands above


def with_given_powers(spec: Spec, diagnostics: Diagnostics) -> Spec:
    """The spec with brackets around what is raised to a number that it gives."""
    silent = Diagnostics(diagnostics.source)
    numbers = _numbers(spec, silent)
    if not numbers:
        return spec
    told: set[str] = set()

    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        found = _exponent(node, numbers, silent)
        name = None if found is None else read_name(node, silent)
        if found is None or name is None or name.base in _OPERATORS:
            return node
        above = diagnostics.source.snippet(found.items[0].span)
        if above not in told and _is_whole(found, numbers, silent):
            told.add(above)
            diagnostics.note(
                "N0695",
                f"`{diagnostics.source.snippet(node.span)}` is read as a power: the "
                f"text gives a number for `{above}`",
                node.span,
                help=f"if `{above}` is a label, write it in brackets, ^{{({above})}}",
            )
        base = Group("{", (_without(node, found),), node.span)
        return Scripted(base, "super", found.items, found.bracket, node.span)

    def statement(each: Statement) -> Statement:
        left, *rights = each.sides
        return replace(each, sides=(left, *(rewritten(one, rule) for one in rights)))

    return replace(spec, equations=tuple(map(statement, spec.equations)))


def _numbers(spec: Spec, silent: Diagnostics) -> dict[str, bool]:
    """The names to which the text gives a number, and whether it is a whole one.

    Those that are labels too are left out.
    """
    found: dict[str, bool] = {}
    lines: list[Statement | Declaration | Output] = [*spec.equations, *spec.facts]
    for each in lines:
        nodes: tuple[Node, ...] = ()
        value = None
        if isinstance(each, Declaration):
            nodes, value = each.names, read_number(each.value)
        elif isinstance(each, Statement) and len(each.sides) == 2:
            nodes, value = each.sides[:1], read_number(each.sides[1])
        if value is None:
            continue
        names = (read_name(one, silent) for one in nodes if is_name(one))
        found |= {one.identifier: value.q == 1 for one in names if one is not None}
    whole = {each for each, is_whole in found.items() if is_whole}
    labels = {
        name
        for each in lines
        for node in (each.sides[:1] if isinstance(each, Statement) else each.names)
        for name in whole
        if _exponent(node, {name}, silent) is not None
    }
    return {each: is_whole for each, is_whole in found.items() if each not in labels}


def _is_whole(script: Scripted, numbers: dict[str, bool], silent: Diagnostics) -> bool:
    name = read_name(script.items[0], silent)
    return name is not None and numbers[name.identifier]


def _exponent(
    node: Node, numbers: Container[str], silent: Diagnostics
) -> Scripted | None:
    """The script of a name that is such a number."""
    while isinstance(node, Scripted):
        plain = node.bracket in ("", "{") and not is_transpose(node)
        if node.position == "super" and plain:
            match node.items:
                case (Name() as item,):
                    name = read_name(item, silent)
                    if name is not None and name.identifier in numbers:
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
