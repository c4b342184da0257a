"""`cellc verify`: the gradients of cells, proved numerically."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from cellc.cli.faults import SPEC_ERROR
from cellc.cli.inputs import Choices, Input, Tally, specs_argument
from cellc.cli.messages import Reporting
from cellc.cli.options import choice_options, reporting_options

if TYPE_CHECKING:
    from cellc.cli.parallel import Verified
    from cellc.testing.comparisons import Report


@click.command("verify")
@specs_argument(required=False)
@click.option(
    "--all", "everything", is_flag=True, help="Every cell of the zoo as well."
)
@click.option("--seed", default=0, show_default=True, help="Of the random arguments.")
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Processes to verify several cells in.",
)
@choice_options
@reporting_options
def verify_command(
    specs: tuple[str, ...],
    everything: bool,
    seed: int,
    jobs: int,
    reporting: Reporting,
    choices: Choices,
) -> int:
    """Verify generated gradients by independent numerical routes.

    For one spec: each route and its largest error. For several: a row for each cell, a
    column for each route. The exit code is 1 if a route fails for any of them. With
    --format json or sarif the document of diagnostics stands on standard error.
    """
    from cellc.resources import zoo

    known = zoo() if everything else {}
    wanted = [*specs, *(str(path) for name, path in known.items() if name not in specs)]
    if not wanted:
        raise click.UsageError("name a SPEC, or give --all for the zoo")
    tally = Tally(reporting)
    found = list(tally.read_all(wanted, choices))
    reports = []
    for outcome in _outcomes(found, seed, jobs, reporting):
        verified = tally.attempt(outcome)
        if verified is None:
            continue
        tally.accepts(verified.diagnostics)
        if verified.report is not None:
            reports.append(verified.report)
    _print(reports, several=len(wanted) > 1)
    if not all(report.passed for report in reports):
        tally.failed(SPEC_ERROR)
    return tally.finish()


def _outcomes(
    specs: Sequence[Input], seed: int, jobs: int, reporting: Reporting
) -> Iterable[Callable[[], Verified]]:
    """For each spec, in order, what gives its report or raises CellcError."""
    from cellc.cli.parallel import verify_each, verify_input

    if len(specs) > 1 and jobs > 1:
        return verify_each(specs, seed, jobs, reporting)
    return [partial(verify_input, each, seed, reporting) for each in specs]


def _print(reports: Sequence[Report], several: bool) -> None:
    from cellc.report.tables import print_table
    from cellc.report.verification import ROUTES, cells_table, route_rows

    if not reports:
        return
    if several:
        print_table(*cells_table(reports))
    else:
        print_table(ROUTES, route_rows(reports[0]), title=reports[0].cell)
    failed = [report.cell for report in reports if not report.passed]
    if failed:
        click.echo(f"\nFAILED: {', '.join(failed)}")
    elif several:
        click.echo(f"\n{len(reports)} cells verified")
