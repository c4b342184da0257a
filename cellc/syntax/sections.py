r"""Sections of a document: what stands under the same heading as a display.

In: the visible text.  Out: regions of it.  A heading further down, `\subsection` or
`###`, opens a part of its section; a text that has only such headings is a part of one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cellc.diagnostics import Span
from cellc.patterns import regex

_HEADING = regex(
    r"^[^\n%]*\\(?P<name>part|chapter|(?:sub)*(?:section|paragraph))\*?[ \t]*[\[{]"
    r"|^[ \t]*(?P<marks>#{1,6})[ \t]|^(?P<equals>==+)[^=\n]",
    re.MULTILINE,
)
_LEVELS = {
    "part": -2,
    "chapter": -1,
    "section": 1,
    "subsection": 2,
    "subsubsection": 3,
    "paragraph": 4,
    "subparagraph": 5,
}
_PART = 3  # from this level on a heading is that of a part of a section
_LOWEST = 9


def section_of(text: str, places: Sequence[Span]) -> Span | None:
    """The smallest region with all places under one heading; None if there is none."""
    return next(iter(sections_around(text, places)), None)


def sections_around(text: str, places: Sequence[Span]) -> list[Span]:
    """The regions with all places under one heading, from the smallest on."""
    heads = [(each.start(), _level(each)) for each in _HEADING.finditer(text)]
    first = min(each.start for each in places)
    last = max(each.end for each in places)
    between = [level for at, level in heads if first < at < last]
    limit = min(between, default=_LOWEST + 1)  # of the heading around all of them
    found: list[Span] = []
    for at, level in reversed([each for each in heads if each[0] <= first]):
        if level < limit and (not found or level >= 1):
            found.append(Span(at, _end(heads, last, level, text)))
            limit = level
    top = min((level for _, level in heads), default=_LOWEST)
    if not found and not [each for each in between if each < _PART]:
        stop = _end(heads, last, min(top, _PART - 1), text)
        found.append(Span(0, stop))
    elif limit >= _PART and top >= _PART:
        found.append(Span(0, len(text)))  # the page is a part of a section itself
    return found


def _end(heads: Sequence[tuple[int, int]], last: int, level: int, text: str) -> int:
    """Where a section ends that is opened by a heading of a level."""
    behind = (at for at, each in heads if at >= last and each <= level)
    return next(behind, len(text))


def _level(heading: re.Match[str]) -> int:
    if heading["name"]:
        return _LEVELS.get(heading["name"], _LOWEST)
    return len(heading["marks"] or heading["equals"])
