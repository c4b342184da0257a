"""Diagnostics on the terminal or as a document, and the exit code that they mean."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import click

from cellc.cli.faults import OK, SPEC_ERROR, USAGE
from cellc.diagnostics import CellcError, Diagnostic, Severity
from cellc.diagnostics.render import colour, plain, render

_SHOWN = 20  # of one spec's errors: a file that is no spec has one for every character


@dataclass(frozen=True)
class Reporting:
    """How diagnostics are told: what the options of the command line say.

    format: text, json or sarif.  quiet: no warnings and notes.  colour: auto, always
    or never.
    """

    format: str = "text"
    quiet: bool = False
    warn_as_error: bool = False
    colour: str = "auto"

    @property
    def as_text(self) -> bool:
        return self.format == "text"

    def passes(self, diagnostics: Sequence[Diagnostic]) -> bool:
        """Whether a spec with these is taken, by what they are told to mean."""
        return self.code(diagnostics) == OK

    def code(self, diagnostics: Sequence[Diagnostic]) -> int:
        """The exit code: E00xx is about files and commands, the others about a text."""
        return max((self._code(each) for each in diagnostics), default=OK)

    def _code(self, diagnostic: Diagnostic) -> int:
        match diagnostic.severity:
            case Severity.ERROR:
                return USAGE if diagnostic.code.startswith("E00") else SPEC_ERROR
            case Severity.WARNING if self.warn_as_error:
                return SPEC_ERROR
        return OK

    def told(self, diagnostic: Diagnostic) -> bool:
        """Whether it is told at all: --quiet hides what does not count as an error."""
        return not self.quiet or self._code(diagnostic) != OK


@dataclass
class Reporter:
    """Tells the diagnostics of one command: text at once, a document at the end."""

    reporting: Reporting = field(default_factory=Reporting)
    document_on_stderr: bool = True
    told: list[Diagnostic] = field(default_factory=list)

    def tell(self, diagnostics: Sequence[Diagnostic]) -> int:
        """Tell what is found about one spec; the exit code for it."""
        found = [each for each in diagnostics if self.reporting.told(each)]
        self.told += found
        if self.reporting.as_text:
            self._print(found)
        return self.reporting.code(diagnostics)

    def _print(self, found: Sequence[Diagnostic]) -> None:
        coloured = self._coloured
        style = colour if coloured else plain
        errors_first = sorted(
            found, key=lambda each: list(Severity).index(each.severity)
        )
        shown = errors_first[:_SHOWN]
        for diagnostic in (each for each in found if each in shown):
            click.echo(render(diagnostic, style), err=True, color=coloured)
        if len(found) > _SHOWN:
            click.echo(f"... and {counts(errors_first[_SHOWN:], 'more ')}", err=True)

    @property
    def _coloured(self) -> bool:
        wanted = self.reporting.colour
        return wants_colour() if wanted == "auto" else wanted == "always"

    def finish(self) -> None:
        """The counts of all specs, or the document."""
        if self.reporting.as_text:
            self._print_counts()
            return
        from cellc.report.findings import FORMATS

        text = FORMATS[self.reporting.format](self.told)
        # UTF-8, whatever the terminal's encoding: that is what the formats ask for
        click.echo(text.encode("utf-8"), err=self.document_on_stderr)

    def _print_counts(self) -> None:
        as_errors = self.reporting.warn_as_error and any(
            each.severity is Severity.WARNING for each in self.told
        )
        if len(self.told) > 1 or as_errors:
            why = "; --warn-as-error makes warnings errors" if as_errors else ""
            click.echo(counts(self.told) + why, err=True)


def counts(diagnostics: Sequence[Diagnostic], more: str = "") -> str:
    """`2 errors, 1 warning`: how many of each severity, the worst first."""
    many = Counter(each.severity for each in diagnostics)
    return ", ".join(
        f"{many[severity]} {more}{severity}{'s' * (many[severity] > 1)}"
        for severity in Severity
        if many[severity]
    )


def report(error: CellcError) -> int:
    """Print every diagnostic on standard error; the exit code for them."""
    reporter = Reporter()
    code = reporter.tell(error.diagnostics)
    reporter.finish()
    return code


def wants_colour() -> bool:
    """Only on a terminal, and never against NO_COLOR (https://no-color.org)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stderr is not None and sys.stderr.isatty()
