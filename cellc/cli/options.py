"""Options that several commands have.

The choices stand here and not only in `cellc.driver`, because `--help` must not wait
for SymPy; a test holds the two together.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from cellc.cli.inputs import Choices
from cellc.cli.messages import Reporting

FORMATS = ("text", "json", "sarif")
LEVELS = (0, 2)
TARGETS = ("numpy",)

level_option = click.option(
    "-O",
    "level",
    type=click.Choice([str(each) for each in LEVELS]),
    default="2",
    show_default=True,
    help="0: the textbook, one line per equation; 2: fast. Both compute the same.",
)
target_option = click.option(
    "--target",
    type=click.Choice(TARGETS),
    default="numpy",
    show_default=True,
    help="The language to generate.",
)

_quiet = click.option(
    "-q", "--quiet", is_flag=True, help="Tell errors only: no warnings, notes, `wrote`."
)
_warn_as_error = click.option(
    "--warn-as-error",
    is_flag=True,
    help="A warning counts as an error: exit code 1, and no file is written.",
)
_colour = click.option(
    "--color",
    "colour",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colours in diagnostics; auto: on a terminal, unless NO_COLOR is set.",
)
_format = click.option(
    "--format",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="Diagnostics for people, as JSON or as SARIF 2.1.0 (docs/errors.md).",
)
_EVERY = (_quiet, _warn_as_error, _colour, _format)

Command = Callable[..., int]


def _reporting_options(command: Command, options: tuple[Any, ...]) -> Command:
    """A command with options; their values reach it as one `reporting`."""
    names = Reporting.__dataclass_fields__.keys()

    @functools.wraps(command)
    def told(*arguments: Any, **given: Any) -> int:
        values = {name: given.pop(name) for name in names & given.keys()}
        return command(*arguments, reporting=Reporting(**values), **given)

    for option in reversed(options):
        told = option(told)
    return told


_define = click.option(
    "--define",
    metavar="FACT",
    multiple=True,
    help="A further line of the where block, as 'φ = tanh'; can be given repeatedly.",
)
_label = click.option(
    "--label",
    metavar="LABEL",
    multiple=True,
    help="Of a document, the \\label of the display to take, or line:N for the one at "
    "line N; without it the only one that looks like a cell. Given repeatedly, the "
    "displays are one cell.",
)


_layers = click.option(
    "--layers",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    help="Copies of the cell on one another, each fed with the first output of the one "
    "below.",
)


_bidirectional = click.option(
    "--bidirectional",
    is_flag=True,
    help="Every layer reads its sequence from both ends, each way with its own "
    "parameters.",
)


_with = click.option(
    "--with",
    "transforms",
    metavar="TRANSFORM",
    multiple=True,
    help="Change the cell: layernorm, zoneout:h=0.05,c=0.5 and others "
    "(docs/language.md); can be given repeatedly, in the order in which they apply.",
)


def choice_options(command: Command) -> Command:
    """--define, --label, --layers, --bidirectional and --with, as `choices`."""

    @functools.wraps(command)
    def chosen(*arguments: Any, **given: Any) -> int:
        names = ("define", "label", "layers", "bidirectional", "transforms")
        choices = Choices(**{name: given.pop(name) for name in names})
        return command(*arguments, choices=choices, **given)

    return _define(_label(_layers(_bidirectional(_with(chosen)))))


def reporting_options(command: Command) -> Command:
    """--quiet, --warn-as-error, --color and --format, as `reporting`."""
    return _reporting_options(command, _EVERY)


def text_reporting_options(command: Command) -> Command:
    """--quiet and --color, as `reporting`."""
    return _reporting_options(command, (_quiet, _colour))
