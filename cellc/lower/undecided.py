"""Parameters that no use decides: refused with the readings under which all fits.

Each reading is tried: the name is supposed to be a number, a vector, a matrix, and the
shapes are inferred as they would be.  What fits is what the help line offers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sympy import Expr

from cellc.diagnostics import CellcError, Diagnostics, Source
from cellc.diagnostics.foreign_functions import advice
from cellc.lower.asides import said_of
from cellc.lower.exponentials import exponentials
from cellc.lower.mixed_sides import other_side
from cellc.lower.ranks import KINDS, RankFact, infer_ranks
from cellc.lower.resolved import Resolved
from cellc.lower.shapes import infer_shapes
from cellc.lower.spelling import bare
from cellc.lower.terms import (
    Apply,
    Power,
    Product,
    Quotient,
    Reference,
    Term,
    Transposed,
    children,
    rebuilt,
    references,
)
from cellc.lower.undetermined import declaration
from cellc.lower.written_names import range_behind
from cellc.patterns import regex
from cellc.syntax.nodes import Statement

_LARGEST = regex(r"_\s*\{?\s*\\?(?:(?:mathrm|text|operatorname)\s*\{)?\s*(?:max|min)\b")
_INDEXED = regex(r"(?:[a-z]|\\mathbf\{[a-z]\})_\{?([a-z])\}?\Z")
_COUNTING = "jklmn"  # i is as often a gate
TRIED = 5  # names; more are told without shapes


def refuse_undecided(
    resolved: Resolved,
    ranks: dict[str, RankFact],
    asides: Sequence[Statement],
    diagnostics: Diagnostics,
) -> None:
    """Raises CellcError for the parameters that have no rank."""
    source = diagnostics.source
    undecided = [each for each in resolved.parameters if each not in ranks]
    for number, identifier in enumerate(_roots(undecided, resolved)):
        span = resolved.first_use[identifier]
        typed = bare(diagnostics.source.snippet(span))
        base = identifier.partition("_")[0]  # argmax of argmax_i
        foreign = advice(identifier, typed) or advice(base, typed)
        if _LARGEST.search(typed):
            foreign = None  # `a_{\max}` is a name of its own
        if foreign is not None:
            diagnostics.error(
                "E0209",
                f"`{typed}` {foreign.what}",
                span,
                help=f"{foreign.help}; if it is a parameter, declare it in the where "
                "block",
            )
            continue
        readings = {}
        if number < TRIED:
            readings = _readings(identifier, resolved, diagnostics)
        turned = other_side(identifier, resolved, source)
        diagnostics.error(
            "E0401",
            f"whether `{typed}` is a number, a vector or a matrix is not decided "
            "by its uses",
            span,
            labels=turned[1] if turned else (),
            help=_said(identifier, typed, asides, diagnostics)
            or (turned[0] if turned else None)
            or _dividing(identifier, typed, readings, resolved)
            or _behind(identifier, typed, readings, resolved, diagnostics)
            or _dotted(identifier, typed, readings, resolved, source)
            or _inner(identifier, typed, readings, resolved, source)
            or _raised(identifier, typed, readings, resolved, source)
            or _help(typed, readings, identifier, resolved, source)
            + _as_input(identifier, typed, resolved)
            + _as_set(typed, resolved),
        )
    diagnostics.raise_if_errors()


def _roots(undecided: list[str], resolved: Resolved) -> list[str]:
    """Without the matrices that stand before an undecided name, and follow from it."""
    following: set[str] = set()
    for definition in resolved.definitions:
        here = {each.identifier for each in references(definition.term)}
        found = here.intersection(undecided)
        if not found <= resolved.matrix_like:
            following |= found & resolved.matrix_like
    return [each for each in undecided if each not in following]


def _said(
    identifier: str, typed: str, asides: Sequence[Statement], diagnostics: Diagnostics
) -> str | None:
    """What a sentence that is not read says of the name."""
    said = said_of(identifier, asides, diagnostics.source)
    if said is None:
        return None
    line = diagnostics.source.snippet(said.span)
    return (
        f"the text says `{line}` in a sentence that is not read: if it is meant, write "
        f"{line} in the where block; for a number that is trained {typed} ∈ ℝ"
    )


def _dividing(
    identifier: str,
    typed: str,
    readings: dict[int, tuple[Expr, ...]],
    resolved: Resolved,
) -> str | None:
    """The N of `1/N`, which no matrix can be."""
    places = [
        each
        for definition in resolved.definitions
        for each in _divisors(definition.term)
    ]
    if not any(
        isinstance(each, Reference) and each.identifier == identifier for each in places
    ):
        return None
    vector = f", and for a vector `{typed} ∈ ℝ^h`" if 1 in readings else ""
    if identifier in resolved.matrix_like:
        vector = ""
    return (
        f"something is divided by it, as by a number: write its value in the where "
        f"block, `{typed} = 100`, or `{typed} ∈ ℝ` for a number that is trained{vector}"
    )


def _divisors(term: Term) -> Iterator[Term]:
    if isinstance(term, Quotient):
        inner = term.right
        while isinstance(inner, Power) or (
            isinstance(inner, Apply) and inner.operation.name == "sqrt"
        ):
            inner = inner.base if isinstance(inner, Power) else inner.arguments[0]
        yield inner
    for each in children(term):
        yield from _divisors(each)


def _dotted(
    identifier: str,
    typed: str,
    readings: dict[int, tuple[Expr, ...]],
    resolved: Resolved,
    source: Source,
) -> str | None:
    r"""`w_{ci} \cdot c_{t-1}`: a vector of weights, or a matrix."""
    if 1 in readings or 2 not in readings or identifier in resolved.matrix_like:
        return None
    for definition in resolved.definitions:
        for product in _products(definition.term):
            left, right = product.left, product.right
            if (
                product.operator == "·"
                and isinstance(left, Reference)
                and left.identifier == identifier
                and isinstance(right, Reference)
                and right.lag is not None
            ):
                vector = declaration(typed, readings[2][:1], source)
                matrix = declaration(typed, readings[2], source)
                return (
                    f"for a vector write {typed} ⊙ {source.snippet(right.span)} and "
                    f"say so in the where block, `{vector}`; for a matrix `{matrix}`"
                    + f", for a number that is trained `{typed} ∈ ℝ`"
                    * (0 in readings)
                )
    return None


def _inner(
    identifier: str,
    typed: str,
    readings: dict[int, tuple[Expr, ...]],
    resolved: Resolved,
    source: Source,
) -> str | None:
    """`σ(w x_t)` for the gate of a matrix: nothing fits but the inner product."""
    if readings or identifier in resolved.matrix_like:
        return None

    def turned(term: Term) -> Term:
        if (
            isinstance(term, Product)
            and not term.elementwise
            and isinstance(term.left, Reference)
            and term.left.identifier == identifier
        ):
            return replace(term, left=Transposed(term.left, term.left.span))
        return term

    definitions = [
        replace(each, term=rebuilt(each.term, turned)) for each in resolved.definitions
    ]
    if definitions == resolved.definitions:
        return None
    tried = replace(resolved, definitions=definitions)
    if _supposed(identifier, 1, tried, Diagnostics(source)) is None:
        return None
    product = next(
        product
        for each in definitions
        for product in _products(each.term)
        if isinstance(product.left, Transposed)
        and isinstance(product.left.operand, Reference)
        and product.left.operand.identifier == identifier
    )
    x = source.snippet(product.right.span)
    return f"for the inner product, a number, write {typed}^T {x}"


def _as_input(identifier: str, typed: str, resolved: Resolved) -> str:
    """`x_s` beside `x_t`: rather supplied as that is."""
    base, _, label = identifier.partition("_")
    if base not in {each.partition("_")[0] for each in resolved.inputs}:
        return ""
    size = label if len(label) == 1 and label.islower() else "n"
    return f"; for what is supplied at every step `{typed} ∈ ℝ^{size} is input`"


def _as_set(typed: str, resolved: Resolved) -> str:
    """`h_j` in a text with an index of heads: as often one vector of a set."""
    found = _INDEXED.match(typed)
    axes = resolved.facts.axes
    if found is None or not axes or found[1] not in {*axes, *_COUNTING}:
        return ""
    return f"; for the vectors of a set that the caller gives `{typed} ∈ ℝ^n is static`"


def _behind(
    identifier: str,
    typed: str,
    readings: dict[int, tuple[Expr, ...]],
    resolved: Resolved,
    diagnostics: Diagnostics,
) -> str | None:
    """`x_k A`: a matrix behind its vector, in a text that has columns elsewhere."""
    if 1 not in readings or identifier not in resolved.matrix_like:
        return None
    vector = next(
        (
            product.left
            for each in resolved.definitions
            for product in _products(each.term)
            if isinstance(product.right, Reference)
            and product.right.identifier == identifier
            and isinstance(product.left, Reference)
            and product.left.lag is not None
        ),
        None,
    )
    if vector is None:
        return None
    x = diagnostics.source.snippet(vector.span)
    return (
        f"for the product with a matrix write {typed} {x}, or {typed}^T {x}; for the "
        f"elementwise product say so in the where block: "
        f"{declaration(typed, readings[1], diagnostics.source)}"
    )


def _products(term: Term) -> Iterator[Product]:
    if isinstance(term, Product) and not term.elementwise:
        yield term
    for each in children(term):
        yield from _products(each)


def _raised(
    identifier: str,
    typed: str,
    readings: dict[int, tuple[Expr, ...]],
    resolved: Resolved,
    source: Source,
) -> str | None:
    """The A of `e^{A Δt}`: a vector fits, a matrix is what papers mean as often."""
    if [*readings] != [1] or identifier not in resolved.matrix_like:
        return None
    inside = {
        each.identifier
        for definition in resolved.definitions
        for term in exponentials(definition.term)
        for each in references(term)
    }
    if identifier not in inside:
        return None
    (shape,) = readings.values()
    line = declaration(typed, shape, source)
    matrix = declaration(typed, (*shape, *shape), source)
    return (
        f"say which in the where block: for a vector, the diagonal of a matrix, "
        f"`{line}`; for a matrix `{matrix}`"
    )


def _help(
    typed: str,
    readings: dict[int, tuple[Expr, ...]],
    identifier: str,
    resolved: Resolved,
    source: Source,
) -> str:
    each = range_behind(typed, resolved.first_use.items(), source)
    if not readings:
        example = "ℝ^{h×x}" if identifier in resolved.matrix_like else "ℝ^h"
        return f"say its shape in the where block, as in `{typed} ∈ {example}{each}`"
    if len(readings) == 1 and 0 not in readings:
        (shape,) = readings.values()
        return f"say so in the where block: {declaration(typed, shape, source)}{each}"
    lines = []
    for rank, shape in readings.items():
        trained = " that is trained" * (rank == 0)
        line = declaration(typed, shape, source)
        lines.append(f"for {KINDS[rank]}{trained} `{line}{each}`")
        if rank == 0:
            lines.append(f"for a number that is given `{line} = 0.1{each}`")
    return f"say which in the where block: {', '.join(lines)}"


def _readings(
    identifier: str, resolved: Resolved, diagnostics: Diagnostics
) -> dict[int, tuple[Expr, ...]]:
    """The ranks under which all equations fit, with the shape that follows."""
    matrix_like = identifier in resolved.matrix_like
    found = {}
    for rank in (2, 1, 0) if matrix_like else (1, 0, 2):
        shape = _supposed(identifier, rank, resolved, Diagnostics(diagnostics.source))
        if shape is not None:
            found[rank] = shape
            if matrix_like:
                break  # the name says it already
    return found


def _supposed(
    identifier: str, rank: int, resolved: Resolved, silent: Diagnostics
) -> tuple[Expr, ...] | None:
    """The shape that a name has if it has this rank; None if nothing fits then."""
    supposed = {identifier: rank}
    ranks = infer_ranks(resolved, supposed)
    letter = identifier.partition("_")[0]
    for other in resolved.parameters:
        if other not in ranks:
            alike = other.partition("_")[0] == letter  # U_f beside U_i
            matrix = other in resolved.matrix_like
            supposed[other] = rank if alike else 2 if matrix else 0
    try:
        ranks = infer_ranks(resolved, supposed)
        inferred = infer_shapes(resolved, ranks, silent, trial=True)
    except CellcError:
        return None
    return inferred.shapes[identifier]
