"""What `cellc list` keeps from one run for the next: never stale, never needed."""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from cellc.cli import cache
from cellc.cli.kept import Kept
from cellc.report.records import Record, as_data, from_data

FAMILY = ("list", "--family", "elman")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the records are, in a folder of this test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    return tmp_path / "kept" / "cellc" / "list.json"


def record(name: str = "own") -> Record:
    """A record of no cell."""
    return Record(name, "Own", None, "2020", ["x"], ["h"], ["h"], ["x", "h"], "h*x", [])


def test_second_run_prints_the_same_and_compiles_nothing(
    cellc, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = [(), ("--features",), ("--feature", "kinks"), ("--format", "json")]
    first = []
    for form in forms:
        file.unlink(missing_ok=True)
        first.append(cellc(*FAMILY, *form).stdout)
    monkeypatch.setitem(sys.modules, "cellc.driver", None)
    assert [cellc(*FAMILY, *form).stdout for form in forms] == first
    assert "jordan_state" in first[0]


def test_what_is_kept_is_what_is_printed(cellc, file: Path) -> None:
    """The file is used: another record in it is another row."""
    cellc(*FAMILY)
    text = file.read_text("utf-8")
    file.write_text(text.replace('"title": "Jordan', '"title": "Planted'), "utf-8")
    assert "Planted" in cellc(*FAMILY).stdout


def test_record_is_of_one_text_and_one_name(file: Path) -> None:
    found = Kept()
    found.put("own", "h_t = x_t", record())
    found.save()
    assert Kept().get("own", "h_t = x_t") == record()
    assert Kept().get("own", "h_t = x_t ") is None
    assert Kept().get("owns", "h_t = x_t") is None
    assert Kept().get("ownh", "_t = x_t") is None


def test_another_compiler_makes_its_own(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Kept()
    found.put("own", "h_t = x_t", record())
    found.save()
    monkeypatch.setattr(cache, "version", lambda library: "another")
    other = Kept()
    assert other.get("own", "h_t = x_t") is None
    other.put("own", "h_t = x_t", replace(record(), title="Another"))
    other.save()
    assert Kept().get("own", "h_t = x_t").title == "Another"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b'"x"', b"null", b"[" * 100_000, b'{"records": 1}'],
)
def test_damaged_file_is_made_anew(cellc, file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    result = cellc(*FAMILY, "--year", "1990")
    assert result.exit_code == 0
    assert "\nrnn " in result.stdout
    assert json.loads(file.read_bytes())["records"]


@pytest.mark.parametrize("records", [None, [], "x"])
def test_records_that_are_none(file: Path, records: object) -> None:
    Kept().save()
    file.parent.mkdir(parents=True)
    made_by = Kept()._made_by
    file.write_text(json.dumps({"made_by": made_by, "records": records}))
    assert Kept().get("own", "") is None


@pytest.mark.parametrize(
    "change",
    [
        {"name": None},
        {"title": 3},
        {"parameters": ["h"]},
        {"inputs": "x"},
        {"features": [1]},
        {"more": "x"},
    ],
)
def test_data_that_are_no_record(change: dict[str, object]) -> None:
    good = as_data(record())
    assert from_data(good) == record()
    assert from_data({**good, **change}) is None
    del good["year"]
    assert from_data(good) is None
    assert from_data([record()]) is None


def test_folder_that_cannot_be_made(
    cellc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("a file, where a folder is to be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "taken"))
    result = cellc(*FAMILY, "--year", "1990")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "\nrnn " in result.stdout


def test_folder_that_cannot_be_written(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    file.parent.mkdir(parents=True)
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refused)
        found = Kept()
        found.put("own", "", record())
        found.save()
    assert not file.exists()


def test_no_folder_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setenv("XDG_CACHE_HOME", "relative/paths/do/not/count")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    found = Kept()
    found.put("own", "", record())
    found.save()
    assert Kept().get("own", "") is None


def test_many_writers_and_readers(file: Path) -> None:
    """Whoever reads meets a complete file: a record is there whole or not at all."""

    def turn(number: int) -> bool:
        found = Kept()
        one = found.get("own", "")
        found.put("own", "", record())
        found.put(f"own{number}", "", record(f"own{number}"))
        found.save()
        return one in (None, record())

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(turn, range(40)))
    assert Kept().get("own", "") == record()
    assert [each.name for each in file.parent.iterdir()] == [file.name]
