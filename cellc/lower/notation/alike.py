r"""Matrices of one letter that only their indices tell apart: `w_{ij}` and `w_{ik}`.

Papers number inputs by i and units by j, so that `w_{ki}` and `w_{kj}` are two.
Where both go over one vector, the letter of a sum can as well be any.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cellc.diagnostics import Diagnostics, Label
from cellc.lower.notation.component_forms import (
    base_of,
    flat_factors,
    letters_below,
    sum_letter,
)
from cellc.lower.notation.component_sums import addends
from cellc.lower.notation.index import indices_of
from cellc.lower.notation.walk import names_in, nodes_in
from cellc.syntax.nodes import Juxtaposition, Node, Statement

_Vectors = frozenset[tuple[str, frozenset[tuple[str, int]]]]


class _Use(NamedTuple):
    """A matrix under a sum: its indices, the one that is summed, what it goes over."""

    matrix: Node
    indices: tuple[str, ...]
    letter: str
    vectors: _Vectors

    @property
    def others(self) -> tuple[str, ...]:
        return tuple("" if each == self.letter else each for each in self.indices)


def settle_alike(
    equations: tuple[Statement, ...], alike: frozenset[str], diagnostics: Diagnostics
) -> None:
    """Tell which parameters there are; refused where two can be one.

    alike: the letters of such matrices.
    """
    uses: dict[str, dict[tuple[str, ...], _Use]] = {}
    for statement in equations:
        for side in statement.sides[1:]:
            for use in _uses(side):
                name = base_of(use.matrix)
                if name not in alike:
                    continue
                seen = uses.setdefault(name, {})
                same = [each for each in seen.values() if _can_be_one(each, use)]
                if same and use.indices not in seen:
                    _refuse(same[0], use, diagnostics)
                    return
                seen.setdefault(use.indices, use)
    for found in uses.values():
        if len(found) > 1:
            _note([*found.values()], diagnostics)


def _can_be_one(one: _Use, other: _Use) -> bool:
    """Whether both go over one vector and differ in the letter of the sum alone."""
    return one.others == other.others and one.vectors == other.vectors


def _uses(side: Node) -> Iterator[_Use]:
    for node in nodes_in(side):
        if not isinstance(node, Juxtaposition):
            continue
        for position, factor in enumerate(node.factors):
            letter = sum_letter(factor)
            if letter is None:
                continue
            for _, terms in addends(node.factors[position + 1 :]):
                yield from _of_term(letter, flat_factors(terms))


def _of_term(letter: str, factors: list[Node]) -> Iterator[_Use]:
    matrix = next((each for each in factors if len(letters_below(each)) > 1), None)
    if matrix is None or letter not in letters_below(matrix):
        return
    vectors = frozenset(
        (base_of(name), frozenset(_others(name, letter)))
        for factor in factors
        if factor is not matrix
        for name in names_in(factor)
    )
    yield _Use(matrix, tuple(letters_below(matrix)), letter, vectors)


def _others(name: Node, letter: str) -> Iterator[tuple[str, int]]:
    """The indices of a vector beside that of the sum: its step."""
    for index, _ in indices_of(name):
        if index.letter != letter:
            yield index.letter, index.offset


def _refuse(first: _Use, second: _Use, diagnostics: Diagnostics) -> None:
    one, other = (
        diagnostics.source.snippet(each.matrix.span) for each in (first, second)
    )
    diagnostics.error(
        "E0208",
        f"`{one}` and `{other}` go over the same values, so that they can be one "
        "matrix with two letters for its index, or two matrices",
        second.matrix.span,
        labels=(Label(first.matrix.span, "the other letter"),),
        help=f"for one matrix write the sum over {first.letter} here as well; for two "
        "matrices give them different names",
    )


def _note(uses: list[_Use], diagnostics: Diagnostics) -> None:
    names = [f"`{diagnostics.source.snippet(each.matrix.span)}`" for each in uses]
    listed = ", ".join(names[:-1]) + f" and {names[-1]}"
    first, *others = uses
    diagnostics.note(
        "N0631",
        f"{listed} are read as {len(names)} matrices: their indices tell them apart",
        others[-1].matrix.span,
        labels=tuple(
            Label(each.matrix.span, "a parameter of its own")
            for each in (first, *others[:-1])[:2]
        ),
        help="for one matrix write the same letters at both; different names end this "
        "note",
    )
