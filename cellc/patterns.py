"""Regular expressions that are compiled when they are first used.

Some four hundred stand in the modules of the language, and a text needs a third of
them: to compile all at import costs more time than to check a small cell.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = (
    *["search", "match", "fullmatch", "finditer", "findall"],
    *["sub", "subn", "split"],
)


class _Late:
    """In the place of a compiled expression; becomes one when something is asked."""

    def __init__(self, text: str, flags: int) -> None:
        self._given = (text, flags)

    def __getattr__(self, name: str) -> Any:
        made = re.compile(*self._given)
        for each in _METHODS:  # from now on they are found without this method
            setattr(self, each, getattr(made, each))
        return getattr(made, name)


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, made at its first use; an error in it shows then."""
    return cast("re.Pattern[str]", _Late(text, flags))
