"""Products of matrices and rows with an index: one product at every position.

The index is one more label of the contraction, in front: `W_i x` is "aij,j->ai" and
`S_i q_i` is "aij,aj->ai".
"""

from __future__ import annotations

from sympy import Expr

from cellc.ir import Contract
from cellc.lower.elementwise import Typed

POSITIONS = "acdefgh"  # the labels of the indices; b is the batch

# shapes and rows of the sides -> the product without the index, whether it is a row
_FORMS: dict[tuple[int, bool, int, bool], tuple[str, bool]] = {
    (2, False, 1, False): ("ij,j->i", False),
    (2, False, 2, False): ("ij,jk->ik", False),
    (1, True, 2, False): ("i,ij->j", True),
    (1, False, 1, True): ("i,j->ij", False),
    (1, True, 1, False): ("i,i->", False),
    (0, False, 1, False): (",i->i", False),
    (0, False, 1, True): (",i->i", True),
    (1, False, 0, False): ("i,->i", False),
    (1, True, 0, False): ("i,->i", True),
    (0, False, 2, False): (",ij->ij", False),
    (2, False, 0, False): ("ij,->ij", False),
}


def product_at(
    left: Typed, right: Typed, letters: tuple[str, ...], over: str = ""
) -> Typed | None:
    """The product of two typed expressions at every position; None if there is none.

    Of matrices the sizes have been made to meet.  letters: the indices of the product.
    over: another one, which it is summed over.
    """
    key = len(left.shape), left.row, len(right.shape), right.row
    if key not in _FORMS:
        return None
    form, row = _FORMS[key]
    return labelled_product(left, right, letters, form, over)._replace(row=row)


def labelled_product(
    left: Typed, right: Typed, letters: tuple[str, ...], form: str, over: str = ""
) -> Typed:
    """The contraction of this form at one position, with labels for the indices."""
    labels, _, result = form.partition("->")
    first, second = labels.split(",")
    sizes = dict(zip(first, left.shape, strict=True))
    sizes |= dict(zip(second, right.shape, strict=True))
    shape = tuple(sizes[each] for each in result)
    if not over and any(not (each.shape or each.running) for each in (left, right)):
        product = left.expression * right.expression  # a number, the same for all
        return Typed(product, shape, running=(left.running or right.running or letters))
    fronts = labels_of((*letters, over) if over else letters)
    one, two = ("".join(fronts[at] for at in each.running) for each in (left, right))
    whole = "".join(fronts[each] for each in letters)
    factors = left.expression, right.expression
    node = labelled(f"{one}{first},{two}{second}->{whole}{result}", *factors)
    return Typed(node, shape, running=letters)


def labelled(subscripts: str, *operands: Expr) -> Expr:
    """A contraction of values with indices; of numbers alone, as matrices have it.

    `\\sum_j S_{ij} x_j` is "ij,j->i", the product of a matrix and a vector.
    """
    labels, _, result = subscripts.partition("->")
    parts = labels.split(",")
    every = "".join(dict.fromkeys(labels.replace(",", "")))
    plain = {*every} <= {*POSITIONS} and max(map(len, (*parts, result))) < 3
    beside = any(len(result) == len(each) for each in parts)
    if not plain or (len(parts) > 1 and beside and {*result} == {*every}):
        return Contract(subscripts, *operands)
    if len(parts) == 2 and len(parts[0]) == 1 and parts[1][1:] == parts[0]:
        parts, operands = parts[::-1], operands[::-1]  # of a matrix before a vector
        every = parts[0]
    names = str.maketrans(every, "ijkl"[: len(every)])
    form = f"{','.join(parts)}->{result}".translate(names)
    return Contract(form, *operands)


def labels_of(letters: tuple[str, ...]) -> dict[str, str]:
    """A label of a contraction for each index."""
    return dict(zip(letters, POSITIONS, strict=False))
