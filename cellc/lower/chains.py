"""Three factors side by side with two vectors: `a^T b c`, `W b c`, `b a W` in rows."""

from __future__ import annotations

from collections.abc import Callable

from cellc.lower.terms import Diagonal, Product, Term, Transposed


def vectors_behind(term: Product, axes: Callable[[Term], int]) -> Product | None:
    """The product of the two vectors behind the first factor, and behind numbers.

    By algebra the first two factors belong together, by the look of it the last two.
    """
    chained, inner = term.chained, term.right
    while chained and isinstance(inner, Product) and inner.operator == "":
        sides = inner.left, inner.right
        if any(isinstance(side, Transposed | Diagonal) for side in sides):
            return None
        first, second = map(axes, sides)
        if first == second == 1:
            return inner
        if first:
            return None
        chained, inner = inner.chained, inner.right
    return None


def row_behind(term: Product, axes: Callable[[Term], int]) -> Product | None:
    """The `a W` of `b a W`, where vectors are rows and b and a are vectors.

    It was turned around: its matrix stands in front now, and behind in the text.
    """
    inner = term.right
    if not term.chained or not isinstance(inner, Product) or inner.operator != "":
        return None
    matrix, vector = inner.left, inner.right
    if matrix.span.start < vector.span.start or isinstance(matrix, Diagonal):
        return None
    return inner if axes(matrix) == 2 else None
