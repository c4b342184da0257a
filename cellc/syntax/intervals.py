"""Shapes of values between two numbers: `α, δ ∈ (0,1)^{d×h}` is `α, δ ∈ ℝ^{d×h}`.

In: tokens.  Out: the same with ℝ for an interval that a shape stands above.  That
nothing keeps the values between the numbers is told from the text.
"""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

_OPENED = frozenset(["LPAR", "LSQB"])
_CLOSED = frozenset(["RPAR", "RSQB"])
_LONGEST = 7  # tokens of `(-1, -1)`


def with_shapes_of_intervals(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with such intervals as ℝ."""
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        end = _end(tokens, at) if kept and kept[-1].type == "IN" else None
        if end is None:
            kept.append(tokens[at])
            at += 1
            continue
        kept.append(Token.new_borrow_pos("REALS", "ℝ", tokens[at]))
        at = end
    return kept


def _end(tokens: Sequence[Token], start: int) -> int | None:
    """Behind the interval that starts here, if a shape stands above it."""
    near = tokens[start : start + _LONGEST + 1]
    kinds = [each.type for each in near if each.type != "MINUS"]
    if (
        len(kinds) > 5
        and kinds[0] in _OPENED
        and kinds[1:4] == ["NUMBER", "COMMA", "NUMBER"]
        and kinds[4] in _CLOSED
        and kinds[5] == "CIRCUMFLEX"
    ):
        closed = next(at for at, each in enumerate(near) if each.type in _CLOSED)
        return start + closed + 1
    return None
