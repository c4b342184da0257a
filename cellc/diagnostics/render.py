"""Diagnostics as text: the line as typed, carets under the token, a help line."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from cellc.diagnostics.diagnostic import Diagnostic
from cellc.diagnostics.source import Source, Span

Style = Callable[[str, str], str]


def plain(text: str, _role: str) -> str:
    return text


def colour(text: str, role: str) -> str:
    """ANSI colours by role: error, warning, note, place, help."""
    codes = {"error": "1;31", "warning": "1;33", "note": "1;36", "place": "34"}
    return f"\x1b[{codes.get(role, '1;32')}m{text}\x1b[0m"


def render(diagnostic: Diagnostic, style: Style = plain) -> str:
    """The diagnostic as lines of text, without a trailing newline."""
    severity = str(diagnostic.severity)
    lines = [
        style(f"{severity}[{diagnostic.code}]", severity) + f": {diagnostic.message}"
    ]
    source = diagnostic.source
    if source is not None and diagnostic.span is not None:
        lines += _excerpt(source, diagnostic.span, "", "^", severity, style)
        for label in diagnostic.labels:
            lines += _excerpt(source, label.span, label.text, "-", "place", style)
    elif source is not None:
        lines.append(style("  -->", "place") + f" {source.label}")
    if diagnostic.help is not None:
        lines.append(style("  = help:", "help") + f" {diagnostic.help}")
    return "\n".join(lines)


def _excerpt(
    source: Source, span: Span, text: str, mark: str, role: str, style: Style
) -> list[str]:
    line_number, column = source.position(min(span.start, len(source.text)))
    typed = source.line(line_number)
    end = min(max(span.end - source.line_starts[line_number], column + 1), len(typed))
    lead = _blank(typed[:column])
    marks = mark * max(_width(typed[column:end]), 1)
    gutter = " " * len(str(line_number + 1))
    place = f"{source.label}:{line_number + 1}:{column + 1}"
    return [
        style(f"{gutter} -->", "place") + f" {place}",
        style(f"{line_number + 1} |", "place") + f" {_visible(typed)}",
        style(f"{gutter} |", "place")
        + f" {lead}"
        + style(f"{marks} {text}".rstrip(), role),
    ]


def _visible(text: str) -> str:
    """The line as typed; control characters other than the tab are made visible."""
    return "".join(
        char if char == "\t" or char.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )


def _char_width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def _width(text: str) -> int:
    return sum(_char_width(char) for char in text)


def _blank(text: str) -> str:
    """White space as wide as `text` on a terminal: tabs stay tabs."""
    return "".join("\t" if char == "\t" else " " * _char_width(char) for char in text)
