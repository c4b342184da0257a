"""`cellc equiv` on the command line: what it prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cellc.cli.main import main

RNN = "h_t = tanh(W h_{t-1} + U x_t + b)\n"
DOCS = Path(__file__).parents[2] / "docs/equivalence.md"


def cellc(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [*arguments], input=stdin)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "one.cell").write_text(RNN)
    (tmp_path / "stacked.cell").write_text("s_t = tanh(V·[s_{t-1}, u_t] + c)\n")
    (tmp_path / "linear.cell").write_text("h_t = W h_{t-1} + U x_t + b\n")
    (tmp_path / "more.cell").write_text("h_t = tanh(W h_{t-1} + U x_t + b + 1)\n")
    (tmp_path / "wrong.cell").write_text("h_t = tahn(W h_{t-1} + U x_t + b)\n")
    return tmp_path


def test_the_example_of_the_docs() -> None:
    found = cellc("equiv", "gru", "gru_cho")
    assert found.exit_code == 0
    text = DOCS.read_text(encoding="utf-8")
    for line in found.stdout.splitlines()[:-1]:  # the last is about rounding
        assert f"    {line}\n" in text


@pytest.mark.parametrize(
    ("other", "code", "answer"),
    [
        ("stacked", 0, "equal: A = one, B = stacked"),
        ("linear", 1, "different: A = one, B = linear"),
        ("more", 4, "not decided: A = one, B = more"),
        ("wrong", 2, ""),
        ("missing", 2, ""),
    ],
)
def test_exit_codes(files: Path, other: str, code: int, answer: str) -> None:
    found = cellc("equiv", str(files / "one.cell"), str(files / f"{other}.cell"))
    assert found.exit_code == code, found.output
    assert found.stdout.partition("\n")[0] == answer
    assert (code == 2) == ("error[" in found.stderr)


def test_standard_input_once(files: Path) -> None:
    found = cellc("equiv", "-", str(files / "one.cell"), stdin=RNN)
    assert found.exit_code == 0
    assert cellc("equiv", "-", "-", stdin=RNN).exit_code == 2


def test_json(files: Path) -> None:
    one, stacked = (str(files / f"{name}.cell") for name in ("one", "stacked"))
    found = cellc("equiv", one, stacked, "--format", "json")
    answer = json.loads(found.stdout)
    assert answer["answer"] == "equal"
    assert "B.V = [A.W, A.U]" in answer["correspondence"]
    assert answer["error"] < 1e-10
    assert json.loads(found.stderr) == []
    answer = json.loads(
        cellc("equiv", one, str(files / "linear.cell"), "--format", "json").stdout
    )
    assert answer["answer"] == "different"
    assert answer["witness"]["sizes"] == {"x": 2, "h": 3}
    assert len(answer["witness"]["values"]) == 2
