"""ASCII `~` outside LaTeX: a blank in LaTeX, elsewhere `not` or what is struck."""

from __future__ import annotations

import re
from functools import cache

from lark import Token

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex
from cellc.syntax.brackets import OPERAND_END
from cellc.syntax.environments import span_of

_OPERAND = frozenset(["NAME", "TIME", "LPAR", "LSQB"])


def refuse_tildes(tokens: list[Token], diagnostics: Diagnostics) -> bool:
    """Report `~m_t * h_{t-1}` and `~~+ b~~`; False if there is any."""
    text = diagnostics.source.text
    if "~" not in text or not tokens or _forms("latex").search(text):
        return True
    start, end = span_of(tokens[0]).start, span_of(tokens[-1]).end
    if "~" not in text[max(start - 3, 0) : end + 3]:
        return True
    line_end = text.find("\n", end)
    line = text[start : line_end if line_end >= 0 else len(text)]
    struck = _forms("struck").search(line)
    if struck is not None:
        span = Span(start + struck.start(), start + struck.end())
        diagnostics.error(
            "E0103",
            f"`{diagnostics.source.snippet(span)}` is struck out in Markdown, and a "
            "part of the equation with blanks around it in LaTeX",
            span,
            help="remove the part, or the `~`",
        )
        return False
    for before, token in zip([None, *tokens], tokens, strict=False):
        place = span_of(token)
        if token.type not in _OPERAND or text[place.start - 1 : place.start] != "~":
            continue
        behind_value = before is not None and before.type in OPERAND_END
        if behind_value and not text[: place.start - 1][-1:].isspace():
            continue  # `f_t~h_{t-1}`
        _refuse(Span(place.start - 1, place.end), str(token), diagnostics)
        return False
    return True


def _refuse(place: Span, typed: str, diagnostics: Diagnostics) -> None:
    name = typed if typed.isalpha() else "a"
    diagnostics.error(
        "E0103",
        f"`~` in front of `{typed}` can be the negation of NumPy, a tilde over the "
        "name, or a blank of LaTeX",
        place,
        help=f"write 1 - {name} for the negation, \\tilde{{{name}}} for the tilde",
    )


@cache
def _forms(name: str) -> re.Pattern[str]:
    forms = {
        "latex": r"\\[A-Za-z]|\$|[\w})\]]~+[⊙∘·*+=\-−(]",
        "struck": r"~~[^~\n]{1,200}~~",
    }
    return regex(forms[name])
