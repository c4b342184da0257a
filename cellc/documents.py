"""A display of a document, with what the sentences beside it say.

In: a source, with the text around the display in the same places, and how a text is
analysed.  Out: the analysis of the display; with the sentences, where it needs them or
where they say that a name of it is something else than it seems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from sympy import Expr, Symbol

from cellc.diagnostics import CellcError, Diagnostic, Severity, Source, Span
from cellc.ir import Cell
from cellc.lower.unread_sentences import left_out
from cellc.patterns import regex
from cellc.syntax import Spec
from cellc.syntax.beside import sentence_at
from cellc.syntax.companions import groups
from cellc.syntax.definers import is_timed
from cellc.syntax.displays import Display
from cellc.syntax.hidden import without
from cellc.syntax.macros import expand

_TRIES = 8  # sentences that may be left out
_SIZES = ("E0402", "E0406", "E0408")  # shapes that conflict
_NEAR = 40  # characters in front of a distribution
_DRAWN = regex(
    r"(?P<name>\\?[^\W\d_]+)\}?\s*_\s*(?:\{[^{}]*\}|\w)[\s&$]*(?:\\sim|~|∼|=)\s*\Z"
)


class Analysis(NamedTuple):
    """A spec, typed, with the warnings and notes about it."""

    spec: Spec
    cell: Cell
    diagnostics: tuple[Diagnostic, ...]


Analyse = Callable[[Source], Analysis]


def analyse_display(source: Source, analyse: Analyse) -> Analysis:
    """Analyse a display, or a text that is none.

    The sentences are read where the display means something else with them, or nothing
    without them; raises CellcError with the errors of the display alone.
    """
    found = _analyse_display(source, analyse)
    if not source.together:
        return found
    listed = ", ".join(source.together)
    told = Diagnostic(
        "N0667",
        f"displays of this section are one cell together: {listed}",
        source=source,
        help="each uses names that others define; to have one alone give its --label",
    )
    return found._replace(diagnostics=(told, *found.diagnostics))


def _analyse_display(source: Source, analyse: Analyse) -> Analysis:
    if source.around is None:
        return analyse(source)
    beside, unread, failure = _with_sentences(source, analyse)
    try:
        alone = analyse(source)
    except CellcError as error:
        if beside is not None:
            return _told(beside, unread, source)
        if failure is not None and _places(failure) == _places(error):
            raise failure from None  # it knows what the sentences say
        raise
    if failure is not None and _sizes_clash(failure, source):
        raise failure  # what the sentences say of sizes does not fit the equations
    text = source.around or source.text
    found = () if failure is None else failure.diagnostics
    doubted = tuple(each for each in found if _is_of_display(each, text, source.text))
    if doubted:
        raise CellcError(doubted)
    if beside is not None and not _is_a_case(beside.cell, alone.cell):
        return _told(beside, unread, source)
    known = {each.span for each in alone.diagnostics}
    said = () if beside is None else beside.diagnostics
    warnings = [
        each
        for each in (*left_out(unread, source, alone.cell), *said)
        if _is_told(each) and each.span not in known
    ]
    return alone._replace(diagnostics=(*warnings, *alone.diagnostics))


def _is_told(each: Diagnostic) -> bool:
    """Whether what is said of sentences that are not read is told all the same."""
    return each.severity is Severity.WARNING or each.code in ("N0646", "N0647", "N0670")


def _sizes_clash(error: CellcError, source: Source) -> bool:
    """Whether shapes conflict with what sentences beside the display say."""
    text = source.around or source.text
    return all(
        each.code in _SIZES
        and any(sentence_at(label.span, text, source.text) for label in each.labels)
        for each in error.diagnostics
        if each.severity is Severity.ERROR
    )


def _is_of_display(each: Diagnostic, text: str, display: str) -> bool:
    """Whether a sentence makes a name of the display a quantity or noise, in doubt."""
    drawn = _draw_at(each, text)
    if drawn is None:
        return each.code in ("E0310", "E0311")
    return re.search(rf"{re.escape(drawn['name'])}(?![A-Za-z])", display) is not None


def _place_of(each: Diagnostic, text: str, display: str) -> Span | None:
    """The sentence with an error; of `z_t \\sim N(\\mu_t, \\Sigma_t)` the formula.

    Where the display is at odds with a sentence, the sentence.
    """
    assert each.span is not None
    drawn = _draw_at(each, text)
    if drawn is not None:
        return Span(drawn.start(), each.span.end)
    labels = () if each.code in _SIZES else each.labels
    places = (each.span, *(label.span for label in labels))
    found = (sentence_at(place, text, display) for place in places)
    return next((place for place in found if place is not None), None)


def _draw_at(each: Diagnostic, text: str) -> re.Match[str] | None:
    """The name of what a refused distribution is of."""
    if each.code != "E0309" or each.span is None:
        return None
    return _DRAWN.search(text, max(each.span.start - _NEAR, 0), each.span.start)


def _places(error: CellcError) -> set[tuple[str, Span | None]]:
    return {(each.code, each.span) for each in error.diagnostics}


def _told(beside: Analysis, unread: Sequence[Span], source: Source) -> Analysis:
    told = Diagnostic(
        "N0665",
        "the sentences beside this display are read, as it needs what they say",
        source=source,
        help="to have it without them, say in the where block what its names are",
    )
    warnings = left_out(unread, source, beside.cell)
    return beside._replace(diagnostics=(told, *warnings, *beside.diagnostics))


def _with_sentences(
    source: Source, analyse: Analyse
) -> tuple[Analysis | None, list[Span], CellcError | None]:
    """The analysis with the sentences that can be read; the places of the others."""
    assert source.around is not None
    unread: list[Span] = []
    while True:
        text = without(source.around, sorted(unread))
        try:
            found = analyse(replace(source, text=text, around=None))
            return found, unread, None
        except CellcError as error:
            failure = error
            places = {
                _place_of(each, text, source.text)
                for each in error.diagnostics
                if each.severity is Severity.ERROR and each.span is not None
                if not _is_of_display(each, text, source.text)
            }
        failed = places - {None}
        if len(unread) >= _TRIES or not failed:
            return None, unread, failure
        unread += [each for each in failed if each is not None]


def _is_a_case(beside: Cell, alone: Cell) -> bool:
    """Whether one cell computes what the other does, but for the names of sizes."""
    if beside.noise != alone.noise:
        return False
    values = {each.target: each.value for each in beside.equations}
    sizes: dict[Symbol, Expr] = {}
    for symbol, variable in alone.variables.items():
        other = beside.variables.get(symbol)
        if other is None or len(other.shape) != len(variable.shape):
            return False
        if (other.role, other.timed) != (variable.role, variable.timed):
            return False
        for general, special in zip(variable.shape, other.shape, strict=True):
            if special.is_Integer and special != general:
                return False  # the text gives a number
            if isinstance(general, Symbol):
                sizes[general] = special
    return all(
        each.value.xreplace(sizes) == values.get(each.target)
        for each in alone.equations
    )


# ---------------------------------------------------------------- several displays

Read = Callable[[tuple[str, ...]], tuple[Source, Analysis]]


def one_cell(
    source: Source, read: Read
) -> tuple[tuple[str, ...], tuple[Diagnostic, ...], str]:
    """The labels of displays that close over each other's names; none where in doubt.

    And the errors of those that need each other, and why they are not one cell.  read:
    the source of the displays with such labels, and its analysis.
    """
    errors: tuple[Diagnostic, ...] = ()
    why = ""
    for displays, labels in groups(source):
        if len({*labels}) < len(labels):
            why = "two of them have the same label"
            continue
        errors = ()
        try:
            chosen, found = read(labels)
        except CellcError as error:
            errors = tuple(each for each in error.diagnostics if each.code != "E0220")
            why = error.diagnostics[0].message
            continue
        if _are_one(displays, chosen, found):
            return labels, (), ""
        why = "one of them neither uses the others nor is used by them"
    return (), errors, why


def _are_one(displays: Sequence[Display], chosen: Source, found: Analysis) -> bool:
    """Whether all displays that define states use each other, and others with them.

    What defines no state, such as a gate or a readout, is used by others or uses them.
    """
    beside = any(each.code == "N0665" for each in found.diagnostics)
    text = chosen.around if beside and chosen.around is not None else chosen.text
    source = expand(replace(chosen, text=text, around=None))
    home = _homes(displays, source, found.cell)
    uses = _uses(home, found.cell)
    kept = {at for at, each in enumerate(displays) if at in uses or not is_timed(each)}
    lags = {
        each.target for each in found.cell.equations if each.value in found.cell.inputs
    }  # inputs of an earlier step
    cells = {
        home[each.current]
        for each in found.cell.states
        if each.current in home and each.current not in lags
    }
    if len(kept) < len(displays) or not cells:
        return False
    around = {at: _reached(at, uses) for at in uses}
    if not all(cells <= around[at] for at in cells):
        return False
    first = min(cells)
    return all(at in around[first] or first in around[at] for at in uses)


def _homes(
    displays: Sequence[Display], source: Source, cell: Cell
) -> dict[Symbol, int]:
    """The display that defines each name."""
    home: dict[Symbol, int] = {}
    for equation in cell.equations:
        at = cell.variables[equation.target].position
        place = Span(at, at + 1)
        typed = place if source.origin is None else source.origin.place(place)
        for number, display in enumerate(displays):
            if any(each.start <= typed.start < each.end for each in display.parts):
                home[equation.target] = number
    return home


def _uses(home: dict[Symbol, int], cell: Cell) -> dict[int, set[int]]:
    """The displays whose names each display uses, of those that define any."""
    current = {each.previous: each.current for each in cell.states}
    uses: dict[int, set[int]] = {}
    for equation in cell.equations:
        if equation.target not in home:
            continue
        names = {current.get(each, each) for each in equation.value.free_symbols}
        used = {home[each] for each in names if each in home}
        uses.setdefault(home[equation.target], set()).update(used)
    return uses


def _reached(start: int, uses: dict[int, set[int]]) -> set[int]:
    """The displays that one uses, by others or itself."""
    reached: set[int] = set()
    waiting = [start]
    while waiting:
        for each in uses[waiting.pop()]:
            if each not in reached:
                reached.add(each)
                waiting.append(each)
    return reached
