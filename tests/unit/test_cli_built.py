"""Modules kept from one `cellc build` for the next: found again, and never wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cellc.cli import built, cache
from cellc.cli.inputs import Input
from cellc.cli.main import main

SPEC = "h_t = tanh(W x_t + U h_{t-1} + b)\n"
NOTED = "h_t = tanh(W x_t + W h_{t-1} + b)\nz_t = σ(W x_t)\nwhere\n  output h_t, z_t\n"

WARNED = "All recurrent weight matrices are diagonal.\n\n" + SPEC


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The specs that were compiled, in a folder of their own with an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    monkeypatch.chdir(tmp_path)
    Path("my.cell").write_text(SPEC, encoding="utf-8")
    found: list[str] = []
    own = Input.compile

    def compile_it(spec: Input, level: int = 2) -> Any:
        found.append(f"{spec.argument} {level}")
        return own(spec, level)

    monkeypatch.setattr(Input, "compile", compile_it)
    return found


def build(*words: str) -> str:
    result = CliRunner().invoke(main, ["build", *words])
    assert result.exit_code == 0, result.output
    return result.output


def kept() -> list[Path]:
    folder = cache.cache_folder()
    assert folder is not None
    return sorted((folder / "build").glob("*.json"))


def test_what_is_unchanged_is_not_made_again(compiled: list[str]) -> None:
    build("my.cell", "-o", "one.py")
    build("my.cell", "-o", "two.py")
    assert compiled == ["my.cell 2"]
    assert Path("one.py").read_bytes() == Path("two.py").read_bytes()
    assert build("my.cell", "-o", "-") == Path("one.py").read_text("utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ["-O", "0"],
        ["--layers", "2"],
        ["--bidirectional"],
        ["--define", "b = 0"],
        ["--with", "layernorm"],
    ],
)
def test_what_is_asked_for_otherwise_is_made(
    compiled: list[str], words: list[str]
) -> None:
    plain = build("my.cell", "-o", "-")
    assert build("my.cell", *words, "-o", "-") != plain
    assert build("my.cell", "-o", "-") == plain
    assert len(compiled) == 2


def test_a_change_of_the_spec_or_its_name(compiled: list[str]) -> None:
    first = build("my.cell", "-o", "-")
    Path("my.cell").write_text(SPEC.replace("tanh", "σ"), encoding="utf-8")
    second = build("my.cell", "-o", "-")
    assert "np.tanh(W" in first
    assert first != second
    Path("other.cell").write_text(SPEC, encoding="utf-8")
    assert "cellc build other -O 2" in build("other.cell", "-o", "-")
    Path("my.cell").write_text(SPEC, encoding="utf-8")
    assert build("my.cell", "-o", "-") == first
    assert len(compiled) == 3


def test_another_compiler(compiled: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    build("my.cell")
    monkeypatch.setattr(built, "compiler", lambda: "another")
    build("my.cell")
    assert len(compiled) == 2


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_diagnostics_are_told_again(compiled: list[str], form: str) -> None:
    Path("my.cell").write_text(NOTED, encoding="utf-8")
    first = build("my.cell", "--format", form)
    second = build("my.cell", "--format", form)
    assert len(compiled) == 1
    assert "N0602" in first
    assert first == second
    quiet = build("my.cell", "--quiet")
    assert "N0602" not in quiet


def test_a_warning_that_counts_as_an_error(compiled: list[str]) -> None:
    Path("my.cell").write_text(WARNED, encoding="utf-8")
    assert "warning[" in build("my.cell")
    Path("my.py").unlink()
    for _ in range(2):
        result = CliRunner().invoke(main, ["build", "my.cell", "--warn-as-error"])
        assert result.exit_code == 1
        assert not Path("my.py").exists()
    assert len(compiled) == 1


def test_what_is_wrong_is_told_each_time(compiled: list[str]) -> None:
    Path("my.cell").write_text("h_t = tanh(", encoding="utf-8")
    first, second = (CliRunner().invoke(main, ["build", "my.cell"]) for _ in range(2))
    assert first.exit_code == second.exit_code == 1
    assert first.output == second.output
    assert kept() == []
    missing = CliRunner().invoke(main, ["build", "no_such.cell"])
    assert missing.exit_code == 2
    assert "E0004" in missing.output or "E0001" in missing.output


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"content": {"module": "import os"}, "sha256": "0"}',
        b'{"content": 3}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_costs_time_and_nothing_else(
    compiled: list[str], content: bytes
) -> None:
    first = build("my.cell", "-o", "-")
    (file,) = kept()
    file.write_bytes(content)
    assert build("my.cell", "-o", "-") == first
    assert len(compiled) == 2
    assert build("my.cell", "-o", "-") == first
    assert len(compiled) == 2


def test_a_module_that_was_changed_there_is_not_taken(compiled: list[str]) -> None:
    first = build("my.cell", "-o", "-")
    (file,) = kept()
    data = json.loads(file.read_bytes())
    data["content"]["module"] += "\nimport os\n"
    file.write_text(json.dumps(data), encoding="utf-8")
    assert build("my.cell", "-o", "-") == first


def test_no_place_to_keep_it(
    compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("taken").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(Path("taken").resolve()))
    assert build("my.cell", "-o", "-") == build("my.cell", "-o", "-")
    assert len(compiled) == 2


def test_standard_input_is_not_kept(compiled: list[str]) -> None:
    for _ in range(2):
        result = CliRunner().invoke(main, ["build", "-"], input=SPEC)
        assert result.exit_code == 0
    assert kept() == []


def test_the_oldest_go(compiled: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(built, "MOST", 2)
    for number in range(4):
        Path("my.cell").write_text(f"{SPEC}# {number}\n", encoding="utf-8")
        build("my.cell")
    assert len(kept()) == 2


def test_many_at_once(compiled: list[str], tmp_path: Path) -> None:
    """Commands that build the same at the same time write the same complete file."""

    def run(number: int) -> bytes:
        command = [sys.executable, "-m", "cellc.cli", "build", "my.cell"]
        subprocess.run([*command, "-o", f"{number}.py"], check=True, cwd=tmp_path)
        return (tmp_path / f"{number}.py").read_bytes()

    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(run, range(4)))
    assert len({*texts}) == 1
    assert len(kept()) == 1


def test_sympy_is_not_loaded_for_what_is_kept(
    compiled: list[str], tmp_path: Path
) -> None:
    build("my.cell")
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "cellc.cli", "build", "my.cell"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "cellc.cli.built" in loaded
    assert not {"sympy", "numpy", "jinja2", "cellc.driver"} & loaded
