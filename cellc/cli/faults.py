"""Exceptions to messages and exit codes.

    0 ok    1 the spec has errors    2 usage or environment    3 an internal fault
    130 interrupted (Ctrl-C)    141 the reader of standard output has gone

The last two are what a shell reports of a program that such a signal ends.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress

import click

OK, SPEC_ERROR, USAGE, FAULT = 0, 1, 2, 3
INTERRUPTED, PIPE_CLOSED = 130, 141


def exit_code_of(run: Callable[[], int]) -> int:
    """Run a command to its exit code; what it raises becomes a message."""
    _never_fail_to_encode()
    try:
        code = _attempt(run)
        _flush()
    except BrokenPipeError:
        _discard_output()
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:  # of a message or of the flush: a full disk, say
        _discard_output()
        with suppress(OSError):
            _say(f"standard output: {error.strerror or error}")
        return USAGE
    return code


def _attempt(run: Callable[[], int]) -> int:
    try:
        return run()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return USAGE
    except (KeyboardInterrupt, click.Abort):
        click.echo(err=True)
        _say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _say(f"{where}{error.strerror or error}")
        return USAGE
    except Exception as error:
        return _failed(error)


def _failed(error: Exception) -> int:
    from cellc.diagnostics import CellcError

    if isinstance(error, CellcError):
        from cellc.cli.messages import report

        return report(error)
    return report_fault(error)


def report_fault(error: Exception) -> int:
    """Say that cellc itself is at fault; with CELLC_DEBUG=1, where.  The exit code."""
    _say(f"internal fault: {type(error).__name__}: {error}")
    for note in getattr(error, "__notes__", ()):
        click.echo(f"  {note}", err=True)
    if os.environ.get("CELLC_DEBUG") == "1":
        import traceback

        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
        return FAULT
    click.echo(
        "This is a fault of cellc, not of your spec. Please report it, with the spec "
        "and the line above.\nCELLC_DEBUG=1 shows where it happened.",
        err=True,
    )
    return FAULT


def _say(text: str) -> None:
    click.echo(f"cellc: {text}", err=True)


# ---------------------------------------------------------------- streams


def _never_fail_to_encode() -> None:
    """Letters that the terminal's encoding lacks are shown as escapes."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def _discard_output() -> None:
    """Send what is still buffered nowhere, or Python complains when it exits."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            try:
                stream.flush()
            except OSError:
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)
