"""A text that has its matrices on both sides: `x_t W` in one place, `U h_t` in another.

Neither convention holds for all of it, so a name behind a vector stays undecided.
"""

from __future__ import annotations

from collections.abc import Iterator

from cellc.diagnostics import Label, Source
from cellc.lower.resolved import Resolved
from cellc.lower.terms import Product, Reference, Term, references, walk

_MATRIX_PRODUCTS = ("", "·", "@")


def other_side(
    identifier: str, resolved: Resolved, source: Source
) -> tuple[str, tuple[Label, ...]] | None:
    """What to write for a name behind a vector, and a place with a matrix in front."""
    if identifier not in resolved.matrix_like:
        return None
    products = [*_products(resolved)]
    behind = (
        each
        for each in products
        if _is_timed(each.left) and _name(each.right) == identifier
    )
    ahead = (
        each
        for each in products
        if _is_timed(each.right) and _name(each.left) in resolved.matrix_like
    )
    row, column = next(behind, None), next(ahead, None)
    if row is None or column is None:
        return None
    vector, matrix = source.snippet(row.left.span), source.snippet(row.right.span)
    typed, other = source.snippet(row.span), source.snippet(column.span)
    label = Label(column.span, "here the matrix stands in front")
    return (
        f"`{typed}` has its matrix behind the vector, `{other}` in front of it: write "
        f"{matrix}^\\top {vector} here, or {matrix} {vector}, or turn `{other}` around",
        (label,),
    )


def _products(resolved: Resolved) -> Iterator[Product]:
    for definition in resolved.definitions:
        for each in walk(definition.term):
            if isinstance(each, Product) and each.operator in _MATRIX_PRODUCTS:
                yield each


def _is_timed(term: Term) -> bool:
    return any(each.lag is not None for each in references(term))


def _name(term: Term) -> str | None:
    timeless = isinstance(term, Reference) and term.lag is None
    return term.identifier if isinstance(term, Reference) and timeless else None
