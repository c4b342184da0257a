"""`·` between vectors that can be no inner product: `h_t = a_t · n_t + z_t · h_{t-1}`.

In: definitions with their ranks.  Out: the same, with ⊙ in the place of the sign, if
inner products leave no shape for what they define.  With them this h_t would be a
number; then z_t · h_{t-1} is a vector, and so is h_t, and U h_{t-1} is no vector.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.ranks import RankFact
from cellc.lower.resolved import Definition, Resolved
from cellc.lower.spelling import quoted
from cellc.lower.terms import (
    Apply,
    Concatenate,
    Constant,
    Diagonal,
    Filled,
    Identity,
    Ones,
    Product,
    Reference,
    Size,
    Term,
    Transposed,
    children,
    rebuilt,
    references,
    walk,
)
from cellc.ops import Reduction

SIGN = "·"

Ranks = Mapping[str, int]


def with_dots_read(
    resolved: Resolved, ranks: Mapping[str, RankFact], diagnostics: Diagnostics
) -> list[Definition]:
    """The definitions, with the elementwise product where `·` can be nothing else."""
    known = {each: fact.rank for each, fact in ranks.items()}
    dots = [
        product
        for each in resolved.definitions
        for product in _products(each.term)
        if product.operator == SIGN
    ]
    numbers = _numbers(resolved.definitions, known)
    if not (
        stands_between_vectors(resolved.definitions, known)
        and not any(_is_fixed(side, known) for each in dots for side in children(each))
        and not _has_other_sign(resolved.definitions)
        and _behind_matrices(resolved, ranks).intersection(numbers)
    ):
        return resolved.definitions
    one = next((each for each in numbers.values() if _is_vector_too(each, known)), None)
    if one is None:
        return resolved.definitions
    typed = quoted(one.left, diagnostics.source)
    sign = quoted(dots[0].operator_span, diagnostics.source)
    diagnostics.note(
        "N0609",
        f"`{sign}` is read as the elementwise product: with inner products the "
        f"equation of `{typed}` gives a number for a vector, and a vector for a number",
        dots[0].operator_span,
        help="write ⊙ for the elementwise product, a^T b for the inner product",
    )

    def read(term: Term) -> Term:
        if isinstance(term, Product) and term.operator == SIGN:
            return replace(term, operator="⊙")
        return term

    return [
        replace(each, term=rebuilt(each.term, read)) for each in resolved.definitions
    ]


def stands_between_vectors(
    definitions: Sequence[Definition], ranks: Ranks, sign: str = SIGN
) -> bool:
    """Whether a sign is used, and never between a matrix and what it is applied to."""
    found = [
        product
        for each in definitions
        for product in _products(each.term)
        if product.operator == sign
    ]
    inner = _Inner(ranks)
    matrices = any(inner.of(side) == 2 for each in found for side in children(each))
    return bool(found) and not matrices


def _numbers(definitions: Sequence[Definition], ranks: Ranks) -> dict[str, Definition]:
    """The vectors that are numbers by their equations, with inner products."""
    inner = _Inner(ranks)
    return {
        each.identifier: each
        for each in definitions
        if ranks.get(each.identifier) == 1
        and _has_dots(each.term)
        and inner.of(each.term) == 0
    }


def _is_vector_too(definition: Definition, ranks: Ranks) -> bool:
    """Whether the equation gives a vector, if the name in it is a number."""
    return _Inner({**ranks, definition.identifier: 0}).of(definition.term) == 1


def _behind_matrices(resolved: Resolved, ranks: Mapping[str, RankFact]) -> set[str]:
    """The names to which parameters are applied that are called as matrices are."""
    found: set[str] = set()
    for definition in resolved.definitions:
        for each in _products(definition.term):
            left = each.left
            if (
                each.operator in ("", "@")
                and isinstance(left, Reference)
                and left.identifier in resolved.matrix_like
                and left.identifier in resolved.parameters
                and not ranks[left.identifier].declared
            ):
                found |= {use.identifier for use in references(each.right)}
    return found


def _has_other_sign(definitions: Sequence[Definition]) -> bool:
    """Whether the text has another sign for the elementwise product."""
    return any(
        product.elementwise
        and not any(isinstance(side, Constant) for side in children(product))
        for each in definitions
        for product in _products(each.term)
    )


def _is_fixed(term: Term, ranks: Ranks) -> bool:
    """A vector of parameters, `v · tanh(...)`: what weighs the parts of a sum."""
    uses = references(term)
    vectors = any(ranks.get(each.identifier, 1) for each in uses)
    return vectors and all(each.lag is None for each in uses)


def _has_dots(term: Term) -> bool:
    return any(each.operator == SIGN for each in _products(term))


def _products(term: Term) -> Iterator[Product]:
    return (each for each in walk(term) if isinstance(each, Product))


class _Inner:
    """How many axes terms have if `·` between vectors is the inner product."""

    def __init__(self, ranks: Ranks) -> None:
        self.ranks = ranks
        self.known: dict[int, int] = {}

    def of(self, term: Term) -> int:
        found = self.known.get(id(term))
        if found is None:
            found = self.known[id(term)] = self._of(term)
        return found

    def _of(self, term: Term) -> int:
        match term:
            case Constant() | Size():
                return 0
            case Identity() | Diagonal():
                return 2
            case Concatenate() | Ones():
                return 1
            case Filled(sizes=sizes):
                return len(sizes)
            case Reference(identifier=identifier):
                return self.ranks.get(identifier, 1)
            case Apply(operation=Reduction(batch=True), arguments=(operand,)):
                return self.of(operand)
            case Apply(operation=Reduction() as reduction):
                return 1 if reduction.keeps else 0
            case Product() if not term.elementwise:
                return self._of_product(term)
        return max(map(self.of, children(term)))

    def _of_product(self, term: Product) -> int:
        left, right = map(self.of, children(term))
        if left == right == 1:
            row = isinstance(term.left, Transposed) or term.operator == SIGN
            return 0 if row else 2 if isinstance(term.right, Transposed) else 1
        if {left, right} == {1, 2}:
            return 1
        return max(left, right)
