r"""`\exp(i\theta)`: the imaginary unit, of which there are no numbers here.

In: a resolved cell.  Out: E0111 at an i or j that is a factor in an exponent and that
nothing declares, defines or gives an index.  As a parameter it would be read as a real
number that is trained.
"""

from __future__ import annotations

from collections.abc import Iterator

from cellc.diagnostics import Diagnostics
from cellc.lower.resolved import Resolved
from cellc.lower.terms import (
    Apply,
    Constant,
    Product,
    Reference,
    Term,
    references,
    walk,
)
from cellc.patterns import regex

_NAMES = ("exp", "raised")
_UNIT = regex(r"\\(?:mathrm|mathbf|operatorname|text)\{([ij])\}|\\([ij])math\b")
_GLUED = regex(r"[ij](?:[α-ωϑϕϵ]|\\(?:theta|omega|phi|varphi|lambda|mu|nu)\b)")


def refuse_imaginary(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Report the imaginary unit in exponents."""
    undeclared = {*resolved.parameters} - resolved.facts.places.keys()
    for definition in resolved.definitions:
        for use in _factors_of_exponents(definition.term):
            typed = diagnostics.source.snippet(use.span)
            if use.identifier not in undeclared or not _is_unit(use, typed):
                continue
            diagnostics.error(
                "E0111",
                f"`{typed[0] if _GLUED.match(typed) else typed}` in this exponent can "
                "be the imaginary unit, and there are no complex numbers here",
                use.span,
                help="write the real and the imaginary part as two equations, with cos "
                "and sin of the angle; if it is a parameter, declare it in the where "
                f"block: {typed} ∈ ℝ",
            )


def _is_unit(use: Reference, typed: str) -> bool:
    alone = use.identifier in ("i", "j", "imath", "jmath")
    return alone or _UNIT.fullmatch(typed) is not None or bool(_GLUED.fullmatch(typed))


def _factors_of_exponents(term: Term) -> Iterator[Reference]:
    """The names that are factors beside others, or glued to one, inside of exp."""
    for each in walk(term):
        if not isinstance(each, Apply) or each.operation.name not in _NAMES:
            continue
        for inner in walk(each.arguments[-1]):
            if isinstance(inner, Product):
                sides = (inner.left, inner.right)
                if not any(isinstance(side, Constant) for side in sides):
                    yield from (each for each in sides if isinstance(each, Reference))
        yield from (
            use for use in references(each.arguments[-1]) if len(use.identifier) > 1
        )
