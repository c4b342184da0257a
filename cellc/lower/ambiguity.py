"""What to write instead, where a text has two readings or a function is unknown."""

from __future__ import annotations

from cellc.diagnostics import Source
from cellc.syntax.nodes import Juxtaposition, Node


def application_readings(
    source: Source, function: Node, first: Node, rest: Node
) -> str:
    """`σ W x`: σ(W x), or σ(W) x."""
    f, a, b = (source.snippet(each.span) for each in (function, first, rest))
    return f"write {f}({a} {b}) or {f}({a}) {b}"


def denominator_readings(source: Source, top: Node, bottom: Juxtaposition) -> str:
    """`1/2 x`: 1/(2 x), or (1/2) x."""
    above, below = source.snippet(top.span), source.snippet(bottom.span)
    head = source.snippet(bottom.factors[0].span)
    tail = below[len(head) :].strip()
    return f"write {above}/({below}) or ({above}/{head}) {tail}"
