"""E0406: a matrix that does not fit its vector, and whether its transpose would."""

from __future__ import annotations

from collections.abc import Callable

from cellc.diagnostics import Span
from cellc.lower.conflicts import Conflict
from cellc.lower.reasons import Reasons, Side
from cellc.lower.terms import Reference, Term, Transposed

Fits = Callable[[Term], bool]


def does_not_fit(
    reasons: Reasons, matrix: Side, right: Side, span: Span, fits: Fits
) -> Conflict:
    """A matrix whose columns are not as many as the rows of what it is applied to.

    fits: whether its equation is right with the transpose of a matrix.
    """
    a, b = reasons.written(matrix.term), reasons.written(right.term)
    rows, columns = (reasons.size(each) for each in matrix.shape)
    size = reasons.size(right.size)
    if right.term.span.end <= matrix.term.span.start:
        return _row_does_not_fit(reasons, matrix, right, span, fits)
    if len(right.shape) == 1:
        kind, what = f"has size {size}", "the vector has components"
    else:
        kind = f"is {reasons.shape(right.shape)}"
        what = "the matrix behind it has rows"
    help_line = f"the columns of a matrix must be as many as {what}"
    transposed = rows == size != columns and isinstance(matrix.term, Reference)
    if transposed and fits(matrix.term):
        help_line += f"; {a}^T would fit"
    return Conflict(
        "E0406",
        f"`{a}` is ({rows} × {columns}), but `{b}` {kind}",
        span,
        help_line,
        reasons.of_sizes(matrix, right, span),
    )


def _row_does_not_fit(
    reasons: Reasons, matrix: Side, row: Side, span: Span, fits: Fits
) -> Conflict:
    """`x W`, in a text of rows: the matrix as it is typed, read as its transpose."""
    a, b = reasons.written(matrix.term), reasons.written(row.term)
    plain = isinstance(matrix.term, Transposed)
    shape = matrix.shape[::-1] if plain else matrix.shape
    rows, columns = (reasons.size(each) for each in shape)
    size = reasons.size(row.size)
    help_line = "vectors are rows in this text: the "
    help_line += "rows of a matrix" if plain else "columns of a transposed matrix"
    help_line += " must be as many as the vector before it has components"
    if plain and columns == size != rows and fits(matrix.term):
        help_line += f"; {b} {a}^T would fit"
    return Conflict(
        "E0406",
        f"`{a}` is ({rows} × {columns}), but `{b}` before it has size {size}",
        span,
        help_line,
        reasons.of_sizes(matrix, row, span),
    )
