r"""Units of values that are given: `$\tau = 0.1$ s` beside `$\Delta t = 20$ ms`.

In: the lines that give numbers.  Out: an error where two of them measure the same in
units of different size: their numbers do not go together.  A warning where one of two
values has a unit, and the other is divided by it or divides it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.lower.names import read_name
from cellc.lower.notation.walk import names_in, nodes_in
from cellc.lower.numbers import read_number
from cellc.syntax.nodes import Binary, Declaration, Output, Statement
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


def warn_of_half_units(
    equations: Iterable[Statement],
    lines: Iterable[Statement | Declaration | Output],
    diagnostics: Diagnostics,
) -> None:
    """Report a quotient of two values of which only one has a unit: `Δt / τ`.

    A value right before one with a unit has that unit, `$Δt = 1$, $τ = 20$ ms`.
    """
    valued = _valued(lines, diagnostics)
    if not any(unit for _, unit in valued.values()):
        return
    silent = Diagnostics(diagnostics.source)
    for each in equations:
        for node in (one for side in each.sides for one in nodes_in(side)):
            if not isinstance(node, Binary) or node.operator != "/":
                continue
            top, bottom = (
                [
                    name.identifier
                    for one in names_in(part)
                    if (name := read_name(one, silent)) is not None
                ]
                for part in (node.left, node.right)
            )
            if len(bottom) != 1 or not {*top, *bottom} <= valued.keys():
                continue
            for one in top:
                with_unit, without = sorted(
                    (valued[one], valued[bottom[0]]), key=lambda found: not found[1]
                )
                if with_unit[1] and not without[1]:
                    _warn(with_unit[0], without[0], diagnostics)
                    return


def _warn(with_unit: Span, without: Span, diagnostics: Diagnostics) -> None:
    one, two = (_shown(diagnostics.source.snippet(at)) for at in (without, with_unit))
    diagnostics.warning(
        "W0513",
        f"`{one}` has no unit, and `{two}` has one: the quotient of both is that of "
        "the numbers",
        without,
        labels=(Label(with_unit, "with a unit"),),
        help="numbers have no units here: write both values in one unit, and give it "
        "to both, or to none",
    )


def _valued(
    lines: Iterable[Statement | Declaration | Output], diagnostics: Diagnostics
) -> dict[str, tuple[Span, str]]:
    """The names that lines give a number, with the place and the unit, "" for none."""
    found: dict[str, tuple[Span, str]] = {}
    silent = Diagnostics(diagnostics.source)
    text = diagnostics.source.text
    last: tuple[str, Span] | None = None
    for each in lines:
        if isinstance(each, Statement) and len(each.sides) == 2:
            head, value = each.sides
        elif isinstance(each, Declaration) and each.value is not None:
            head, value = each.names[0], each.value
        else:
            continue
        name = read_name(head, silent)
        if name is None or read_number(value) is None:
            continue
        unit = unit_behind(text, each.span.end)
        place = Span(each.span.start, unit.end()) if unit else each.span
        found[name.identifier] = place, unit["unit"] if unit else ""
        if unit and last is not None and _is_beside(text[last[1].end : place.start]):
            found[last[0]] = last[1], unit["unit"]
        last = None if unit else (name.identifier, place)
    return found


def _is_beside(between: str) -> bool:
    return re.fullmatch(r"(?:[$,~\s]|\\[,;: ]|and\b)*", between) is not None
