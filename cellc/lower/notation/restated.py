"""Equations that a text has twice, word for word: `i_t = σ(...)`, in words and below.

In: the equations.  Out: each once; a note for each that is left out.  Two equations for
one name that differ are left, to be refused.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import fields, is_dataclass
from typing import Any

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.syntax.nodes import Statement


def without_restated(
    equations: Iterable[Statement], diagnostics: Diagnostics
) -> tuple[Statement, ...]:
    """The equations without those that repeat one before."""
    first: dict[Hashable, Statement] = {}
    kept: list[Statement] = []
    for equation in equations:
        earlier = first.setdefault(form_of(equation.sides), equation)
        if earlier is equation:
            kept.append(equation)
            continue
        left = equation.sides[0].span
        diagnostics.note(
            "N0645",
            f"`{diagnostics.source.snippet(left)}` is defined twice in the same words; "
            "the equation is read once",
            left,
            labels=(Label(earlier.sides[0].span, "first here"),),
            help="remove one of the two",
        )
    return tuple(kept)


def form_of(node: Any) -> Hashable:
    """What a node says, without its places; two of one form say the same."""
    if isinstance(node, tuple):
        return tuple(map(form_of, node))
    if not is_dataclass(node):
        return str(node)
    values = (getattr(node, each.name) for each in fields(node))
    return type(node).__name__, *(
        form_of(each) for each in values if not isinstance(each, Span)
    )
