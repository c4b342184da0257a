"""Values by cases in other languages: `a if c else b`, `c ? a : b`.

In: the text of a spec.  Out: an error for each of them, over all of its cases, so that
nothing else is said about their parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex

MOST = 20  # cases that are reported
WIDEST = 2_000  # characters of a line that may be Python's
_PYTHON = regex(
    r"=[^=]*[^\s,;.]\s*(?<=[\s)])(?P<cases>if[ \t(].*(?<=[\s)])else\b.*|\?[^:?]*:.*)"
)


def check_cases(text: str, diagnostics: Diagnostics) -> None:
    """Report the equations by cases of a text, given without its comments."""
    for span in islice(_in_python(text), MOST):
        diagnostics.error(
            "E0112",
            "a value by cases is not read as Python or C writes it",
            span,
            help="write \\begin{cases} a & \\text{if } c > 0 \\\\ b & "
            "\\text{otherwise} \\end{cases}",
        )


def _in_python(text: str) -> Iterator[Span]:
    """`if c else b` and `? a : b` behind a `=`."""
    start = 0
    for line in text.split("\n"):
        if len(line) < WIDEST and ("else" in line or "?" in line):
            found = _PYTHON.search(line)
            if found is not None:
                yield Span(start + found.start("cases"), start + found.end("cases"))
        start += len(line) + 1
