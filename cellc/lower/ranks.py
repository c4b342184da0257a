"""How many axes each parameter has: vector or matrix, from how it is used.

Matrices are found first (an upper-case Latin letter before a vector), then the rest:
under ⊙ and in a sum a parameter has as many axes as what stands beside it.  What no
use decides is refused with both readings.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.resolved import Resolved
from cellc.lower.terms import (
    Apply,
    Concatenate,
    Constant,
    Negative,
    Power,
    Product,
    Quotient,
    Reference,
    Sum,
    Term,
    Transposed,
)


@dataclass(frozen=True, slots=True)
class RankFact:
    rank: int
    span: Span
    why: str


@dataclass
class _Ranks:
    resolved: Resolved
    known: dict[str, RankFact] = field(default_factory=dict)
    lenient: bool = False  # second phase: sums and ⊙ decide too
    changed: bool = False

    def decide(self, term: Term, rank: int, span: Span, why: str) -> None:
        if isinstance(term, Reference) and term.identifier not in self.known:
            self.known[term.identifier] = RankFact(rank, span, why)
            self.changed = True

    def expect(self, term: Term, rank: int, span: Span, why: str) -> None:
        """A term must have this rank: so must the names that it is a sum of."""
        match term:
            case Reference():
                self.decide(term, rank, span, why)
            case Negative(operand=operand) | Transposed(operand=operand):
                self.expect(operand, rank, span, why)
            case Sum(left=left, right=right):
                self.expect(left, rank, span, why)
                self.expect(right, rank, span, why)
            case Product(left=left, right=right) if rank == 2 and not term.elementwise:
                self.expect(left, rank, span, why)
                self.expect(right, rank, span, why)

    def of(self, term: Term) -> int | None:
        """The rank of a term, None while unknown; records what the term decides."""
        match term:
            case Constant():
                return 0
            case Reference(identifier=identifier):
                fact = self.known.get(identifier)
                return fact.rank if fact else None
            case Negative(operand=operand):
                return self.of(operand)
            case Power(base=base):
                return self.of(base)
            case Transposed(operand=operand):
                return self.of(operand)
            case Sum(left=left, right=right):
                return self._alike(left, right, term.span, "it is a term of this sum")
            case Quotient(left=left, right=right):
                return self._alike(left, right, term.span, "of this quotient")
            case Product(left=left, right=right) if term.elementwise:
                return self._alike(
                    left, right, term.span, "of this elementwise product"
                )
            case Product():
                return self._product(term)
            case Apply(arguments=arguments):
                ranks = [self.of(argument) for argument in arguments]
                decided = [rank for rank in ranks if rank is not None]
                return max(decided) if decided else None
            case Concatenate(items=items):
                for item in items:
                    if self.of(item) is None and self.lenient:
                        self.decide(item, 1, term.span, "it is part of a concatenation")
                return 1

    def _alike(self, left: Term, right: Term, span: Span, why: str) -> int | None:
        first, second = self.of(left), self.of(right)
        if first is None and second is None:
            return None
        if first is None or second is None:
            rank = second if first is None else first
            assert rank is not None
            unknown = left if first is None else right
            if rank > 0 and self.lenient:
                self.expect(unknown, rank, span, why)
            return rank if rank > 0 else None
        return max(first, second)

    def _product(self, term: Product) -> int | None:
        left, right = self.of(term.left), self.of(term.right)
        if left is None and right is not None and right > 0 and _matrix_like(term.left):
            why = "it stands before a vector in this product"
            self.expect(term.left, 2, term.span, why)
            left = 2
        if left == 2 and right is None and isinstance(term.right, Reference):
            right = 1 if not term.right.matrix_like else None
            if right is not None and self.lenient:
                self.decide(term.right, 1, term.span, "a matrix stands before it")
        if left is None or right is None:
            return None
        if isinstance(term.left, Transposed) and left == right == 1:
            return 0
        if isinstance(term.right, Transposed) and left == right == 1:
            return 2
        if left == 2 and right > 0:
            return right
        return max(left, right)


def _matrix_like(term: Term) -> bool:
    """Whether a term is made of upper-case Latin letters alone, as matrices are."""
    match term:
        case Reference():
            return term.matrix_like
        case Negative(operand=operand) | Transposed(operand=operand):
            return _matrix_like(operand)
        case Sum(left=left, right=right) | Product(left=left, right=right):
            return _matrix_like(left) and _matrix_like(right)
    return False


def _bare(term: Term) -> Term:
    """The name under signs and transposes, which do not change its rank."""
    while isinstance(term, Negative | Transposed):
        term = term.operand
    return term


def infer_ranks(resolved: Resolved, diagnostics: Diagnostics) -> dict[str, RankFact]:
    """The rank of every name; raises CellcError for those that no use decides."""
    ranks = _Ranks(resolved)
    for identifier, shape in resolved.facts.shapes.items():
        rank = len(shape.dimensions)
        ranks.known[identifier] = RankFact(rank, shape.span, "it is declared so")
    for identifier in (*resolved.inputs, *resolved.states):
        span = resolved.first_use[identifier]
        fact = RankFact(1, span, "a name with a time index is a vector")
        ranks.known.setdefault(identifier, fact)
    _until_stable(ranks, resolved)
    ranks.lenient = True
    _until_stable(ranks, resolved)
    for identifier in resolved.parameters:
        if identifier not in ranks.known:
            _refuse_undecided(identifier, resolved, diagnostics)
    diagnostics.raise_if_errors()
    return ranks.known


def _until_stable(ranks: _Ranks, resolved: Resolved) -> None:
    ranks.changed = True
    while ranks.changed:
        ranks.changed = False
        for definition in resolved.definitions:
            rank = ranks.of(definition.term)
            identifier = definition.identifier
            if rank is not None and identifier not in ranks.known:
                ranks.known[identifier] = RankFact(
                    rank, definition.span, "of the right side of its equation"
                )
                ranks.changed = True
            elif rank is None and identifier in ranks.known and ranks.lenient:
                ranks.expect(
                    definition.term,
                    ranks.known[identifier].rank,
                    definition.span,
                    "of the left side of this equation",
                )


def _refuse_undecided(
    identifier: str, resolved: Resolved, diagnostics: Diagnostics
) -> None:
    span = resolved.first_use[identifier]
    typed = diagnostics.source.snippet(span).partition("^")[0]
    if identifier in resolved.matrix_like:
        help_line = f"say which in the where block: {typed} ∈ ℝ^{{h×x}}"
    else:
        help_line = (
            f"for a vector write `{typed} ∈ ℝ^h`, for a number that is trained "
            f"`{typed} ∈ ℝ`, for a matrix `{typed} ∈ ℝ^{{h×x}}` in the where block"
        )
    diagnostics.error(
        "E0401",
        f"whether `{typed}` is a number, a vector or a matrix is not decided "
        "by its uses",
        span,
        help=help_line,
    )
