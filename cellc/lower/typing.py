"""infer and build: terms to typed SymPy expressions.

Products get their meaning here, from the shapes of their sides; sizes are unified as
expressions are built.  The result of a term is its expression and its shape.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sympy import Expr, Integer, Mul, Number, Pow, Rational, Symbol

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.ir import Concat, Contract, size_text
from cellc.lower.ranks import RankFact
from cellc.lower.terms import (
    Apply,
    Concatenate,
    Constant,
    Negative,
    Power,
    Product,
    Quotient,
    Reference,
    Sum,
    Term,
    Transposed,
)
from cellc.lower.unify import Sizes
from cellc.ops import function

Shape = tuple[Expr, ...]
LARGEST = Rational(10) ** 300


class Typed(NamedTuple):
    expression: Expr
    shape: Shape


class Untyped(Exception):
    """A term that was reported and has no type."""


@dataclass
class Typer:
    """Builds typed expressions; `use` gives the symbol and shape of a reference."""

    diagnostics: Diagnostics
    sizes: Sizes
    ranks: dict[str, RankFact]
    uses: dict[tuple[str, bool], Typed] = field(default_factory=dict)
    parameters: frozenset[str] = frozenset()
    fixed: set[Symbol] = field(default_factory=set)  # what does not vary with time
    # sizes as people read them, filled in when all are named
    spelled: dict[Symbol, Expr] = field(default_factory=dict)

    def of(self, term: Term) -> Typed:
        """The expression and shape of a term; raises Untyped after reporting."""
        match term:
            case Constant(value=value):
                return Typed(value, ())
            case Reference(identifier=identifier, lag=lag):
                return self.uses[identifier, lag == 1]
            case Negative(operand=operand):
                inner = self.of(operand)
                return Typed(-inner.expression, inner.shape)
            case Sum(left=left, right=right):
                first, second = self.of(left), self.of(right)
                shape = self._broadcast(first, second, left, right, term.span, "a sum")
                return self._sane(first.expression + second.expression, shape, term)
            case Quotient(left=left, right=right):
                first, second = self.of(left), self.of(right)
                shape = self._broadcast(
                    first, second, left, right, term.span, "a quotient"
                )
                if second.expression == 0:
                    raise self._reject(
                        "E0212", "division by zero", right.span, "write another number"
                    )
                quotient = Mul(first.expression, Pow(second.expression, -1))
                return self._sane(quotient, shape, term)
            case Product():
                return self._product(term)
            case Power(base=base, exponent=exponent):
                return self._power(self.of(base), exponent, term)
            case Apply():
                return self._apply(term)
            case Concatenate(items=items):
                return self._concatenate(items)
            case Transposed(operand=operand):
                return self._transposed(self.of(operand), term)

    # ------------------------------------------------------------ reporting

    def _reject(
        self,
        code: str,
        message: str,
        span: Span,
        help: str,
        labels: tuple[Label, ...] = (),
    ) -> Untyped:
        self.diagnostics.error(code, message, span, labels=labels, help=help)
        return Untyped()

    def _snippet(self, term: Term) -> str:
        text = " ".join(self.diagnostics.source.snippet(term.span).split())
        return text if len(text) <= 40 else text[:37] + "..."

    def size(self, size: Expr) -> str:
        """A size as people read it."""
        resolved = self.sizes.resolve(size)
        unnamed = [each for each in resolved.free_symbols if "[" in each.name]
        return "unknown" if unnamed else size_text(resolved)

    def _because(self, size: Expr, term: Term) -> tuple[Label, ...]:
        fact = self.sizes.reason(size)
        if fact is not None:
            return (Label(fact.span, fact.why),)
        if isinstance(term, Reference):
            rank = self.ranks.get(term.identifier)
            if rank is not None and rank.span != term.span:
                return (Label(rank.span, f"{self._snippet(term)}: {rank.why}"),)
        return ()

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
        if len(first.shape) != len(second.shape):
            kinds = {1: "a vector", 2: "a matrix"}
            sides = [(left, first), (right, second)]
            matrix = max(sides, key=lambda side: len(side[1].shape))[0]
            raise self._reject(
                "E0403",
                f"{what} of {kinds.get(len(first.shape), 'an array')} "
                f"`{self._snippet(left)}` and "
                f"{kinds.get(len(second.shape), 'an array')} `{self._snippet(right)}`",
                span,
                "an elementwise operation needs equal shapes; "
                f"for the matrix product write {self._snippet(matrix)}·(...)",
                self._rank_labels(left, right),
            )
        varies = [
            not each.expression.free_symbols <= self.fixed for each in (first, second)
        ]
        if len(first.shape) == 2 and varies[0] != varies[1]:
            raise self._reject(
                "E0412",
                f"{what} of a matrix that varies with time and one that does not",
                span,
                "write the product with a vector first, or use vectors",
            )
        for one, other in zip(first.shape, second.shape, strict=True):
            if not self.sizes.unify(
                one, other, span, f"sizes are made equal by {what}"
            ):
                raise self._reject(
                    "E0402",
                    f"{what} of unequal sizes: `{self._snippet(left)}` has size "
                    f"{self.size(one)}, `{self._snippet(right)}` has size "
                    f"{self.size(other)}",
                    span,
                    "make the sizes equal, or put a matrix before one side",
                    self._because(one, left) + self._because(other, right),
                )
        return first.shape

    def _rank_labels(self, *terms: Term) -> tuple[Label, ...]:
        labels = []
        for term in terms:
            if isinstance(term, Reference):
                fact = self.ranks[term.identifier]
                labels.append(Label(fact.span, f"{self._snippet(term)}: {fact.why}"))
        return tuple(labels)

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
        value, shape = base
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
        if exponent.q == 1:
            return self._sane(value**exponent, shape, term)
        if exponent.q == 2:
            return Typed(function("sqrt")(value) ** exponent.p, shape)
        return Typed(function("exp")(exponent * function("log")(value)), shape)

    def _apply(self, term: Apply) -> Typed:
        arguments = [self.of(argument) for argument in term.arguments]
        result = arguments[0]
        for index, argument in enumerate(arguments[1:], 1):
            shape = self._broadcast(
                result,
                argument,
                term.arguments[index - 1],
                term.arguments[index],
                term.span,
                f"{term.operation.name}",
            )
            result = Typed(result.expression, shape)
        operation = term.operation
        values = [argument.expression for argument in arguments]
        if operation.expansion is not None:
            return Typed(operation.expansion(*values), result.shape)
        return Typed(function(operation.name)(*values), result.shape)

    # ------------------------------------------------------------ contractions

    def _product(self, term: Product) -> Typed:
        if term.elementwise:
            return self._elementwise_product(term)
        if isinstance(term.left, Transposed):
            row = self.of(term.left.operand)
            if len(row.shape) == 1:
                return self._inner(row, self.of(term.right), term)
        if isinstance(term.right, Transposed):
            row = self.of(term.right.operand)
            left = self.of(term.left)
            if len(row.shape) == 1 and len(left.shape) == 1:
                node = Contract("i,j->ij", left.expression, row.expression)
                return Typed(node, (left.shape[0], row.shape[0]))
        left, right = self.of(term.left), self.of(term.right)
        match len(left.shape), len(right.shape):
            case (0, _) | (_, 0):
                product = left.expression * right.expression
                return self._sane(product, left.shape or right.shape, term)
            case (2, 1):
                self._refuse_number(right, term.right)
                self._meet(left, right, term)
                node = Contract("ij,j->i", left.expression, right.expression)
                return Typed(node, (left.shape[0],))
            case (2, 2):
                self._meet(left, right, term)
                node = Contract("ij,jk->ik", left.expression, right.expression)
                return Typed(node, (left.shape[0], right.shape[1]))
            case (1, 1):
                return self._two_vectors(left, right, term)
        raise self._reject(
            "E0404",
            f"a vector `{self._snippet(term.left)}` stands before a matrix "
            f"`{self._snippet(term.right)}`",
            term.span,
            f"write the matrix first: {self._snippet(term.right)}^T "
            f"{self._snippet(term.left)}",
        )

    def _elementwise_product(self, term: Product) -> Typed:
        left, right = self.of(term.left), self.of(term.right)
        bare = term.left
        if (
            term.operator == "*"
            and isinstance(bare, Reference)
            and bare.matrix_like
            and bare.identifier in self.parameters
            and not self.ranks[bare.identifier].why.startswith("it is declared")
            and right.shape
        ):
            a, b = self._snippet(term.left), self._snippet(term.right)
            raise self._reject(
                "E0405",
                f"`{a} * {b}` can be the matrix product or the elementwise product",
                term.span,
                f"write {a}·{b} for the matrix product, {a} ⊙ {b} for the "
                "elementwise product",
            )
        shape = self._broadcast(
            left, right, term.left, term.right, term.span, "an elementwise product"
        )
        return self._sane(left.expression * right.expression, shape, term)

    def _meet(self, left: Typed, right: Typed, term: Product) -> None:
        columns, size = left.shape[1], right.shape[0]
        a, b = self._snippet(term.left), self._snippet(term.right)
        if not self.sizes.unify(
            columns, size, term.span, f"{a} is applied to {b} here"
        ):
            raise self._reject(
                "E0406",
                f"`{a}` is ({self.size(left.shape[0])} × {self.size(columns)}), "
                f"but `{b}` has size {self.size(size)}",
                term.span,
                "the columns of a matrix must be as many as the vector has components",
                self._because(columns, term.left) + self._because(size, term.right),
            )

    def _refuse_number(self, typed: Typed, term: Term) -> None:
        """A vector that came out as a number, such as 0 · h, has lost its size."""
        if typed.shape and isinstance(typed.expression, Number):
            raise self._reject(
                "E0410",
                f"`{self._snippet(term)}` is {typed.expression} whatever its names "
                "are, and a vector is needed here",
                term.span,
                "leave this part out",
            )

    def _inner(self, row: Typed, column: Typed, term: Product) -> Typed:
        if len(column.shape) != 1:
            raise self._reject(
                "E0404",
                "a transposed vector stands before what is no vector",
                term.span,
                "write v^T u for the inner product of two vectors",
            )
        if not self.sizes.unify(
            row.shape[0], column.shape[0], term.span, "sizes of an inner product"
        ):
            raise self._reject(
                "E0402",
                "an inner product of unequal sizes: "
                f"{self.size(row.shape[0])} and {self.size(column.shape[0])}",
                term.span,
                "make the sizes equal",
            )
        return Typed(Contract("i,i->", row.expression, column.expression), ())

    def _two_vectors(self, left: Typed, right: Typed, term: Product) -> Typed:
        if term.operator == "":
            shape = self._broadcast(
                left, right, term.left, term.right, term.span, "an elementwise product"
            )
            return self._sane(left.expression * right.expression, shape, term)
        a, b = self._snippet(term.left), self._snippet(term.right)
        raise self._reject(
            "E0405",
            f"`{term.operator}` between the vectors `{a}` and `{b}` can be the "
            "elementwise or the inner product",
            term.operator_span,
            f"write {a} ⊙ {b} for the elementwise product, ({a})^T ({b}) for the "
            "inner product",
        )

    def _concatenate(self, items: tuple[Term, ...]) -> Typed:
        parts = [self.of(item) for item in items]
        for part, item in zip(parts, items, strict=True):
            self._refuse_number(part, item)
            if len(part.shape) != 1:
                raise self._reject(
                    "E0407",
                    f"`{self._snippet(item)}` is no vector and cannot be part of a "
                    "concatenation",
                    item.span,
                    "concatenate vectors only",
                )
        size: Expr = sum((part.shape[0] for part in parts), Integer(0))
        return Typed(Concat(0, *(part.expression for part in parts)), (size,))

    def _transposed(self, operand: Typed, term: Transposed) -> Typed:
        if len(operand.shape) == 2:
            node = Contract("ij->ji", operand.expression)
            return Typed(node, (operand.shape[1], operand.shape[0]))
        if not operand.shape:
            return operand
        raise self._reject(
            "E0404",
            "a transposed vector stands alone",
            term.span,
            "write v^T u for the inner product, v u^T for the outer product",
        )
