r"""Displays of Doxygen with an environment: `\f{eqnarray*}{ ... \f}`.

In: the text.  Out: the same with `\[` and `\]` in their place, and spaces.  What stands
in `\f$` and `\f[` the grammar knows.
"""

from __future__ import annotations

import re

from cellc.patterns import regex
from cellc.syntax.hidden import blank

_DISPLAY = regex(
    r"(?P<opening>[\\@]f\{(?:eqnarray|align|gather|equation|multline|displaymath|math|"
    r"alignat|flalign|split|aligned)\*?\}(?:[ \t]*\{)?)(?P<body>.*?)"
    r"(?P<closing>[\\@]f\})",
    re.DOTALL,
)
_INNER = regex(r"(\\begin\s*\{(\w+\*?)\}.*?\\end\s*\{\2\})|(?<!\\)&", re.DOTALL)


def with_doxygen_displays(text: str) -> str:
    """The text with plain displays for those of Doxygen."""
    if "f}" not in text:
        return text
    return _DISPLAY.sub(_plain, text)


def _plain(found: re.Match[str]) -> str:
    opening = "\\[" + blank(found["opening"][2:])
    body = _INNER.sub(lambda each: each[1] or " ", found["body"])  # no column is read
    return opening + body + "\\]" + blank(found["closing"][2:])
