"""The order of the parts of an axis: a matrix that meets `[h_{t-1}, x_t]` has h + x.

A size is a sum, which has no order; what stands in a concatenation tells one.
"""

from __future__ import annotations

from sympy import Symbol, preorder_traversal

from cellc.ir.cell import Cell, Variable
from cellc.ir.contractions import Concat, Contract
from cellc.ir.shapes import shape_of
from cellc.ir.sizes import size_terms, size_text

Orders = dict[tuple[Symbol, int], tuple[str, ...]]


def orders_of_parts(cell: Cell) -> Orders:
    """The names of the sizes along axes of concatenations and of what meets one."""
    named = {each.target: each.value for each in cell.equations}
    parameters = {*cell.parameters}
    found: Orders = {}
    for equation in cell.equations:
        if isinstance(equation.value, Concat) and equation.value.axis == 0:
            found[equation.target, 0] = _names(equation.value, cell)
        for node in preorder_traversal(equation.value):
            if not isinstance(node, Contract):
                continue
            joined: dict[str, Concat] = {}
            for labels, operand in zip(node.labels, node.operands, strict=True):
                value = named.get(operand, operand)
                if len(labels) == 1 and isinstance(value, Concat):
                    joined[labels] = value
            for labels, operand in zip(node.labels, node.operands, strict=True):
                for axis, label in enumerate(labels):
                    if operand in parameters and label in joined:
                        order = _names(joined[label], cell)
                        found.setdefault((operand, axis), order)
    return found


def _names(whole: Concat, cell: Cell) -> tuple[str, ...]:
    sizes = [shape_of(each, cell.variables)[0] for each in whole.operands]
    return tuple(
        dict.fromkeys(
            name for each in sizes for names, _ in size_terms(each) for name in names
        )
    )


def axes_text(variable: Variable, orders: Orders) -> list[str]:
    """The sizes of a variable as text, the parts of each in the order they have."""
    return [
        size_text(size, order=orders.get((variable.symbol, axis), ()))
        for axis, size in enumerate(variable.shape)
    ]
