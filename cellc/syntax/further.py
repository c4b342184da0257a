"""Further slips in a line with one: those in brackets behind it, which stand alone.

What stands in brackets is an expression of its own, whatever is wrong outside of them.
So each is parsed by itself, and a slip in it is told in the same run.  Only what a slip
explains is told: where nothing explains it, the line may be no equation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lark import Lark, Token
from lark.exceptions import UnexpectedToken

from cellc.diagnostics import Diagnostics
from cellc.syntax.brackets import CLOSE, OPEN
from cellc.syntax.slips import END, slip_at
from cellc.syntax.slips_table import CANNOT_STAND

MOST = 5  # slips of one line
_SCRIPTS = ("UNDERSCORE", "CIRCUMFLEX")


def report_further(
    tokens: Sequence[Token], at_stop: Token, parser: Lark, diagnostics: Diagnostics
) -> None:
    """Report the slips in brackets behind the place at which a line stopped."""
    places = (at for at, each in enumerate(tokens) if each is at_stop)
    stop, found = next(places, len(tokens)), 0
    for start, end in _brackets(tokens):
        if start <= stop or found == MOST:
            continue
        inside = list(tokens[start : end + 1])
        at = _stopped(inside, parser)
        if at is None:
            stop = end  # what is in it can be parsed
            continue
        stop = start + at
        closed = Token(END, "", start_pos=tokens[end].end_pos)
        slip = slip_at([*inside, closed], at, CANNOT_STAND)
        if slip is not None:
            slip.report(diagnostics)
            found += 1


def _brackets(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where round brackets open and close, in the order in which they open."""
    opened: list[int] = []
    pairs = []
    for at, token in enumerate(tokens):
        if token.type in OPEN:
            opened.append(at)
        elif token.type in CLOSE and opened:
            start = opened.pop()
            script = start > 0 and tokens[start - 1].type in _SCRIPTS
            if token.type == "RPAR" and not script and at > start + 1:
                pairs.append((start, at))
    yield from sorted(pairs)


def _stopped(tokens: Sequence[Token], parser: Lark) -> int | None:
    """The index at which such an expression cannot be parsed; None if it can."""
    state = parser.parse_interactive(start="statement")
    end = Token.new_borrow_pos("$END", "", tokens[-1])
    for at, token in enumerate([*tokens, end]):
        try:
            state.feed_token(token)
        except UnexpectedToken:
            return at
    return None
