"""Names like `Uh` before a bracket: `Uh (f(t) .* h(t-1))`, beside `Uf h(t-1)`.

Such a name is no known function.  Where another of its family stands before a vector,
as matrices do, it is a matrix too, which a note tells; without one it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cellc.diagnostics import Diagnostics, Label
from cellc.lower.functions import Unknown
from cellc.lower.names import is_matrix_word
from cellc.lower.resolved import Definition
from cellc.lower.terms import (
    Constant,
    Negative,
    Product,
    Reference,
    Sum,
    Term,
    walk,
)

LONGEST = 3  # letters of such a name: `Wf`, `Wxh`


def without_matrices(
    unknown: dict[str, Unknown],
    definitions: Iterable[Definition],
    diagnostics: Diagnostics,
) -> dict[str, Unknown]:
    """The unknown functions but those that are matrices; a note for each of these."""
    if not any(map(_is_word, unknown)):
        return unknown
    products = [each for one in definitions for each in _products(one.term)]
    left_open: dict[str, Unknown] = {}
    for identifier, use in unknown.items():
        relative = _relative(identifier, products) if _is_word(identifier) else None
        if relative is None or _has_threshold(identifier, products):
            left_open[identifier] = use
            continue
        snippet = diagnostics.source.snippet
        typed, other = snippet(use.span), snippet(relative.span)
        diagnostics.note(
            "N0609",
            f"`{snippet(use.whole)}` is read as the product with a matrix {typed}, as "
            f"`{other}` is one",
            use.whole,
            labels=(Label(relative.span, "stands before a vector here"),),
            help=f"for a function say which in the where block, {typed} = tanh; for "
            f"the product write {typed}·(...)",
        )
    return left_open


def _is_word(identifier: str) -> bool:
    return is_matrix_word(identifier) and len(identifier) <= LONGEST


def _relative(identifier: str, products: Iterable[Product]) -> Reference | None:
    """A matrix before a vector that is called by the same letter, `Uf` beside `Uh`."""
    for product in products:
        left, right = product.left, product.right
        if (
            isinstance(left, Reference)
            and left.matrix_like
            and left.lag is None
            and left.identifier[0] == identifier[0]
            and len(left.identifier) > 1
            and isinstance(right, Reference)
            and right.lag is not None
        ):
            return left
    return None


def _has_threshold(identifier: str, products: Iterable[Product]) -> bool:
    """`Uh(v_t - 1)`: a function of a vector less a number, as no product needs it."""
    return any(
        isinstance(each.left, Reference)
        and each.left.identifier == identifier
        and any(isinstance(term, Constant) for term in _terms(each.right))
        for each in products
    )


def _terms(term: Term) -> Iterator[Term]:
    match term:
        case Sum(left=left, right=right):
            yield from _terms(left)
            yield from _terms(right)
        case Negative(operand=operand):
            yield from _terms(operand)
        case _:
            yield term


def _products(term: Term) -> Iterator[Product]:
    for each in walk(term):
        if isinstance(each, Product) and not each.elementwise:
            yield each
