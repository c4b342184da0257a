"""Terms with an index over the vectors of a set: one value for every position.

Such a value is an array whose first axis is that of the positions, and its shape here
is that of one position: `e_{ti}` is a vector and a number at each i, `a_i` a matrix and
a vector at each i.  What has no such index is the same at every position.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Integer, Pow

from cellc.diagnostics import Span
from cellc.ir import Concat, Contract, Zeros
from cellc.lower.elementwise import Typed
from cellc.lower.reasons import Side
from cellc.lower.running_products import product_at
from cellc.lower.running_totals import RunningTotals
from cellc.lower.same_terms import same_but_for_index
from cellc.lower.terms import (
    Apply,
    Concatenate,
    Joined,
    Negative,
    Ordinal,
    Power,
    Product,
    Quotient,
    Reference,
    Sum,
    Term,
    Total,
    Transposed,
)
from cellc.lower.windows import shifted, use_of
from cellc.ops import Operation, Reduction, function, reduction


@dataclass
class RunningTyper(RunningTotals):
    """Builds typed expressions of terms with such an index."""

    def over_positions(self, term: Term) -> Typed:
        """The typed expression of a term that has such an index in it."""
        match term:
            case Reference():
                return self._at_position(term)
            case Ordinal():
                return self.ordinal(term)
            case Negative(operand=operand):
                inner = self.oriented(operand)
                return inner._replace(expression=-inner.expression)
            case Power(base=base, exponent=exponent):
                inner = self.of(base)
                return self._power(inner, exponent, term)._replace(
                    running=inner.running
                )
            case Sum(left=left, right=right):
                first, second = self._aligned((left, right), term, "a sum")
                return first._replace(expression=first.expression + second.expression)
            case Quotient():
                return self._quotient_at(term)
            case Product():
                return self._product_at(term)
            case Apply(operation=Operation() as operation, arguments=arguments):
                parts = self._aligned(arguments, term, operation.name)
                values = [each.expression for each in parts]
                made = operation.expansion or function(operation.name)
                return parts[0]._replace(expression=made(*values))
            case Apply(operation=Reduction() as found, arguments=(operand,)):
                return self._reduced_at(found, operand, term)
            case Total():
                return self.total(term)
            case Joined():
                return self.joined(term)
            case Concatenate(items=items):
                return self._concatenated_at(items, term)
            case Transposed(operand=operand):
                inner = self.oriented(operand)
                if len(inner.shape) == 1:
                    return inner._replace(row=not inner.row)
                if len(inner.shape) == 2:
                    node = Contract("aij->aji", inner.expression)
                    return inner._replace(expression=node, shape=inner.shape[::-1])
        raise self._not_here(term)

    def refuse_free(self, letter: str, span: Span, left: Span) -> None:
        """Report an index that the left side does not have."""
        name = self.diagnostics.source.snippet(left)
        self._reject(
            "E0215",
            f"the right side has the index {letter}, and `{name}` has not",
            span,
            rf"sum over it, \sum_{letter}, or give the left side this index",
        )

    def refuse_whole(self, term: Reference) -> None:
        """Report `h_t` of what has a vector or a matrix for each index, `h_{i,t}`."""
        whole = self.uses[term.identifier, term.lag == 1]
        if term.identifier in self.several and len(whole.shape) > 1:
            raise self._reject(
                "E0215",
                f"`{self._snippet(term)}` stands without the index that it has in "
                "other places, and is no number for each value of it",
                term.span,
                "write its index, and a sum or a concatenation over it where the left "
                "side has none",
            )

    def _at_position(self, term: Reference) -> Typed:
        whole = self.uses[term.identifier, term.lag == 1]
        value, several = whole.expression, len(term.running)
        if len(whole.shape) < several:
            letters = " and ".join(term.running)
            indices = "indices" if several > 1 else "index"
            kind = "a number" if not whole.shape else "a vector"
            raise self._reject(
                "E0215",
                f"`{self._snippet(term)}` has the {indices} {letters}, and is {kind}",
                term.span,
                "declare it with one value for each position, or drop the index",
            )
        for axis, letter in enumerate(term.running):
            self._count_at(letter, whole.shape[axis], term)
            reach = self.reach.get(use_of(term, axis), (0, 0))
            value = shifted(value, whole.shape, axis, term.shifts[axis], reach)
        return Typed(value, whole.shape[several:], running=term.running)

    def _count_at(self, letter: str, size: Expr, term: Reference) -> None:
        """What the index runs over is as long as this axis."""
        known = self.counts.setdefault(letter, self.axes.get(letter, size))
        why = f"`{self._snippet(term)}` has a value for every {letter}"
        if not self.reasons.sizes.unify(known, size, term.span, why):
            raise self._reject(
                "E0402",
                f"the index {letter} runs over "
                f"{self.reasons.size(self.reasons.sizes.resolve(known))} positions, "
                f"and `{self._snippet(term)}` has "
                f"{self.reasons.size(self.reasons.sizes.resolve(size))}",
                term.span,
                "use another letter for each set, or declare them of one length",
            )

    def _aligned(self, terms: tuple[Term, ...], whole: Term, what: str) -> list[Typed]:
        """The terms with one shape and one index, to be combined at each position."""
        parts = [self.of(each) for each in terms]
        letter = self._one_letter(parts, whole)
        largest, at = parts[0], terms[0]
        for part, term in zip(parts[1:], terms[1:], strict=True):
            shape = self._broadcast(largest, part, at, term, whole.span, what)
            if shape == part.shape:
                largest, at = part, term
        spread = [self._spread(each, largest.shape, letter) for each in parts]
        spread[0] = spread[0]._replace(shape=largest.shape)
        return spread

    def _one_letter(self, parts: list[Typed], whole: Term) -> str:
        letters = sorted({letter for each in parts for letter in each.running})
        assert len(letters) == 1, whole
        return letters[0]

    def _spread(self, typed: Typed, shape: tuple[Expr, ...], letter: str) -> Typed:
        if shape and typed.running and not typed.shape:
            ones = Zeros(*shape) + Integer(1)
            labels = "jk"[: len(shape)]
            node = Contract(f"i,{labels}->i{labels}", typed.expression, ones)
            return Typed(node, shape, running=(letter,))
        return self.lifted(typed, letter)

    def _quotient_at(self, term: Quotient) -> Typed:
        if (found := self._written_softmax(term)) is not None:
            return found
        left, right = self.of(term.left), self.of(term.right)
        inverse = Pow(right.expression, -1)
        if left.shape and right.running and not right.shape:
            left = self.lifted(left, self._one_letter([left, right], term))
            node = Contract("i,ij->ij", inverse, left.expression)
            return left._replace(expression=node)
        first, second = self._aligned((term.left, term.right), term, "a quotient")
        return first._replace(expression=first.expression * Pow(second.expression, -1))

    def _written_softmax(self, term: Quotient) -> Typed | None:
        r"""`exp(e_i) / \sum_k exp(e_k)` in its stable form."""
        match term:
            case Quotient(
                left=Apply(operation=Operation(name="exp"), arguments=(above,)),
                right=Total(
                    operand=Apply(operation=Operation(name="exp"), arguments=(below,)),
                    running=letter,
                ),
            ):
                inner = self.of(above)
                if (
                    inner.running
                    and not inner.shape
                    and same_but_for_index(above, below, inner.running[0], letter)
                ):
                    return self._over_all(reduction("softmax"), inner)
        return None

    def _product_at(self, term: Product) -> Typed:
        left, right = self.oriented(term.left), self.oriented(term.right)
        letter = self._one_letter([left, right], term)
        axes = len(left.shape), len(right.shape)
        if not term.elementwise and left.row and axes == (1, 1) and not right.row:
            return self._inner_at(left, right, term, letter)
        if left.row or right.row:
            return self._jointly(left, right, term, letter)
        if not term.elementwise and axes == (2, 1) and not left.running:
            self._meet(left, right, term)
            matrix = Contract("ij->ji", left.expression)
            node = Contract("ij,jk->ik", right.expression, matrix)
            return Typed(node, left.shape[:1], running=(letter,))
        for weight, vector in ((left, right), (right, left)):
            if not weight.shape and len(vector.shape) == 1 and weight.running:
                form = "i,ij->ij" if vector.running else "i,j->ij"
                node = Contract(form, weight.expression, vector.expression)
                return Typed(node, vector.shape, running=(letter,))
        if max(axes) > 1 and not (term.elementwise and axes == (2, 2)):
            return self._jointly(left, right, term, letter)
        if axes == (1, 1) and term.operator in ("·", "@"):
            raise self._not_here(term)
        first, second = self._aligned((term.left, term.right), term, "a product")
        return first._replace(expression=first.expression * second.expression)

    def _jointly(self, left: Typed, right: Typed, term: Product, letter: str) -> Typed:
        """A product of matrices or rows at each position."""
        ranks = len(left.shape), len(right.shape)
        if term.elementwise and min(ranks) > 0:
            raise self._not_here(term)
        if ranks in ((2, 1), (2, 2)) and not right.row:
            self._meet(left, right, term)
        if left.row and ranks == (1, 2):
            sides = Side(term.right, right.shape), Side(term.left, left.shape)
            why = f"`{self._snippet(term.left)}` stands before this matrix"
            if not self.reasons.sizes.unify(
                sides[0].size, sides[1].size, term.span, why
            ):
                raise self._unfitting(*sides, term)
        found = product_at(left, right, (letter,))
        if found is None:
            raise self._not_here(term)
        return found

    def _inner_at(self, left: Typed, right: Typed, term: Product, letter: str) -> Typed:
        """`v^T a_i`, `a_i^T v` and `a_i^T b_i`: a number at each position."""
        operand = term.left.operand if isinstance(term.left, Transposed) else term.left
        sides = Side(operand, left.shape), Side(term.right, right.shape)
        self._make_equal(*sides, term.span, "an inner product")
        if left.running and right.running:
            node = Contract("ai,ai->a", left.expression, right.expression)
        else:
            rows, vector = (left, right) if left.running else (right, left)
            node = Contract("ij,j->i", rows.expression, vector.expression)
        return Typed(node, (), running=(letter,))

    def _concatenated_at(self, items: tuple[Term, ...], term: Term) -> Typed:
        parts = [self.of(each) for each in items]
        letter = self._one_letter(parts, term)
        if any(len(each.shape) != 1 for each in parts):
            raise self._not_here(term)
        size: Expr = sum((each.shape[0] for each in parts), Integer(0))
        lifted = [self.lifted(each, letter).expression for each in parts]
        return Typed(Concat(1, *lifted), (size,), running=(letter,))
