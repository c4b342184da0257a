"""Scripts and characters as HTML writes them: `h<sub>t&minus;1</sub>`.

In: the text.  Out: the same as LaTeX would write it, with spaces behind what becomes
shorter, so that every place stays what it is.  Elements that set a place or a look
apart, `<div> ... </div>`, are dropped.  A text with other marks of HTML is left as it
is, and refused later.
"""

from __future__ import annotations

import html
import re

from cellc.patterns import regex

_SCRIPTS = {"sub": "_{", "sup": "^{"}
_SCRIPT = regex(r"<(?P<kind>su[bp])>(?P<inner>[^<>\n]+)</(?P=kind)>")
_FONT = regex(r"</?(?:i|b|em|strong|var|br)[ \t]*/?>")
_ATTRIBUTE = r"[ \t]+[\w:-]+(?:[ \t]*=[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*'|[\w%-]+))?"
_WRAPPER = regex(  # behind a name `<p>` would be its index
    rf"(?<![_^{{])(?:</?(?:div|center|span|details|summary|pre|font|section|article"
    rf"|figure|blockquote|main|body|html)(?:{_ATTRIBUTE})*[ \t]*/?>"
    rf"|</p>|(?<![\w)\]}}'*])<p(?:{_ATTRIBUTE})*[ \t]*>)"
)
_BREAK = regex(r"<br[ \t]*/?>")
_TAGS = regex(  # with attributes in quotes, which no equation has
    r"<(?!math\b|ref\b|nowiki\b|syntaxhighlight\b)[A-Za-z][\w-]{0,20}"
    r"(?:\s+[\w:-]+(?:[ \t]*=[ \t]*(?:\"[^\"<>]*\"|'[^'<>\n]*'))?)*?"
    r"\s+[\w:-]+[ \t]*=[ \t]*(?:\"[^\"<>]*\"|'[^'<>\n]*')\s*/?>|</a>"
)
_HEADED = regex(r"<(?P<kind>h[1-6])>(?P<title>[^<>\n]*)</(?P=kind)>")
_SAYING = regex(r"[=≔≡←∈\\]|&[A-Za-z#]")
_BROKEN = frozenset(["ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"])
_KINDS = ("b", "i", "u", "em", "strong", "code", "tt", "var", "kbd", *sorted(_BROKEN))
_ENTITY = regex(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_BEHIND_AND = regex(r"#?\w{1,8};")
_MARK = regex(r"</?[A-Za-z]+[^<>\n]*>|&#?\w{1,8};")
_ELEMENT = regex(r"<math\b[^<>\n]*>(?P<inner>[^<>$\n]*)</math>")
_WORDS = regex(r"[^\W\d_]{2}")
_HEADING = regex(r"^#{2,6}(?=[ \t]*\$\$)", re.MULTILINE)  # of Markdown
_OPENED = 5  # characters of `<sub>`


def without_html(text: str) -> str:
    """The text with scripts in braces and characters in the place of entities.

    A display that Markdown sets as a heading is no comment.
    """
    if "##" in text:
        text = _HEADING.sub(_space, text)
    if "</math>" in text:
        text = "\n".join(map(_with_dollars, text.split("\n")))
    if "<" in text:
        text = _without_wrappers(text)
    if not ("<su" in text or "&" in text):
        return text
    read = _ENTITY.sub(_character, _FONT.sub(_space, _SCRIPT.sub(_script, text)))
    return text if _MARK.search(read) else read


def without_tags(text: str) -> str:
    """The text without links and other elements whose attributes have a `=`."""
    return _TAGS.sub(_blank, text) if "<" in text else text


def _with_dollars(line: str) -> str:
    """A line of words with `$ ... $` for the elements of a wiki in it."""
    if not _WORDS.search(_ELEMENT.sub("", line)):
        return line
    return _ELEMENT.sub(_in_dollars, line)


def _in_dollars(found: re.Match[str]) -> str:
    before = found.start("inner") - found.start()
    behind = found.end() - found.end("inner")
    return "$".ljust(before) + found["inner"] + "$".rjust(behind)


def _without_wrappers(text: str) -> str:
    """The text without elements around its formulas, if all its marks can be read."""
    read = _BREAK.sub(_line, _WRAPPER.sub(_space, _without_dress(text)))
    other = _MARK.search(_FONT.sub(_space, _SCRIPT.sub(_space, _ENTITY.sub("", read))))
    return text if other else read


def _without_dress(text: str) -> str:
    """The text without titles, lists and fonts; each item is a line of its own."""
    if "</" not in text:
        return text
    text = _HEADED.sub(_title, text)
    kinds = {each for each in _KINDS if f"</{each}>" in text}
    for kind in kinds:
        opening = regex(rf"(?<![_^{{])<{kind}>")
        if len(opening.findall(text)) == text.count(f"</{kind}>"):
            text = opening.sub(_space, text)
            closing = _line if kind in _BROKEN else _space
            text = re.sub(f"</{kind}>", closing, text)
    return text


def _title(found: re.Match[str]) -> str:
    """A title is dropped; what could be an equation is left."""
    said = _SAYING.search(found["title"])
    words = found["title"] if said else ""
    before = found.start("title") - found.start()
    return f"{' ' * before}{words}".ljust(len(found.group()))


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found.group())


def _line(found: re.Match[str]) -> str:
    return "\n".ljust(len(found.group()))


def _script(found: re.Match[str]) -> str:
    opening = _SCRIPTS[found["kind"]]
    filled = opening.ljust(_OPENED) + found["inner"] + "}"
    return filled.ljust(len(found.group()))


def _space(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _character(found: re.Match[str]) -> str:
    """One character; an entity that has none, or is written twice over, is left."""
    char = html.unescape(found.group())
    twice = char == "&" and _BEHIND_AND.match(found.string, found.end()) is not None
    alone = len(char) == 1 and char != "\\" and not twice
    return char.ljust(len(found.group())) if alone else found.group()
