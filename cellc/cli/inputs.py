"""SPEC arguments: a path, the name of a cell of the zoo, or `-` for standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from cellc.cli.faults import OK, report_fault
from cellc.cli.messages import Reporter, Reporting
from cellc.diagnostics import CellcError, Diagnostic, Source

if TYPE_CHECKING:
    from cellc.driver import Analysis, CompiledCell, Form

STDIN = "-"
STDIN_NAME = "cell"  # what a cell from standard input is called

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Command = TypeVar("Command", bound=Callable[..., int])


@dataclass(frozen=True)
class Choices:
    """What the command line says beside a spec: --define, --label, --layers,
    --bidirectional and --with."""

    define: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    layers: int = 1
    bidirectional: bool = False
    transforms: tuple[str, ...] = ()

    @property
    def form(self) -> Form:
        from cellc.driver import Form

        return Form(self.layers, self.bidirectional, self.transforms)


NO_CHOICES = Choices()


@dataclass(frozen=True)
class Input:
    """A spec that could be read.  `path` is None for standard input."""

    argument: str
    name: str
    source: Source
    path: Path | None
    choices: Choices = NO_CHOICES

    @property
    def shown(self) -> str:
        """What messages call it: the argument as typed."""
        return self.argument if self.path else self.source.label

    def analyse(self) -> Analysis:
        """It, typed; raises CellcError with everything wrong with it."""
        from cellc.driver import analyse

        with naming(self.shown):
            return analyse(self.source, self.name, self.choices.form)

    def compile(self, level: int = 2) -> CompiledCell:
        """It, compiled; raises CellcError with everything wrong with it."""
        from cellc.driver import compile_source

        with naming(self.shown):
            return compile_source(self.source, self.name, level, self.choices.form)


@contextmanager
def naming(spec: str) -> Iterator[None]:
    """A fault of cellc itself that happens here says which spec it was about."""
    try:
        yield
    except CellcError:
        raise
    except Exception as fault:
        fault.add_note(f"spec: {spec}")
        raise


def specs_argument(*, required: bool = True) -> Callable[[Command], Command]:
    """The arguments SPEC..., of which one may be `-`."""
    return click.argument(
        "specs",
        metavar="SPEC..." if required else "[SPEC...]",
        nargs=-1,
        required=required,
        callback=_refuse_second_stdin,
    )


def _refuse_second_stdin(
    context: click.Context, parameter: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...]:
    if value.count(STDIN) > 1:
        raise click.BadParameter("- (standard input) can be given only once")
    return value


def read(argument: str, choices: Choices = NO_CHOICES) -> Input:
    """Read a spec; raises CellcError (E0001, E0002, E0004, E0109) where that fails."""
    from cellc.driver import with_choices
    from cellc.sources import decode, find_spec, read_source, spec_name

    if argument == STDIN:
        source, path, name = decode(_standard_input(), "<stdin>"), None, STDIN_NAME
    else:
        path = find_spec(argument)
        source, name = read_source(path), spec_name(path)
    source = with_choices(source, choices.define, choices.label)
    return Input(argument, name, source, path, choices)


def _standard_input() -> bytes:
    from cellc.sources import MAX_BYTES

    def failed(why: str) -> CellcError:
        help_line = "pipe a spec in, or name a file"
        stdin = Source("", "<stdin>")
        return CellcError((Diagnostic("E0001", why, help=help_line, source=stdin),))

    if sys.stdin is None:
        raise failed("standard input is closed")
    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        why = f"standard input cannot be read: {error.strerror or error}"
        raise failed(why) from None


class Tally:
    """Lets every spec have its turn, tells its diagnostics, keeps the worst exit code.

    A command ends with `return tally.finish()`.
    """

    def __init__(
        self, reporting: Reporting | None = None, *, document_on_stderr: bool = True
    ) -> None:
        self.code = OK
        self.reporting = reporting or Reporting()
        self._reporter = Reporter(self.reporting, document_on_stderr)

    def attempt(
        self,
        act: Callable[Arguments, Result],
        *given: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Result | None:
        """What `act` returns, or None if it failed, which is then reported.

        A fault of cellc is one too: it keeps no other spec from its turn.
        """
        try:
            return act(*given, **named)
        except CellcError as error:
            self.accepts(error.diagnostics)
        except OSError:
            raise
        except Exception as error:
            self.failed(report_fault(error))
        return None

    def accepts(self, diagnostics: Sequence[Diagnostic]) -> bool:
        """Tell what is said about a spec; whether the command goes on with it."""
        code = self._reporter.tell(diagnostics)
        self.failed(code)
        return code == OK

    def failed(self, code: int) -> None:
        self.code = max(self.code, code)

    def finish(self) -> int:
        """Tell what is told at the end; the exit code."""
        self._reporter.finish()
        return self.code

    def read_all(
        self,
        arguments: Sequence[str],
        choices: Choices = NO_CHOICES,
    ) -> Iterator[Input]:
        """Every spec that can be read."""
        for argument in arguments:
            spec = self.attempt(read, argument, choices)
            if spec is not None:
                yield spec
