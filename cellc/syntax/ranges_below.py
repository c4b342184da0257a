r"""What an operator over an index goes over: `\max_{1 \le j \le L}`, `\sum_{j=1..L}`.

In: the tokens of a text.  Out: the same with such a range below an operator as its
first and its last number, `\max_{j=1}^{L}`.
"""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

_OPERATORS = frozenset(["\\sum", "\\prod", "\\max", "\\min"])
_LEQ = frozenset(["≤", "\\leq", "\\le", "⩽", "\\leqslant"])
_DOTS = frozenset(["DOTS", "FULL_STOP", "COLON"])
_SETS = {"LCURLY": "RCURLY", "LSQB": "RSQB"}


def with_ranges_below(tokens: list[Token]) -> list[Token]:
    """The tokens with such ranges in their plain form."""
    if _OPERATORS.isdisjoint(map(str, tokens)):
        return tokens
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        end = _end(tokens, index)
        parts = _range(tokens[index + 2 : end]) if end is not None else None
        if parts is None or end is None:
            found.append(tokens[index])
            index += 1
            continue
        opening, closing = tokens[index + 1], tokens[end]
        letter, first, last = parts
        equal = Token.new_borrow_pos("EQUAL", "=", letter)
        above = Token.new_borrow_pos("CIRCUMFLEX", "^", closing)
        again = Token.new_borrow_pos(opening.type, str(opening), last[0])
        close = Token.new_borrow_pos(closing.type, str(closing), first)
        found += [tokens[index], opening, letter, equal, first, close]
        found += [above, again, *last, closing]
        index = end + 1
    return found


def _end(tokens: Sequence[Token], index: int) -> int | None:
    """Where the braces below an operator close, its `_` standing here."""
    if not index or tokens[index].type != "UNDERSCORE":
        return None
    if str(tokens[index - 1]) not in _OPERATORS:
        return None
    behind = tokens[index + 1 : index + 40]
    if not behind or behind[0].type != "LBRACE":
        return None
    kinds = [each.type for each in behind]
    if "RBRACE" not in kinds:
        return None
    end = index + 1 + kinds.index("RBRACE")
    following = tokens[end + 1].type if end + 1 < len(tokens) else ""
    return None if following == "CIRCUMFLEX" else end


def _range(inside: Sequence[Token]) -> tuple[Token, Token, Sequence[Token]] | None:
    """The letter, the first and the last value of `1 ≤ j ≤ L` and `j = 1..L`."""
    kinds = [each.type for each in inside]
    if len(inside) > 4 and (kinds[0], kinds[2]) == ("NUMBER", "NAME"):
        between = str(inside[1]) in _LEQ and str(inside[3]) in _LEQ
        return (inside[2], inside[0], inside[4:]) if between else None
    if kinds[:2] == ["NAME", "EQUAL"]:
        letter, rest = inside[0], inside[2:]
    elif kinds[:2] == ["NAME", "IN"] and len(inside) > 4:
        if _SETS.get(kinds[2]) != kinds[-1]:
            return None
        letter, rest = inside[0], inside[3:-1]
    else:
        return None
    dots = [at for at, each in enumerate(rest) if each.type in _DOTS]
    if not dots or rest[0].type != "NUMBER":
        return None
    others = {each.type for each in rest[1 : dots[-1]]}
    last = [each for each in rest[dots[-1] + 1 :] if each.type != "COMMA"]
    if not last or others - _DOTS - {"COMMA", "NUMBER"}:
        return None
    first = Token.new_borrow_pos("NUMBER", str(rest[0]).rstrip("."), rest[0])
    return letter, first, last
