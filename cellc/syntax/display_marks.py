"""Where displays open and end: `\\[`, `$$`, `\\begin{align}` and what closes them.

In: the tokens of a text.  Out: the places of the marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lark import Token

from cellc.syntax.environments import span_of


def openings(tokens: Iterable[Token]) -> Iterator[int]:
    """Where displays open, those inside of others among them."""
    for token, opens in _marks(tokens):
        if opens:
            yield span_of(token).start


def ends(tokens: Sequence[Token]) -> Iterator[int]:
    """The tokens that end a display which stands inside of no other."""
    depth = 0
    marks = {id(token): opens for token, opens in _marks(tokens)}
    for at, token in enumerate(tokens):
        opens = marks.get(id(token))
        if opens is None:
            continue
        depth = max(depth + (1 if opens else -1), 0)
        if not opens and depth == 0:
            yield at


def _marks(tokens: Iterable[Token]) -> Iterator[tuple[Token, bool]]:
    """The marks of displays, and whether they open one."""
    inside = False  # of dollars, which close as they open
    for token in tokens:
        if token.type == "DISPLAY":
            inside ^= token == "$$"
            opens = token.startswith(("\\b", "\\["))
            yield token, inside if token == "$$" else opens
