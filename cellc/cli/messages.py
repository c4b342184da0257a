"""Diagnostics on standard error, and the exit code that they mean."""

from __future__ import annotations

import os
import sys

import click

from cellc.cli.faults import SPEC_ERROR, USAGE
from cellc.diagnostics import CellcError, Diagnostic
from cellc.diagnostics.render import colour, plain, render

_SHOWN = 20  # of one spec's errors: a file that is no spec has one for every character


def report(error: CellcError) -> int:
    """Print every diagnostic on standard error; the exit code for them."""
    style = colour if wants_colour() else plain
    for diagnostic in error.diagnostics[:_SHOWN]:
        click.echo(render(diagnostic, style), err=True, color=style is colour)
    more = len(error.diagnostics) - _SHOWN
    if more > 0:
        click.echo(f"... and {more} more error{'s' * (more > 1)}", err=True)
    return max(_code(each) for each in error.diagnostics)


def _code(diagnostic: Diagnostic) -> int:
    """E00xx is about files and commands, everything else about a spec's text."""
    return USAGE if diagnostic.code.startswith("E00") else SPEC_ERROR


def wants_colour() -> bool:
    """Only on a terminal, and never against NO_COLOR (https://no-color.org)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stderr is not None and sys.stderr.isatty()
