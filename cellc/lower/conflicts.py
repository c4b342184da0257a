"""Shapes that do not fit together, put into words: both sides, their shapes, why.

Every function gives the finding; who types the term reports it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sympy import Expr

from cellc.diagnostics import Edit, Label, Span
from cellc.lower.reasons import UNKNOWN, Reasons, Side
from cellc.lower.terms import (
    Apply,
    Diagonal,
    Negative,
    Power,
    Product,
    Quotient,
    Reference,
    Sum,
    Term,
    Transposed,
    references,
)


@dataclass(frozen=True)
class Conflict:
    """What is reported of a term, by the arguments of a diagnostic."""

    code: str
    message: str
    span: Span
    help: str
    labels: tuple[Label, ...] = ()
    edit: Edit | None = None


def unequal_sizes(
    reasons: Reasons, what: str, left: Side, right: Side, span: Span
) -> Conflict:
    """Two vectors or matrices, of one kind, that must be equal in size."""
    a, b = reasons.written(left.term), reasons.written(right.term)
    if len(left.shape) == 1:
        sizes = reasons.size(left.size), reasons.size(right.size)
        message = f"`{a}` has size {sizes[0]}, `{b}` has size {sizes[1]}"
    else:
        shapes = reasons.shape(left.shape), reasons.shape(right.shape)
        message = f"`{a}` is {shapes[0]}, `{b}` is {shapes[1]}"
    return Conflict(
        "E0402",
        f"{what} of unequal sizes: {message}",
        span,
        "make the sizes equal, or put a matrix before one side",
        reasons.of_sizes(left, right, span),
    )


def unequal_axes(
    reasons: Reasons, what: str, left: Side, right: Side, span: Span
) -> Conflict:
    """A vector and a matrix where components are combined one by one."""
    matrix, other = sorted((left, right), key=lambda side: -len(side.shape))
    help_line = "an elementwise operation needs equal shapes: "
    if what == "an elementwise product" and len(other.shape) == 1:
        a, b = factor(reasons, matrix.term), factor(reasons, other.term)
        product = f"{a}·{b}"
        if matrix is right and _has_rows_of(reasons, matrix, other):
            product = f"{b} @ {a} where all vectors are rows, {a}^T·{b} otherwise"
        help_line += f"for the matrix product write {product}"
        if reasons.is_used_elsewhere(matrix):
            help_line += f"; for another parameter, give this `{a}` a name of its own"
    else:
        a = reasons.written(matrix.term)
        help_line += f"put a vector or a number in the place of `{a}`"
    return Conflict(
        "E0403",
        f"{what} of {reasons.described(left)} and {reasons.described(right)}",
        span,
        help_line,
        reasons.of_ranks(left, right),
    )


def _has_rows_of(reasons: Reasons, matrix: Side, vector: Side) -> bool:
    """Whether a matrix has as many rows as a vector has components: `x W`."""
    rows, size = (reasons.size(each) for each in (matrix.shape[0], vector.size))
    return rows == size != UNKNOWN


def no_inner_product(reasons: Reasons, row: Side, right: Side, span: Span) -> Conflict:
    """`v^T W`: a transposed vector before what is no vector."""
    a = factor(reasons, row.term)
    help_line = f"write {a}^T u with a vector u for the inner product"
    if len(right.shape) == 2:
        matrix = under_power(reasons, right.term)
        help_line += f", {matrix}^T {a} for the product with the matrix"
    return Conflict(
        "E0404",
        f"the transposed vector `{a}` stands before {reasons.described(right)}",
        span,
        help_line,
        reasons.of_ranks(row, right),
    )


def before_diagonal(reasons: Reasons, left: Side, term: Product) -> Conflict:
    """`c diag(p)` in a text of columns, and `W diag(p)` with no vector behind it."""
    assert isinstance(term.right, Diagonal)
    diagonal = term.right.operand
    p, a = factor(reasons, diagonal), factor(reasons, left.term)
    help_line = f"write diag({reasons.written(diagonal)}) x for its product with a "
    help_line += f"vector x, or {p} ⊙ x"
    if len(left.shape) == 1:
        help_line = f"write {p} ⊙ {a} for their product"
    return Conflict(
        "E0404",
        f"{reasons.described(left)} stands before a diagonal matrix",
        term.span,
        help_line,
    )


def diagonal_alone(term: Diagonal) -> Conflict:
    """`diag(p)` that nothing is multiplied with."""
    return Conflict(
        "E0404",
        "a diagonal matrix stands alone",
        term.span,
        "write diag(p) x for its product with a vector",
    )


def three_factors(reasons: Reasons, term: Product, inner: Product) -> Conflict:
    """`a^T b c` and `W b c`: from the left by algebra, b ⊙ c by the look of it."""
    a, b, c = (
        reasons.written(each)
        if isinstance(each, Reference | Transposed | Apply)
        else f"({reasons.written(each)})"
        for each in (term.left, inner.left, inner.right)
    )
    return Conflict(
        "E0405",
        f"`{a} {b} {c}` can be the product of `{a} {b}` with `{c}`, or of `{a}` with "
        f"`{b} ⊙ {c}`",
        term.span,
        f"write ({a} {b}) ⊙ {c} or {a} ({b} ⊙ {c})",
        (Label(_first_name(inner.right), "or is a sign missing in front of this?"),),
    )


def three_in_rows(reasons: Reasons, term: Product, inner: Product) -> Conflict:
    """`b a W` where vectors are rows; inner: `a W`, already turned around."""
    matrix, vector = inner.left, inner.right
    while isinstance(vector, Product) and vector.left.span.start > vector.span.start:
        matrix, vector = vector.left, vector.right
    b, a = (factor(reasons, each) for each in (term.left, vector))
    behind = reasons.snippet(Span(matrix.span.start, inner.span.end))
    if isinstance(matrix, Transposed) and isinstance(matrix.operand, Sum):
        behind = f"({behind})"
    return Conflict(
        "E0405",
        f"`{b} {a} {behind}` can be the product of `{b}` with `{a} {behind}`, or of "
        f"`{b} ⊙ {a}` with `{behind}`",
        term.span,
        f"write {b} ⊙ ({a} {behind}) or ({b} ⊙ {a}) {behind}",
    )


def _first_name(term: Term) -> Span:
    """Where a term starts: its first name, number or bracket."""
    while isinstance(term, Product) and not isinstance(term.left, Transposed):
        term = term.left
    return term.span


def starred_matrix(reasons: Reasons, term: Product) -> Conflict:
    """`W * x` with a name that looks like a matrix; `W · x` where · is elementwise."""
    a, b = factor(reasons, term.left), factor(reasons, term.right)
    sign = reasons.source.snippet(term.operator_span)
    said = sign if sign not in ("*", "∗", "⋆", "\\ast", "\\star") else ""
    but = f", which the text says `{said}` is" if said else ""
    product = f"{a} {b}" if said else f"{a}·{b}"
    if not any(each.matrix_like for each in references(term)):
        product = f"{a} @ {b}"  # beside @ any name is that of a matrix
    return Conflict(
        "E0405",
        f"`{a} {sign} {b}` can be the matrix product or the elementwise product{but}",
        term.span,
        f"write {product} for the matrix product, {a} ⊙ {b} for the elementwise "
        "product",
    )


def inner_or_outer(reasons: Reasons, term: Product) -> Conflict:
    """`k^T v` in a sum with `S_{t-1}`: of columns a number, of rows a matrix."""
    assert isinstance(term.left, Transposed)
    a, b = reasons.written(term.left.operand), reasons.written(term.right)
    return Conflict(
        "E0405",
        f"`{reasons.written(term)}` is a number where vectors are columns, a matrix "
        "where they are rows",
        term.span,
        f"write {a} {b}^T for the matrix, or give the number a name of its own: "
        f"n_t = {a}^T {b}",
    )


def dotted_vectors(reasons: Reasons, term: Product, vectors: bool) -> Conflict:
    """`a · b` between vectors; whether the text has the sign between vectors alone."""
    a, b = reasons.written(term.left), reasons.written(term.right)
    help_line = (
        f"write {factor(reasons, term.left)} ⊙ {factor(reasons, term.right)} for the "
        f"elementwise product, ({a})^T ({b}) for the inner product"
    )
    sign = reasons.snippet(term.operator_span)
    if vectors and term.operator == "·" and sign in ("·", "\\cdot", "⋅", "∙"):
        help_line += (
            f"; if every {sign} is elementwise, one line says so: where {sign} denotes "
            "the elementwise product"
        )
    return Conflict(
        "E0405",
        f"`{term.operator}` between the vectors `{a}` and `{b}` can be the "
        "elementwise or the inner product",
        term.operator_span,
        help_line,
    )


def timed_matrix(reasons: Reasons, term: Product) -> Conflict:
    """`W_t x_t`: an input by its index, a matrix by its letter and its place."""
    a, b = factor(reasons, term.left), factor(reasons, term.right)
    left = isinstance(term.left, Reference) and term.left.matrix_like
    product = " ".join(filter(None, (a, term.operator, b)))
    return Conflict(
        "E0405",
        f"`{a if left else b}` is an input, as it has a time index, and called as "
        f"matrices are: `{product}` can be an elementwise or a matrix product",
        term.span,
        f"write {a} ⊙ {b} for the elementwise product; for a matrix write its name "
        "without a time index",
    )


def lost_size(reasons: Reasons, term: Term, value: Expr) -> Conflict:
    """`0 h`: a number, where the size of a vector is needed."""
    return Conflict(
        "E0410",
        f"`{reasons.written(term)}` is {value} whatever its names are, and a vector is "
        "needed here",
        term.span,
        "leave this part out",
    )


def transposed_alone(reasons: Reasons, vector: Side, span: Span) -> Conflict:
    """`h^T` with nothing that it is multiplied with."""
    a, row = factor(reasons, vector.term), as_row(reasons, vector.term)
    return Conflict(
        "E0404",
        f"the transposed vector `{a}` stands alone",
        span,
        f"write {row} u for the inner product, v {row} for the outer product, "
        f"or {a} alone",
    )


def no_vector(reasons: Reasons, part: Side) -> Conflict:
    """A number or a matrix in a concatenation."""
    described = reasons.shape(part.shape)
    if isinstance(part.term, Reference):
        help_line = "concatenate vectors only: declare it as one, or leave it out"
    else:
        help_line = "concatenate vectors only"
    return Conflict(
        "E0407",
        f"`{reasons.written(part.term)}` is {described} and cannot be part of a "
        "concatenation of vectors",
        part.term.span,
        help_line,
        reasons.of_ranks(part) if isinstance(part.term, Reference) else (),
    )


def no_stack(reasons: Reasons, whole: Side, span: Span) -> Conflict:
    """What is to be cut into the names of a stack, and is no vector."""
    return Conflict(
        "E0404",
        "a stack on the left side needs a vector on the right side, and this is "
        + reasons.shape(whole.shape),
        span,
        "write one function for each name, before a matrix and a vector",
    )


def unequal_parts(reasons: Reasons, whole: Side, count: int, span: Span) -> Conflict:
    """A vector that is to be cut into parts of one size and cannot be."""
    return Conflict(
        "E0402",
        f"a vector of size {reasons.size(whole.size)} cannot be cut into {count} "
        "equal parts",
        span,
        f"make its size a multiple of {count}",
        reasons.behind(whole.size),
    )


def power_of_matrix(reasons: Reasons, base: Side, power: str, span: Span) -> Conflict:
    """`W^2`: W W, or every component squared."""
    a = factor(reasons, base.term)
    if power == "2":
        help_line = f"write {a} {a} for the matrix product, {a} ⊙ {a} for components"
    elif power == "-1":
        help_line = f"write 1/{a} for components; there is no inverse of a matrix"
    else:
        help_line = "write a product of matrices, or ⊙ between components"
    if power.isdigit() and isinstance(base.term, Reference):
        letter, _, label = base.term.identifier.partition("_")
        help_line += f"; for a label write {letter}_{{{label}{power}}}"
    return Conflict(
        "E0405",
        f"`{reasons.snippet(span)}` of a matrix can be a matrix product or a power of "
        "every component",
        span,
        help_line,
        (*reasons.of_ranks(base), *_lettered_alike(reasons, base, span)),
    )


def _lettered_alike(reasons: Reasons, base: Side, span: Span) -> tuple[Label, ...]:
    """`W^Q_f` beside `W^2_f`: a letter where the other names have numbers."""
    source = reasons.source
    typed = source.snippet(span)
    above = re.search(r"\^\{?(\d+)\}?", typed)
    if above is None:
        return ()
    rest = re.escape(typed[: above.start()]), re.escape(typed[above.end() :])
    found = re.search(rf"(?<![\w}}]){rest[0]}\^\{{?[^\W\d_]\}}?{rest[1]}", source.text)
    if found is None:
        return ()
    text = "a letter stands above this; is a number meant?"
    return (Label(Span(found.start(), found.end()), text),)


def under_power(reasons: Reasons, term: Term) -> str:
    """A term as it can stand before `^T`: what is no name in brackets."""
    text = reasons.written(term)
    return text if isinstance(term, Reference) else f"({text})"


def factor(reasons: Reasons, term: Term) -> str:
    """A term as it can stand in a product: sums and products with signs in brackets."""
    text = reasons.written(term)
    match term:
        case Sum() | Negative() | Quotient():
            return f"({text})"
        case Product(operator=operator) if operator:
            return f"({text})"
    return text


def as_row(reasons: Reasons, term: Term) -> str:
    """A term with a transpose behind it: `v^T`, `(k^2)^T`."""
    text = factor(reasons, term)
    whole = text.startswith("(") and text.endswith(")")
    if isinstance(term, Product | Power) and not whole:
        text = f"({text})"
    return f"{text}^T"
