"""Numbers of equations that lost their brackets: lines that end with 1, 2, 3.

In: equations as they were typed.  Out: the same without these numbers, where they count
up from line to line; a number alone is left, and is refused as a factor.
"""

from __future__ import annotations

from dataclasses import replace

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.notation.side_by_side import last_number
from cellc.syntax.nodes import Binary, Juxtaposition, Node, Number, Statement

_SURE = 3  # as many that count up are no powers


def without_numbers_behind(
    equations: tuple[Statement, ...], diagnostics: Diagnostics
) -> tuple[Statement, ...]:
    """The equations without numbers that count them; notes it."""
    text = diagnostics.source.text
    found: dict[int, Number] = {}
    for at, each in enumerate(equations):
        last = last_number(each.sides[-1]) if len(each.sides) > 1 else None
        if last is None or each.spoken:
            continue
        _, number = last
        if text[: number.span.start][-1:].isspace():
            found[at] = number
    counted = [_count(each.text) for each in found.values()]
    if not _count_up(counted):
        return equations
    first, *_, last_one = found.values()
    diagnostics.note(
        "N0651",
        f"the numbers behind these equations count up, from {first.text} to "
        f"{last_one.text}: they are read as the numbers of the equations",
        first.span,
        help="write them in brackets; a factor stands in front of what it multiplies",
    )
    return tuple(
        _without_number(each) if at in found else each
        for at, each in enumerate(equations)
    )


def _count(text: str) -> tuple[str, int] | None:
    """What stands in front of the last point of `3.1`, and the number behind it."""
    front, _, number = text.rstrip(".").rpartition(".")
    if text.startswith(("0", ".")) or not number.isdigit() or len(number) > 3:
        return None  # 0.1 is the number of no equation
    return front, int(number)


def _count_up(counted: list[tuple[str, int] | None]) -> bool:
    if len(counted) < 2 or counted[0] is None:
        return False
    front, start = counted[0]
    up = [(front, start + step) for step in range(len(counted))]
    return counted == up and (start == 1 or len(counted) >= _SURE)


def _without_number(statement: Statement) -> Statement:
    *rest, side = statement.sides
    shorter = _without_last(side)
    span = Span(statement.span.start, shorter.span.end)
    return replace(statement, sides=(*rest, shorter), span=span)


def _without_last(node: Node) -> Node:
    if isinstance(node, Binary):
        right = _without_last(node.right)
        span = Span(node.span.start, right.span.end)
        return replace(node, right=right, span=span)
    assert isinstance(node, Juxtaposition)
    factors = node.factors[:-1]
    if len(factors) == 1:
        return factors[0]
    return Juxtaposition(factors, Span(node.span.start, factors[-1].span.end))
