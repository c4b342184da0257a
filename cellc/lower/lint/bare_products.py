"""N0626: `U r_t ⊙ h_{t-1}` is `(U r_t) ⊙ h_{t-1}`; some mean `U (r_t ⊙ h_{t-1})`.

Told where both have fitting sizes: a matrix, two names behind it, no brackets.
"""

from __future__ import annotations

from cellc.diagnostics import Diagnostics
from cellc.lower.reasons import Shape
from cellc.lower.resolved import Resolved
from cellc.lower.terms import Product, Reference, Term, walk


def note_bare_products(
    resolved: Resolved, shapes: dict[str, Shape], diagnostics: Diagnostics
) -> None:
    """Report such products, the first of them."""
    defined = {each.identifier for each in resolved.definitions}
    for definition in resolved.definitions:
        for term in walk(definition.term):
            found = _bare(term, shapes)
            if found is None or found[1].identifier not in defined:
                continue
            matrix, first, second = (
                diagnostics.source.snippet(each.span) for each in found
            )
            place = found[0].span | found[2].span
            typed = diagnostics.source.snippet(place)
            if any(each in typed for each in "()[]\n"):
                continue  # its brackets say it
            diagnostics.note(
                "N0626",
                f"`{typed}` is read as ({matrix} {first}) ⊙ {second}: side by side "
                "binds tighter than ⊙",
                place,
                help=f"if the matrix is applied to both, write {matrix} ({first} ⊙ "
                f"{second}), as the GRU has it; ({matrix} {first}) ⊙ {second} ends "
                "this note",
            )
            return


def _bare(
    term: Term, shapes: dict[str, Shape]
) -> tuple[Reference, Reference, Reference] | None:
    """The matrix and the two vectors, if the matrix can be applied to both."""
    match term:
        case Product(
            elementwise=True,
            left=Product(
                operator="", left=Reference() as matrix, right=Reference() as first
            ),
            right=Reference() as second,
        ):
            one, two, axes = (
                shapes.get(each.identifier, ()) for each in (first, second, matrix)
            )
            if len(axes) != 2 or not len(one) == len(two) == 1:
                return None
            # a size that nothing else says would be that of the other vector
            free = one[0].is_Symbol and str(one[0]) == first.identifier
            if one == two or free:
                return matrix, first, second
    return None
