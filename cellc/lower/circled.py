"""What `⊗` between two vectors is: an elementwise product, an outer one, or in doubt.

A matrix on the left side is made of outer products.  Where the text has another sign
for elementwise products, or the left side is called as matrices are, either can be
meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cellc.diagnostics import Diagnostics
from cellc.lower.conflicts import Conflict, as_row, factor
from cellc.lower.reasons import Reasons
from cellc.lower.resolved import Definition
from cellc.lower.terms import (
    Constant,
    Product,
    Reference,
    Term,
    Transposed,
    children,
    rebuilt,
)
from cellc.syntax.products import KRONECKER, OUTER, said_of_circled

SIGN = "⊗"


@dataclass
class Circled:
    """The use of the sign in a text; `begin` tells of which equation is asked.

    elsewhere: other signs make elementwise products in this text.
    operands: the names under the sign itself, at whatever step.
    kronecker: the text says that it is the Kronecker product, which is not computed.
    left, written, axes: the name that the equation defines, as typed, and its axes.
    """

    elsewhere: bool = False
    operands: frozenset[str] = frozenset()
    kronecker: bool = False
    left: str = ""
    written: str = ""
    axes: int = 0

    @classmethod
    def of(cls, definitions: Iterable[Definition], text: str) -> Circled:
        elsewhere = False
        operands: set[str] = set()
        for product in (each for one in definitions for each in _products(one.term)):
            sides = product.left, product.right
            if product.operator == SIGN:
                named = [side for side in sides if isinstance(side, Reference)]
                operands |= {side.identifier for side in named}
            elif not any(isinstance(side, Constant) for side in sides):
                elsewhere = True
        return cls(elsewhere, frozenset(operands), said_of_circled(text) == KRONECKER)

    def begin(self, identifier: str, written: str, axes: int) -> None:
        self.left, self.written, self.axes = identifier, written, axes

    @property
    def is_outer(self) -> bool:
        return self.axes == 2

    def is_doubtful(self, term: Product) -> bool:
        if self.elsewhere or self.kronecker:
            return True
        if any(each.matrix_like for each in _vectors(term)):
            return False  # vectors have upper-case names in this text
        return _is_upper(self.left) and self.left not in self.operands

    def note_outer(self, term: Product, diagnostics: Diagnostics) -> None:
        self._note("outer", "a ⊙ b for the elementwise", term, diagnostics)

    def note_elementwise(self, term: Product, diagnostics: Diagnostics) -> None:
        self._note("elementwise", "a b^T for the outer", term, diagnostics)

    def _note(
        self, what: str, other: str, term: Product, diagnostics: Diagnostics
    ) -> None:
        message = f"`⊗` is read as the {what} product"
        if any(each.message == message for each in diagnostics):
            return  # once for a text
        diagnostics.note(
            "N0609",
            message,
            term.operator_span,
            help=f"write {other} product",
        )


def with_outer_products(definitions: list[Definition], text: str) -> list[Definition]:
    """`v ⊗ k` as `v k^T`, where the text says that the sign is the outer product."""
    if said_of_circled(text) != OUTER:
        return definitions

    def outer(term: Term) -> Term:
        if isinstance(term, Product) and term.operator == SIGN:
            row = Transposed(term.right, term.right.span)
            return replace(term, operator="", right=row)
        return term

    return [replace(each, term=rebuilt(each.term, outer)) for each in definitions]


def two_circled(reasons: Reasons, term: Product, left: str) -> Conflict:
    """`v ⊗ k` where the text does not say which product it is.

    left: what stands on the left side of the equation.
    """
    a, b = factor(reasons, term.left), factor(reasons, term.right)
    shape = f", or declare the shape of the left side, `{left} ∈ ℝ^{{d×m}}`"
    return Conflict(
        "E0207",
        f"`⊗` between the vectors `{a}` and `{b}` can be the outer or the elementwise "
        "product",
        term.operator_span,
        f"write {a} {as_row(reasons, term.right)} for the outer product, {a} ⊙ {b} for "
        f"the elementwise one{shape * left[:1].isupper()}",
    )


def _vectors(term: Term) -> Iterator[Reference]:
    """The names in a term but for those that stand before a factor, as matrices do."""
    waiting = [term]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Reference):
            yield each
        elif isinstance(each, Product) and not each.elementwise:
            waiting.append(each.right)
        else:
            waiting += children(each)


def _is_upper(identifier: str) -> bool:
    base = identifier.partition("_")[0]
    return len(base) == 1 and base.isupper()


def _products(term: Term) -> list[Product]:
    found: list[Product] = []
    waiting = [term]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Product) and each.elementwise:
            found.append(each)
        waiting += children(each)
    return found
