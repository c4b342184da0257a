"""Notation that is a function by its form, as a term: a root, a sum over an index."""

from __future__ import annotations

from cellc.diagnostics import Span
from cellc.lower.names import ENTRY, OVER
from cellc.lower.terms import (
    Along,
    Apply,
    Constant,
    Entry,
    Joined,
    Ordinal,
    Term,
    Total,
)
from cellc.ops import REDUCTIONS, operation, reduction

_KEPT = frozenset(each.name for each in REDUCTIONS if each.keeps)


def called(function: str, argument: Term, span: Span) -> Term:
    """`sqrt` of an argument, `sum over i`, `entry 0 of 3`."""
    if OVER in function:
        kind, _, letter = function.partition(OVER)
        if kind == "concatenation":
            return Joined(argument, letter, span)
        if kind == "number" and isinstance(argument, Constant):
            return Ordinal(letter, int(argument.value), span)
        if kind in _KEPT:
            return Along(reduction(kind), argument, letter, span)
        return Total(argument, letter, span, kind)
    if function.startswith(ENTRY):
        _, index, _, count = function.split()
        return Entry(argument, int(index), int(count), span)
    return Apply(operation(function), (argument,), span)
