"""What a cell costs, as formulas: operations of its matrix products, numbers kept.

A product of two arrays takes two operations, a multiplication and an addition, for
every value of its labels, at every step and for every sequence of a batch if it varies
with them.  A gradient of a parameter, an outer product added up over steps and
sequences, is one as well.  Elementwise work is not counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from sympy import Expr, Integer, Symbol, expand, symbols

from cellc.ir import (
    Contract,
    Repeat,
    Reshape,
    Slice,
    measure,
    operands_of,
    shape_of,
    variation,
)

if TYPE_CHECKING:
    from cellc.schedule import Parts, Program

STEPS, BATCH = symbols("T B", integer=True, positive=True)  # steps, and sequences


class Operations(NamedTuple):
    """Formulas in T, B and the sizes of the cell."""

    forward: Expr
    backward: Expr

    @property
    def total(self) -> Expr:
        return self.forward + self.backward

    def at(self, sizes: Mapping[str, int]) -> int:
        """How many there are, forward and backward, at these sizes."""
        return measure(self.total, sizes)


def operations(program: Program) -> Operations:
    """What the products of forward and backward take at these sizes."""
    parts = (program.forward, program.backward)
    forward, backward = (_operations(each, program) for each in parts)
    return Operations(forward, backward)


def _operations(parts: Parts, program: Program) -> Expr:
    total: Expr = Integer(0)
    for statement in parts.everywhere():
        for node in nodes_of(statement.value):
            if not isinstance(node, Contract) or len(node.operands) != 2:
                continue
            summed = {each for labels in node.labels for each in labels}
            kept = program.variables[statement.target].varies
            varies = variation(node, program.variables)
            if summed - {*node.result} or kept < varies:
                total += _of_product(node, program)
    return expand(total)


def nodes_of(value: Expr) -> Iterator[Expr]:
    yield value
    for each in operands_of(value):
        yield from nodes_of(each)


def _of_product(node: Contract, program: Program) -> Expr:
    sizes: dict[str, Expr] = {}
    for labels, operand in zip(node.labels, node.operands, strict=True):
        shape = shape_of(operand, program.variables)
        sizes.update(zip(labels, shape, strict=True))
    count: Expr = Integer(2)
    for size in sizes.values():
        count *= size
    varies = variation(node, program.variables)
    if varies > 1:
        count *= STEPS
    if varies > 0:
        count *= BATCH
    return count


def tape_numbers(program: Program) -> Expr:
    """How many numbers a tape keeps beside the arguments of forward.

    These are the states of all steps, the first with them, what the loop keeps of each
    step, the sequences whose place that takes, and the room of backward's gradients.
    """
    current = [state.current for state in program.cell.states]
    homes = {
        each.target: whole
        for each in (*program.forward.before, *program.forward.after)
        if (whole := seen(each.value)) is not None
    }
    homes |= {each: place.whole for each, place in program.overwritten.items()}
    homes |= {state.previous: state.current for state in program.cell.states}
    kept = [*program.forward_stored, *program.saved, *program.overwritten]
    wholes = {home_of(each, homes) for each in kept} | {*program.reserved}
    wholes -= {*program.cell.inputs}
    total: Expr = STEPS * BATCH if program.statistics else Integer(0)  # their weights
    for symbol in program.statistics:  # the same for every sequence
        total += numbers_of(symbol, STEPS, program) / BATCH
    for symbol in wholes - {*current}:
        total += numbers_of(symbol, STEPS, program)
    for symbol in current:
        total += numbers_of(symbol, STEPS + 1, program)
    return expand(total)


def seen(value: Expr) -> Symbol | None:
    """What a value is a view of: a part, a transpose, the same for all components."""
    match value:
        case Slice() | Reshape():
            whole = value.operands[0]
            return whole if isinstance(whole, Symbol) else None
        case Repeat(operand=Symbol() as whole):
            return whole
        case Contract(operands=(Symbol() as whole,), labels=(labels,), result=result):
            return whole if sorted(labels) == sorted(result) else None
    return None


def home_of(symbol: Symbol, homes: Mapping[Symbol, Symbol]) -> Symbol:
    while symbol in homes:
        symbol = homes[symbol]
    return symbol


def numbers_of(symbol: Symbol, steps: Expr, program: Program) -> Expr:
    variable = program.variables[symbol]
    count: Expr = Integer(1)
    for size in variable.shape:
        count *= size
    factors = (Integer(1), BATCH, BATCH * steps)
    return count * factors[variable.varies]
