r"""Units of values that are given: `$\tau = 0.1$ s` beside `$\Delta t = 20$ ms`.

In: the lines that give numbers.  Out: an error where two of them measure the same in
units of different size: their numbers do not go together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.syntax.nodes import Declaration, Output, Statement
from cellc.syntax.units import UNITS, unit_behind


def refuse_mixed_units(
    lines: Iterable[Statement | Declaration | Output], diagnostics: Diagnostics
) -> None:
    """Report the first two values whose units measure the same and differ."""
    first: dict[str, tuple[float, Span]] = {}
    text = diagnostics.source.text
    for each in lines:
        valued = isinstance(each, Statement) or (
            isinstance(each, Declaration) and each.value is not None
        )
        found = unit_behind(text, each.span.end) if valued else None
        if found is None:
            continue
        measured, power = UNITS[found["unit"]]
        here = Span(each.span.start, found.end())
        other = first.setdefault(measured, (power, here))
        if other[0] == power:
            continue
        one, two = (_shown(diagnostics.source.snippet(at)) for at in (other[1], here))
        diagnostics.error(
            "E0308",
            f"`{one}` and `{two}` are values in different units",
            here,
            labels=(Label(other[1], "in another unit"),),
            help="numbers have no units here: write both values in one unit",
        )
        return


def _shown(typed: str) -> str:
    """A value and its unit as they are read: `\\tau = 0.1 s`."""
    plain = re.sub(
        r"\\(?:[,;:! ]|text(?:rm)?|mathrm|mathsf|mbox|rm|operatorname|SI|qty|si)"
        r"(?![A-Za-z])|[~${}]",
        " ",
        typed,
    )
    return " ".join(plain.split())
