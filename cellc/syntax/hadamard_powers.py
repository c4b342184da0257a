r"""Powers of every component: `k^{\odot 2}` and `k^{\circ 2}` are `k^{2}`.

In: tokens.  Out: the same without the sign, where a number and nothing else follows.
"""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

_SIGNS = frozenset(["ODOT", "CIRC"])


def without_hadamard_signs(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without these signs."""
    kinds = [each.type for each in tokens]
    return [
        token
        for at, token in enumerate(tokens)
        if not (
            token.type in _SIGNS
            and kinds[max(at - 2, 0) : at] == ["CIRCUMFLEX", "LBRACE"]
            and kinds[at + 1 : at + 3] == ["NUMBER", "RBRACE"]
        )
    ]
