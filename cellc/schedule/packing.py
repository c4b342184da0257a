"""Values that are laid end to end are written there in the first place.

A concatenation of values of the loop needs no copy if each is computed straight into
its part of the whole.
"""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Integer, Symbol

from cellc.ir import Concat, Slice, Statement, Variable, shape_of
from cellc.schedule.program import Packed, Parts


def pack(
    parts: Parts, fixed: set[Symbol], variables: dict[Symbol, Variable]
) -> tuple[Parts, dict[Symbol, Packed]]:
    """Drop the concatenations of loop values that packing makes unnecessary.

    fixed: values with a place of their own already, which are left alone.
    Returns the parts without those concatenations, and where each packed value lives.
    """
    defined = {
        each.target: each for each in parts.loop if not isinstance(each.value, Slice)
    }
    packed: dict[Symbol, Packed] = {}
    wholes: set[Symbol] = set()
    for statement in (*parts.after, *reversed(parts.loop)):
        if _can_pack(statement, defined, packed, fixed, variables):
            wholes.add(statement.target)
            start: Expr = Integer(0)
            for part in statement.value.operands:
                stop = start + shape_of(part, variables)[0]
                packed[part] = Packed(statement.target, start, stop)
                start = stop

    def kept(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        return tuple(each for each in statements if each.target not in wholes)

    return replace(parts, loop=kept(parts.loop), after=kept(parts.after)), packed


def _can_pack(
    statement: Statement,
    defined: dict[Symbol, Statement],
    packed: dict[Symbol, Packed],
    fixed: set[Symbol],
    variables: dict[Symbol, Variable],
) -> bool:
    value = statement.value
    if not isinstance(value, Concat) or value.axis != 0:
        return False
    if not variables[statement.target].timed or statement.target in fixed:
        return False
    operands = value.operands
    return len({*operands}) == len(operands) and all(
        part in defined
        and part not in packed
        and part not in fixed
        and variables[part].timed
        for part in operands
    )
