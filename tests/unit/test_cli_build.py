"""`cellc build`: which file is written, and what happens where none can be."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from cellc import driver
from cellc.cli import output

GOOD = "h_t = tanh(W_h h_{t-1} + W_x x_t + b)\n"


def files() -> list[str]:
    return sorted(path.name for path in Path.cwd().iterdir())


def test_build_writes_name_py(cellc) -> None:
    result = cellc("build", "rnn")
    text = Path("rnn.py").read_text(encoding="utf-8")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == f"wrote rnn.py ({len(text.splitlines())} lines)\n"
    assert text == driver.compile_spec("rnn").source_text
    assert files() == ["rnn.py"]


def test_build_levels(cellc) -> None:
    textbook = cellc("build", "rnn", "-O", "0", "-o", "-").stdout
    fast = cellc("build", "rnn", "-O", "2", "-o", "-").stdout
    assert textbook == driver.compile_spec("rnn", 0).source_text
    assert fast == driver.compile_spec("rnn", 2).source_text
    assert textbook != fast


def test_build_is_the_same_on_every_run(cellc) -> None:
    assert (
        cellc("build", "gru", "-o", "-").stdout
        == cellc("build", "gru", "-o", "-").stdout
    )


def test_build_from_standard_input(cellc) -> None:
    filtered = cellc("build", "-", stdin=GOOD)
    assert filtered.exit_code == 0
    assert filtered.stdout == driver.compile_cell(GOOD).source_text
    assert files() == []
    cellc("build", "-", "-o", "my.py", stdin=GOOD)
    assert Path("my.py").read_text(encoding="utf-8") == filtered.stdout
    Path("folder").mkdir()
    cellc("build", "-", "-o", "folder", stdin=GOOD)
    assert Path("folder/cell.py").read_text(encoding="utf-8") == filtered.stdout


def test_standard_input_errors(cellc) -> None:
    wrong = cellc("build", "-", stdin="h_t = §\n")
    assert wrong.exit_code == 1
    assert wrong.stdout == ""
    assert "--> <stdin>:1:7" in wrong.stderr
    assert cellc("check", "-", stdin=b"\xff").exit_code == 2
    assert cellc("check", "-", "-", stdin=GOOD).exit_code == 2


def test_build_into_a_folder(cellc) -> None:
    Path("folder").mkdir()
    Path("my own.cell").write_text(GOOD, encoding="utf-8")
    result = cellc("build", "rnn", "my own.cell", "-o", "folder")
    assert result.exit_code == 0
    assert sorted(os.listdir("folder")) == ["my_own.py", "rnn.py"]
    assert cellc("build", "gru", "-o", "folder/").exit_code == 0
    assert sorted(os.listdir("folder")) == ["gru.py", "my_own.py", "rnn.py"]


def test_build_writes_the_good_ones(cellc) -> None:
    Path("bad.cell").write_text("h_t = §\n", encoding="utf-8")
    result = cellc("build", "bad.cell", "rnn", "missing.cell")
    assert result.exit_code == 2
    assert files() == ["bad.cell", "rnn.py"]


@pytest.mark.parametrize(
    "args",
    [
        ("rnn", "-o", "nowhere/"),
        ("rnn", "-o", "nowhere/rnn.py"),
        ("rnn", "gru", "-o", "nowhere"),
        ("rnn", "gru", "-o", "file"),
        ("rnn", "-o", "file/"),
        ("rnn", "-o", "file/rnn.py"),
        ("rnn", "-o", "/proc/rnn.py"),
        ("rnn", "-o", "/dev/full"),
        ("rnn", "-o", "a" * 300),
        ("rnn", "rnn"),
        ("rnn", "other/rnn.cell"),
        ("spec.cell", "-o", "spec.cell"),
        ("spec.cell", "-o", "link.cell"),
    ],
)
def test_unwritable_output(cellc, args: tuple[str, ...]) -> None:
    Path("file").write_text("before", encoding="utf-8")
    Path("spec.cell").write_text(GOOD, encoding="utf-8")
    Path("link.cell").symlink_to("spec.cell")
    Path("other").mkdir()
    Path("other/rnn.cell").write_text(GOOD, encoding="utf-8")
    before = files()
    result = cellc("build", *args)
    assert result.exit_code == 2
    assert "error[E0003]" in result.stderr
    assert "  = help: " in result.stderr
    assert files() == before
    assert Path("file").read_text(encoding="utf-8") == "before"
    assert Path("spec.cell").read_text(encoding="utf-8") == GOOD


def test_build_onto_a_folder_of_that_name(cellc) -> None:
    Path("rnn.py").mkdir()
    result = cellc("build", "rnn")
    assert result.exit_code == 2
    assert "error[E0003]" in result.stderr
    assert os.listdir("rnn.py") == []


def test_an_error_while_writing_leaves_the_target(
    cellc, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    Path("rnn.py").write_text("before", encoding="utf-8")
    monkeypatch.setattr(output.os, "replace", fail)
    result = cellc("build", "rnn")
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert Path("rnn.py").read_text(encoding="utf-8") == "before"
    assert files() == ["rnn.py"]


def test_permissions(cellc) -> None:
    def mode(path: str) -> int:
        return stat.S_IMODE(Path(path).stat().st_mode)

    before = os.umask(0o027)
    try:
        cellc("build", "rnn")
    finally:
        os.umask(before)
    assert mode("rnn.py") == 0o640
    Path("rnn.py").chmod(0o755)
    cellc("build", "rnn", "-O", "0")
    assert mode("rnn.py") == 0o755


def test_symbolic_links_and_devices_stay(cellc) -> None:
    Path("folder").mkdir()
    Path("rnn.py").symlink_to("folder/real.py")
    cellc("build", "rnn")
    assert Path("rnn.py").is_symlink()
    assert Path("folder/real.py").read_text(encoding="utf-8").startswith('"""rnn:')
    assert cellc("build", "rnn", "-o", os.devnull).exit_code == 0
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)
