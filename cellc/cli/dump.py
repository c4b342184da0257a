"""`cellc dump`: the result of one stage as text."""

from __future__ import annotations

import click

from cellc.cli.inputs import Choices, Input, read
from cellc.cli.options import choice_options, level_option

STAGES = ("ast", "ir", "grad", "schedule")


@click.command("dump")
@click.argument("spec", metavar="SPEC")
@click.option(
    "--stage",
    type=click.Choice(STAGES),
    required=True,
    help="ast: the notation, with places; ir: names and equations; grad: the "
    "statements of a step and of its gradient; schedule: what runs before, in and "
    "after the loop over time.",
)
@level_option
@choice_options
def dump_command(spec: str, stage: str, level: str, choices: Choices) -> int:
    """Print what a stage of the compiler makes of a spec.

    -O matters for grad and schedule only.
    """
    click.echo(_dumped(read(spec, choices), stage, int(level)))
    return 0


def _dumped(spec: Input, stage: str, level: int) -> str:
    from cellc.driver import parse_source
    from cellc.report import dump

    if stage == "ast":
        return dump.ast_text(parse_source(spec.source), spec.source)
    if stage == "ir":
        return dump.cell_text(spec.analyse().cell)
    compiled = spec.compile(level)
    if stage == "grad":
        return dump.gradient_text(compiled.graph, compiled.adjoint)
    return dump.program_text(compiled.program)
