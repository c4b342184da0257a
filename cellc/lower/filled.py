r"""Arrays of ones with their sizes below: `\mathbf{1}_{d \times m}`, `1_n` in a sum."""

from __future__ import annotations

from sympy import Expr, Integer

from cellc.diagnostics import Diagnostics
from cellc.ir import size_symbol
from cellc.lower.names import is_ones, read_name
from cellc.lower.notation.walk import is_name
from cellc.lower.terms import Filled, Size
from cellc.syntax.nodes import Binary, Node, Number, Scripted


def filled(node: Scripted, diagnostics: Diagnostics) -> Filled | None:
    """The ones that a node is; None where its sizes are not read."""
    if not is_ones(node) or len(node.items) != 1 or not isinstance(node.base, Number):
        return None
    item = node.items[0]
    axes = [item]
    if isinstance(item, Binary) and item.operator == "×":
        axes = [item.left, item.right]
    sizes = [_size(each, diagnostics) for each in axes]
    found = tuple(each for each in sizes if each is not None)
    return Filled(found, node.span) if len(found) == len(axes) else None


def _size(node: Node, diagnostics: Diagnostics) -> Size | None:
    if isinstance(node, Number):
        known = node.text.isdigit() and int(node.text[:8])
        return Size(node.text, node.span) if known else None
    name = read_name(node, diagnostics) if is_name(node) else None
    if name is None or name.lag is not None or name.power is not None:
        return None
    return Size(name.identifier, node.span)


def size_of(size: Size) -> Expr:
    name = size.name
    return Integer(int(name)) if name.isdigit() else size_symbol(name)
