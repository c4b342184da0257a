r"""E0306: `where $d$ is the dimension of $h_t$`, of a d that equations compute with.

A size is no number of an equation: such a name would be a parameter that is trained.
"""

from __future__ import annotations

import re
from functools import cache

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.lower.identifiers import spell
from cellc.lower.resolved import Resolved
from cellc.patterns import found_near, regex

_WORDS = ("dimension", "size", "width", "length", "number")


@cache
def _said() -> re.Pattern[str]:
    return regex(
        r"(?<![\w\\^{])(?P<name>\\?[^\W\d_]{1,8})(?:_(?:\{(?P<braced>\w{1,8})\}|"
        r"(?P<label>\w)))?\s?[$`]?\s+(?:is|denotes|being|stands\s+for)\s+(?P<said>the\s+"
        r"(?:[a-z-]+\s+){0,3}?(?:dimension(?:ality)?|size|width|length|number\s+of\s+"
        r"(?:[a-z-]+\s+){0,2}?(?:units|components|neurons|dimensions|features|channels|"
        r"entries|elements|cells))\b(?:\s+of\s+[^.,;\n]{1,40})?)"
    )


def refuse_sizes(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Report parameters that sentences call the size of something."""
    told: set[str] = set()
    text = resolved.facts.without_lines(diagnostics.source.text)
    for found in found_near(_said(), text, _WORDS):
        try:
            base, accents = spell(found["name"])
        except ValueError:
            continue
        label = found["braced"] or found["label"]
        identifier = "_".join([base, *accents, *([label] if label else [])])
        if identifier not in resolved.parameters or identifier in told:
            continue
        told.add(identifier)
        use = resolved.first_use[identifier]
        typed = diagnostics.source.snippet(use)
        said = " ".join(found["said"].replace("$", "").split())
        diagnostics.error(
            "E0306",
            f"`{typed}` is `{said}`, as a sentence says, and an equation computes with "
            "it: a size has no value there, and a parameter is trained",
            Span(*found.span("said")),
            labels=(Label(use, "used here"),),
            help=f"give its number in the where block: {typed} = 64",
        )
