"""Shapes of rows: `X_t ∈ ℝ^{n×d}` for a batch of n rows, `h_t ∈ ℝ^{1×d}` for one.

In: what is resolved.  Out: such names declared as the vectors that they are for each
sequence, where nothing of the text needs them as matrices.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sympy import Expr, Integer

from cellc.diagnostics import Diagnostics
from cellc.lower.facts_known import DeclaredShape
from cellc.lower.resolved import Resolved
from cellc.lower.rows import reads_rows
from cellc.lower.terms import Product, Term, Transposed, children, references

_ONE = Integer(1)


def without_batch(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Declare rows of a batch, and single rows, as vectors; told as a note."""
    shapes = resolved.facts.shapes
    numbers = {each for each, shape in shapes.items() if not shape.dimensions}
    if any(_mixes_values(each.term, numbers) for each in resolved.definitions):
        return  # `k_t^T v_t` of rows is a matrix
    matrices = {
        each: shape for each, shape in shapes.items() if len(shape.dimensions) == 2
    }
    timed = {each.identifier for each in resolved.definitions} | {
        use.identifier
        for each in resolved.definitions
        for use in references(each.term)
        if use.lag is not None
    }
    single = {
        each: _as_vector(shape)
        for each, shape in matrices.items()
        if each in timed and shape.spoken and _ONE in shape.dimensions
    }
    shapes |= single
    if matrices.keys() & resolved.by_entries:
        return  # a matrix by its entries has rows of its own
    vectors = [each for each in shapes.values() if len(each.dimensions) == 1]
    sizes = {size for each in vectors for size in each.dimensions}
    several = _of_batch(matrices, timed, sizes)
    with_vectors = shapes | several
    facts = replace(resolved.facts, shapes=with_vectors)
    if not several or not reads_rows(replace(resolved, facts=facts)):
        return
    shapes |= several
    first = next((each for each in several if each in timed), None)
    if first is None:
        return
    rows, size = matrices[first].dimensions
    if rows == _ONE:
        return
    diagnostics.note(
        "N0662",
        f"ℝ^{{{rows}×{size}}} is read as {rows} rows of the size {size}, one for each "
        "sequence of a batch: the names that vary with time are vectors",
        shapes[first].span,
        help="a generated module takes batches of every size",
    )


def _of_batch(
    matrices: dict[str, DeclaredShape], timed: set[str], sizes: set[Expr]
) -> dict[str, DeclaredShape]:
    """What has a number of rows that nothing else is declared with, nor a vector."""
    rows = {matrices[each].dimensions[0] for each in matrices if each in timed}
    rows -= {_ONE}
    others = set(sizes)
    for each, shape in matrices.items():
        others |= {*shape.dimensions[1:]} if each in timed else {*shape.dimensions}
    if len(rows) > 1 or rows & others:
        return {}
    return {
        each: _as_vector(shape)
        for each, shape in matrices.items()
        if shape.dimensions[0] == _ONE or (each in timed and rows)
    }


def _as_vector(shape: DeclaredShape) -> DeclaredShape:
    first, second = shape.dimensions
    return replace(shape, dimensions=(first if second == _ONE else second,))


def _mixes_values(term: Term, numbers: set[str]) -> bool:
    """Whether values that vary with time are transposed, or multiplied as matrices."""
    for part in _parts(term):
        match part:
            case Transposed(operand=operand) if _varies(operand, numbers):
                return True
            case Product(left=left, right=right) if not part.elementwise:
                if _varies(left, numbers) and _varies(right, numbers):
                    return True
    return False


def _varies(term: Term, numbers: set[str]) -> bool:
    return any(
        use.lag is not None and use.identifier not in numbers
        for use in references(term)
    )


def _parts(term: Term) -> Iterator[Term]:
    waiting = [term]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += children(found)
