"""Scripts and characters as HTML writes them: `h<sub>t&minus;1</sub>`.

In: the text.  Out: the same as LaTeX would write it, with spaces behind what becomes
shorter, so that every place stays what it is.  A text with other marks of HTML is left
as it is, and refused later.
"""

from __future__ import annotations

import html
import re

_SCRIPTS = {"sub": "_{", "sup": "^{"}
_SCRIPT = re.compile(r"<(?P<kind>su[bp])>(?P<inner>[^<>\n]+)</(?P=kind)>")
_FONT = re.compile(r"</?(?:i|b|em|strong|var|br)[ \t]*/?>")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_MARK = re.compile(r"</?[A-Za-z]+[^<>\n]*>|&#?\w{1,8};")
_HEADING = re.compile(r"^#{2,6}(?=[ \t]*\$\$)", re.MULTILINE)  # of Markdown
_OPENED = 5  # characters of `<sub>`


def without_html(text: str) -> str:
    """The text with scripts in braces and characters in the place of entities.

    A display that Markdown sets as a heading is no comment.
    """
    if "##" in text:
        text = _HEADING.sub(_space, text)
    if not ("<su" in text or "&" in text):
        return text
    read = _ENTITY.sub(_character, _FONT.sub(_space, _SCRIPT.sub(_script, text)))
    return text if _MARK.search(read) else read


def _script(found: re.Match[str]) -> str:
    opening = _SCRIPTS[found["kind"]]
    filled = opening.ljust(_OPENED) + found["inner"] + "}"
    return filled.ljust(len(found.group()))


def _space(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _character(found: re.Match[str]) -> str:
    """One character; `&` of an entity that has none, or stands for itself, is left."""
    char = html.unescape(found.group())
    alone = len(char) == 1 and char not in "&\\"
    return char.ljust(len(found.group())) if alone else found.group()
