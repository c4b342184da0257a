"""Common slips: every entry of the tables is shown by a spec, and edits mend it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cellc.diagnostics import CellcError, Diagnostic
from cellc.driver import compile_source
from cellc.sources import decode
from cellc.syntax.parser import _parser
from cellc.syntax.slips import CLASSES, END, Slip
from cellc.syntax.slips_misread import READ_OTHERWISE
from cellc.syntax.slips_table import CANNOT_STAND

FOLDER = Path(__file__).parent
SLIPS = sorted((FOLDER / "specs").glob("slip_*.cell"))
TABLE = (*READ_OTHERWISE, *CANNOT_STAND)


def found_in(path: Path) -> tuple[Diagnostic, ...]:
    with pytest.raises(CellcError) as caught:
        assert compile_source(decode(path.read_bytes(), path.name), path.stem)
    return caught.value.diagnostics


def is_said(slip: Slip, lines: list[str]) -> bool:
    parts = re.split(r"\{\d\}", slip.message.replace("{{", "{").replace("}}", "}"))
    longest = max(parts, key=len)  # to look for it first is faster
    form = re.compile(".+".join(map(re.escape, parts)))
    return any(longest in line and form.search(line) for line in lines)


def test_every_slip_has_a_spec() -> None:
    texts = sorted((FOLDER / "specs").glob("*.txt"))
    lines = [
        line
        for path in texts
        for line in path.read_text("utf-8").split("\n")
        if line.startswith(("error", "warning", "note"))
    ]
    assert [slip.pattern for slip in TABLE if not is_said(slip, lines)] == []


def test_patterns_name_kinds_of_the_grammar() -> None:
    """A terminal that was renamed would make a slip silent."""
    known = {terminal.name for terminal in _parser().terminals} | {END, "TIME"}
    known |= {"IS", "INIT", "OUTPUT", "LBAR", "RBAR", *CLASSES}
    unknown = [
        (slip.pattern, kind)
        for slip in TABLE
        for word in slip.pattern.split()
        for kind in word.lstrip("~!").split("|")
        if kind not in known
    ]
    assert unknown == []


def test_classes_name_kinds_of_the_grammar() -> None:
    known = {terminal.name for terminal in _parser().terminals} | {"TIME"}
    known |= {"LBAR", "RBAR", "JOIN"}
    assert {kind for kinds in CLASSES.values() for kind in kinds} <= known


@pytest.mark.parametrize("path", SLIPS, ids=lambda path: path.stem)
def test_edits_lead_to_a_spec_that_compiles(path: Path) -> None:
    """The edit of the first error, again and again, gives the fixed spec."""
    fixed = FOLDER / "fixed" / path.name
    if not fixed.exists() or found_in(path)[0].edit is None:
        pytest.skip("nothing says how to mend it")
    text = path.read_text("utf-8")
    for _ in range(3):
        try:
            compiled = compile_source(decode(text.encode(), path.name), path.stem)
        except CellcError as error:
            edit = error.diagnostics[0].edit
            assert edit is not None
            text = edit.applied(text)
        else:
            assert compiled.source_text
            return
    pytest.fail("the edits lead nowhere")


FINE = {
    "a difference with spaces": "h_t = tanh(h_{t-1} - 1 + x_t)",
    "a difference without spaces": "z_t = σ(W x_t)\nh_t = (1-z_t)⊙h_{t-1}+z_t⊙x_t",
    "a number behind a label": "h_t = h_{t-1} + b_f-1 + x_t\nwhere\n  b_f ∈ ℝ^h",
    "an index in braces": "h_t = tanh(W {h}_{t-1} + U {x_t})",
    "spaces around marks": "h _ t = tanh ( W h _ { t - 1 } + U x _ { t } )",
    "an accent of a letter": "h_t = tanh(W h_{t-1} + U \\tilde x_t)",
    "two groups": "h_t = \\frac{h_{t-1}}{2} + x_t",
    "copied from an aligned block": "h_t &= h_{t-1} + x_t",
    "two columns of equations": "f_t &= σ(x_t), & h_t &= f_t ⊙ h_{t-1}",
    "left and right": "h_t = \\tanh\\left(W h_{t-1} + U x_t\\right)",
    "left and nothing": "h_t = \\left. \\tanh(W h_{t-1} + U x_t) \\right.",
    "a dollar on both sides": "$h_t = \\tanh(W h_{t-1} + U x_t)$",
    "dollars in a comment": "# costs $5 \\left( &\nh_t = h_{t-1} + x_t",
    "dollars in a header": "note: costs $5 \\left( &\nh_t = h_{t-1} + x_t",
    "a macro that is defined": "\\net_t = W x_t\nh_t = h_{t-1} + \\net_t",
    "a chain of signs": "h_t = h_{t-1} ⊙ -x_t",
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE.keys())
def test_what_is_no_slip(text: str) -> None:
    assert compile_source(decode(text.encode(), "fine"), "fine").source_text
