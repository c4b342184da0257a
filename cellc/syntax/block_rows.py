r"""A row of matrices in a LaTeX matrix, `\begin{bmatrix} W & U \end{bmatrix}`.

Before a column it is `[W, U]`.  Only names as matrices have are such a row: a row of
numbers is a matrix written out, which is not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lark import Token

from cellc.patterns import regex

_MATRIX = regex(r"[A-Z]|\\(?:mathbf|bm|boldsymbol|mathrm|mathit|vec)")
_SIGNS = frozenset(["PLUS", "MINUS", "EQUAL", "SLASH", "NUMBER", "BEGIN", "ROW"])
_OPENING = frozenset(["BEGIN", "LSQB", "LPAR", "LBRACE"])
_OVER = frozenset(["RSQB", "RPAR", "SOFT", "NEWLINE"])
LONGEST = 200  # tokens of a row


def is_block_row(tokens: Sequence[Token], begin: int, pairs: Mapping[int, int]) -> bool:
    """Whether this matrix is one row of names of matrices, before a column."""
    end = pairs[begin]
    if end - begin > LONGEST:
        return False
    cells: list[list[Token]] = [[]]
    for token in tokens[begin + 1 : end]:
        if token.type == "ALIGN":
            cells.append([])
        elif token.type == "NEWLINE" and not token.startswith("\\"):
            continue
        else:
            cells[-1].append(token)
    if len(cells) < 2 or not all(map(_is_matrix, cells)):
        return False
    after = end + 1
    while after < len(tokens) and _is_passed_over(tokens[after]):
        after += 1
    return after < len(tokens) and tokens[after].type in _OPENING


def _is_passed_over(token: Token) -> bool:
    return token.type in _OVER and not token.startswith("\\\\")


def _is_matrix(cell: Sequence[Token]) -> bool:
    """`W_x`, `\\mathbf{W}`: a capital letter first, no sign, and no index of time."""
    names = [each for each in cell if each.type == "NAME"]
    return (
        bool(names)
        and _MATRIX.fullmatch(names[0]) is not None
        and all(each.type not in _SIGNS and each != "t" for each in cell)
        and all(each.type != "NEWLINE" for each in cell)
    )
