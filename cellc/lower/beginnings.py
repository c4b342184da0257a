"""What a parameter starts with where the text says nothing of it.

A matrix is filled at random, `glorot`, and so is a vector that meets another in an
inner product, as a matrix of one row.  The gain of a norm is one: what is divided by
the root of a sum over its components, as by layer norm, is multiplied by it.  All
others are zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from sympy import Add, Expr, Mul, Pow, Rational, Symbol, preorder_traversal

from cellc.ir import BatchMean, Concat, Contract, Initializer, Over
from cellc.lower.reasons import Shape
from cellc.ops import reduction

_HALF = Rational(1, 2)


def beginnings(
    parameters: Iterable[Symbol],
    shapes: Mapping[Symbol, Shape],
    values: Mapping[Symbol, Expr],
) -> dict[Symbol, Initializer]:
    """How each parameter is filled; values: what the names of the cell are."""
    schemes = {
        each: "zeros" if len(shapes[each]) < 2 else "glorot" for each in parameters
    }
    vectors = {each for each, scheme in schemes.items() if scheme == "zeros"}
    norms = _Norms(values, {each for each, shape in shapes.items() if not shape})
    gains: set[Symbol] = set()
    for value in values.values():
        if vectors.isdisjoint(value.free_symbols):
            continue
        for node in preorder_traversal(value):
            if isinstance(node, Contract):
                rows = vectors.intersection(_summed(node))
                schemes |= dict.fromkeys(rows, "glorot")
            elif isinstance(node, Mul) and norms.is_normed(node):
                gains |= vectors.intersection(node.args)
    schemes |= dict.fromkeys(gains, "ones")
    return {each: Initializer(scheme) for each, scheme in schemes.items()}


def _summed(node: Contract) -> Sequence[Symbol]:
    """The operands whose last axis is summed over with another operand."""
    found: list[Symbol] = []
    for labels, operand in zip(node.labels, node.operands, strict=True):
        last = labels[-1:]
        shared = "".join(node.labels).count(last) > 1 if labels else False
        if shared and last not in node.result:
            parts = operand.operands if isinstance(operand, Concat) else (operand,)
            found += [each for each in parts if isinstance(each, Symbol)]
    return found


@dataclass
class _Norms:
    """What is divided by a measure of all its components, by name or as written."""

    values: Mapping[Symbol, Expr]
    numbers: Set[Symbol]
    known: dict[tuple[str, Symbol], bool] = field(default_factory=dict)

    def is_normed(self, value: Expr) -> bool:
        """Whether a product has a factor `1 / sqrt(sum ...)`, or a name for one."""
        if isinstance(value, Symbol):
            return self._named("normed", value)
        factors = value.args if isinstance(value, Mul) else (value,)
        return any(self._is_factor_of_norm(each) for each in factors)

    def _is_factor_of_norm(self, factor: Expr) -> bool:
        if isinstance(factor, Symbol):
            return self.is_normed(factor)
        if isinstance(factor, Over):
            return reduction(factor.name).normalises
        return self._is_divisor(factor)

    def _is_divisor(self, factor: Expr) -> bool:
        if not isinstance(factor, Pow):
            return False
        if factor.exp == -_HALF:
            return self._sums(factor.base)
        return factor.exp == -1 and self._measures(factor.base)

    def _measures(self, value: Expr) -> bool:
        """Whether a value is the root of a sum over components, or that and more."""
        if isinstance(value, Symbol):
            return self._named("measures", value)
        if isinstance(value, Over):
            return reduction(value.name).measure
        if value.func.__name__ == "sqrt" or (
            isinstance(value, Pow) and value.exp == _HALF
        ):
            return self._sums(value.args[0])
        more = isinstance(value, Add) or value.func.__name__ == "max"
        return more and any(self._measures(each) for each in value.args)

    def _sums(self, value: Expr) -> bool:
        """Whether a sum over components, or over the batch, stands in a value."""
        if isinstance(value, Symbol):
            return value in self.numbers and self._named("sums", value)
        if isinstance(value, Contract):
            return value.result == "" or value.subscripts == "ai,j->aj"
        if isinstance(value, BatchMean):
            return True
        return any(self._sums(each) for each in value.args if isinstance(each, Expr))

    def _named(self, question: str, name: Symbol) -> bool:
        """The answer for a name, from its equation."""
        if (question, name) not in self.known:
            self.known[question, name] = False
            if name in self.values:
                ask = {
                    "normed": self.is_normed,
                    "measures": self._measures,
                    "sums": self._sums,
                }[question]
                self.known[question, name] = ask(self.values[name])
        return self.known[question, name]
