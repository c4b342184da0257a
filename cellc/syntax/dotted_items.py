r"""A list with dots whose end is known: `[u_1, \dots, u_k]` with k = 3.

In: the tokens of a text, and the numbers that its lines give names.  Out: the same with
every item, [u_1, u_2, u_3], and the names whose numbers were needed.  Each item has the
place of the last one.  A list whose items differ in more than one number stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lark import Token

from cellc.syntax.brackets import CLOSE, OPEN

MOST = 64  # items of one list
SHORTEST = 3  # tokens of an item, a name and its label: `1, ..., L` is a range
_BETWEEN = frozenset(["COMMA", "SEMICOLON"])
_BREAKS = frozenset(["NEWLINE", "DISPLAY", "HEADER", "BEGIN", "END"])


def with_dotted_items(
    tokens: list[Token], counts: Mapping[str, int]
) -> tuple[list[Token], tuple[str, ...]]:
    """The tokens with such lists written out, and the names of their numbers."""
    out: list[Token] = []
    used: list[str] = []
    at = 0
    while at < len(tokens):
        found = _items(tokens, at, counts) if tokens[at].type == "DOTS" else None
        if found is None:
            out.append(tokens[at])
            at += 1
            continue
        written, stop, name = found
        out += written
        used += [name] if name is not None else []
        at = stop
    return out, tuple(dict.fromkeys(used))


def _items(
    tokens: Sequence[Token], dots: int, counts: Mapping[str, int]
) -> tuple[list[Token], int, str | None] | None:
    """The items from these dots on, where they end, and the name of the last number."""
    if not _is_between(tokens, dots - 1) or not _is_between(tokens, dots + 1):
        return None
    start, stop = _start(tokens, dots - 1), _stop(tokens, dots + 2)
    first, last = tokens[start : dots - 1], tokens[dots + 2 : stop]
    if len(first) != len(last) or len(first) < SHORTEST or not start:
        return None
    if tokens[start - 1].type not in OPEN and not _is_between(tokens, start - 1):
        return None
    if stop == len(tokens) or tokens[stop].type not in CLOSE:
        return None
    ends: set[tuple[int, int, str | None]] = set()
    places = []
    for place, (one, other) in enumerate(zip(first, last, strict=True)):
        if one == other:
            continue
        end = _number(other, counts)
        if one.type != "NUMBER" or not one.isdigit() or end is None:
            return None
        ends.add((int(one), end, str(other) if other.type == "NAME" else None))
        places.append(place)
    if len(ends) != 1:
        return None
    ((low, high, name),) = ends
    if not 0 < high - low <= MOST:
        return None
    written: list[Token] = []
    for value in range(low + 1, high + 1):
        item = [*last]
        for place in places:
            item[place] = Token.new_borrow_pos("NUMBER", str(value), last[place])
        written += [tokens[dots + 1], *item] if written else item
    return written, stop, name


def _is_between(tokens: Sequence[Token], at: int) -> bool:
    return 0 <= at < len(tokens) and tokens[at].type in _BETWEEN


def _start(tokens: Sequence[Token], stop: int) -> int:
    """Where the item begins that ends in front of a comma."""
    depth, at = 0, stop
    while at and tokens[at - 1].type not in _BREAKS:
        kind = tokens[at - 1].type
        if depth == 0 and (kind in OPEN or kind in _BETWEEN):
            break
        depth += (kind in CLOSE) - (kind in OPEN)
        at -= 1
    return at


def _stop(tokens: Sequence[Token], start: int) -> int:
    """Where the item ends that begins here."""
    depth, at = 0, start
    while at < len(tokens) and tokens[at].type not in _BREAKS:
        kind = tokens[at].type
        if depth == 0 and (kind in CLOSE or kind in _BETWEEN):
            break
        depth += (kind in OPEN) - (kind in CLOSE)
        at += 1
    return at


def _number(token: Token, counts: Mapping[str, int]) -> int | None:
    if token.type == "NUMBER" and token.isdigit():
        return int(token)
    return counts.get(str(token)) if token.type == "NAME" else None
