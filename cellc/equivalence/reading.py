"""The equations of a cell in normal form: every component of a step as a polynomial.

Definitions are written in place, concatenations taken apart, sums and products
expanded.  What a block of a parameter, a state or an input is called, and with which
factor it stands for another, is the caller's: a correspondence is put in while reading.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from sympy import Add, Expr, Integer, Mul, Number, Pow, Symbol

from cellc.equivalence.blocks import Block, Layout, Place
from cellc.equivalence.forms import Forms
from cellc.equivalence.polynomials import (
    ONE,
    ZERO,
    Polynomial,
    TooLong,
    constant,
    scaled,
)
from cellc.ir import (
    BatchMean,
    Concat,
    Contract,
    Count,
    Identity,
    Over,
    Role,
    Slice,
    Zeros,
    shape_of,
    size_terms,
)
from cellc.ops import Elementwise, reduction


@dataclass(frozen=True)
class At:
    """A component of one part of an axis: the part and its index."""

    place: Place
    index: int


# a block and its indices -> what stands for that component
Meaning = Callable[[Block, tuple[int, ...]], Polynomial]
DEPTH = 120  # of definitions and expressions in one another


class Reading:
    """A cell's values in normal form.

    spell: the names of sizes, as the other cell calls them.
    folded: whether a definition that is used stands as one atom, by its own normal
        form, and is not expanded with what it is used in.
    """

    def __init__(
        self,
        layout: Layout,
        forms: Forms,
        meaning: Meaning,
        spell: dict[str, str],
        folded: bool = False,
    ) -> None:
        self.layout = layout
        self.forms = forms
        self.cell = layout.cell
        self._meaning = meaning
        self._spell = spell
        self._folded = folded
        self._known: dict[tuple[Symbol, tuple[At, ...]], Polynomial] = {}
        self._depth = 0

    def size(self, place: Place) -> str:
        """The length of a part, as text."""
        return self.size_text(place[1] - place[0])

    def size_text(self, size: Expr) -> str:
        terms = sorted(
            ("*".join(sorted(self._spell.get(each, each) for each in names)), many)
            for names, many in size_terms(size)
        )
        return "+".join(f"{many}{name}" for name, many in terms)

    def part(self, block: Block) -> tuple[At, ...]:
        """The component that free indices stand for, in a block."""
        return tuple(At(place, -1 - axis) for axis, place in enumerate(block.places))

    def value(self, symbol: Symbol, at: tuple[At, ...]) -> Polynomial:
        """A component of a value that the cell defines."""
        return self._at(self.layout.values.get(symbol, symbol), at)

    # ---------------------------------------------------------------- expressions

    def _at(self, value: Expr, at: tuple[At, ...]) -> Polynomial:
        self._depth += 1
        if self._depth > DEPTH:
            raise TooLong
        try:
            return self._read(value, at)
        finally:
            self._depth -= 1

    def _read(self, value: Expr, at: tuple[At, ...]) -> Polynomial:
        table = self.forms.table
        match value:
            case Symbol():
                return self._symbol(value, at)
            case Number():
                return constant(_fraction(value))
            case Add():
                return table.add(self._aligned(each, at) for each in value.args)
            case Mul():
                result = ONE
                for each in value.args:
                    result = table.multiply(result, self._aligned(each, at))
                return result
            case Pow():
                return self.forms.power(
                    self._aligned(value.base, at), _fraction(value.exp)
                )
            case Elementwise():
                arguments = tuple(self._aligned(each, at) for each in value.args)
                return self.forms.function(value.operation.name, arguments)
            case BatchMean():  # a function of each component, over the sequences
                return self.forms.function(
                    "batch_mean", (self._aligned(value.operands[0], at),)
                )
            case Count():
                return self._count(value.size)
            case Zeros():
                return ZERO
        return self._mixing(value, at)

    def _mixing(self, value: Expr, at: tuple[At, ...]) -> Polynomial:
        match value:
            case Contract():
                return self._contract(value, at)
            case Concat():
                return self._concat(value, at)
            case Slice():
                moved = tuple(
                    _moved(each, value.start) if axis == value.axis else each
                    for axis, each in enumerate(at)
                )
                return self._at(value.operands[0], moved)
            case Identity():
                return self._identity(*at)
            case Over():
                return self._over(value, at)
        raise TooLong

    def _aligned(self, value: Expr, at: tuple[At, ...]) -> Polynomial:
        """An operand of an elementwise operation: a number has no axes."""
        rank = len(shape_of(value, self.cell.variables))
        return self._at(value, at[:rank])

    def _symbol(self, symbol: Symbol, at: tuple[At, ...]) -> Polynomial:
        cell = self.cell
        if symbol in cell.constants:
            return constant(Fraction(str(cell.constants[symbol])))
        variable = cell.variable(symbol)
        own = at[: len(variable.shape)]
        if variable.role in (Role.VALUE, Role.STATE):
            return self._atom(symbol, own) if self._folded else self._own(symbol, own)
        places = tuple(each.place for each in own)
        if any(
            place not in self.layout.parts(symbol, axis)
            for axis, place in enumerate(places)
        ):
            raise TooLong  # cut elsewhere than where it is asked for
        block = Block(symbol, places, len(self.layout.blocks(symbol)) == 1)
        return self._meaning(block, tuple(each.index for each in own))

    def _own(self, symbol: Symbol, at: tuple[At, ...]) -> Polynomial:
        """A definition, expanded."""
        if (symbol, at) not in self._known:
            value = self.layout.values[symbol]
            rank = len(shape_of(value, self.cell.variables))
            self._known[symbol, at] = self._at(value, at[:rank])
        return self._known[symbol, at]

    def _atom(self, symbol: Symbol, at: tuple[At, ...]) -> Polynomial:
        """A definition as one atom: read once, then given the indices of its use."""
        free = tuple(At(each.place, -1 - axis) for axis, each in enumerate(at))
        atom = self.forms.folded(self._own(symbol, free))
        names = {
            old.index: new.index
            for old, new in zip(free, at, strict=True)
            if old.index != new.index
        }
        return self.forms.renamed(atom, names)

    def _count(self, size: Expr) -> Polynomial:
        table = self.forms.table
        parts = []
        for names, many in size_terms(size):
            if not names:
                parts.append(constant(many))
                continue
            spelled = sorted(self._spell.get(each, each) for each in names)
            atom = ("size", f"1{'*'.join(spelled)}")
            parts.append(scaled(table.of_atom(atom), many))
        return table.add(parts)

    # ---------------------------------------------------------------- what mixes

    def _contract(self, value: Contract, at: tuple[At, ...]) -> Polynomial:
        free = dict(zip(value.result, at, strict=True))
        summed = [
            label for label in dict.fromkeys("".join(value.labels)) if label not in free
        ]
        return self._summed(value, free, summed)

    def _summed(
        self, value: Contract, at: dict[str, At], left: list[str]
    ) -> Polynomial:
        if not left:
            result = ONE
            for labels, operand in zip(value.labels, value.operands, strict=True):
                own = tuple(at[label] for label in labels)
                result = self.forms.table.multiply(result, self._at(operand, own))
            return result
        label, *rest = left
        parts = []
        for place in self._places(value, label):
            index = self.forms.fresh(self.size(place))
            body = self._summed(value, {**at, label: At(place, index)}, rest)
            parts.append(self.forms.total(body, index))
        return self.forms.table.add(parts)

    def _places(self, value: Contract, label: str) -> list[Place]:
        cuts: set[Place] = set()
        most: list[Place] = []
        for labels, operand in zip(value.labels, value.operands, strict=True):
            for axis, own in enumerate(labels):
                if own == label:
                    found = self.layout.parts(operand, axis)
                    cuts |= {*found}
                    most = max(most, found, key=len)
        return most

    def _concat(self, value: Concat, at: tuple[At, ...]) -> Polynomial:
        start: Expr = Integer(0)
        place, measure = at[value.axis].place, self.layout.measure
        for part in value.operands:
            stop = start + shape_of(part, self.cell.variables)[value.axis]
            if measure(start) <= measure(place[0]) < measure(stop):
                if measure(place[1]) > measure(stop):
                    break
                moved = list(at)
                moved[value.axis] = _moved(at[value.axis], -start)
                return self._at(part, tuple(moved))
            start = stop
        raise TooLong

    def _identity(self, row: At, column: At) -> Polynomial:
        if row.place != column.place:
            return ZERO
        pair = sorted((row.index, column.index))
        return self.forms.table.of_atom(("same", *pair))

    def _over(self, value: Over, at: tuple[At, ...]) -> Polynomial:
        operand = value.operands[0]
        places = self.layout.parts(operand, 0)
        parts = []
        for place in places:
            index = self.forms.fresh(self.size(place))
            own = self._at(operand, (At(place, index),))
            parts.append((self.size(place), index, own))
        where = None
        if reduction(value.name).keeps:
            if at[0].place not in places:
                raise TooLong
            where = (places.index(at[0].place), at[0].index)
        return self.forms.over(value.name, tuple(parts), where)


def _moved(at: At, distance: Expr) -> At:
    start, stop = at.place
    return At((start + distance, stop + distance), at.index)


def _fraction(number: Expr) -> Fraction:
    if not isinstance(number, Number):
        raise TooLong
    if number.is_Rational:
        return Fraction(int(number.p), int(number.q))
    return Fraction(str(float(number)))
