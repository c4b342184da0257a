r"""The tokens of TeX: commands, braces, white space, other characters.

In: a text or the body of a macro.  Out: its tokens, with their places or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cellc.diagnostics import Span
from cellc.patterns import regex
from cellc.syntax.macros.definitions import Macro

_HEADER = r"^[ \t]*(?:name|title|paper|year|equations|doi|url|note)[ \t]*:[^\n]*"
_PARTS = r"|[{}]|(?:[^\S\n]*\n)+|[^\S\n]+|[^\\%#{}\s]+|\\"
_TYPED = regex(
    rf"(?P<kept>{_HEADER}|[#%][^\n]*)|\\(?P<name>(?:begin|end)\s*\{{[A-Za-z]+\*?\}})"
    rf"|\\(?P<word>[A-Za-z]+|[^A-Za-z]){_PARTS}",
    re.MULTILINE,
)
_BODY = regex(
    r"(?P<kept>%[^\n]*\n?\s*)|\\(?P<name>(?:begin|end)\s*\{[A-Za-z]+\*?\})"
    rf"|\\(?P<word>[A-Za-z@]+|[^A-Za-z])|\#(?P<number>\d)|\#{_PARTS}"
)
_NOTHING = frozenset(  # commands of a body that set nothing
    [
        *["xspace", "relax", "protect", "leavevmode", "ignorespaces", "unskip"],
        *["allowbreak", "nobreak", "begingroup", "endgroup", "unboldmath"],
    ]
)
# `i.e.`, `w.r.t.`, `et al.`: text between equations
_ABBREVIATION = regex(
    r"\s*([A-Za-z]+\.(?:[\sA-Za-z.]*[A-Za-z])?\.?|[A-Za-z]+ [A-Za-z]+\.)"
    r"(?:\\xspace|\\ |\s|\\@)*"
)


class Chain(NamedTuple):
    """The macros that a token comes out of, the innermost first."""

    macro: Macro
    outer: Chain | None
    depth: int


class Part(NamedTuple):
    """A token of TeX: a command, a brace, white space, or other characters.

    A typed one has its place; one of a body the number of the use it belongs to.
    """

    text: str
    start: int = 0
    end: int = 0
    use: int = -1
    chain: Chain | None = None
    name: str = ""  # of a command, or of `\begin{...}`: what a macro is called
    number: int = 0  # of a parameter
    final: bool = False  # it has the meaning that LaTeX gives it

    @property
    def blank(self) -> bool:
        return self.text.isspace() or self.text[:1] in ("%", "#")


def typed_parts(text: str, skipped: Iterable[Span]) -> Iterator[Part]:
    """The tokens of a text, but for the places that are skipped."""
    at = 0
    for place in (*skipped, Span(len(text), len(text))):
        for match in _TYPED.finditer(text, at, place.start):
            name = match.group("word") or match.group("name") or ""
            yield Part(match.group(), *match.span(), name=name)
        at = place.end


def parts_of(body: str) -> Iterator[Part]:
    """The tokens of a body; a line break in it is a space."""
    abbreviation = _ABBREVIATION.fullmatch(body)
    if abbreviation is not None:
        body = f"\\text{{{abbreviation[1]}}}"
    for match in _BODY.finditer(body):
        word = match.group("word") or match.group("name") or ""
        if match.group("kept") or word in _NOTHING:
            continue
        text = "\\textit" if word == "emph" else match.group()
        number = int(match.group("number") or 0)
        yield Part(" " if text.isspace() else text, name=word, number=number)
