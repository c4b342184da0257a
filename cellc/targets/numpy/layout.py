"""Physical lines for the emitter's logical lines, split where `ruff format` splits.

A logical line that fits is returned as it is. A longer one is parsed, its syntax tree
becomes a document in the style of Wadler's pretty printer, and the document is printed
to the given width. Two kinds of document carry the formatter's taste beyond the
classical ones: `Hug` marks brackets that may burst open while the text around them
stays flat, and `Parens` offers parentheses for where bursting brackets does not help.
"""

import ast
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from itertools import chain, pairwise, zip_longest
from typing import TypeAlias
from unicodedata import combining, east_asian_width

_TAB = 4


def lay_out(line: str, indent: int = 0, width: int = 88) -> list[str]:
    """Physical lines for one logical line at `indent` levels (4 spaces each)."""
    margin = " " * (_TAB * indent)
    room = width - len(margin)
    if not line or line[0] == "#" or _columns(line) <= room:
        return [margin + line if line else ""]
    source = _Source(line)
    lines = [source.code]
    if _columns(source.code) > room:
        with suppress(SyntaxError):  # what cannot be parsed is left whole
            lines = _print(_statement(source), room)
    return [margin + text for text in (*source.comment, *lines)]


def _columns(text: str) -> int:
    """The width of a text on a screen."""
    if text.isascii():
        return len(text)
    return sum(
        1 + (east_asian_width(sign) in "WF") for sign in text if not combining(sign)
    )


# --- Documents -----------------------------------------------------------------------


class Line(Enum):
    """A place to break the line; its value is what stands there if it is not broken."""

    SOFT = ""
    SPACE = " "


@dataclass(frozen=True, slots=True)
class Block:
    """A body on lines of its own, indented, if the group around it is broken."""

    body: "Doc"


@dataclass(frozen=True, slots=True)
class IfBroken:
    """A text that is only there if the group around it is broken."""

    text: str


@dataclass(frozen=True, slots=True)
class Hug:
    """Brackets that count as burst open when the flat text around them is measured."""

    body: "Doc"


@dataclass(frozen=True, slots=True)
class Group:
    """Flat if it fits, with what follows it up to the next break; else broken."""

    body: "Doc"
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Parens:
    """`bare` if it fits with its brackets burst open, else `wrapped` in parentheses.

    If `modest`, it is `bare` again where the parentheses do not make it fit.
    """

    bare: "Doc"
    wrapped: "Doc"
    modest: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The first of the variants that fits up to its first break, else the last."""

    variants: "tuple[Doc, ...]"


Doc: TypeAlias = (
    "str | tuple[Doc, ...] | Line | Block | IfBroken | Hug | Group | Parens | Choice"
)
Frame: TypeAlias = tuple[int, bool, Doc]  # indentation, is it broken, document


def _unfold(indent: int, broken: bool, doc: Doc) -> list[Frame]:
    """What a document without a choice consists of, the last part first."""
    if isinstance(doc, tuple):
        return [(indent, broken, part) for part in reversed(doc)]
    if isinstance(doc, Block):
        inner = indent + _TAB
        body = (inner, broken, doc.body)
        return [(indent, broken, Line.SOFT), body, (inner, broken, Line.SOFT)]
    if isinstance(doc, IfBroken):
        return [(indent, broken, doc.text)] if broken else []
    assert isinstance(doc, Hug)
    return [(indent, broken, doc.body)]


def _flattest(doc: Group | Parens | Choice) -> Doc:
    """The form of a choice on a line that is known to fit."""
    if isinstance(doc, Group):
        return doc.body
    return doc.bare if isinstance(doc, Parens) else doc.variants[0]


def _print(doc: Doc, width: int) -> list[str]:
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
                lines[-1] += doc.value
        elif not isinstance(doc, Group | Parens | Choice):
            measured = measured and (broken or not isinstance(doc, Hug))
            rest += _unfold(indent, broken, doc)
        elif measured and not broken and not (isinstance(doc, Group) and doc.forced):
            rest.append((indent, False, _flattest(doc)))
        else:
            measured = True
            rest.append(_chosen(doc, indent, rest, width - _columns(lines[-1]), width))
    return lines


def _chosen(
    doc: Group | Parens | Choice, indent: int, rest: list[Frame], room: int, width: int
) -> Frame:
    """The form in which a choice is printed where there is `room` on the line."""
    if isinstance(doc, Group):
        flat: Frame = (indent, False, doc.body)
        broken = doc.forced or not _fits(flat, rest, room, width)
        return (indent, broken, doc.body)
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
            room -= _columns(doc)
        elif isinstance(doc, Line):
            if broken and not all_lines:
                return True
            room = width - indent if broken else room - len(doc.value)
        elif isinstance(doc, Group):
            work.append((indent, broken or doc.forced, doc.body))
        elif isinstance(doc, Hug) and not broken:
            if room == 0:  # for the opening bracket
                return False
            room = width - indent - 1  # what they hold may be too long all the same
        elif not isinstance(doc, Parens | Choice):
            work += _unfold(indent, broken, doc)
        elif not broken:
            work.append((indent, broken, _flattest(doc)))
        elif isinstance(doc, Choice):
            work.append((indent, broken, doc.variants[-1]))
        elif doc.modest:
            work.append((indent, broken, doc.wrapped))
        else:
            work.append((indent, broken, ("(", Line.SOFT)))
    return False


# --- The source ----------------------------------------------------------------------

_SCAN = re.compile(rb'"{3}.*?"{3}|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[][(){}#,]')
_CALLED = re.compile(rb"[\w)\]}\"']")  # before the parenthesis of a call

_OPERATION = ast.BinOp | ast.BoolOp | ast.Compare
_TRAILER = ast.Attribute | ast.Call | ast.Subscript
_ATOM = ast.Name | ast.Constant | ast.JoinedStr
_COMPREHENSION = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_BRACKETS = (
    ast.List | ast.Set | ast.Dict | _COMPREHENSION | ast.Call | ast.Subscript | ast.Tuple
)


class _Source:
    """The code of a logical line, its comment, and what the syntax tree leaves out."""

    def __init__(self, line: str) -> None:
        encoded = line.encode()  # the tree counts in bytes
        self._pairs: set[tuple[int, int]] = set()  # insides of parentheses
        self._commas: list[int] = []  # between the parameters of a function
        opened: list[int] = []
        end = len(encoded)
        for match in _SCAN.finditer(encoded):
            token, at = match[0], match.start()
            if token == b"#":
                end = at
                break
            if token in b"([{":
                opened.append(at)
            elif token in b")]}":
                start = opened.pop()
                before = encoded[start - 1 : start] if start else b""
                if token == b")" and not _CALLED.match(before):
                    self._pairs.add((start + 1, at))
                elif not opened and not self._commas[-1:] == 
