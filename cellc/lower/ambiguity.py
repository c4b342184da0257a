"""What to write instead, where a text has two readings or a function is unknown."""

from __future__ import annotations

import difflib

from cellc.diagnostics import Source
from cellc.ops import spellings
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


def unknown_function_help(typed: str, identifier: str) -> str:
    """The nearest spelling of a known function, and the line that defines this one."""
    close = difflib.get_close_matches(identifier, spellings(), n=1, cutoff=0.7)
    hint = f"did you mean `{close[0]}`? " if close else ""
    return (
        f"{hint}define it in the where block, `{typed} = tanh`; for a product "
        f"write {typed} ⊙ (...)"
    )
