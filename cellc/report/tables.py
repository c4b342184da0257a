"""Rows as a table: with Rich on a terminal, as plain aligned text anywhere else."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.text import Text

_GAP = "  "
_RULED_GAP = 3  # between the columns that Rich draws
_NARROWEST = 24  # what a flexible column keeps before others are left out


@dataclass(frozen=True)
class Column:
    """A column: its heading and what becomes of it on a narrow terminal.

    flexible: its text may run over several lines.
    optional: it is left out where there is no room; higher numbers go first.
    """

    heading: str
    right: bool = False
    flexible: bool = False
    optional: int = 0


Rows = Sequence[Sequence[str]]


def print_table(
    columns: Sequence[Column], rows: Rows, title: str | None = None
) -> None:
    """Print a table on standard output."""
    if sys.stdout is not None and sys.stdout.isatty():
        _print_rich(columns, rows, title)
        return
    heading = f"{title}\n" if title else ""
    click.echo(heading + aligned(columns, rows))


def aligned(columns: Sequence[Column], rows: Rows) -> str:
    """The table as lines of text, nothing cut off, without a trailing newline."""
    table = [[each.heading for each in columns], *rows]
    widths = _widths(table)
    lines = []
    for row in table:
        cells = [
            _padded(cell, width, column.right)
            for cell, width, column in zip(row, widths, columns, strict=True)
        ]
        lines.append(_GAP.join(cells).rstrip())
    return "\n".join(lines)


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _widths(table: Rows) -> list[int]:
    return [max(_width(cell) for cell in column) for column in zip(*table, strict=True)]


def _width(text: str) -> int:
    """Columns that a terminal needs: combining accents none, wide letters two."""
    return sum(
        0 if unicodedata.combining(char) else 2 if _is_wide(char) else 1
        for char in text
    )


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in {"W", "F"}


# ---------------------------------------------------------------- on a terminal


def _print_rich(columns: Sequence[Column], rows: Rows, title: str | None) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = shutil.get_terminal_size().columns
    kept = kept_columns(columns, rows, width)
    table = Table(
        box=SIMPLE_HEAD,
        title=Text(title) if title else None,
        title_justify="left",
        pad_edge=False,
    )
    for index in kept:
        column = columns[index]
        table.add_column(
            column.heading,
            justify="right" if column.right else "left",
            no_wrap=not column.flexible,
            overflow="fold",
            style="bold" if index == 0 else "",
        )
    for row in rows:
        table.add_row(*(_styled(row[index]) for index in kept))
    Console(width=width, highlight=False).print(table)


def _styled(cell: str) -> Text:
    from rich.text import Text

    return Text(cell, style={"pass": "green", "FAIL": "bold red"}.get(cell, ""))


def kept_columns(columns: Sequence[Column], rows: Rows, width: int) -> list[int]:
    """The columns for which a terminal of this width has room."""
    natural = _widths([[each.heading for each in columns], *rows])
    needed = [
        min(wide, _NARROWEST) if column.flexible else wide
        for wide, column in zip(natural, columns, strict=True)
    ]
    kept = list(range(len(columns)))
    droppable = sorted(
        (index for index in kept if columns[index].optional),
        key=lambda index: (-columns[index].optional, -index),
    )
    for index in droppable:
        if sum(needed[each] + _RULED_GAP for each in kept) <= width:
            break
        kept.remove(index)
    return kept
