"""`cellc check`: diagnostics only."""

from __future__ import annotations

import click

from cellc.cli.inputs import Choices, Tally, specs_argument
from cellc.cli.messages import Reporting
from cellc.cli.options import choice_options, reporting_options


@click.command("check")
@specs_argument()
@choice_options
@reporting_options
def check_command(
    specs: tuple[str, ...], reporting: Reporting, choices: Choices
) -> int:
    """Check specs and say what is wrong with them.

    Prints one line `SPEC: ok` for each spec without errors; writes no file. With
    --format json or sarif the document stands on standard output instead.
    """
    tally = Tally(reporting, document_on_stderr=False)
    for spec in tally.read_all(specs, choices):
        found = tally.attempt(spec.analyse)
        if found is None or not tally.accepts(found.diagnostics):
            continue
        if reporting.as_text:
            click.echo(f"{spec.shown}: ok")
    return tally.finish()
