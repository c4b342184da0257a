"""`w * x` where the where block declares w as a matrix: one reading is left."""

from __future__ import annotations

from cellc.diagnostics import Diagnostics
from cellc.lower.conflicts import factor
from cellc.lower.reasons import Reasons
from cellc.lower.terms import Product

_READ = "is read as the matrix product"


def note_matrix_product(
    reasons: Reasons, term: Product, diagnostics: Diagnostics
) -> None:
    """Tell once that such products are those of a matrix with a vector."""
    if any(each.code == "N0609" and _READ in each.message for each in diagnostics):
        return
    a, b = factor(reasons, term.left), factor(reasons, term.right)
    diagnostics.note(
        "N0609",
        f"`{a} * {b}` {_READ}, as every `*` between a matrix of the where block and "
        "a vector",
        term.operator_span,
        help=f"write {a}·{b}",
    )
