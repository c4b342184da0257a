"""Sentences beside a display of a document.

In: a text with sentences and displays, and the same with the displays alone.  Out:
where the sentence around a place begins and ends.
"""

from __future__ import annotations

from cellc.diagnostics import Span
from cellc.patterns import regex

_ENDS = regex(r"(?<![ .(][A-Za-z])(?<!\d)[.!?][)\"']*(?=\s)|\n[ \t]*(?=\n)")


def sentence_at(place: Span, text: str, displays: str) -> Span | None:
    """The sentence that a place is in; None if it meets a display, or no sentence."""
    if place.end > len(displays) or displays[place.start : place.end].strip():
        return None
    if not text[place.start : place.end].strip():
        return None
    start = _behind_display(displays, place.start)
    stop = len(displays) - len(displays[place.end :].lstrip())
    for end in _ENDS.finditer(text, start, stop):
        if end.end() <= place.start:
            start = end.end()
        elif end.start() >= place.end - 1:
            return Span(start, end.end())
    return Span(start, stop)


def _behind_display(displays: str, at: int) -> int:
    return len(displays[:at].rstrip())
