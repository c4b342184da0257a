"""Documents: which of their displays is the cell.

A document is mostly text.  Its displays are found without parsing the text, the rest is
blanked out, so that every place in what is left is the place in the document.  The
macros that a LaTeX document defines are left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from cellc.diagnostics import CellcError, Diagnostic, Diagnostics, Source, Span
from cellc.patterns import regex
from cellc.syntax.definers import definer_of, with_definers, with_users
from cellc.syntax.displays import Display, displays
from cellc.syntax.hidden import blank, visible, without
from cellc.syntax.macros import find_definitions
from cellc.syntax.markup import (
    is_in_line,
    is_markdown,
    is_wiki,
    markdown_displays,
    wiki_displays,
    with_fence,
    with_labels_behind,
    without_code,
    without_wiki_marks,
)
from cellc.syntax.nesting import refuse_deep_nesting
from cellc.syntax.wrapping_manual import is_manual

_DOCUMENT = regex(
    r"^[^%\n]*\\(?:documentclass|usepackage|(?:sub)*section|chapter|maketitle|"
    r"begin\s*\{(?:document|abstract)\})",
    re.MULTILINE,
)
_APART = regex(  # what sentences about a display do not go beyond
    r"^[^\n]*\\(?:(?:sub)*(?:section|paragraph)|chapter|part|title|caption)\*?"
    r"[ \t]*\{[^\n]*"
    r"|\\(?:begin|end|item|maketitle|bibliography)(?![A-Za-z])[^\n]*"
    r"|\$\$|\\[\[\]]",
    re.MULTILINE,
)
_APART_IN_MARKDOWN = regex(  # headings, fences, tables, comments, images
    r"^[ \t]*(?:#{1,6}[ \t]|```|~~~|[|>]|<|:\w+:|\*\*\*|___|---|===)[^\n]*"
    r"|^[^\n]+\n(?:===+|---+)[ \t]*$|!\[[^\n]*|^    [^\n]*"
    r"|^={2,6}[^=\n][^\n]*={2,6}[ \t]*$"  # a heading of a wiki
    r"|\$\$[ \t]*(?:\{#[^}\n]*\}|\([\w:.-]*\))?|\\(?:begin|end|[\[\]])",
    re.MULTILINE,
)
_INPUT = regex(r"\\(?:input|include|subfile|import)\s*\{([^{}]*)\}")
_NAMED = r"[^\s$&|=]+"
_SAYS = (
    rf"(?:output[ \t]+|{_NAMED}(?:[ \t]*,[ \t]*{_NAMED})*[ \t]*"
    r"(?:[=∈≔]|:=|\\in\b|in[ \t]+R\b))"
)
_WHERE = regex(
    rf"^[ \t]*where(?:[ \t]*:?[ \t]*$|[ \t]+(?P<fact>{_SAYS}[^$&\n]*)$)", re.MULTILINE
)
_FACT = regex(
    rf"\s*\n[ \t]*(?:[-*+][ \t]+)?"
    rf"(?P<said>\$?{_SAYS}[^$&\n]*\$?|[#%][^\n]*)[ \t]*(?=\n|\Z)"
)
_LINE = regex(r"line:(\d+)")
_SETS_NOTHING = regex(
    r"\\(?:IEEE(?:yes|no|yessub)number\*?|IEEEeqnarraynumspace|numberthis|par|qedhere|"
    r"phantomsection|(?:allowdisplaybreaks|displaybreak|pagebreak)(?:\[\d\])?)"
    r"(?![A-Za-z])"
)
SHOWN = 70  # characters of a display in a list
LISTED = 20  # displays of a list
FILES = 5  # further files that are named


def is_document(text: str, label: str = "") -> bool:
    """Whether a text is a whole document and not the equations of a cell.

    label: the name of its file, whose ending may say so.
    """
    latex = _DOCUMENT.search(text) is not None and not is_manual(text)
    return latex or is_markdown(text, label) or is_wiki(text, label)


def select(source: Source, labels: Sequence[str] = ()) -> Source:
    """The one display that is the cell; everything else is blanked out.

    labels: a `\\label` of the display, or `line:7` for the one at line 7; several, also
    with commas between, are one cell together.  Without one it must be the only
    display that looks like a cell.  Raises CellcError (E0109) with the displays to
    choose from.
    """
    found, text, kept = found_in(source)
    if not labels:
        chosen = [each for each in found if each.looks_like_cell]
        if not chosen:
            for display in found:  # which hide what it says
                refuse_deep_nesting(text, Diagnostics(source), display.span)
        if len(chosen) != 1:
            raise CellcError((_choice(source, None, found, chosen),))
    else:
        chosen = [
            each
            for label in labels
            for one in _words(label, found)
            for each in _named(one, source, found)
        ]
    parts = {part for each in chosen for part in each.parts}
    parts |= set(_where_blocks(text, found, chosen))
    apart = found
    if is_wiki(source.text, source.label):
        apart = [each for each in found if not is_in_line(text, each.span)]
    beside = {*_sentences(text, apart, chosen)} - {Span(0, 0)}
    around = text
    if not _DOCUMENT.search(text):
        marks = without_code if apart is found else without_wiki_marks
        for each in beside:
            words = marks(text[each.start : each.end])
            around = around[: each.start] + words + around[each.end :]
    return Source(
        _read_of(text, {*kept, *parts}),
        source.label,
        around=_read_of(around, {*kept, *parts, *beside}) if beside else None,
    )


def _read_of(text: str, places: set[Span]) -> str:
    text = _only(text, sorted(places))
    return _SETS_NOTHING.sub(lambda each: blank(each.group()), text)


def _sentences(
    text: str, found: list[Display], chosen: list[Display]
) -> Iterator[Span]:
    """The text in front of the chosen displays, and behind them, in their section."""
    places = [each.span for each in found]
    apart = _APART if _DOCUMENT.search(text) else _APART_IN_MARKDOWN
    marks = [Span(*each.span()) for each in apart.finditer(text)]
    bounds = sorted([*places, *marks, Span(0, 0), Span(len(text), len(text))])
    for display in chosen:
        whole = with_fence(text, display.span)
        before = max(each.end for each in bounds if each.end <= whole.start)
        behind = min(each.start for each in bounds if each.start >= whole.end)
        yield Span(before, whole.start)
        yield Span(whole.end, behind)


def defined_at(typed: str, source: Source) -> str | None:
    """The --label of the display of a document that defines a name."""
    if not is_document(source.text, source.label):
        return None
    display = definer_of(typed, found_in(source)[0])
    return None if display is None else label_of(source, display)


def found_in(source: Source) -> tuple[list[Display], str, list[Span]]:
    """The displays of a document, its visible text, and where its macros are."""
    found, text, kept = _found_in(source.text, source.label)
    return [*found], text, [*kept]


@lru_cache(maxsize=4)
def _found_in(text: str, label: str) -> tuple[Sequence[Display], str, Sequence[Span]]:
    if is_wiki(text, label):
        return [*wiki_displays(text)], text, []
    if is_markdown(text, label) and not _DOCUMENT.search(text):
        return [*markdown_displays(text)], text, []
    text = visible(text)
    definitions = find_definitions(text, hashes=False)
    kept = definitions.places
    every = displays(without(text, kept), definitions)
    return [*with_labels_behind(text, every)], text, kept


def _where_blocks(
    text: str, found: list[Display], chosen: list[Display]
) -> Iterator[Span]:
    """The `where` blocks of cellc's own behind the chosen displays.

    Behind a display that is no cell, a block belongs to the cell before it; before all
    cells, to each of them.
    """
    cells = [each for each in found if each.looks_like_cell or each in chosen]
    for mark in _WHERE.finditer(text):
        before = [each for each in cells if each.span.end <= mark.start()]
        inside = any(each.span.start < mark.start() < each.span.end for each in found)
        if inside or (before and before[-1] not in chosen):
            continue
        if mark.group("fact") is not None:
            yield Span(mark.start(), mark.end())
            continue
        facts = [*_facts(text, mark.end())]
        if facts:  # else the text goes on
            yield Span(mark.start(), mark.end())
            yield from facts


def _facts(text: str, at: int) -> Iterator[Span]:
    """The lines of a block, without the bullets in front of them."""
    while (fact := _FACT.match(text, at)) is not None:
        at = fact.end()
        yield Span(*fact.span("said"))


def _words(label: str, found: list[Display]) -> list[str]:
    """The labels that are named; a label may have a comma itself."""
    if any(label in each.labels for each in _every(found)):
        return [label]
    return [each.strip() for each in label.split(",")]


def _named(label: str, source: Source, found: list[Display]) -> list[Display]:
    """The display with a label, or at a line."""
    line = _LINE.fullmatch(label)
    if line is not None:
        at = int(line.group(1)) - 1
        chosen = [each for each in found if _is_at(at, source, each)]
    else:
        chosen = [each for each in _every(found) if label in each.labels]
    if len(chosen) != 1:
        raise CellcError((_choice(source, label, found, chosen),))
    return chosen


def _is_at(line: int, source: Source, display: Display) -> bool:
    first, last = display.span.start, max(display.span.end - 1, display.span.start)
    return source.position(first)[0] <= line <= source.position(last)[0]


def _every(found: Iterable[Display]) -> list[Display]:
    """Displays, and those in their groups."""
    return [one for each in found for one in (each, *_every(each.inner))]


def _only(text: str, places: list[Span]) -> str:
    """The text with spaces but in the given places."""
    between: list[Span] = []
    at = 0
    for place in places:
        between.append(Span(at, max(place.start, at)))
        at = max(at, place.end)
    return without(text, [*between, Span(at, len(text))])


# ---------------------------------------------------------------- what to choose from


def _choice(
    source: Source, label: str | None, found: list[Display], chosen: list[Display]
) -> Diagnostic:
    """What there is to choose from."""
    if label is not None and not chosen:
        message = f"no display of this document has the label {label!r}"
    elif label is not None:
        message = f"{len(chosen)} displays of this document have the label {label!r}"
    elif chosen:
        message = f"{len(chosen)} displays of this document look like cells"
    else:
        message = "no display of this document looks like a cell"
    cells = [each for each in found if each.looks_like_cell]
    candidates = cells
    if len(cells) <= LISTED:  # else some of them are all that is listed
        candidates = with_users(with_definers(cells, found), found) or found
    listed = "".join(
        f"\n      {described(source, each)}" for each in candidates[:LISTED]
    )
    if len(candidates) > LISTED:
        listed += f"\n      and {len(candidates) - LISTED} more"
    if candidates:
        help_line = "choose one with --label; of equations that are one cell together "
        help_line += f"give every --label: one of{listed}"
    else:
        help_line = "give a file with equations"
    files = _INPUT.findall(visible(source.text))
    if files and not candidates:
        more = ", ..." if len(files) > FILES else ""
        help_line = (
            f"it reads further files, name one: {', '.join(files[:FILES])}{more}"
        )
    return Diagnostic("E0109", message, help=help_line, source=source)


def described(source: Source, display: Display) -> str:
    """A display in a list to choose from."""
    line, _ = source.position(display.span.start)
    name = label_of(source, display)
    bare = re.sub(
        r"\\(begin|end|label)\s*\{[^{}]*\}|</?math[^>]*>|\$\$|\\[\[\]]|%[^\n]*|\s+",
        " ",
        display.text,
    )
    return f"line {line + 1}, --label {name}: {' '.join(bare.split())[:SHOWN]}"


def label_of(source: Source, display: Display) -> str:
    """The --label that a display is taken by."""
    line, _ = source.position(display.span.start)
    return display.labels[0] if display.labels else f"line:{line + 1}"
