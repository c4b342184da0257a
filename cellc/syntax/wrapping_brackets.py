r"""Brackets around whole equations: `$$ [ h_t = ... ] $$`, and `[` on its own line.

In: the text.  Out: the same with spaces in the place of brackets that hold all of a
display, or of a line, with a `=` in it.  They are left over where the backslashes of
`\[ ... \]` were lost on the way.
"""

from __future__ import annotations

import re

from cellc.patterns import regex

_OPENING = regex(
    r"(?:\$\$|\\\[)\s*(?P<display>(?:\\left[ \t]*)?\[)"
    r"|^[ \t]*(?P<line>\[)(?=[ \t]*\n|[ \t]+[^\s\]])",
    re.MULTILINE,
)
_BRACKET = regex(
    r"\\\\[ \t]*\[[^\]\n]*\]|\\\\|\\(?P<mark>[\[\]])|\\[^\[\]]|(?P<sign>[\[\]=(){}])"
)
_BEHIND_DISPLAY = regex(r"[ \t]*[.,;]?\s*(?:\$\$|\\\])")
_BEHIND_LINE = regex(r"[ \t]*[.,;]?[ \t]*(?=\n|\Z)")
_RIGHT = regex(r"\\right[ \t]*\Z")
_LONGEST = 4000  # characters between such brackets
_DEEPEST = 12  # brackets inside each other


def without_brackets_around(text: str) -> str:
    """The text without brackets that hold whole equations."""
    if "[" not in text:
        return text
    chars = [*text]
    for found in _OPENING.finditer(text):
        kind = "display" if found["display"] else "line"
        end = _end(text, found.end(kind))
        behind = _BEHIND_DISPLAY if kind == "display" else _BEHIND_LINE
        if end is None or behind.match(text, end + 1) is None:
            continue
        right = _RIGHT.search(text, found.end(), end)
        start = end if right is None else right.start()
        chars[found.start(kind) : found.end(kind)] = " " * len(found[kind])
        chars[start : end + 1] = " " * (end + 1 - start)
    return "".join(chars)


def _end(text: str, start: int) -> int | None:
    """Where a bracket closes; None if no `=` stands in it by itself."""
    depth, equals = 0, 0
    for mark in _BRACKET.finditer(text, start, start + _LONGEST):
        sign = mark["sign"]
        if mark["mark"]:
            return None  # a display begins or ends
        if sign == "]" and depth == 0:
            return mark.start() if equals else None
        if sign == "=":
            equals += depth == 0
        elif sign:
            depth += 1 if sign in "[({" else -1
        if not 0 <= depth <= _DEEPEST:
            return None
    return None
