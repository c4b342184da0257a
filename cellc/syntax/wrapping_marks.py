r"""Marks around pasted equations: `(a)`, `b)`, `(iii)`; `[quote]` of forums; `import`.

In: the text.  Out: the same with spaces in their place.  Letters are marks of a list
where they follow each other from the first one on; a line of Python beside displays is
part of the notebook that they stand in.
"""

from __future__ import annotations

import re

from cellc.patterns import regex
from cellc.syntax.hidden import blank

_LETTERED = regex(
    r"^[ \t]*+(?P<mark>\(?(?P<letter>[a-z]|[ivx]{1,5}|[A-Z])[.)])(?=[ \t]+[^\n]*=)",
    re.MULTILINE,
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_FORUM = regex(
    r"\[(?P<end>/?)(?P<name>quote|code|tex|latex|math|details|spoiler|url)"
    r"(?:=[^\]\n]*)?\]",
    re.IGNORECASE,
)
_DISPLAY = regex(r"\$\$|\\\[|\\begin\s*\{")
_PYTHON = regex(
    r"^[ \t]*+(?:(?:import[ \t]+[\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[\w.]+)*"
    r"|from[ \t]+[\w.]+[ \t]+import[ \t]+[\w.,* \t()]+)[ \t]*"
    r"|(?:In|Out)[ \t]*\[[ \t\d*]*\][ \t]*:?[ \t]*)$",
    re.MULTILINE,
)
_HELP = regex(r"\s*(?P<name>[A-Z][A-Z0-9_]{2,})(?:[ \t]+[A-Za-z][^\n=]*)?\n")
_CODE = regex(  # of C, Go, Rust, JavaScript
    r"^(?![ \t]*(?://|/?\*))[^\n=]*(?:[;{}]|\}\))[ \t]*$", re.MULTILINE
)


def without_marks(text: str) -> str:
    """The text without marks of lists in letters, of forums and of notebooks."""
    if "[/" in text:
        text = _without_forum(text)
    if _DISPLAY.search(text):
        text = _PYTHON.sub(_blank, text)
    return _without_letters(text)


def without_calls(text: str) -> str:
    """Help of MATLAB without `H = MGU(X, H) computes`; MGU is its first word."""
    head = _HELP.match(text)
    if head is None:
        return text
    call = rf"(?:\[?[A-Z][\w, ]*\]?[ \t]*=[ \t]*)?{head['name']}\([\w, .']*\)"
    return re.sub(
        rf"^[ \t]*{call}(?=[ \t]+[A-Za-z][a-z]|[ \t]*$)[^\n=]*$",
        _blank,
        text,
        flags=re.MULTILINE,
    )


def without_code_behind(text: str) -> str:
    """A text of comments without the lines of code that they stand beside."""
    return _CODE.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    return blank(found.group())


def _without_forum(text: str) -> str:
    """Without `[quote="jo"]` and `[/quote]`, where both are there."""
    closed = {each["name"].lower() for each in _FORUM.finditer(text) if each["end"]}

    def plain(found: re.Match[str]) -> str:
        known = found["name"].lower() in closed
        return blank(found.group()) if known else found.group()

    return _FORUM.sub(plain, text)


def _without_letters(text: str) -> str:
    """Without `(a)`, `(b)` or `i)`, `ii)` in front of equations, from the first on."""
    found = [*_LETTERED.finditer(text)]
    letters = [each["letter"] for each in found]
    if len(found) < 2 or not _follow(letters):
        return text
    chars = list(text)
    for each in found:
        start, end = each.span("mark")
        chars[start:end] = " " * (end - start)
    return "".join(chars)


def _follow(letters: list[str]) -> bool:
    """Whether marks are a, b, c or i, ii, iii, once or each time from the start."""
    alphabet = [chr(ord("a") + at) for at in range(26)]
    for row in (alphabet, [each.upper() for each in alphabet], [*_ROMAN]):
        expected = 0
        for each in letters:
            if each == row[0]:
                expected = 0
            if expected >= len(row) or each != row[expected]:
                break
            expected += 1
        else:
            return True
    return False
