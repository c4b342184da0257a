"""`cellc build`: specs to generated modules."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from cellc.cli.built import Builds, Built
from cellc.cli.inputs import STDIN, Choices, Input, Tally, naming, specs_argument
from cellc.cli.messages import Reporting
from cellc.cli.options import (
    choice_options,
    level_option,
    reporting_options,
    target_option,
)
from cellc.cli.output import destinations, place

STDOUT = "-"


@click.command("build")
@specs_argument()
@click.option(
    "-o",
    "output",
    metavar="FILE|DIR",
    help="Where to write: a file, a folder that exists (NAME.py inside it), or - for "
    "standard output. Default: NAME.py in the current folder; for standard input, "
    "standard output.",
)
@target_option
@level_option
@choice_options
@reporting_options
def build_command(
    specs: tuple[str, ...],
    output: str | None,
    target: str,
    level: str,
    reporting: Reporting,
    choices: Choices,
) -> int:
    """Generate a standalone module from each spec.

    \b
    cellc build lstm                    writes lstm.py
    cellc build my.cell -o cells/my.py
    cellc build lstm my.cell -o cells/  writes cells/lstm.py and cells/my.py
    cellc build - < my.cell             prints the module

    Nothing is written for a spec with errors; a file that is there keeps its content
    until the new content is complete. Standard output is for modules: with --format
    json or sarif the document stands on standard error.
    """
    if output == STDOUT and len(specs) > 1:
        raise click.UsageError("-o - takes one SPEC; give a folder for several")
    tally = Tally(reporting)
    builds = Builds(target, int(level), choices)
    found: list[Input | Built] = []
    for argument in specs:
        found += (
            [kept]
            if (kept := builds.find(argument))
            else [*tally.read_all([argument], choices)]
        )
    to_file = [each for each in found if not _goes_to_stdout(each, output)]
    paths = tally.attempt(_paths, to_file, output, several=len(specs) > 1)
    places = dict(zip(to_file, paths or (), strict=paths is not None))
    for spec in found:
        text = tally.attempt(_generated, spec, builds, tally)
        if text is None:
            continue
        if _goes_to_stdout(spec, output):
            _print(text)
        elif spec in places:
            tally.attempt(_write, text, places[spec], reporting)
    return tally.finish()


def _goes_to_stdout(spec: Input | Built, output: str | None) -> bool:
    """Standard input has no name to call a file by: `build -` is a filter."""
    return output == STDOUT or (output is None and spec.argument == STDIN)


def _paths(specs: list[Input | Built], output: str | None, several: bool) -> list[Path]:
    sources = [each.path for each in specs if each.path is not None]
    return destinations([each.name for each in specs], output, several, sources)


def _generated(spec: Input | Built, builds: Builds, tally: Tally) -> str | None:
    """The module; None where a warning counts as an error."""
    if isinstance(spec, Built):
        return spec.text if tally.accepts(spec.diagnostics) else None
    compiled = replace(spec.compile(builds.level), target=builds.target)
    if not tally.accepts(compiled.diagnostics):
        return None
    with naming(spec.shown):
        text = compiled.source_text
    builds.put(spec.argument, text, compiled.diagnostics)
    return text


def _print(text: str) -> None:
    """On standard output in UTF-8, whatever the terminal's encoding: it is Python."""
    if sys.stdout is not None:
        click.echo(text.encode("utf-8"), nl=False)


def _write(text: str, path: Path, reporting: Reporting) -> None:
    place(text, path)
    if reporting.as_text and not reporting.quiet:
        click.echo(f"wrote {path} ({len(text.splitlines())} lines)", err=True)
