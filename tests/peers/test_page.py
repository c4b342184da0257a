"""docs/fidelity.md says what the tables of these tests say; no library is needed."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from comparing import Row

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PAGE = (ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8")
FILES = [
    path.stem for path in sorted(HERE.glob("test_*.py")) if path.stem != "test_page"
]
ALONE = [
    word
    for line in PAGE.splitlines()
    if line.startswith("    pip install --no-deps ")
    for word in line.split()
]
"""What is installed without what it asks for, and not by the extra."""


def rows_of(file: str) -> list[Row]:
    """The rows of a test's tables."""
    found: list[Row] = []
    for value in vars(import_module(file)).values():
        listed = value if isinstance(value, list) else [value]
        found += [row for row in listed if isinstance(row, Row)]
    return found


def cells_of(heading: str) -> list[list[str]]:
    """The cells of the table in a section of the page."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line[2:-2].split(" | ")] for line in lines[1:]]


def agreeing(file: str) -> list[str]:
    return sorted({row.cell for row in rows_of(file) if not row.instead})


def test_every_agreement_is_on_the_page() -> None:
    listed = {}
    for library, cells in cells_of("What agrees"):
        link = library.split("](../tests/peers/")[1]
        listed[link.removesuffix(".py)")] = cells
    assert listed == {
        file: ", ".join(f"`{cell}`" for cell in agreeing(file))
        for file in FILES
        if agreeing(file)
    }
    total = len({cell for file in FILES for cell in agreeing(file)})
    assert f"In all {total} cells of the zoo." in PAGE


def test_every_departure_is_on_the_page() -> None:
    listed = {
        (cell.strip("`"), implementation.split("`")[1])
        for cell, _, implementation, *_ in cells_of("Where the two differ")
    }
    assert listed == {
        (row.cell, row.peer) for file in FILES for row in rows_of(file) if row.instead
    }


def test_versions_are_those_of_the_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extra = project["project"]["optional-dependencies"]["peers"]
    for library, _ in cells_of("What agrees"):
        for name in library.split("](")[0].strip("[").split(", "):
            assert name.replace(" ", "==") in {*extra, *ALONE}


@pytest.mark.parametrize("heading", ["Where the two differ", "What libraries add"])
def test_cells_are_of_the_zoo(heading: str) -> None:
    from cellc.resources import zoo

    named = {
        name.strip("` ") for row in cells_of(heading) for name in row[0].split(",")
    }
    assert named <= set(zoo())
