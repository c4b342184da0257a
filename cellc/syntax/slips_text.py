r"""Marks that layout reads over, where they have no partner: `\left`, `$`, a lone `&`.

In: the text of a spec.  Out: errors about marks that say something else than what is
read.  The marks of environments are matched in `environments`.
"""

from __future__ import annotations

import re
from itertools import islice

from cellc.diagnostics import Diagnostics, Edit, Label, Span
from cellc.patterns import regex
from cellc.syntax.hidden import written
from cellc.syntax.slips_cases import check_cases
from cellc.syntax.slips_markup import check_markup

WITHOUT_PARTNER = "this `$"  # how the message about an unpaired mark starts
NEAR = 400  # characters of a line around a mark
MOST = 20  # marks that are reported
_SKIPPED = r"(?P<skipped>(?<!\\)[#%][^\n]*|^[ \t]*+\w+[ \t]*:[ \t][^\n=]*$)"
_SKIP = regex(_SKIPPED, re.MULTILINE)
_DELIMITER = r"\s*(?:\\[A-Za-z]+|\\?[^\sA-Za-z0-9])?"
_MARKS = regex(
    rf"{_SKIPPED}|(?P<left>\\left(?![A-Za-z]){_DELIMITER})"
    rf"|(?P<right>\\right(?![A-Za-z]){_DELIMITER})"
    r"|(?P<begin>\\begin\s*\{)|(?P<end>\\end\s*\{)"
    r"|(?P<dollar>(?<!\\)\$\$?)|(?P<align>(?<!\\)&+)",
    re.MULTILINE,
)
_NAME = r"[A-Za-z][\w.]*"
_PYTHON = regex(
    rf"^[ \t]*+(?:def[ \t]+{_NAME}[ \t]*\(|import[ \t]+{_NAME}([ \t]+as[ \t]+{_NAME})?"
    rf"[ \t]*$|from[ \t]+{_NAME}[ \t]+import\b"
    r"|return[ \t]+[^\s,]+(?:,[ \t]*[^\s,]+)*[ \t]*$)",
    re.MULTILINE,
)
Marks = list[re.Match[str]]
_BRACKETS = {"(": ")", "[": "]", r"\{": r"\}", "|": "|"}
_OPERAND_ENDS = regex(r"[\w)\]}'′>][ \t]*$")
_OPERAND_STARTS = regex(r"[ \t]*(?:[\w(\[{]|\\(?!odot|cdot|circ|times|quad|qquad))")


def check_text(text: str, diagnostics: Diagnostics) -> None:
    """Report marks of LaTeX without their partner, `&` between operands, and Python.

    Also equations by cases and marks of other formats.
    """
    plain = _SKIP.sub(lambda match: " " * len(match.group()), text)
    check_markup(plain, diagnostics)
    check_cases(plain, diagnostics)
    marks = [
        each
        for part in written(text)
        for each in _MARKS.finditer(text, part.start, part.end)
        if each.lastgroup != "skipped"
    ]
    _check_aligns(text, marks, diagnostics)
    _check_dollars(marks, diagnostics)
    _check_delimiters(text, marks, diagnostics)
    for line in islice(_PYTHON.finditer(text), MOST):
        _report_python(line, diagnostics)


def _check_aligns(text: str, marks: Marks, diagnostics: Diagnostics) -> None:
    depth = 0
    for mark in marks:
        depth += (mark.lastgroup == "begin") - (mark.lastgroup == "end")
        if mark.lastgroup == "align" and depth <= 0:
            _check_align(text, mark, diagnostics)


def _check_dollars(marks: Marks, diagnostics: Diagnostics) -> None:
    opened: Marks = []
    for mark in marks:
        if mark.lastgroup != "dollar":
            continue
        if opened and opened[-1].group() == mark.group():
            opened.pop()
        else:
            opened.append(mark)
    if opened:
        _report_dollar(opened[-1], diagnostics)


def _check_delimiters(text: str, marks: Marks, diagnostics: Diagnostics) -> None:
    opened: Marks = []
    closed: Marks = []
    for mark in marks:
        if mark.lastgroup == "left":
            opened.append(mark)
        elif mark.lastgroup == "right" and opened:
            opened.pop()
        elif mark.lastgroup == "right":
            closed.append(mark)
    for mark in closed[:MOST]:
        _without_left(text, mark, diagnostics)
    for mark in opened[-MOST:]:
        _without_right(text, mark, diagnostics)


def _span(mark: re.Match[str]) -> Span:
    return Span(*mark.span())


def _report_python(mark: re.Match[str], diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "E0103",
        f"`{mark.group().strip()}` is a line of Python, not an equation",
        _span(mark),
        help="write the equations as a paper has them: "
        "h_t = tanh(W h_{t-1} + U x_t + b)",
    )


def _check_align(text: str, mark: re.Match[str], diagnostics: Diagnostics) -> None:
    """`a & b` outside an environment; `h_t &= ...` is copied from inside one."""
    before = text[max(mark.start() - NEAR, 0) : mark.start()].rpartition("\n")[2]
    behind = text[mark.end() : mark.end() + NEAR].partition("\n")[0]
    if "=" not in before or "=" in behind:
        return
    if not _OPERAND_ENDS.search(before) or not _OPERAND_STARTS.match(behind):
        return
    diagnostics.error(
        "E0103",
        f"`{mark.group()}` between two values is no operation",
        _span(mark),
        help="write ⊙ for the elementwise product, · for the matrix product; in LaTeX "
        "an & aligns columns and stands inside an environment",
    )


def _report_dollar(mark: re.Match[str], diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "E0102",
        f"this `{mark.group()}` has no partner",
        _span(mark),
        help=f"add the other `{mark.group()}`, or remove this one",
        edit=Edit(_span(mark), ""),
    )


def _without_left(text: str, mark: re.Match[str], diagnostics: Diagnostics) -> None:
    closing = mark.group().removeprefix(r"\right").strip()
    opening = next((a for a, b in _BRACKETS.items() if b == closing), "")
    place = _partner(
        text[max(mark.start() - NEAR, 0) : mark.start()][::-1],
        closing[::-1],
        opening[::-1],
    )
    labels: tuple[Label, ...] = ()
    if place is not None:
        at = mark.start() - place - len(opening)
        labels = (Label(Span(at, at + len(opening)), "opened without `\\left`"),)
    advice = "write \\left in front of the bracket that it closes, or remove \\right"
    if opening and place is None:
        advice = f"add \\left{opening} where it begins, or remove `{mark.group()}`"
    diagnostics.error(
        "E0102",
        f"`{mark.group()}` has no `\\left`",
        _span(mark),
        labels=labels,
        help=advice,
    )


def _without_right(text: str, mark: re.Match[str], diagnostics: Diagnostics) -> None:
    opening = mark.group().removeprefix(r"\left").strip()
    closing = _BRACKETS.get(opening, "")
    place = _partner(text[mark.end() : mark.end() + NEAR], opening, closing)
    labels: tuple[Label, ...] = ()
    if place is not None:
        at = mark.end() + place
        labels = (Label(Span(at, at + len(closing)), "closed without `\\right`"),)
    advice = "write \\right in front of the bracket that closes it, or remove \\left"
    if closing and place is None:
        advice = f"add \\right{closing} where it ends, or remove `{mark.group()}`"
    diagnostics.error(
        "E0102",
        f"`{mark.group()}` has no `\\right`",
        _span(mark),
        labels=labels,
        help=advice,
    )


def _partner(text: str, opening: str, closing: str) -> int | None:
    """Where the bracket closes that was opened in front of this text."""
    if not closing:
        return None
    depth = 1
    for found in re.finditer(f"{re.escape(opening)}|{re.escape(closing)}", text):
        depth += -1 if found.group() == closing else 1
        if depth == 0:
            return found.start()
    return None
