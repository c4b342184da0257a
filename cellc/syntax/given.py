r"""Indices of filters: `z_{t|t-1}` is z at the step t, given what is known at t-1.

In: the tokens of a text.  Out: the same, with the step in front of the bar as the index
and a label for how far the other is from it: `z_{t|t}` and `z_{t-1|t-1}` are one name,
`z_{t|t-1}` and `z_{t+1|t}` another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lark import Token

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex
from cellc.syntax.environments import span_of

_LABELS = {0: "post", 1: "prior"}  # as texts on filters call them
_COMMANDS = frozenset(["\\tau", "\\kappa", "\\nu"])
_BARS = frozenset(["\\mid", "\\vert", "|", "∣", "❘"])
_OPENING = {"LBRACE": "RBRACE", "LPAR": "RPAR"}
_SCRIPTS = frozenset(["UNDERSCORE", "CIRCUMFLEX"])
_NAMES = frozenset(["NAME", "NUMBER", "RBRACE", "UNICODE_SUB", "UNICODE_SUP", "PRIME"])
_LOW = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋ₕₖₗₘₙₚₛₜᵢᵣⱼ", "0123456789+-hklmnpstirj")
_LOW_STEP = regex(r"(?P<letter>[a-z])(?P<offset>[+-]\d{1,2})?")


class _Step(NamedTuple):
    """A step, `t` or `t-1`: its tokens, its letter and what is added to it."""

    tokens: list[Token]
    letter: str
    offset: int


class _Index(NamedTuple):
    """An index with a bar: how many tokens it has, and those in its place."""

    length: int
    tokens: list[Token]
    label: str


def with_given_steps(tokens: list[Token], diagnostics: Diagnostics) -> list[Token]:
    """The tokens with plain steps and labels in the place of such indices."""
    if not any(each in _BARS for each in tokens):
        return tokens
    out: list[Token] = []
    first: dict[str, Span] = {}  # of each label
    skipped = 0
    for at, token in enumerate(tokens):
        if skipped:
            skipped -= 1
            continue
        index = _in_brackets(tokens, at) or _below(tokens, at)
        if index is None:
            out.append(token)
            continue
        skipped = index.length - 1
        out += index.tokens
        place = span_of(token) | span_of(tokens[at + skipped])
        first.setdefault(index.label, place)
    _tell(first, diagnostics)
    return out


def _tell(first: dict[str, Span], diagnostics: Diagnostics) -> None:
    if not first:
        return
    snippet = diagnostics.source.snippet
    shown = " and ".join(
        f"`{snippet(place).strip('{()}')}` as the label {label}"
        for label, place in first.items()
    )
    diagnostics.note(
        "N0623",
        f"indices with a bar are read as the step in front of it and a label: {shown}",
        min(first.values()),
        help="write z_{prior,t} and z_{post,t}, or names of your own",
    )


def _in_brackets(tokens: Sequence[Token], at: int) -> _Index | None:
    """`_{t|t-1}`, and `(t|t-1)` behind a name."""
    opening = tokens[at]
    before = tokens[at - 1].type if at else ""
    if before not in (_SCRIPTS if opening.type == "LBRACE" else _NAMES):
        return None
    if opening.type not in _OPENING:
        return None
    one = _step(tokens, at + 1)
    if one is None:
        return None
    bar = at + 1 + len(one.tokens)
    other = _step(tokens, bar + 1) if _is_bar(tokens, bar) else None
    if other is None or one.letter != other.letter:
        return None
    last = bar + 1 + len(other.tokens)
    if last >= len(tokens) or tokens[last].type != _OPENING[opening.type]:
        return None
    closing = tokens[last]
    label = _label(one, other)
    mark = _mark(label, tokens[bar], other)
    length = last - at + 1
    if opening.type == "LBRACE":
        inner = [*one.tokens, _made("COMMA", ",", tokens[bar]), mark]
        return _Index(length, [opening, *inner, closing], label)
    below = [("UNDERSCORE", "_"), ("LBRACE", "{"), ("RBRACE", "}")]
    low, left, right = (_made(*each, opening) for each in below)
    step = [opening, *one.tokens, closing]
    return _Index(length, [low, left, mark, right, *step], label)


def _below(tokens: Sequence[Token], at: int) -> _Index | None:
    """`ₜ|ₜ₋₁` in small letters."""
    low = tokens[at : at + 3]
    if [each.type for each in low[::2]] != ["UNICODE_SUB"] * 2 or not _is_bar(low, 1):
        return None
    one, other = _low_step(low[0]), _low_step(low[2])
    if one is None or other is None or one.letter != other.letter:
        return None
    label = _label(one, other)
    mark = _mark(label, low[1], other)
    opening = [_made("UNDERSCORE", "_", low[0]), _made("LBRACE", "{", low[0])]
    comma, closing = _made("COMMA", ",", low[1]), _made("RBRACE", "}", low[2])
    return _Index(3, [*opening, *one.tokens, comma, mark, closing], label)


def _step(tokens: Sequence[Token], at: int) -> _Step | None:
    letter, *behind = tokens[at : at + 3] or [Token("", "")]
    if letter.type != "NAME" or not (len(letter) == 1 or letter in _COMMANDS):
        return None
    if [each.type for each in behind] in (["PLUS", "NUMBER"], ["MINUS", "NUMBER"]):
        sign, number = behind
        if number.isdigit() and len(number) < 3:
            offset = int(number) if sign.type == "PLUS" else -int(number)
            return _Step([letter, sign, number], str(letter), offset)
    return _Step([letter], str(letter), 0)


def _low_step(token: Token) -> _Step | None:
    found = _LOW_STEP.fullmatch(str(token).translate(_LOW))
    if found is None:
        return None
    tokens = [_made("NAME", found["letter"], token)]
    if found["offset"]:
        sign = "PLUS" if found["offset"][0] == "+" else "MINUS"
        tokens.append(_made(sign, found["offset"][0], token))
        tokens.append(_made("NUMBER", found["offset"][1:], token))
    return _Step(tokens, found["letter"], int(found["offset"] or 0))


def _is_bar(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at] in _BARS


def _label(one: _Step, other: _Step) -> str:
    ahead = one.offset - other.offset
    return _LABELS.get(ahead, f"ahead{ahead}" if ahead > 0 else f"later{-ahead}")


def _mark(label: str, bar: Token, other: _Step) -> Token:
    """The label as a token that stands where the bar and the second step are."""
    mark = _made("NAME", label, bar)
    mark.end_pos = span_of(other.tokens[-1]).end
    return mark


def _made(kind: str, text: str, place: Token) -> Token:
    return Token.new_borrow_pos(kind, text, place)
