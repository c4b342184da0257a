"""Warnings and notes on the command line, machine formats, `cellc explain`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cellc import driver, sources
from cellc.cli import options
from cellc.diagnostics import CODES, Diagnostics, Edit, Label, Source, Span
from cellc.driver import compile_cell
from cellc.report.findings import FORMATS

GOOD = "h_t = tanh(W_h h_{t-1} + W_x x_t + b)\n"
BAD = "f_t = tahn(W x_t)\nh_t = f_t ⊙ h_{t-1} + b\nwhere\n  b ∈ ℝ^h init xavier\n"


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning and a note about every spec that compiles; a warning beside errors."""
    lower = driver.lower
    monkeypatch.setitem(CODES, "W0599", "planted warning")
    monkeypatch.setitem(CODES, "N0699", "planted note")

    def lower_and_warn(spec: Any, name: str, diagnostics: Diagnostics) -> Any:
        diagnostics.note("N0699", "a note", Span(0, 3), help="none")
        end = diagnostics.source.text.index("\n")
        diagnostics.warning(
            "W0599",
            "a warning",
            Span(end - 1, end),
            labels=(Label(Span(0, 3), "because of this"),),
            help="write )",
            edit=Edit(Span(end - 1, end), ")"),
        )
        return lower(spec, name, diagnostics)

    monkeypatch.setattr(driver, "lower", lower_and_warn)


def spec(name: str = "own.cell", text: str = GOOD) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


TOLD = """\
note[N0699]: a note
  --> own.cell:1:1
1 | h_t = tanh(W_h h_{t-1} + W_x x_t + b)
  | ^^^
  = help: none
warning[W0599]: a warning
  --> own.cell:1:37
1 | h_t = tanh(W_h h_{t-1} + W_x x_t + b)
  |                                     ^
  --> own.cell:1:1
1 | h_t = tanh(W_h h_{t-1} + W_x x_t + b)
  | --- because of this
  = help: write )
  = write: h_t = tanh(W_h h_{t-1} + W_x x_t + b)
"""
COUNTS = "1 warning, 1 note\n"

pytestmark = pytest.mark.usefixtures("planted")


# ---------------------------------------------------------------- what is told


def test_compiled_cell_has_its_diagnostics() -> None:
    compiled = compile_cell(GOOD)
    assert [each.code for each in compiled.diagnostics] == ["N0699", "W0599"]
    assert compiled.at_level(0).diagnostics == compiled.diagnostics


@pytest.mark.parametrize("command", ["check", "build", "verify", "show"])
def test_warnings_and_notes_are_told(cellc, command: str) -> None:
    result = cellc(command, spec())
    assert result.exit_code == 0
    assert result.stderr.startswith(TOLD)
    rest = "wrote own.py" if command == "build" else COUNTS
    assert result.stderr.removeprefix(TOLD).startswith(rest)
    assert result.stderr.endswith(COUNTS)


@pytest.mark.parametrize("command", ["check", "build", "verify", "show"])
def test_quiet(cellc, command: str) -> None:
    result = cellc(command, spec(), "--quiet")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert Path("own.py").exists() is (command == "build")


@pytest.mark.parametrize("quiet", [(), ("--quiet",)])
@pytest.mark.parametrize("command", ["check", "build", "verify"])
def test_warn_as_error(cellc, command: str, quiet: tuple[str, ...]) -> None:
    result = cellc(command, spec(), "--warn-as-error", *quiet)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "warning[W0599]" in result.stderr
    assert ("note[N0699]" in result.stderr) is not bool(quiet)
    assert "--warn-as-error makes warnings errors" in result.stderr
    assert os.listdir() == ["own.cell"]


def test_warn_as_error_prints_no_module(cellc) -> None:
    result = cellc("build", "-", "--warn-as-error", stdin=GOOD)
    assert result.exit_code == 1
    assert result.stdout == ""


def test_warn_as_error_in_several_processes(cellc) -> None:
    """Workers have nothing planted: the option reaches them all the same."""
    specs = [spec(f"{name}.cell") for name in "ab"]
    assert cellc("verify", *specs, "--warn-as-error", "-j", "2").exit_code == 0


def test_warnings_beside_errors_and_no_notes(cellc) -> None:
    result = cellc("check", spec(text=BAD))
    assert result.exit_code == 1
    assert "warning[W0599]" in result.stderr
    assert "note[" not in result.stderr
    assert result.stderr.endswith("\n2 errors, 1 warning\n")
    codes = [line[:12] for line in result.stderr.splitlines() if "]: " in line]
    assert codes == ["error[E0209]", "warning[W059", "error[E0305]"]


def test_errors_are_shown_before_warnings_where_there_are_many(cellc) -> None:
    result = cellc("check", spec(text="h_t = x_t\n" + "§\n" * 40))
    assert result.stderr.count("error[") == 20
    assert "warning[" not in result.stderr
    assert "... and 20 more errors, 1 more warning\n" in result.stderr


@pytest.mark.parametrize("choice", ["always", "never", "auto"])
def test_colour(cellc, choice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    result = cellc("check", spec(), "--color", choice)
    assert ("\x1b[" in result.stderr) is (choice == "always")


# ---------------------------------------------------------------- JSON


def test_json(cellc) -> None:
    result = cellc("check", spec(text="\n" + BAD), "missing", "--format", "json")
    assert result.exit_code == 2
    assert result.stderr == ""
    unknown, initialiser, missing = [
        each for each in json.loads(result.stdout) if each["severity"] == "error"
    ]
    assert unknown == {
        "file": "own.cell",
        "code": "E0209",
        "severity": "error",
        "message": "`tahn` is applied to an argument but is no known function",
        **dict(line=2, column=7, end_line=2, end_column=11, start=7, end=11),
        "labels": unknown["labels"],
        "help": unknown["help"],
        "edit": unknown["edit"],
    }
    assert "did you mean `tanh`" in unknown["help"]
    assert (initialiser["code"], initialiser["line"]) == ("E0305", 5)
    assert (missing["code"], missing["file"], missing["line"]) == ("E0004", None, None)


def test_json_of_warnings(cellc) -> None:
    note, warning = json.loads(cellc("check", spec(), "--format", "json").stdout)
    place = dict(line=1, column=37, end_line=1, end_column=38, start=36, end=37)
    first = dict(line=1, column=1, end_line=1, end_column=4, start=0, end=3)
    assert note["labels"] == []
    assert note["edit"] is None
    assert warning["severity"] == "warning"
    assert warning["labels"] == [{"message": "because of this", **first}]
    assert warning["edit"] == {"replacement": ")", **place}
    assert {key: warning[key] for key in place} == place


def test_columns_count_characters(cellc) -> None:
    text = "# 宽\nh_t = C̃_t\t§ x_t\n"
    (found,) = json.loads(cellc("check", spec(text=text), "--format", "json").stdout)
    assert (found["line"], found["column"]) == (2, text.split("\n")[1].index("§") + 1)
    assert text[found["start"] : found["end"]] == "§"


@pytest.mark.parametrize("form", ["json", "sarif"])
@pytest.mark.parametrize("command", ["build", "verify"])
def test_documents_of_what_prints_something_else(
    cellc, command: str, form: str
) -> None:
    result = cellc(command, spec(), "--format", form)
    assert result.exit_code == 0
    assert json.loads(result.stderr)
    assert "N0699" not in result.stdout


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_documents_are_the_same_on_every_run(cellc, form: str) -> None:
    args = ("check", spec(text=BAD), spec("good.cell"), "--format", form)
    assert cellc(*args).stdout == cellc(*args).stdout


def test_nothing_to_say(cellc) -> None:
    assert cellc("check", spec(), "--format", "json", "-q").stdout == "[]\n"


def test_formats_are_those_of_the_table() -> None:
    assert set(options.FORMATS) == {"text", *FORMATS}


# ---------------------------------------------------------------- SARIF

# object -> its properties: required ones, and those cellc writes beyond them.
# From the schema of SARIF 2.1.0 (OASIS), with additionalProperties false throughout.
SARIF: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "log": ({"version": str, "runs": ["run"]}, {"$schema": str}),
    "run": ({"tool": "tool"}, {"columnKind": str, "results": ["result"]}),
    "tool": ({"driver": "toolComponent"}, {}),
    "toolComponent": ({"name": str}, {"version": str, "rules": ["rule"]}),
    "rule": (
        {"id": str},
        {"shortDescription": "text", "defaultConfiguration": "configuration"},
    ),
    "configuration": ({}, {"level": str}),
    "text": ({"text": str}, {}),
    "result": (
        {"message": "text"},
        {
            **{"ruleId": str, "ruleIndex": int, "level": str},
            **{"locations": ["location"], "relatedLocations": ["location"]},
            "fixes": ["fix"],
        },
    ),
    "location": (
        {},
        {"id": int, "physicalLocation": "physicalLocation", "message": "text"},
    ),
    "physicalLocation": (
        {"artifactLocation": "artifactLocation"},
        {"region": "region"},
    ),
    "artifactLocation": ({}, {"uri": str}),
    "region": (
        {},
        {"startLine": int, "startColumn": int, "endLine": int, "endColumn": int},
    ),
    "fix": ({"artifactChanges": ["artifactChange"]}, {"description": "text"}),
    "artifactChange": (
        {"artifactLocation": "artifactLocation", "replacements": ["replacement"]},
        {},
    ),
    "replacement": ({"deletedRegion": "region"}, {"insertedContent": "text"}),
}
NOT_EMPTY = {"runs", "artifactChanges", "replacements"}
LEVELS = {"error", "warning", "note", "none"}


def check_sarif(value: Any, kind: Any) -> None:
    if isinstance(kind, type):
        assert type(value) is kind
        return
    if isinstance(kind, list):
        assert isinstance(value, list)
        for each in value:
            check_sarif(each, kind[0])
        return
    required, optional = SARIF[kind]
    assert isinstance(value, dict)
    assert required.keys() <= value.keys() <= required.keys() | optional.keys()
    for name, each in value.items():
        check_sarif(each, {**required, **optional}[name])
        assert each or name not in NOT_EMPTY
        assert name != "level" or each in LEVELS
        assert name not in ("startLine", "startColumn", "endColumn") or each >= 1


def sarif(cellc: Any, *args: str) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(cellc("check", *args, "--format", "sarif").stdout)
    check_sarif(log, "log")
    return log


def test_sarif_is_valid(cellc) -> None:
    log = sarif(cellc, spec(text=BAD), spec("good.cell"), "missing")
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    tool = run["tool"]["driver"]
    assert tool["name"] == "cellc"
    assert [rule["id"] for rule in tool["rules"]] == list(CODES)
    for result in run["results"]:
        assert tool["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    found = {result["ruleId"]: result for result in run["results"]}
    assert found["E0209"]["level"] == "error"
    assert found["W0599"]["level"] == "warning"
    assert found["N0699"]["level"] == "note"
    assert "locations" not in found["E0004"]


def test_sarif_places(cellc) -> None:
    _, warning = sarif(cellc, spec("my own 宽.cell"))["runs"][0]["results"]
    uri = {"uri": "my%20own%20%E5%AE%BD.cell"}
    region = {"startLine": 1, "startColumn": 37, "endLine": 1, "endColumn": 38}
    (place,) = warning["locations"]
    assert place["physicalLocation"] == {"artifactLocation": uri, "region": region}
    (related,) = warning["relatedLocations"]
    assert related["message"] == {"text": "because of this"}
    (fix,) = warning["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"] == uri
    assert change["replacements"] == [
        {"deletedRegion": region, "insertedContent": {"text": ")"}}
    ]
    assert warning["message"]["text"] == "a warning\nhelp: write )"


def test_sarif_of_absolute_paths(cellc) -> None:
    path = Path.cwd() / "own.cell"
    spec()
    for result in sarif(cellc, str(path))["runs"][0]["results"]:
        (place,) = result["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == path.as_uri()


def test_sarif_of_a_file_that_is_no_text(cellc) -> None:
    Path("latin.cell").write_bytes(b"\xff")
    (result,) = sarif(cellc, "latin.cell")["runs"][0]["results"]
    (place,) = result["locations"]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": "latin.cell"}}


# ---------------------------------------------------------------- explain


def test_explain(cellc) -> None:
    result = cellc("explain", "E0209")
    assert result.exit_code == 0
    title, _, text, *_ = result.stdout.splitlines()
    assert title == "E0209: unknown function"
    assert len(text.split()) > 5
    assert "\nWrong:\n\n    h_t = " in result.stdout
    assert "\nRight:\n\n    h_t = " in result.stdout
    assert cellc("explain", "e0209").stdout == result.stdout


def test_explain_lists_all(cellc) -> None:
    lines = cellc("explain").stdout.splitlines()
    listed = [line.split()[0] for line in lines if line.startswith("  ")]
    assert sorted(listed) == sorted(CODES)
    assert re.fullmatch("E+W+N+", "".join(code[0] for code in listed))
    assert "Shapes" in lines


def test_explain_code_without_explanation(cellc) -> None:
    assert cellc("explain", "W0599").stdout.startswith("W0599: planted warning\n")


@pytest.mark.parametrize(
    ("code", "help_line"),
    [("E0290", "did you mean E0"), ("frob", "`cellc explain` lists all codes")],
)
def test_explain_unknown_code(cellc, code: str, help_line: str) -> None:
    result = cellc("explain", code)
    assert result.exit_code == 2
    assert f"error[E0005]: there is no code `{code}`" in result.stderr
    assert help_line in result.stderr


def test_explanations_are_read_by_explain_alone(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from cellc.cli.main import main\n"
        "try:\n"
        "    main(['check', '-', '--format', 'sarif'])\n"
        "except SystemExit as stop:\n"
        "    assert stop.code == 1\n"
        "assert 'cellc.report.findings' in sys.modules\n"
        "assert 'cellc.diagnostics.explanations' not in sys.modules\n"
    )
    subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        input=b"h_t = * x_t",
        check=True,
        timeout=60,
        stdout=subprocess.DEVNULL,
    )


def test_source_positions_of_crlf() -> None:
    """Lines and columns are those of the file; only offsets count a line end as one."""
    source = sources.decode(b"a\r\nb\r\nc", "dos.cell")
    assert isinstance(source, Source)
    assert source.position(source.text.index("c")) == (2, 0)
