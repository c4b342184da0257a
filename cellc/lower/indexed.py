"""Terms with several indices: `e_{ij} = q_i^T K_i a_j`, `A_{ij} = softmax_j(S_{ij})`.

A value with indices is an array that has an axis for each of them in front; its shape
here is that at one value of every index, () of a matrix by its entries.  What lacks an
index is the same for all of its values.  A product is one contraction, whose labels are
the indices; a function over one index has its axis moved to the end.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Integer, Pow

from cellc.ir import (
    Concat,
    Contract,
    Over,
    OverComponents,
    OverEach,
    Reshape,
    TotalOfEach,
    Zeros,
)
from cellc.lower.elementwise import Typed, Untyped
from cellc.lower.reasons import Shape, Side
from cellc.lower.resolved import Definition
from cellc.lower.running import RunningTyper
from cellc.lower.running_products import (
    labelled,
    labelled_product,
    labels_of,
    product_at,
)
from cellc.lower.same_terms import same_but_for_index
from cellc.lower.terms import (
    Along,
    Apply,
    Concatenate,
    Joined,
    Negative,
    Power,
    Product,
    Quotient,
    Reference,
    Sum,
    Term,
    Total,
    Transposed,
    children,
    free_running,
)
from cellc.ops import Operation, Reduction, function, reduction

Letters = tuple[str, ...]


@dataclass
class IndexedTyper(RunningTyper):
    """Builds typed expressions of terms with more than one index."""

    def has_several(self, term: Term) -> bool:
        """Whether a term, or what it is made of, has more than one index."""
        if isinstance(term, Along):
            return True
        found = free_running(term).union(*map(free_running, children(term)))
        return len(found) > 1

    def over_indices(self, term: Term) -> Typed:
        match term:
            case Reference():
                return self._at_position(term)
            case Negative(operand=operand):
                inner = self.oriented(operand)
                return inner._replace(expression=-inner.expression)
            case Power(base=base, exponent=exponent):
                inner = self.of(base)
                made = self._power(inner, exponent, term)
                return made._replace(running=inner.running)
            case Sum(left=left, right=right):
                first, second = self._together((left, right), term, "a sum")
                return first._replace(expression=first.expression + second.expression)
            case Quotient(left=left, right=right):
                if (softmax := self._softmax_of(term)) is not None:
                    return softmax
                below = self.of(right)
                inverse = below._replace(expression=Pow(below.expression, -1))
                return self._times(self.of(left), inverse, term, (left, right))
            case Product():
                return self._product_over(term)
            case Apply(operation=Operation() as operation, arguments=arguments):
                parts = self._together(arguments, term, operation.name)
                made_of = operation.expansion or function(operation.name)
                value = made_of(*(each.expression for each in parts))
                return parts[0]._replace(expression=value)
            case Apply(operation=Reduction() as found, arguments=(operand,)):
                return self._of_each_vector(found, operand, term)
            case Total():
                return self._over_one(term)
            case Along(operation=operation, operand=operand, running=letter):
                inner = self._last(operand, letter, term, operation.name)
                return self._reduced_last(operation, inner)
            case Joined():
                return self._joined_over(term)
            case Concatenate(items=items):
                return self._concatenated_over(items, term)
            case Transposed(operand=operand):
                inner = self.oriented(operand)
                if len(inner.shape) == 1:
                    return inner._replace(row=not inner.row)
                if len(inner.shape) == 2:
                    front = self._front(inner.running)
                    node = Contract(f"{front}ij->{front}ji", inner.expression)
                    return inner._replace(expression=node, shape=inner.shape[::-1])
        raise self._not_here(term)

    def at_all(self, typed: Typed, letters: Letters) -> Typed:
        """A value at every value of these indices, in this order."""
        if len(letters) == 1:
            return self.lifted(typed, letters[0])
        spread = self._spread_over(typed, letters, typed.shape)
        return Typed(spread, typed.shape, running=letters)

    def refuse_entry(self, definition: Definition, found: Typed) -> None:
        """Report `A_{ij} = x_t`: an entry is a number; raises Untyped."""
        left = self.diagnostics.source.snippet(definition.left)
        raise self._reject(
            "E0420",
            f"`{left}` is an entry, a number, and its equation has "
            f"{self.reasons.shape(found.shape)} for each",
            definition.span,
            "write an index at every vector and matrix of the equation, or the whole "
            "equation with vectors and matrices, without indices",
        )

    # ------------------------------------------------------------ axes

    def _front(self, letters: Letters) -> str:
        return "".join(labels_of(letters).values())

    def _union(self, parts: list[Typed]) -> Letters:
        """The indices of all parts, those of the left side in its order first."""
        found = dict.fromkeys(letter for each in parts for letter in each.running)
        own = self.equation.running if self.equation is not None else ()
        first = [each for each in own if each in found]
        return (*first, *(each for each in found if each not in first))

    def _spread_over(self, typed: Typed, letters: Letters, shape: Shape) -> Expr:
        """The value with axes for these indices and this shape."""
        value = typed.expression
        if not typed.running and not typed.shape:
            return value  # a number goes with anything
        if typed.running == letters and len(typed.shape) == len(shape):
            return value
        fronts = labels_of(letters)
        own = "".join(fronts[each] for each in typed.running)
        own += "ijkl"[: len(typed.shape)]
        missing = [each for each in letters if each not in typed.running]
        rest = () if typed.shape else shape
        whole = "".join(fronts.values()) + "ijkl"[: len(shape)]
        if not missing and not rest:
            return labelled(f"{own}->{whole}", value)
        ones = Zeros(*(self.counts[each] for each in missing), *rest) + Integer(1)
        added = "".join(each for each in whole if each not in own)
        return labelled(f"{own},{added}->{whole}", value, ones)

    def _together(self, terms: tuple[Term, ...], whole: Term, what: str) -> list[Typed]:
        """The terms with one shape and the same indices, to be combined in each."""
        parts = [self.of(each) for each in terms]
        letters = self._union(parts)
        largest, at = parts[0], terms[0]
        for part, term in zip(parts[1:], terms[1:], strict=True):
            shape = self._broadcast(largest, part, at, term, whole.span, what)
            if shape == part.shape:
                largest, at = part, term
        return [
            Typed(
                self._spread_over(each, letters, largest.shape),
                largest.shape,
                running=letters,
            )
            for each in parts
        ]

    # ------------------------------------------------------------ products

    def _product_over(self, term: Product, over: str = "") -> Typed:
        left, right = self.oriented(term.left), self.oriented(term.right)
        ranks = len(left.shape), len(right.shape)
        terms = term.left, term.right
        rows = left.row or right.row
        if term.elementwise or ranks == (0, 0) or (ranks == (1, 1) and not rows):
            if rows or (ranks == (1, 1) and term.operator in ("·", "@")):
                raise self._not_here(term)
            return self._times(left, right, term, terms, over)
        self._check(left, right, term)
        letters = tuple(each for each in self._union([left, right]) if each != over)
        found = product_at(left, right, letters, over)
        if found is None:
            raise self._not_here(term)
        return found

    def _check(self, left: Typed, right: Typed, term: Product) -> None:
        """Make the sizes of a product at one value of the indices equal."""
        ranks = len(left.shape), len(right.shape)
        operand = term.left.operand if isinstance(term.left, Transposed) else term.left
        if ranks in ((2, 1), (2, 2)) and not right.row:
            self._meet(left, right, term)
        elif left.row and ranks == (1, 1) and not right.row:
            sides = Side(operand, left.shape), Side(term.right, right.shape)
            self._make_equal(*sides, term.span, "an inner product")
        elif left.row and ranks == (1, 2):
            one, other = Side(term.right, right.shape), Side(operand, left.shape)
            why = f"`{self._snippet(term.left)}` stands before this matrix"
            if not self.reasons.sizes.unify(one.size, other.size, term.span, why):
                raise self._unfitting(one, other, term)

    def _times(
        self,
        left: Typed,
        right: Typed,
        whole: Term,
        terms: tuple[Term, Term],
        over: str = "",
    ) -> Typed:
        """The product component by component at each value of the indices."""
        what = "a quotient" if isinstance(whole, Quotient) else "a product"
        shape = self._broadcast(left, right, *terms, whole.span, what)
        letters = tuple(each for each in self._union([left, right]) if each != over)
        alike = left.running == right.running and len(left.shape) == len(right.shape)
        if alike and not over:
            product = left.expression * right.expression
            return Typed(product, shape, running=left.running)
        first, second = ("ij"[: len(each.shape)] for each in (left, right))
        form = f"{first},{second}->{max(first, second, key=len)}"
        return labelled_product(left, right, letters, form, over)

    # ------------------------------------------------------------ over one index

    def _over_one(self, term: Total) -> Typed:
        r"""`\sum_j`, `\max_j` of what has other indices too."""
        letter = term.running
        outer = self.counts.pop(letter, None)
        try:
            found = self._total_over(term, letter)
        finally:
            self.counts.pop(letter, None)
            if outer is not None:
                self.counts[letter] = outer
        return found

    def _total_over(self, term: Total, letter: str) -> Typed:
        operand = term.operand
        if term.kind == "sum" and isinstance(operand, Product):
            parts = self.oriented(operand.left), self.oriented(operand.right)
            if all(each.running for each in parts) and any(
                letter in each.running for each in parts
            ):
                return self._product_over(operand, letter)
        inner = self._last(operand, letter, term, term.kind)
        count, others = self.counts[letter], inner.running[:-1]
        if term.kind in ("sum", "mean"):
            nodes = OverComponents(count)
            fronts = self._front(inner.running)
            labels = "ij"[: len(inner.shape)]
            form = f"{fronts}{labels}->{fronts[:-1]}{labels}"
            total = labelled(form, inner.expression)
            value = total / nodes.count() if term.kind == "mean" else total
            return Typed(value, inner.shape, inner.row, others)
        if term.kind == "smallest":
            negative = inner._replace(expression=-inner.expression)
            found = self._reduced_last(reduction("largest"), negative)
            return found._replace(expression=-found.expression)
        return self._reduced_last(reduction(term.kind), inner)

    def _last(self, operand: Term, letter: str, term: Term, kind: str) -> Typed:
        """The operand with this index as its last one."""
        inner = self.oriented(operand)
        if letter not in inner.running:
            raise self._reject(
                "E0215",
                f"nothing in `{self._snippet(operand)}` has the index {letter}",
                term.span,
                "give it this index, or drop the function over the index",
            )
        if inner.shape and kind not in ("sum", "mean"):
            raise self._reject(
                "E0215",
                f"`{self._snippet(term)}` is over vectors, {letter} counts them",
                term.span,
                "over an index write it of numbers, such as v^T a_i; of vectors there "
                "are the sum and the mean",
            )
        others = tuple(each for each in inner.running if each != letter)
        letters = (*others, letter)
        value = self._spread_over(inner, letters, inner.shape)
        return inner._replace(expression=value, running=letters)

    def _reduced_last(self, found: Reduction, inner: Typed) -> Typed:
        """An operation over the last axis of numbers with indices."""
        others = inner.running[:-1]
        kept = inner.running if found.keeps else others
        value = inner.expression
        if found.expansion is None:
            return Typed(Over(found.name, value), (), running=kept)
        size, front = self.counts[inner.running[-1]], self._front(others)
        nodes: OverComponents = OverComponents(size)
        if others:
            nodes = OverEach(size, front) if found.keeps else TotalOfEach(size, front)
        return Typed(found.expansion(value, nodes), (), running=kept)

    def _of_each_vector(self, found: Reduction, operand: Term, term: Apply) -> Typed:
        """`softmax(q_{ij})` of a vector for all indices: over its components."""
        inner = self.of(operand)
        if len(inner.shape) == 1:
            value, front = inner.expression, self._front(inner.running)
            shape = inner.shape if found.keeps else ()
            if found.expansion is None:
                return Typed(Over(found.name, value), shape, running=inner.running)
            size = inner.shape[0]
            nodes = OverEach(size, front) if found.keeps else TotalOfEach(size, front)
            made = found.expansion(value, nodes)
            return Typed(made, shape, running=inner.running)
        if inner.shape or found.batch:
            raise self._not_here(term)
        raise self._refuse_open(found, operand, inner, term)

    def _refuse_open(
        self, found: Reduction, operand: Term, inner: Typed, term: Apply
    ) -> Untyped:
        """Report `softmax(e_{ij})`, which can go over i and over j."""
        argument = self._snippet(operand)
        called = self._snippet(term).partition("(")[0].strip()
        readings = [f"{called}_{each}({argument})" for each in inner.running]
        return self._reject(
            "E0240",
            f"`{argument}` has the indices {' and '.join(inner.running)}, and "
            f"{found.name} can go over each of them",
            term.span,
            f"write {' or '.join(readings)}",
        )

    def _softmax_of(self, term: Quotient) -> Typed | None:
        r"""`exp(e_{ij}) / \sum_k exp(e_{ik})` in its stable form."""
        match term:
            case Quotient(
                left=Apply(operation=Operation(name="exp"), arguments=(above,)),
                right=Total(
                    operand=Apply(operation=Operation(name="exp"), arguments=(below,)),
                    running=other,
                    kind="sum",
                ),
            ):
                for letter in sorted(free_running(above)):
                    if same_but_for_index(above, below, letter, other):
                        inner = self._last(above, letter, term, "softmax")
                        self.of(term.right)  # its sizes
                        return self._reduced_last(reduction("softmax"), inner)
        return None

    # ------------------------------------------------------------ put together

    def _joined_over(self, term: Joined) -> Typed:
        """The vectors at all values of one index, for each value of the others."""
        outer = self.counts.pop(term.running, None)
        inner = self._last(term.operand, term.running, term, "sum")
        count = self.counts.pop(term.running)
        if outer is not None:
            self.counts[term.running] = outer
        others = inner.running[:-1]
        if len(inner.shape) > 1:
            raise self._not_here(term)
        if not inner.shape:
            return Typed(inner.expression, (count,), running=others)
        size = count * inner.shape[0]
        counts = (self.counts[each] for each in others)
        return Typed(Reshape(inner.expression, *counts, size), (size,), running=others)

    def _concatenated_over(self, items: tuple[Term, ...], term: Term) -> Typed:
        parts = [self.of(each) for each in items]
        if any(len(each.shape) != 1 for each in parts):
            raise self._not_here(term)
        letters = self._union(parts)
        size: Expr = sum((each.shape[0] for each in parts), Integer(0))
        spread = [self._spread_over(each, letters, each.shape) for each in parts]
        return Typed(Concat(len(letters), *spread), (size,), running=letters)
