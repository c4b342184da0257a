"""Windows over positions: a value at the index i - k, an entry of a vector or matrix.

What lies outside of the set counts as zero.  All is made of pieces laid end to end and
of parts of them, so it is linear and needs no derivative of its own.
"""

from __future__ import annotations

from sympy import Expr, Integer

from cellc.ir import Concat, Contract, Slice, Zeros
from cellc.lower.terms import Reference, Term, references

Use = tuple[str, bool, int]  # a name, whether its value is that before, and an axis
Reach = tuple[int, int]  # how many positions before and behind i it is read at


def reaches(term: Term) -> dict[Use, Reach]:
    """How far from its indices each name of a term is read, axis by axis."""
    found: dict[Use, Reach] = {}
    for each in references(term):
        for axis, shift in enumerate(each.shifts):
            if shift:
                use = use_of(each, axis)
                before, behind = found.get(use, (0, 0))
                found[use] = max(before, -shift), max(behind, shift)
    return found


def use_of(reference: Reference, axis: int) -> Use:
    return reference.identifier, reference.lag == 1, axis


def shifted(
    whole: Expr, shape: tuple[Expr, ...], axis: int, shift: int, reach: Reach
) -> Expr:
    """The values at `shift` positions behind each, zero outside of the set.

    reach: of all uses of this value in an equation, so that they share what is padded.
    """
    if not shift:
        return whole
    before, behind = reach
    pieces = [whole]
    lead, rest = shape[:axis], shape[axis + 1 :]
    if before:
        pieces.insert(0, Zeros(*lead, Integer(before), *rest))
    if behind:
        pieces.append(Zeros(*lead, Integer(behind), *rest))
    start = Integer(before + shift)
    return Slice(Concat(axis, *pieces), axis, start, start + shape[axis])


def entry(whole: Expr, rank: int, index: int) -> Expr:
    """One component of a vector, a number, or one row of a matrix, a vector."""
    at = Slice(whole, 0, Integer(index), Integer(index + 1))
    return Contract("i->" if rank == 1 else "ij->j", at)
