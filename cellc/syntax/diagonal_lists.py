r"""The numbers on a diagonal one by one: `\mathrm{diag}(a_1, \ldots, a_n)`.

In: the tokens of a text.  Out: the same with the vector of these numbers, `diag(a)`,
told in a note.  The first and the last of them differ in their index alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.syntax.brackets import levels_of
from cellc.syntax.environments import span_of

_DIAGONAL = frozenset(["diag", "Diag", "\\diag", "\\Diag", "\\text{diag}"])
_CLOSER = {"LPAR": "RPAR", "LCURLY": "RCURLY", "LSQB": "RSQB", "LBRACE": "RBRACE"}
_SCRIPTS = frozenset(["UNDERSCORE", "CIRCUMFLEX"])
_ONE = frozenset(["1", "₁"])
_LONGEST = 80  # tokens between the brackets


def is_diagonal(token: Token) -> bool:
    """Whether a token is the name of diagonal matrices."""
    return str(token) in _DIAGONAL


def with_whole_diagonals(
    tokens: Sequence[Token], diagnostics: Diagnostics
) -> list[Token]:
    """The tokens with a vector for each list of the numbers on a diagonal."""
    out: list[Token] = []
    at = 0
    for index, token in enumerate(tokens):
        if index < at or not is_diagonal(token):
            continue
        start, stop = _inside(tokens, index)
        whole = _whole(tokens[start:stop])
        if whole is None:
            continue
        _note(tokens[index], tokens[start:stop], whole, diagnostics)
        out += [*tokens[at:start], *whole]
        at = stop
    return [*out, *tokens[at:]]


def _inside(tokens: Sequence[Token], index: int) -> tuple[int, int]:
    """From where to where the tokens in the brackets behind `diag` go."""
    start = index + 1
    if tokens[start : start + 1] and tokens[start].type == "RBRACE":
        start += 1  # \mathrm{diag}
    closers: list[str] = []
    while tokens[start : start + 1] and tokens[start].type in _CLOSER:
        closers.append(_CLOSER[tokens[start].type])  # diag([a_1, ...])
        start += 1
    depth, stop = 0, start
    for stop in range(start, min(len(tokens), start + _LONGEST)):
        kind = tokens[stop].type
        if depth == 0 and closers and kind == closers[-1]:
            return start, stop
        depth += (kind in _CLOSER) - (kind in _CLOSER.values())
    return start, start


def _whole(inside: Sequence[Token]) -> list[Token] | None:
    """`a` of `a_1, \\ldots, a_n`."""
    if not any(each.type == "DOTS" for each in inside):
        return None
    every = [*_items(inside)]
    items = [each for each in every if [one.type for one in each] != ["DOTS"]]
    if len(items) < 2 or len(items) == len(every) or not all(items):
        return None
    first, *_, last = items
    places = _differing(first, last)
    if len(places) != 1 or any(_differing(first, each) != places for each in items[1:]):
        return None
    return _without_index(first, last, places[0])


def _items(inside: Sequence[Token]) -> Iterator[list[Token]]:
    item: list[Token] = []
    for token, level in zip(inside, levels_of([*inside]), strict=True):
        if token.type == "COMMA" and level <= 0:
            yield item
            item = []
        elif token.type != "QUAD":
            item.append(token)
    yield item


def _differing(one: Sequence[Token], other: Sequence[Token]) -> list[int]:
    """The places at which two lists of tokens differ; all of them if in length."""
    pairs = [*zip(one, other, strict=False)]
    if len(one) != len(other):
        return [*range(len(pairs) + 1)]
    return [at for at, (a, b) in enumerate(pairs) if str(a) != str(b)]


def _without_index(
    first: list[Token], last: list[Token], at: int
) -> list[Token] | None:
    token, end = first[at], last[at]
    if token.type == "NAME" and token[-1:] == "1" and len(end) == len(token) > 1:
        if token[:-1] != end[:-1] or not end[-1].isalnum():
            return None
        family = Token.new_borrow_pos("NAME", token[:-1], token)
        return [*first[:at], family, *first[at + 1 :]]
    if str(token) not in _ONE or end.type not in ("NAME", "NUMBER", "UNICODE_SUB"):
        return None
    if token.type == "UNICODE_SUB":
        return first[:at] + first[at + 1 :]
    start, stop = at, at + 1
    kinds = [each.type for each in first]
    for opening in ("LPAR", "LBRACE"):  # the (1) of a^{(1)}
        if kinds[start - 1 : start] + kinds[stop : stop + 1] == [
            opening,
            _CLOSER[opening],
        ]:
            start, stop = start - 1, stop + 1
    if start and kinds[start - 1] in _SCRIPTS:
        return first[: start - 1] + first[stop:]
    if (start, stop) != (at, at + 1) or not _is_script(kinds, at):
        return None
    if kinds[at - 1] == "COMMA":  # a_{t,1}
        return first[: at - 1] + first[at + 1 :]
    return first[:at] + first[at + 2 :] if kinds[at + 1] == "COMMA" else None


def _is_script(kinds: Sequence[str], at: int) -> bool:
    """Whether a token stands among others in `_{...}`."""
    for index in range(at - 1, 0, -1):
        if kinds[index] == "LBRACE":
            return kinds[index - 1] in _SCRIPTS
        if kinds[index] not in ("NAME", "NUMBER", "COMMA"):
            return False
    return False


def _note(
    name: Token, inside: Sequence[Token], whole: Sequence[Token], found: Diagnostics
) -> None:
    place = span_of(name) | span_of(inside[-1])
    listed = found.source.snippet(span_of(inside[0]) | span_of(inside[-1]))
    vector = "".join(map(str, whole))
    found.note(
        "N0686",
        f"the numbers `{listed}` on a diagonal are read as the vector {vector}",
        place,
        help=f"write diag({vector})",
    )
