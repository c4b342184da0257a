"""Bad specs beside their exact diagnostics.

specs/NAME.cell     a spec that is wrong in one way, or that a warning or note is about
specs/NAME.txt      what is said about it, word for word
fixed/NAME.cell     the spec after its help line was followed; it must compile

After a change of a message: `pytest tests/errors --update-errors`, and read the diff.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from merged import for_each

from cellc.diagnostics import CODES, CellcError, render
from cellc.driver import CompiledCell, compile_source, with_choices
from cellc.sources import decode

FOLDER = Path(__file__).parent
SPECS = sorted((FOLDER / "specs").glob("*.cell"))
FIXED = sorted((FOLDER / "fixed").glob("*.cell"))


def compiled(path: Path) -> CompiledCell:
    source = with_choices(decode(path.read_bytes(), path.name))
    return compile_source(source, path.stem)


def diagnostics_of(path: Path) -> str:
    """Everything that is said about a spec, as the command line prints it."""
    try:
        found = compiled(path).diagnostics
    except CellcError as error:
        found = error.diagnostics
    assert found, "nothing is said about this spec"
    return "\n".join(render(each) for each in found) + "\n"


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_message(path: Path, update_errors: bool) -> None:
    said = diagnostics_of(path)
    expected = path.with_suffix(".txt")
    if update_errors:
        expected.write_text(said, encoding="utf-8", newline="\n")
    assert said == expected.read_bytes().decode("utf-8")


@pytest.mark.parametrize("path", FIXED, ids=lambda path: path.stem)
def test_help_leads_to_a_spec_that_compiles(path: Path) -> None:
    assert (FOLDER / "specs" / path.name).exists(), "a fixed spec of no bad one"
    assert compiled(path).source_text


def test_no_text_without_its_spec() -> None:
    texts = {path.stem for path in (FOLDER / "specs").glob("*.txt")}
    assert texts == {path.stem for path in SPECS}


def test_every_code_has_a_spec() -> None:
    said = "".join(path.read_text("utf-8") for path in FOLDER.glob("specs/*.txt"))
    shown = set(re.findall(r"^\w+\[([EWN]\d{4})\]", said, re.MULTILINE))
    of_text = {code for code in CODES if not code.startswith("E00")}
    assert of_text - shown == set()


@for_each(SPECS, lambda path: path.stem)
def test_form_of_message(path: Path) -> None:
    """One help line, not empty; carets under at least one character of the line."""
    for message in re.split(
        r"^(?=(?:error|warning|note)\[)",
        path.with_suffix(".txt").read_text("utf-8"),
        flags=re.MULTILINE,
    ):
        if not message:
            continue
        lines = message.rstrip("\n").split("\n")
        helps = [line for line in lines if line.startswith("  = help: ")]
        assert len(helps) == 1
        assert not lines[-1].rstrip().endswith(":"), "a list of nothing"
        assert "None" not in message
        assert "Token(" not in message
        carets = [line for line in lines if re.fullmatch(r" *\|[ \t]*\^+", line)]
        assert len(carets) <= 3, "a place is one token, or the lines of an equation"
