"""What sentences call an input: `where $\\bar z_t$ is an external input`."""

from __future__ import annotations

import re

from cellc.patterns import regex

_SIGNS = r"[\s$`*)\\]{0,6}"
_WORDS = r"(?:(?!not\b|no\b|from\b|of\b|to\b|by\b)[\w'’-]{1,30}[,\s]\s{0,3}){0,5}"


def is_said_input(typed: str, text: str) -> bool:
    """Whether a sentence says of a name, as it is typed, that it is an input."""
    pattern = (
        rf"(?<![\w\\]){re.escape(typed)}{_SIGNS}(?:,\s?)?(?:is|are|denotes?|represents?|"
        rf"being)\s{{1,3}}{_WORDS}(?:inputs?|given|supplied|provided|observed|measured)"
        r"\b(?!\s+(?:gate|by\s+(?:the\s+)?equation))"
    )
    return regex(pattern, re.IGNORECASE).search(text) is not None
