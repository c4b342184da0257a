r"""Equations of a display without `\\` between them, each on a line of its own.

In: the tokens of a text, and those of its equations.  Out: a note where TeX would set
two of them as one, `a = b c = d`, and the line break of the text tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.syntax.environments import span_of

_MARKS = frozenset(["ALIGN", "FONT", "ACCENT", "LBRACE"])
_APART = frozenset(["COMMA", "SEMICOLON", "FULL_STOP", "QUAD", "WORDS", "COLON"])
_BREAKS = frozenset(["NEWLINE", "DISPLAY", "BEGIN", "END", "HEADER"])


def note_missing_breaks(
    lines: Iterable[Sequence[Token]], known: Sequence[Token], diagnostics: Diagnostics
) -> None:
    """Tell of the first equation that begins where only the text breaks its line."""
    places = {span_of(token).start: at for at, token in enumerate(known)}
    for line in lines:
        at = places.get(span_of(line[0]).start, 0) - 1
        while at > 0 and known[at].type in _MARKS:
            at -= 1
        soft = at > 0 and known[at].type == "SOFT"
        while at > 0 and known[at].type == "SOFT":
            at -= 1
        if not soft or at <= 0 or known[at].type in _APART | _BREAKS:
            continue
        typed = diagnostics.source.snippet(span_of(line[0]) | span_of(line[-1]))
        diagnostics.note(
            "N0697",
            "this line is read as an equation of its own; without `\\\\` behind the "
            "line above, TeX sets both as one",
            span_of(line[0]) | span_of(line[-1]),
            help=f"write \\\\ in front of `{typed.partition('=')[0].rstrip(' &')}`",
        )
        return
