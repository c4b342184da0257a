r"""Names whose index was written out: `c_j` of a sum, which is c_0, c_1, c_2 here.

In: what was typed, and the names of the equations.  Out: what a declaration of all of
them needs behind its shape, ` for j = 0..2`.
"""

from __future__ import annotations

from collections.abc import Iterable

from cellc.diagnostics import Source, Span
from cellc.lower.spelling import bare
from cellc.patterns import regex

_INDEX = regex(r"[_^]\s*\{?\(?(?P<letter>[a-z])\)?\}?\Z")
_NUMBER = regex(r"_(?P<number>\d+)\Z")


def range_behind(typed: str, uses: Iterable[tuple[str, Span]], source: Source) -> str:
    """` for j = 0..2`; empty where the name is no family of names with numbers.

    uses: identifiers, and a place of each.
    """
    letter = _INDEX.search(typed)
    if letter is None:
        return ""
    found = [
        int(number["number"])
        for identifier, place in uses
        if (number := _NUMBER.search(identifier)) is not None
        if bare(source.snippet(place)) == typed
    ]
    if not found or [*range(min(found), max(found) + 1)] != sorted(found):
        return ""
    return f" for {letter['letter']} = {min(found)}..{max(found)}"
