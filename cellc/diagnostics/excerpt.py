"""A place in a text: the lines as typed, with marks under the place.

Columns are those of a terminal: a tab stays one, a wide letter takes two columns, a
combining one none.  Lines wider than `WIDEST` are cut around the place.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from cellc.diagnostics.source import Source, Span

WIDEST = 200  # columns of a line that is shown whole
TAB = 8  # columns of a tab, at most
CUT = "..."
SHOWN = 4  # lines of a place that are shown; of more, the first two and the last


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line of the text and the marks under it; `number` is None between lines."""

    number: int | None
    text: str
    lead: str
    marks: str


def marked_lines(source: Source, span: Span, mark: str) -> list[MarkedLine]:
    """The lines of a place, numbered from 1, each with `mark` under its part of it."""
    start = min(span.start, len(source.text))
    inside = source.snippet(span)
    if "\n" in inside[len(inside.rstrip()) :]:
        inside = inside.rstrip()
    last = source.position(start + max(len(inside) - 1, 0))[0]
    first, column = source.position(start)
    end = column + max(len(inside), 1) if first == last else None
    lines = [_marked(source, first, column, end, mark)]
    for number in range(first + 1, last + 1):
        typed = source.line(number)
        indented = len(typed) - len(typed.lstrip())
        stop = None
        if number == last:
            stop = start + len(inside) - source.line_starts[number]
        if typed.strip():
            lines.append(_marked(source, number, indented, stop, mark))
    if len(lines) > SHOWN:
        lines[2:-1] = [MarkedLine(None, CUT, "", "")]
    return lines


def _marked(
    source: Source, number: int, start: int, end: int | None, mark: str
) -> MarkedLine:
    typed = source.line(number)
    stop = len(typed.rstrip()) if end is None else min(end, len(typed))
    text, start, stop = cut(visible(typed), start, max(stop, start))
    while 0 < start < stop and not _char_width(text[start]):
        start -= 1  # a combining letter is marked with the letter that it is on
    marks = "".join(
        "\t" if char == "\t" else mark * _char_width(char) for char in text[start:stop]
    ).rstrip()
    return MarkedLine(number + 1, text, _blank(text[:start]), marks or mark)


def visible(text: str) -> str:
    """A text as typed; control characters other than the tab are made visible."""
    return "".join(
        char if char == "\t" or char.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )


def cut(text: str, start: int, stop: int) -> tuple[str, int, int]:
    """A line, or the part of a wide one around [start, stop), and where that is then.

    A part wider than the room shows its beginning.
    """
    if width(text) <= WIDEST:
        return text, start, stop
    room = WIDEST - 2 * len(CUT)
    left, right = start, start
    room -= sum(map(_char_width, text[start : start + 1]))
    while room > 0 and right < stop:  # the place itself
        right += 1
        room -= _char_width(text[right - 1])
    while room > 0 and (left > 0 or right < len(text)):  # what is beside it
        if left > 0:
            left -= 1
            room -= _char_width(text[left])
        if right < len(text):
            right += 1
            room -= _char_width(text[right - 1])
    while left < start and not _char_width(text[left]):
        left += 1  # a combining letter needs the letter that it is on
    before = CUT if left > 0 else ""
    after = CUT if right < len(text) else ""
    moved = len(before) - left
    shown = before + text[left:right] + after
    return shown, start + moved, min(stop, right) + moved


def width(text: str) -> int:
    """Columns of a terminal that a text takes, with tabs at their widest."""
    return sum(map(_char_width, text))


def _char_width(char: str) -> int:
    if char == "\t":
        return TAB
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def _blank(text: str) -> str:
    """White space as wide as `text` on a terminal: tabs stay tabs."""
    return "".join("\t" if char == "\t" else " " * _char_width(char) for char in text)
