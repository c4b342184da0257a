"""Products of matrices and rows with an index: one product at every position.

The index is one more label of the contraction, in front: `W_i x` is "aij,j->ai" and
`S_i q_i` is "aij,aj->ai".
"""

from __future__ import annotations

from sympy import Expr

from cellc.ir import Contract, OverComponents, Zeros
from cellc.lower.elementwise import Typed

POSITION = "a"  # the label of the index

# shapes and rows of the sides -> the product without the index, whether it is a row
_FORMS: dict[tuple[int, bool, int, bool], tuple[str, bool]] = {
    (2, False, 1, False): ("ij,j->i", False),
    (2, False, 2, False): ("ij,jk->ik", False),
    (1, True, 2, False): ("i,ij->j", True),
    (1, False, 1, True): ("i,j->ij", False),
    (0, False, 1, False): (",i->i", False),
    (0, False, 1, True): (",i->i", True),
    (1, False, 0, False): ("i,->i", False),
    (1, True, 0, False): ("i,->i", True),
    (0, False, 2, False): (",ij->ij", False),
    (2, False, 0, False): ("ij,->ij", False),
}


def product_at(left: Typed, right: Typed, letter: str) -> Typed | None:
    """The product of two typed expressions at every position; None if there is none.

    Of matrices the sizes have been made to meet.
    """
    key = len(left.shape), left.row, len(right.shape), right.row
    if key not in _FORMS:
        return None
    form, row = _FORMS[key]
    labels, _, result = form.partition("->")
    first, second = labels.split(",")
    sizes = dict(zip(first, left.shape, strict=True))
    sizes |= dict(zip(second, right.shape, strict=True))
    shape = tuple(sizes[each] for each in result)
    if (not left.shape and left.running is None) or (
        not right.shape and right.running is None
    ):
        product = left.expression * right.expression  # a number, the same for all
        return Typed(product, shape, row, letter)
    fronts = [POSITION if each.running is not None else "" for each in (left, right)]
    subscripts = f"{fronts[0]}{first},{fronts[1]}{second}->{POSITION}{result}"
    node = Contract(subscripts, left.expression, right.expression)
    return Typed(node, shape, row, letter)


class OverEach(OverComponents):
    """Nodes of operations over the components of the vector at every position.

    A number at each position is spread over the components again, so that it stands
    beside them.
    """

    def dot(self, left: Expr, right: Expr) -> Expr:
        return self.total(left * right)

    def total(self, operand: Expr) -> Expr:
        ones = Zeros(self.size) + 1
        return Contract("ai,j->aj", operand, ones)


class TotalOfEach(OverComponents):
    """The same where the result is a number at each position, as of `sum(o_i)`."""

    def total(self, operand: Expr) -> Expr:
        return Contract("ai->a", operand)
