"""Text that Markdown shows as it is."""

from __future__ import annotations


def outside_code(text: str) -> str:
    """Markdown reads some characters as its own; between backticks it reads none."""
    parts = text.split("`")
    return "`".join(
        part if index % 2 else escaped(part) for index, part in enumerate(parts)
    )


def escaped(text: str) -> str:
    """The text with a backslash before each character that means something."""
    if "`" in text:
        return outside_code(text)
    for char in "\\*_[]<>":
        text = text.replace(char, f"\\{char}")
    return text
