r"""Accents beside their letters, as PDFs copy them: `c˜t`, `h˜_t`, `˜c_t`.

In: the text.  Out: the same with each accent above its letter, told in a note.  A text
has its accents on one side: where some stand behind their letters and some in front,
nothing is read.  A letter with its index behind it, `c˜t`, is no letter t with an
accent: no step has one.
"""

from __future__ import annotations

import re

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex

_ACCENTS = {"˜": "\u0303", "ˆ": "\u0302", "¯": "\u0304", "ˉ": "\u0304"}
_MARK = regex(
    rf"(?P<left>(?<![^\W\d_])(?<!\\)[^\W\d_](?:_(?:\{{\w{{1,9}}\}}|\w(?!\w)))?)?"
    rf"(?P<accent>[{''.join(_ACCENTS)}])(?P<gap> ?)(?P<right>[^\W\d_])?"
)
_STEP = regex(r"[tnk](?![^\W\d_])")


def with_accents_above(text: str, diagnostics: Diagnostics) -> str:
    """The text with the accents above the letters that it writes them beside."""
    found = [*_MARK.finditer(text)] if not text.isascii() else []
    sides = {_side(each, text) for each in found}
    known = sides - {"either"}
    if not found or len(known) != 1 or None in known:
        return text
    (side,) = known
    parts: list[str] = []
    at = 0
    for each in found:
        parts += [text[at : each.start()], _above(each, side == "behind")]
        at = each.end()
    _note(found[0], side == "behind", diagnostics)
    return "".join([*parts, text[at:]])


def _side(found: re.Match[str], text: str) -> str | None:
    """On which side of its letter an accent stands, if one place alone can tell."""
    if found["accent"] == "ˆ" and _is_power(found, text):
        return None
    if found["left"] and found["right"] and not found["gap"]:
        step = _STEP.match(text, found.start("right")) is not None
        return "behind" if step else "either"
    if found["left"]:
        return "behind"
    if found["right"] and not text[found.start() - 1 : found.start()].isalnum():
        return "in front"
    return None


def _is_power(found: re.Match[str], text: str) -> bool:
    """`xˆ2`, `hˆ{(l)}`, and `hˆt` in a text without the `ht` that a hat tells apart."""
    if not found["left"] or found["gap"]:
        return False
    behind = text[found.end("accent") : found.end("accent") + 1]
    if found["right"]:
        bare = re.escape(found["left"] + found["right"])
        return re.search(rf"(?<!\w){bare}(?![^\W\d_])", text) is None
    return behind.isdecimal() or behind in (
        "{",
        "(",
        "[",
        "+",
        "-",
        "−",
        "*",
        "⊤",
        "\\",
    )


def _above(found: re.Match[str], behind: bool) -> str:
    accent = _ACCENTS[found["accent"]]
    left, gap, right = found["left"] or "", found["gap"], found["right"] or ""
    if behind:
        return left[:1] + accent + left[1:] + gap + right
    return left + gap + right + accent


def _note(found: re.Match[str], behind: bool, diagnostics: Diagnostics) -> None:
    letter = found["left"][:1] if behind else found["right"]
    place = Span(
        found.start() if behind else found.start("accent"), found.end("accent")
    )
    if not behind:
        place = Span(place.start, found.end("right"))
    typed = diagnostics.source.snippet(place)
    diagnostics.note(
        "N0688",
        f"`{typed}` is read as {letter}{_ACCENTS[found['accent']]}: the accents of "
        f"this text stand {'behind' if behind else 'in front of'} their letters",
        place,
        help="write the letter with its accent, \\tilde{c} or c̃",
    )
