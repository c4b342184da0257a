r"""A hat behind its letter: `h_t^ = ...` and `h^_t = ...`, as plain text has ĥ_t.

In: the text.  Out: the same with the hat above the letter, where the text defines the
name that way, told in a note.  Read as they stand the two would be h_t, the name that
the hat tells it from.
"""

from __future__ import annotations

import re

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex

_HAT = "\u0302"
_INDEX = r"_(?:\{[^{}\n]{1,20}\}|[^\W_](?!\w))"
_HATTED = (
    r"(?<![\w\\^])(?P<letter>[^\W\d_])"
    rf"(?:(?P<before>{_INDEX})?\^|\^(?P<behind>{_INDEX}))"
)
_DEFINED = regex(rf"^[ \t]*{_HATTED}[ \t]*(?:=|:=|≔)", re.MULTILINE)
_USED = regex(  # a sign right behind, h^+ and h^*, is a label
    rf"{_HATTED}(?=[=≔.,;)\]}}&]|[ \t]+[=≔:+\-−*/⊙∘·×⊗.,;)\]&\\]|[ \t]*$)",
    re.MULTILINE,
)


def with_hats(text: str, diagnostics: Diagnostics) -> str:
    """The text with hats above the letters that it writes them behind."""
    if "^" not in text:
        return text
    defined = {each["letter"] for each in _DEFINED.finditer(text)}
    if not defined:
        return text
    told = False

    def hatted(found: re.Match[str]) -> str:
        nonlocal told
        if found["letter"] not in defined:
            return found.group()
        if not told:
            _note(found, diagnostics)
        told = True
        return found["letter"] + _HAT + (found["before"] or found["behind"] or "")

    return _USED.sub(hatted, text)


def _note(found: re.Match[str], diagnostics: Diagnostics) -> None:
    index = found["before"] or found["behind"] or ""
    diagnostics.note(
        "N0627",
        f"`{found.group()}` is read as {found['letter']}{_HAT}{index}: nothing stands "
        "behind `^`, and the text defines this name",
        Span(*found.span()),
        help=f"write \\hat{{{found['letter']}}}{index}",
    )
