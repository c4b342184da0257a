"""Bad input on the command line: message, place, help, exit code, nothing touched."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

GOOD = "h_t = tanh(W_h h_{t-1} + W_x x_t + b)\n"


def files() -> list[str]:
    return sorted(path.name for path in Path.cwd().iterdir())


# name: text, code, what the caret stands under (None where there is no place)
BAD_SPECS = {
    "unknown character": (
        "h_t = tanh(W_h h_{t-1} § W_x x_t)\n",
        "E0101",
        "§",
    ),
    "unbalanced bracket": ("h_t = tanh(W_h h_{t-1} + W_x x_t\n", "E0102", "t"),
    "no equals sign": (GOOD + "tanh(W_x x_t)\n", "E0104", "tanh(W_x x_t)"),
    "defined twice": (GOOD + "h_t = tanh(W_x x_t)\n", "E0220", "h_t"),
    "state never defined": (
        "h_t = tanh(W_h h_{t-1} + W_x x_t + W_c c_{t-1})\n",
        "E0226",
        "c_{t-1}",
    ),
    "definition never used": (GOOD + "g_t = tanh(W_g x_t)\n", "E0231", "g_t"),
    "circle at one t": (
        "f_t = σ(W_f g_t)\ng_t = σ(W_g f_t)\nh_t = f_t * h_{t-1} + W_x x_t\n",
        "E0230",
        "f_t",
    ),
    "shape conflict": (
        "h_t = tanh(W_h h_{t-1} + W_x x_t) ⊙ x_t\nwhere\n  x_t ∈ ℝ^3\n  h_t ∈ ℝ^4\n",
        "E04",
        None,
    ),
    "undetermined rank": ("h_t = tanh(a h_{t-1} + W_x x_t)\n", "E0401", "a"),
    "undetermined size": ("h_t = tanh(U (V x_t) + W_h h_{t-1})\n", "E0409", "U"),
    "unknown function": (
        "h_t = frobnicate(W_h h_{t-1} + W_x x_t)\n",
        "E0209",
        "frobnicate",
    ),
    "empty": ("", "E0100", None),
    "comment only": ("# nothing\n", "E0100", None),
}


def check_excerpt(text: str, stderr: str, token: str) -> None:
    """The line as typed stands over carets that stand exactly under the token."""
    lines = stderr.splitlines()
    for above, below in pairwise(lines):
        if "^" in below and " | " in above:
            typed = above.split(" | ", 1)[1]
            marks = below.split(" | ", 1)[1]
            assert typed in text.splitlines()
            start = marks.index("^")
            assert typed[start : start + marks.count("^")] == token
            return
    pytest.fail(f"no excerpt in\n{stderr}")


@pytest.mark.parametrize("name", BAD_SPECS)
def test_bad_spec(cellc, name: str) -> None:
    text, code, token = BAD_SPECS[name]
    Path("bad.cell").write_text(text, encoding="utf-8")
    Path("bad.py").write_text("before", encoding="utf-8")
    checked = cellc("check", "bad.cell")
    built = cellc("build", "bad.cell")
    for result in (checked, built):
        assert result.exit_code == 1
        assert result.stdout == ""
        assert f"error[{code}" in result.stderr
        assert "  = help: " in result.stderr
        if token is not None:
            check_excerpt(text, result.stderr, token)
    assert built.stderr == checked.stderr
    assert Path("bad.py").read_text(encoding="utf-8") == "before"
    assert files() == ["bad.cell", "bad.py"]


def unusable(kind: str) -> str:
    match kind:
        case "missing":
            return "missing.cell"
        case "folder":
            Path("folder").mkdir()
            return "folder"
        case "not UTF-8":
            Path("latin.cell").write_bytes("h_t = ß".encode("latin-1"))
            return "latin.cell"
        case "below a file":
            Path("file").touch()
            return "file/x.cell"
        case "name too long":
            return "a" * 5000
        case "endless":
            return "/dev/zero"
    raise AssertionError(kind)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("missing", "E0004"),
        ("folder", "E0001"),
        ("not UTF-8", "E0002"),
        ("below a file", "E0004"),
        ("name too long", "E0001"),
        ("endless", "E0001"),
    ],
)
@pytest.mark.parametrize("command", ["check", "show", "build", "verify", "dump"])
def test_unusable_file(cellc, kind: str, code: str, command: str) -> None:
    path = unusable(kind)
    before = files()
    stage = ["--stage", "ir"] if command == "dump" else []
    result = cellc(command, path, *stage)
    assert result.exit_code == 2
    assert f"error[{code}]" in result.stderr
    assert "  = help: " in result.stderr
    assert files() == before


def test_close_name_is_offered(cellc) -> None:
    assert "did you mean `lstm`?" in cellc("check", "lstn").stderr


def test_folder_with_a_cells_name_does_not_hide_the_cell(cellc) -> None:
    Path("lstm").mkdir()
    assert cellc("check", "lstm").stdout == "lstm: ok\n"


def test_every_spec_is_processed_and_the_worst_code_returned(cellc) -> None:
    Path("bad.cell").write_text("h_t = \n", encoding="utf-8")
    result = cellc("check", "bad.cell", "rnn", "missing.cell", "gru")
    assert result.exit_code == 2
    assert result.stdout == "rnn: ok\ngru: ok\n"
    assert "bad.cell:1" in result.stderr
    assert "missing.cell" in result.stderr
    assert cellc("check", "bad.cell", "rnn").exit_code == 1


def test_a_file_that_is_no_spec_does_not_flood_the_terminal(cellc) -> None:
    Path("bad.cell").write_text("§\n" * 400, encoding="utf-8")
    result = cellc("check", "bad.cell")
    assert result.stderr.count("error[") == 20
    assert "more errors" in result.stderr
