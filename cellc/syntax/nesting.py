"""Absurd nesting, refused before a text is cut into tokens: one pass over the text."""

from __future__ import annotations

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex
from cellc.syntax.length import is_too_long

DEEPEST = 1_000
_BRACKETS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_MARKS = regex(r"[][(){}|\n]")


def refuse_deep_nesting(
    text: str, diagnostics: Diagnostics, place: Span | None = None
) -> None:
    """Refuse a text, or a place of it, whose brackets are too deep or not closed."""
    start, end = (place.start, place.end) if place else (0, len(text))
    if _brackets(text, start, end) + text.count("|", start, end) <= DEEPEST:
        return
    depth = bars = 0
    for found in _MARKS.finditer(text, start, end):
        char = found.group()
        if char in _BRACKETS:
            depth += _BRACKETS[char]
        elif char == "|":
            bars += 1
        else:
            bars = 0
        if abs(depth) > DEEPEST or bars > DEEPEST:
            diagnostics.error(
                "E0105",
                f"more than {DEEPEST} brackets stand inside each other, or have no "
                "partner",
                Span(*found.span()),
                help="give the inner part a name and an equation of its own",
            )
            diagnostics.raise_if_errors()


def refuse_text_of_brackets(text: str, diagnostics: Diagnostics) -> None:
    """Refuse for its brackets what is too long for nothing else."""
    if is_too_long(text) and 3 * _brackets(text, 0, len(text)) > len(text):
        refuse_deep_nesting(text, diagnostics)


def _brackets(text: str, start: int, end: int) -> int:
    return sum(text.count(each, start, end) for each in _BRACKETS)
