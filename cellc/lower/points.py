"""Expressions at sample points, to see whether two of them are one function.

A point has a number for every symbol.  What mixes components, and a function that is
not among `FUNCTIONS`, is opened no further: its value is some number, the same one
wherever its operands have the same values.  So two expressions that agree at every
point are the same, whatever the sizes are; where they differ, `are_related` tells
whether their matrix products may be one product written in two ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Context, Decimal, DecimalException, localcontext
from functools import reduce
from operator import add, mul
from random import Random
from typing import NamedTuple

from sympy import Add, Expr, Float, Mul, Pow, Rational, Symbol

from cellc.ir import Contraction, Count, Over, Zeros
from cellc.ops import Elementwise

DIGITS, MORE_DIGITS = 60, 600  # the second where the first find a difference
KEY = Context(prec=20)  # what values have in common that are computed in two ways
NOWHERE = Decimal("NaN")  # the number of what has no value at a point
NEAR = Decimal("1e-20")
SCALES = (1, 1, 3, Decimal("0.3"), 1, 3, 1, 300)  # of the numbers at a point
_LARGEST = 9_999  # decimal exponent; what exceeds it is not defined at this point
_POSITIVE = frozenset(["softmax", "norm"])

Key = tuple[object, ...]


class Undefined(Exception):
    """An expression has no value at a point: log(-1), 1/0, a number out of range."""


class Value(NamedTuple):
    """A number, the symbols that it is made of, and the nodes that were not opened."""

    number: Decimal
    leaves: frozenset[Symbol] = frozenset()
    nodes: frozenset[Key] = frozenset()


def _exp(a: Decimal) -> Decimal:
    return a.exp()


def _sigmoid(a: Decimal) -> Decimal:
    return 1 / (1 + (-a).exp())


def _choose(test: bool, a: Decimal | int, b: Decimal | int) -> Decimal:
    return Decimal(a if test else b)


# elementwise operations that are opened, by their names in the table of operations
FUNCTIONS: dict[str, Callable[..., Decimal]] = {
    "sigmoid": _sigmoid,
    "tanh": lambda a: 2 * _sigmoid(2 * a) - 1,
    "relu": lambda a: max(a, Decimal(0)),
    "softplus": lambda a: (1 + a.exp()).ln(),
    "exp": _exp,
    "log": lambda a: a.ln(),
    "sqrt": lambda a: a.sqrt(),
    "abs": abs,
    "max": max,
    "min": min,
    "leaky_relu": lambda a: _choose(a > 0, a, a / 100),
    "elu": lambda a: a if a > 0 else a.exp() - 1,
    "hard_sigmoid": lambda a: min(max(a / 6 + Decimal("0.5"), Decimal(0)), Decimal(1)),
    "hard_tanh": lambda a: min(max(a, Decimal(-1)), Decimal(1)),
    "step": lambda a: _choose(a > 0, 1, 0),
    "sign": lambda a: Decimal((a > 0) - (a < 0)),
}


class Point:
    """One point: `of` gives the value of an expression there, `defined` is known."""

    def __init__(self, seed: int, parameters: frozenset[Symbol], digits: int) -> None:
        self.seed = seed
        self.parameters = parameters
        self.context = Context(prec=digits, Emax=_LARGEST, Emin=-_LARGEST)
        self.defined: dict[Symbol, Value] = {}
        self.behind: dict[Key, frozenset[Symbol]] = {}  # the parameters in a node

    def define(self, equations: Iterable[tuple[Symbol, Expr]]) -> None:
        """Add the values of names; some may have none here."""
        for target, expression in equations:
            try:
                self.defined[target] = self.of(expression)
            except Undefined:
                self.defined[target] = Value(NOWHERE)

    def of(self, expression: Expr) -> Value:
        """Raises Undefined where the expression has no value at this point."""
        with localcontext(self.context):
            try:
                found = self._of(expression)
            except (DecimalException, ArithmeticError):
                raise Undefined from None
        if not found.number.is_finite():
            raise Undefined
        return found

    def _of(self, expression: Expr) -> Value:
        match expression:
            case Symbol():
                return self._value(expression)
            case Float():
                return Value(Decimal(str(expression)))
            case Rational():
                return Value(Decimal(int(expression.p)) / Decimal(int(expression.q)))
            case Zeros():
                return Value(Decimal(0))
        operands = expression.args
        if isinstance(expression, Contraction):
            operands = expression.operands
        values = [self._of(each) for each in operands]
        numbers = [each.number for each in values]
        match expression:
            case Add():
                return _joined(reduce(add, numbers), values)
            case Mul():
                return _joined(reduce(mul, numbers), values)
            case Pow():
                return _joined(_power(numbers[0], expression.exp), values[:1])
            case Elementwise() if expression.operation.name in FUNCTIONS:
                function = FUNCTIONS[expression.operation.name]
                return _joined(function(*numbers), values)
        return self._closed(expression, values)

    def _value(self, symbol: Symbol) -> Value:
        known = self.defined.get(symbol)
        if known is None:
            return Value(self._drawn((symbol.name,)), frozenset([symbol]))
        if known.number.is_nan():
            raise Undefined
        return known

    def _closed(self, node: Expr, values: list[Value]) -> Value:
        """Some number in the place of a node that is not opened."""
        numbers = [str(KEY.plus(each.number)) for each in values]
        kept: tuple[str, ...] = ()
        if isinstance(node, Contraction):
            kept = tuple(str(each) for each in node.args if each not in node.operands)
        if kept == ("i,i->",):
            numbers.sort()
        key = (type(node).__name__, *kept, *numbers)
        leaves = frozenset(leaf for each in values for leaf in each.leaves)
        self.behind[key] = leaves & self.parameters
        positive = isinstance(node, Count)
        positive |= isinstance(node, Over) and node.name in _POSITIVE
        drawn = self._drawn(key)
        return Value(abs(drawn) if positive else drawn, leaves, frozenset([key]))

    def _drawn(self, key: Key) -> Decimal:
        """A number that depends on nothing but the point and the key."""
        random = Random(f"{self.seed} {key}")
        drawn = Decimal(random.randrange(10**8, 2 * 10**9)) / 10**9
        drawn *= SCALES[self.seed // 2 % len(SCALES)]
        return -drawn if self.seed % 2 and random.random() < 0.5 else drawn

    def are_related(self, one: Value, other: Value) -> bool:
        """Whether nodes of one side alone share a parameter with another node.

        W (x + h) and W x + W h do; W_f x and W_i x have nothing to do with each other.
        """
        every = one.nodes | other.nodes
        for node in one.nodes ^ other.nodes:
            inside = self.behind[node]
            if not inside or any(inside & self.behind[each] for each in every - {node}):
                return True
        return False


def _joined(number: Decimal, values: list[Value]) -> Value:
    return Value(
        number,
        frozenset().union(*(each.leaves for each in values)),
        frozenset().union(*(each.nodes for each in values)),
    )


def _power(base: Decimal, exponent: Expr) -> Decimal:
    if exponent.is_Integer:
        return base ** int(exponent)
    if not isinstance(exponent, Rational) or base < 0:
        raise Undefined
    return base ** (Decimal(int(exponent.p)) / Decimal(int(exponent.q)))


def is_near(one: Value, other: Value) -> bool:
    a, b = one.number, other.number
    return abs(a - b) <= NEAR * (1 + max(abs(a), abs(b)))
