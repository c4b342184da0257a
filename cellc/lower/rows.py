"""The row convention: `x_t W + h_{t-1} U`, recognised for the block as a whole.

A text that writes vectors as rows has the matrix behind the vector everywhere; its
products are then turned around, once, here.  A text that has both orders is left as it
is, and what does not fit is refused where shapes are inferred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.matrix_stars import with_matrix_stars
from cellc.lower.resolved import Definition, Resolved
from cellc.lower.terms import (
    Apply,
    Concatenate,
    Diagonal,
    Entry,
    Negative,
    Portion,
    Power,
    Product,
    Quotient,
    Reference,
    Sum,
    Term,
    Transposed,
    children,
    references,
    walk,
)


def as_columns(resolved: Resolved, diagnostics: Diagnostics) -> list[Definition]:
    """The definitions with vectors as columns; reports where that turned them."""
    with_matrix_stars(resolved, _Orders(resolved).is_vector, diagnostics)
    resolved.matrices += tuple(_beside_at(resolved))
    reader = _Orders(resolved)
    rows, columns = reader.products()
    if not rows or columns:
        return resolved.definitions
    first = rows[0]
    starred = any(each.elementwise for each in rows)
    diagnostics.note(
        "N0605",
        "vectors are rows in this text, with the matrix behind them: its products"
        + starred * ", `*` before a declared matrix among them,"
        + " are read as x W = W^T x",
        first.span,
        help="write W x to have W of the shape (rows of the result × size of x)",
    )
    return [
        replace(each, term=_mapped(each.term, reader.turned))
        for each in resolved.definitions
    ]


def reads_rows(resolved: Resolved) -> bool:
    """Whether all products of a text have the matrix behind the vector."""
    rows, columns = _Orders(resolved).products()
    return bool(rows) and not columns


def _beside_at(resolved: Resolved) -> Iterator[str]:
    """Parameters that `w @ x_t` and `x_t @ w` show to be matrices, as @ is in NumPy."""
    reader = _Orders(resolved)
    for definition in resolved.definitions:
        for term in walk(definition.term):
            if not isinstance(term, Product) or term.operator != "@":
                continue
            for side, other in (term.left, term.right), (term.right, term.left):
                if (
                    isinstance(side, Reference)
                    and side.lag is None
                    and side.identifier not in reader.declared
                    and side.identifier not in resolved.facts.constants
                    and side.identifier not in reader.defined
                    and reader.is_vector(other)
                ):
                    yield side.identifier


class _Orders:
    def __init__(self, resolved: Resolved) -> None:
        self.resolved = resolved
        self.terms = {each.identifier: each.term for each in resolved.definitions}
        self.defined = {each.identifier for each in resolved.definitions}
        self.declared = {
            identifier: len(shape.dimensions)
            for identifier, shape in resolved.facts.shapes.items()
        }

    def products(self) -> tuple[list[Product], list[Product]]:
        """The products with the matrix behind the vector, and those before it."""
        rows: list[Product] = []
        columns: list[Product] = []
        for definition in self.resolved.definitions:
            for term in walk(definition.term):
                if not isinstance(term, Product) or not self._is_of_matrix(term):
                    continue
                if self._is_row(term):
                    rows.append(term)
                elif isinstance(term.left, Diagonal):
                    continue  # a slip in a text of rows, and read in either
                elif self._is_matrix(term.left) and self.is_vector(term.right):
                    columns.append(term)
        return rows, columns

    def _is_of_matrix(self, term: Product) -> bool:
        """Whether a product is that of a matrix; `*` beside a declared one is too."""
        if not term.elementwise:
            return True
        return term.operator == "*" and any(
            isinstance(side, Reference)
            and side.lag is None
            and self.declared.get(side.identifier) == 2
            and side.identifier not in self.defined
            for side in children(term)
        )

    def _is_row(self, term: Product) -> bool:
        return self.is_vector(term.left) and self._is_matrix(term.right)

    def is_vector(self, term: Term) -> bool:
        """Whether it varies with time; a transposed vector says what it is itself.

        A name that is declared as a matrix is none, nor one whose equation has an outer
        product, or `diag(a_t) W`.
        """
        match term:
            case Transposed() | Diagonal() | Product(right=Transposed()):
                return False
            case Reference():
                return term.lag is not None and not self._makes_matrix(term)
            case Product() if self._makes_matrix(term):
                return False
            case Sum(left=left, right=right):
                return self.is_vector(left) or self.is_vector(right)
        return any(use.lag is not None for use in references(term))

    def _is_matrix(self, term: Term) -> bool:
        match term:
            case Reference(identifier=identifier, lag=None):
                rank = self.declared.get(identifier)
                known = identifier in self.resolved.matrices
                return rank == 2 or (rank is None and (term.matrix_like or known))
            case Diagonal():
                return True
            case Transposed(operand=operand) | Negative(operand=operand):
                return self._is_matrix(operand)
            case Product(left=left, right=right) | Sum(left=left, right=right):
                return self._is_matrix(left) and self._is_matrix(right)
        return False

    def _makes_matrix(self, term: Term, seen: frozenset[str] = frozenset()) -> bool:
        """Whether what varies with time is a matrix for sure: declared, or by its look.

        Arguments:
            seen: the names whose equations were followed on the way to the term.
        """

        def of(part: Term) -> bool:
            return self._makes_matrix(part, seen) or self._is_matrix(part)

        match term:
            case Reference(identifier=identifier):
                if term.lag is None or identifier in self.declared:
                    return term.lag is not None and self.declared[identifier] == 2
                own = None if identifier in seen else self.terms.get(identifier)
                return own is not None and self._makes_matrix(own, seen | {identifier})
            case Product(left=left, right=right) if term.elementwise:
                return any(self._makes_matrix(each, seen) for each in (left, right))
            case Product(left=Diagonal(), right=other):
                return of(other)
            case Product(left=other, right=Diagonal()):
                return of(other)
            case Product(left=left, right=Transposed(operand=operand)):
                return self._is_column(left) and self._is_column(operand)
            case Sum(left=left, right=right):
                return any(self._makes_matrix(each, seen) for each in (left, right))
            case Negative(operand=operand):
                return self._makes_matrix(operand, seen)
        return False

    def _is_column(self, term: Term) -> bool:
        """Whether it is a name that is declared as a vector, or varies with time."""
        match term:
            case Reference(identifier=identifier, lag=lag):
                rank = self.declared.get(identifier)
                return rank == 1 or (rank is None and lag is not None)
        return False

    def turned(self, term: Term) -> Term:
        if not isinstance(term, Product) or not self._is_of_matrix(term):
            return term
        if not self._is_row(term):
            return term
        return _turned(term.left, term.right, term)


def _turned(row: Term, matrix: Term, term: Product) -> Term:
    """`x W` as `W^T x`, `x (V W)` as `W^T (V^T x)`."""
    if isinstance(matrix, Product) and not matrix.elementwise:
        return _turned(_turned(row, matrix.left, term), matrix.right, term)
    left: Term = Transposed(matrix, matrix.span)
    if isinstance(matrix, Transposed):
        left = matrix.operand
    elif isinstance(matrix, Diagonal):
        left = matrix
    sign = "@" if term.elementwise else term.operator
    return replace(term, operator=sign, left=left, right=row, chained=False)


def _mapped(term: Term, change: Callable[[Term], Term]) -> Term:
    """The term with `change` applied to every part of it, innermost first."""

    def inner(part: Term) -> Term:
        return _mapped(part, change)

    match term:
        case Sum() | Product() | Quotient():
            term = replace(term, left=inner(term.left), right=inner(term.right))
        case Negative() | Transposed() | Diagonal() | Portion() | Entry():
            term = replace(term, operand=inner(term.operand))
        case Power():
            term = replace(term, base=inner(term.base))
        case Apply():
            term = replace(term, arguments=tuple(map(inner, term.arguments)))
        case Concatenate():
            term = replace(term, items=tuple(map(inner, term.items)))
    return change(term)
