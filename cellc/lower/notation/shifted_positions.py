r"""Indices over positions that are shifted: `\sum_{k=-r}^{r} F_k α_{t-1,i-k}`.

The shift of such an index must be a number when compiling; a sum over it is written out
before.  Here what is left open is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cellc.diagnostics import Diagnostics
from cellc.lower.names import RUNNING, is_name
from cellc.lower.notation.position_names import scripts
from cellc.lower.notation.walk import everything_in
from cellc.lower.numbers import read_number
from cellc.syntax.nodes import Binary, Name, Node, Scripted, Statement


def shifts_in(node: Node) -> Iterator[Scripted]:
    """The names of an expression whose index over positions is shifted."""
    for each in everything_in(node):
        if isinstance(each, Scripted) and each.position == RUNNING and each.items[1:]:
            yield each


def refuse_remainders(equations: Iterable[Statement], diagnostics: Diagnostics) -> None:
    r"""Report `s_{t,(i-j) \bmod N}`: a shift that goes around is not computed."""
    for statement in equations:
        for side in statement.sides:
            for name in (each for each in everything_in(side) if is_name(each)):
                around = any(
                    isinstance(part, Binary) and part.operator == "mod"
                    for item in scripts(name)
                    for part in everything_in(item)
                )
                if around:
                    typed = diagnostics.source.snippet(name.span)
                    diagnostics.error(
                        "E0215",
                        f"the index of `{typed}` is a remainder, and a shift that goes "
                        "around is not computed",
                        name.span,
                        help="write the shift over a window of positions, "
                        "\\sum_{k=-1}^{1} s_{t,k} w_{t-1,i-k}, where what lies outside "
                        "of the set counts as zero",
                    )
                    return


def refuse_open_shifts(
    equations: Iterable[Statement], diagnostics: Diagnostics
) -> None:
    """Report `a_{i-k}` where nothing says what k is, and `a_{i-1} = ...`."""
    for statement in equations:
        left, *sides = statement.sides
        for each in shifts_in(left):
            diagnostics.error(
                "E0215",
                "the left side is the value at another position",
                each.span,
                help="write the index alone on the left side, and shift those on the "
                "right side the other way",
            )
        for each in (found for side in sides for found in shifts_in(side)):
            value = read_number(each.items[1])
            if value is not None and value.q == 1:
                continue
            letter = each.items[0].text if isinstance(each.items[0], Name) else "i"
            shift = diagnostics.source.snippet(each.items[1].span)
            diagnostics.error(
                "E0215",
                f"how far `{shift}` is from {letter} is not known when compiling",
                each.span,
                help="write the sum over the window with numbers for its ends, "
                f"\\sum_{{k=-2}}^{{2}} w_k a_{{{letter}-k}}, or with names that the "
                "where block gives numbers, r = 2; positions outside of the set count "
                "as zero, and indices modulo their number are not computed",
            )
