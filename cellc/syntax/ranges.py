r"""What an index runs over: `for l = 1..L`, `l = 1, \dots, 4`, `\forall l \in ...`.

In: the tokens of a text.  Out: the tokens without these, and the ranges.  A range whose
end no line fixes, as the `n` of `i = 1, ..., n`, is left to the rules for components.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from lark import Token

from cellc.diagnostics import Diagnostics, Edit, Span
from cellc.patterns import regex
from cellc.syntax.environments import span_of
from cellc.syntax.index_sets import refuse_set
from cellc.syntax.nodes import Range

MOST = 64  # values of one range: each is an equation of its own
LONGEST = 40  # tokens of one range
_WORDS = frozenset(
    ["for", "each", "all", "every", "any", "where", "with", "odd", "even"]
)
_FOR = frozenset(["for", "\\forall", "∀"])
_TO = frozenset(["to"])
_CLOSER = {"LCURLY": "RCURLY", "LSQB": "RSQB", "LBRACE": "RBRACE", "LPAR": "RPAR"}
_LEQ = frozenset(["≤", "\\leq", "\\le", "⩽", "\\leqslant"])
_SPACE = frozenset(["COMMA", "QUAD", "SEMICOLON", "ALIGN", "INLINE", "SOFT"])
_BREAKS = frozenset(["NEWLINE", "DISPLAY", "HEADER", "BEGIN", "END"])
_LETTER = regex(r"[^\W\d_]|\\ell")
_INTEGER = regex(r"\.?\d{1,4}\.?$")
_DOTTED = regex(r"\.\d+$")


@dataclass(frozen=True)
class _Found:
    letter: Token
    values: tuple[int, ...]
    start: int
    stop: int
    count: str | None


def without_ranges(
    tokens: Sequence[Token], diagnostics: Diagnostics
) -> tuple[list[Token], tuple[Range, ...]]:
    """The tokens without ranges, and the ranges that stood there.

    One that ends with a name without a number has no values: an index over heads, or
    over the vectors of a static input, has as many as there are.
    """
    counts = counts_of(tokens)
    sets = any(each == "static" for each in tokens)
    out: list[Token] = []
    ranges: list[Range] = []
    index = last = 0
    block = _block(tokens)
    while index < len(tokens):
        found = _range_at(tokens, index, counts)
        behind = sets or index > block or _in_fact(out)
        further = sets and bool(ranges) and index == last  # `i = 1..L, j = 1..M`
        is_open = found is None and (further or _is_open(tokens, index, out, behind))
        found = _range_at(tokens, index, _Any()) if is_open else found
        if found is None and _range_at(tokens, index, _Any()) is None:
            refuse_set(tokens, index, out, diagnostics)
        if found is None or found.letter == "t":
            out.append(tokens[index])
            index += 1
            continue
        words = _take_introduction(out)
        stop = _behind(tokens, found.stop)
        opens = bool(out) and out[-1].type == "LPAR"
        if opens and stop < len(tokens) and tokens[stop].type == "RPAR":
            out.pop()
            words += _take_introduction(out)
            stop = _behind(tokens, stop + 1)
        fresh = not out or out[-1].type in _BREAKS
        known = _Any() if is_open else counts
        another = stop < len(tokens) and _range_at(tokens, stop, known) is not None
        ended = another or stop == len(tokens) or tokens[stop].type in _BREAKS
        if not words and ranges and index == last:
            words = [tokens[index]]  # behind another range: `i = 1, 2, j = 1, 2`
        meant = None if words else _misspelled_for(out)
        if meant is not None and ended:
            _refuse_word(meant, diagnostics)
            words, fresh = [out.pop()], True
        if not words or not (ended or fresh):
            out += [*reversed(words), *tokens[index : found.stop]]
            index = found.stop
            continue
        said = {each.lower() for each in words}
        span = span_of(words[-1]) | span_of(tokens[found.stop - 1])
        values = () if is_open else _values(found, said, span, diagnostics)
        introduced = meant is not None or not said.isdisjoint(_FOR)
        header = fresh and ended and introduced
        if is_open:
            span = span_of(tokens[index]) | span_of(tokens[found.stop - 1])
        ranges.append(Range(str(found.letter), values, span, header, found.count))
        index = last = stop
    return out, tuple(ranges)


def _block(tokens: Sequence[Token]) -> int:
    """Where the `where` block begins: the place of its word, or behind all tokens."""
    places = (n for n, each in enumerate(tokens) if n and each == "where")
    return next((n for n in places if tokens[n - 1].type in _BREAKS), len(tokens))


def _values(
    found: _Found, said: set[str], span: Span, diagnostics: Diagnostics
) -> tuple[int, ...]:
    """The numbers that an index runs over; raises CellcError for none or too many."""
    values = found.values
    if "odd" in said or "even" in said:
        values = tuple(each for each in values if each % 2 == ("odd" in said))
    if not values:
        diagnostics.error(
            "E0118",
            "this index runs over nothing: its last number comes before the first",
            span,
            help="write the smaller number first, or remove the equation",
        )
    elif len(values) > MOST:
        diagnostics.error(
            "E0106",
            f"this index runs over more than {MOST} values, and each is an equation of "
            "its own",
            span,
            help="take a smaller number",
        )
    if not values or len(values) > MOST:
        diagnostics.raise_if_errors()
    return values


def _refuse_word(word: Token, diagnostics: Diagnostics) -> None:
    """Report what stands in the place of `for`."""
    diagnostics.error(
        "E0103",
        f"`{word}` in front of what an index runs over is no word",
        span_of(word),
        help="write for",
        edit=Edit(span_of(word), "for"),
    )


def _misspelled_for(out: list[Token]) -> Token | None:
    """The only word of a line in front of a range, if it resembles `for`."""
    alone = len(out) == 1 or (len(out) > 1 and out[-2].type in _BREAKS)
    if not (alone and out[-1].type == "NAME" and len(out[-1]) in (2, 3, 4)):
        return None
    alike = SequenceMatcher(None, out[-1].lower(), "for").ratio() >= 0.6
    return out[-1] if alike else None


class _Any(dict[str, int]):
    """Every name has a number."""

    def get(self, _key: str, _default: object = None) -> int:
        return 2

    def __contains__(self, _key: object) -> bool:
        return True


def _is_open(
    tokens: Sequence[Token], index: int, out: list[Token], anywhere: bool
) -> bool:
    """Whether `for l = 1..L` begins here with an end that has no number.

    anywhere: whether it may stand behind a fact, not only on a line of its own.
    """
    if not (out and out[-1].type == "NAME" and out[-1].lower() in _FOR):
        return False
    if len(out) > 1 and out[-2].type not in _BREAKS and not anywhere:
        return False
    found = _range_at(tokens, index, _Any())
    if found is None or found.letter == "t" or found.count is None:
        return False
    if "_" in found.count and not anywhere:
        return False
    stop = _behind(tokens, found.stop)
    ended = stop == len(tokens) or tokens[stop].type in _BREAKS
    return ended or (anywhere and _range_at(tokens, stop, _Any()) is not None)


def _in_fact(out: list[Token]) -> bool:
    """Whether the line so far is a declaration and its word, `γ_i ∈ ℝ, for`."""
    if not out or out[-1].lower() not in _FOR:
        return False  # most tokens: a line can be long
    line = takewhile(lambda each: each.type not in _BREAKS, reversed(out))
    return any(each.type == "IN" for each in line)


def _take_introduction(out: list[Token]) -> list[Token]:
    """Take the words and marks in front of a range off the end, the last one first."""
    taken: list[Token] = []
    while out:
        last = out[-1]
        words = _text_words(last)
        if not (
            last.type in _SPACE
            or (last.type == "NAME" and last.lower() in _WORDS | {"\\forall"})
            or (last.type == "UNKNOWN" and last == "∀")
            or (bool(words) and words <= _WORDS)
        ):
            break
        taken.append(out.pop())
        if words:
            for word in sorted(words):
                taken.append(Token.new_borrow_pos("NAME", word, last))
    return taken


def _text_words(token: Token) -> set[str]:
    if token.type != "TEXT":
        return set()
    return {*re.findall(r"[A-Za-z]+", token.partition("{")[2].lower())}


def _behind(tokens: Sequence[Token], index: int) -> int:
    """The place behind the marks that end a range."""
    marks = _SPACE | {"COLON", "FULL_STOP"}
    while index < len(tokens) and (
        tokens[index].type in marks or tokens[index] == "do"
    ):
        index += 1
    return index


def counts_of(tokens: Sequence[Token]) -> dict[str, int]:
    """The names that a line gives a whole number: `L = 3`."""
    counts: dict[str, int] = {}
    for index in range(len(tokens) - 2):
        name, equal, number = tokens[index : index + 3]
        before = tokens[index - 1] if index else None
        behind = tokens[index + 3] if index + 3 < len(tokens) else None
        if (
            (name.type, equal.type, number.type) == ("NAME", "EQUAL", "NUMBER")
            and _INTEGER.match(number)
            and (before is None or before.type in _BREAKS | _SPACE or before == "where")
            and (behind is None or behind.type in _BREAKS | _SPACE | {"FULL_STOP"})
            and not _goes_on(tokens, index + 3)
        ):
            counts.setdefault(str(name), int(number.strip(".")))
    return counts


def _goes_on(tokens: Sequence[Token], index: int) -> bool:
    """Whether dots follow, as in `L = 1, ..., 4`."""
    following = tokens[index : index + 4]
    ends = [each.type in _BREAKS for each in following]
    until = ends.index(True) if True in ends else len(ends)
    return any(each.type in ("DOTS", "FULL_STOP") for each in following[:until])


def open_ranges(tokens: Sequence[Token]) -> tuple[Range, ...]:
    """`l = 1, ..., L` with an L that has no number, so without their values."""
    counts = counts_of(tokens)
    ranges: list[Range] = []
    for index, token in enumerate(tokens):
        if token.type not in ("NAME", "NUMBER") or token == "t":
            continue
        if _range_at(tokens, index, counts) is not None:
            continue
        found = _range_at(tokens, index, _Any())
        if found is None or found.count is None or found.letter == "t":
            continue
        span = span_of(token) | span_of(tokens[found.stop - 1])
        ranges.append(Range(str(found.letter), (), span, count=found.count))
    return tuple(ranges)


# ---------------------------------------------------------------- one range


def _range_at(
    tokens: Sequence[Token], index: int, counts: dict[str, int]
) -> _Found | None:
    token = tokens[index]
    following = tokens[index + 1 : index + LONGEST]
    if len(following) < 3:
        return None
    if token.type == "NAME" and _LETTER.fullmatch(token):
        if following[0].type == "EQUAL":
            return _listed(tokens, token, index, index + 2, counts)
        if following[0].type == "IN" and following[1].type in _CLOSER:
            found = _listed(tokens, token, index, index + 3, counts)
            closer = _CLOSER[following[1].type]
            if found is None or found.stop >= len(tokens):
                return None
            closed = tokens[found.stop].type == closer
            stop = found.stop + 1
            return (
                _Found(token, found.values, index, stop, found.count)
                if closed
                else None
            )
        return None
    if token.type == "NUMBER" and str(following[0]) in _LEQ:
        return _between(tokens, index, counts)
    return None


def _between(
    tokens: Sequence[Token], index: int, counts: dict[str, int]
) -> _Found | None:
    """`1 ≤ l ≤ L`."""
    first = _number(tokens[index], {})
    letter, sign = (
        tokens[index + 2 : index + 4] if index + 4 < len(tokens) else ("", "")
    )
    if first is None or not isinstance(letter, Token) or str(sign) not in _LEQ:
        return None
    last = _number(tokens[index + 4], counts)
    if letter.type != "NAME" or not _LETTER.fullmatch(letter) or last is None:
        return None
    values = tuple(range(first, last + 1))
    return _Found(letter, values, index, index + 5, _count(tokens[index + 4], counts))


def _listed(
    tokens: Sequence[Token],
    letter: Token,
    start: int,
    index: int,
    counts: dict[str, int],
) -> _Found | None:
    """`1, 2, ..., L`, `1..L`, `1 to L`, `1:L`: at least the first and the last."""
    heads: list[int] = []
    dots = False
    at = index
    while at < min(len(tokens), index + LONGEST):
        token = tokens[at]
        if _DOTTED.match(token) and heads:  # `1..4` in two numbers, `1.` and `.4`
            dots = True
        number = _number(token, counts if dots else {})
        if number is not None and dots:
            if not heads:
                return None
            step = heads[1] - heads[0] if len(heads) > 1 else 1
            count = _count(token, counts)
            end = at + 1
            if count is not None and isinstance(counts, _Any):
                end += _label(tokens[end : end + 4])
                count = "".join(tokens[at:end])
            if end + 1 < len(tokens) and tokens[end].type in ("MINUS", "PLUS"):
                other = _number(tokens[end + 1], {})
                if other is None:
                    return None
                number += other if tokens[end].type == "PLUS" else -other
                end += 2
            values = tuple(range(heads[0], number + 1, step)) if step > 0 else ()
            return _Found(letter, values, start, end, count)
        if number is not None:
            heads.append(number)
            dots |= token.endswith(".")
        elif token.type in ("DOTS", "FULL_STOP", "COLON") or token in _TO:
            dots = True
        elif token.type != "COMMA":
            break
        at += 1
    if not dots and len(heads) > 1 and tokens[at - 1].type == "NUMBER":
        return _Found(letter, tuple(heads), start, at, None)  # `i = 1, 2`
    return None


def _label(tokens: Sequence[Token]) -> int:
    """How many of the tokens behind a name are its label, as in `T_x` or `T_{x}`."""
    for length in (2, 4):
        typed = "".join(tokens[:length])
        if re.fullmatch(r"_(\w+|\{\w+\})", typed) and typed.count("_") == 1:
            return length
    return 0


def _number(token: Token, counts: dict[str, int]) -> int | None:
    if token.type == "NUMBER" and _INTEGER.match(token):
        return int(token.strip("."))
    return counts.get(str(token)) if token.type == "NAME" else None


def _count(token: Token, counts: dict[str, int]) -> str | None:
    return str(token) if token.type == "NAME" and str(token) in counts else None
