r"""Words behind a formula of a sentence that change what it says of a name.

`$\alpha = 0.5$ is trained` gives the number that a parameter starts with, and `$b_t =
x_t$ at odd steps` is refused.  For a line of the `where` block in words, `A is
diagonal`, there is what to write.
"""

from __future__ import annotations

import re
from functools import cache

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex
from cellc.syntax.nodes import Statement
from cellc.syntax.step_conditions import CASES

_FAR = 90  # characters behind a formula
_PLAIN = "write φ = tanh, L = 3, W ∈ ℝ^{h×x} or output h_t"
_SAID = regex(r"(?P<name>\S+)\s+(?:is|are)\s+(?:an?\s+|the\s+)?(?P<form>[\w-]+)")
_HELP = {
    "diagonal": "for a diagonal matrix declare the vector on its diagonal, `{0} ∈ ℝ^h`",
    "orthogonal": "write `{0} ∈ ℝ^{{h×h}} init orthogonal`, which only starts with one",
    "identity": "write `{0} ∈ ℝ^{{h×h}} init identity is frozen`, or leave it out",
    "symmetric": "write the equation `{0} = P + P^\\top` above the where block",
    "skew-symmetric": "write the equation `{0} = P - P^\\top` above the where block",
    "fixed": "write `{0} is frozen`",
    "constant": "write `{0} is frozen`, or for a number `{0} ∈ ℝ = 0.1`",
    "zero": "write `{0} = 0` for a number, or leave it out",
}


def help_for_words(fact: str) -> str:
    """What to write for a line of the `where` block without `=` and `∈`."""
    found = _SAID.fullmatch(fact.strip()) or _SAID.match(fact.strip())
    form = found["form"].lower() if found is not None else ""
    line = _HELP.get(form)
    if found is None or line is None:
        return _PLAIN
    return line.format(found["name"])


@cache
def _trained() -> re.Pattern[str]:
    return regex(
        r"[\s$`}]*,?\s*(?:(?:which|that)\s+)?(?:is|are|being)\s+(?:then\s+|also\s+|itself\s+|"
        r"jointly\s+|only\s+)*(?:the\s+start(?:ing)?\s+(?:value|point)\s+of\s+)?(?:an?\s+)?"
        r"(?:trainable|train(?:ed)|learn(?:able|ed|t)|optimi[sz]ed|adapted|tunable|adaptive)\b"
        r"(?!\s+(?:\w+\s+)?(?:models?|networks?|cells?|elsewhere)\b)",
        re.IGNORECASE,
    )


def is_trained(place: Span, text: str) -> bool:
    """Whether the words behind a number say that it is learned."""
    return _trained().match(text, place.end, place.end + _FAR) is not None


@cache
def _some_steps() -> re.Pattern[str]:
    return regex(
        r"[\s$`}]*,?\s*\(?(?P<said>(?:only\s+)?(?:at|on|in|for|every|each)\s+(?:all\s+)?(?:(?:odd|"
        r"even|alternate|every|each|the\s+first|the\s+last)\s+)?(?:[$\w-]{1,8}\s+)?"
        r"(?:time\s?-?)?steps?)\b",
        re.IGNORECASE,
    )


_PART = regex(
    r"\b(?:odd|even|alternate|first|last|other|second|third|fourth|only)\b"
    r"|\b(?:every|each)\s+(?:\$?\d|\$?\w+\$?-?(?:th|nd|rd)\b)",
    re.IGNORECASE,
)


def refuse_some_steps(statement: Statement, diagnostics: Diagnostics) -> None:
    """Report an equation of a sentence that holds at some steps only."""
    if not statement.spoken:
        return
    end = statement.span.end
    found = _some_steps().match(diagnostics.source.text, end, end + _FAR)
    if found is None or _PART.search(found["said"]) is None:
        return
    said = " ".join(found["said"].replace("$", "").split())
    diagnostics.error(
        "E0112",
        f"this equation holds at some steps only, `{said}`",
        Span(statement.span.start, found.end("said")),
        help=f"{CASES}, where `t mod 2 = 1` is for odd steps",
    )
