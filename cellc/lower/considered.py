r"""Systems that a sentence considers: `Consider the plant $x_{k+1} = A x_k$, ...`.

In: the equations of a text and the text.  Out: the equations of sentences that are of
such a system, where the equations that are set apart have states of their own and do
not use those of the system.  Then these are another cell, such as an observer of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.walk import is_name, names_in
from cellc.patterns import regex
from cellc.syntax.nodes import Statement

_SENTENCE = regex(
    r"[.;][)\"']*\s|\n[ \t]*\n|\\end\{[^{}\n]*\}|\\begin\{|\\\[|\\\]|\$\$|\}\n"
)
_CONSIDERS = regex(
    r"\b(?:consider(?:s|ed|ing)?|given|suppose|assum(?:e|ing)|study)\b"
    r"(?:\s+[^\s$.=]+){0,5}?"
    r"\s+(?:system|plant|process|dynamics|model)s?\b",
    re.IGNORECASE,
)
_STEP = regex(r"_[tknsij]\Z")


def considered(equations: Sequence[Statement], silent: Diagnostics) -> list[Statement]:
    """The equations of sentences about a system that is not the cell."""
    spoken = [each for each in equations if each.spoken]
    apart = [each for each in equations if not each.spoken]
    if not spoken or not _states(apart, silent):
        return []
    used = {name for each in apart for name in _names(each, silent)}
    used |= {_left(each, silent) for each in apart}
    text = silent.source.text
    found: list[Statement] = []
    for sentence in _sentences(text):
        if _CONSIDERS.search(text, sentence.start, sentence.end) is None:
            continue
        inside = [each for each in spoken if _is_in(each.span, sentence)]
        states = _states(inside, silent)
        if states and states.isdisjoint(used):
            found += inside
    return found


def _states(equations: Sequence[Statement], silent: Diagnostics) -> set[str]:
    """The names that are defined by their own value, at another step."""
    lefts = {_left(each, silent) for each in equations} - {""}
    return {
        name
        for each in equations
        for name in _names(each, silent)
        if name in lefts and name == _left(each, silent)
    }


def _left(statement: Statement, silent: Diagnostics) -> str:
    left = statement.sides[0]
    name = read_name(left, silent) if is_name(left) else None
    return "" if name is None else _without_step(name)


def _names(statement: Statement, silent: Diagnostics) -> Iterator[str]:
    for side in statement.sides[1:]:
        for node in names_in(side):
            name = read_name(node, silent)
            if name is not None:
                yield _without_step(name)


def _without_step(name: ReadName) -> str:
    """x of x_k and x_{k+1}: which letter counts steps is not known yet."""
    return _STEP.sub("", name.identifier)


def _sentences(text: str) -> Iterator[Span]:
    start = 0
    for end in _SENTENCE.finditer(text):
        yield Span(start, end.start())
        start = end.end()
    yield Span(start, len(text))


def _is_in(place: Span, sentence: Span) -> bool:
    return sentence.start <= place.start and place.end <= sentence.end
