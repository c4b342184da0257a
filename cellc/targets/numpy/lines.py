"""Logical lines of Python with their indentation, laid out at the end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cellc.targets.numpy.layout import lay_out

_WORD = re.compile(r"(?<![.\w])[A-Za-z_]\w*")  # no attributes


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
        """A docstring: its lines as they are, at this indentation."""
        for line in text.replace("\\", "\\\\").split("\n"):
            self.collected.append((self.level if line else 0, line))

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
    """Drop the assignments to `names` (sizes and the like) that nothing reads."""
    while True:
        words = Counter(
            word for _, text in lines.collected for word in _WORD.findall(text)
        )
        kept = [
            (level, text)
            for level, text in lines.collected
            if not (
                (head := text.partition(" = ")[0]) in names
                and head.isidentifier()
                and words[head] == 1
            )
        ]
        if len(kept) == len(lines.collected):
            return
        lines.collected = kept
