r"""Indices of components that are refused before sums are read.

`h_i = W_{ij} x_j` leaves its sum sign out.  `\sum_j \sum_k W_{ijk} x_j h_k` has a name
with three indices, which no matrix has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cellc.diagnostics import Diagnostics
from cellc.lower.notation.component_forms import factors_of, letters_below, sum_letter
from cellc.lower.notation.index import TIME, indices_of
from cellc.lower.notation.walk import children, is_name, names_in, nodes_in
from cellc.syntax.nodes import Binary, Juxtaposition, Node, Scripted, Statement

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
            if _has_three(statement, left, diagnostics):
                continue
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


def _has_three(
    statement: Statement, left: frozenset[str], diagnostics: Diagnostics
) -> bool:
    """Report `W_{ijk}`: three letters that count, one of the left and one of a sum."""
    side = statement.sides[1]
    names = [*names_in(side)]
    for name in names:
        below = letters_below(name)
        rest = {*below} - left
        if not len(below) == len({*below}) == 3 or len(rest) not in (1, 2):
            continue
        others = {each for one in names if one is not name for each in _letters(one)}
        summed = {each for node in nodes_in(side) for each in _summed(node)}
        if not rest <= _COUNTING | summed or rest.isdisjoint(others | summed):
            continue
        own = next(each for each in below if each in left)
        base = name
        while isinstance(base, Scripted):
            base = base.base
        matrix = diagnostics.source.snippet(base.span)
        diagnostics.error(
            "E0236",
            f"`{diagnostics.source.snippet(name.span)}` has three indices of "
            "components; a parameter is a number, a vector or a matrix",
            name.span,
            help=f"write a matrix for each value of {own}, as heads have them: "
            f"z_{{{own},t}} = h_{{t-1}}^T {matrix}_{own} x_t, with for {own} = 1..H in "
            f"the where block; [z_{{1,t}}; ...; z_{{H,t}}] is the vector of the "
            f"z_{{{own},t}}; for labels write \\text{{...}} below the name",
        )
        return True
    return False


def _summed(node: Node) -> Iterator[str]:
    r"""The letters of `\sum_j` and of `\sum_{j,k}`."""
    if isinstance(node, Scripted) and sum_letter(node) is not None:
        yield from letters_below(node)


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
