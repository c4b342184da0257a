"""Options that a docstring explains in words: `wRank = rank of W, if not None`.

In: the body of a docstring.  Out: the same with spaces in the place of such options, up
to the next one or the end of the paragraph.  An option is a word with a `=` and words
behind it, some of them those of a sentence, and no equation uses its name.  The end of
a sentence on a line of its own is dropped too.
"""

from __future__ import annotations

import re

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex
from cellc.syntax.hidden import blank

_OPTION = regex(
    r"[ \t]*(?P<name>[A-Za-z_]\w{2,})[ \t]*=[ \t]*(?P<words>(?:#[ \t]*)?[A-Za-z][^\n]*)"
)
_FIRST = regex(
    r"(?:#[ \t]*)?(?:an?[ \t]+)?[A-Za-z]{2,}(?:[ \t]+|[ \t]*,[ \t]*)[A-Za-z]{2,}"
)
_SPOKEN = regex(
    r"(?i)#|(?<![\w\\])(?:the|for|of|to|can|be|is|if|whether|used|which|when|not|from"
    r"|with|by|whose|that)(?!\w)"
)
_GOES_ON = regex(  # a line of words that ends within its sentence
    r"(?i)[ \t]*[^\W\d_]+(?:[ \t,'-]+[^\W\d_]+){2,}[ \t]+"
    r"(?:in|of|the|a|an|by|from|see|to|with|for|on|at)[ \t]*"
)
_WORDS = r"[^\W\d_]+(?:[ \t,'-]+[^\W\d_]+)*"
_VALUED = r"[^\W\d_]\w*[ \t]*=[^=\n]+"
_CHOICE = regex(  # W and U can be parameterised by
    rf"(?i)^(?P<words>[ \t]*{_WORDS}[ \t]+(?:can|may|could|might)[ \t]+{_WORDS}"
    r"[ \t]+(?:by|as|with|to|into)[ \t]*\n)"
    rf"(?P<said>[ \t]*{_VALUED}(?:[ \t]and[ \t]+{_VALUED})*$)",
    re.MULTILINE,
)
_TIMED = regex(r"(?i)_t\b|[({\[<]t\b|ₜ|prev|_t[ \t]*=")
_VALUE = regex(r"[=∈≔≡←+*/^@⊙∘·\\]")
_WHERE = regex(r"[ \t]*where\b")
_WORD = regex(r"[A-Za-z_]\w*")


def without_options(text: str) -> str:
    """A docstring without the options that words explain."""
    if "=" not in text:
        return text
    lines = text.split("\n")
    found = {at: option for at, each in enumerate(lines) if (option := _option(each))}
    used = {
        word
        for at, each in enumerate(lines)
        if at not in found and "=" in each
        for word in _WORD.findall(each)
    }
    inside = goes_on = False
    for at, line in enumerate(lines):
        if goes_on and not (_VALUE.search(line) or _WHERE.match(line)):
            lines[at] = blank(line)
        goes_on = _GOES_ON.fullmatch(line) is not None
        if at in found:
            inside = found[at] not in used
        elif not line.strip() or _VALUE.search(line) or _WHERE.match(line):
            inside = False
        if inside:
            lines[at] = blank(line)
    return "\n".join(lines)


def without_choices(text: str, diagnostics: Diagnostics) -> str:
    """A docstring without what it says that a parameter can be made of."""

    def dropped(found: re.Match[str]) -> str:
        said = found["said"]
        if _TIMED.search(said):
            return found.group()
        start = found.end() - len(said.lstrip())
        diagnostics.note(
            "N0664",
            f"`{said.strip()}` stands in a sentence about what can be and is not read",
            Span(start, found.end()),
            help="if it is meant, write it on a line of its own, without the sentence",
        )
        return found["words"] + blank(said)

    return _CHOICE.sub(dropped, text)


def _option(line: str) -> str | None:
    """The name of the option that a line explains, if it is one."""
    found = _OPTION.fullmatch(line)
    if found is None or _VALUE.search(found["words"]):
        return None
    words = found["words"]
    spoken = _FIRST.match(words) and _SPOKEN.search(words)
    return found["name"] if spoken else None
