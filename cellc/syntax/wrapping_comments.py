r"""A text whose equations all stand in comments: `#   h_t = ...`, `/* ... */`, `> ...`.

In: the text.  Out: the same without the signs, where every equation has the same one in
front; it is told in a note.  In any other text a comment is a comment.
"""

from __future__ import annotations

import re

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex
from cellc.syntax.hidden import blank
from cellc.syntax.wrapping_marks import without_calls, without_code_behind

_SIGNS = {  # what it is called -> what a line starts with
    "#": regex(r"[ \t]*#+['!]?"),
    "%": regex(r"[ \t]*%+"),
    "//": regex(r"[ \t]*//+[/!<]*"),
    "--": regex(r"[ \t]*--+(?:[ \t]*\|)?(?=[ \t]|$)"),
    ";": regex(r"[ \t]*;+"),
    "!": regex(r"[ \t]*!+[<>]?(?=[ \t]|$)"),
    ">": regex(r"[ \t]*(?!>>>)(?:>[ \t]?)+"),
}
_STAR = regex(r"[ \t]*\*+(?:[!<](?=[ \t]|$))?(?=[ \t!<]|$)")
_EQUATION = regex(r"[=≔≡←]|\\(?:equiv|coloneqq|gets|leftarrow)(?![A-Za-z])")
_COMMENT = regex(r"(?<!\\)[#%].*")
_HEADER = regex(r"[ \t]*(?:name|title|paper|year|equations|doi|url|note)[ \t]*:")
_WORD = r"(?:[^\W\d_]{2,}|[aA](?=[ \t]))"
_WORDS = regex(rf"\s*{_WORD}(?:[ \t,.:()-]+{_WORD})*+[ \t.,:)]*")
_WHERE = regex(r"^[ \t]*where[ \t]*:?[ \t]*$", re.MULTILINE)
_NO_TEXT = regex(r"^[ \t]*(?:#!|#.*-\*-)[^\n]*", re.MULTILINE)


def uncommented(text: str, diagnostics: Diagnostics) -> str:
    """The text of the comments, if nothing but comments has an equation.

    A `where` block of cellc's own may stand behind them as it is.
    """
    where = _WHERE.search(text)
    end = where.start() if where is not None else len(text)
    body = text[:end]
    if "/*" in body and "*/" in body:
        read = _of_blocks(body)
        if read is not None:
            _note("/*", body.index("/*"), 2, diagnostics)
            return read + text[end:]
    sign = _common_sign(body)
    if sign is None:
        return text
    if sign == "#":
        body = _NO_TEXT.sub(lambda found: blank(found.group()), body)
    lines = body.split("\n")
    start = next(at for at, each in enumerate(lines) if _SIGNS[sign].match(each))
    mark = _SIGNS[sign].match(lines[start])
    assert mark is not None
    before = sum(len(each) + 1 for each in lines[:start])
    offset = before + len(mark.group()) - len(mark.group().lstrip())
    _note(sign, offset, len(mark.group().strip()), diagnostics)
    if sign == "//":
        lines = without_code_behind(body).split("\n")
    lines = [_without(_SIGNS[sign], each) for each in lines]
    if sign == "%":
        lines = without_calls("\n".join(lines)).split("\n")
    return "\n".join(_without_titles(lines)) + text[end:]


def _common_sign(body: str) -> str | None:
    """The sign in front of every line with an equation; None if there is none."""
    found: str | None = None
    for line in body.split("\n"):
        if not _EQUATION.search(line) or _HEADER.match(line):
            continue
        sign = next((each for each, mark in _SIGNS.items() if mark.match(line)), None)
        if sign is None and not _EQUATION.search(_COMMENT.sub("", line)):
            continue
        if sign is None or found not in (None, sign):
            return None
        found = sign
    return found


def _without(mark: re.Pattern[str], line: str) -> str:
    found = mark.match(line)
    return line if found is None else blank(found.group()) + line[found.end() :]


def _without_titles(lines: list[str]) -> list[str]:
    """The lines without those of nothing but words at the start of a paragraph."""
    kept: list[str] = []
    starts = True
    for line in lines:
        title = starts and _WORDS.fullmatch(line)
        kept.append(blank(line) if title else line)
        starts = bool(title) or not line.strip()
    return kept


def _of_blocks(body: str) -> str | None:
    """The text of `/* ... */`, if no equation stands outside of them."""
    outside: list[str] = []
    parts: list[str] = []
    at = 0
    while (start := body.find("/*", at)) >= 0 and (end := body.find("*/", start)) >= 0:
        outside.append(body[at:start])
        lines = body[start:end].removeprefix("/").split("\n")
        if start + 1 == end:
            return None  # `/*/`
        lines = [_without(_STAR, each) for each in lines]
        parts += [body[at:start], " ", "\n".join(lines), "  "]
        at = end + 2
    outside.append(body[at:])
    if any(_EQUATION.search(_COMMENT.sub("", each)) for each in outside):
        return None
    lines = "".join([*parts, without_code_behind(body[at:])]).split("\n")
    read = "\n".join(_without_titles(lines))
    return read if _EQUATION.search(read) else None


def _note(sign: str, offset: int, length: int, diagnostics: Diagnostics) -> None:
    diagnostics.note(
        "N0650",
        f"every equation of this text stands in a comment, behind `{sign}`; the "
        "comments were read",
        Span(offset, offset + length),
        help="take the signs away; a comment that is none of the text stands behind "
        "an equation",
    )
