"""`cellc list` and `cellc show`: the zoo, and one cell."""

from __future__ import annotations

import sys

import click

from cellc.cli.inputs import Choices, Tally
from cellc.cli.messages import Reporting
from cellc.cli.options import choice_options, text_reporting_options


@click.command("list")
def list_command() -> int:
    """List the cells of the zoo.

    One row each: name, title, paper, states, and the number of trained numbers as a
    formula in the sizes. A narrow terminal leaves columns out; a pipe has them all.
    """
    from cellc.report.overview import CELLS, cell_row
    from cellc.report.tables import print_table
    from cellc.resources import zoo

    tally = Tally()
    rows = []
    for spec in tally.read_all([str(path) for path in zoo().values()]):
        found = tally.attempt(spec.analyse)
        if found is not None:
            rows.append(cell_row(found.cell))
    print_table(CELLS, rows)
    return tally.finish()


@click.command("show")
@click.argument("spec", metavar="SPEC")
@choice_options
@text_reporting_options
def show_command(spec: str, reporting: Reporting, choices: Choices) -> int:
    """Show a spec as written, and what cellc makes of it.

    After the text: each name's role, shape and initial value, the sizes, and the
    number of trained numbers as a formula such as 4*h*(h + x) + 4*h.
    """
    from cellc.report.describe import NAMES, name_rows, summary
    from cellc.report.tables import print_table

    tally = Tally(reporting)
    for known in tally.read_all([spec], choices):
        click.echo(_as_written(known.source.text))
        found = tally.attempt(known.analyse)
        if found is not None and tally.accepts(found.diagnostics):
            print_table(NAMES, name_rows(found.cell))
            click.echo()
            click.echo("\n".join(summary(found.cell)))
    return tally.finish()


def _as_written(text: str) -> str:
    """The text and an empty line; a terminal gets no control characters of it."""
    if sys.stdout is not None and sys.stdout.isatty():
        text = "".join(
            char
            if char in "\t\n" or char.isprintable()
            else "\N{REPLACEMENT CHARACTER}"
            for char in text
        )
    return text.rstrip("\n") + "\n"
