"""A collector of diagnostics: what the stages say about one source.

In: findings in the order of the stages.  Out: one for each cause, in the order of the
text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from cellc.diagnostics.causes import one_per_cause
from cellc.diagnostics.diagnostic import (
    CellcError,
    Diagnostic,
    Edit,
    Label,
    Severity,
)
from cellc.diagnostics.source import Source, Span

MOST = 200  # of one severity about one text; nobody reads more


@dataclass
class Diagnostics:
    """Collects the findings of one source.

    `error`, `warning` and `note` take the same arguments; the code's letter must be
    that of the severity.
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

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.found)

    @property
    def has_errors(self) -> bool:
        return any(each.severity is Severity.ERROR for each in self.found)

    def settled(self) -> tuple[Diagnostic, ...]:
        """One diagnostic for each cause, in the order of the text.

        Notes are left out where there is an error: they are about a cell that works.
        """
        kept = one_per_cause(self.found)
        if self.has_errors:
            kept = [each for each in kept if each.severity is not Severity.NOTE]
        kept.sort(key=lambda each: each.span.start if each.span else -1)
        return tuple(kept)

    def raise_if_errors(self) -> None:
        """Raise CellcError with everything found so far if an error is among it."""
        if self.has_errors:
            raise CellcError(self.settled())
