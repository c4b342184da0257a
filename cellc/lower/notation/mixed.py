"""One equation in components among others of vectors: `h_{t,j}` beside `h_{t-1}`.

Where every name of an equation has the index, and the name on its left side stands
elsewhere without, the index is that of a component and is dropped there.
"""

from __future__ import annotations

from cellc.diagnostics import Diagnostics
from cellc.lower.names import read_name
from cellc.lower.notation.index import TIME, indices_of, without_scripts
from cellc.lower.notation.matrix_rows import row_products, with_whole_matrices
from cellc.lower.notation.walk import (
    is_function,
    is_name,
    names_in,
    rewritten_statement,
)
from cellc.syntax.nodes import Node, Statement

_COUNTING = "ijkmι"


def without_mixed_components(
    equations: tuple[Statement, ...],
    vectors: list[Node],
    matrices: list[Node],
    diagnostics: Diagnostics,
) -> tuple[Statement, ...]:
    """The equations, those in components without their indices.

    Adds to `vectors` the names that lost one, to `matrices` those that are rows.
    """
    silent = Diagnostics(diagnostics.source)
    everywhere = [
        (each, _key(node, silent))
        for each in equations
        for side in each.sides
        for node in names_in(side)
    ]

    def plain(statement: Statement) -> Statement:
        for letter in sorted(_letters(statement.sides[0])):
            drop = frozenset([letter])
            names = [node for side in statement.sides for node in names_in(side)]
            whole_names = {
                id(name)
                for _, vector in row_products(statement, letter)
                for name in names_in(vector)
            }
            named = [
                each
                for each in names
                if not is_function(each) and id(each) not in whole_names
            ]
            whole = _key(without_scripts(statement.sides[0], drop), silent)
            if all(letter in _letters(each) for each in named) and any(
                key == whole and other is not statement for other, key in everywhere
            ):
                rows = with_whole_matrices(statement, letter, matrices, diagnostics)
                return _without(rows, drop, vectors)
        return statement

    return tuple(plain(each) if len(each.sides) == 2 else each for each in equations)


def _without(
    statement: Statement, drop: frozenset[str], vectors: list[Node]
) -> Statement:
    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        bare = without_scripts(node, drop)
        if bare != node:
            vectors.append(bare)
        return bare

    return rewritten_statement(statement, rule)


def _letters(name: Node) -> frozenset[str]:
    found = {index.letter for index, _ in indices_of(name)} if is_name(name) else set()
    return frozenset(each for each in found if each in _COUNTING and each != TIME)


def _key(node: Node, silent: Diagnostics) -> str:
    name = read_name(node, silent)
    return name.identifier if name is not None else ""
