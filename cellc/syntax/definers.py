r"""Which displays of a document define what others use, seen without parsing them.

In: displays.  Out: those that belong to the cells among them: `H_t = O_t \odot ...`
has no step before in it, but another display reads H_{t-1}; `y_t = V H_t` reads it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from cellc.syntax.displays import Display

_FONT = (
    r"\\(?:math[a-z]+|text[a-z]*|boldsymbol|bm|pmb|operatorname|displaystyle|left|right"
    r"|nonumber|quad|qquad)(?![A-Za-z])\*?"
)
_DROPPED = re.compile(
    rf"\\(?:begin|end|label|tag)\s*\{{[^{{}}]*\}}|{_FONT}|\\[,;:! \[\]]|[{{}}&\s$]"
)
_BEGINS = re.compile(rf"(?<=\}})\s*(?=\{{)|(?<![{{\\A-Za-z_^])(?={_FONT})")
_KEPT = re.compile(_DROPPED.pattern.replace(r"\s$", "$"))
_GLUED = re.compile(r"\s*([_^()])\s*")
_ROW = re.compile(r"\\\\|\n\s*\n")
_EQUAL = re.compile(r":?=|≔|≡|\\(?:coloneqq|triangleq|equiv|gets)(?![A-Za-z])|←")
_INDEXED = re.compile(
    r"[^A-Za-z\\]*(?P<head>\S+?[_(^⟨<]\(?)(?P<letter>[a-zτ])(?:[-+−]1)?[)⟩>]?"
)
_WIDEST = 20_000  # characters of a display that are looked at
_MOST = 200  # displays


def with_definers(cells: Sequence[Display], found: Sequence[Display]) -> list[Display]:
    """Displays that look like cells, and those that define names in them."""
    kept = [*cells]
    waiting = [*cells][:_MOST]
    others = [each for each in found if each not in cells][:_MOST]
    while waiting:
        used = _spaced(waiting.pop().text)
        for each in [one for one in others if _defines_one_of(one, used)]:
            others.remove(each)
            kept.append(each)
            waiting.append(each)
    return sorted(kept, key=lambda each: each.span)


def with_users(kept: Sequence[Display], found: Sequence[Display]) -> list[Display]:
    """Displays, and others that define names of what these define: a readout."""
    defined = {each for one in kept[:_MOST] for each in _defined(one)}
    users = [
        each
        for each in found[:_MOST]
        if each not in kept and _uses(_spaced(each.text), defined) and [*_defined(each)]
    ]
    return sorted([*kept, *users], key=lambda each: each.span)


def definer_of(typed: str, found: Sequence[Display]) -> Display | None:
    """The first display that defines a name, which is typed with an index."""
    name = _INDEXED.fullmatch(_plain(typed))
    if name is None:
        return None
    wanted = name["head"], name["letter"]
    return next((each for each in found if wanted in _defined(each)), None)


def _defines_one_of(display: Display, used: str) -> bool:
    return _uses(used, _defined(display))


def _uses(text: str, names: Iterable[tuple[str, str]]) -> bool:
    return any(
        re.search(rf"(?<![A-Za-z\\]){re.escape(head)}{letter}(?![A-Za-z])", text)
        for head, letter in names
    )


def _defined(display: Display) -> Iterator[tuple[str, str]]:
    """The left sides of a display, up to the index and its letter."""
    for row in _ROW.split(display.text[:_WIDEST]):
        left = _EQUAL.split(row, maxsplit=1)
        name = _INDEXED.fullmatch(_plain(left[0])) if len(left) > 1 else None
        if name is not None:
            yield name["head"], name["letter"]


def _plain(text: str) -> str:
    return _DROPPED.sub("", text[:_WIDEST])


def _spaced(text: str) -> str:
    """The text as `_plain` has it, with spaces between names."""
    text = _KEPT.sub("", _BEGINS.sub(" ", text[:_WIDEST]))
    return _GLUED.sub(r"\1", re.sub(r"\s+", " ", text))
