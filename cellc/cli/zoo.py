"""`cellc list` and `cellc show`: the zoo, and one cell."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from cellc.cli.faults import OK
from cellc.cli.inputs import Choices, Tally, read
from cellc.cli.kept import Kept
from cellc.cli.messages import Reporting
from cellc.cli.options import choice_options, text_reporting_options
from cellc.cli.selection import Selection, selection_options
from cellc.report.overview import (
    CELLS,
    FEATURE_COLUMNS,
    cell_data,
    family_rows,
    feature_rows,
    total_line,
)
from cellc.report.records import Families, Record, record_of
from cellc.report.tables import print_table
from cellc.resources import zoo
from cellc.sources import read_source


@click.command("list")
@selection_options
@click.option(
    "--features",
    "of_features",
    is_flag=True,
    help="The features instead: how many of the cells have each, and what it means.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="A table for people, or a JSON array with an object for each cell.",
)
def list_command(selection: Selection, of_features: bool, form: str) -> int:
    """List the cells of the zoo, by family.

    One row each: name, title, paper, states, and the number of trained numbers as a
    formula in the sizes. A narrow terminal leaves columns out; a pipe has them all.
    A feature is told from a cell's equations; --features lists them.
    What was made of the specs is kept in the user's cache folder until they change.
    """
    if of_features and form == "json":
        raise click.UsageError("--features has no JSON form")
    tally = Tally()
    specs = selection.specs()
    families = _records(specs, selection, tally) if specs else {}
    if form == "json":
        _print_data(families)
    elif not families and tally.code == OK:
        click.echo(f"no cell of the zoo matches {selection}")
    elif of_features:
        _print_features(families)
    else:
        _print_families(families)
    return tally.finish()


def _records(
    specs: Mapping[str, Sequence[Path]], selection: Selection, tally: Tally
) -> Families:
    """The cells of each family that have the features; no family is empty."""
    kept = Kept()
    families: Families = {}
    for family, paths in specs.items():
        for path in paths:
            record = tally.attempt(_record, path, kept)
            if record is not None and selection.has_features(record):
                families.setdefault(family, []).append(record)
    kept.save()
    return families


def _record(path: Path, kept: Kept) -> Record:
    """What is told of a cell: kept of an earlier run, or made of its spec."""
    record = kept.get(path.stem, read_source(path).text)
    if record is None:
        spec = read(str(path))
        record = record_of(spec.analyse().cell)
        kept.put(path.stem, spec.source.text, record)
    return record


def _print_families(families: Families) -> None:
    print_table(CELLS, family_rows(families))
    click.echo(f"\n{total_line(families, len(zoo()))}")


def _print_features(families: Families) -> None:
    every = [cell for cells in families.values() for cell in cells]
    print_table(FEATURE_COLUMNS, feature_rows(every))
    click.echo(f"\n{total_line(families, len(zoo()))}")


def _print_data(families: Families) -> None:
    found = [
        cell_data(cell, family) for family, cells in families.items() for cell in cells
    ]
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


@click.command("show")
@click.argument("spec", metavar="SPEC")
@click.option(
    "--cost",
    is_flag=True,
    help="The operations of its matrix products as well, and what a tape keeps.",
)
@choice_options
@text_reporting_options
def show_command(spec: str, cost: bool, reporting: Reporting, choices: Choices) -> int:
    """Show a spec as written, and what cellc makes of it.

    After the text: the equations, if --with changes them; each name's role, shape and
    initial value, the sizes, and the number of trained numbers as a formula such as
    4*h*(h + x) + 4*h. With --cost also formulas in T steps and B sequences.
    """
    from cellc.report.describe import (
        NAMES,
        changed_equations,
        cost_lines,
        name_rows,
        summary,
    )

    tally = Tally(reporting)
    for known in tally.read_all([spec], choices):
        click.echo(_as_written(known.source.text))
        found = tally.attempt(known.analyse)
        if found is not None and tally.accepts(found.diagnostics):
            for line in changed_equations(found.cell):
                click.echo(_as_written(line), nl=False)
            print_table(NAMES, name_rows(found.cell))
            click.echo()
            click.echo("\n".join(summary(found.cell)))
            if cost:
                click.echo("\n".join(cost_lines(known.compile())))
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
