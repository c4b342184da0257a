r"""What factors and sums of components are made of: letters, indices, factors."""

from __future__ import annotations

from dataclasses import replace

from cellc.lower.notation.index import TIME, read_index
from cellc.lower.notation.walk import nodes_in
from cellc.syntax.nodes import (
    Binary,
    Group,
    Juxtaposition,
    Name,
    Node,
    Number,
    Scripted,
    Statement,
)

_SUMS = frozenset(["\\sum", "∑", "Σ"])


def sum_letter(node: Node) -> str | None:
    """The index of `\\sum_i` or `\\sum_{i=1}^{n}`; None for anything else."""
    base = node
    letter: str | None = None
    while isinstance(base, Scripted):
        if base.position == "sub" and base.items:
            index = read_index(base.items[0])
            letter = index.letter if index is not None else letter
        base = base.base
    return letter if isinstance(base, Name) and base.text in _SUMS else None


def sum_start(node: Node) -> str | None:
    """Where a sum starts, if its text says so."""
    while isinstance(node, Scripted):
        if node.position == "sub" and len(node.items) == 2:
            start = node.items[1]
            return start.text if isinstance(start, Number | Name) else "somewhere"
        node = node.base
    return None


def elementwise(vectors: list[Node]) -> Node:
    """`r_j h_j` under a sum over j: one number for every j."""
    product = vectors[0]
    for each in vectors[1:]:
        span = product.span | each.span
        product = Binary("⊙", product, each, span, span)
    return product


def flat_factors(terms: tuple[Node, ...]) -> list[Node]:
    """The factors of a product, with functions and what they are applied to as one."""
    if len(terms) > 1 and len(found := with_applied([*terms[-2:]])) == 1:
        return [*flat_factors(terms[:-2]), *found]
    return [each for term in terms for each in factors_of(term)]


def with_applied(factors: list[Node]) -> list[Node]:
    """`\\sigma(y_j)` as one factor."""
    match factors:
        case [Name() as function, Group(bracket="(") as argument]:
            span = function.span | argument.span
            return [Juxtaposition((function, argument), span)]
    return factors


def factors_of(node: Node) -> list[Node]:
    match node:
        case Juxtaposition(factors=factors):
            return [*factors]
        case Binary(operator="·" | "@" | "*" | "×", left=left, right=right):
            return factors_of(left) + factors_of(right)
        case Group(items=(inner,)):
            return factors_of(inner)
    return [node]


def letters_below(node: Node) -> list[str]:
    """The letters below a factor: `w_{iι}` has two, `x_i^t` one."""
    found: list[str] = []
    while isinstance(node, Scripted):
        if node.position == "sub":
            for item in node.items:
                found += _label_letters(item)
        node = node.base
    return found


def base_of(node: Node) -> str:
    """What a matrix is called without its indices: letters and labels above."""
    above: list[str] = []
    while isinstance(node, Scripted):
        if node.position == "super":
            above += [part for item in node.items for part in _label_letters(item)]
        node = node.base
    return " ".join([*_label_letters(node), *above])


def bare_matrix(node: Node) -> Node:
    """The matrix without the indices below it; its step stays."""
    if isinstance(node, Scripted):
        inner = bare_matrix(node.base)
        if node.position != "sub":
            return replace(node, base=inner)
        kept = tuple(each for each in node.items if not _label_letters(each))
        return replace(node, base=inner, items=kept) if kept else inner
    return node


def _label_letters(item: Node) -> list[str]:
    match item:
        case Name(text=text) if text == TIME:
            return []
        case Name(text=text) if text.startswith("\\"):
            return [text]
        case Name(text=text):
            return list(text)
        case Scripted(base=Name(), position="prime"):
            index = read_index(item)
            return [index.letter] if index is not None else []
        case Juxtaposition(factors=factors):
            return [letter for each in factors for letter in _label_letters(each)]
        case Group(items=items):
            return [letter for each in items for letter in _label_letters(each)]
    return []


def alike_matrices(equations: tuple[Statement, ...]) -> frozenset[str]:
    """Matrices in sums that would be one name without their indices."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for statement in equations:
        for side in statement.sides:
            for node in nodes_in(side):
                if isinstance(node, Scripted) and len(letters_below(node)) > 1:
                    indices = tuple(letters_below(node))
                    found.setdefault(base_of(node), set()).add(indices)
    return frozenset(each for each, indices in found.items() if len(indices) > 1)


def bare_name(node: Node) -> Node:
    """A name without anything above or below it."""
    while isinstance(node, Scripted):
        node = node.base
    return node
