r"""Marks that layout reads over, where they have no partner: `\left`, `$`, a lone `&`.

In: the text of a spec.  Out: errors about marks that say something else than what is
read.  The marks of environments are matched in `environments`.
"""

from __future__ import annotations

import re

from cellc.diagnostics import Diagnostics, Edit, Label, Span

_MARKS = re.compile(
    r"(?P<skipped>(?<!\\)[#%][^\n]*|^[ \t]*\w+[ \t]*:[ \t][^\n=]*$)"
    r"|(?P<left>\\left(?![A-Za-z])\s*(?:\\[A-Za-z]+|\\?[^\sA-Za-z0-9])?)"
    r"|(?P<right>\\right(?![A-Za-z])\s*(?:\\[A-Za-z]+|\\?[^\sA-Za-z0-9])?)"
    r"|(?P<begin>\\begin\s*\{)|(?P<end>\\end\s*\{)"
    r"|(?P<dollar>(?<!\\)\$\$?)"
    r"|(?P<align>(?<!\\)&+)",
    re.MULTILINE,
)
_BRACKETS = {"(": ")", "[": "]", r"\{": r"\}", "|": "|"}
_OPERAND_ENDS = re.compile(r"[\w)\]}'′>][ \t]*$")
_OPERAND_STARTS = re.compile(
    r"[ \t]*(?:[\w(\[{]|\\(?!odot|cdot|circ|times|quad|qquad))"
)


def check_text(text: str, diagnostics: Diagnostics) -> None:
    """Report marks of LaTeX without their partner, and `&` between operands."""
    lefts: list[re.Match[str]] = []
    dollars: list[re.Match[str]] = []
    depth = 0
    for mark in _MARKS.finditer(text):
        match mark.lastgroup:
            case "begin":
                depth += 1
            case "end":
                depth = max(depth - 1, 0)
            case "align" if not depth:
                _check_align(text, mark, diagnostics)
            case "dollar":
                if dollars and dollars[-1].group() == mark.group():
                    dollars.pop()
                else:
                    dollars.append(mark)
            case "left":
                lefts.append(mark)
            case "right" if lefts:
                lefts.pop()
            case "right":
                _without_left(text, mark, diagnostics)
    for mark in lefts:
        _without_right(text, mark, diagnostics)
    if dollars:
        _report_dollar(dollars[-1], diagnostics)


def _span(mark: re.Match[str]) -> Span:
    return Span(*mark.span())


def _check_align(text: str, mark: re.Match[str], diagnostics: Diagnostics) -> None:
    """`a & b` outside an environment; `h_t &= ...` is copied from inside one."""
    start = text.rfind("\n", 0, mark.start()) + 1
    stop = text.find("\n", mark.end())
    before, behind = text[start : mark.start()], text[mark.end() :][: stop - mark.end()]
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
    place = _partner(text[: mark.start()][::-1], closing[::-1], opening[::-1])
    labels: tuple[Label, ...] = ()
    if place is not None:
        at = mark.start() - place - len(opening)
        labels = (Label(Span(at, at + len(opening)), "opened without `\\left`"),)
    diagnostics.error(
        "E0102",
        f"`{mark.group()}` has no `\\left`",
        _span(mark),
        labels=labels,
        help="write \\left in front of the bracket that it closes, or remove \\right",
    )


def _without_right(text: str, mark: re.Match[str], diagnostics: Diagnostics) -> None:
    opening = mark.group().removeprefix(r"\left").strip()
    closing = _BRACKETS.get(opening, "")
    place = _partner(text[mark.end() :], opening, closing)
    labels: tuple[Label, ...] = ()
    if place is not None:
        at = mark.end() + place
        labels = (Label(Span(at, at + len(closing)), "closed without `\\right`"),)
    diagnostics.error(
        "E0102",
        f"`{mark.group()}` has no `\\right`",
        _span(mark),
        labels=labels,
        help="write \\right in front of the bracket that closes it, or remove \\left",
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
