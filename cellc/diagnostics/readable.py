"""What a note quotes of a text in HTML, as people read it: `h<sub>t</sub>` as h_t."""

from __future__ import annotations

import html
import re

from cellc.patterns import regex

_SCRIPT = regex(r"<(?P<kind>su[bp])>(?P<inner>[^<>]*)</(?P=kind)>")
_CLOSED = regex(r"<(?P<kind>[A-Za-z]+)(?:\s[^<>]*)?>(?P<inner>[^<>]*)</(?P=kind)>")
_TORN = regex(r"</[A-Za-z]+>|<br\s*/?>")
_ENTITY = regex(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_SIGNS = {"sub": "_", "sup": "^"}


def readable(text: str) -> str:
    """The text without elements of HTML and its entities."""
    if "</" in text:
        text = _SCRIPT.sub(_script, text)
        for _ in range(4):  # elements in elements
            text = _CLOSED.sub(lambda found: found["inner"], text)
        text = _TORN.sub("", text)
    return _ENTITY.sub(lambda found: html.unescape(found.group()), text)


def _script(found: re.Match[str]) -> str:
    inner = found["inner"]
    braced = inner if len(inner) == 1 else f"{{{inner}}}"
    return f"{_SIGNS[found['kind']]}{braced}"
