"""Edits that are proposed: only those with which their lines can be parsed.

In: findings with edits, and how a text is parsed.  Out: the same findings, without the
edits that would leave a line that is wrong in its syntax again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from cellc.diagnostics.diagnostic import Diagnostic, Edit, Severity
from cellc.diagnostics.source import Source, Span

Parse = Callable[[Source], Iterable[Diagnostic]]
MOST = 30  # texts that are parsed
LONGEST = 300_000  # characters in all of them
_SYNTAX = "E01"


def with_sound_edits(found: Sequence[Diagnostic], parse: Parse) -> list[Diagnostic]:
    """The findings, without edits after which a line is no line of a spec.

    An edit stays if its line can be parsed with it, or with all edits of that line.
    """
    left = [MOST, LONGEST]

    def parses(source: Source, edits: Sequence[Edit]) -> bool:
        left[0] -= 1
        left[1] -= len(source.text)
        return min(left) >= 0 and _parses(source, edits, parse)

    return [
        each if _is_sound(each, found, parses) else replace(each, edit=None)
        for each in found
    ]


def _is_sound(
    one: Diagnostic,
    found: Sequence[Diagnostic],
    parses: Callable[[Source, Sequence[Edit]], bool],
) -> bool:
    source, edit = one.source, one.edit
    if source is None or edit is None:
        return True
    if parses(source, [edit]):
        return True
    edits = [edit]
    for other in found:
        if (
            other.edit is not None
            and other.source == source
            and _touch(source, edit.span, other.edit.span)
            and not any(_overlap(each.span, other.edit.span) for each in edits)
        ):
            edits.append(other.edit)
    return len(edits) > 1 and parses(source, edits)


def _parses(source: Source, edits: Sequence[Edit], parse: Parse) -> bool:
    """Whether no error of syntax is about the lines of these edits."""
    ordered = sorted(edits, key=lambda each: each.span.start)
    text = source.text
    for edit in reversed(ordered):
        text = edit.applied(text)
    grown = len(text) - len(source.text)
    first = text.rfind("\n", 0, ordered[0].span.start) + 1
    last = text.find("\n", max(ordered[-1].span.end + grown, first))
    lines = Span(first, len(text) if last < 0 else last)
    return not any(
        each.severity is Severity.ERROR
        and each.code.startswith(_SYNTAX)
        and each.span is not None
        and _overlap(each.span, lines)
        for each in parse(replace(source, text=text, origin=None))
    )


def _touch(source: Source, one: Span, other: Span) -> bool:
    """Whether two places have a line in common."""
    a, b = (
        (source.position(each.start)[0], source.position(each.end)[0])
        for each in (one, other)
    )
    return a[0] <= b[1] and b[0] <= a[1]


def _overlap(one: Span, other: Span) -> bool:
    return max(one.start, other.start) < min(one.end, other.end) or one == other
