"""N0629: products and quotients without brackets that are grouped in another way too.

`h * W @ x` is `h * (W @ x)` here and `(h * W) @ x` in NumPy; `x / a ⊙ b` is read from
left to right, and some mean `x / (a ⊙ b)`.
"""

from __future__ import annotations

from cellc.diagnostics import Diagnostics
from cellc.lower.notation.walk import nodes_in
from cellc.syntax.nodes import Binary, Group, Node, Number, Statement

_BEHIND_SLASH = frozenset("·⊙∘×⊗")


def note_mixed_products(
    equations: tuple[Statement, ...], diagnostics: Diagnostics
) -> None:
    """Tell how the first of each kind is grouped."""
    told: set[str] = set()
    for statement in equations:
        for side in statement.sides[1:]:
            for node in nodes_in(side):
                if not isinstance(node, Binary):
                    continue
                if "/" not in told and _is_behind_quotient(node):
                    told.add("/")
                    _note_quotient(node, diagnostics)
                elif "@" not in told and _is_star_before_at(node):
                    told.add("@")
                    _note_star(node, diagnostics)


def _is_behind_quotient(node: Binary) -> bool:
    """`a / b · c`; not `1 / b · c`, `a / b · (c + d)`, nor a fraction."""
    quotient = node.left
    if node.operator in ("·", "×") and isinstance(node.right, Group):
        return False  # Euler's step, `Δt / τ · (...)`
    return (
        node.operator in _BEHIND_SLASH
        and isinstance(quotient, Binary)
        and quotient.operator == "/"
        and quotient.operator_span.start > quotient.left.span.start
        and not isinstance(quotient.left, Number)
    )


def _is_star_before_at(node: Binary) -> bool:
    right = node.right
    return node.operator == "*" and isinstance(right, Binary) and right.operator == "@"


def _note_quotient(node: Binary, diagnostics: Diagnostics) -> None:
    quotient = node.left
    assert isinstance(quotient, Binary)
    a, b, c = _typed(diagnostics, quotient.left, quotient.right, node.right)
    sign = diagnostics.source.snippet(node.operator_span)
    diagnostics.note(
        "N0629",
        f"`{a} / {b} {sign} {c}` is read from left to right, as ({a} / {b}) {sign} {c}",
        node.span,
        help=f"if all of {b} {sign} {c} divides, write {a} / ({b} {sign} {c})",
    )


def _note_star(node: Binary, diagnostics: Diagnostics) -> None:
    product = node.right
    assert isinstance(product, Binary)
    a, b, c = _typed(diagnostics, node.left, product.left, product.right)
    diagnostics.note(
        "N0629",
        f"`{a} * {b} @ {c}` is read as {a} * ({b} @ {c}): @ binds tighter than * here; "
        "in NumPy both bind alike, from left to right",
        node.span,
        help=f"if the product of {a} and {b} is meant to come first, write "
        f"({a} * {b}) @ {c}",
    )


def _typed(diagnostics: Diagnostics, *nodes: Node) -> list[str]:
    return [" ".join(diagnostics.source.snippet(each.span).split()) for each in nodes]
