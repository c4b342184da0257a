"""`cellc explain` and docs/errors.md: every example does what is said about it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from merged import for_each

from cellc.diagnostics import CODES, CellcError, render
from cellc.diagnostics.explanations import EXPLANATIONS, Entry, entries
from cellc.driver import compile_cell
from cellc.report.explain import LONGEST, WIDTH, entry_text, example_text, page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "errors.md"
UPDATE = "pytest tests/errors/test_explanations.py --update-golden"
EXPLAINED = [entry for entry in entries() if entry.explanation is not None]
OF_TEXT = [entry for entry in EXPLAINED if not entry.of_command]
OF_COMMAND = [entry for entry in EXPLAINED if entry.of_command]


def code_of(entry: Entry) -> str:
    return entry.code


def test_every_code_is_explained() -> None:
    missing = [f"{code}: {CODES[code]}" for code in CODES if code not in EXPLANATIONS]
    folder = "cellc/diagnostics/explanations"
    assert not missing, f"add an entry for each in {folder}: {missing}"
    assert not EXPLANATIONS.keys() - CODES.keys()


def codes_of(text: str) -> tuple[list[str], bool]:
    """What is said about a spec, and whether it compiles."""
    try:
        compiled = compile_cell(text)
    except CellcError as error:
        return [each.code for each in error.diagnostics], False
    assert compiled.source_text
    return [each.code for each in compiled.diagnostics], True


@pytest.mark.parametrize("entry", OF_TEXT, ids=code_of)
def test_wrong_example_gives_the_code(entry: Entry) -> None:
    assert entry.explanation is not None
    found, compiles = codes_of(entry.explanation.bad)
    assert entry.code in found
    assert compiles is not entry.code.startswith("E")


@pytest.mark.parametrize("entry", OF_TEXT, ids=code_of)
def test_right_example_compiles(entry: Entry) -> None:
    assert entry.explanation is not None
    found, compiles = codes_of(entry.explanation.good)
    assert compiles
    assert found == []


def in_shell(lines: str, folder: Path) -> subprocess.CompletedProcess[str]:
    script = f"cellc() {{ '{sys.executable}' -m cellc.cli \"$@\"; }}\n{lines}\n"
    return subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("entry", OF_COMMAND, ids=code_of)
def test_commands(entry: Entry, tmp_path: Path) -> None:
    assert entry.explanation is not None
    for folder in ("bad", "good"):
        (tmp_path / folder).mkdir()
    bad = in_shell(entry.explanation.bad, tmp_path / "bad")
    assert bad.returncode == 2
    assert f"error[{entry.code}]" in bad.stderr
    good = in_shell(entry.explanation.good, tmp_path / "good")
    assert good.returncode == 0
    assert "error" not in good.stderr


@for_each(EXPLAINED, code_of)
def test_form(entry: Entry) -> None:
    explanation = entry.explanation
    assert explanation is not None
    assert explanation.text.endswith(".")
    assert len(explanation.text.split()) >= 10
    assert explanation.text.count("`") % 2 == 0
    for example in (explanation.bad, explanation.good):
        assert example == example.strip("\n")
        shown = example_text(example).split("\n")
        assert len(shown) <= LONGEST
        assert max(map(len, shown)) <= WIDTH
    assert len(explanation.good) <= 200, "short enough to be read at a glance"
    assert max(map(len, entry_text(entry).split("\n"))) <= WIDTH + 4


def test_page(update_golden: bool) -> None:
    if update_golden:
        PAGE.write_text(page(), encoding="utf-8", newline="\n")
    assert PAGE.read_text(encoding="utf-8") == page(), f"if it is meant: {UPDATE}"


def test_page_shows_what_is_said() -> None:
    """The diagnostic at the top of the page; its help line is cut there."""
    with pytest.raises(CellcError) as caught:
        compile_cell("h_t = tahn(W h_{t-1} + U x_t)")
    (diagnostic,) = caught.value.diagnostics
    for line in render(diagnostic).replace("<cell>", "my.cell").split("\n"):
        shown = line[:60] if "= help" in line else f"{line}\n"
        assert f"    {shown}" in page()
