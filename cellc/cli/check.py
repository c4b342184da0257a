"""`cellc check`: diagnostics only."""

from __future__ import annotations

import click

from cellc.cli.inputs import Input, Tally, specs_argument


@click.command("check")
@specs_argument()
def check_command(specs: tuple[str, ...]) -> int:
    """Check specs and say what is wrong with them.

    Prints one line `SPEC: ok` for each spec without errors; writes no file.
    """
    tally = Tally()
    for spec in tally.read_all(specs):
        tally.attempt(_check, spec)
    return tally.code


def _check(spec: Input) -> None:
    spec.analyse()
    click.echo(f"{spec.shown}: ok")
