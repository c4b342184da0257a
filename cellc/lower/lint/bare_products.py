"""N0626: `U r_t ⊙ h_{t-1}` is `(U r_t) ⊙ h_{t-1}`; some mean `U (r_t ⊙ h_{t-1})`.

Told where both have fitting sizes: a matrix, two names beside it, no brackets.  In rows
`r_t ⊙ h_{t-1} U` is `r_t ⊙ (h_{t-1} U)`; with a dot, which binds less than nothing,
`U · r_t h_{t-1}` is `U · (r_t ⊙ h_{t-1})`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.reasons import Shape
from cellc.lower.resolved import Resolved
from cellc.lower.terms import Product, Reference, Term, Transposed, walk


class _Bare(NamedTuple):
    """A matrix and the vectors next to it and beyond; `whole`: it is applied to both.

    sign: between the matrix and the next vector.
    """

    matrix: Reference | Transposed
    near: Reference
    far: Reference
    sign: str
    whole: bool

    @property
    def in_rows(self) -> bool:
        return self.near.span.start < self.matrix.span.start


def note_bare_products(
    resolved: Resolved, shapes: dict[str, Shape], diagnostics: Diagnostics
) -> None:
    """Report such products, the first of them."""
    defined = {each.identifier for each in resolved.definitions}
    for definition in resolved.definitions:
        for term in walk(definition.term):
            found = _bare(term)
            if found is None or found.near.identifier not in defined:
                continue
            if _fits(found, shapes) and not _has_brackets(found, diagnostics):
                _note(found, diagnostics)
                return


def _bare(term: Term) -> _Bare | None:
    match term:
        case Product(
            elementwise=True,
            left=Product(
                operator="" | "·" as sign,
                left=Reference() | Transposed(operand=Reference()) as matrix,
                right=Reference() as near,
            ),
            right=Reference() as far,
        ) if matrix.span.start < near.span.start:
            return _Bare(matrix, near, far, sign, False)
        case Product(
            elementwise=True,
            left=Reference() as far,
            right=Product(
                operator="" | "·" as sign,
                left=Reference() | Transposed(operand=Reference()) as matrix,
                right=Reference() as near,
            ),
        ) if near.span.start < matrix.span.start:
            return _Bare(matrix, near, far, sign, False)
        case Product(
            operator="·" | "×" | "@" as sign,
            left=Reference() | Transposed(operand=Reference()) as matrix,
            right=Product(
                operator="", left=Reference() as first, right=Reference() as second
            ),
        ):
            if matrix.span.start < first.span.start:
                return _Bare(matrix, first, second, sign, True)
            return _Bare(matrix, second, first, sign, True)
    return None


def _fits(found: _Bare, shapes: dict[str, Shape]) -> bool:
    """Whether the sizes fit the other reading as well."""
    matrix = found.matrix
    name = matrix.operand if isinstance(matrix, Transposed) else matrix
    assert isinstance(name, Reference)
    axes, one, two = (
        shapes.get(each.identifier, ()) for each in (name, found.near, found.far)
    )
    if len(axes) != 2 or not len(one) == len(two) == 1:
        return False
    if found.whole:
        rows = axes[1 if isinstance(matrix, Transposed) else 0]
        return str(two[0]) == str(rows)
    # a size that nothing else says would be that of the other vector
    return one == two or (one[0].is_Symbol and str(one[0]) == found.near.identifier)


def _has_brackets(found: _Bare, diagnostics: Diagnostics) -> bool:
    """Whether brackets between the three say what belongs together, or lines do."""
    spans = sorted(
        (each.span for each in (found.matrix, found.near, found.far)),
        key=lambda each: each.start,
    )
    between = "".join(
        diagnostics.source.snippet(Span(one.end, other.start))
        for one, other in pairwise(spans)
        if one.end < other.start
    )
    return any(each in between for each in "()[]\n")


def _note(found: _Bare, diagnostics: Diagnostics) -> None:
    typed = diagnostics.source.snippet
    matrix, near, far = (
        typed(each.span) for each in (found.matrix, found.near, found.far)
    )
    place = found.matrix.span | found.near.span | found.far.span
    between = f" {found.sign} " if found.sign else " "
    if found.in_rows:
        apart = f"{far} ⊙ ({near}{between}{matrix})"
        together = f"({far} ⊙ {near}){between}{matrix}"
    else:
        apart = f"({matrix}{between}{near}) ⊙ {far}"
        together = f"{matrix}{between}({near} ⊙ {far})"
    read, other = (together, apart) if found.whole else (apart, together)
    tight = "side by side" if found.whole or not found.sign else found.sign
    loose = found.sign if found.whole else "⊙"
    advice = f"if only {near} is multiplied with the matrix, write {other}"
    if not found.whole:
        advice = f"if the matrix is applied to both, write {other}, as the GRU has it"
    diagnostics.note(
        "N0626",
        f"`{typed(place)}` is read as {read}: {tight} binds tighter than {loose}",
        place,
        help=f"{advice}; {read} ends this note",
    )
