r"""Rows of matrices: `y_i(t) = \sigma(W_i z(t))`, where W_i is the i-th row of W.

In: equations written for one component, and the letters of components.  Out: the same
with the matrix in the place of its row, `W z(t)`, and what matrices there are.  A row
is a name as matrices have, or one with a transpose, before what has no index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import pairwise

from cellc.diagnostics import Diagnostics
from cellc.lower.names import is_transpose
from cellc.lower.notation.component_forms import bare_matrix, letters_below
from cellc.lower.notation.index import TIME, indices_of
from cellc.lower.notation.unindexed import looks_like_matrix
from cellc.lower.notation.walk import is_name, names_in, nodes_in, rewritten_statement
from cellc.syntax.nodes import Binary, Group, Juxtaposition, Node, Scripted, Statement


def with_whole_matrices(
    statement: Statement,
    letters: Collection[str],
    matrices: list[Node],
    diagnostics: Diagnostics,
) -> Statement:
    """The equation with matrices for their rows; adds these to `matrices`."""
    found = [*row_products(statement, letters)]
    rows = {id(row) for row, _ in found}
    if not rows:
        return statement
    if all(each.code != "N0684" for each in diagnostics):
        row, vector = found[0]
        snippet = diagnostics.source.snippet
        diagnostics.note(
            "N0684",
            f"`{snippet(row.span)}` before `{snippet(vector.span)}`, which has no "
            "index of a component, is read as a row of a matrix",
            row.span | vector.span,
            help="for a product of components write the index at both",
        )

    def rule(node: Node) -> Node | None:
        if id(node) not in rows:
            return None
        whole = bare_matrix(_untransposed(node))
        matrices.append(whole)
        return whole

    return rewritten_statement(statement, rule)


def row_products(
    statement: Statement, letters: Collection[str]
) -> Iterator[tuple[Node, Node]]:
    """The rows of an equation, and what each is applied to."""
    for side in statement.sides[1:]:
        for node in nodes_in(side):
            for row, vector in _neighbours(node):
                if _is_row(row, letters) and _is_whole(vector, letters):
                    yield row, vector


def _neighbours(node: Node) -> Iterator[tuple[Node, Node]]:
    match node:
        case Juxtaposition(factors=factors):
            yield from pairwise(factors)
        case Binary(operator="·" | "@", left=left, right=right):
            yield left, right


def _is_row(node: Node, letters: Collection[str]) -> bool:
    if not is_name(node):
        return False
    below = letters_below(node)
    called = looks_like_matrix(node) or is_transpose(node)
    timed = any(index.letter == TIME for index, _ in indices_of(node))
    return called and not timed and len(below) == 1 and below[0] in letters


def _is_whole(node: Node, letters: Collection[str]) -> bool:
    """Whether a factor has values of a step, and no index of a component."""
    if not (is_name(node) or isinstance(node, Group)):
        return False
    found = [index.letter for name in names_in(node) for index, _ in indices_of(name)]
    return TIME in found and not any(each in letters for each in found)


def _untransposed(node: Node) -> Node:
    if isinstance(node, Scripted):
        return (
            node.base
            if is_transpose(node)
            else replace(node, base=_untransposed(node.base))
        )
    return node
