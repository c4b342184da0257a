"""`cellc list`: families, filters, counts."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from cellc.cli.selection import Selection, year_of, years
from cellc.report.features import FEATURES
from cellc.resources import families, family_of, zoo


def groups(output: str) -> dict[str, list[str]]:
    """The names under each heading line of a table."""
    _, *parts, _total = output.split("\n\n")
    found = {}
    for part in parts:
        heading, *rows = part.split("\n")
        family, number = re.fullmatch(r"(\w+): (\d+) cells?", heading).groups()
        found[family] = [row.split()[0] for row in rows]
        assert int(number) == len(rows)
    return found


def test_list_has_every_cell_by_family(cellc) -> None:
    result = cellc("list")
    assert result.exit_code == 0
    heading, *lines = result.stdout.splitlines()
    assert heading.split()[0] == "name"
    assert groups(result.stdout) == {
        family: [*specs] for family, specs in families().items()
    }
    lstm = next(line for line in lines if line.startswith("lstm "))
    assert "Gers et al. 2000" in lstm
    assert "C, h" in lstm
    assert lstm.endswith("4*h*(h + x) + 4*h")
    assert lines[-1] == f"{len(zoo())} cells, in {len(families())} families"


def test_families_have_every_cell_once() -> None:
    names = [name for specs in families().values() for name in specs]
    assert sorted(names) == list(zoo())
    assert list(families()) == sorted(families())
    assert family_of(zoo()["lstm"]) == "lstm"


# ---------------------------------------------------------------- families, years


def test_family(cellc) -> None:
    result = cellc("list", "--family", "nested", "--family", "memory")
    assert result.exit_code == 0
    assert groups(result.stdout) == {
        family: [*families()[family]] for family in ("memory", "nested")
    }
    shown = sum(len(families()[family]) for family in ("memory", "nested"))
    last = result.stdout.splitlines()[-1]
    assert last == f"{shown} of {len(zoo())} cells, in 2 families"


def test_one_family(cellc) -> None:
    result = cellc("list", "--family", "elman", "--year", "1990")
    assert groups(result.stdout) == {"elman": ["rnn"]}
    assert result.stdout.endswith(f"\n\n1 of {len(zoo())} cells, in 1 family\n")


def test_unknown_family(cellc) -> None:
    result = cellc("list", "--family", "Nestd")
    assert result.exit_code == 2
    assert "Usage: cellc list" in result.stderr
    assert "there is no family `Nestd`. Did you mean `nested`?" in result.stderr
    assert f"Families: {', '.join(families())}." in result.stderr
    assert "Did you mean" not in cellc("list", "--family", "xyz").stderr


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016", 2016, 2016),
        ("2014-2018", 2014, 2018),
        ("2014–2018", 2014, 2018),
        (" 2014 - 2018 ", 2014, 2018),
        ("2016-2016", 2016, 2016),
        ("2019-", 2019, 9999),
        ("-1999", 0, 1999),
    ],
)
def test_years(text: str, first: int, last: int) -> None:
    found = years(text)
    assert (found.first, found.last) == (first, last)
    assert found.has(first)
    assert found.has(last)
    assert not found.has(first - 1)
    assert not found.has(last + 1)
    assert not found.has(None)


@pytest.mark.parametrize(
    "text", ["", "-", "16", "20162018", "2016 2018", "2014-2016-2018", "new", "2018-16"]
)
def test_no_years(cellc, text: str) -> None:
    result = cellc("list", "--year", text)
    assert result.exit_code == 2
    assert f"`{text}` is no year and no range of years" in result.stderr
    assert "Write 2016, 2014-2018, 2019- or -1999." in result.stderr


def test_years_the_wrong_way_round(cellc) -> None:
    result = cellc("list", "--year", "2018-2014")
    assert result.exit_code == 2
    assert "the range `2018-2014` ends before it begins" in result.stderr


@pytest.mark.parametrize("text", ["2016", "2014-2015", "2024-", "-1999"])
def test_specs_of_years(text: str) -> None:
    wanted = years(text)
    found = Selection(years=wanted).specs()
    names = sorted(path.stem for paths in found.values() for path in paths)
    assert names == [n for n, path in zoo().items() if wanted.has(year_of(path))]
    assert names
    assert all(found.values())


def test_spec_without_a_year(tmp_path: Path) -> None:
    spec = tmp_path / "own.cell"
    spec.write_text("title: of the year: 1999\n\nh_t = x_t + h_{t-1}\n")
    assert year_of(spec) is None


def test_nothing_is_compiled_for_families_and_years(
    cellc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cellc.driver", None)
    result = cellc("list", "--family", "lstm", "--year", "1972")
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        (("--year", "1800"), "--year 1800"),
        (("--family", "nested", "--year", "-1999"), "--family nested --year -1999"),
        (
            ("--feature", "noise", "--feature", "lags", "--family", "nested"),
            "--family nested --feature noise --feature lags",
        ),
        (("--features", "--year", "1800"), "--year 1800"),
    ],
)
def test_nothing_found(cellc, filters: tuple[str, ...], told: str) -> None:
    result = cellc("list", *filters)
    assert result.exit_code == 0
    assert result.stdout == f"no cell of the zoo matches {told}\n"


# ---------------------------------------------------------------- features


def test_features_must_all_hold(cellc) -> None:
    def found(*filters: str) -> list[str]:
        output = cellc("list", "--family", "elman", *filters).stdout
        return [name for names in groups(output).values() for name in names]

    assert found("--feature", "kinks") == ["irnn", "rin"]
    assert found("--feature", "several-states") == ["jordan_state"]
    both = ("--feature", "several-states", "--feature", "constants")
    assert found(*both) == ["jordan_state"]
    assert found("--feature", "kinks", "--year", "2015") == ["irnn"]
    none = cellc("list", "--family", "elman", *both, "--feature", "kinks")
    assert none.stdout.startswith("no cell")


def test_unknown_feature(cellc) -> None:
    result = cellc("list", "--feature", "kink")
    assert result.exit_code == 2
    assert "there is no feature `kink`. Did you mean `kinks`?" in result.stderr
    assert all(each.name in result.stderr for each in FEATURES)


def test_list_of_features(cellc) -> None:
    result = cellc("list", "--features", "--family", "elman")
    assert result.exit_code == 0
    heading, *rows = result.stdout.split("\n\n")[0].splitlines()
    assert heading.split()[:2] == ["feature", "cells"]
    counts = {row.split()[0]: int(row.split()[1]) for row in rows}
    assert list(counts) == [each.name for each in FEATURES]
    assert counts["kinks"] == 2
    assert counts["matrix-state"] == 0
    assert all(each.meaning in result.stdout for each in FEATURES)
    assert result.stdout.endswith(f"\n\n5 of {len(zoo())} cells, in 1 family\n")


# ---------------------------------------------------------------- JSON


def test_json(cellc) -> None:
    result = cellc("list", "--family", "elman", "--format", "json")
    assert result.exit_code == 0
    found = {each["name"]: each for each in json.loads(result.stdout)}
    assert list(found) == [*families()["elman"]]
    assert found["jordan_state"] == {
        "name": "jordan_state",
        "family": "elman",
        "title": "Jordan network with state units",
        "paper": found["jordan_state"]["paper"],
        "year": "1986",
        "inputs": ["x"],
        "states": ["s", "y"],
        "outputs": ["y"],
        "sizes": found["jordan_state"]["sizes"],
        "parameters": "h*x + 2*h*y + h + y",
        "features": ["several-states", "constants"],
    }


def test_json_of_nothing(cellc) -> None:
    result = cellc("list", "--year", "1800", "--format", "json")
    assert (result.exit_code, result.stdout) == (0, "[]\n")


def test_features_have_no_json(cellc) -> None:
    assert cellc("list", "--features", "--format", "json").exit_code == 2
