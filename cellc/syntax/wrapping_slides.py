r"""Slides: `\begin{frame}{GRU}`, `\pause`, `\onslide<2->{...}`, `\alert{...}`.

In: the text.  Out: the same with spaces in the place of what sets a slide: titles,
blocks, columns, and on which slides a part is shown.  What is shown on some slides only
is read as in a box; what stands in the place of something else on another slide is
refused.
"""

from __future__ import annotations

import re

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex
from cellc.syntax.hidden import blank

_SLIDES = regex(
    r"\\(?:pause|onslide|uncover|visible|only|alert|frametitle|framesubtitle)"
    r"(?![A-Za-z])|\\item[ \t]*(?:\[[ \t]*)?<"
    r"|\\begin[ \t]*\{(?:frame|\w*block|columns?)\}"
)
_OVERLAY = r"<[ \t]*[-\d,+.| \t:a-z()]*>"
_GROUP = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_OPTIONS = rf"(?:[ \t]*(?:{_OVERLAY}|\[[^\]\n]*\]))*"
_DROPPED = regex(  # with their arguments
    rf"\\begin[ \t]*\{{frame\}}{_OPTIONS}(?:[ \t]*{_GROUP}){{0,2}}"
    rf"|\\begin[ \t]*\{{(?:\w*block|column)\}}{_OPTIONS}[ \t]*{_GROUP}"
    rf"|\\begin[ \t]*\{{columns\}}{_OPTIONS}"
    r"|\\end[ \t]*\{(?:frame|\w*block|columns?)\}"
    rf"|\\(?:frametitle|framesubtitle|note|includegraphics){_OPTIONS}[ \t]*{_GROUP}"
    rf"|\\(?:pause|column[ \t]*{_GROUP})(?![A-Za-z])(?:\[\d+\])?"
    r"|\\(?:titlepage|tableofcontents|centering)(?![A-Za-z])"
    rf"|(?<=\\item)[ \t]*(?:\[[ \t]*{_OVERLAY}[ \t]*\]|{_OVERLAY})"
    rf"|(?<=\\begin\{{itemize\}})[ \t]*\[{_OVERLAY}\]"
    rf"|\\onslide{_OPTIONS}(?![ \t]*[<\[{{])"
)
_SHOWN = regex(
    rf"(?P<command>\\(?P<name>onslide|uncover|visible|only|alert)(?![A-Za-z]))[ \t]*\*?"
    rf"{_OPTIONS}[ \t]*(?=\{{)"
)
_ALTERNATIVE = regex(rf"\s*\\only[ \t]*{_OVERLAY}[ \t]*\{{")
_MARK = regex(r"(?<!\\)[{}]")
_APART = regex(r"\\\[|\\begin|\$|\\item|\\\(")
_WORDS = regex(r"[^\\_^=+*/<>|&{}0-9]*[^\W\d_]{3}[^\\_^=+*/<>|&{}]*")
_BOX = "\\boxed"  # sets no brackets, and no command of a slide is shorter


def without_slides(text: str, diagnostics: Diagnostics) -> str:
    """The text without what sets its slides."""
    if _SLIDES.search(text) is None:
        return text
    text = _DROPPED.sub(lambda found: blank(found.group()), text)
    chars, ends = [*text], _ends(text)
    for found in _SHOWN.finditer(text):
        end = ends.get(found.end())
        if end is None:
            continue
        content = text[found.end() + 1 : end]
        if found["name"] == "only" and _refuse_other(text, found, ends, diagnostics):
            continue
        chars[found.start() : found.end()] = blank(found.group())
        if _APART.search(content) or _WORDS.fullmatch(content):
            chars[found.end()] = chars[end] = " "
        else:
            chars[found.start() : found.start() + len(_BOX)] = _BOX
    return "".join(chars)


def _ends(text: str) -> dict[int, int]:
    """The closing brace of each opening one."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for mark in _MARK.finditer(text):
        if mark.group() == "{":
            opened.append(mark.start())
        elif opened:
            ends[opened.pop()] = mark.start()
    return ends


def _refuse_other(
    text: str, found: re.Match[str], ends: dict[int, int], diagnostics: Diagnostics
) -> bool:
    r"""`\only<1>{a}\only<2>{b}` in an equation: two readings; reports it."""
    end = ends[found.end()]
    other = _ALTERNATIVE.match(text, end + 1)
    behind = ends.get(other.end() - 1) if other is not None else None
    if other is None or behind is None:
        return False
    parts = (text[found.end() + 1 : end], text[other.end() : behind])
    if all("=" in each or _WORDS.fullmatch(each) for each in parts):
        return False
    one, two = (" ".join(each.split()) for each in parts)
    diagnostics.error(
        "E0103",
        f"`{one}` is shown on one slide and `{two}` on another, in the same place",
        Span(found.start(), behind + 1),
        help="keep the one that is meant, without \\only",
    )
    return True
