"""The two sides of a pre-activation: what comes from the states, and from the input."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Add, Expr, Integer

from cellc.transforms.draft import Draft
from cellc.transforms.structure import is_recurrent, products_in


def sides_of(terms: Sequence[Expr], draft: Draft) -> tuple[Expr, Expr, Expr]:
    """The sums of the terms with products of states, of other products, of the rest.

    Raises CellcError (E0123) for a term with products of both.
    """
    recurrent: list[Expr] = []
    given: list[Expr] = []
    rest: list[Expr] = []
    for term in terms:
        kinds = {
            is_recurrent(each.operands[1], draft) for each in products_in(term, draft)
        }
        if len(kinds) > 1:
            raise draft.request.refusal(
                "E0123",
                f"a term of {draft.cell.name} has products of the state and of the "
                "input, so that its two sides cannot be told apart",
                "write the products as terms of their own, W x_t + U h_{t-1}",
            )
        side = rest if not kinds else recurrent if kinds == {True} else given
        side.append(term)
    if not recurrent and not given:
        return Integer(0), Integer(0), Add(*rest)
    return Add(*recurrent), Add(*given), Add(*rest)
