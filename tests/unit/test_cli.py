"""The commands in this process: what they print and return."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cellc import driver
from cellc.cli import options, parallel
from cellc.cli.main import main
from cellc.diagnostics import Source
from cellc.passes import FORWARD_PASSES
from cellc.resources import zoo
from cellc.testing.comparisons import Report, Row

# ---------------------------------------------------------------- show, dump


def test_show(cellc) -> None:
    result = cellc("show", "lstm")
    written = zoo()["lstm"].read_text(encoding="utf-8")
    assert result.exit_code == 0
    assert result.stdout.startswith(written.rstrip("\n"))
    after = result.stdout[len(written) :].splitlines()
    assert ["W_f", "W_f", "parameter", "h", "×", "(h", "+", "x)", "glorot"] in [
        line.split() for line in after
    ]
    assert "sizes       x, h" in after
    assert "parameters  8 arrays, 4*h*(h + x) + 4*h numbers" in after


@pytest.mark.parametrize("stage", ["ast", "ir", "grad", "schedule"])
def test_dump_is_deterministic(cellc, stage: str) -> None:
    first = cellc("dump", "gru", "--stage", stage)
    assert first.exit_code == 0
    assert len(first.stdout.splitlines()) > 10
    assert first.stdout == cellc("dump", "gru", "--stage", stage).stdout


def test_dump_shows_the_ast_of_what_has_no_meaning(cellc) -> None:
    result = cellc("dump", "-", "--stage", "ast", stdin="h_t = g_t\n")
    assert result.exit_code == 0
    assert "Name `g` @1:7-8" in result.stdout


# ---------------------------------------------------------------- verify


def test_verify_one(cellc) -> None:
    result = cellc("verify", "rnn")
    assert result.exit_code == 0
    title, heading, *rows = result.stdout.splitlines()
    assert title == "rnn"
    assert heading.split()[-3:] == ["error", "tolerance", "result"]
    assert len(rows) >= 4
    assert all(row.endswith("pass") for row in rows)


def test_verify_several_in_order(cellc) -> None:
    Path("own.cell").write_text("h_t = tanh(W h_{t-1} + x_t)\n", encoding="utf-8")
    result = cellc(
        "verify", "rnn", "own.cell", "missing", "-", stdin="h_t = x_t + h_{t-1}"
    )
    assert result.exit_code == 2
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[0][0] == "cell"
    assert [row[0] for row in rows[1:4]] == ["rnn", "own", "cell"]
    assert [row[-1] for row in rows[1:4]] == ["pass"] * 3
    assert "missing" in result.stderr


def planted(name: str) -> Report:
    good = Row("values", "output h", 1e-16, 1e-12)
    bad = Row("complex step", "parameter W", 1e-3, 1e-10)
    nothing = Row("complex step", "parameter b", float("nan"), 1e-10)
    return Report(name, [good] if name == "rnn" else [good, bad, nothing])


def test_verify_fails(cellc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        parallel, "verify", lambda compiled, *, seed: planted(compiled.name)
    )
    one = cellc("verify", "gru")
    assert one.exit_code == 1
    assert "FAIL" in one.stdout
    both = cellc("verify", "rnn", "gru", "--jobs", "1")
    assert both.exit_code == 1
    _, rnn, gru, *_, last = both.stdout.splitlines()
    assert rnn.split() == ["rnn", "1.0e-16", "-", "pass"]
    assert gru.split() == ["gru", "1.0e-16", "nan", "FAIL", "FAIL"]
    assert last == "FAILED: gru"


# ---------------------------------------------------------------- usage, faults


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("frobnicate",),
        ("build",),
        ("check", "--frob"),
        ("build", "rnn", "-O", "1"),
        ("build", "rnn", "--target", "fortran"),
        ("build", "rnn", "gru", "-o", "-"),
        ("dump", "rnn"),
        ("dump", "rnn", "--stage", "all"),
        ("verify",),
        ("verify", "rnn", "--jobs", "0"),
    ],
)
def test_usage_errors(cellc, args: tuple[str, ...]) -> None:
    result = cellc(*args)
    assert result.exit_code == 2
    assert "Usage: cellc" in result.stderr
    assert not list(Path.cwd().iterdir())


@pytest.mark.parametrize(
    "args", [("--help",), ("-h",), ("--version",), ("build", "-h")]
)
def test_help(cellc, args: tuple[str, ...]) -> None:
    assert cellc(*args).exit_code == 0


def test_options_offer_what_the_driver_has() -> None:
    assert options.LEVELS == driver.LEVELS == tuple(FORWARD_PASSES)
    assert set(options.TARGETS) == driver.TARGETS.keys()


def fault(source: Source, name: str, form: driver.Form = driver.SINGLE) -> None:
    raise ZeroDivisionError(f"a bug of ours in {name}")


def test_internal_fault(cellc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CELLC_DEBUG", raising=False)
    monkeypatch.setattr(driver, "analyse", fault)
    result = cellc("check", "rnn", "gru")
    assert result.exit_code == 3
    assert "internal fault: ZeroDivisionError: a bug of ours in rnn" in result.stderr
    assert "spec: rnn" in result.stderr
    assert "spec: gru" in result.stderr
    assert "report" in result.stderr


def test_internal_fault_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLC_DEBUG", "1")
    monkeypatch.setattr(driver, "analyse", fault)
    result = CliRunner().invoke(main, ["check", "rnn"])
    assert result.exit_code == 3
    assert "Traceback" in result.stderr
    assert "in fault" in result.stderr
