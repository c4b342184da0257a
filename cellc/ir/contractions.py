"""Contraction nodes: what mixes components.  Opaque to SymPy's calculus.

Each is linear in every operand.  `Contract` is Einstein summation over labelled axes:
a matrix product, a transpose, an inner or outer product and a sum over an axis are all
one node, and so are their derivatives.  The axes of time and batch are never written:
an operand that varies with them does so on both sides, and where the result does not
vary with them they are summed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Expr, Integer, Symbol
from sympy.core.symbol import Str

from cellc.ops import reduction


class Contraction(Expr):  # type: ignore[misc]
    """A node that mixes components; SymPy treats it as a real number it cannot open."""

    is_commutative = True
    is_real = True

    @property
    def operands(self) -> tuple[Expr, ...]:
        raise NotImplementedError

    def with_operands(self, operands: tuple[Expr, ...]) -> Contraction:
        raise NotImplementedError

    @property
    def free_symbols(self) -> set[Symbol]:
        """The symbols of values, without those of sizes."""
        return {symbol for each in self.operands for symbol in each.free_symbols}


class Contract(Contraction):
    """Sum over every label that is missing from the result, `"ij,j->i"`."""

    def __new__(cls, subscripts: str | Str, *operands: Expr) -> Contract:
        # SymPy rebuilds a node from its arguments, of which this is one
        node: Contract = Expr.__new__(cls, Str(str(subscripts)), *operands)
        return node

    @property
    def subscripts(self) -> str:
        return str(self.args[0].name)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of each operand."""
        return tuple(self.subscripts.partition("->")[0].split(","))

    @property
    def result(self) -> str:
        """The labels of the result."""
        return self.subscripts.partition("->")[2]

    @property
    def operands(self) -> tuple[Expr, ...]:
        return tuple(self.args[1:])

    def with_operands(self, operands: tuple[Expr, ...]) -> Contract:
        return Contract(self.subscripts, *operands)


class Concat(Contraction):
    """Operands laid end to end along `axis`."""

    def __new__(cls, axis: int, *operands: Expr) -> Concat:
        node: Concat = Expr.__new__(cls, Integer(axis), *operands)
        return node

    @property
    def axis(self) -> int:
        return int(self.args[0])

    @property
    def operands(self) -> tuple[Expr, ...]:
        return tuple(self.args[1:])

    def with_operands(self, operands: tuple[Expr, ...]) -> Concat:
        return Concat(self.axis, *operands)


class Slice(Contraction):
    """Positions `start` to `stop` (sizes) of the operand along `axis`."""

    def __new__(cls, operand: Expr, axis: int, start: Expr, stop: Expr) -> Slice:
        node: Slice = Expr.__new__(cls, operand, Integer(axis), start, stop)
        return node

    @property
    def axis(self) -> int:
        return int(self.args[1])

    @property
    def start(self) -> Expr:
        return self.args[2]

    @property
    def stop(self) -> Expr:
        return self.args[3]

    @property
    def operands(self) -> tuple[Expr, ...]:
        return (self.args[0],)

    def with_operands(self, operands: tuple[Expr, ...]) -> Slice:
        return Slice(operands[0], self.axis, self.start, self.stop)


class Zeros(Contraction):
    """A block of zeros of the given shape; fills the gaps between slices."""

    def __new__(cls, *shape: Expr) -> Zeros:
        node: Zeros = Expr.__new__(cls, *shape)
        return node

    @property
    def operands(self) -> tuple[Expr, ...]:
        return ()

    def with_operands(self, operands: tuple[Expr, ...]) -> Zeros:
        return self


class Over(Contraction):
    """An operation of the table over the components of a vector, by its name.

    axis: along which the components lie, where it is not the last one.
    given: what the operation's entry calls so, where it has been computed before.
    """

    def __new__(
        cls,
        name: str | Str,
        operand: Expr,
        axis: int | Integer = -1,
        given: Expr | None = None,
    ) -> Over:
        more = () if given is None else (given,)
        node: Over = Expr.__new__(cls, Str(str(name)), operand, Integer(axis), *more)
        return node

    @property
    def name(self) -> str:
        return str(self.args[0].name)

    @property
    def axis(self) -> int:
        return int(self.args[2])

    @property
    def given(self) -> Expr | None:
        return self.args[3] if len(self.args) > 3 else None

    @property
    def operands(self) -> tuple[Expr, ...]:
        return (self.args[1], *self.args[3:])

    def with_operands(self, operands: tuple[Expr, ...]) -> Over:
        return Over(self.name, operands[0], self.axis, *operands[1:])


class Count(Contraction):
    """A size as a number: how many components a vector has."""

    def __new__(cls, size: Expr) -> Count:
        node: Count = Expr.__new__(cls, size)
        return node

    @property
    def size(self) -> Expr:
        return self.args[0]

    @property
    def operands(self) -> tuple[Expr, ...]:
        return ()

    def with_operands(self, operands: tuple[Expr, ...]) -> Count:
        return self


class Identity(Contraction):
    """The identity matrix of a size."""

    def __new__(cls, size: Expr) -> Identity:
        node: Identity = Expr.__new__(cls, size)
        return node

    @property
    def size(self) -> Expr:
        return self.args[0]

    @property
    def operands(self) -> tuple[Expr, ...]:
        return ()

    def with_operands(self, operands: tuple[Expr, ...]) -> Identity:
        return self


class Repeat(Contraction):
    """One value at every step and in every component of a shape.

    What an equation such as `g_t = w` or `z_t = 0.5` means.
    """

    def __new__(cls, operand: Expr, *shape: Expr) -> Repeat:
        node: Repeat = Expr.__new__(cls, operand, *shape)
        return node

    @property
    def operand(self) -> Expr:
        return self.args[0]

    @property
    def shape(self) -> tuple[Expr, ...]:
        return tuple(self.args[1:])

    @property
    def operands(self) -> tuple[Expr, ...]:
        return (self.args[0],)

    def with_operands(self, operands: tuple[Expr, ...]) -> Contraction:
        return Repeat(operands[0], *self.shape)


class BatchMean(Contraction):
    """The mean of a value over the sequences of a batch, which all of them get.

    stem: what a name for it starts with, `mean` or `var`.
    """

    def __new__(cls, stem: str | Str, operand: Expr) -> BatchMean:
        node: BatchMean = Expr.__new__(cls, Str(str(stem)), operand)
        return node

    @property
    def stem(self) -> str:
        return str(self.args[0].name)

    @property
    def operands(self) -> tuple[Expr, ...]:
        return (self.args[1],)

    def with_operands(self, operands: tuple[Expr, ...]) -> BatchMean:
        return BatchMean(self.stem, operands[0])


class BatchShare(Contraction):
    """Each sequence's share of a sum over the batch: the adjoint of `BatchMean`."""

    def __new__(cls, operand: Expr) -> BatchShare:
        node: BatchShare = Expr.__new__(cls, operand)
        return node

    @property
    def operands(self) -> tuple[Expr, ...]:
        return (self.args[0],)

    def with_operands(self, operands: tuple[Expr, ...]) -> BatchShare:
        return BatchShare(operands[0])


class Scan(Contraction):
    """A linear recurrence over all steps, component by component.

    Forward s_t = keep ⊙ s_{t-1} + new, with the previous value as a third operand.
    Backward d_t = keep_{t+1} ⊙ d_{t+1} + new_t + late_{t+1}, where `late`, a third
    operand, need not be: what a step adds to the gradient of the step before.
    """

    def __new__(cls, keep: Expr, new: Expr, *third: Expr) -> Scan:
        node: Scan = Expr.__new__(cls, keep, new, *third)
        return node

    @property
    def keep(self) -> Expr:
        return self.args[0]

    @property
    def new(self) -> Expr:
        return self.args[1]

    @property
    def third(self) -> Expr | None:
        return self.args[2] if len(self.args) > 2 else None

    @property
    def operands(self) -> tuple[Expr, ...]:
        return tuple(self.args)

    def with_operands(self, operands: tuple[Expr, ...]) -> Scan:
        return Scan(*operands)

    def one_step(self) -> Expr:
        """What one step computes, forward."""
        return self.keep * self.args[2] + self.new


class Reshape(Contraction):
    """The same components along other axes, as an array is stored, row by row."""

    def __new__(cls, operand: Expr, *shape: Expr) -> Reshape:
        node: Reshape = Expr.__new__(cls, operand, *shape)
        return node

    @property
    def shape(self) -> tuple[Expr, ...]:
        return tuple(self.args[1:])

    @property
    def operands(self) -> tuple[Expr, ...]:
        return (self.args[0],)

    def with_operands(self, operands: tuple[Expr, ...]) -> Reshape:
        return Reshape(operands[0], *self.shape)


@dataclass(frozen=True)
class OverComponents:
    """Makes the nodes of operations over a vector with `size` components."""

    size: Expr

    def dot(self, left: Expr, right: Expr) -> Expr:
        return Contract("i,i->", left, right)

    def total(self, operand: Expr) -> Expr:
        return Contract("i->", operand)

    def over(self, name: str, operand: Expr) -> Expr:
        found = reduction(name)
        if found.expansion is not None:
            return found.expansion(operand, self)
        return Over(name, operand)

    def count(self) -> Expr:
        return self.size if isinstance(self.size, Integer) else Count(self.size)

    def over_batch(self, stem: str, operand: Expr) -> Expr:
        return BatchMean(stem, operand)


@dataclass(frozen=True)
class OverEach(OverComponents):
    """Nodes of operations over the components of the vector at every position.

    A number at each position is spread over the components again, so that it stands
    beside them.  front: the labels of the positions.
    """

    front: str = "a"

    def dot(self, left: Expr, right: Expr) -> Expr:
        return self.total(left * right)

    def total(self, operand: Expr) -> Expr:
        ones = Zeros(self.size) + 1
        return Contract(f"{self.front}i,j->{self.front}j", operand, ones)


class TotalOfEach(OverEach):
    """The same where the result is a number at each position, as of `sum(o_i)`."""

    def total(self, operand: Expr) -> Expr:
        return Contract(f"{self.front}i->{self.front}", operand)


def operands_of(expression: Expr) -> tuple[Expr, ...]:
    """The value operands of a node, without its axes, sizes and labels."""
    if isinstance(expression, Contraction):
        return expression.operands
    args: tuple[Any, ...] = expression.args
    return args
