"""Repeated indices: `h_i = W_{ij} x_j` leaves its sum sign out, and is refused."""

from __future__ import annotations

from collections.abc import Sequence

from cellc.diagnostics import Diagnostics
from cellc.lower.notation.component_forms import factors_of, letters_below, sum_letter
from cellc.lower.notation.index import TIME, indices_of
from cellc.lower.notation.walk import children, is_name
from cellc.syntax.nodes import Binary, Juxtaposition, Node, Statement

_COUNTING = frozenset("ijklmnpqι")


def refuse_repeated_indices(
    equations: tuple[Statement, ...], diagnostics: Diagnostics
) -> None:
    """Raises CellcError where a product repeats an index that nothing sums over."""
    sides = [_letters(each.sides[0]) for each in equations if len(each.sides) == 2]
    # h_i, or h_a wherever something is defined: an index; the c of u_c is a label
    counting = frozenset.intersection(*sides) if sides else frozenset()
    counting |= _COUNTING
    for statement in equations:
        if len(statement.sides) == 2:
            left = _letters(statement.sides[0]) & counting
            _search(statement.sides[1], left, frozenset(), diagnostics)
    diagnostics.raise_if_errors()


def _search(
    node: Node, left: frozenset[str], bound: frozenset[str], diagnostics: Diagnostics
) -> None:
    parts: Sequence[Node] = children(node)
    if isinstance(node, Juxtaposition | Binary):
        factors = factors_of(node)
        summed = {sum_letter(each) for each in factors}
        bound |= {each for each in summed if each is not None}
        if len(factors) > 1:
            parts = factors  # what stands in between is part of this product
    letter = _repeated(node, left - bound, bound)
    if letter is not None:
        diagnostics.error(
            "E0215",
            f"the index {letter} stands twice in this product, and no sum over it is "
            "written",
            node.span,
            help=f"write \\sum_{letter} in front of the product, or write W x without "
            "indices of components",
        )
        return
    for each in parts:
        _search(each, left, bound, diagnostics)


def _repeated(node: Node, left: frozenset[str], bound: frozenset[str]) -> str | None:
    """The letter of a matrix and of another factor that the left side has not."""
    if not isinstance(node, Juxtaposition | Binary):
        return None
    factors = [each for each in factors_of(node) if is_name(each)]
    for matrix in factors:
        below = letters_below(matrix)
        if len(below) < 2 or left.isdisjoint(below):
            continue
        for other in factors:
            for letter in sorted(_letters(other) - left - bound):
                if other is not matrix and letter in below:
                    return letter
    return None


def _letters(name: Node) -> frozenset[str]:
    return frozenset(index.letter for index, _ in indices_of(name)) - {TIME}
