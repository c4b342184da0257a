"""Where the axes of a cell's values are cut: W before [h, x] is W_h and W_x.

A concatenation cuts the axis that is summed with it, a slice the axis it is taken of.
Cuts are told to everything that shares the axis, down to parameters, states and inputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product

from sympy import Expr, Integer, Symbol

from cellc.ir import (
    Cell,
    Concat,
    Contract,
    Contraction,
    Identity,
    Over,
    Reshape,
    Slice,
    Zeros,
    measure,
    shape_of,
)

Place = tuple[Expr, Expr]  # where a part of an axis starts and ends
Cuts = frozenset[Expr]
NONE: Cuts = frozenset()
ROUNDS = 12


@dataclass(frozen=True)
class Block:
    """A part of a value: a place for each of its axes."""

    symbol: Symbol
    places: tuple[Place, ...]
    whole: bool

    @property
    def shape(self) -> tuple[Expr, ...]:
        return tuple(stop - start for start, stop in self.places)


class Layout:
    """The cuts of every axis of a cell's values, at given numbers for the sizes."""

    def __init__(self, cell: Cell, numbers: dict[str, int]) -> None:
        self.cell = cell
        self.numbers = numbers
        self._measured: dict[Expr, int] = {}
        self.values = {each.target: each.value for each in cell.equations}
        self._cuts: dict[tuple[Symbol, int], Cuts] = {}
        self._twins = {each.previous: each.current for each in cell.states}
        for _ in range(ROUNDS):
            before = dict(self._cuts)
            for equation in cell.equations:
                self._walk(equation.value)
                self._pass_on(equation.target, equation.value)
            if self._cuts == before:
                break

    def measure(self, size: Expr) -> int:
        """A size as a number."""
        if size not in self._measured:
            self._measured[size] = measure(size, self.numbers)
        return self._measured[size]

    def parts(self, expression: Expr, axis: int) -> list[Place]:
        """The parts that an axis of an expression is cut into."""
        length = shape_of(expression, self.cell.variables)[axis]
        return self._between(self.cuts(expression, axis), length)

    def _between(self, cuts: Cuts, length: Expr) -> list[Place]:
        at = sorted({Integer(0), length, *cuts}, key=self.measure)
        return [*pairwise(at)]

    def blocks(self, symbol: Symbol) -> list[Block]:
        """The parts of a parameter, a state or an input."""
        rank = len(self.cell.variable(symbol).shape)
        axes = [self.parts(symbol, axis) for axis in range(rank)]
        every = [*product(*axes)]
        return [Block(symbol, places, len(every) == 1) for places in every]

    # ---------------------------------------------------------------- finding

    def cuts(self, expression: Expr, axis: int) -> Cuts:
        """Where an axis of an expression is cut."""
        match expression:
            case Symbol():
                return self._cuts.get((self._own(expression), axis), NONE)
            case Concat() if expression.axis == axis:
                return self._cuts_of_parts(expression)
            case Slice():
                return self._cuts_of_slice(expression, axis)
            case Contract():
                return self._label_cuts(expression, expression.result[axis])
            case Over() | Identity() | Zeros() | Reshape():
                return NONE
        found = NONE
        for each in self._spread(expression, axis):
            found |= self.cuts(each, axis)
        return found

    def _own(self, symbol: Symbol) -> Symbol:
        """A state has the same cuts at t and at t-1."""
        return self._twins.get(symbol, symbol)

    def _spread(self, expression: Expr, axis: int) -> list[Expr]:
        """The operands of an elementwise expression that have the axis."""
        operands = (
            expression.operands
            if isinstance(expression, Contraction)
            else expression.args
        )
        variables = self.cell.variables
        return [each for each in operands if len(shape_of(each, variables)) > axis]

    def _cuts_of_parts(self, value: Concat) -> Cuts:
        found: set[Expr] = set()
        start: Expr = Integer(0)
        for part in value.operands:
            found |= {start, *(start + cut for cut in self.cuts(part, value.axis))}
            start += shape_of(part, self.cell.variables)[value.axis]
        return frozenset(found - {Integer(0)})

    def _cuts_of_slice(self, value: Slice, axis: int) -> Cuts:
        inner = self.cuts(value.operands[0], axis)
        if axis != value.axis:
            return inner
        start, stop = self.measure(value.start), self.measure(value.stop)
        return frozenset(
            cut - value.start for cut in inner if start < self.measure(cut) < stop
        )

    def _label_cuts(self, value: Contract, label: str) -> Cuts:
        found = NONE
        for labels, operand in zip(value.labels, value.operands, strict=True):
            for axis, own in enumerate(labels):
                if own == label:
                    found |= self.cuts(operand, axis)
        return found

    # ---------------------------------------------------------------- telling

    def _pass_on(self, target: Symbol, value: Expr) -> None:
        rank = len(self.cell.variable(target).shape)
        if len(shape_of(value, self.cell.variables)) != rank:
            return
        for axis in range(rank):
            both = self.cuts(target, axis) | self.cuts(value, axis)
            self._tell(target, axis, both)
            self._tell(value, axis, both)

    def _walk(self, value: Expr) -> None:
        if isinstance(value, Symbol):
            return
        if isinstance(value, Contract):
            for label in dict.fromkeys("".join(value.labels)):
                self._tell_label(value, label, self._label_cuts(value, label))
        elif isinstance(value, Slice):
            last = shape_of(value.operands[0], self.cell.variables)[value.axis]
            ends = {value.start, value.stop} - {Integer(0), last}
            self._tell(value.operands[0], value.axis, frozenset(ends))
        elif not isinstance(value, Contraction):
            rank = len(shape_of(value, self.cell.variables))
            for axis in range(rank):
                self._tell(value, axis, self.cuts(value, axis))
        operands = value.operands if isinstance(value, Contraction) else value.args
        for each in operands:
            self._walk(each)

    def _tell(self, expression: Expr, axis: int, cuts: Cuts) -> None:
        if not cuts:
            return
        match expression:
            case Symbol():
                key = (self._own(expression), axis)
                self._cuts[key] = self._cuts.get(key, NONE) | cuts
            case Concat() if expression.axis == axis:
                self._tell_parts(expression, cuts)
            case Slice():
                moved = expression.start if axis == expression.axis else Integer(0)
                inner = frozenset(cut + moved for cut in cuts)
                self._tell(expression.operands[0], axis, inner)
            case Contract():
                self._tell_label(expression, expression.result[axis], cuts)
            case Over() | Identity() | Zeros() | Reshape():
                return
            case _:
                for each in self._spread(expression, axis):
                    self._tell(each, axis, cuts)

    def _tell_label(self, value: Contract, label: str, cuts: Cuts) -> None:
        for labels, operand in zip(value.labels, value.operands, strict=True):
            for axis, own in enumerate(labels):
                if own == label:
                    self._tell(operand, axis, cuts)

    def _tell_parts(self, value: Concat, cuts: Cuts) -> None:
        start: Expr = Integer(0)
        for part in value.operands:
            stop = start + shape_of(part, self.cell.variables)[value.axis]
            low, high = self.measure(start), self.measure(stop)
            inside = {cut - start for cut in cuts if low < self.measure(cut) < high}
            self._tell(part, value.axis, frozenset(inside))
            start = stop
