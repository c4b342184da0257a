"""A spec's text and places in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of character offsets in a source text."""

    start: int
    end: int

    def __or__(self, other: Span) -> Span:
        return Span(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True)
class Source:
    """The text of a spec and the name it is reported under."""

    text: str
    label: str = "<spec>"

    @cached_property
    def line_starts(self) -> list[int]:
        starts = [0]
        for offset, char in enumerate(self.text):
            if char == "\n":
                starts.append(offset + 1)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Zero-based line and column (in characters) of an offset."""
        line = bisect_right(self.line_starts, offset) - 1
        return line, offset - self.line_starts[line]

    def line(self, number: int) -> str:
        """Zero-based line `number`, without its line break."""
        start = self.line_starts[number]
        after = number + 1
        end = (
            self.line_starts[after] if after < len(self.line_starts) else len(self.text)
        )
        return self.text[start:end].rstrip("\r\n")

    def snippet(self, span: Span) -> str:
        return self.text[span.start : span.end]
