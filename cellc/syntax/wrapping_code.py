r"""What stands around a docstring: signatures, decorators, entries of BibTeX.

In: the text.  Out: the same with spaces in their place.  A call is a signature where it
begins the text, no `=` stands outside of its brackets, and its arguments are written as
no argument of a function in an equation is: `LSTMCell(in => out; bias = true)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cellc.diagnostics import Span
from cellc.patterns import regex
from cellc.syntax.hidden import blank, without

_DECORATOR = regex(r"^[ \t]*@[A-Za-z_][\w.]*[ \t]*(?P<called>\()?", re.MULTILINE)
_DECORATED = regex(r"\s*(?:(?:async[ \t]+)?def|class)[ \t]+\w|\s*@[A-Za-z_]")
_REST = regex(r"[ \t]*(?:#[^\n]*)?(?=\n|\Z)")
_ENTRY = regex(
    r"^[ \t]*@(?:article|inproceedings|conference|misc|book|incollection|online"
    r"|phdthesis|mastersthesis|techreport|unpublished|proceedings)[ \t]*(?=\{)",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNATURE = regex(
    r"\s*+(?P<head>(?:(?:class|function)[ \t]+)?"
    r"(?P<name>[A-Za-z_]\w*(?:(?:\.|::)\w+)*!?))(?=\()",
    re.IGNORECASE,
)
_BEHIND = regex(r"[ \t]*(?:->[ \t]*[\w.\[\], ]+)?:?[ \t]*(?=\n|\Z)")
_GOES_ON = regex(r"\s*(?:[-+*/=@⊙∘◦·×←≔≡]|:=|\\)")
_NAMED = regex(
    r"\s*(?:[A-Za-z_]\w*[ \t]*(?:::?[ \t]*[^=]+)?(?:=(?!=)|=>).*|[A-Za-z_]\w*[ \t]*:.*"
    r"|\*{1,2}[A-Za-z_]\w*|\.\.\.|…)\s*",
    re.DOTALL,
)
_WORD = regex(r"\s*[A-Za-z_]\w{2,}\s*|\s*[*/]\s*|\s*")
_LONGEST = 3_000  # characters of a signature
_DEEPEST = 8  # brackets within each other
_MOST = 20  # signatures above each other
_PAIRS = {"(": ")", "[": "]", "{": "}"}


def without_decorators(text: str) -> str:
    """Drop `@dataclass` above a `def` or `class`, and entries of BibTeX."""
    if "@" not in text:
        return text
    places: list[Span] = []
    for place in sorted([*_decorators(text), *_entries(text)]):
        if not places or place.start >= places[-1].end:
            places.append(place)
    return without(text, places)


def _decorators(text: str) -> Iterator[Span]:
    for found in _DECORATOR.finditer(text):
        end: int | None = found.end()
        if found["called"]:
            end = _closing(text, found.end() - 1)
        if end is None or (rest := _REST.match(text, end)) is None:
            continue
        if _DECORATED.match(text, rest.end()):
            yield Span(found.start(), rest.end())


def _entries(text: str) -> Iterator[Span]:
    for found in _ENTRY.finditer(text):
        end = _closing(text, found.end())
        if end is not None:
            yield Span(found.start(), end)


def without_signatures(text: str) -> str:
    """Drop the calls that a text of documentation begins with."""
    at = 0
    for _ in range(_MOST):
        end = _signature(text, at)
        if end is None:
            break
        at = end
    return blank(text[:at]) + text[at:]


def _signature(text: str, at: int) -> int | None:
    """Where the signature at a place ends, if one is there."""
    found = _SIGNATURE.match(text, at)
    if found is None:
        return None
    end = _closing(text, found.end())
    if end is None or (behind := _BEHIND.match(text, end)) is None:
        return None
    if _GOES_ON.match(text, behind.end()):
        return None  # the right side stands on the next line
    parts = [*_arguments(text[found.end() + 1 : end - 1])]
    named = any(map(_NAMED.fullmatch, parts))
    words = all(_WORD.fullmatch(each) or _NAMED.fullmatch(each) for each in parts)
    typed = re.search(r"[A-Z]|[.:]", found["name"]) is not None
    long = len(found["name"]) > 2
    return behind.end() if long and (named or (words and typed)) else None


def _arguments(inner: str) -> Iterator[str]:
    """What stands between the commas and semicolons of a call."""
    depth = start = 0
    for at, char in enumerate(inner):
        depth += (char in "([{") - (char in ")]}")
        if char in ",;" and depth == 0:
            yield inner[start:at]
            start = at + 1
    yield inner[start:]


def _closing(text: str, opening: int) -> int | None:
    """Behind the bracket that closes one; None where there is none."""
    opened: list[str] = []
    for at in range(opening, min(opening + _LONGEST, len(text))):
        char = text[at]
        if char in _PAIRS and len(opened) < _DEEPEST:
            opened.append(_PAIRS[char])
        elif char in _PAIRS or (char in ")]}" and (not opened or opened.pop() != char)):
            return None
        if not opened:
            return at + 1
    return None
