"""Several names that one line gives a value: `h_0 = c_0 = 0`, `φ, ψ = tanh`.

In: the tokens of an equation or a fact.  Out: one for each of the names.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lark import Token

from cellc.syntax.brackets import levels_of
from cellc.syntax.spoken_functions import NAMES_OF_FUNCTIONS

_FURTHER = frozenset(
    [
        *["softmax", "gelu", "silu", "swish", "leakyrelu", "hardtanh", "hardsigmoid"],
        *["sin", "cos", "sqrt", "abs"],
    ]
)
_DRESSING = frozenset(["FONT", "LBRACE", "RBRACE"])


def one_by_one(tokens: list[Token]) -> Iterator[list[Token]]:
    """`h_0 = c_0 = 0`, `h_0, c_0 = 0`, `φ, ψ = tanh` and `φ, ψ = tanh, relu`.

    Each of several names is one number, or one function.
    """
    levels = levels_of(tokens)
    level = [at for at in range(len(tokens)) if levels[at] <= 0]
    equals = [at for at in level if tokens[at].type == "EQUAL"]
    commas = [at for at in level if tokens[at].type == "COMMA"]
    # `α, β ∈ ℝ = 0.5` is one fact
    if not equals or any(tokens[at].type == "IN" for at in level):
        yield tokens
        return
    last = equals[-1]
    marks = sorted([*equals, *(at for at in commas if at < last)])
    names = [tokens[start + 1 : stop] for start, stop in pairwise([-1, *marks])]
    ends = [last, *(at for at in commas if at > last), len(tokens)]
    values = [tokens[start + 1 : stop] for start, stop in pairwise(ends)]
    if len(names) < 2 or not all(map(_has_name, names)):
        yield tokens  # `L = 3 = 4`
    elif len(values) == 1 and (_is_number(values[0]) or _is_function(values[0])):
        for name, mark in zip(names, marks, strict=True):
            sign = tokens[mark] if mark in equals else tokens[last]
            yield [*name, sign, *values[0]]
    elif (
        len(equals) == 1
        and len(values) == len(names)
        and all(_is_function(each) or _is_number(each) for each in values)
    ):
        for name, value in zip(names, values, strict=True):
            yield [*name, tokens[last], *value]
    else:
        yield tokens


def with_functions_behind(tokens: list[Token], group: list[Token]) -> list[Token]:
    """The `, relu` of `φ, ψ = tanh, relu` too, which looks like a word behind it."""
    kinds = [each.type for each in tokens]
    if "COMMA" not in kinds or "EQUAL" not in kinds:
        return tokens
    last = len(kinds) - kinds[::-1].index("EQUAL")
    if not _is_value(tokens[last:]):
        return tokens
    at = next(index for index, each in enumerate(group) if each is tokens[-1]) + 1
    rest = [each for each in group[at:] if each.type not in ("INLINE", "QUAD")]
    found = [*tokens]
    while rest and (rest[0].type == "COMMA" or rest[0] in ("and", "or")):
        behind = rest[1:] if rest[1:2] != ["and"] else rest[2:]
        if not _is_value(behind[:1]):
            break
        # what `or` leaves open is no line of its own
        comma = Token.new_borrow_pos("COMMA", ",", rest[0])
        found += [rest[0] if rest[0] == "or" else comma, behind[0]]
        rest = behind[1:]
    return found


def _is_value(tokens: list[Token]) -> bool:
    return _is_function(tokens) or _is_number(tokens)


def _has_name(tokens: list[Token]) -> bool:
    return any(token.type == "NAME" for token in tokens)


def _plain(tokens: list[Token]) -> list[Token]:
    r"""`0` of `\mathbf{0}`."""
    return [each for each in tokens if each.type not in _DRESSING]


def _is_number(tokens: list[Token]) -> bool:
    return [each.type for each in _plain(tokens)] == ["NUMBER"]


def _is_function(tokens: list[Token]) -> bool:
    r"""`tanh`, `\tanh`, `\mathrm{sigmoid}`; not σ, which can be a name too."""
    plain = _plain(tokens)
    if [each.type for each in plain] != ["NAME"] or len(plain[0]) < 3:
        return False
    name = plain[0].removeprefix("\\").replace("_", "").lower()
    return name in NAMES_OF_FUNCTIONS | _FURTHER
