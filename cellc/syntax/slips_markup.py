r"""Marks of other formats in a text: HTML, Markdown's `h\_{t}`, a tilde behind a name.

In: the text of a spec.  Out: an error for each kind of mark, with the text as it is
meant.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from itertools import islice

from cellc.diagnostics import Diagnostics, Edit, Label, Span
from cellc.patterns import regex
from cellc.syntax.hidden import written

SHOWN = 3  # further places of a mark
MOST = 200  # marks of one kind
_ENTITY = regex(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_TAG = regex(
    r"</?(?:sub|sup|em|strong|br|code|pre|span|div|var|li|ul|ol|td|tr|table)"
    r"(?:\s[^<>\n]*)?/?>"
)
_SCRIPT = regex(r"<(sub|sup)>([^<>\n]*)</\1>")
_ESCAPED = regex(r"(?<=(?<![A-Za-z\\])[A-Za-z])\\_(?=\{|t\b)")
_STEP = r"[(\[]\s*[^\W\d_]\s*(?:[-−–+]\s*\d\s*)?[)\]]"  # (t), (t-1)
_TILDE = regex(rf"(?<![\w\\])([^\W\d_])~(?=[_^]|{_STEP})")


def check_markup(text: str, diagnostics: Diagnostics) -> None:
    """Report marks of other formats in a text, given without its comments.

    Raises CellcError where all of the text is in another format.
    """
    entities = [
        each
        for each in _found(_ENTITY, text)
        if html.unescape(each.group()) != each.group()
    ]
    tags = _found(_TAG, text)
    if entities and not tags:
        entity = entities[0].group()
        _report(
            f"`{entity}` is how HTML writes `{html.unescape(entity)}`",
            "copy the text as it is shown and not its source, or write the character",
            entities,
            _changed(text, entities, html.unescape),
            diagnostics,
        )
    if tags:
        marks = sorted([*tags, *entities], key=lambda each: each.start())
        _report(
            f"`{tags[0].group()}` is a mark of HTML",
            "write h_t for a subscript, x^2 for a superscript, and no other marks",
            tags,
            _changed(text, marks, lambda each: html.unescape(_without_tags(each))),
            diagnostics,
        )
    escaped = _found(_ESCAPED, text)
    if escaped:
        _report(
            "`\\_` is an underscore of words, and no index stands below it",
            "write _ without a backslash",
            escaped,
            _changed(text, escaped, _plain_underscores),
            diagnostics,
        )
    diagnostics.raise_if_errors()
    for each in _found(_TILDE, text):
        letter = each.group(1)
        if text[each.end()] in "([" and not _has_step(letter, text):
            continue  # one name all the same, whatever the space
        place = Span(*each.span())
        diagnostics.error(
            "E0103",
            f"in `{each.group()}` the tilde stands behind the letter, as a space",
            place,
            help=f"write \\tilde{{{letter}}} for a letter with a tilde",
            edit=Edit(place, f"\\tilde{{{letter}}}"),
        )


def _has_step(letter: str, text: str) -> bool:
    """Whether a letter stands before a step too, `h(t)` beside `h~(t)`."""
    return re.search(rf"(?<![\w\\]){letter}{_STEP}", text) is not None


def _plain_underscores(text: str) -> str:
    return re.sub(r"(?<![A-Za-z\\])([A-Za-z])\\_", r"\1_", text).replace("\\_", "_", 1)


Marks = list[re.Match[str]]


def _found(pattern: re.Pattern[str], text: str) -> Marks:
    """The first marks of a text."""
    found = (
        each
        for part in written(text)
        for each in pattern.finditer(text, part.start, part.end)
    )
    return [*islice(found, MOST)]


def _changed(text: str, marks: Marks, change: Callable[[str], str]) -> Edit:
    """All marks mended at once: the text from the first to the last."""
    place = Span(marks[0].start(), marks[-1].end())
    return Edit(place, change(text[place.start : place.end]))


def _report(
    message: str, help_line: str, marks: Marks, edit: Edit, diagnostics: Diagnostics
) -> None:
    labels = [
        Label(Span(*each.span()), "here as well") for each in marks[1 : SHOWN + 1]
    ]
    diagnostics.error(
        "E0103",
        message,
        Span(*marks[0].span()),
        labels=tuple(labels),
        help=help_line,
        edit=edit,
    )


def _without_tags(text: str) -> str:
    """`h<sub>t</sub>` as `h_{t}`, other tags left out."""

    def script(match: re.Match[str]) -> str:
        mark = "_" if match.group(1) == "sub" else "^"
        return f"{mark}{{{match.group(2)}}}"

    return _TAG.sub("", _SCRIPT.sub(script, text))
