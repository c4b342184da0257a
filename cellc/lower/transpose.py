"""The transpose of a term, written out: `(x^T W + b^T)^T` is `W^T x + b`.

In: a term.  Out: the term that is its transpose, with every transpose at a name.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from cellc.lower.terms import (
    Along,
    Apply,
    Concatenate,
    Constant,
    Diagonal,
    Entry,
    Filled,
    Identity,
    Joined,
    Negative,
    Ones,
    Ordinal,
    Portion,
    Power,
    Product,
    Quotient,
    Reference,
    Size,
    Sum,
    Term,
    Total,
    Transposed,
)


def transposed(term: Term, matrices: Collection[str] = ()) -> Term:
    """The transpose of a term; `matrices` are the names that are declared as such.

    A bias beside rows, `x^T W + b`, is a row itself whether its name says so or not.
    """

    def turned(part: Term) -> Term:
        return transposed(part, matrices)

    def beside(part: Term) -> Term:
        if not isinstance(part, Reference) or part.lag is not None:
            return turned(part)
        matrix = part.matrix_like or part.identifier in matrices
        return turned(part) if matrix else part

    match term:
        case Constant() | Diagonal() | Identity() | Ordinal() | Size():
            return term
        case Transposed(operand=operand):
            return operand
        case Reference() | Ones() | Entry() | Filled():
            return Transposed(term, term.span)
        case Product() if not term.elementwise:
            return replace(term, left=turned(term.right), right=turned(term.left))
        case Sum() | Product() | Quotient():
            return replace(term, left=beside(term.left), right=beside(term.right))
        case Joined():
            return Transposed(term, term.span)
        case Negative() | Portion() | Total() | Along():
            return replace(term, operand=beside(term.operand))
        case Power():
            return replace(term, base=beside(term.base))
        case Apply():
            return replace(term, arguments=tuple(map(beside, term.arguments)))
        case Concatenate():
            return replace(term, items=tuple(map(beside, term.items)))
