r"""Sentences beside a display that cannot be read, and say what its names are.

`where $f = \sigma(W_f x + U_f h)$`: without its time the sentence is no equation of the
display, and without the sentence `f_t` is an input of it.  That is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from cellc.diagnostics import Diagnostic, Source, Span
from cellc.ir import Cell
from cellc.lower.spelling import at_t, split_time
from cellc.ops import spelled, spelled_reduction
from cellc.patterns import regex

_DEFINED = regex(
    r"(?P<name>\\?[^\W\d_]+)\s*(?:\([^()$\n]*\))?\s*(?:=|:=|≔|\\coloneqq)\s*"
    r"(?P<number>\d+(?:\.\d+)?)?"
)
_FONT = regex(
    r"\\(?:mathbf|bm|boldsymbol|mathrm|mathit|mathcal|mathsf|vec|text|textbf|left|right)"
    r"(?![A-Za-z])|[\s{}$]"
)
_SUPPOSING = regex(
    r"\b(?:if|when|whenever|unless|suppose|assum\w+|case|unlike|instead|initial\w*|"
    r"for example|e\.g|not|never|could|would|might|may|can)\b",
    re.IGNORECASE,
)
_MOST = 4  # names that are told


@cache
def _equations() -> re.Pattern[str]:
    """`$f = \\sigma(W x)$`, also behind a comma: its name, and what it is."""
    name = (
        r"(?:\\(?:mathbf|bm|boldsymbol|mathrm|mathcal|mathsf|bar|hat|tilde|widetilde|"
        r"widehat|overline|vec|check|breve|dot)\s*\{?\s*)*\\?[A-Za-z\u0370-\u03ff]+\}*"
        r"(?:'|′|[_^](?:\{[^{}$\n]{1,20}\}|\w|\*|\\\w+)|\(t\))*"
    )
    return regex(
        rf"(?:\$|\\\(|,)\s*(?P<name>{name})\s*(?::=|=|≔|≡|\\coloneqq|\\equiv|"
        r"\\triangleq)(?P<value>[^$=\n]{1,200}?)(?=\$|\\\)|,\s|\Z)"
    )


def left_out(
    unread: Sequence[Span], source: Source, cell: Cell
) -> Iterator[Diagnostic]:
    """Warnings about sentences that cannot be read, and say what names are."""
    around = replace(source, text=source.around or source.text, around=None)
    yield from _facts(unread, source, around, cell)
    yield from _lost_equations(unread, around, cell)


def _facts(
    unread: Sequence[Span], source: Source, around: Source, cell: Cell
) -> Iterator[Diagnostic]:
    """What is said of functions, and the numbers of parameters."""
    trained = {cell.variables[each].notation for each in cell.parameters}
    for place in unread:
        for found in _DEFINED.finditer(around.text, place.start, place.end):
            typed = found["name"]
            bare = typed.removeprefix("\\")
            function = (spelled(bare) or spelled_reduction(bare)) is not None
            if function and typed in source.text:
                code, told = "W0503", f"this text says what `{typed}` is"
            elif typed in trained and found["number"]:
                code, told = "W0504", f"this text gives a number to `{typed}`"
            else:
                continue
            yield Diagnostic(
                code,
                f"{told}; its sentence cannot be read",
                Span(*found.span("name")),
                help=f"say it in the where block: {typed} = {found['number'] or '...'}",
                source=around,
            )


def _lost_equations(
    unread: Sequence[Span], around: Source, cell: Cell
) -> Iterator[Diagnostic]:
    """Equations of names that are inputs or parameters without them."""
    inputs = {_stem(cell.variables[each].notation): each for each in cell.inputs}
    trained = {_stem(cell.variables[each].notation): each for each in cell.parameters}
    told: set[str] = set()
    for place in unread:
        for found in _equations().finditer(around.text, place.start, place.end):
            stem = _stem(found["name"])
            known = stem in inputs or stem in trained
            if not known or stem in told or len(told) == _MOST:
                continue
            if not _computes(found["value"]) or _is_supposed(around.text, place, found):
                continue
            told.add(stem)
            typed = found["name"].strip()
            if stem in inputs:
                timed = typed if split_time(typed) else at_t(typed)
                reading, line = "an input", f"{timed} = ..."
            else:
                reading, line = "a parameter", f"{typed} = ..."
            yield Diagnostic(
                "W0505",
                f"`{typed}` is read as {reading}; a sentence gives an equation of it, "
                "which cannot be read",
                Span(*found.span("name")),
                help=f"write `{line}` as an equation in the display, with the step of "
                "each name of it",
                source=around,
            )


def _stem(typed: str) -> str:
    """A name without its time, fonts and braces: `\\barz` of `\\bar{z}_t`."""
    split = split_time(typed.strip())
    return _FONT.sub("", split[0] if split else typed)


def _computes(value: str) -> bool:
    """Whether the right side has a name: `1 - z`, but not `1, \\dots, n`."""
    if re.search(r"\\[lc]?dots|…|\.\.\.", value) and not re.search(r"[(\[+]", value):
        return False
    return re.search(r"[^\W\d_]", value) is not None


def _is_supposed(text: str, place: Span, found: re.Match[str]) -> bool:
    return _SUPPOSING.search(text, place.start, found.start()) is not None
