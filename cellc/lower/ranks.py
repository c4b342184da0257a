"""How many axes each parameter has: vector or matrix, from how it is used.

Matrices are found first (an upper-case Latin letter before a vector), then the rest:
under ⊙ and in a sum a parameter has as many axes as what stands beside it.  What no
use decides has no rank here, and is refused later with the readings that fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cellc.diagnostics import Span
from cellc.lower.columns import Columns
from cellc.lower.resolved import Resolved
from cellc.lower.term_forms import are_ones, greek_capital, is_joined, matrix_like
from cellc.lower.terms import (
    Along,
    Apply,
    Concatenate,
    Constant,
    Diagonal,
    Entry,
    Filled,
    Identity,
    Joined,
    Negative,
    Ones,
    Ordinal,
    Portion,
    Power,
    Product,
    Quotient,
    Reference,
    Size,
    Sum,
    Term,
    Total,
    Transposed,
    free_running,
)
from cellc.ops import Operation, Reduction

KINDS = {0: "a number", 1: "a vector", 2: "a matrix"}


@dataclass(frozen=True, slots=True)
class RankFact:
    """How many axes a name has, the place that says so, and why, behind the name."""

    rank: int
    span: Span
    why: str
    declared: bool = False


@dataclass
class _Ranks:
    resolved: Resolved
    known: dict[str, RankFact] = field(default_factory=dict)
    lenient: bool = False  # second phase: sums and ⊙ decide too
    changed: bool = False
    varying: set[str] = field(default_factory=set)  # matrices of every step
    columns: Columns = field(default_factory=Columns)

    def decide(self, term: Term, rank: int, span: Span, why: str) -> None:
        if isinstance(term, Reference) and term.identifier not in self.known:
            so = f"{why}, so it is {_kind(rank)}"
            axes = rank + len(term.running)
            self.known[term.identifier] = RankFact(axes, span, so)
            self.changed = True

    def expect(self, term: Term, rank: int, span: Span, why: str) -> None:
        """A term must have this rank: so must the names that it is a sum of."""
        match term:
            case Reference():
                self.decide(term, rank, span, why)
            case Total(kind="count"):
                return
            case (
                Negative(operand=operand)
                | Transposed(operand=operand)
                | Total(operand=operand)
                | Along(operand=operand)
            ):
                self.expect(operand, rank, span, why)
            case Power(base=base):
                self.expect(base, rank, span, why)
            case Sum(left=left, right=right):
                self.expect(left, rank, span, why)
                self.expect(right, rank, span, why)
            case Apply(operation=Operation(), arguments=(operand,)):
                self.expect(operand, rank, span, why)
            case Product(left=Constant(), right=right) if not term.elementwise:
                self.expect(right, rank, span, why)
            case Product(left=left, right=right) if rank == 2 and not term.elementwise:
                if not self._may_be_factor(left, right):
                    self.expect(left, rank, span, why)
                if not self._may_be_factor(right, left):
                    self.expect(right, rank, span, why)

    def _may_be_factor(self, term: Term, other: Term) -> bool:
        """The δ of `I + δ A`: a number or a matrix, by nothing that stands there."""
        plain = isinstance(term, Reference) and not term.matrix_like
        return plain and (matrix_like(other) or self.of(other) == 2)

    def of(self, term: Term) -> int | None:
        """The rank of a term, None while unknown; records what the term decides."""
        match term:
            case Constant() | Ordinal() | Size():
                return 0
            case Identity():
                return 2
            case Filled(sizes=sizes):
                return len(sizes)
            case Ones():
                return 1
            case Reference(identifier=identifier, running=running):
                fact = self.known.get(identifier)
                return fact.rank - len(running) if fact else None
            case Total(kind="count"):
                return 0
            case (
                Negative(operand=operand)
                | Total(operand=operand)
                | Along(operand=operand)
                | Transposed(operand=operand)
                | Portion(operand=operand)
                | Power(base=operand)
            ):
                return self.of(operand)
            case Sum(left=left, right=right):
                return self._alike(left, right, term.span, "is a term of this sum")
            case Quotient(left=left, right=right):
                return self._alike(left, right, term.span, "is part of this quotient")
            case Product(operator="*", left=left, right=right) if (
                self._is_declared_matrix(left) and self.of(right) == 1
            ):
                return 1  # the matrix product: `typing` says so
            case Product(left=left, right=right) if term.elementwise:
                return self._alike(
                    left, right, term.span, "is part of this elementwise product"
                )
            case Product():
                return self._product(term)
            case Apply(operation=Reduction(batch=True), arguments=(operand,)):
                return self.of(operand)
            case Apply(operation=Reduction() as reduction, arguments=(operand,)):
                self.of(operand)
                if self._runs(operand):
                    return 0  # over the positions
                self.expect(operand, 1, term.span, "has its components put together")
                return 1 if reduction.keeps else 0
            case Apply(arguments=arguments):
                ranks = [self.of(argument) for argument in arguments]
                decided = [rank for rank in ranks if rank is not None]
                return max(decided) if decided else None
            case Diagonal(operand=operand):
                self.of(operand)
                self.expect(operand, 1, term.span, "is the diagonal of a matrix here")
                return 2
            case Joined(operand=operand):
                self.of(operand)
                return 1
            case Entry(operand=operand):
                rank = self.of(operand)
                return None if rank is None else max(rank - 1, 0)
            case Concatenate(items=items):
                defined = {each.identifier for each in self.resolved.definitions}
                for item in items:
                    if self.of(item) is None and self.lenient:
                        if isinstance(item, Reference) and item.identifier in defined:
                            continue  # its own equation says what it is
                        self.decide(item, 1, term.span, "is part of this concatenation")
                return 1

    def _runs(self, term: Term) -> bool:
        """Whether a term is a number at every position of an index."""
        return self.of(term) != 1 and bool(free_running(term))

    def _is_row(self, term: Term) -> bool:
        """Whether a term is a vector that lies: transposed, before a matrix or not."""
        match term:
            case Transposed(operand=operand):
                return self.of(operand) == 1 and not self._is_row(operand)
            case Negative(operand=operand) | Quotient(left=operand):
                return self._is_row(operand)
            case Sum(left=left, right=right):
                return self._is_row(left) and self._is_row(right)
            case Product(left=left, right=right) if not term.elementwise:
                if self._is_row(left):
                    return self.of(right) != 1 or isinstance(right, Diagonal)
                return self.of(left) == 0 and self._is_row(right)
        return False

    def is_timed_matrix(self, term: Term) -> bool:
        """Whether a term is a matrix that varies with time: an outer product, say."""
        match term:
            case Reference(identifier=identifier):
                return identifier in self.varying
            case Negative(operand=operand) | Transposed(operand=operand):
                return self.is_timed_matrix(operand)
            case Sum(left=left, right=right):
                return self.is_timed_matrix(left) or self.is_timed_matrix(right)
            case Quotient(left=left):
                return self.is_timed_matrix(left)
            case Product(left=left, right=right) if (
                not term.elementwise
                and self.of(left) == self.of(right) == 1
                and self._is_row(right)
            ):
                return True
            case Product(left=left, right=right) if self.of(term) == 2:
                return self.is_timed_matrix(left) or self.is_timed_matrix(right)
            case Apply(operation=Operation(), arguments=arguments):
                return any(map(self.is_timed_matrix, arguments))
        return False

    def _is_declared_matrix(self, term: Term) -> bool:
        fact = self.known.get(term.identifier) if isinstance(term, Reference) else None
        return fact is not None and fact.declared and fact.rank == 2

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
        if isinstance(term.right, Ones) and left is not None and left < 2:
            return left  # the number
        if are_ones(term.left) and right is None:
            self.expect(term.right, 1, term.span, "has its components put together")
            return 0
        if left is None and right is not None and right > 0 and matrix_like(term.left):
            why = "stands before a vector here"
            self.expect(term.left, 2, term.span, why)
            left = 2
        if left is None and is_joined(term.right) and greek_capital(term.left):
            self.decide(term.left, 2, term.span, "stands before a concatenation here")
            left = 2
        if left == 2 and right is None and isinstance(term.right, Reference):
            right = 1 if not term.right.matrix_like else None
            if right is not None and self.lenient:
                self.decide(term.right, 1, term.span, "stands behind a matrix here")
        row = left == 1 and self._is_row(term.left)
        if row and right is None and matrix_like(term.right):
            why = "stands behind a transposed vector here"
            self.decide(term.right, 2, term.span, why)
            right = self.of(term.right)
        if (
            left is None
            and right == 1
            and isinstance(term.left, Transposed)
            and not greek_capital(term.left.operand)
        ):
            why = "transposed, it stands before a vector"
            self.decide(term.left.operand, 1, term.span, why)
            left = self.of(term.left)
        if left is None or right is None:
            return None
        if left == right == 1 and self._is_row(term.right):
            return 2
        if left == right == 1 and self._is_row(term.left):
            return 0
        if left == 2 and right > 0:
            return right
        if left == 2 and right == 0 and self.columns.makes_vector(term):
            return 1
        if row and right == 2:
            return 1  # a row: refused where it is typed
        return max(left, right)


def _kind(rank: int) -> str:
    return KINDS.get(rank, f"an array of {rank} axes")


def infer_ranks(
    resolved: Resolved, supposed: Mapping[str, int] | None = None
) -> dict[str, RankFact]:
    """The rank of every name that a fact or a use decides.

    supposed: ranks of names that no use decides, to see where they lead.
    """
    matrices: dict[str, RankFact] = {}
    while True:
        ranks = _decided(resolved, supposed or {}, matrices)
        found = _matrix_states(ranks)
        if not found:
            return ranks.known
        matrices |= found


def _matrix_states(ranks: _Ranks) -> dict[str, RankFact]:
    """States taken for vectors whose equations add a matrix of every step to them."""
    resolved = ranks.resolved
    fixed = {*resolved.parameters, *resolved.constants}
    ranks.varying = {
        identifier
        for identifier, fact in ranks.known.items()
        if fact.rank == 2 and identifier not in fixed
        if fact.declared or identifier in resolved.states
    }
    found = {}
    for definition in resolved.definitions:
        identifier = definition.identifier
        fact = ranks.known.get(identifier)
        if fact is None or not ranks.is_timed_matrix(definition.term):
            continue
        if fact.rank == 2:
            ranks.varying.add(identifier)
        elif identifier in resolved.states and fact.rank == 1 and not fact.declared:
            why = "is defined here as a matrix"
            found[identifier] = RankFact(2, definition.span, why)
    return found


def _decided(
    resolved: Resolved, supposed: Mapping[str, int], matrices: dict[str, RankFact]
) -> _Ranks:
    ranks = _Ranks(resolved, columns=Columns.of(resolved))
    ranks.known |= matrices
    for identifier, shape in resolved.facts.shapes.items():
        rank = len(shape.dimensions)
        why = f"is declared as {_kind(rank)}"
        ranks.known[identifier] = RankFact(rank, shape.span, why, declared=True)
    for identifier, rank in supposed.items():
        span = resolved.first_use[identifier]
        ranks.known[identifier] = RankFact(rank, span, "is supposed", declared=True)
    running = resolved.running
    for identifier in resolved.matrices:
        if identifier in resolved.first_use:
            span = resolved.first_use[identifier]
            why = "is multiplied as matrices are, so it is a matrix"
            rank = 2 + running.get(identifier, 0)
            ranks.known.setdefault(identifier, RankFact(rank, span, why))
    for use in resolved.by_entries.values():
        why, axes = "has an index for each of its axes", len(use.running)
        ranks.known.setdefault(use.identifier, RankFact(axes, use.span, why))
    for identifier in (*resolved.inputs, *resolved.states):
        span = resolved.first_use[identifier]
        fact = RankFact(1, span, "has a time index, so it is a vector")
        if identifier in running:
            if identifier in resolved.states:
                continue  # a number, a vector or a matrix at each position
            rank = 1 + running[identifier]
            fact = RankFact(rank, span, "has a time index, so it is a vector at each")
        ranks.known.setdefault(identifier, fact)
    for identifier in resolved.static:
        span = resolved.first_use[identifier]
        ranks.known.setdefault(
            identifier, RankFact(1, span, "is an input, so it is a vector")
        )
    _until_stable(ranks, resolved)
    ranks.lenient = True
    _until_stable(ranks, resolved)
    for identifier in resolved.states:
        span = resolved.first_use[identifier]
        why, axes = "has a time index, so it is a vector", running.get(identifier, 1)
        ranks.known.setdefault(identifier, RankFact(axes, span, why))
    _until_stable(ranks, resolved)
    for identifier in resolved.vectors:
        if identifier in resolved.first_use and identifier not in ranks.known:
            span = resolved.first_use[identifier]
            why = "has the index of a component, so it is a vector"
            ranks.known[identifier] = RankFact(1, span, why)
    _until_stable(ranks, resolved)
    return ranks


def _until_stable(ranks: _Ranks, resolved: Resolved) -> None:
    ranks.changed = True
    while ranks.changed:
        ranks.changed = False
        for definition in resolved.definitions:
            rank = ranks.of(definition.term)
            identifier = definition.identifier
            runs = len(definition.running)
            if definition.own:
                rank = runs  # an entry is a number
            elif rank is not None:
                rank += runs
            if rank is not None and identifier not in ranks.known:
                ranks.known[identifier] = RankFact(
                    rank, definition.span, f"is defined here as {_kind(rank)}"
                )
                ranks.changed = True
            elif rank is None and identifier in ranks.known and ranks.lenient:
                known = ranks.known[identifier].rank - runs
                why = f"stands in the equation of {_kind(known)}"
                ranks.expect(definition.term, known, definition.span, why)
