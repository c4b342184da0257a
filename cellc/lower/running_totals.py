"""What goes over all positions of an index: sums, functions, vectors put together.

In: typed terms at each position.  Out: one value for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sympy import Expr, Integer

from cellc.ir import (
    Contract,
    Over,
    OverComponents,
    OverEach,
    Reshape,
    TotalOfEach,
    Zeros,
    size_symbol,
)
from cellc.lower.elementwise import Typed
from cellc.lower.products import ProductTyper
from cellc.lower.terms import (
    Constant,
    Joined,
    Ordinal,
    Product,
    Term,
    Total,
    free_running,
)
from cellc.lower.windows import Reach, Use
from cellc.ops import Reduction


@dataclass
class RunningTotals(ProductTyper):
    """Typed expressions of what has an index no longer, being over all of it.

    positions: whether the text has such indices at all.
    counts: how many positions an index has, by its letter.
    axes: likewise, of the indices over heads, in the whole text.
    several: names that stand with an index in the text.
    reach: how far from its index the names of an equation are read.
    """

    positions: bool = False
    counts: dict[str, Expr] = field(default_factory=dict)
    axes: dict[str, Expr] = field(default_factory=dict)
    several: set[str] = field(default_factory=set)
    reach: dict[Use, Reach] = field(default_factory=dict)

    def runs(self, term: Term) -> bool:
        """Whether a term has an index over positions, outside sums over it."""
        return bool(free_running(term))

    def lifted(self, typed: Typed, letter: str) -> Typed:
        """A value that is the same at every position, written for each of them."""
        if typed.running or not typed.shape:
            return typed._replace(running=(letter,))
        ones = Zeros(self.counts[letter]) + Integer(1)
        labels = "jk"[: len(typed.shape)]
        node = Contract(f"i,{labels}->i{labels}", ones, typed.expression)
        return Typed(node, typed.shape, running=(letter,))

    def ordinal(self, term: Ordinal) -> Typed:
        """The index as a number: a sum of ones up to it."""
        if (count := self.counts.get(term.running)) is None:
            open_size = size_symbol(f"number{term.span.start}[0]")
            self.reasons.sizes.preference.setdefault(open_size, 0)
            count = self.axes.get(term.running, open_size)
            self.counts[term.running] = count
        ones = Zeros(count) + Integer(1)
        value = OverComponents(count).over("cumsum", ones) + (term.first - 1)
        return Typed(value, (), running=(term.running,))

    def total(self, term: Total) -> Typed:
        """The sum over all positions of one index."""
        if isinstance(term.operand, Constant) and term.running in self.axes:
            count = OverComponents(self.axes[term.running]).count()
            return Typed(term.operand.value * count, ())
        outer = self.counts.pop(term.running, None)
        product = self._weighted(term) if term.kind == "sum" else None
        inner = self.oriented(term.operand)
        if inner.running != (term.running,):
            raise self._reject(
                "E0215",
                f"nothing under this sum has the index {term.running}",
                term.span,
                "give what is summed this index, or drop the sum",
            )
        count = self.counts.pop(term.running)
        if outer is not None:
            self.counts[term.running] = outer
        if product is not None:
            return product
        if term.kind != "sum":
            return self._reduced_over(term, inner, count)
        if not inner.shape:
            return Typed(OverComponents(count).total(inner.expression), ())
        ones = Zeros(count) + Integer(1)
        labels = "jk"[: len(inner.shape)]
        node = Contract(f"i,i{labels}->{labels}", ones, inner.expression)
        return Typed(node, inner.shape, inner.row)

    def joined(self, term: Joined) -> Typed:
        """The vectors at all positions of one index, one behind the other."""
        outer = self.counts.pop(term.running, None)
        inner = self.of(term.operand)
        if inner.running != (term.running,) or len(inner.shape) > 1:
            raise self._reject(
                "E0215",
                f"`{self._snippet(term.operand)}` is no vector for each "
                f"{term.running}, and vectors are what is put together here",
                term.span,
                "give what is put together this index",
            )
        count = self.counts.pop(term.running)
        if outer is not None:
            self.counts[term.running] = outer
        if not inner.shape:
            return Typed(inner.expression, (count,))
        size = count * inner.shape[0]
        return Typed(Reshape(inner.expression, size), (size,))

    def _reduced_over(self, term: Total, inner: Typed, count: Expr) -> Typed:
        r"""`\max_i e_{ti}`, `\mathrm{mean}_i(a_i)`, or how many positions there are."""
        nodes = OverComponents(count)
        if term.kind == "count":
            return Typed(nodes.count(), ())
        value = inner.expression
        if term.kind == "mean" and inner.shape:
            ones = Zeros(count) + Integer(1)
            total = Contract("i,ij->j", ones, value)
            return Typed(total / nodes.count(), inner.shape)
        if inner.shape:
            raise self._reject(
                "E0215",
                f"`{self._snippet(term)}` is over vectors, {term.running} counts them",
                term.span,
                "over positions write it of numbers, such as v^T a_i; of vectors there "
                "are the sum and the mean",
            )
        if term.kind == "smallest":
            return Typed(-nodes.over("largest", -value), ())
        return Typed(nodes.over(term.kind, value), ())

    def _weighted(self, term: Total) -> Typed | None:
        r"""`\sum_i α_i a_i` is one product of a vector and a matrix."""
        match term.operand:
            case Product(left=left, right=right) if self.runs(left) and self.runs(
                right
            ):
                weight, vector = self.of(left), self.of(right)
                if len(weight.shape) == 1 and not vector.shape:
                    weight, vector = vector, weight
                if not weight.shape and len(vector.shape) == 1:
                    node = Contract("i,ij->j", weight.expression, vector.expression)
                    return Typed(node, vector.shape)
                if (
                    len(left_shape := weight.shape) == 2
                    and len(vector.shape) == 1
                    and not term.operand.elementwise
                ):  # `\\sum_i W_i o_i`, one product over both
                    self._meet(weight, vector, term.operand)
                    node = Contract("aij,aj->i", weight.expression, vector.expression)
                    return Typed(node, left_shape[:1])
        return None

    def _reduced_at(self, found: Reduction, operand: Term, term: Term) -> Typed:
        """`softmax(e_{ti})`, over the positions."""
        inner = self.of(operand)
        if len(inner.shape) == 1:
            return self._over_each(found, inner)
        if inner.shape or not found.keeps or not inner.running:
            raise self._not_here(term)
        return self._over_all(found, inner)

    def _over_each(self, found: Reduction, inner: Typed) -> Typed:
        """`softmax(q_{i,t})` of a vector at each position: over its components."""
        value, size = inner.expression, inner.shape[0]
        if found.expansion is not None:
            nodes = OverEach(size) if found.keeps else TotalOfEach(size)
            made = found.expansion(value, nodes)
        else:
            made = Over(found.name, value)
        return inner._replace(expression=made, shape=inner.shape if found.keeps else ())

    def _over_all(self, found: Reduction, inner: Typed) -> Typed:
        value = inner.expression
        if found.expansion is not None:
            made = found.expansion(value, OverComponents(self.counts[inner.running[0]]))
        else:
            made = Over(found.name, value)
        return inner._replace(expression=made)

    # ------------------------------------------------------------ combinations

    def _not_here(self, term: Term) -> Exception:
        return self._reject(
            "E0215",
            f"`{self._snippet(term)}` has an index over the vectors of a set, which "
            "this notation does not take",
            term.span,
            "give the part with the index a name in an equation of its own, "
            "or sum over the index",
        )

    # ------------------------------------------------------------ names, sums
