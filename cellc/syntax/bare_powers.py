r"""Powers without braces, `10^-2`, `x_t^12`, `x_t^3/2`: how they are read is told.

LaTeX sets one character behind `^` above the line, so `x^12` prints as x^1 2.  Nobody
means that, but a text in which it stands was not compared with its print.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import gcd

from lark import Token

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.patterns import regex
from cellc.syntax.environments import span_of

SHOWN = 3  # further places that one note shows
_LATEX = regex(r"\\[A-Za-z]|[${]")


def note_bare_powers(
    lines: Sequence[Sequence[Token]], text: str, diagnostics: Diagnostics
) -> None:
    """Tell how exponents of several characters are read, and quotients behind one."""
    quotients = [each for line in lines for each in _quotients(line)]
    for place, exponent, below in quotients[:1]:
        typed = diagnostics.source.snippet(place)
        diagnostics.note(
            "N0635",
            f"`{typed}` is read as ^{{{exponent}}}/{below}: the power ends before "
            "the `/`",
            place,
            labels=_others([each[0] for each in quotients[1:]]),
            help=f"write ^{{{exponent}/{below}}} if the exponent is the fraction; "
            f"^{{{exponent}}}/{below} ends this note",
        )
    if _LATEX.search(text) is None:
        return
    powers = [each for line in lines for each in _powers(line)]
    for place in powers[:1]:
        typed = diagnostics.source.snippet(place)
        braced = f"^{{{typed[1:].strip()}}}"
        diagnostics.note(
            "N0635",
            f"`{typed}` is read as {braced}; LaTeX sets the first character alone "
            "above the line",
            place,
            labels=_others(powers[1:]),
            help=f"write {braced}",
        )


def _others(places: Sequence[Span]) -> tuple[Label, ...]:
    return tuple(Label(each, "this one too") for each in places[:SHOWN])


def _powers(line: Sequence[Token]) -> Iterator[Span]:
    """Numbers of several characters behind `^`, with their sign."""
    for index, token in enumerate(line[:-1]):
        if token.type != "CIRCUMFLEX":
            continue
        first = line[index + 1]
        signed = first.type == "MINUS" and index + 2 < len(line)
        number = line[index + 2] if signed else first
        if number.type == "NUMBER" and (signed or len(number) > 1):
            yield span_of(token) | span_of(number)


def _quotients(line: Sequence[Token]) -> Iterator[tuple[Span, str, str]]:
    """`^3/2`, written without spaces, where 3/2 can be the exponent: not `^2/2`."""
    for index, token in enumerate(line[:-3]):
        above, slash, below = line[index + 1 : index + 4]
        kinds = (token.type, above.type, slash.type, below.type)
        if kinds != ("CIRCUMFLEX", "NUMBER", "SLASH", "NUMBER"):
            continue
        whole = span_of(token) | span_of(below)
        if whole.end - whole.start != sum(map(len, (token, above, slash, below))):
            continue
        if not (above.isdigit() and below.isdigit() and len(above + below) < 9):
            continue
        if int(below) > 1 and gcd(int(above), int(below)) == 1:
            yield whole, str(above), str(below)
