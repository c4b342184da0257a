"""Where the sides of a remainder end: `a + b mod 2`, `a mod 2 b` have two readings.

Before `mod` papers mean the whole sum as often as its last term.
"""

from __future__ import annotations

from collections.abc import Iterator

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.notation.walk import everything_in
from cellc.syntax.nodes import (
    Binary,
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Negation,
    Node,
    Spec,
    Statement,
)


def refuse_open_remainders(spec: Spec, diagnostics: Diagnostics) -> None:
    """Report every remainder of which it is not said what it is taken of."""
    for side in _sides(spec):
        for node in everything_in(side):
            match node:
                case Binary(operator="+" | "-", right=right) | Negation(operand=right):
                    remainder = _leading(right)
                    if remainder is not None:
                        _refuse_sum(node, remainder, diagnostics)
                case Binary(operator="mod"):
                    _check_divisor(node, diagnostics)


def _sides(spec: Spec) -> Iterator[Node]:
    for each in (*spec.equations, *spec.facts):
        if isinstance(each, Statement):
            yield from each.sides
        elif isinstance(each, Declaration) and each.value is not None:
            yield each.value


def _leading(node: Node) -> Binary | None:
    """The remainder, without brackets, that a product or quotient begins with."""
    while isinstance(node, Binary) and node.operator not in ("+", "-"):
        if node.operator == "mod":
            return node
        if node.operator_span.start < node.left.span.start:
            return None  # a fraction
        node = node.left
    return None


def _refuse_sum(
    node: Binary | Negation, remainder: Binary, diagnostics: Diagnostics
) -> None:
    source = diagnostics.source

    def typed(start: int, end: int) -> str:
        return " ".join(source.snippet(Span(start, end)).split())

    first, last = node.span.start, remainder.left.span
    place = Span(first, remainder.span.end)
    before = typed(first, last.start)
    behind = typed(last.end, remainder.span.end)
    diagnostics.error(
        "E0208",
        "what this remainder is taken of can be read in two ways",
        place,
        help=f"write ({typed(first, last.end)}) {behind} or {before} "
        f"({typed(last.start, last.end)} {behind})",
    )


def _check_divisor(node: Binary, diagnostics: Diagnostics) -> None:
    """`t mod 2 x`: the remainder times x, or t mod (2 x)."""
    divisor = node.right
    match divisor:
        case Juxtaposition(factors=(Name(), Group())):
            return  # exp(a), or h(t)
        case Juxtaposition(factors=(first, *_)):
            end = first.span.end
        case Binary(operator="·" | "@" | "*", left=first):
            end = first.span.end
        case _:
            return
    source = diagnostics.source
    whole = source.snippet(node.span)
    tail = source.snippet(Span(end, node.span.end)).strip()
    head = source.snippet(Span(node.span.start, end))
    top = source.snippet(Span(node.span.start, divisor.span.start)).strip()
    diagnostics.error(
        "E0208",
        f"where the divisor of `{whole}` ends can be read in two ways",
        node.span,
        help=f"write {top} ({source.snippet(divisor.span)}) or ({head}) {tail}",
    )
