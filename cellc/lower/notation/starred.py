"""`X_t * (W^T)`: a star beside a transposed matrix is the matrix product.

In: equations whose time is a subscript t.  Out: the same with those products side by
side.  Component by component, a transposed name has no meaning beside a vector.
"""

from __future__ import annotations

from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.names import is_transpose, read_name
from cellc.lower.notation.walk import names_in, nodes_in, with_children
from cellc.syntax.nodes import Binary, Group, Juxtaposition, Node, Statement


def with_products_of_transposes(
    equations: tuple[Statement, ...], silent: Diagnostics
) -> tuple[Statement, ...]:
    def lag(name: Node) -> int | None:
        found = read_name(name, silent)
        return None if found is None else found.lag

    def varies(node: Node) -> bool:
        return any(lag(name) is not None for name in names_in(node))

    def product(node: Node) -> Node:
        node = with_children(node, product)
        if not isinstance(node, Binary) or node.operator != "*":
            return node
        for matrix, other in ((node.left, node.right), (node.right, node.left)):
            if _is_transposed(matrix) and not varies(matrix) and varies(other):
                return Juxtaposition((node.left, node.right), node.span)
        return node

    if not any(_has_star(side) for each in equations for side in each.sides):
        return equations
    return tuple(
        replace(each, sides=(each.sides[0], *map(product, each.sides[1:])))
        for each in equations
    )


def _has_star(node: Node) -> bool:
    return any(
        isinstance(each, Binary) and each.operator == "*" for each in nodes_in(node)
    )


def _is_transposed(node: Node) -> bool:
    while isinstance(node, Group) and node.bracket == "(" and len(node.items) == 1:
        node = node.items[0]
    return is_transpose(node)
