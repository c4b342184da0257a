"""`z_t = Φ(x_t) = tanh(W x_t)`: a name between a left side and what it is."""

from __future__ import annotations

from dataclasses import replace

from cellc.diagnostics import Diagnostics, Source
from cellc.lower.names import ReadName, read_name
from cellc.ops import spelled, spelled_reduction
from cellc.syntax.nodes import Group, Juxtaposition, Statement


def second_name(statement: Statement) -> ReadName | None:
    """The name in front of the brackets of `Φ(x_t)`; None where none is between."""
    match statement.sides:
        case (_, Juxtaposition(factors=(head, Group(bracket="("))), _):
            name = read_name(head, Diagnostics(Source("")))
            if name is None or name.lag is not None or name.base in ("t", "T"):
                return None
            known = spelled(name.identifier) or spelled_reduction(name.identifier)
            return None if known else name
    return None


def without_second_name(statement: Statement, diagnostics: Diagnostics) -> Statement:
    """The equation without the name for what is behind it, which is told."""
    if second_name(statement) is None:
        return statement
    left, middle, right = statement.sides
    typed = diagnostics.source.snippet(middle.span)
    diagnostics.note(
        "N0615",
        f"`{typed}` is read as a name for what stands behind it",
        middle.span,
        help="leave it out, or define the function in the where block and use it here",
    )
    return replace(statement, sides=(left, right))
