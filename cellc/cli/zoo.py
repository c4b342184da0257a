"""`cellc list` and `cellc show`: the zoo, and one cell."""

from __future__ import annotations

import sys

import click

from cellc.cli.inputs import Tally, read


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
        cell = tally.attempt(spec.analyse)
        if cell is not None:
            rows.append(cell_row(cell))
    print_table(CELLS, rows)
    return tally.code


@click.command("show")
@click.argument("spec", metavar="SPEC")
def show_command(spec: str) -> int:
    """Show a spec as written, and what cellc makes of it.

    After the text: each name's role, shape and initial value, the sizes, and the
    number of trained numbers as a formula such as 4*h*(h + x) + 4*h.
    """
    from cellc.report.describe import NAMES, name_rows, summary
    from cellc.report.tables import print_table

    found = read(spec)
    click.echo(_as_written(found.source.text))
    cell = found.analyse()
    print_table(NAMES, name_rows(cell))
    click.echo()
    click.echo("\n".join(summary(cell)))
    return 0


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
