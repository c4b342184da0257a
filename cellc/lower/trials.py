"""What a text would be with a change: which of the proposals of a help line fit.

In: resolved equations with an error of shapes, and how shapes are inferred.  Out:
whether the equation has no error with the transpose of a matrix, with a diagonal
matrix, or where a name is a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sympy import Expr, Integer

from cellc.diagnostics import CellcError, Diagnostics, Source, Span
from cellc.ir import size_symbol
from cellc.lower.facts_known import DeclaredShape
from cellc.lower.ranks import RankFact, infer_ranks
from cellc.lower.resolved import Definition, Resolved
from cellc.lower.terms import (
    Diagonal,
    Product,
    Reference,
    Term,
    Transposed,
    children,
    rebuilt,
    references,
)

Shape = tuple[Expr, ...]
Ranks = dict[str, RankFact]
Infer = Callable[[Resolved, Ranks, Diagnostics], dict[str, Shape]]
Declared = tuple[tuple[str, Shape], ...]  # identifiers and shapes
MOST_GATES = 3  # names that are numbers together


@dataclass
class Trials:
    """Tries changes of a text, each alone."""

    resolved: Resolved
    ranks: Ranks
    source: Source
    infer: Infer

    def fits_transposed(self, matrix: Term) -> bool:
        """Whether an equation has no error with the transpose of a matrix in it."""
        return self._fits_with(matrix, Transposed(matrix, matrix.span))

    def fits_diagonal(self, product: Product) -> bool:
        """Whether `diag(a) S` in the place of `a S` has no error."""
        diagonal = Diagonal(product.left, product.left.span)
        return self._fits_with(product, replace(product, left=diagonal))

    def fits_turned(self, product: Product) -> bool:
        """Whether `S^T a` in the place of `a S` has no error."""
        turned = Transposed(product.right, product.right.span)
        return self._fits_with(
            product, replace(product, left=turned, right=product.left)
        )

    def as_number(self, name: Reference) -> Declared:
        """The shapes with which a vector of every step is a number, and all fits.

        Its own shape is the first, those of other gates of its equations and of the
        matrices in theirs follow.
        """
        gates = [name.identifier]
        while len(gates) <= MOST_GATES:
            left: list[Span] = []
            for shapes in self._shapes_of(gates):
                found, errors = self._with_shapes(shapes, name)
                if found:
                    return found
                left += errors
            other = next(
                (each for each in self._first_vectors(left) if each not in gates), None
            )
            if other is None:
                return ()
            gates.append(other)
        return ()

    def _shapes_of(self, gates: list[str]) -> Iterator[dict[str, Shape]]:
        """Ways in which these can be numbers: alone, or by the rows of matrices."""
        defined = {each.identifier: each for each in self.resolved.definitions}
        own = [
            one for each in gates for one in _made_of(each, defined, self._is_vector)
        ]
        for names in dict.fromkeys([tuple(gates), tuple(dict.fromkeys(own))]):
            matrices = tuple(dict.fromkeys(self._matrices(names, defined)))
            for rows in dict.fromkeys([(), matrices]):
                shapes: dict[str, Shape] = dict.fromkeys(names, ())
                for each in rows:
                    shapes[each] = Integer(1), size_symbol(f"{each}.columns[1]")
                yield shapes

    def _first_vectors(self, errors: Sequence[Span]) -> Iterator[str]:
        """The names that stand first in the products where these errors are."""
        for definition in self.resolved.definitions:
            for product in _products(definition.term):
                left = product.left
                if (
                    product.span in errors
                    and isinstance(left, Reference)
                    and self._is_vector(left.identifier)
                ):
                    yield left.identifier

    # ------------------------------------------------------------ one change

    def _fits_with(self, old: Term, new: Term) -> bool:
        definitions = self.resolved.definitions
        changed = [
            replace(
                each, term=rebuilt(each.term, lambda one: new if one == old else one)
            )
            for each in definitions
        ]
        here = [
            each.span
            for each, other in zip(definitions, changed, strict=True)
            if each.term != other.term
        ]
        before, _ = self._tried(self.resolved, self.ranks)
        after, _ = self._tried(replace(self.resolved, definitions=changed), self.ranks)
        return len(after) < len(before) and not _meet(after, here)

    def _with_shapes(
        self, shapes: dict[str, Shape], name: Reference
    ) -> tuple[Declared, list[Span]]:
        """The shapes in full if all fits, and the errors that are left if not."""
        facts = self.resolved.facts
        if any(each in facts.shapes for each in shapes):
            return (), []
        places = {each: self.place(each, name) for each in shapes}
        said = {
            each: DeclaredShape(shape, places[each]) for each, shape in shapes.items()
        }
        tried = replace(
            self.resolved,
            facts=replace(
                facts,
                shapes={**facts.shapes, **said},
                places=places | facts.places,
            ),
        )
        before, _ = self._tried(self.resolved, self.ranks)
        after, found = self._tried(tried, infer_ranks(tried))
        here = [
            each.span
            for each in self.resolved.definitions
            if each.identifier in shapes
            or any(use.identifier == name.identifier for use in references(each.term))
        ]
        if len(after) >= len(before) or _meet(after, here):
            return (), after
        full = ((each, found.get(each, shape)) for each, shape in shapes.items())
        return tuple(full), after

    def _tried(
        self, resolved: Resolved, ranks: Ranks
    ) -> tuple[list[Span], dict[str, Shape]]:
        """The places of the errors, or the shapes."""
        try:
            return [], self.infer(resolved, ranks, Diagnostics(self.source))
        except CellcError as error:
            return [each.span or Span(0, 0) for each in error.diagnostics], {}

    # ------------------------------------------------------------ names

    def place(self, identifier: str, name: Reference) -> Span:
        """Where a name stands: on the left side of its equation, or at first."""
        if identifier == name.identifier:
            return name.span
        for each in self.resolved.definitions:
            if each.identifier == identifier:
                return each.left
        return self.resolved.first_use.get(identifier, name.span)

    def _is_vector(self, identifier: str) -> bool:
        fact = self.ranks.get(identifier)
        return fact is not None and fact.rank == 1

    def _matrices(
        self, names: Sequence[str], defined: dict[str, Definition]
    ) -> Iterator[str]:
        """The parameters that are matrices in the equations of these names."""
        for identifier in names:
            if identifier not in defined:
                continue
            for use in references(defined[identifier].term):
                fact = self.ranks.get(use.identifier)
                if (
                    use.identifier in self.resolved.parameters
                    and fact is not None
                    and fact.rank == 2
                ):
                    yield use.identifier


def _made_of(
    identifier: str,
    defined: dict[str, Definition],
    is_vector: Callable[[str], bool],
) -> Iterator[str]:
    """A name, and the vectors with equations that its equation has at this step."""
    waiting, seen = [identifier], {identifier}
    while waiting:
        each = waiting.pop()
        yield each
        if each not in defined:
            continue
        for use in references(defined[each].term):
            if (
                use.lag == 0
                and use.identifier in defined
                and use.identifier not in seen
                and is_vector(use.identifier)
            ):
                seen.add(use.identifier)
                waiting.append(use.identifier)


def _products(term: Term) -> Iterator[Product]:
    if isinstance(term, Product):
        yield term
    for each in children(term):
        yield from _products(each)


def _meet(errors: Sequence[Span], places: Sequence[Span]) -> bool:
    return any(
        error.start < each.end and each.start < error.end
        for error in errors
        for each in places
    )
