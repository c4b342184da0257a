r"""Several names on the left and as many values on the right: `f_t, i_t = a, b`.

In: the tokens of one equation.  Out: those of the equations that it stands for, one for
each name; the one as it is where the numbers differ.  Names without any mark that stand
on the right too, `h, c = f c, g h`, are left: whether their old or their new values are
meant there is not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lark import Token

from cellc.syntax.brackets import levels_of
from cellc.syntax.clauses import OPERATORS

_COMMAS = frozenset(["COMMA", "SEMICOLON"])
_AROUND = {"LPAR": "RPAR", "LCURLY": "RCURLY"}
_NAMED = frozenset(["NAME", "FONT", "ACCENT", "LBRACE"])  # how a name begins
_FACES = frozenset(["FONT", "ACCENT", "LBRACE", "RBRACE"])


def paired(tokens: list[Token]) -> list[list[Token]]:
    """The equations of a line, one for each of the names that it defines."""
    levels = levels_of(tokens)
    marks = [
        at
        for at, each in enumerate(tokens)
        if each.type in ("EQUAL", "IN") and levels[at] <= 0
    ]
    if len(marks) != 1 or tokens[marks[0]].type != "EQUAL":
        return [tokens]
    names, values = _parts(tokens[: marks[0]]), _parts(tokens[marks[0] + 1 :])
    if len(names) < 2 or len(names) != len(values) or not all([*names, *values]):
        return [tokens]
    if not all(map(_is_name, names)) or _is_doubtful(names, values):
        return [tokens]
    equal = tokens[marks[0]]
    return [[*name, equal, *value] for name, value in zip(names, values, strict=True)]


def _parts(side: list[Token]) -> list[list[Token]]:
    """What stands between the commas of a side, with brackets around it or without."""
    levels = levels_of(side)
    if len(side) > 2 and _AROUND.get(side[0].type) == side[-1].type:
        inner = side[1:-1]
        if min(levels_of(inner)) >= 0 and all(each > 0 for each in levels[1:-1]):
            side, levels = inner, levels_of(inner)
    commas = [
        at for at, each in enumerate(side) if each.type in _COMMAS and levels[at] <= 0
    ]
    return [
        side[start + 1 : stop] for start, stop in pairwise([-1, *commas, len(side)])
    ]


def _is_name(part: list[Token]) -> bool:
    levels = levels_of(part)
    return part[0].type in _NAMED and not any(
        each.type in OPERATORS and level <= 0
        for each, level in zip(part, levels, strict=True)
    )


def _is_doubtful(names: Sequence[list[Token]], values: Sequence[list[Token]]) -> bool:
    """Whether a name without scripts stands among the values."""
    bare = [[each for each in name if each.type not in _FACES] for name in names]
    plain = {str(name[0]) for name in bare if len(name) == 1}
    return any(str(each) in plain for value in values for each in value)
