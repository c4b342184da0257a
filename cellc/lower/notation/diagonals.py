r"""Diagonal matrices with a name: `A = \mathrm{diag}(a)`, and `A x_t` elsewhere.

In: a spec.  Out: the same with the name for the vector on the diagonal, `A = a`, and
its uses as `diag(A)`, which only products can have.
"""

from __future__ import annotations

import re
from collections.abc import Container, Hashable
from dataclasses import replace

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.names import is_transpose
from cellc.lower.notation.restated import form_of
from cellc.lower.notation.walk import Rewrite, is_name, rewritten
from cellc.patterns import regex
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

_FAR = 60  # characters behind an equation
_DENIED = regex(
    r"\}*[$`\s,]*(?:which\s+)?(?:is|are)\s+(?:an?\s+|the\s+)?(?P<said>(?:not|no\s+longer|"
    r"never)\s+(?:an?\s+)?diagonal|non-?diagonal|(?:full|dense)(?=\s+matri|[.,;]))",
    re.IGNORECASE,
)
_DIAGONAL = frozenset(["diag", "Diag", "\\diag", "\\Diag"])


def with_diagonals(
    spec: Spec, on_diagonals: list[Node], diagnostics: Diagnostics
) -> Spec:
    """The spec with vectors for the diagonal matrices that it names.

    What a sentence says of one is told in a note.  Adds to `on_diagonals` the names
    that are vectors because they stand on a diagonal.
    """
    spec = _with_facts_as_equations(spec)
    vectors: dict[Hashable, Node] = {}
    for each in spec.equations:
        found = _of_diagonal(each)
        if found is not None:
            vectors[form_of(each.sides[0])] = found
            if each.spoken and not _refuse_denied(each, diagnostics):
                _note(each, diagnostics)
    if not vectors:
        return spec
    on_diagonals += [each for each in map(_inside, vectors.values()) if is_name(each)]

    def rule(node: Node) -> Node | None:
        if isinstance(node, Juxtaposition):
            return _beside(node, vectors, rule)
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


def _beside(
    node: Juxtaposition, vectors: Container[Hashable], rule: Rewrite
) -> Node | None:
    """`δ diag(A) x`, no brackets around: δ is not applied to it."""
    factors: list[Node] = []
    for each in node.factors:
        if is_name(each) and form_of(each) in vectors:
            factors += [Name("diag", each.span), Group("(", (each,), each.span)]
        else:
            factors.append(rewritten(each, rule))
    return replace(node, factors=tuple(factors))


def _inside(node: Node) -> Node:
    match node:
        case Group(items=(inner,)):
            return _inside(inner)
        case Negation(operand=operand):
            return _inside(operand)
    return node


def _with_facts_as_equations(spec: Spec) -> Spec:
    """`A = diag(a)` in the `where` block is an equation wherever it stands."""
    said = [
        each
        for each in spec.facts
        if isinstance(each, Statement) and _of_diagonal(each) is not None
    ]
    if not said:
        return spec
    rest = tuple(each for each in spec.facts if each not in said)
    return replace(spec, equations=(*spec.equations, *said), facts=rest)


def _of_diagonal(statement: Statement) -> Node | None:
    """The vector v of `A = diag(v)`."""
    if len(statement.sides) != 2 or not is_name(statement.sides[0]):
        return None
    return _on_diagonal(statement.sides[1])


def _note(statement: Statement, diagnostics: Diagnostics) -> None:
    name = diagnostics.source.snippet(statement.sides[0].span)
    diagnostics.note(
        "N0687",
        f"`{name}` is read as a diagonal matrix, as this sentence says",
        statement.span,
        help=f"for a full matrix write in the where block {name} ∈ ℝ^{{n×n}}, and "
        "remove this",
    )


def _refuse_denied(statement: Statement, diagnostics: Diagnostics) -> bool:
    """Report `$A = diag(a)$ is not diagonal`; whether it says so."""
    end = statement.span.end
    found = _DENIED.match(diagnostics.source.text, end, end + _FAR)
    if found is None:
        return False
    typed, name = map(
        diagnostics.source.snippet, (statement.span, statement.sides[0].span)
    )
    diagnostics.error(
        "E0315",
        f"`{typed}` is a diagonal matrix, and its sentence says that it is "
        f"`{found['said']}`",
        statement.span,
        help=f"keep one: for a full matrix write {name} ∈ ℝ^{{n×n}} in the where block "
        "and remove the equation; for a diagonal one remove these words",
    )
    return True


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
