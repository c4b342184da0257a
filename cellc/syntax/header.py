"""The header says nothing of the cell's equations.

In: the source of a text and its tokens.  Out: the same source with spaces in the place
of the header lines, in which every later stage looks for sentences.  What is said of it
is told of the text as typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lark import Token

from cellc.diagnostics import Source, Span
from cellc.syntax.environments import span_of
from cellc.syntax.hidden import without


@dataclass(frozen=True)
class _AsTyped:
    """The origin of a text in which some places are empty and none has moved."""

    source: Source

    def place(self, span: Span) -> Span:
        return span

    def behind(self, span: Span) -> Iterable[tuple[Span, str]]:
        return ()

    def is_typed(self, span: Span) -> bool:
        return True


def without_header(source: Source, tokens: Sequence[Token]) -> Source:
    """The source whose text has no header lines, every place as it was."""
    places = [span_of(each) for each in tokens if each.type == "HEADER"]
    if not places:
        return source
    around = source.around
    return replace(
        source,
        text=without(source.text, places),
        around=None if around is None else without(around, places),
        origin=_AsTyped(source) if source.origin is None else source.origin,
    )
