"""Regular expressions that are compiled when they are first used.

Some four hundred stand in the modules of the language, and a text needs a third of
them: to compile all at import costs more time than to check a small cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, cast

_METHODS = (
    *["search", "match", "fullmatch", "finditer", "findall"],
    *["sub", "subn", "split"],
)


class _Late:
    """In the place of a compiled expression; becomes one when something is asked."""

    def __init__(self, text: str, flags: int) -> None:
        self._given = (text, flags)

    def __getattr__(self, name: str) -> Any:
        made = re.compile(*self._given)
        for each in _METHODS:  # from now on they are found without this method
            setattr(self, each, getattr(made, each))
        return getattr(made, name)


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, made at its first use; an error in it shows then."""
    return cast("re.Pattern[str]", _Late(text, flags))


def found_near(
    pattern: re.Pattern[str], text: str, words: Iterable[str], reach: int = 600
) -> Iterator[re.Match[str]]:
    """What `pattern.finditer(text)` finds, where each match has one of some words.

    words: in small letters, parts of words among them; reach: the characters of a match
    on one side of such a word, at most.  A text is searched for words a hundred times
    as fast as for an expression that can start at any of its letters.
    """
    small = _small(text)
    if len(small) != len(text):  # one letter became two
        yield from pattern.finditer(text)
        return
    for start, end in _around(small, words, reach):
        yield from pattern.finditer(text, start, end)


@lru_cache(maxsize=2)
def _small(text: str) -> str:
    return text.lower()


def _around(text: str, words: Iterable[str], reach: int) -> list[tuple[int, int]]:
    """The passages about some words, none inside another and in order."""
    found: list[int] = []
    for word in words:
        at = text.find(word)
        while at >= 0:
            found.append(at)
            at = text.find(word, at + reach // 4)  # the passages of both meet
    passages: list[tuple[int, int]] = []
    for at in sorted(found):
        start, end = max(at - reach, 0), min(at + reach * 2, len(text))
        if passages and start <= passages[-1][1]:
            passages[-1] = (passages[-1][0], end)
        else:
            passages.append((start, end))
    return passages
