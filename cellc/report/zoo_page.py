"""The zoo as a page, docs/zoo.md: every cell with its source and its equations.

Everything on it is taken from the specs and from what the compiler makes of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import dropwhile

from cellc.driver import Analysis, analyse
from cellc.ir import Cell
from cellc.report.describe import parameter_count
from cellc.report.features import FEATURES, features_of
from cellc.report.markdown import escaped
from cellc.report.overview import counted
from cellc.resources import families
from cellc.sources import read_source, spec_name

Zoo = Mapping[str, Sequence[Analysis]]
Header = Mapping[str, Sequence[str]]

INTRODUCTION = """\
# The zoo

This page is generated from the specs; do not edit it. `cellc list` prints the same
cells as a table and filters them, `cellc show NAME` prints one, and
`cellc build NAME -o NAME.py` makes a module of it."""
FEATURE_INTRODUCTION = """\
## Features

A feature is told from the equations of a cell, not written in its spec.
`cellc list --feature NAME` has the cells with it."""


def analysed_zoo() -> dict[str, list[Analysis]]:
    """Every cell of the zoo as it was read, by family."""
    return {
        family: [analyse(read_source(path), spec_name(path)) for path in specs.values()]
        for family, specs in families().items()
    }


def page(zoo: Zoo) -> str:
    """docs/zoo.md."""
    parts = [INTRODUCTION, _contents(zoo), FEATURE_INTRODUCTION, _features(zoo)]
    for family, found in zoo.items():
        parts.append(f"## {_heading(family, found)}")
        for each in found:
            parts += _cell(each)
    return "\n\n".join(parts) + "\n"


# ---------------------------------------------------------------- contents


def _heading(family: str, found: Sequence[Analysis]) -> str:
    return f"{family}: {counted(len(found))}"


def anchor(heading: str) -> str:
    """What a heading is called in a link: small letters, hyphens, no punctuation."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _contents(zoo: Zoo) -> str:
    """A table of the families, with links to their cells."""
    rows = [("family", "cells", "years", "names"), ("---", "--:", "---", "---")]
    for family, found in zoo.items():
        link = f"[{family}](#{anchor(_heading(family, found))})"
        names = ", ".join(_link(each.cell.name) for each in found)
        rows.append((link, str(len(found)), _years(found), names))
    every = [each for found in zoo.values() for each in found]
    rows.append(("all", str(len(every)), _years(every), ""))
    return _table(rows)


def _link(name: str) -> str:
    return f"[{escaped(name)}](#{anchor(name)})"


def _years(found: Sequence[Analysis]) -> str:
    years = sorted(year for each in found if (year := each.cell.header.get("year", "")))
    return "-".join(dict.fromkeys([years[0], years[-1]])) if years else ""


def _features(zoo: Zoo) -> str:
    """A table of the features, with the number of cells that have each."""
    cells = [each.cell for found in zoo.values() for each in found]
    rows = [("feature", "cells", "what it means"), ("---", "--:", "---")]
    for feature in FEATURES:
        number = sum(map(feature.holds, cells))
        rows.append((feature.name, str(number), escaped(feature.meaning)))
    return _table(rows)


def _table(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


# ---------------------------------------------------------------- one cell


def _cell(found: Analysis) -> list[str]:
    """The paragraphs of one cell."""
    header: dict[str, list[str]] = {}
    for key, value in found.spec.header:
        header.setdefault(key, []).append(value)
    cell = found.cell
    parts = [f"### {escaped(cell.name)}", _source(header)]
    parts += [_fenced(equations_of(cell.text, header)), _facts(cell)]
    if "note" in header:
        parts.append("\n".join(f"- {escaped(note)}" for note in header["note"]))
    return [part for part in parts if part]


def _source(header: Header) -> str:
    """The title; the paper, its year, where it is found, and which equations."""
    title = "".join(f"**{escaped(each)}**" for each in header.get("title", ()))
    said = [escaped(each) for each in header.get("paper", ())]
    if "year" in header:
        said = [" ".join([*said, *(f"({each})" for each in header["year"])])]
    said += [f"[doi:{escaped(each)}]({_doi(each)})" for each in header.get("doi", ())]
    said += [f"<{each}>" for each in header.get("url", ())]
    lines = [title, ", ".join(said)]
    for each in header.get("equations", ()):
        lines.append(f"Equations: {escaped(each)}")
    return "\\\n".join(line for line in lines if line)


def _doi(doi: str) -> str:
    return f"https://doi.org/{doi}"


def equations_of(text: str, header: Header) -> str:
    """A spec's text without the header above it."""

    def is_above(line: str) -> bool:
        return not line.strip() or line.partition(":")[0].strip() in header

    return "\n".join(dropwhile(is_above, text.rstrip().split("\n")))


def _fenced(text: str) -> str:
    return f"```\n{text}\n```"


def _facts(cell: Cell) -> str:
    """A table: states, sizes, number of parameters, features."""
    names = {
        "inputs": [each.name for each in cell.inputs],
        "states": [each.name for each in cell.states],
        "outputs": [each.name for each in cell.outputs],
        "sizes": cell.sizes,
    }
    rows = [("", ""), ("---", "---")]
    rows += [
        (key, ", ".join(f"`{each}`" for each in found)) for key, found in names.items()
    ]
    rows.append(("parameters", f"`{parameter_count(cell)}`"))
    rows.append(("features", ", ".join(features_of(cell)) or "none"))
    return _table(rows)
