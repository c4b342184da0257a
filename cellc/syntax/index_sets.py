r"""`\forall α \in \{0.5, 0.9\}` beside an equation: an index over a set, no range.

In: the tokens of a text, without the ranges in front.  Out: the refusal, with what to
write instead.  Read as a fact about α the line would be one equation, not one for each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.patterns import regex
from cellc.syntax.environments import span_of

LONGEST = 40  # tokens of one set
_LETTER_BEHIND = 3  # tokens of a label, as in `g_i` and `g_{i}`
_CLOSER = {"LCURLY": "RCURLY", "LBRACE": "RBRACE"}
_BREAKS = frozenset(["NEWLINE", "DISPLAY", "HEADER", "BEGIN", "END"])
_SPACE = frozenset(["COMMA", "QUAD", "SEMICOLON", "ALIGN", "INLINE", "SOFT", "LPAR"])
_FOR = frozenset(["for", "\\forall", "∀"])
_BETWEEN = frozenset(["each", "all", "every", "any"])
_WORDS = _FOR | _BETWEEN
_LETTERS = ("i", "k", "j", "n")  # of the index that is proposed
_NUMBER = regex(r"-?\d+(?:\.\d+)?")


def refuse_set(
    tokens: Sequence[Token], index: int, out: Sequence[Token], diagnostics: Diagnostics
) -> None:
    """Report a set at `index` that is given beside an equation; out: what is before."""
    letter = tokens[index]
    start = index + 1
    if letter.type != "NAME" or letter == "t":
        return
    above = _is_header(out)
    if not above and not _introduced(out):
        return
    if start < len(tokens) and tokens[start].type == "UNDERSCORE":
        start = next(
            (
                at
                for at in range(start, min(start + _LETTER_BEHIND + 2, len(tokens)))
                if tokens[at].type == "IN"
            ),
            len(tokens),
        )
    if start + 1 >= len(tokens) or tokens[start].type != "IN":
        return
    closer = _CLOSER.get(tokens[start + 1].type)
    inside = tokens[start + 2 : start + LONGEST]
    kinds = [each.type for each in inside]
    if closer is None or closer not in kinds:
        return
    length = kinds.index(closer)
    behind = tokens[start + 3 + length : start + 4 + length]
    if not length or (behind and behind[0].type == "CIRCUMFLEX"):
        return  # a shape: `x ∈ {0, 1}^n`
    if above and behind and behind[0].type not in _BREAKS | {"COLON"}:
        return
    place = span_of(letter) | span_of(inside[length])
    snippet = diagnostics.source.snippet
    name = snippet(span_of(letter) | span_of(tokens[start - 1]))
    shown = snippet(span_of(tokens[start + 1]) | span_of(inside[length]))
    members = snippet(span_of(inside[0]) | span_of(inside[length - 1]))
    diagnostics.error(
        "E0118",
        f"`{name}` runs over the set `{shown}`, and an equation is written out only "
        "for an index that runs over whole numbers",
        place,
        help=_instead(name, members, diagnostics.source.text),
    )
    diagnostics.raise_if_errors()


def _introduced(out: Sequence[Token]) -> bool:
    """Whether `for all` or the like ends the line so far, behind an equation."""
    at = len(out)
    found = False
    while at and out[at - 1].type not in _BREAKS:
        word = out[at - 1]
        said = _words(word)
        if not found and not (word.type in _SPACE or (said and said <= _WORDS)):
            return False
        found = found or not said.isdisjoint(_FOR)
        if found and word.type == "EQUAL":
            return True
        at -= 1
    return False


def _is_header(out: Sequence[Token]) -> bool:
    """Whether `for` or `for all` is the whole line so far."""
    at = len(out)
    while at and out[at - 1].type == "NAME" and _words(out[at - 1]) <= _BETWEEN:
        at -= 1
    first = bool(at) and not _words(out[at - 1]).isdisjoint(_FOR)
    return first and (at == 1 or out[at - 2].type in _BREAKS)


def _words(token: Token) -> set[str]:
    if token.type == "TEXT":
        return {*re.findall(r"[A-Za-z]+", token.partition("{")[2].lower())}
    return {token.lower()} if token.type in ("NAME", "UNKNOWN") else set()


def _instead(name: str, members: str, text: str) -> str:
    """What to write: numbers for the values, or one equation after the other."""
    parts = [each.strip() for each in members.split(",")]
    words = {*re.findall(r"[^\W\d_]+", text)}
    index = next((each for each in _LETTERS if each not in words), _LETTERS[0])
    if all(_NUMBER.fullmatch(each) for each in parts):
        values = [f"{name}_{at} ∈ ℝ = {each}" for at, each in enumerate(parts, 1)]
        end, said = str(len(parts)), ", ".join(values)
    elif any(re.search(r"dots|…|\.\.", each) for each in parts):
        end, said = "m", f"m = 2, {name}_1 ∈ ℝ = 0.5, {name}_2 ∈ ℝ = 0.9"
    else:
        return f"write the equation once for each of {', '.join(parts)}"
    return (
        f"number the values: write `for {index} = 1..{end}` instead, "
        f"{index} where `{name}` is a label and {name}_{index} where it is a value; "
        f"in the where block: {said}"
    )
