"""What typing stands on: typed expressions, reporting, elementwise combinations."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sympy import Expr, Number, Rational, Symbol

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.circled import Circled
from cellc.lower.columns import Columns
from cellc.lower.conflicts import (
    Conflict,
    power_of_matrix,
    unequal_axes,
    unequal_sizes,
)
from cellc.lower.reasons import Reasons, Shape, Side
from cellc.lower.resolved import Definition
from cellc.lower.terms import Power, Term
from cellc.lower.trials import Trials
from cellc.ops import function

LARGEST = Rational(10) ** 300


class Typed(NamedTuple):
    """An expression with its shape; `row`: a vector that lies, as `v^T` does.

    running: the indices over positions that it has, in the order of their axes, which
        stand in front; the shape is that of one position.
    """

    expression: Expr
    shape: Shape
    row: bool = False
    running: tuple[str, ...] = ()


class Untyped(Exception):
    """A term that was reported and has no type."""


@dataclass
class ElementwiseTyper:
    """Combines typed expressions component by component.

    uses: the symbol and shape of each reference.
    """

    diagnostics: Diagnostics
    reasons: Reasons
    uses: dict[tuple[str, bool], Typed] = field(default_factory=dict)
    parameters: frozenset[str] = frozenset()
    inputs: frozenset[str] = frozenset()
    upper_vectors: bool = False  # equations define vectors with upper-case names
    fixed: set[Symbol] = field(default_factory=set)  # what does not vary with time
    dotted: bool = False  # `·` stands between vectors alone
    circled: Circled = field(default_factory=Circled)
    equation: Definition | None = None  # the one that is typed
    columns: Columns = field(default_factory=Columns)
    trials: Trials | None = None
    _known: dict[int, tuple[Term, Typed]] = field(default_factory=dict)

    # ------------------------------------------------------------ reporting

    def _reject(self, code: str, message: str, span: Span, help: str) -> Untyped:
        self.diagnostics.error(code, message, span, help=help)
        return Untyped()

    def _snippet(self, term: Term) -> str:
        return self.reasons.written(term)

    def _conflict(self, conflict: Conflict) -> Untyped:
        if self._is_of_another(conflict):
            return Untyped()
        self.diagnostics.error(
            conflict.code,
            conflict.message,
            conflict.span,
            labels=conflict.labels,
            help=conflict.help,
            edit=conflict.edit,
        )
        return Untyped()

    def _is_of_another(self, conflict: Conflict) -> bool:
        """Whether the equation that a label points at has this error itself."""
        return any(
            found.code == conflict.code
            and found.span is not None
            and label.span != found.span
            and label.span | found.span == label.span
            and label.span | conflict.span != label.span
            for label in conflict.labels
            for found in self.diagnostics
        )

    def known_shape(self, term: Term) -> Shape:
        """The shape of a term that was typed; that of a number for any other."""
        known = self._known.get(id(term))
        return () if known is None else known[1].shape

    # ------------------------------------------------------------ elementwise

    def _broadcast(
        self,
        first: Typed,
        second: Typed,
        left: Term,
        right: Term,
        span: Span,
        what: str,
    ) -> Shape:
        """The shape of an elementwise combination; a number goes with any shape."""
        if not first.shape or not second.shape:
            return first.shape or second.shape
        sides = Side(left, first.shape), Side(right, second.shape)
        if len(first.shape) != len(second.shape):
            raise self._conflict(unequal_axes(self.reasons, what, *sides, span))
        self._make_equal(*sides, span, what)
        return first.shape

    def _make_equal(self, left: Side, right: Side, span: Span, what: str) -> None:
        """Make the sides one in size along every axis, or refuse them."""
        a, b = self._snippet(left.term), self._snippet(right.term)
        noun = what.removeprefix("an ").removeprefix("a ")
        why = f"this {noun} makes `{a}` and `{b}` equal in size"
        for axis in range(len(left.shape)):
            one, other = replace(left, axis=axis), replace(right, axis=axis)
            if not self.reasons.sizes.unify(one.size, other.size, span, why):
                found = unequal_sizes(self.reasons, what, one, other, span)
                raise self._conflict(found)

    def _sane(self, expression: Expr, shape: Shape, term: Term) -> Typed:
        """Refuse numbers that leave the range of floating point."""
        number = (
            expression
            if isinstance(expression, Number)
            else expression.as_coeff_Mul()[0]
        )
        if not number.is_finite or abs(number) > LARGEST:
            raise self._reject(
                "E0212",
                "this number does not fit a floating-point number",
                term.span,
                "write a number between 1e-300 and 1e300",
            )
        return Typed(expression, shape)

    def _power(self, base: Typed, exponent: Rational, term: Term) -> Typed:
        value, shape = base.expression, base.shape
        if value == 0 and exponent <= 0:
            raise self._reject("E0212", "0 has no such power", term.span, "remove it")
        if isinstance(value, Number):
            bits = max(abs(value.p), value.q).bit_length() * abs(exponent)
            if bits > 1000 or (value < 0 and exponent.q != 1):
                raise self._reject(
                    "E0212",
                    "this power does not fit a floating-point number",
                    term.span,
                    "write the number itself",
                )
            if exponent.q != 1:
                return Typed(Rational(repr(float(value) ** float(exponent))), shape)
        if len(shape) == 2 and exponent != 1:
            side = Side(_base(term), shape)
            found = power_of_matrix(self.reasons, side, str(exponent), term.span)
            raise self._conflict(found)
        if exponent.q == 1:
            return self._sane(value**exponent, shape, term)
        if exponent.q == 2:
            return Typed(function("sqrt")(value) ** exponent.p, shape)
        return Typed(function("exp")(exponent * function("log")(value)), shape)


def _base(term: Term) -> Term:
    return term.base if isinstance(term, Power) else term
