r"""Diagonal matrices with a name: `A = \mathrm{diag}(a)`, and `A x_t` elsewhere.

In: a spec.  Out: the same with the name for the vector on the diagonal, `A = a`, and
its uses as `diag(A)`, which only products can have.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from cellc.diagnostics import Span
from cellc.lower.names import is_transpose
from cellc.lower.notation.restated import form_of
from cellc.lower.notation.walk import is_name, rewritten
from cellc.syntax.nodes import (
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Negation,
    Node,
    Output,
    Scripted,
    Spec,
    Statement,
)

_DIAGONAL = frozenset(["diag", "Diag", "\\diag", "\\Diag"])


def with_diagonals(spec: Spec) -> Spec:
    """The spec with vectors for the diagonal matrices that it names."""
    vectors = {
        form_of(each.sides[0]): found
        for each in spec.equations
        if len(each.sides) == 2
        and is_name(each.sides[0])
        and (found := _on_diagonal(each.sides[1])) is not None
    }
    if not vectors:
        return spec

    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        if isinstance(node, Scripted) and is_transpose(node):
            found = rule(node.base)
            return None if found is node.base else found
        return _diagonal(node, node.span) if form_of(node) in vectors else None

    def statement(each: Statement) -> Statement:
        left, *rights = each.sides
        own = vectors.get(form_of(left))
        if own is not None and len(rights) == 1:
            rights = [own]
        return replace(each, sides=(left, *(rewritten(one, rule) for one in rights)))

    return replace(
        spec,
        equations=tuple(map(statement, spec.equations)),
        facts=tuple(_declared(each, {*vectors}) for each in spec.facts),
    )


def _diagonal(node: Node, span: Span) -> Node:
    group = Group("(", (node,), span)
    return Group("(", (Juxtaposition((Name("diag", span), group), span),), span)


def _on_diagonal(right: Node) -> Node | None:
    """The v of `diag(v)`, and -v of `-diag(v)`."""
    match right:
        case Negation(operand=operand):
            inner = _on_diagonal(operand)
            return None if inner is None else replace(right, operand=inner)
        case Group(items=(only,)):
            return _on_diagonal(only)
        case Juxtaposition(factors=(Name(text=text), Group(items=(_,)) as vector)) if (
            text in _DIAGONAL
        ):
            return vector
    return None


def _declared(
    fact: Statement | Declaration | Output, diagonals: set[Hashable]
) -> Statement | Declaration | Output:
    """`A ∈ ℝ^{n×n}` of such a matrix is about a vector."""
    if not isinstance(fact, Declaration) or len(fact.dimensions) != 2:
        return fact
    named = all(form_of(each) in diagonals for each in fact.names)
    return replace(fact, dimensions=fact.dimensions[:1]) if named else fact
