"""Windows over positions: a value at the index i - k, an entry of a vector or matrix.

What lies outside of the set counts as zero.  All is made of pieces laid end to end and
of parts of them, so it is linear and needs no derivative of its own.
"""

from __future__ import annotations

from sympy import Expr, Integer

from cellc.ir import Concat, Contract, Slice, Zeros
from cellc.lower.terms import Reference, Term, references

Use = tuple[str, bool]  # a name, and whether its value is that of the step before
Reach = tuple[int, int]  # how many positions before and behind i it is read at


def reaches(term: Term) -> dict[Use, Reach]:
    """How far from the index i each name of a term is read."""
    found: dict[Use, Reach] = {}
    for each in references(term):
        if each.shift:
            before, behind = found.get(use_of(each), (0, 0))
            found[use_of(each)] = max(before, -each.shift), max(behind, each.shift)
    return found


def use_of(reference: Reference) -> Use:
    return reference.identifier, reference.lag == 1


def shifted(whole: Expr, shape: tuple[Expr, ...], shift: int, reach: Reach) -> Expr:
    """The values at `shift` positions behind each, zero outside of the set.

    reach: of all uses of this value in an equation, so that they share what is padded.
    """
    if not shift:
        return whole
    before, behind = reach
    count, *rest = shape
    pieces = [whole]
    if before:
        pieces.insert(0, Zeros(Integer(before), *rest))
    if behind:
        pieces.append(Zeros(Integer(behind), *rest))
    start = Integer(before + shift)
    return Slice(Concat(0, *pieces), 0, start, start + count)


def entry(whole: Expr, rank: int, index: int) -> Expr:
    """One component of a vector, a number, or one row of a matrix, a vector."""
    at = Slice(whole, 0, Integer(index), Integer(index + 1))
    return Contract("i->" if rank == 1 else "ij->j", at)
