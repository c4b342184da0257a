"""Many cells, one row each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from cellc.report.records import Record, as_data
from cellc.report.tables import Column

Families = Mapping[str, Sequence[Record]]

CELLS = (
    Column("name"),
    Column("what it is", flexible=True),
    Column("paper", optional=1),
    Column("states", optional=2),
    Column("parameters", optional=3),
)

FEATURE_COLUMNS = (
    Column("feature"),
    Column("cells", right=True),
    Column("what it means", flexible=True),
)


def family_rows(families: Families) -> list[list[str]]:
    """For each family a row with its name and number of cells, and those of its cells.

    An empty row stands before each.
    """
    blank = [""] * (len(CELLS) - 1)
    rows = []
    for name, cells in families.items():
        heading = f"{name}: {counted(len(cells))}"
        rows += [["", *blank], [heading, *blank]]
        rows += [cell_row(each) for each in cells]
    return rows


def counted(number: int) -> str:
    """`1 cell`, `3 cells`."""
    return f"{number} cell{'s' * (number != 1)}"


def total_line(families: Families, known: int) -> str:
    """`3 of 140 cells, in 2 families`; `known` is how many the zoo has."""
    shown = sum(map(len, families.values()))
    number = counted(known) if shown == known else f"{shown} of {counted(known)}"
    return f"{number}, in {len(families)} famil{'ies' if len(families) != 1 else 'y'}"


def feature_rows(cells: Sequence[Record]) -> list[list[str]]:
    """A row for each feature: its name, how many cells have it, what it means."""
    from cellc.report.features import FEATURES

    counts = Counter(name for each in cells for name in each.features)
    return [[each.name, str(counts[each.name]), each.meaning] for each in FEATURES]


def cell_data(cell: Record, family: str) -> dict[str, Any]:
    """A cell for programs."""
    return {"name": cell.name, "family": family, **as_data(cell)}


def cell_row(cell: Record) -> list[str]:
    """Name, one line, paper, states, number of parameters."""
    return [
        cell.name,
        cell.title or "",
        short_citation(cell.paper or "", cell.year or ""),
        ", ".join(cell.states),
        cell.parameters,
    ]


def short_citation(paper: str, year: str) -> str:
    """`C. D. Darwin, A. R. Wallace, "On the ..."`, 1858: `Darwin & Wallace 1858`.

    The authors stand before the title, which is in quotation marks; a paper that is
    not written so is left as it is.
    """
    authors, quote, _title = re.sub("[“”]", '"', paper).partition('"')
    if not quote or not authors.strip():
        return " ".join(part for part in (paper, year) if part)
    names = [each.strip() for each in authors.split(",") if each.strip()]
    first = _surname(names[0])
    if len(names) > 2 or "et al" in authors:
        who = f"{first} et al."
    else:
        who = " & ".join(_surname(each) for each in names)
    return f"{who} {year}".strip()


def _surname(name: str) -> str:
    """Without initials: `B. van Merriënboer` is `van Merriënboer`."""
    words = [word for word in name.split() if not re.fullmatch(r"(\w\.-?)+", word)]
    return " ".join(words).removesuffix(" et al.") or name
