"""E0104: `row floor(z / n)`, a line that lost its `=` and reads as two words.

In: what is resolved.  A line is an equation without its `=` where it begins with a name
that equations use and that none defines, and a function with its argument follows.
"""

from __future__ import annotations

from cellc.diagnostics import Diagnostics, Edit, Span
from cellc.lower.resolved import Resolved
from cellc.lower.spelling import bare
from cellc.ops import spelled, spelled_reduction
from cellc.patterns import regex

_LINE = regex(
    r"^[ \t]*(?P<name>[^\W\d]\w*)(?P<gap>[ \t]+)(?P<function>\\?[^\W\d_]+)[ \t]*"
    r"\([^\n=∈]*$"
)


def refuse_lost_equals(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Report such lines."""
    source = diagnostics.source
    names = {
        bare(source.snippet(resolved.first_use[each])) for each in resolved.parameters
    }
    read = [each.span for each in resolved.definitions]
    start = 0
    for line in source.text.splitlines(keepends=True):
        found = _LINE.match(line.rstrip())
        place, start = start, start + len(line)
        if found is None or found["name"] not in names:
            continue
        typed, function = found["name"], found["function"].removeprefix("\\")
        span = Span(place + found.start("name"), place + len(line.rstrip()))
        if spelled(function) is None and spelled_reduction(function) is None:
            continue
        if any(each.start < span.end and span.start < each.end for each in read):
            continue
        gap = Span(place + found.start("gap"), place + found.end("gap"))
        rest = source.text[gap.end : span.end]
        diagnostics.error(
            "E0104",
            f"this line has no `=`: equations use `{typed}`, which none defines, and a "
            "function follows it here",
            span,
            help=f"write {typed} = {rest}; a comment starts with #",
            edit=Edit(gap, " = "),
        )
