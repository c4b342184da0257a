"""What to write instead, where a text has two readings or a function is unknown."""

from __future__ import annotations

from cellc.diagnostics import Source, Span
from cellc.lower.notation.walk import children
from cellc.syntax.nodes import Binary, Juxtaposition, Negation, Node, Number


def application_readings(
    source: Source, function: Node, first: Node, rest: Node, whole: Node | None
) -> str:
    """`σ W x`: σ(W x), or σ(W) x; in `σ W x + b` also σ(W x + b), the usual one.

    whole: the expression that this is part of.
    """
    f, a, b = (source.snippet(each.span) for each in (function, first, rest))
    readings = f"{f}({a} {b}) or {f}({a}) {b}"
    around = None if whole is None else _sum_around(function.span, whole)
    if around is not None and around.span.end > rest.span.end:
        inside = source.snippet(Span(first.span.start, around.span.end))
        return f"write {f}({' '.join(inside.split())}), {readings}"
    return f"write {readings}"


def _sum_around(place: Span, whole: Node) -> Node | None:
    """The sum, in its own brackets, that a function stands in."""
    found: Node | None = None
    node: Node | None = whole
    while node is not None and node.span != place:
        if isinstance(node, Binary) and node.operator in ("+", "-"):
            found = found or node
        elif not isinstance(node, Binary | Juxtaposition | Negation):
            found = None  # a bracket
        inside = (each for each in children(node) if each.span | place == each.span)
        node = next(inside, None)
    return found


def denominator_readings(
    source: Source, top: Node, bottom: Juxtaposition, length: int
) -> str:
    """`1/2 x`: 1/(2 x), or (1/2) x.

    length: how many factors the shorter denominator has, two in `1/exp(a) x`.
    """
    above, below = source.snippet(top.span), source.snippet(bottom.span)
    head = source.snippet(bottom.factors[0].span | bottom.factors[length - 1].span)
    tail = below[len(head) :].strip()
    return f"write {above}/({below}) or ({above}/{head}) {tail}"


def over_one(node: Node) -> Binary | None:
    """`a / 1` as the last term of a sum; not a fraction, which says where it ends."""
    while isinstance(node, Binary) and node.operator in ("+", "-"):
        node = node.right
    match node:
        case Binary(operator="/", right=Number(text="1")):
            typed = node.operator_span.start > node.left.span.start
            return node if typed else None
    return None


def over_one_readings(source: Source, quotient: Binary, rest: Node) -> str:
    """`1/1 + exp(-a)`: 1/(1 + exp(-a)), or 1 + exp(-a)."""
    above = source.snippet(quotient.left.span)
    below = source.snippet(Span(quotient.right.span.start, rest.span.end))
    behind = source.snippet(Span(quotient.right.span.end, rest.span.end)).strip()
    return f"write {above}/({below}), or {above} {behind} without the 1"
