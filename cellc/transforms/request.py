"""What is asked for: `layernorm`, `zoneout:h=0.05,c=0.5`, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cellc.diagnostics import CellcError, Diagnostic, Source, Span

COMMAND = "--with "
BLOCK = "with "


@dataclass(frozen=True)
class Request:
    """A transform by its name, and its arguments as (key, value); the key may be "".

    how: what stands in front of it where it was asked for.  span, source: of a line of
    the where block.
    """

    name: str
    arguments: tuple[tuple[str, str], ...] = ()
    how: str = COMMAND
    span: Span | None = None
    source: Source | None = None

    def __str__(self) -> str:
        words = [f"{key}={value}" if key else value for key, value in self.arguments]
        return self.name + (f":{','.join(words)}" if words else "")

    @property
    def named(self) -> tuple[str, ...]:
        """Arguments without a key that are no numbers."""
        plain = (value for key, value in self.arguments if not key)
        return tuple(each for each in plain if number_of(each) is None)

    def refusal(self, code: str, why: str, help: str) -> CellcError:
        message = f"{self.how}{self}: {why}"
        span, source = self.span, self.source
        if span is not None and source is not None and source.origin is not None:
            span, source = source.origin.place(span), source.origin.source
        return CellcError((Diagnostic(code, message, span, help=help, source=source),))

    def written(self, arguments: str) -> str:
        """The request with other arguments, as it would be typed."""
        return f"`{self.how}{self.name}:{arguments}`"


def number_of(word: str) -> float | None:
    plain = word.replace(".", "", 1)
    return float(word) if plain.isascii() and plain.isdigit() else None


def requests_of(words: Iterable[str], known: Collection[str]) -> list[Request]:
    """The requests in words, each of which may be a list with commas.

    Behind a comma stands another request if it starts with the name of a transform,
    else an argument of the one before.  Names are not checked here.
    """
    found: list[Request] = []
    for word in words:
        before = len(found)
        for piece in map(str.strip, word.split(",")):
            name, colon, argument = (part.strip() for part in piece.partition(":"))
            if colon or name in known or len(found) == before:
                given = (_argument(argument),) if argument else ()
                found.append(Request(name, given))
            else:
                last = found[-1]
                arguments = (*last.arguments, _argument(piece))
                found[-1] = Request(last.name, arguments)
    return found


def _argument(word: str) -> tuple[str, str]:
    key, equals, value = (part.strip() for part in word.partition("="))
    return (key, value) if equals else ("", key)
