"""`cellc equiv`: whether two specs are the same function."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cellc.cli.faults import FAULT, OK, USAGE
from cellc.cli.inputs import STDIN, Tally
from cellc.cli.messages import Reporting
from cellc.cli.options import reporting_options

if TYPE_CHECKING:
    from cellc.ir import Cell

DIFFERENT, NOT_DECIDED = 1, 4


@click.command("equiv")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@reporting_options
def equiv_command(first: str, second: str, reporting: Reporting) -> int:
    """Decide whether two specs are the same function.

    Up to the names of parameters, states, inputs and outputs, the sign of parameters
    and states (so z or 1 - z), matrices split or stacked, sums of biases, and
    definitions written in place. The answer is `equal`, with what corresponds to what;
    `different`, with what shows it; or `not decided`. The exit code is 0, 1 or 4; 2 if
    there is nothing to compare, as a spec with errors. With --format json the answer is
    one object, and the document of diagnostics stands on standard error.
    """
    if first == second == STDIN:
        raise click.UsageError("- (standard input) can be given only once")
    tally = Tally(reporting)
    cells = [_cell(tally, spec) for spec in (first, second)]
    failed = tally.finish()
    ours, theirs = cells
    if failed or ours is None or theirs is None:
        return FAULT if failed == FAULT else USAGE
    return _compare(ours, theirs, reporting)


def _cell(tally: Tally, argument: str) -> Cell | None:
    for spec in tally.read_all([argument]):
        found = tally.attempt(spec.analyse)
        if found is not None and tally.accepts(found.diagnostics):
            return found.cell
    return None


def _compare(first: Cell, second: Cell, reporting: Reporting) -> int:
    from cellc.equivalence import Answer, compare
    from cellc.report.equivalence import json_of, text_of

    verdict = compare(first, second)
    printed = json_of if reporting.format == "json" else text_of
    click.echo(printed(first, second, verdict))
    codes = {
        Answer.EQUAL: OK,
        Answer.DIFFERENT: DIFFERENT,
        Answer.NOT_DECIDED: NOT_DECIDED,
    }
    return codes[verdict.answer]
