"""A matrix with its indices in both orders: `A_{ij}` and `A_{ji}`."""

from __future__ import annotations

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.lower.notation.component_forms import base_of, letters_below
from cellc.lower.notation.walk import names_in
from cellc.syntax.nodes import Statement


def refuse_swapped(
    equations: tuple[Statement, ...], letters: frozenset[str], diagnostics: Diagnostics
) -> None:
    """Report what can be a matrix and its transpose, or two matrices.

    letters: the indices of components.  Raises CellcError.
    """
    first: dict[tuple[str, frozenset[str]], tuple[list[str], Span]] = {}
    for statement in equations:
        for side in statement.sides[1:]:
            for name in names_in(side):
                below = letters_below(name)
                if len(below) != 2 or not letters.issuperset(below):
                    continue
                key = base_of(name), frozenset(below)
                order, place = first.setdefault(key, (below, name.span))
                if order != below:
                    _refuse(name.span, place, diagnostics)
                    diagnostics.raise_if_errors()


def _refuse(here: Span, there: Span, diagnostics: Diagnostics) -> None:
    one, other = map(diagnostics.source.snippet, (there, here))
    diagnostics.error(
        "E0208",
        f"`{one}` and `{other}` can be a matrix and its transpose, or two matrices",
        here,
        labels=(Label(there, "the indices in the other order"),),
        help="write the products as matrices, W h and W^\\top x; for two matrices give "
        "them different names",
    )
