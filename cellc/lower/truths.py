"""Conditions of numbers: what is known of them when a cell is compiled."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Rational

from cellc.syntax.nodes import Binary, Comparison, Group, Node

Value = Callable[[Node], Rational | None]
_HOLDS: dict[str, Callable[[Rational, Rational], bool]] = {
    "=": lambda a, b: a == b,
    "≠": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "≤": lambda a, b: a <= b,
    "≥": lambda a, b: a >= b,
}


def known_truth(node: Node, value: Value) -> bool | None:
    """Whether a condition holds; None where it depends on values of the cell."""
    while isinstance(node, Group) and len(node.items) == 1:
        (node,) = node.items
    if not isinstance(node, Comparison):
        return None
    if node.operator in ("and", "or"):
        parts = [known_truth(each, value) for each in (node.left, node.right)]
        deciding = node.operator == "or"
        if deciding in parts:
            return deciding
        return None if None in parts else not deciding
    left, right = known_value(node.left, value), known_value(node.right, value)
    if left is None or right is None:
        return None
    return bool(_HOLDS[node.operator](left, right))


def known_value(node: Node, value: Value) -> Rational | None:
    """The value of an expression of numbers."""
    if isinstance(node, Group) and len(node.items) == 1:
        return known_value(node.items[0], value)
    if isinstance(node, Binary) and node.operator in ("+", "-", "mod"):
        left, right = known_value(node.left, value), known_value(node.right, value)
        if left is None or right is None:
            return None
        match node.operator:
            case "+":
                return left + right
            case "-":
                return left - right
        return left % right if right else None
    return value(node)
