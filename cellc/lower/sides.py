"""E0408: the two sides of an equation differ in shape, and the lines that mend it."""

from __future__ import annotations

import re

from cellc.diagnostics import Diagnostics
from cellc.lower.reasons import Reasons, Shape, Side
from cellc.lower.resolved import Definition
from cellc.lower.terms import Apply, Reference
from cellc.lower.undetermined import declaration


def refuse_sides(
    definition: Definition,
    left: Side,
    found: Shape,
    reasons: Reasons,
    diagnostics: Diagnostics,
) -> None:
    """Report both shapes, and what to write for either of them."""
    right = Side(definition.term, found, left.axis)
    alike = len(left.shape) == len(found)
    diagnostics.error(
        "E0408",
        f"`{reasons.snippet(definition.left)}` is {reasons.shape(left.shape)}, "
        f"its equation gives {reasons.shape(found)}",
        definition.span,
        labels=reasons.of_sizes(left, right, definition.span)
        if alike
        else reasons.of_ranks(left, right),
        help=" ".join(_lines(definition, left, right, reasons)),
    )


def _lines(
    definition: Definition, left: Side, right: Side, reasons: Reasons
) -> list[str]:
    typed = reasons.snippet(definition.left)
    fact = reasons.ranks.get(definition.identifier)
    declared = fact is not None and fact.declared
    lines = []
    if declared or len(left.shape) != len(right.shape):
        shape = tuple(map(reasons.sizes.resolve, right.shape))
        line = declaration(typed, shape, reasons.source)
        where = "in the place of its declaration" if declared else "in the where block"
        lines.append(f"for {reasons.shape(right.shape)} write `{line}` {where};")
    else:
        lines.append("make the sides equal in size;")
    changed = _changed(typed, left, right, reasons)
    lines.append(f"for {reasons.shape(left.shape)} {changed}")
    return lines


def _changed(typed: str, left: Side, right: Side, reasons: Reasons) -> str:
    """What to write on the right side for the shape of the left one."""
    term = reasons.written(right.term)
    if not isinstance(right.term, Reference | Apply):
        term = f"({term})"
    wanted = tuple(map(reasons.sizes.resolve, left.shape))
    given = tuple(map(reasons.sizes.resolve, right.shape))
    match len(wanted), len(given):
        case 0, 1:
            other, shape, form = _free("wvua", reasons), given, "{0}^T {1}"
        case 1, 2:
            other, shape, form = _free("vuwa", reasons), given[1:], "{1} {0}"
        case 2, 1:
            other, shape, form = _free("vuwa", reasons), wanted[1:], "{1} {0}^T"
        case (1, 1) | (2, 2):
            other, shape, form = (
                _free("VWMP", reasons),
                (wanted[0], given[0]),
                "{0} {1}",
            )
        case _:
            return f"change the right side of `{typed}`"
    line = declaration(other, shape, reasons.source)
    return f"write `{typed} = {form.format(other, term)}`, with `{line}`"


def _free(letters: str, reasons: Reasons) -> str:
    """A letter that the text does not have as a name, if there is one."""
    text = reasons.source.text
    for each in letters:
        if not re.search(rf"(?<![A-Za-z\\]){each}(?![A-Za-z])", text):
            return each
    return f"{letters[0]}_0"
