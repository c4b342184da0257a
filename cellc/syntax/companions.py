"""Displays of a document that belong to one cell together.

In: a document.  Out: the displays that look like cells, with those of their section
that define names in them or read them out, as groups to try; and what to say where a
cell cannot be had without a display that is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cellc.diagnostics import Diagnostic, Source
from cellc.syntax.definers import defined_names, with_definers, with_users
from cellc.syntax.displays import Display
from cellc.syntax.document import described, found_in, label_of
from cellc.syntax.markup import is_in_line, is_wiki
from cellc.syntax.sections import sections_around

_NOT_ONE = "cannot be read as one cell"
_MOST_READOUTS = 6  # that are tried one by one
MOST_TOGETHER = 60  # displays that may be one cell; of more one is to be named
Group = tuple[list[Display], tuple[str, ...]]


def groups(source: Source) -> Iterator[Group]:
    """Displays of one section that may be one cell, and the labels to take them by.

    First with all that use what they define, last with those alone that they need.
    """
    for group in _groups(source):
        if len(group) <= MOST_TOGETHER:
            yield _labelled(source, group)


def _groups(source: Source) -> Iterator[list[Display]]:
    cells, regions = _cells_and_regions(source)
    if not regions or len(cells) > MOST_TOGETHER:
        return
    kept = _with_definers(cells, regions)
    users = [each for each in with_users(kept, regions[0]) if each not in kept]
    if users:
        yield [*kept, *users]
    if 1 < len(users) <= _MOST_READOUTS:
        taken = [_without(users, each) for each in users]
        for each in (*taken, *([each] for each in users if len(users) > 2)):
            yield [*kept, *each]
    if len(kept) > 1:
        yield kept


def refusal(source: Source) -> tuple[Diagnostic, ...]:
    """What to say where the only cell has names that other displays define."""
    cell, kept = _lone_cell(source)
    if cell is None or len(kept) < 2:
        return ()
    others = [each for each in kept if each is not cell]
    alone = f"--label {label_of(source, cell)}"
    twice = _defined_twice(others)
    if twice is None:
        said = "this display uses names that others of its section define, and they "
        said += _NOT_ONE
        choices = [_words(source, kept)]
    else:
        name, definers = twice
        said = f"this display uses `{name}`, which several others of its section define"
        rest = [each for each in kept if each not in definers]
        choices = [_words(source, [*rest, each]) for each in definers]
    listed = "".join(f"\n      {described(source, each)}" for each in kept)
    told = Diagnostic(
        "E0109",
        said,
        cell.parts[0],
        help=f"for one cell write {', or '.join(choices)}; for this display alone, "
        f"with their names as inputs or parameters, {alone}{listed}",
        source=source,
    )
    return (told,)


def because(refused: Sequence[Diagnostic], why: str) -> tuple[Diagnostic, ...]:
    """The refusals, with the reason why displays cannot be read as one cell."""
    return tuple(
        replace(each, message=f"{each.message}: {why}")
        if why and each.message.endswith(_NOT_ONE)
        else each
        for each in refused
    )


def needed(source: Source) -> tuple[str, ...]:
    """The labels of the only cell and of what defines its names; none in doubt."""
    cell, kept = _lone_cell(source)
    labels = _labelled(source, kept)[1]
    if cell is None or len({*labels}) < len(labels):
        return ()
    others = [each for each in kept if each is not cell]
    return () if _defined_twice(others) else labels


def _lone_cell(source: Source) -> tuple[Display | None, list[Display]]:
    """The only display that looks like a cell; it with what defines its names."""
    cells, regions = _cells_and_regions(source)
    if len(cells) != 1 or not regions:
        return None, []
    return cells[0], _with_definers(cells, regions)


def _cells_and_regions(
    source: Source,
) -> tuple[list[Display], list[list[Display]]]:
    """The displays that look like cells; those of their sections, smallest first."""
    found, text, _ = found_in(source)
    if is_wiki(source.text, source.label):
        found = [each for each in found if not is_in_line(text, each.span)]
    cells = [each for each in found if each.looks_like_cell]
    if not cells:
        return [], []
    regions = [
        [each for each in found if near.start <= each.span.start < near.end]
        for near in sections_around(text, [each.span for each in cells])
    ]
    return cells, regions


def _with_definers(
    cells: Sequence[Display], regions: Sequence[Sequence[Display]]
) -> list[Display]:
    """With what defines their names, nearest first."""
    kept = [*cells]
    for near in regions:
        kept = with_definers(kept, near)
    return kept


def _defined_twice(displays: Sequence[Display]) -> tuple[str, list[Display]] | None:
    homes: dict[str, list[Display]] = {}
    for each in displays:
        for name in defined_names(each):
            homes.setdefault(name, []).append(each)
    return next(((name, at) for name, at in homes.items() if len(at) > 1), None)


def _without(displays: Sequence[Display], left_out: Display) -> list[Display]:
    return [each for each in displays if each is not left_out]


def _labelled(source: Source, displays: Sequence[Display]) -> Group:
    ordered = sorted(displays, key=lambda each: each.span)
    return ordered, tuple(label_of(source, each) for each in ordered)


def _words(source: Source, displays: Sequence[Display]) -> str:
    _, labels = _labelled(source, displays)
    return " ".join(f"--label {each}" for each in labels)
