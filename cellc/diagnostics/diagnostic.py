"""The one type of diagnostic, a collector of them, and the one exception."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from cellc.diagnostics.codes import CODES
from cellc.diagnostics.source import Source, Span

MOST = 200  # diagnostics of one text; nobody reads more


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Label:
    """A secondary place: where the other fact came from."""

    span: Span
    text: str


@dataclass(frozen=True)
class Diagnostic:
    """One finding about a spec, a file or a command.

    `code` is a key of `CODES`; `span` is None where there is no text to point at.
    """

    code: str
    message: str
    span: Span | None = None
    labels: tuple[Label, ...] = ()
    help: str | None = None
    severity: Severity = Severity.ERROR
    source: Source | None = None

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise KeyError(f"diagnostic code {self.code} is not in the table")


class CellcError(Exception):
    """What every stage raises: at least one diagnostic of severity error."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__(diagnostics)

    def __str__(self) -> str:
        from cellc.diagnostics.render import render

        return "\n".join(render(diagnostic) for diagnostic in self.diagnostics)


@dataclass
class Diagnostics:
    """Collects the findings of one source, in the order of the text."""

    source: Source
    found: list[Diagnostic] = field(default_factory=list)
    known: set[Diagnostic] = field(default_factory=set)

    def error(
        self,
        code: str,
        message: str,
        span: Span | None = None,
        *,
        labels: tuple[Label, ...] = (),
        help: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        new = Diagnostic(code, message, span, labels, help, severity, self.source)
        if new not in self.known and len(self.found) < MOST:
            self.known.add(new)
            self.found.append(new)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.found)

    @property
    def has_errors(self) -> bool:
        return any(each.severity is Severity.ERROR for each in self.found)

    def raise_if_errors(self) -> None:
        """Raise CellcError with all errors found so far, in the order of the text."""
        if self.has_errors:
            where = sorted(
                (each for each in self.found if each.severity is Severity.ERROR),
                key=lambda each: each.span.start if each.span else -1,
            )
            raise CellcError(tuple(where))
