"""Where a bracket may have been opened: `fW x)`, where `f(` stands elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from cellc.diagnostics import Span
from cellc.patterns import regex
from cellc.syntax.environments import span_of

_CALLED = regex(r"(?<![\\\w])(\\?[^\W\d_]++(?:_[^\W_]++)?)[ \t]*+\(")
REACH = 60  # tokens in front of the bracket
_SCRIPTS = ("UNDERSCORE", "CIRCUMFLEX")


def glued_call(
    tokens: Sequence[Token], start: int, closer: int, text: str
) -> tuple[Span, int] | None:
    """A name made of one that is applied elsewhere and what it is applied to.

    The place of the name, and where its bracket may be missing; the last one in front
    of the bracket at `closer`.  None for a name that stands elsewhere too.
    """
    called = {str(found) for found in _CALLED.findall(text)}
    for at in range(closer - 1, max(start, closer - REACH) - 1, -1):
        if tokens[at].type != "NAME":
            continue
        first = at
        if at - 2 >= start and tokens[at - 1].type in _SCRIPTS:
            first = at - 2
        place = span_of(tokens[first]) | span_of(tokens[at])
        typed = text[place.start : place.end]
        if _stands_twice(typed, text):
            continue
        heads = [typed[:n] for n in range(1, len(typed)) if typed[:n] in called]
        heads = [each for each in heads if not each.endswith(("_", "\\"))]
        if heads and place.start + len(heads[-1]) > span_of(tokens[at]).start:
            return place, place.start + len(heads[-1])
    return None


def _stands_twice(typed: str, text: str) -> bool:
    return text.count(typed) > 1
