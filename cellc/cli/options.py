"""Options that several commands have.

The choices stand here and not only in `cellc.driver`, because `--help` must not wait
for SymPy; a test holds the two together.
"""

from __future__ import annotations

import click

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
