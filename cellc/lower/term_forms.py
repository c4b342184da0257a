"""What terms are called and look like, by which ranks are told."""

from __future__ import annotations

from cellc.lower.identifiers import GREEK_NAMES
from cellc.lower.terms import (
    Concatenate,
    Negative,
    Ones,
    Power,
    Product,
    Reference,
    Sum,
    Term,
    Transposed,
)


def matrix_like(term: Term) -> bool:
    """Whether a term is made of upper-case Latin letters alone, as matrices are."""
    match term:
        case Reference():
            return term.matrix_like and term.lag is None
        case Negative(operand=operand) | Transposed(operand=operand):
            return matrix_like(operand)
        case Power(base=base):
            return matrix_like(base)
        case Sum(left=left, right=right) | Product(left=left, right=right):
            return matrix_like(left) and matrix_like(right)
    return False


def are_ones(term: Term) -> bool:
    r"""`\mathbf{1}^T`."""
    return isinstance(term, Transposed) and isinstance(term.operand, Ones)


def is_joined(term: Term) -> bool:
    return isinstance(term, Concatenate) and len(term.items) > 1


def greek_capital(term: Term) -> bool:
    """Γ, Λ and the like: matrices in some texts, vectors in others."""
    if not isinstance(term, Reference):
        return False
    base = term.identifier.partition("_")[0]
    return base in GREEK_NAMES and base[0].isupper()
