"""How an equation differs from one of a cell: in names, in shapes, in numbers.

In: a cell, and an equation for one of its names that is said to be the same.  Out: what
tells them apart, as the end of a sentence, or None.
"""

from __future__ import annotations

from sympy import Expr, Symbol, preorder_traversal

from cellc.ir import Cell, Contraction, Equation
from cellc.lower.points import DIGITS, MORE_DIGITS, Point, Undefined, Value, is_near

MOST = 48  # points that are tried
ENOUGH = 16  # of them with values for both
SHOWN = 3  # names whose values an error tells
NOT_SHOWN = "shown to be the same"


def lost(symbol: Symbol, cell: Cell, other: Cell) -> str | None:
    """What the cell would be without, or have in another shape, of another cell's."""
    variable, known = other.variables[symbol], cell.variables.get(symbol)
    # a readout, which only the text as a whole shows to be one
    unused = symbol in cell.outputs and symbol not in other.outputs
    if known is None or (unused and symbol not in _used(cell)):
        return f"{NOT_SHOWN}: `{variable.notation}` stands in this one alone"
    if len(known.shape) != len(variable.shape):
        return f"{NOT_SHOWN}: `{known.notation}` has another shape with this one"
    return None


def _used(cell: Cell) -> set[Symbol]:
    return {each for one in cell.equations for each in one.value.free_symbols}


class Comparison:
    """What is compared with the equations of a cell, all at the same points."""

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.values = {each.target: each.value for each in cell.equations}
        self._points: dict[tuple[int, int], Point] = {}

    def difference(self, equation: Equation) -> str | None:
        """How an equation differs from the cell's own; None where it does not.

        What has a value at few points is not shown to be the same.
        """
        compared = 0
        for seed in range(MOST):
            try:
                why = self._at_point(seed, equation)
            except Undefined:
                continue
            if why is not None:
                return why
            compared += 1
            if compared == ENOUGH:
                return None
        return f"{NOT_SHOWN}: for few numbers both have a value"

    def _at_point(self, seed: int, equation: Equation) -> str | None:
        why = f"{NOT_SHOWN}; matrix products are compared as they are written"
        for digits in (DIGITS, MORE_DIGITS):
            point = self._point(seed, digits)
            one, other = point.of(equation.target), point.of(equation.value)
            if is_near(one, other):
                return None
            if not point.are_related(one, other):
                where = self._where(equation, point)
                why = f"the same: {_told(other)} here and {_told(one)} there{where}"
        return why

    def _point(self, seed: int, digits: int) -> Point:
        known = self._points.get((seed, digits))
        if known is None:
            known = Point(seed, frozenset(self.cell.parameters), digits)
            known.define(self.values.items())
            self._points[seed, digits] = known
        return known

    def _where(self, equation: Equation, point: Point) -> str:
        """The numbers of names that stand in a side outside of products."""
        shown = _outside(self.values[equation.target]) | _outside(equation.value)
        variables = self.cell.variables
        names = [
            each
            for each in sorted(equation.offsets, key=equation.offsets.__getitem__)
            if each in shown and each in variables
        ]
        told = [
            f"{variables[each].notation} = {_told(point.of(each))}"
            for each in names[:SHOWN]
        ]
        return f", where {', '.join(told)}" if told else ""


def _outside(expression: Expr) -> set[Symbol]:
    """The symbols of an expression that are in none of its contractions."""
    walk = preorder_traversal(expression)
    found: set[Symbol] = set()
    for each in walk:
        if isinstance(each, Contraction):
            walk.skip()
        elif isinstance(each, Symbol):
            found.add(each)
    return found


def _told(value: Value) -> str:
    return f"{float(value.number):.3g}"
