"""How long a text may be."""

from __future__ import annotations

from cellc.diagnostics import Diagnostics
from cellc.patterns import regex

MAX_CHARACTERS = 2_000_000
MAX_WRITTEN = 200_000  # characters but for spaces and comments, and line ends
_COMMENT = regex(r"(?<!\\)[#%][^\n]*")


def refuse_length(text: str, diagnostics: Diagnostics) -> None:
    """Refuse what would take seconds to be cut into tokens; comments take none."""
    if not is_too_long(text):
        return
    diagnostics.error(
        "E0106",
        f"the text has {_written(text)} characters beside comments and spaces, "
        f"{len(text)} in all; the limits are {MAX_WRITTEN} and {MAX_CHARACTERS}",
        help="split it into several cells",
    )
    diagnostics.raise_if_errors()


def is_too_long(text: str) -> bool:
    if len(text) <= MAX_WRITTEN:
        return False
    if len(text) > MAX_CHARACTERS:
        return True
    most = len("".join(text.split())) + text.count("\n")  # comments among it
    return most > MAX_WRITTEN and _written(text) > MAX_WRITTEN


def _written(text: str) -> int:
    return len("".join(_COMMENT.sub("", text).split())) + text.count("\n")
