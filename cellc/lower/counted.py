r"""A size as a number: the d of `\sqrt{d}` beside vectors with d components.

That is how it is read where a name that nothing defines or declares is a size that
declarations have, and stands as numbers do: under a root, as a divisor, beside numbers.
A name that stands as a factor or a summand too can be a parameter, and is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cellc.diagnostics import Diagnostics, Label
from cellc.ir import size_symbol
from cellc.lower.resolved import Resolved
from cellc.lower.terms import (
    Apply,
    Constant,
    Negative,
    Power,
    Product,
    Quotient,
    Reference,
    Size,
    Sum,
    Term,
    children,
    rebuilt,
    references,
)

_OF_NUMBERS = frozenset(["sqrt", "log"])


def read_sizes(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Sizes for the names that are such; reports those that can be parameters too."""
    names = _candidates(resolved)
    if not names:
        return
    counted: dict[str, Reference] = {}
    plain: dict[str, Reference] = {}
    for definition in resolved.definitions:
        for use, is_counted in _uses(definition.term, names, False):
            (counted if is_counted else plain).setdefault(use.identifier, use)
    for name, use in counted.items():
        other = plain.get(name)
        typed = diagnostics.source.snippet(use.span)
        if other is not None:
            diagnostics.error(
                "E0237",
                f"`{typed}` can be the size that is declared with this name, a number, "
                "or a parameter",
                other.span,
                labels=_labels(use),
                help=f"for a parameter say so in the where block, {typed} ∈ ℝ; for the "
                f"size write the parameter with another letter, or {typed} as in "
                f"1/{typed} or \\sqrt{{{typed}}}",
            )
            continue
        diagnostics.note(
            "N0689",
            f"`{typed}` is read as the size of this name, which is a number",
            use.span,
            help="a parameter of this name is declared in the where block: "
            f"{typed} ∈ ℝ",
        )
    read = counted.keys() - plain.keys()

    def change(term: Term) -> Term:
        if isinstance(term, Reference) and term.identifier in read:
            return Size(term.identifier, term.span)
        return term

    if read:
        resolved.definitions = [
            replace(each, term=rebuilt(each.term, change))
            for each in resolved.definitions
        ]


def _candidates(resolved: Resolved) -> set[str]:
    """Sizes of declarations that stand in equations, and that nothing says more of."""
    facts = resolved.facts
    uses = {
        use.identifier for each in resolved.definitions for use in references(each.term)
    }
    sizes = {
        symbol
        for shape in facts.shapes.values()
        for size in shape.dimensions
        for symbol in size.free_symbols
    }
    said = {each.identifier for each in resolved.definitions}
    said |= {*facts.shapes, *facts.constants, *facts.roles, *facts.initializers}
    said |= {*facts.numbers, *facts.noise}
    timed = {
        use.identifier
        for each in resolved.definitions
        for use in references(each.term)
        if use.lag is not None
    }
    return {each for each in uses - said - timed if size_symbol(each) in sizes}


def _uses(
    term: Term, names: set[str], is_number: bool
) -> Iterator[tuple[Reference, bool]]:
    """Every use of a name, and whether it stands as a number does.

    is_number: whether the term stands where numbers do, as below a root.
    """
    if isinstance(term, Reference):
        if term.identifier in names:
            yield term, is_number
        return
    if _is_arithmetic(term, names):
        is_number = True
    match term:
        case Quotient(left=left, right=right):
            yield from _uses(left, names, is_number)
            yield from _uses(right, names, is_number or _is_of(right, names))
        case _:
            for each in children(term):
                yield from _uses(each, names, is_number)


def _is_arithmetic(term: Term, names: set[str]) -> bool:
    """`d + 1`, `2 d`, `1/d`, `d^2`, `\\sqrt{d}`, with nothing but sizes and numbers."""
    if not _is_of(term, names):
        return False
    match term:
        case Quotient() | Power():
            return True
        case Apply(operation=operation):
            return operation.name in _OF_NUMBERS
        case Product(left=left, right=right):
            return Constant in (type(left), type(right))
        case Sum(left=left, right=right):
            less = isinstance(left, Constant) and isinstance(right, Negative)
            return not less  # `1 - d` is what a rate has
    return False


def _is_of(term: Term, names: set[str]) -> bool:
    """Whether a term has numbers and these names alone."""
    match term:
        case Constant():
            return True
        case Reference():
            return term.identifier in names
        case Sum() | Product() | Quotient() | Negative() | Power() | Apply():
            return all(_is_of(each, names) for each in children(term))
    return False


def _labels(use: Reference) -> tuple[Label, ...]:
    return (Label(use.span, "here it stands as a number does"),)
