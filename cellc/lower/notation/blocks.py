r"""Blocks: `[W, U] [x; h]`, a row of matrices before a column of vectors.

It is `W x + U h`.  `[W U] [x; h]` with a blank can be that, or the product of W and U.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from cellc.diagnostics import Diagnostics
from cellc.lower.notation.index import TIME, indices_of
from cellc.lower.notation.unindexed import looks_like_matrix
from cellc.lower.notation.walk import nodes_in
from cellc.syntax.nodes import Binary, Group, Juxtaposition, Node, Stack, Statement


def block_product(node: Node) -> Node | None:
    """The sum of products that blocks are; None for any other node."""
    if not isinstance(node, Juxtaposition):
        return None
    for at, (row, behind) in enumerate(pairwise(node.factors)):
        matrices, vectors = _row(row), _listed(behind)
        if len(matrices) < 2 or len(matrices) != len(vectors):
            continue
        if not _are_matrices(matrices):
            continue
        span = row.span | behind.span
        terms = [
            Juxtaposition(pair, span) for pair in zip(matrices, vectors, strict=True)
        ]
        total: Node = terms[0]
        for each in terms[1:]:
            total = Binary("+", total, each, span, span)
        whole = Group("(", (total,), span)
        rest = (*node.factors[:at], whole, *node.factors[at + 2 :])
        return whole if len(rest) == 1 else replace(node, factors=rest)
    return None


def refuse_blank_blocks(statement: Statement, diagnostics: Diagnostics) -> bool:
    """Report `[W U] [x; h]`; whether there is one."""
    for node in (each for side in statement.sides for each in nodes_in(side)):
        if not isinstance(node, Juxtaposition):
            continue
        for row, behind in pairwise(node.factors):
            matrices, vectors = _beside(row), _listed(behind)
            if len(matrices) < 2 or len(matrices) != len(vectors):
                continue
            if not _are_matrices(matrices):
                continue
            typed = [diagnostics.source.snippet(each.span) for each in matrices]
            diagnostics.error(
                "E0208",
                f"`{diagnostics.source.snippet(row.span)}` before a column of as many "
                "parts can be a row of matrices, one for each part, or their product",
                row.span,
                help=f"write [{', '.join(typed)}] for the row, ({' '.join(typed)}) for "
                "the product",
            )
            return True
    return False


def _row(node: Node) -> tuple[Node, ...]:
    """What stands in a list, `[W, U]`, or in brackets around one."""
    match node:
        case Group(bracket="(" | "[", items=(Group() as inner,)):
            return _row(inner)
        case Group(bracket="[", items=items) if len(items) > 1:
            return items
    return ()


def _listed(node: Node) -> tuple[Node, ...]:
    """What stands in a list, or in a column."""
    match node:
        case Stack(items=items):
            return items
        case Group(bracket="(" | "[" | "{", items=(Stack(items=items),)):
            return items
        case Group(bracket="[", items=items) if len(items) > 1:
            return items
    return ()


def _beside(node: Node) -> tuple[Node, ...]:
    """The factors in square brackets."""
    match node:
        case Group(bracket="[", items=(Juxtaposition(factors=factors),)):
            return factors
    return ()


def _are_matrices(nodes: Sequence[Node]) -> bool:
    """Whether all are called as matrices are, and none varies with time."""
    letters = {index.letter for each in nodes for index, _ in indices_of(each)}
    return TIME not in letters and all(map(looks_like_matrix, nodes))
