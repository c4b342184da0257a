r"""Labels in Markdown, and lines that say what a sign is: `(.) - Hadamard product`.

In: the text.  Out: the same with spaces in the place of the stars of `**gate**`, and of
the lines of a legend that hold but a sign and words.
"""

from __future__ import annotations

import re

from cellc.patterns import regex
from cellc.syntax.hidden import blank

_WORDS = r"[^\W\d_][^\W\d_]+(?:[ \t/,'’-]+[^\W_]+|[ \t]*\([^\W_]{1,12}\)"
_WORDS += r"|[ \t]*（[^\W_][\w \t/-]{0,40}）)*"
_LABEL = regex(  # at the start of a line or of an item
    r"^(?P<before>[ \t]*+(?:(?:[-*+•]|\d+[.)])[ \t]+)?)"
    rf"(?P<mark>\*{{1,3}}|_{{1,3}})(?P<words>{_WORDS})(?P<behind>[ \t]*[:.：。]?)"
    r"(?P=mark)(?P<rest>[ \t]*(?:[:.,–—：。，、-]|[(（]|(?=\n|\Z)|\$|`))",
    re.MULTILINE,
)
_BOLD = regex(
    rf"(?<![\w*)\]}}])(?P<mark>\*\*|__)(?P<words>{_WORDS})(?P=mark)(?![\w*(\[{{])"
)
_FORMULA = regex(r"[=+/@^←≔∈\\]|[\w)\]][ \t]*[(\[]")
_SIGN = (
    r"\[,\]|\[;\]|\(\.\)|\(\*\)|\[\+\]|\.\*|[*·•⋅∗⊙∘◦○×⊗⊕.@|‖;,]|\|\||"
    r"\\(?:odot|circ|cdot|times|otimes|oplus|ast|Vert)(?![A-Za-z])"
)
_QUOTED = r"[\"'`“‘$]?"
_LEGEND = regex(
    rf"^[ \t]*+(?:[-•][ \t]+)?{_QUOTED}(?:{_SIGN})[\"'`”’$]?[ \t]*(?:[-–—:]+|=)[ \t]+"
    r"(?P<words>[^\W\d_][^\W\d_][^\n=≔←∈]*)$",
    re.MULTILINE,
)
_LEGEND_WORD = regex(
    r"product|multipl|concat|addition|sum\b|convol|transpos|element|point-?wise"
    r"|hadamard|compos",
    re.IGNORECASE,
)


def without_labels(text: str) -> str:
    """The text without the marks of bold labels and without a legend of signs."""
    if "**" in text or "__" in text or re.search(r"[*_][^\W\d_]", text):
        text = _LABEL.sub(_plain_label, text)
        text = "\n".join(
            line if not _may_be_bold(line) else _BOLD.sub(_plain, line)
            for line in text.split("\n")
        )
    return _LEGEND.sub(_without_legend, text)


def _may_be_bold(line: str) -> bool:
    return ("**" in line or "__" in line) and _FORMULA.search(line) is None


def _plain_label(found: re.Match[str]) -> str:
    space = blank(found["mark"])
    middle = f"{space}{found['words']}{found['behind']}{space}"
    return f"{found['before']}{middle}{found['rest']}"


def _plain(found: re.Match[str]) -> str:
    space = blank(found["mark"])
    return f"{space}{found['words']}{space}"


def _without_legend(found: re.Match[str]) -> str:
    legend = _LEGEND_WORD.search(found["words"]) is not None
    return blank(found.group()) if legend else found.group()
