"""Products: what stands side by side, by the shapes of the sides."""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Integer, Number

from cellc.ir import Contract, Identity, OverComponents, Zeros
from cellc.lower.chains import row_behind, vectors_behind
from cellc.lower.circled import two_circled
from cellc.lower.conflicts import (
    Conflict,
    before_diagonal,
    dotted_vectors,
    lost_size,
    no_inner_product,
    starred_matrix,
    three_factors,
    three_in_rows,
    timed_matrix,
    transposed_alone,
)
from cellc.lower.declared_matrix import note_matrix_product
from cellc.lower.diagonal_sums import diagonal_of
from cellc.lower.elementwise import ElementwiseTyper, Typed, Untyped
from cellc.lower.names import is_weight_word
from cellc.lower.reasons import Side
from cellc.lower.spelling import bare
from cellc.lower.terms import (
    Concatenate,
    Diagonal,
    Negative,
    Ones,
    Product,
    Reference,
    Sum,
    Term,
    Transposed,
    references,
)
from cellc.lower.unfitting import does_not_fit
from cellc.lower.vectors_first import vector_before_matrix


class ProductTyper(ElementwiseTyper):
    """Gives every product its meaning.

    A transposed vector is a row: before a vector it makes the inner product, before a
    matrix a row again, behind a vector the outer product.  Nothing else takes rows.
    """

    def oriented(self, term: Term) -> Typed:
        """The expression and shape of a term, which may be a row."""
        raise NotImplementedError

    def of(self, term: Term) -> Typed:
        """The expression and shape of a term that is no row.

        Raises Untyped after reporting.
        """
        typed = self.oriented(term)
        if typed.row:
            raise self._conflict(self._with_left(self._lone_row(term, typed), term))
        return typed

    def _with_left(self, conflict: Conflict, term: Term) -> Conflict:
        r"""The same with `h_t^\top = ...` where the whole right side is a row."""
        equation = self.equation
        if equation is None or equation.term is not term or conflict.span != term.span:
            return conflict
        if isinstance(term, Transposed):
            return conflict  # without the transpose it is a column
        left = bare(self.reasons.snippet(equation.left))
        column = "a^T W as the column W^T a"
        if isinstance(term, Product):
            column = conflict.help.removeprefix("write ")
        advice = f"write {left}^T = ... on the left side for a row, or {column}"
        return replace(conflict, help=advice)

    def _lone_row(self, term: Term, typed: Typed) -> Conflict:
        """A row where a vector must stand."""
        if isinstance(term, Sum):
            return self._lone_row(term.left, self.oriented(term.left))
        if isinstance(term, Negative):
            return self._lone_row(term.operand, self.oriented(term.operand))
        if isinstance(term, Product) and isinstance(term.left, Transposed):
            row, matrix = self.oriented(term.left), self.oriented(term.right)
            if row.row and len(matrix.shape) == 2:
                sides = (
                    Side(term.left.operand, row.shape),
                    Side(term.right, matrix.shape),
                )
                return no_inner_product(self.reasons, *sides, term.span)
        operand = term.operand if isinstance(term, Transposed) else term
        return transposed_alone(self.reasons, Side(operand, typed.shape), term.span)

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
        if (diagonal := self._as_diagonal(term.left)) is not None:
            return self._product(replace(term, left=diagonal))
        if isinstance(term.left, Transposed) and isinstance(term.left.operand, Ones):
            return self._column_sums(self.of(term.right), term)
        left = self.oriented(term.left)
        if isinstance(term.right, Ones):
            return self._row_sums(left)
        if isinstance(term.right, Diagonal):
            return self._before_diagonal(left, self.of(term.right.operand), term)
        if left.shape and (diagonal := self._as_diagonal(term.right)) is not None:
            return self._product(replace(term, right=diagonal))
        if left.row:
            return self._row_product(left, term)
        right = self.oriented(term.right)
        if right.row:
            return self._before_row(left, right, term)
        match len(left.shape), len(right.shape):
            case (2, 0) if self.columns.makes_vector(term):
                component = Zeros(Integer(1)) + right.expression
                return self._applied(left, Typed(component, (Integer(1),)), term)
            case (0, _) | (_, 0):
                product = left.expression * right.expression
                return self._sane(product, left.shape or right.shape, term)
            case (2, 1):
                self._refuse_number(right, term.right)
                self._refuse_chain(term)
                return self._applied(left, right, term)
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
        found = vector_before_matrix(self.reasons, *sides, term, self.trials)
        raise self._conflict(found)

    def _as_diagonal(self, term: Term) -> Diagonal | None:
        """One diagonal matrix for what is made of several: `I + δ diag(a)`."""
        return diagonal_of(term, lambda each: not self.of(each).shape)

    def _applied(self, matrix: Typed, vector: Typed, term: Product) -> Typed:
        self._meet(matrix, vector, term)
        if isinstance(matrix.expression, Identity):
            return vector
        node = Contract("ij,j->i", matrix.expression, vector.expression)
        return Typed(node, (matrix.shape[0],))

    def _row_product(self, row: Typed, term: Product) -> Typed:
        """What stands behind a row: a number, a vector, a matrix."""
        if isinstance(term.left, Transposed):
            self._refuse_chain(term)
        right = self.of(term.right)
        match len(right.shape):
            case 0:
                product = row.expression * right.expression
                return self._sane(product, row.shape, term)._replace(row=True)
            case 1:
                return self._inner(row, right, term)
        sides = Side(term.right, right.shape), Side(_upright(term.left), row.shape)
        why = f"`{self._snippet(term.left)}` stands before this matrix"
        if not self.reasons.sizes.unify(sides[0].size, sides[1].size, term.span, why):
            raise self._unfitting(*sides, term)
        if isinstance(right.expression, Identity):
            return row
        node = Contract("i,ij->j", row.expression, right.expression)
        return Typed(node, (right.shape[1],), row=True)

    def _before_row(self, left: Typed, row: Typed, term: Product) -> Typed:
        """What stands before a row: a number, a vector."""
        match len(left.shape):
            case 0:
                product = left.expression * row.expression
                return self._sane(product, row.shape, term)._replace(row=True)
            case 1:
                return _outer(left, row)
        if isinstance(term.right, Transposed) and isinstance(
            term.right.operand, Concatenate
        ):
            return self._product(replace(term, right=term.right.operand))
        raise self._conflict(self._lone_row(term.right, row))

    def _row_sums(self, left: Typed) -> Typed:
        r"""`S \mathbf{1}`; behind a number or a vector a one is the number."""
        if left.row:
            return Typed(Contract("i->", left.expression), ())
        if len(left.shape) < 2:
            return left
        node = Contract("ij,j->i", left.expression, _ones(left.shape[1]))
        return Typed(node, left.shape[:1])

    def _column_sums(self, right: Typed, term: Product) -> Typed:
        r"""`\mathbf{1}^T x`: the sum of the components, of a matrix of every column."""
        if not right.shape or isinstance(right.expression, Number):
            raise self._reject(
                "E0413",
                "a sum goes over the components of a vector, and "
                f"`{self._snippet(term.right)}` is {self.reasons.shape(right.shape)}",
                term.span,
                "apply it to a vector",
            )
        if len(right.shape) == 1:
            return Typed(OverComponents(right.shape[0]).total(right.expression), ())
        node = Contract("i,ij->j", _ones(right.shape[0]), right.expression)
        return Typed(node, right.shape[1:], row=True)

    def _before_diagonal(self, left: Typed, scales: Typed, term: Product) -> Typed:
        """`W diag(p)` and `k^T diag(p)`."""
        assert isinstance(term.right, Diagonal)
        if len(left.shape) == 2 and len(scales.shape) == 1:
            return self._scaled(scales, left, "j,ij->ij", 1, term)
        if left.row and len(scales.shape) == 1:
            sides = (
                Side(_upright(term.left), left.shape),
                Side(term.right.operand, scales.shape),
            )
            self._make_equal(*sides, term.span, "a product with a diagonal matrix")
            product = left.expression * scales.expression
            return self._sane(product, left.shape, term)._replace(row=True)
        side = Side(term.left, left.shape)
        raise self._conflict(before_diagonal(self.reasons, side, term))

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
        if not self.reasons.sizes.unify(sides[0].size, sides[1].size, term.span, why):
            raise self._unfitting(*sides, term)
        node = Contract(subscripts, scales.expression, matrix.expression)
        return Typed(node, matrix.shape)

    def _elementwise_product(self, term: Product) -> Typed:
        left, right = self.of(term.left), self.of(term.right)
        if term.operator == "⊗" and len(left.shape) == len(right.shape) == 1:
            if self.circled.is_outer:
                self.circled.note_outer(term, self.diagnostics)
                return _outer(left, right)
            if self.circled.is_doubtful(term):
                raise self._conflict(
                    two_circled(self.reasons, term, self.circled.written)
                )
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
            raise self._unfitting(matrix, other, term)

    def _unfitting(self, matrix: Side, other: Side, term: Product) -> Untyped:
        fits = self.trials.fits_transposed if self.trials else lambda _: False
        return self._conflict(
            does_not_fit(self.reasons, matrix, other, term.span, fits)
        )

    def _refuse_number(self, typed: Typed, term: Term) -> None:
        """A vector that came out as a number, such as 0 · h, has lost its size."""
        if typed.shape and isinstance(typed.expression, Number):
            raise self._conflict(lost_size(self.reasons, term, typed.expression))

    def _inner(self, row: Typed, column: Typed, term: Product) -> Typed:
        sides = Side(_upright(term.left), row.shape), Side(term.right, column.shape)
        self._make_equal(*sides, term.span, "an inner product")
        return Typed(Contract("i,i->", row.expression, column.expression), ())

    def _two_vectors(self, left: Typed, right: Typed, term: Product) -> Typed:
        if (
            self._is_timed_matrix(term.left) and term.operator in ("", "×", "@")
        ) or self._is_matrix_beside(term.right, term.left):
            raise self._conflict(timed_matrix(self.reasons, term))
        if found := row_behind(term, lambda each: len(self.of(each).shape)):
            raise self._conflict(three_in_rows(self.reasons, term, found))
        if term.operator in ("", "×"):
            shape = self._broadcast(
                left, right, term.left, term.right, term.span, "an elementwise product"
            )
            return self._sane(left.expression * right.expression, shape, term)
        raise self._conflict(dotted_vectors(self.reasons, term, self.dotted))

    def _is_called_matrix(self, term: Term) -> bool:
        """A parameter that is called as matrices are, or a sum of such."""
        match term:
            case Reference(identifier=identifier):
                return (
                    self._is_called(term)
                    and identifier in self.parameters
                    and not self.reasons.ranks[identifier].declared
                )
            case Negative(operand=operand) | Transposed(operand=operand):
                return self._is_called_matrix(operand)
            case Sum(left=left, right=right):
                return self._is_called_matrix(left) and self._is_called_matrix(right)
        return False

    def _is_called(self, term: Reference) -> bool:
        return (
            term.matrix_like
            or self._is_lower_matrix(term.identifier)
            or is_weight_word(term.identifier)
        )

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


def _ones(size: Expr) -> Expr:
    return Zeros(size) + Integer(1)


def _upright(term: Term) -> Term:
    """What a row is the transpose of, where the text writes that."""
    return term.operand if isinstance(term, Transposed) else term


def _outer(left: Typed, right: Typed) -> Typed:
    node = Contract("i,j->ij", left.expression, right.expression)
    return Typed(node, (left.shape[0], right.shape[0]))
