"""A spec's text and places in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from cellc.patterns import regex

# a name behind which the braces of a font close that open in front of it
_FONT_ENDS = regex(
    r"\A((?:\\[A-Za-z]+\s*)?(?:\{[^{}]*\}|\\?[^\W\d_]+))\}"
    r"([_^'′][^{}]*(?:\{[^{}]*\}[^{}]*)*)\Z"
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of character offsets in a source text."""

    start: int
    end: int

    def __or__(self, other: Span) -> Span:
        return Span(min(self.start, other.start), max(self.end, other.end))


class Origin(Protocol):
    """What a text was made of, as one is whose macros are expanded."""

    @property
    def source(self) -> Source: ...

    def place(self, span: Span) -> Span:
        """Where a part of the text comes from."""

    def behind(self, span: Span) -> Iterable[tuple[Span, str]]:
        """Places that define what it stands for, and what to say there."""

    def is_typed(self, span: Span) -> bool:
        """Whether it stands there as it stands here."""


DEFINE = "<--define>"  # what the facts of the command line are reported under


@dataclass(frozen=True)
class Source:
    """The text of a spec and the name it is reported under.

    defines: the line of the text, from 0, with which the facts of the command line
    start, if there are any.  choices: words of the command line beside the spec.  read:
    the text as it was read, if another one came of it.  around: the text with the
    sentences beside it, in the same places.  together: the labels of displays that were
    taken as one cell without being named.  origin: what the text was made of, and how
    places in it are found there.
    """

    text: str
    label: str = "<spec>"
    defines: int | None = None
    choices: tuple[str, ...] = ()
    read: str | None = None
    around: str | None = None
    together: tuple[str, ...] = ()
    origin: Origin | None = field(default=None, compare=False, repr=False)

    @cached_property
    def line_starts(self) -> list[int]:
        return [0, *(each.end() for each in re.finditer("\n", self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Zero-based line and column (in characters) of an offset."""
        line = bisect_right(self.line_starts, offset) - 1
        return line, offset - self.line_starts[line]

    def shown(self, line: int) -> tuple[str, int]:
        """The file that a zero-based line is reported under, and its number, from 1."""
        if self.defines is not None and line >= self.defines:
            return DEFINE, line - self.defines + 1
        return self.label, line + 1

    def line(self, number: int) -> str:
        """Zero-based line `number`, without its line break."""
        start = self.line_starts[number]
        after = number + 1
        end = (
            self.line_starts[after] if after < len(self.line_starts) else len(self.text)
        )
        return self.text[start:end].rstrip("\r\n")

    def snippet(self, span: Span) -> str:
        r"""What was typed there; `x_{t}` of `\mathbf{W x}_{t}`, a font around both."""
        text = self.text[span.start : span.end]
        return _FONT_ENDS.sub(r"\1\2", text) if "}" in text else text
