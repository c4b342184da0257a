"""Diagonal matrices that are made of others: `I - diag(γ)`, `diag(a) + δ diag(b)`.

In: a term.  Out: one diagonal matrix, whose vector is made of theirs.  Sums, multiples,
products and powers of diagonal matrices are those of what stands on the diagonals.
"""

from __future__ import annotations

from collections.abc import Callable

from sympy import Rational

from cellc.lower.terms import (
    Constant,
    Diagonal,
    Identity,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    Term,
    Transposed,
    walk,
)


def diagonal_of(term: Term, is_number: Callable[[Term], bool]) -> Diagonal | None:
    """The term as one diagonal matrix; None where it is none, or has none in it."""
    if isinstance(term, Diagonal) or not any(
        isinstance(each, Diagonal) for each in walk(term)
    ):
        return None
    vector = _vector(term, is_number)
    return None if vector is None else Diagonal(vector, term.span)


def _vector(term: Term, is_number: Callable[[Term], bool]) -> Term | None:
    """What stands on the diagonal of a matrix, if it is a diagonal one."""
    match term:
        case Diagonal(operand=operand):
            return operand
        case Identity():
            return Constant(Rational(1), term.span)
        case Transposed(operand=operand):
            return _vector(operand, is_number)
        case Negative(operand=operand):
            inner = _vector(operand, is_number)
            return None if inner is None else Negative(inner, term.span)
        case Sum(left=left, right=right):
            one, other = _vector(left, is_number), _vector(right, is_number)
            if one is None or other is None:
                return None
            return Sum(one, other, term.span)
        case Power(base=base, exponent=exponent):
            inner = _vector(base, is_number)
            return None if inner is None else Power(inner, exponent, term.span)
        case Quotient(left=left, right=right):
            inner = _vector(left, is_number)
            if inner is None or not _is_number(right, is_number):
                return None
            return Quotient(inner, right, term.span)
        case Product():
            return _product(term, is_number)
    return None


def _product(term: Product, is_number: Callable[[Term], bool]) -> Term | None:
    one, other = _vector(term.left, is_number), _vector(term.right, is_number)
    if one is None and other is not None and _is_number(term.left, is_number):
        one = term.left
    elif other is None and one is not None and _is_number(term.right, is_number):
        other = term.right
    elif term.elementwise:
        return None
    if one is None or other is None:
        return None
    return Product("⊙", one, other, term.span, term.operator_span)


def _is_number(term: Term, is_number: Callable[[Term], bool]) -> bool:
    """Whether a term without a diagonal matrix is a number."""
    others = Diagonal | Identity | Transposed
    inside = any(isinstance(each, others) for each in walk(term))
    return not inside and is_number(term)
