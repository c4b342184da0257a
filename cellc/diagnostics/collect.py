"""A collector of diagnostics: what the stages say about one source.

In: findings in the order of the stages.  Out: one for each cause, in the order of the
text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from cellc.diagnostics.causes import one_per_cause
from cellc.diagnostics.diagnostic import (
    CellcError,
    Diagnostic,
    Edit,
    Label,
    Severity,
)
from cellc.diagnostics.readable import readable
from cellc.diagnostics.source import Origin, Source, Span

MOST = 200  # of one severity about one text; nobody reads more
SHOWN = 9  # further places that one note about text shows
_TEXT = "N0603"  # what was read as text


@dataclass
class Diagnostics:
    """Collects the findings of one source.

    `error`, `warning` and `note` take the same arguments; the code's letter must be
    that of the severity.  Findings about a text that was made of another one are told,
    in the end, of that one.
    """

    source: Source
    found: list[Diagnostic] = field(default_factory=list)
    known: set[Diagnostic] = field(default_factory=set)
    counts: Counter[Severity] = field(default_factory=Counter)

    def error(
        self,
        code: str,
        message: str,
        span: Span | None = None,
        *,
        labels: tuple[Label, ...] = (),
        help: str | None = None,
        edit: Edit | None = None,
    ) -> None:
        self._add(Severity.ERROR, code, message, span, labels, help, edit)

    def warning(
        self,
        code: str,
        message: str,
        span: Span | None = None,
        *,
        labels: tuple[Label, ...] = (),
        help: str | None = None,
        edit: Edit | None = None,
    ) -> None:
        self._add(Severity.WARNING, code, message, span, labels, help, edit)

    def note(
        self,
        code: str,
        message: str,
        span: Span | None = None,
        *,
        labels: tuple[Label, ...] = (),
        help: str | None = None,
        edit: Edit | None = None,
    ) -> None:
        message, help = readable(message), help and readable(help)
        self._add(Severity.NOTE, code, message, span, labels, help, edit)

    def _add(
        self,
        severity: Severity,
        code: str,
        message: str,
        span: Span | None,
        labels: tuple[Label, ...],
        help: str | None,
        edit: Edit | None,
    ) -> None:
        if self.counts[severity] >= MOST:
            return
        new = Diagnostic(code, message, span, labels, help, self.source, edit)
        if new.severity is not severity:
            raise ValueError(f"{code} is the code of no {severity}")
        if new not in self.known:
            self.known.add(new)
            self.found.append(new)
            self.counts[severity] += 1

    def take(self, other: Diagnostics) -> None:
        """Add the findings of another collector about the same source."""
        for each in other:
            if each not in self.known and self.counts[each.severity] < MOST:
                self.known.add(each)
                self.found.append(each)
                self.counts[each.severity] += 1

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.found)

    @property
    def has_errors(self) -> bool:
        return any(each.severity is Severity.ERROR for each in self.found)

    def settled(self) -> tuple[Diagnostic, ...]:
        """One diagnostic for each cause, in the order of the text.

        Notes are left out where there is an error: they are about a cell that works.
        What was read as text comes last, all of it in one note.
        """
        kept = one_per_cause(self.found)
        if self.has_errors:
            kept = [each for each in kept if each.severity is not Severity.NOTE]
        kept.sort(key=lambda each: each.span.start if each.span else -1)
        kept = _with_texts_last(kept)
        if self.source.origin is None:
            return tuple(kept)
        return tuple(dict.fromkeys(_placed(each, self.source.origin) for each in kept))

    def raise_if_errors(self) -> None:
        """Raise CellcError with everything found so far if an error is among it."""
        if self.has_errors:
            raise CellcError(self.settled())


def _with_texts_last(found: list[Diagnostic]) -> list[Diagnostic]:
    """The notes about text behind all others, one for each thing that they say."""
    texts: dict[str, list[Diagnostic]] = {}
    for each in found:
        if each.code == _TEXT:
            texts.setdefault(each.message, []).append(each)
    rest = [each for each in found if each.code != _TEXT]
    return [*rest, *(_as_one(each) for each in texts.values())]


def _as_one(notes: list[Diagnostic]) -> Diagnostic:
    """One note with the places of several."""
    first, *others = notes
    if not others:
        return first
    labels = [Label(each.span, "here as well") for each in others if each.span]
    message = f"{first.message} ({len(notes)} times)"
    if len(labels) > SHOWN:
        message += f", {SHOWN + 1} of them shown"
    return replace(first, message=message, labels=(*first.labels, *labels[:SHOWN]))


def _placed(found: Diagnostic, origin: Origin) -> Diagnostic:
    """A finding at the places that its text comes from.

    Where that is a text that stands for another one, labels show the definition, and
    there is no edit.
    """
    spans = [label.span for label in found.labels]
    if found.span is not None:
        spans.insert(0, found.span)
    behind = [Label(*each) for span in spans for each in origin.behind(span)]
    labels = [Label(origin.place(each.span), each.text) for each in found.labels]
    edit = found.edit
    if edit is not None and (behind or not origin.is_typed(edit.span)):
        edit = None
    if edit is not None:
        edit = Edit(origin.place(edit.span), edit.replacement)
    return replace(
        found,
        span=origin.place(found.span) if found.span else None,
        labels=tuple(dict.fromkeys([*labels, *behind])),
        source=origin.source,
        edit=edit,
    )
