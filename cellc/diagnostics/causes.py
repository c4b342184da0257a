"""One diagnostic for one cause.

A mistake is often met by several stages, and a name that is wrong wherever it stands.
Three rules tell what follows from what; findings of unlike places and names are left
alone, so that no independent error is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cellc.diagnostics.codes import (
    ABOUT_NAMES,
    ABOUT_THE_WHOLE,
    EXPLAINED_BY,
    UNREAD,
)
from cellc.diagnostics.diagnostic import Diagnostic, Label, Severity
from cellc.diagnostics.source import Span

SHOWN = 3  # places of a name that is wrong wherever it stands, beyond the first


def one_per_cause(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """What remains of findings, which are in the order of the stages.

    - An error about a place follows from an earlier one about the same place or a part
      of it: what could not be read has no meaning either.
    - What the table `EXPLAINED_BY` has follows from the other.
    - Errors about one name are one, with its other places as labels.
    - A warning or note about a place with an error follows from the error.
    """
    found = [each for each in found if not _is_explained(each, found)]
    errors: list[Diagnostic] = []
    others: dict[int, list[Span]] = {}  # index in `errors` -> further places
    for each in found:
        if each.severity is not Severity.ERROR:
            continue
        same = _same_name(each, errors)
        if same is not None:
            others.setdefault(same, []).extend([each.span] if each.span else [])
        elif not any(_follows(each, earlier) for earlier in errors):
            errors.append(each)
    for index, places in others.items():
        errors[index] = _with_places(errors[index], places)
    milder = [
        each
        for each in found
        if each.severity is not Severity.ERROR
        and not any(_overlap(each.span, error.span) for error in errors)
    ]
    return errors + milder


def _is_explained(new: Diagnostic, found: Sequence[Diagnostic]) -> bool:
    return any(
        each.code in EXPLAINED_BY.get(new.code, ())
        and (
            not ABOUT_THE_WHOLE.isdisjoint((new.code, each.code))
            or _overlap(new.span, each.span)
        )
        for each in found
    )


def _overlap(one: Span | None, other: Span | None) -> bool:
    if one is None or other is None:
        return False
    return one == other or max(one.start, other.start) < min(one.end, other.end)


def _follows(later: Diagnostic, earlier: Diagnostic) -> bool:
    """Whether a later error is about the place of an earlier one, and no narrower."""
    if later.code in ABOUT_THE_WHOLE or earlier.code in ABOUT_THE_WHOLE:
        return False
    one, other = later.span, earlier.span
    if later.code == earlier.code and later.code in ABOUT_NAMES and not later.edit:
        places = [each.span for each in earlier.labels]
        if one in places:  # `f`, `g` are no known functions; the line with g alone
            return True
    if one is None or other is None or not _overlap(one, other):
        return False
    if earlier.code in UNREAD:
        return True
    if (later.code, later.message) == (earlier.code, earlier.message):
        return True
    inside = other.start <= one.start and one.end <= other.end
    return one == other or not inside


def _same_name(new: Diagnostic, errors: Sequence[Diagnostic]) -> int | None:
    if new.code not in ABOUT_NAMES or new.source is None or new.span is None:
        return None
    text = new.source.snippet(new.span)
    for index, each in enumerate(errors):
        if each.code == new.code and each.span is not None:
            if each.span == new.span:
                return None  # the first rule's
            if new.source.snippet(each.span) == text:
                return index
    return None


def _with_places(error: Diagnostic, places: Sequence[Span]) -> Diagnostic:
    labels = [Label(span, "here as well") for span in places[:SHOWN]]
    left = len(places) - SHOWN
    if left > 0:
        text = f"here as well, and at {left} more place{'s' * (left > 1)}"
        labels[-1] = Label(labels[-1].span, text)
    return replace(error, labels=(*error.labels, *labels))
