"""Logical lines of Python with their indentation, laid out at the end."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cellc.patterns import regex
from cellc.targets.numpy.layout import lay_out

_WORD = regex(r"(?<![.\w])[A-Za-z_]\w*\b(?!=)")  # no attributes, no keywords
_QUOTED = regex(r'(?<!\w)"[^"]*"')  # no f-strings: they read names


@dataclass
class Lines:
    """Collects logical lines; `indented` opens a block."""

    level: int = 0
    collected: list[tuple[int, str]] = field(default_factory=list)

    def add(self, text: str, comment: str | None = None) -> None:
        line = f"{text}  # {comment}" if comment else text
        self.collected.append((self.level, line))

    def comment(self, text: str) -> None:
        self.collected.append((self.level, f"# {text}"))

    def blank(self) -> None:
        if self.collected and self.collected[-1][1]:
            self.collected.append((0, ""))

    def doc(self, text: str) -> None:
        """A docstring, at this indentation; what goes on in a new line is indented."""
        for line in text.replace("\\", "\\\\").split("\n"):
            further = " " * (len(line) - len(line.lstrip()) + 4)
            for part in textwrap.wrap(
                line,
                88 - 4 * self.level,
                subsequent_indent=further,
                break_long_words=False,
                break_on_hyphens=False,
            ) or [line]:
                self.collected.append((self.level if part else 0, part))

    @contextmanager
    def indented(self) -> Iterator[None]:
        self.level += 1
        yield
        self.level -= 1

    def laid_out(self) -> list[str]:
        physical: list[str] = []
        for level, text in self.collected:
            physical += lay_out(text, level) if text else [""]
        return physical


def without_unused(lines: Lines, names: set[str]) -> None:
    """Drop the assignments to `names` (sizes and the like) that nothing reads.

    In an unpacking a name that nothing reads becomes `_`.
    """
    while True:
        words = Counter(
            word
            for text in _code(lines)
            for word in _WORD.findall(_QUOTED.sub("", text))
        )
        kept = []
        for level, text in lines.collected:
            targets, equals, value = text.partition(" = ")
            heads = targets.split(", ")
            if equals and all(head in names for head in heads):
                if all(words[head] == 1 for head in heads):
                    continue
                if len(heads) > 1 and "_" not in heads:
                    spelled = [head if words[head] > 1 else "_" for head in heads]
                    text = f"{', '.join(spelled)} = {value}"
            kept.append((level, text))
        if kept == lines.collected:
            return
        lines.collected = kept


def _code(lines: Lines) -> Iterator[str]:
    """The lines without docstrings and comments."""
    inside = False
    for _, text in lines.collected:
        quotes = text.count('"""')
        if not inside and not quotes:
            yield text.partition("  # ")[0] if not text.startswith("# ") else ""
        inside = inside != (quotes == 1)
