"""E0321: `x_t % 2`, where `%` starts a comment and may be meant as the remainder.

In: a text.  Out: an error for each equation whose comment is only a number, or what
closes a bracket of the equation.
"""

from __future__ import annotations

import re

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex

_REMAINDER = regex(
    r"^(?P<front>[^#%\n]*=[^#%\n]*[^\s#%\\&=,;])[ \t]*+%[ \t]*+"
    r"(?P<number>\d++(?:\.\d++)?)(?P<behind>[^\n#%]*)$",
    re.MULTILINE,
)
_WIDEST = 2_000  # characters of a line that is looked at


def refuse_remainders(text: str, diagnostics: Diagnostics) -> None:
    """Report comments that may be the divisor of a remainder."""
    at = 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        if "%" not in line or len(line) > _WIDEST:
            continue
        found = _REMAINDER.match(line.rstrip("\r\n"))
        if found is None:
            continue
        front, behind = found["front"], found["behind"].strip(" \t,;.")
        is_open = front.count("(") > front.count(")")
        if behind and not (is_open and behind.startswith(")")):
            continue
        sign = start + found.end("front")
        diagnostics.error(
            "E0321",
            f"`% {found['number']}` is a comment here, and may be meant as the "
            f"remainder of a division by {found['number']}",
            Span(sign, start + found.end("number")),
            help=f"for the remainder write mod: `(a) mod {found['number']}`; for a "
            "comment write words, or nothing",
        )
    diagnostics.raise_if_errors()
