"""docs/zoo.md is what the specs make of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cellc.cli.selection import year_of
from cellc.driver import Analysis
from cellc.report.zoo_page import analysed_zoo, anchor, equations_of, page
from cellc.resources import families, zoo

PAGE = Path(__file__).resolve().parents[2] / "docs" / "zoo.md"
UPDATE = "pytest tests/docs/test_zoo.py --update-golden"
Zoo = dict[str, list[Analysis]]


@pytest.fixture(scope="module")
def read() -> Zoo:
    return analysed_zoo()


@pytest.fixture(scope="module")
def made(read: Zoo) -> str:
    return page(read)


def test_page(made: str, update_golden: bool) -> None:
    if update_golden:
        PAGE.write_text(made, encoding="utf-8", newline="\n")
    assert PAGE.read_text(encoding="utf-8") == made, f"if it is meant: {UPDATE}"


def without_code(text: str) -> str:
    return re.sub(r"^```\n.*?^```\n", "", text, flags=re.MULTILINE | re.DOTALL)


def test_page_has_every_cell(made: str) -> None:
    found = re.findall(r"^### (.*)$", made, flags=re.MULTILINE)
    names = [name for specs in families().values() for name in specs]
    assert [name.replace("\\", "") for name in found] == names
    assert sorted(names) == list(zoo())


def test_page_counts(made: str) -> None:
    rows = re.findall(r"^\| \[\w+\]\(#[\w-]+\) \| (\d+) \|", made, flags=re.MULTILINE)
    assert [int(row) for row in rows] == [len(specs) for specs in families().values()]
    assert f"| all | {len(zoo())} |" in made


def test_links_of_the_page_lead_somewhere(made: str) -> None:
    headings = re.findall(r"^#+ (.*)$", without_code(made), flags=re.MULTILINE)
    anchors = [anchor(each) for each in headings]
    links = re.findall(r"\]\(#([^)]*)\)", made)
    assert {*links} <= {*anchors}
    for link in {*links}:
        assert anchors.count(link) == 1, link


def test_equations_are_those_of_the_spec(read: Zoo, made: str) -> None:
    for found in read.values():
        for each in found:
            header = {key: [value] for key, value in each.spec.header}
            text = equations_of(each.cell.text, header)
            assert each.cell.text.rstrip().endswith(text)
            above = each.cell.text.rstrip().removesuffix(text)
            assert len(above.split("\n")) - 2 == len(each.spec.header)
            assert f"```\n{text}\n```" in made


def test_year_is_that_of_the_header(read: Zoo) -> None:
    """The year that `cellc list` filters by, which compiles nothing."""
    for found in read.values():
        for each in found:
            year = each.cell.header.get("year")
            assert str(year_of(zoo()[each.cell.name])) == str(year)
