"""N0648: a fact that stands in a comment, `# σ = tanh`: a comment is not read."""

from __future__ import annotations

import re
from functools import cache

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.resolved import Resolved
from cellc.ops import spelled, spelled_reduction
from cellc.patterns import regex


@cache
def _facts() -> re.Pattern[str]:
    return regex(
        r"(?<![\\#%])[#%]++[ \t]*+(?:(?:where|with|here|note|we use)[ \t:]+)?"
        r"(?P<fact>\$?(?P<name>\\?[^\W\d_]+(?:_\w)?)[ \t]*(?:=|is)[ \t]*"
        r"(?P<value>\\?[^\W\d_]+|\d+(?:\.\d+)?)\$?)[ \t]*(?=[.,;]|\r?$)",
        re.MULTILINE,
    )


def note_comments(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Report comments that say which number or function a name is."""
    source = diagnostics.source
    lines = [source.snippet(each.span) for each in resolved.definitions]
    equations = "\n".join(re.sub(r"(?<!\\)[#%][^\n]*", "", each) for each in lines)
    for found in _facts().finditer(source.text):
        name, value = found["name"], found["value"].removeprefix("\\")
        known = spelled(value) or spelled_reduction(value) or value[0].isdigit()
        used = re.search(rf"(?<![\w\\]){re.escape(name)}(?![^\W\d_])", equations)
        stands = re.search(
            rf"(?m)^[^#%\n]*(?<![\w\\]){re.escape(name)}\s*(?:=|∈)", source.text
        )
        if not known or used is None or stands:
            continue
        diagnostics.note(
            "N0648",
            f"this stands in a comment and is not read: `{found['fact']}`",
            Span(*found.span("fact")),
            help="move it out of the comment, into the where block: "
            f"`{name} = {found['value']}`",
        )
