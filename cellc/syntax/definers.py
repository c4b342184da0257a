r"""Which displays of a document define what others use, seen without parsing them.

In: displays.  Out: those that belong to the cells among them: `H_t = O_t \odot ...`
has no step before in it, but another display reads H_{t-1}; `y_t = V H_t` reads it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from cellc.patterns import regex
from cellc.syntax.displays import Display

_FONT = (
    r"\\(?:math[a-z]+|text[a-z]*|boldsymbol|bm|pmb|operatorname|displaystyle|left|right"
    r"|nonumber|quad|qquad)(?![A-Za-z])\*?"
)
_DROPPED = regex(
    rf"</?math[^<>]*>|\\(?:begin|end|label|tag|(?:short)?intertext)"
    rf"\s*\{{[^{{}}]*\}}|{_FONT}"
    r"|\\[,;:! \[\]]|[{}&\s$]"
)
_BEGINS = regex(
    rf"(?<=\}})\s*(?=[{{A-Za-z\\])|(?<![{{\\A-Za-z_^])(?={_FONT})"
    rf"|(?<=[_^][A-Za-z0-9])(?={_FONT})"  # `\mathbf{{U}}_o\mathbf{{s}}_t`
)
_KEPT = regex(_DROPPED.pattern.replace(r"\s$", "$"))
_GLUED = regex(r"\s*([_^()])\s*")
_ACCENT = regex(
    r"(\\(?:wide)?(?:tilde|hat|bar|check|vec|dot|ddot|overline|underline)) (?=[\\\w])"
)
_RUN = regex(r"\\[A-Za-z]+|\{[A-Za-z]+\}|[A-Za-z]{2,}")
_ROW = regex(r"\\\\|\n\s*\n")
_APART = regex(r"\\q?quad(?![A-Za-z])|[,;]|&&|\\(?:text|mbox)\s*\{[^{}]*\}")
_EQUAL = regex(r":?=|≔|≡|\\(?:coloneqq|triangleq|equiv|gets)(?![A-Za-z])|←")
_INDEXED = regex(
    r"[^A-Za-z\\]*(?P<head>\S+?[_(^⟨<]\(?)(?P<letter>[a-zτ])(?:[-+−]1)?[)⟩>]?"
)
_APPLIED = regex(r"(?P<name>\\?[^\W\d_]+)\((?:[^\W\d_]|\\cdot|·)\)")
_BARE = regex(r"\\?[^\W\d_]+(?:[_^](?:[^\W_]+|\\[A-Za-z]+))*")
_TIME = "tnkτ"  # letters of `h(t)`, which is no function
_COUNTED = frozenset("tnkijsτTNKL")  # `t = 1, ..., T` defines nothing
_WIDEST = 20_000  # characters of a display that are looked at
_MOST = 200  # displays
Name = tuple[str, str]  # up to the index, and its letter; `(` of a function


def with_definers(cells: Sequence[Display], found: Sequence[Display]) -> list[Display]:
    """Displays that look like cells, and those that define names in them."""
    kept = [*cells]
    while True:
        more = {
            definer
            for name, definers in _definers(kept, found)
            for definer in definers[:_MOST]
        }
        if not more:
            return sorted(kept, key=lambda each: each.span)
        kept += sorted(more, key=lambda each: each.span)


def with_users(kept: Sequence[Display], found: Sequence[Display]) -> list[Display]:
    """Displays, and others that define names of what these define: a readout."""
    kept = [*kept]
    while True:
        defined = {name for one in kept[:_MOST] for name in _defined(one)}
        users = [
            each
            for each in found[:_MOST]
            if each not in kept
            and {*_defined(each)}
            and defined.isdisjoint(_defined(each))
            and any(_uses(_spaced(each.text), name) for name in defined)
        ]
        if not users:
            return sorted(kept, key=lambda each: each.span)
        kept += users


def defined_names(display: Display) -> list[str]:
    """The names that a display defines, as they are told."""
    return [
        *dict.fromkeys(
            head.rstrip("_^(") if letter == "(" else head + letter
            for head, letter in _defined(display)
        )
    ]


def is_timed(display: Display) -> bool:
    """Whether a display defines more than functions and constants."""
    return any(letter not in ("", "(") for _, letter in _defined(display))


def definer_of(typed: str, found: Sequence[Display]) -> Display | None:
    """The first display that defines a name, which is typed with an index."""
    name = _INDEXED.fullmatch(_plain(typed))
    if name is None:
        return None
    wanted = name["head"], name["letter"]
    return next((each for each in found if wanted in _defined(each)), None)


def _definers(
    kept: Sequence[Display], found: Sequence[Display]
) -> Iterator[tuple[Name, list[Display]]]:
    """The names that displays use and do not define, and what defines them."""
    own = {name for each in kept[:_MOST] for name in _defined(each)}
    texts = [_spaced(each.text) for each in kept[:_MOST]]
    others: dict[Name, list[Display]] = {}
    for each in found[:_MOST]:
        if each not in kept:
            for name in dict.fromkeys(_defined(each)):
                others.setdefault(name, []).append(each)
    for name, definers in others.items():
        if name not in own and any(_uses(text, name) for text in texts):
            yield name, definers


def _uses(text: str, name: Name) -> bool:
    head, letter = name
    behind = "" if letter == "(" else r"(?![A-Za-z])" if letter else r"(?![A-Za-z_])"
    typed = re.escape(head + letter)
    before = r"(?<![A-Za-z\\])" if letter else r"(?<![A-Za-z\\_^])"
    return re.search(f"{before}{typed}{behind}", text) is not None


@lru_cache(maxsize=2 * _MOST)
def _defined(display: Display) -> tuple[Name, ...]:
    """The left sides of a display: names up to the index, functions, plain names."""
    return tuple(_left_sides(display.text[:_WIDEST]))


def _left_sides(text: str) -> Iterator[Name]:
    for row in _ROW.split(text):
        *sides, _ = _EQUAL.split(row)
        for at, side in enumerate(sides):
            behind = _APART.split(side)[-1]
            pieces = dict.fromkeys([side, behind] if at == 0 else [behind])
            for piece in map(_plain, pieces):
                name = _name(piece)
                if name is not None and (at == 0 or len(_APART.split(side)) > 1):
                    yield name
                    break


def _name(left: str) -> Name | None:
    applied = _APPLIED.fullmatch(left)
    if applied is not None and left[-2] not in _TIME:
        return applied["name"], "("
    indexed = _INDEXED.fullmatch(left)
    if indexed is not None:
        return indexed["head"], indexed["letter"]
    return (left, "") if _BARE.fullmatch(left) and left not in _COUNTED else None


def _plain(text: str) -> str:
    return _DROPPED.sub("", text[:_WIDEST])


@lru_cache(maxsize=2 * _MOST)
def _spaced(text: str) -> str:
    """The text as `_plain` has it, with spaces between names."""
    text = text[:_WIDEST]
    if "\\" in text:
        text = _RUN.sub(_letters, text)
    text = _KEPT.sub("", _BEGINS.sub(" ", text))
    text = _GLUED.sub(r"\1", re.sub(r"\s+", " ", text))
    return _ACCENT.sub(r"\1", text)


def _letters(run: re.Match[str]) -> str:
    """`Ue` of `Ue_t` as the two names that LaTeX shows."""
    typed = run.group()
    return typed if typed[0] in "\\{" else " ".join(typed)
