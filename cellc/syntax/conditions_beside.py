r"""Conditions in the words around a display: `$$ h_t = ... $$ for $t \geq 2$`.

In: the tokens of a text, and its lines.  Out: errors, as for conditions on the line of
an equation: they cannot be dropped with the words.  A sentence that begins in front of
a display with `For` or `If` is about it; behind it, one that goes on with a small
letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.patterns import regex
from cellc.syntax.clauses import compares, is_about_steps
from cellc.syntax.display_marks import ends, openings
from cellc.syntax.environments import span_of
from cellc.syntax.paragraphs import first_sentence, last_sentence
from cellc.syntax.step_conditions import (
    end_of_condition,
    report_condition,
    report_some_steps,
)

_INTRODUCING = frozenset(
    [
        *["for", "if", "when", "whenever", "only", "where", "with", "at", "in", "on"],
        "every",
    ]
)
_CONDITIONS = frozenset(["if", "when", "whenever", "unless", "otherwise"])
_ENDS = frozenset(["COMMA", "FULL_STOP", "SEMICOLON"])
_BETWEEN = regex(r"[\s,.;:$\\\]]*")


def refuse_conditions_beside(
    groups: Sequence[list[Token]], known: Sequence[Token], diagnostics: Diagnostics
) -> None:
    """Report the conditions that stand in the words right beside displays."""
    text = diagnostics.source.text
    closed = [span_of(known[at]).end for at in ends(known)]
    opened = [*openings(known)]
    for group in groups if opened else ():
        start, end = span_of(group[0]).start, span_of(group[-1]).end
        last = max((each for each in closed if each <= start), default=None)
        following = min((each for each in opened if each >= end), default=None)
        if (
            last is not None
            and str(group[0])[0].islower()
            and _BETWEEN.fullmatch(text, last, start)
        ):
            _refuse(first_sentence(group), diagnostics)
        elif following is not None and _BETWEEN.fullmatch(text, end, following):
            _refuse(last_sentence(group), diagnostics)


def _refuse(sentence: Sequence[Token], diagnostics: Diagnostics) -> None:
    """Report the condition of a sentence that begins with one."""
    if not sentence or sentence[0].type not in ("NAME", "WORDS"):
        return
    first = re.match(r"\w*", str(sentence[0]).lower())
    word = first.group() if first is not None else ""
    if word in _INTRODUCING:
        stop = len(sentence)
        for at in range(stop):
            end = end_of_condition(sentence, at, stop)
            if end > at:
                place = span_of(sentence[at]) | span_of(sentence[end - 1])
                report_some_steps(place, diagnostics)
                return
    if word == "otherwise" or (word in _CONDITIONS and _compares(sentence)):
        end = next(
            (at for at, each in enumerate(sentence) if each.type in _ENDS),
            len(sentence),
        )
        place = span_of(sentence[0]) | span_of(sentence[end - 1])
        report_condition(place, diagnostics)


def _compares(sentence: Sequence[Token]) -> bool:
    """`if $x_t > 0$`, `when $m_t = 1$`; `if $t > 0$` leaves out no step.

    Only the formula right behind the first word: `When event $k$ comes ...` is text.
    """
    kinds = [each.type for each in sentence]
    if kinds[1:2] != ["INLINE"]:
        return False
    end = kinds.index("INLINE", 2) if "INLINE" in kinds[2:] else len(kinds)
    sentence = sentence[:end]
    for at, token in enumerate(sentence):
        before = sentence[max(at - 3, 0) : at]
        scripted = any(each.type == "UNDERSCORE" for each in before)
        about_steps = not scripted and is_about_steps(sentence[at - 1 : at + 1])
        if scripted and token.type == "EQUAL":
            return True
        if compares(token) and not about_steps:
            return True
    return False
