r"""The vectors of all heads one by one: `[o_{1,t}; \ldots; o_{H,t}]`.

In: the tokens of a text, and what its indices run over.  Out: the same with what the
list says, `[concat_{i}(o_{i,t})]`, or with every item where the last number is known.
The first and the last item differ in their index alone, and the last one is the end of
a range, `for i = 1..H`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lark import Token

from cellc.syntax.brackets import levels_of
from cellc.syntax.nodes import Range

_CLOSER = {"LPAR": "RPAR", "LSQB": "RSQB"}
_JOINS = frozenset(["concat", "concatenate", "concatenation", "cat"])
_LONGEST = 120  # tokens between the brackets
Tokens = list[Token]


class _Item(NamedTuple):
    """What stands between two commas of a list, and the comma behind it."""

    tokens: Tokens
    behind: Token | None

    @property
    def is_dots(self) -> bool:
        return [each.type for each in self.tokens] == ["DOTS"]


def with_listed_heads(tokens: Tokens, ranges: Sequence[Range]) -> Tokens:
    """The tokens with one item for each list of what an index runs over."""
    by_end = {each.count: each for each in ranges[::-1] if each.count is not None}
    if not by_end or not any(each.type == "DOTS" for each in tokens):
        return tokens
    out: Tokens = []
    at = 0
    for index, token in enumerate(tokens):
        if index < at or token.type not in _CLOSER:
            continue
        stop = _closed(tokens, index)
        found = _read(tokens[index + 1 : stop], by_end) if stop else None
        called = _is_call(tokens[:index])
        if found is None or (token.type == "LPAR" and not called):
            continue
        items, place = found
        only = called and len(items) == 1
        out += tokens[at:index]
        if only and place is not None:
            out += [*_script(place, token), token, *items[0].tokens]
        else:
            out.append(token)
            for number, item in enumerate(items):
                joined = place is not None and number == place.at
                out += _joined(item, place) if joined and place else item.tokens
                if item.behind is not None and number < len(items) - 1:
                    out.append(item.behind)
        at = stop
    return [*out, *tokens[at:]]


class _Place(NamedTuple):
    """Which item of a list stands for all, and the letter of its index."""

    at: int
    letter: str


def _closed(tokens: Tokens, index: int) -> int:
    """Where the bracket that opens at an index closes; 0 if it is too far."""
    depth = 0
    for stop in range(index, min(len(tokens), index + _LONGEST)):
        depth += (tokens[stop].type in _CLOSER) - (
            tokens[stop].type in _CLOSER.values()
        )
        if depth == 0:
            return stop
    return 0


def _is_call(before: Tokens) -> bool:
    r"""Whether `concat` or `\mathrm{concat}` stands before a bracket."""
    if before and before[-1].type == "RBRACE":
        before = before[:-1]
    return bool(before) and str(before[-1]).removeprefix("\\").lower() in _JOINS


def _items(inside: Tokens) -> Iterator[_Item]:
    item: Tokens = []
    for token, level in zip(inside, levels_of([*inside]), strict=True):
        if token.type in ("COMMA", "SEMICOLON") and level <= 0:
            yield _Item(item, token)
            item = []
        elif token.type != "QUAD":
            item.append(token)
    yield _Item(item, None)


def _read(
    inside: Tokens, by_end: dict[str, Range]
) -> tuple[list[_Item], _Place | None] | None:
    """The items of a list with dots, and which of them stands for what is left out."""
    items = [*_items(inside)]
    dots = [at for at, each in enumerate(items) if each.is_dots]
    if len(dots) != 1 or not 0 < dots[0] < len(items) - 1:
        return None
    (middle,) = dots
    last = items[middle + 1]
    for first in range(max(0, middle - 3), middle):
        listed = [each.tokens for each in items[first:middle]]
        found = _index(listed, last.tokens, by_end)
        if found is None:
            continue
        at, over = found
        every = [str(each) for each in over.values] or [over.letter]
        made = [_with(items[first].tokens, at, each, last.tokens) for each in every]
        separator = items[first].behind
        new = [_Item(each, separator) for each in made[:-1]]
        new.append(_Item(made[-1], last.behind))
        place = None if over.values else _Place(first, over.letter)
        return [*items[:first], *new, *items[middle + 2 :]], place
    return None


def _index(
    listed: list[Tokens], last: Tokens, by_end: dict[str, Range]
) -> tuple[int, Range] | None:
    """The place of the index in each item, `1`, `2` and the end; what it runs over."""
    first = listed[0]
    at = next(
        (n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0
    )
    over = by_end.get(str(last[at])) if at < len(last) else None
    if over is None or over.values[:1] not in ((), (1,)):
        return None
    for number, item in enumerate([*listed, last], 1):
        expected = str(last[at]) if item is last else str(number)
        others = [str(each) for each in (*item[:at], *item[at + 1 :])]
        same = [str(each) for each in (*first[:at], *first[at + 1 :])]
        if others != same or str(item[at]) != expected:
            return None
    return at, over


def _with(item: Tokens, at: int, index: str, last: Tokens) -> Tokens:
    """An item with another index; a letter is a name as the end is."""
    kind = last[at].type if not index.isdigit() else item[at].type
    token = Token.new_borrow_pos(kind, index, item[at])
    return [*item[:at], token, *item[at + 1 :]]


def _script(place: _Place, near: Token) -> Tokens:
    parts = (("UNDERSCORE", "_"), ("LBRACE", "{"), ("NAME", place.letter))
    made = [Token.new_borrow_pos(kind, text, near) for kind, text in parts]
    return [*made, Token.new_borrow_pos("RBRACE", "}", near)]


def _joined(item: _Item, place: _Place) -> Tokens:
    first, last = item.tokens[0], item.tokens[-1]
    name = Token.new_borrow_pos("NAME", "concat", first)
    opened = Token.new_borrow_pos("LPAR", "(", first)
    closed = Token.new_borrow_pos("RPAR", ")", last)
    return [name, *_script(place, first), opened, *item.tokens, closed]
