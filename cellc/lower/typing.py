"""infer and build: terms to typed SymPy expressions.

Products get their meaning here, from the shapes of their sides; sizes are unified as
expressions are built.  The result of a term is its expression and its shape.
"""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Integer, Mul, Number, Pow

from cellc.ir import (
    Concat,
    Contract,
    Identity,
    Over,
    OverComponents,
    Slice,
    Zeros,
    size_symbol,
)
from cellc.lower import terms
from cellc.lower.chains import vectors_behind
from cellc.lower.conflicts import (
    before_diagonal,
    diagonal_alone,
    does_not_fit,
    dotted_vectors,
    lost_size,
    no_inner_product,
    no_stack,
    no_vector,
    starred_matrix,
    three_factors,
    timed_matrix,
    transposed_alone,
    two_circled,
    unequal_parts,
    vector_before_matrix,
)
from cellc.lower.declared_matrix import note_matrix_product
from cellc.lower.elementwise import ElementwiseTyper, Typed
from cellc.lower.reasons import Side
from cellc.lower.terms import (
    Apply,
    Concatenate,
    Constant,
    Diagonal,
    Negative,
    Portion,
    Power,
    Product,
    Quotient,
    Reference,
    Sum,
    Term,
    Transposed,
    references,
)
from cellc.ops import Reduction, function


class Typer(ElementwiseTyper):
    """Builds typed expressions."""

    def of(self, term: Term) -> Typed:
        """The expression and shape of a term; raises Untyped after reporting."""
        known = self._known.get(id(term))
        if known is None:
            known = self._known[id(term)] = term, self._typed(term)
        return known[1]

    def _typed(self, term: Term) -> Typed:
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
            case Diagonal():
                raise self._conflict(diagonal_alone(term))
            case Portion():
                return self._portion(term)
            case terms.Identity():
                size = size_symbol(f"I{term.span.start}[0]")
                self.reasons.sizes.preference.setdefault(size, 0)
                return Typed(Identity(size), (size, size))

    # ------------------------------------------------------------ functions

    def _apply(self, term: Apply) -> Typed:
        if isinstance(term.operation, Reduction):
            return self._reduced(term.operation, term)
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
        if operation.name == "raised" and isinstance(values[0], Number):
            self._refuse_negative_base(values[0], term)
        if operation.expansion is not None:
            return Typed(operation.expansion(*values), result.shape)
        return Typed(function(operation.name)(*values), result.shape)

    def _refuse_negative_base(self, base: Number, term: Apply) -> None:
        if base <= 0:
            raise self._reject(
                "E0212",
                "a number that is not positive has no power with any exponent",
                term.span,
                "write a positive number",
            )

    def _reduced(self, operation: Reduction, term: Apply) -> Typed:
        """An operation over the components of a vector."""
        (operand,) = term.arguments
        value, shape = self.of(operand)
        if len(shape) != 1 or isinstance(value, Number):
            raise self._reject(
                "E0413",
                f"{operation.name} goes over the components of a vector, and "
                f"`{self._snippet(operand)}` is {self.reasons.shape(shape)}",
                term.span,
                "apply it to a vector",
            )
        result = shape if operation.keeps else ()
        if operation.expansion is not None:
            nodes = OverComponents(shape[0])
            return Typed(operation.expansion(value, nodes), result)
        return Typed(Over(operation.name, value), result)

    # ------------------------------------------------------------ contractions

    def _product(self, term: Product) -> Typed:
        if term.elementwise:
            return self._elementwise_product(term)
        if isinstance(term.left, Diagonal):
            inner = term.left.operand
            row, right = self.of(inner), self.of(term.right)
            if len(row.shape) == 1 and len(right.shape) == 2:
                return self._scaled(row, right, "i,ij->ij", 0, term)
            spread = Product("⊙", inner, term.right, term.span, term.operator_span)
            return self._elementwise_product(spread)
        if isinstance(term.left, Transposed):
            row = self.of(term.left.operand)
            if len(row.shape) == 1:
                self._refuse_chain(term)
                return self._inner(row, self.of(term.right), term)
        if isinstance(term.right, Transposed):
            row = self.of(term.right.operand)
            left = self.of(term.left)
            if len(row.shape) == 1 and len(left.shape) == 1:
                return _outer(left, row)
            if len(left.shape) == 2 and isinstance(term.right.operand, Concatenate):
                return self._product(replace(term, right=term.right.operand))
        left = self.of(term.left)
        if isinstance(term.right, Diagonal):
            column = self.of(term.right.operand)
            if len(left.shape) == 2 and len(column.shape) == 1:
                return self._scaled(column, left, "j,ij->ij", 1, term)
            side = Side(term.left, left.shape)
            raise self._conflict(before_diagonal(self.reasons, side, term))
        right = self.of(term.right)
        match len(left.shape), len(right.shape):
            case (0, _) | (_, 0):
                product = left.expression * right.expression
                return self._sane(product, left.shape or right.shape, term)
            case (2, 1):
                self._refuse_number(right, term.right)
                self._refuse_chain(term)
                self._meet(left, right, term)
                if isinstance(left.expression, Identity):
                    return right
                node = Contract("ij,j->i", left.expression, right.expression)
                return Typed(node, (left.shape[0],))
            case (2, 2):
                self._meet(left, right, term)
                if isinstance(left.expression, Identity):
                    return right
                if isinstance(right.expression, Identity):
                    return left
                node = Contract("ij,jk->ik", left.expression, right.expression)
                return Typed(node, (left.shape[0], right.shape[1]))
            case (1, 1):
                return self._two_vectors(left, right, term)
        sides = Side(term.left, left.shape), Side(term.right, right.shape)
        raise self._conflict(vector_before_matrix(self.reasons, *sides, term.span))

    def _scaled(
        self, scales: Typed, matrix: Typed, subscripts: str, axis: int, term: Product
    ) -> Typed:
        """A matrix whose rows or columns are multiplied by what a diagonal holds."""
        left, right = (
            each.operand if isinstance(each, Diagonal) else each
            for each in (term.left, term.right)
        )
        vector, other = (left, right) if axis == 0 else (right, left)
        sides = Side(other, matrix.shape, axis), Side(vector, scales.shape)
        why = f"`{self._snippet(vector)}` is a diagonal beside this matrix"
        if not self.reasons.sizes.unify(
            sides[0].size, sides[1].size, term.span, why
        ):
            found = does_not_fit(self.reasons, *sides, term.span)
            raise self._conflict(found)
        node = Contract(subscripts, scales.expression, matrix.expression)
        return Typed(node, matrix.shape)

    def _elementwise_product(self, term: Product) -> Typed:
        left, right = self.of(term.left), self.of(term.right)
        if term.operator == "⊗" and len(left.shape) == len(right.shape) == 1:
            if self.circled.is_outer:
                self.circled.note_outer(term, self.diagnostics)
                return _outer(left, right)
            if self.circled.is_doubtful(term):
                raise self._conflict(two_circled(self.reasons, term))
        if term.operator == "⊗":
            self.circled.note_elementwise(term, self.diagnostics)
        axes = len(left.shape), len(right.shape)
        if (
            term.operator == "*"
            and axes == (2, 1)
            and self._is_declared_matrix(term.left)
        ):
            note_matrix_product(self.reasons, term, self.diagnostics)
            return self._product(replace(term, operator="@"))
        if term.operator == "*" and (
            (right.shape and self._is_called_matrix(term.left))
            or (left.shape and self._is_called_matrix(term.right))
        ):
            raise self._conflict(starred_matrix(self.reasons, term))
        if term.operator == "*" and (
            self._is_matrix_beside(term.left, term.right)
            or self._is_matrix_beside(term.right, term.left)
        ):
            raise self._conflict(timed_matrix(self.reasons, term))
        shape = self._broadcast(
            left, right, term.left, term.right, term.span, "an elementwise product"
        )
        return self._sane(left.expression * right.expression, shape, term)

    def _refuse_chain(self, term: Product) -> None:
        if found := vectors_behind(term, lambda each: len(self.of(each).shape)):
            raise self._conflict(three_factors(self.reasons, term, found))

    def _meet(self, left: Typed, right: Typed, term: Product) -> None:
        """The columns of a matrix are as many as the rows of what it is applied to."""
        matrix, other = Side(term.left, left.shape, 1), Side(term.right, right.shape)
        a, b = self._snippet(term.left), self._snippet(term.right)
        why = f"`{a}` is applied to `{b}` here"
        if not self.reasons.sizes.unify(matrix.size, other.size, term.span, why):
            found = does_not_fit(self.reasons, matrix, other, term.span)
            raise self._conflict(found)

    def _refuse_number(self, typed: Typed, term: Term) -> None:
        """A vector that came out as a number, such as 0 · h, has lost its size."""
        if typed.shape and isinstance(typed.expression, Number):
            raise self._conflict(lost_size(self.reasons, term, typed.expression))

    def _inner(self, row: Typed, column: Typed, term: Product) -> Typed:
        assert isinstance(term.left, Transposed)
        sides = Side(term.left.operand, row.shape), Side(term.right, column.shape)
        if len(column.shape) != 1:
            raise self._conflict(no_inner_product(self.reasons, *sides, term.span))
        self._make_equal(*sides, term.span, "an inner product")
        return Typed(Contract("i,i->", row.expression, column.expression), ())

    def _two_vectors(self, left: Typed, right: Typed, term: Product) -> Typed:
        if (
            self._is_timed_matrix(term.left) and term.operator in ("", "×", "@")
        ) or self._is_matrix_beside(term.right, term.left):
            raise self._conflict(timed_matrix(self.reasons, term))
        if term.operator in ("", "×"):
            shape = self._broadcast(
                left, right, term.left, term.right, term.span, "an elementwise product"
            )
            return self._sane(left.expression * right.expression, shape, term)
        raise self._conflict(dotted_vectors(self.reasons, term))

    def _is_called_matrix(self, term: Term) -> bool:
        """A parameter that is called as matrices are, or a sum of such."""
        match term:
            case Reference(identifier=identifier):
                return (
                    (term.matrix_like or self._is_lower_matrix(identifier))
                    and identifier in self.parameters
                    and not self.reasons.ranks[identifier].declared
                )
            case Negative(operand=operand) | Transposed(operand=operand):
                return self._is_called_matrix(operand)
            case Sum(left=left, right=right):
                return self._is_called_matrix(left) and self._is_called_matrix(right)
        return False

    def _is_declared_matrix(self, term: Term) -> bool:
        if not isinstance(term, Reference) or term.identifier not in self.parameters:
            return False
        return self.reasons.ranks[term.identifier].declared

    def _is_lower_matrix(self, identifier: str) -> bool:
        """`w_f`, in a text that has no matrices with upper-case names."""
        return identifier.partition("_")[0] == "w" and not any(
            each[0].isupper() and self.reasons.ranks[each].rank == 2
            for each in self.parameters
        )

    def _is_matrix_beside(self, term: Term, other: Term) -> bool:
        """`x_t W_t`, in a text whose own vectors have lower-case names."""
        uses = references(other)
        return (
            self._is_timed_matrix(term)
            and not self.upper_vectors
            and bool(uses)
            and not any(use.matrix_like for use in uses)
        )

    def _is_timed_matrix(self, term: Term) -> bool:
        """`W_s` where s is time: an input by its index, a matrix by its letter."""
        return (
            isinstance(term, Reference)
            and term.matrix_like
            and term.identifier in self.inputs
            and not self.reasons.ranks[term.identifier].declared
        )

    def _concatenate(self, items: tuple[Term, ...]) -> Typed:
        parts = [_component(self.of(item)) for item in items]
        for part, item in zip(parts, items, strict=True):
            self._refuse_number(part, item)
            if len(part.shape) == 2:
                raise self._conflict(no_vector(self.reasons, Side(item, part.shape)))
        size: Expr = sum((part.shape[0] for part in parts), Integer(0))
        return Typed(Concat(0, *(part.expression for part in parts)), (size,))

    def _portion(self, term: Portion) -> Typed:
        whole = self.of(term.operand)
        side = Side(term.operand, whole.shape)
        if len(whole.shape) != 1:
            raise self._conflict(no_stack(self.reasons, side, term.span))
        part = size_symbol(f"part{term.span.start}[0]")
        self.reasons.sizes.preference.setdefault(part, 0)
        why = f"`{self._snippet(term.operand)}` is cut into {term.count} parts here"
        parts = term.count * part
        if not self.reasons.sizes.unify(side.size, parts, term.span, why):
            found = unequal_parts(self.reasons, side, term.count, term.span)
            raise self._conflict(found)
        start, stop = term.index * part, (term.index + 1) * part
        return Typed(Slice(whole.expression, 0, start, stop), (part,))

    def _transposed(self, operand: Typed, term: Transposed) -> Typed:
        if len(operand.shape) == 2:
            node = Contract("ij->ji", operand.expression)
            return Typed(node, (operand.shape[1], operand.shape[0]))
        if not operand.shape:
            return operand
        side = Side(term.operand, operand.shape)
        raise self._conflict(transposed_alone(self.reasons, side, term.span))


def _component(part: Typed) -> Typed:
    """A number in a concatenation, `[1; x_t]`, is a component of its own."""
    if part.shape:
        return part
    return Typed(Zeros(Integer(1)) + part.expression, (Integer(1),))


def _outer(left: Typed, right: Typed) -> Typed:
    node = Contract("i,j->ij", left.expression, right.expression)
    return Typed(node, (left.shape[0], right.shape[0]))
