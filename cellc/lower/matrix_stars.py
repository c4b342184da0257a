"""`W * x` in a text that writes the elementwise product as `.*`, as MATLAB does.

In: definitions.  Out: the same, with `@` for `*` beside what is called as matrices are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.resolved import Resolved
from cellc.lower.terms import (
    Constant,
    Identity,
    Negative,
    Product,
    Reference,
    Sum,
    Term,
    Transposed,
    rebuilt,
    walk,
)


def with_matrix_stars(
    resolved: Resolved, is_vector: Callable[[Term], bool], diagnostics: Diagnostics
) -> None:
    """Read `*` beside a matrix as its product, if `.*` is the sign of the other."""
    source = diagnostics.source

    def typed(term: Product) -> str:
        return source.snippet(term.operator_span)

    products = [each for one in resolved.definitions for each in _products(one.term)]
    if not any(each.operator == "⊙" and typed(each) == ".*" for each in products):
        return
    known = {each.identifier for each in resolved.definitions}
    known |= {*resolved.facts.shapes, *resolved.facts.constants}
    known -= {
        each.identifier
        for each in resolved.definitions
        if not each.timed and _is_of_matrices(each.term, known)
    }
    told = False

    def read(term: Term) -> Term:
        nonlocal told
        if not (isinstance(term, Product) and term.operator == "*"):
            return term
        sides = (term.left, term.right), (term.right, term.left)
        if not any(_is_called(one, known) and is_vector(two) for one, two in sides):
            return term
        if not told:
            diagnostics.note(
                "N0609",
                "`*` beside a matrix is read as the matrix product: the elementwise "
                "product is `.*` in this text",
                term.operator_span,
                help="write @ for the matrix product, ⊙ for the elementwise product",
            )
        told = True
        return replace(term, operator="@")

    resolved.definitions = [
        replace(each, term=rebuilt(each.term, read)) for each in resolved.definitions
    ]


def _is_called(term: Term, known: set[str]) -> bool:
    """A name called as matrices are that nothing else says more about."""
    match term:
        case Reference(identifier=identifier, lag=None):
            return term.matrix_like and identifier not in known
        case Negative(operand=operand) | Transposed(operand=operand):
            return _is_called(operand, known)
        case Sum(left=left, right=right):
            return _is_called(left, known) and _is_called(right, known)
    return False


def _is_of_matrices(term: Term, known: set[str]) -> bool:
    """`W - W^T - γ I`: a value that is a matrix whatever else stands in it."""
    match term:
        case Identity():
            return True
        case Negative(operand=operand) | Transposed(operand=operand):
            return _is_of_matrices(operand, known)
        case Sum(left=left, right=right):
            return _is_of_matrices(left, known) or _is_of_matrices(right, known)
        case Product(left=left, right=right):
            scaled = isinstance(left, Constant) or (
                isinstance(left, Reference) and not left.matrix_like
            )
            first = scaled or _is_of_matrices(left, known)
            return first and _is_of_matrices(right, known)
    return _is_called(term, known)


def _products(term: Term) -> Iterator[Product]:
    return (each for each in walk(term) if isinstance(each, Product))
