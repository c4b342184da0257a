"""What keeps a search that found nothing from being a proof that there is nothing.

The search pairs parameters one to one, up to factors.  Where they could be written in
another way altogether, two cells that it cannot pair may still be the same family.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Add, Expr, Mul, Number, Pow, Symbol

from cellc.equivalence.dimension import Dimension
from cellc.equivalence.points import Points
from cellc.equivalence.polynomials import TooLong
from cellc.equivalence.shifts import movable
from cellc.equivalence.verdict import Sums
from cellc.ir import Cell, Contract, Contraction, Over, Role, is_timed
from cellc.ops import Elementwise


def doubts(
    name: str, points: Points, sums: Sums, known: Dimension | None
) -> Iterator[str]:
    """Reasons why another way to write a cell's parameters could be overlooked."""
    if known is None:
        yield f"the number of dimensions of {name} cannot be told"
    else:
        count = 0
        for block in sums.kept:
            numbers = 1
            for length in points.shape(block.shape):
                numbers *= length
            count += numbers
        if known.parameters < count:
            yield (
                f"{name} has more parameters than dimensions: {count} numbers, "
                f"{known.parameters} dimensions"
            )
    cell = points.cell
    for equation in cell.equations:
        for node in _nodes(equation.value):
            if _rewrites(node, cell):
                yield f"{name} computes with parameters alone in `{equation.text}`"
                break
        if any(_turns(node, cell) for node in _nodes(equation.value)):
            yield f"{name} adds a number to a state in `{equation.text}`"


def doubts_in_sums(name: str, points: Points, sums: Sums) -> Iterator[str]:
    """The same, of sums in which a parameter could be moved: this takes longer."""
    try:
        moved = movable(points, sums)
    except TooLong:
        yield f"the normal form of {name} is too long"
        return
    if moved is not None:
        yield f"{name} {moved}"


def _nodes(value: Expr) -> Iterator[Expr]:
    yield value
    for each in value.operands if isinstance(value, Contraction) else value.args:
        if isinstance(each, Expr):
            yield from _nodes(each)


def _fixed(value: Expr, cell: Cell) -> bool:
    """Whether it is made of parameters and does not vary with time."""
    own = [each for each in value.free_symbols if each in cell.variables]
    return any(
        cell.variable(each).role is not Role.CONSTANT for each in own
    ) and not is_timed(value, cell.variables)


def _rewrites(node: Expr, cell: Cell) -> bool:
    """Whether parameters alone are put into something that is not linear."""
    match node:
        case Elementwise() | Pow() | Over():
            return _fixed(node, cell)
        case Mul():
            return sum(_fixed(each, cell) for each in node.args) > 1
        case Contract():
            return sum(_fixed(each, cell) for each in node.operands) > 1
    return False


def _turns(node: Expr, cell: Cell) -> bool:
    """Whether a number stands beside a bare state in a sum: 1 - h may be the state."""
    if not isinstance(node, Add):
        return False
    terms = [*_terms(node, cell)]
    return any(isinstance(each, Number) for each in terms) and any(
        isinstance(each, Symbol)
        and cell.variable(each).role in (Role.PREVIOUS, Role.STATE)
        for each in terms
    )


def _terms(value: Expr, cell: Cell) -> Iterator[Expr]:
    """The terms of a sum, without their factors, definitions written out."""
    values = {each.target: each.value for each in cell.equations}
    for term in Add.make_args(value):
        while isinstance(term, Mul) and term.args[0].is_Number and len(term.args) == 2:
            term = term.args[1]
        if isinstance(values.get(term), Add):
            yield from _terms(values[term], cell)
        else:
            yield term
