r"""What of a LaTeX document is not read: comments, listings, `\iffalse ... \fi`.

In: the text.  Out: the same with spaces in the place of all that, so that every place
stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from cellc.diagnostics import Span
from cellc.patterns import regex

_LISTINGS = (
    "verbatim|Verbatim|lstlisting|minted|comment|alltt|filecontents|tikzpicture|"
    "thebibliography"
)
_HIDING = regex(
    rf"\\begin\s*\{{(?P<listing>(?:{_LISTINGS})\*?)\}}"
    r"|\\verb\*?(?P<mark>[^A-Za-z\s*])[^\n]{0,500}?(?P=mark)"
    r"|\\(?P<false>iffalse)(?![A-Za-z])"
    r"|\\end\s*\{(?P<last>document)\}"
    r"|\\.|(?P<comment>%[^\n]*)",
    re.DOTALL,
)
_CONDITION = regex(
    r"\\newif\s*\\if[A-Za-z@]*|\\(if(?!f\b|thenelse)[A-Za-z@]*|else|fi)(?![A-Za-z@])"
)
_GAP = regex(r"\n\s{200,}")


def visible(text: str) -> str:
    """The text of a document without what LaTeX does not set, or sets as typed."""
    return without(text, _hidden(text))


def without(text: str, places: Iterable[Span]) -> str:
    """The text with spaces in the given places, which are in order."""
    parts: list[str] = []
    at = 0
    for place in places:
        parts += [text[at : place.start], blank(text[place.start : place.end])]
        at = max(at, place.end)
    return "".join([*parts, text[at:]])


def blank(text: str) -> str:
    """Spaces and line breaks in the place of a text."""
    return "\n".join(" " * len(line) for line in text.split("\n"))


def written(text: str) -> Iterator[Span]:
    """The lines of a text without the long empty parts between them."""
    at = 0
    for gap in _GAP.finditer(text):
        yield Span(at, gap.start())
        at = text.rfind("\n", 0, gap.end()) + 1
    yield Span(at, len(text))


def pairs(
    text: str,
    opening: re.Pattern[str],
    closing: Callable[[re.Match[str]], str | None],
    place: Span | None = None,
) -> Iterator[tuple[re.Match[str], re.Match[str] | None]]:
    """What opens and what closes it, none inside another.

    closing: the expression that closes what was opened; None for what needs no end.
    What is never closed is passed over.
    """
    at, stop = (place.start, place.end) if place else (0, len(text))
    open_ended: set[str] = set()  # what is not closed from here on
    while (opened := opening.search(text, at, stop)) is not None:
        at = opened.end()
        pattern = closing(opened)
        if pattern is None:
            yield opened, None
        elif pattern not in open_ended:
            closed = regex(pattern, re.MULTILINE).search(text, at, stop)
            if closed is None:
                open_ended.add(pattern)
            else:
                at = closed.end()
                yield opened, closed


def _hidden(text: str) -> Iterator[Span]:
    ends = _ends_of_conditions(text) if "\\iffalse" in text else {}
    at = 0  # behind what is hidden

    def closing(found: re.Match[str]) -> str | None:
        listing = found.group("listing")
        return rf"\\end\s*\{{{re.escape(listing)}\}}" if listing else None

    for opened, closed in pairs(text, _HIDING, closing):
        start = opened.start()
        if start < at:
            continue
        if opened.group("last"):
            yield Span(start, len(text))
            return
        if opened.group("false"):
            at = ends.get(start, opened.end())
        elif closed is not None:
            at = closed.end()
        elif opened.group("mark") or opened.group("comment"):
            at = opened.end()
        else:
            continue
        yield Span(start, at)


def _ends_of_conditions(text: str) -> dict[int, int]:
    r"""Behind the `\else` or the `\fi` of each condition."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for found in _CONDITION.finditer(text):
        word = found.group(1) or ""
        if word.startswith("if"):
            opened.append(found.start())
        elif word and opened:
            ends.setdefault(opened[-1], found.end())
            if word == "fi":
                opened.pop()
    return ends
