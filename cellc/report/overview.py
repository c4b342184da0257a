"""Many cells, one row each."""

from __future__ import annotations

import re

from cellc.ir import Cell
from cellc.report.describe import parameter_count
from cellc.report.tables import Column

CELLS = (
    Column("name"),
    Column("what it is", flexible=True),
    Column("paper", optional=1),
    Column("states", optional=2),
    Column("parameters", optional=3),
)


def cell_row(cell: Cell) -> list[str]:
    """Name, one line, paper, states, number of parameters."""
    return [
        cell.name,
        cell.header.get("title", ""),
        short_citation(cell.header.get("paper", ""), cell.header.get("year", "")),
        ", ".join(each.name for each in cell.states),
        parameter_count(cell),
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
