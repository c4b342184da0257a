"""Documents in the style of Wadler's pretty printer, and their printer.

Two kinds of document carry the formatter's taste beyond the classical ones: `Hug` marks
brackets that may burst open while the text around them stays flat, and `Parens` offers
parentheses for where bursting brackets does not help.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import chain
from typing import TypeAlias
from unicodedata import combining, east_asian_width

from cellc.patterns import regex

TAB = 4
_BEYOND_ASCII = regex(r"[^\x00-\x7f]")


def columns(text: str) -> int:
    """The width of a text on a screen."""
    if text.isascii():
        return len(text)
    return len(text) + sum(
        -1 if combining(sign) else east_asian_width(sign) in "WF"
        for sign in _BEYOND_ASCII.findall(text)
    )


class Line(Enum):
    """A place to break the line, with nothing or with a space if it is not broken."""

    SOFT = auto()
    SPACE = auto()


@dataclass(slots=True, eq=False)
class Block:
    """A body on lines of its own, indented, if the group around it is broken."""

    body: Doc


@dataclass(slots=True, eq=False)
class IfBroken:
    """A text that is only there if the group around it is broken."""

    text: str


@dataclass(slots=True, eq=False)
class Hug:
    """Brackets that count as burst open when the flat text around them is measured."""

    body: Doc


@dataclass(slots=True, eq=False)
class Group:
    """Flat if it fits, with what follows it up to the next break; else broken."""

    body: Doc
    forced: bool = False  # broken, wherever it stands
    flat: str | None = field(init=False)  # all its text, if it can be on one line

    def __post_init__(self) -> None:
        self.flat = None if self.forced else _flat(self.body)


@dataclass(slots=True, eq=False)
class Parens:
    """`bare` if it fits with its brackets burst open, else `wrapped` in parentheses.

    If `modest`, it is `bare` again where the parentheses do not make it fit.
    """

    bare: Doc
    wrapped: Doc
    modest: bool = False


@dataclass(slots=True, eq=False)
class Choice:
    """The first of the variants that fits up to its first break, else the last."""

    variants: tuple[Doc, ...]


Doc: TypeAlias = (
    "str | tuple[Doc, ...] | Line | Block | IfBroken | Hug | Group | Parens | Choice"
)
Frame: TypeAlias = tuple[int, bool, Doc]  # indentation, is it broken, document


def joined(items: list[Doc], always: bool = False) -> Doc:
    """Items with commas between, and one after the last if they are broken."""
    commas = chain.from_iterable((item, ",", Line.SPACE) for item in items[:-1])
    several = always or len(items) > 1
    return (*commas, *items[-1:], IfBroken(",") if several else "")


def in_parentheses_if_broken(body: Doc) -> Doc:
    return Group((IfBroken("("), Block(body), IfBroken(")")))


def _flat(doc: Doc) -> str | None:
    """The text on one line, unless parts of it may be broken all the same."""
    if isinstance(doc, str):
        return doc
    if isinstance(doc, tuple):
        texts: list[str] = []
        for part in doc:
            text = part if isinstance(part, str) else _flat(part)
            if text is None:
                return None
            texts.append(text)
        return "".join(texts)
    if isinstance(doc, Group):
        return doc.flat
    if isinstance(doc, Block):
        return _flat(doc.body)
    if isinstance(doc, Line):
        return " " if doc is Line.SPACE else ""
    return "" if isinstance(doc, IfBroken) else None


def print_document(doc: Doc, width: int) -> list[str]:
    """The lines of a document."""
    lines = [""]
    rest: list[Frame] = [(0, True, doc)]
    measured = False  # is the flat text that we are in known to fit?
    while rest:
        indent, broken, doc = rest.pop()
        if isinstance(doc, str):
            lines[-1] += doc
        elif isinstance(doc, Line):
            if broken:
                lines.append(" " * indent)
                measured = False
            else:
                lines[-1] += " " if doc is Line.SPACE else ""
        elif not isinstance(doc, Group | Parens | Choice):
            measured = measured and (broken or not isinstance(doc, Hug))
            rest += _unfolded(indent, broken, doc)
        elif measured and not broken and not (isinstance(doc, Group) and doc.forced):
            rest.append((indent, False, _flattest(doc)))
        else:
            measured = True
            rest.append(_chosen(doc, indent, rest, width - columns(lines[-1]), width))
    return lines


def _unfolded(
    indent: int, broken: bool, doc: tuple[Doc, ...] | Block | IfBroken | Hug
) -> list[Frame]:
    """What a document without a choice consists of, the last part first."""
    if isinstance(doc, tuple):
        return [(indent, broken, part) for part in reversed(doc)]
    if isinstance(doc, Block):
        inner = indent + TAB
        body = (inner, broken, doc.body)
        return [(indent, broken, Line.SOFT), body, (inner, broken, Line.SOFT)]
    if isinstance(doc, IfBroken):
        return [(indent, broken, doc.text)] if broken else []
    return [(indent, broken, doc.body)]


def _flattest(doc: Group | Parens | Choice) -> Doc:
    """The form of a choice on a line that is known to fit."""
    if isinstance(doc, Group):
        return doc.body if doc.flat is None else doc.flat
    return doc.bare if isinstance(doc, Parens) else doc.variants[0]


def _chosen(
    doc: Group | Parens | Choice, indent: int, rest: list[Frame], room: int, width: int
) -> Frame:
    """The form in which a choice is printed where there is `room` on the line."""
    if isinstance(doc, Group):
        flat: Frame = (indent, False, _flattest(doc))
        fits = not doc.forced and _fits(flat, rest, room, width)
        return flat if fits else (indent, True, doc.body)
    if isinstance(doc, Parens):
        flat = (indent, False, doc.bare)
        wrapped: Frame = (indent, True, ("(", Block(doc.wrapped), ")"))
        if _fits(flat, rest, room, width):
            return flat
        if doc.modest and not _fits(wrapped, rest, room, width, all_lines=True):
            return flat
        return wrapped
    for variant in doc.variants[:-1]:
        if _fits((indent, False, variant), rest, room, width):
            return (indent, False, variant)
    return (indent, True, doc.variants[-1])


def _fits(
    frame: Frame, rest: list[Frame], room: int, width: int, all_lines: bool = False
) -> bool:
    """Does it fit, with the `rest` up to the first break, in the `room` on the line?

    With `all_lines`, measuring goes on after its own breaks to the end of it.
    """
    work = [frame]
    following = len(rest)
    while room >= 0:
        if not work:
            if not following:
                return True
            following -= 1
            work.append(rest[following])
            all_lines = False
        indent, broken, doc = work.pop()
        if isinstance(doc, str):
            room -= columns(doc)
        elif isinstance(doc, Line):
            if broken and not all_lines:
                return True
            room = width - indent if broken else room - (doc is Line.SPACE)
        elif isinstance(doc, Hug) and not broken:
            if room == 0:  # for the opening bracket
                return False
            room = width - indent - 1  # what they hold may be too long all the same
        elif isinstance(doc, Group | Parens | Choice):
            work.append(_measured(indent, broken, doc))
        else:
            work += _unfolded(indent, broken, doc)
    return False


def _measured(indent: int, broken: bool, doc: Group | Parens | Choice) -> Frame:
    """The form in which a choice is measured as a part of something else."""
    if isinstance(doc, Group) and (broken or doc.forced):
        return (indent, True, doc.body)
    if not broken:
        return (indent, False, _flattest(doc))
    if isinstance(doc, Choice):
        return (indent, True, doc.variants[-1])
    assert isinstance(doc, Parens)
    return (indent, True, doc.wrapped if doc.modest else ("(", Line.SOFT))
