"""The one type of diagnostic, and the one exception that carries it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cellc.diagnostics.codes import CODES
from cellc.diagnostics.source import Source, Span


class Severity(StrEnum):
    """How bad it is; listed worst first, as counts are."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


_SEVERITIES = {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.NOTE}


def severity_of(code: str) -> Severity:
    """The severity that the letter of a code stands for."""
    return _SEVERITIES[code[0]]


@dataclass(frozen=True)
class Label:
    """A secondary place: where the other fact came from."""

    span: Span
    text: str


@dataclass(frozen=True)
class Edit:
    """A change of the text that would mend it: `replacement` in the place of `span`.

    An empty span puts text in; an empty replacement takes text out.
    """

    span: Span
    replacement: str

    def applied(self, text: str) -> str:
        return text[: self.span.start] + self.replacement + text[self.span.end :]


@dataclass(frozen=True)
class Diagnostic:
    """One finding about a spec, a file or a command.

    `code` is a key of `CODES`, and its letter is the severity.  `span` is None where
    there is no text to point at; `source` is then the file, or None for none.
    """

    code: str
    message: str
    span: Span | None = None
    labels: tuple[Label, ...] = ()
    help: str | None = None
    source: Source | None = None
    edit: Edit | None = None

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise KeyError(f"diagnostic code {self.code} is not in the table")

    @property
    def severity(self) -> Severity:
        return severity_of(self.code)


class CellcError(Exception):
    """What every stage raises: at least one diagnostic, mostly an error.

    Warnings found beside the errors are among them, all in the order of the text.
    """

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__(diagnostics)

    def __str__(self) -> str:
        from cellc.diagnostics.render import render

        return "\n".join(render(diagnostic) for diagnostic in self.diagnostics)
