"""The tables of the grammar that are kept between runs: nothing but speed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cellc.syntax import tables
from cellc.syntax.builder import AstBuilder

TEXT = "h_t = tanh(W x_t + U h_{t-1})"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the tables of this test are kept."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    place = tmp_path.joinpath(*Path(tables.__file__).resolve().parent.parts[1:])
    place.mkdir(parents=True)
    return place


def parsed() -> str:
    return repr(tables.parser(AstBuilder()).parse(TEXT, start="statement"))


def test_kept_tables_parse_as_fresh_ones(folder: Path) -> None:
    fresh = parsed()
    (kept,) = folder.iterdir()
    written = kept.stat().st_mtime_ns
    assert parsed() == fresh
    assert kept.stat().st_mtime_ns == written


@pytest.mark.parametrize("damage", [b"", b"x" * 10, b"x" * 100])
def test_a_damaged_file_is_made_again(folder: Path, damage: bytes) -> None:
    fresh = parsed()
    (kept,) = folder.iterdir()
    content = kept.read_bytes()
    kept.write_bytes(content[: len(content) // 2] + damage)
    assert parsed() == fresh
    assert len(kept.read_bytes()) > len(content) // 2 + 100


def test_a_folder_that_is_missing_is_no_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "missing"))
    assert parsed()
    assert not list(tmp_path.iterdir())


def test_nothing_is_kept_where_python_keeps_no_byte_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert parsed()
    assert not list(folder.iterdir())
