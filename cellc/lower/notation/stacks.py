"""Stacks: one equation for a column of names, one function for each of them.

    (i; f) = (σ; tanh) T (x; h)

is `i = σ(the upper half of T [x, h])`, `f = tanh(the lower half of T [x, h])`.
"""

from __future__ import annotations

from dataclasses import replace

from cellc.diagnostics import Diagnostics, Source
from cellc.lower.notation.blocks import block_product, refuse_blank_blocks
from cellc.lower.notation.index import read_index
from cellc.lower.notation.walk import is_function, is_name, rewritten
from cellc.syntax.nodes import (
    Binary,
    Group,
    Juxtaposition,
    Name,
    Node,
    Part,
    Scripted,
    Stack,
    Statement,
)


def unstacked(statement: Statement, diagnostics: Diagnostics) -> tuple[Statement, ...]:
    """The equations of a stack's rows; other statements as they are.

    A stack inside an expression is a concatenation.
    """
    if len(statement.sides) != 2 or refuse_blank_blocks(statement, diagnostics):
        return (statement,)
    left, right = statement.sides
    names = _column(left) or _list(left) or _names(left)
    if names is None:
        return (replace(statement, sides=(left, _as_concatenations(right))),)
    rows = _rows(right, len(names), diagnostics)
    if rows is None:
        return ()
    return tuple(
        Statement(
            (name, row),
            statement.span,
            _text(diagnostics.source, name, right, index, len(names)),
        )
        for index, (name, row) in enumerate(zip(names, rows, strict=True))
    )


def _column(node: Node) -> tuple[Node, ...] | None:
    match node:
        case Stack(items=items):
            return items
        case Group(bracket="(" | "[" | "{", items=(Stack(items=items),)):
            return items
    return None


def _list(node: Node) -> tuple[Node, ...] | None:
    """`[i; f; o]`: a column in a line; on a left side it can be nothing else."""
    match node:
        case Group(bracket="[", items=items) if len(items) > 1:
            return items
    return None


def _names(node: Node) -> tuple[Node, ...] | None:
    """`[r u]`: no equation defines a product, so these are two names."""
    match node:
        case Group(bracket="[", items=(Juxtaposition(factors=factors),)) if all(
            map(is_name, factors)
        ):
            return factors
    return None


def _functions(node: Node) -> tuple[Node, ...] | None:
    """A column of functions, standing or in a line."""
    listed = _list(node)
    if listed is not None and all(is_function(each) for each in listed):
        return listed
    return _column(node)


def _as_concatenations(node: Node) -> Node:
    """A column of vectors is `[a, b]`; the shape below a stacked map is no name."""

    def rule(found: Node) -> Node | None:
        blocks = block_product(found)
        if blocks is not None:
            return rewritten(blocks, rule)
        items = _column(found)
        if items is not None:
            inner = tuple(rewritten(each, rule) for each in items)
            return Group("[", inner, found.span)
        if _is_sized(found):
            assert isinstance(found, Scripted)
            return found.base
        return None

    return rewritten(node, rule)


def _is_sized(node: Node) -> bool:
    """`T_{n+m,4n}`: two sizes below a map, one of them no plain label."""
    if not isinstance(node, Scripted) or node.position != "sub":
        return False
    if len(node.items) != 2 or not isinstance(node.base, Name):
        return False
    return any(
        isinstance(each, Binary | Juxtaposition) and read_index(each) is None
        for each in node.items
    )


def _rows(right: Node, count: int, diagnostics: Diagnostics) -> list[Node] | None:
    """What each row is: a function of its part, or its part."""
    listed = _list(right) or ()
    items = _column(right) or (listed if len(listed) == count else None)
    if items is not None:
        if len(items) == count:
            return [_as_concatenations(each) for each in items]
        return _refuse(right, count, len(items), diagnostics)
    functions, argument = _split(right)
    if functions is not None and len(functions) != count:
        return _refuse(right, count, len(functions), diagnostics)
    if functions is None and _is_added_to(right):
        diagnostics.error(
            "E0205",
            "these functions are applied to the product behind them, and something is "
            "added outside: it is not said whether it stands in their argument",
            right.span,
            help="write brackets around the argument, (σ; tanh) (T [x, h] + b)",
        )
        return None
    whole = _as_concatenations(argument)
    rows: list[Node] = []
    for index in range(count):
        part: Node = Part(whole, index, count, argument.span)
        if functions is not None:
            group = Group("(", (part,), argument.span)
            part = Juxtaposition((functions[index], group), right.span)
        rows.append(part)
    return rows


def _split(right: Node) -> tuple[tuple[Node, ...] | None, Node]:
    """The column of functions in front, and what they are applied to."""
    match right:
        case Juxtaposition(factors=(first, *rest)):
            functions = _functions(first)
            if functions is not None:
                if len(rest) == 1:
                    return functions, rest[0]
                span = rest[0].span | rest[-1].span
                return functions, Juxtaposition(tuple(rest), span)
        case Binary(operator="·" | "@" | "∘", left=left, right=inner):
            column = _column(left)
            if column is not None:
                return column, inner
            functions, before = _split(left)
            if functions is not None:
                return functions, replace(right, left=before)
    return None, right


def _is_added_to(right: Node) -> bool:
    """`(σ; tanh) T (x; h) + b`: a column of functions before the first of the terms."""
    first = right
    while isinstance(first, Binary) and first.operator in ("+", "-"):
        first = first.left
    functions, _ = _split(first)
    if first is right or functions is None:
        return False
    return all(map(is_function, functions))


def _refuse(
    right: Node, wanted: int, found: int, diagnostics: Diagnostics
) -> list[Node] | None:
    diagnostics.error(
        "E0216",
        f"the left side has {wanted} rows, this has {found}",
        right.span,
        help="write as many functions as there are names on the left side",
    )
    return None


def _text(source: Source, name: Node, right: Node, index: int, count: int) -> str:
    functions, argument = _split(right)
    inner = " ".join(source.snippet(argument.span).split())
    shown = f"part {index + 1} of {count} of {inner}"
    if functions is not None:
        shown = f"{source.snippet(functions[index].span)}({shown})"
    return f"{source.snippet(name.span)} = {shown}"
