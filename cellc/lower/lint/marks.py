"""W0517: marks that can be operations: `x_t'h_{t-1}`, `x_t^+`; `l` in the place of 1.

A prime, a plus or a minus belongs to the name here, so that a name which nothing
defines becomes an input.  Elsewhere a prime transposes, and a sign above a name is its
positive or negative part.  What is declared is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cellc.diagnostics import Diagnostics, Edit
from cellc.lower.lint.said_inputs import is_said_input
from cellc.lower.lint.uses import Use, Uses
from cellc.lower.reasons import Shape
from cellc.lower.resolved import Resolved
from cellc.lower.terms import (
    Apply,
    Negative,
    Product,
    Quotient,
    Reference,
    Sum,
    Term,
    children,
)
from cellc.lower.undetermined import declaration
from cellc.patterns import regex

_SIGNS = {"plus": ("+", "max({0}, 0)"), "minus": ("-", "max(-{0}, 0)")}
_OTHER = {"plus": "minus", "minus": "plus"}


def warn_of_marks(
    resolved: Resolved,
    uses: Uses,
    shapes: dict[str, Shape],
    diagnostics: Diagnostics,
) -> None:
    """Report names that nothing defines whose mark can be an operation."""
    defined = {each.identifier for each in resolved.definitions}
    said = _forms("transposes").search(diagnostics.source.text) is not None
    for identifier in (*resolved.inputs, *resolved.parameters):
        base, _, mark = identifier.rpartition("_")
        if not base or identifier in resolved.facts.places or not uses.get(identifier):
            continue
        is_input = identifier in resolved.inputs
        use = uses[identifier][0]
        typed = diagnostics.source.snippet(use.span)
        if is_said_input(typed, diagnostics.source.text):
            continue
        if mark == "prime" and said:
            _refuse_said(use, diagnostics)
        elif mark in _SIGNS and is_input and f"{base}_{_OTHER[mark]}" not in defined:
            _warn_of_sign(use, mark, shapes[identifier], diagnostics)
        elif mark == "prime" and base not in defined:
            multiplied = next(_multiplying(uses[identifier]), None)
            if multiplied is not None:
                _warn_of_prime(multiplied, is_input, shapes[identifier], diagnostics)
    diagnostics.raise_if_errors()
    _warn_of_ell(resolved, uses, diagnostics)


def _warn_of_sign(use: Use, mark: str, shape: Shape, diagnostics: Diagnostics) -> None:
    typed = diagnostics.source.snippet(use.span)
    sign, part = _SIGNS[mark]
    plain = _forms("sign").sub("", typed)
    if plain == typed:
        return
    name = "positive" if sign == "+" else "negative"
    line = declaration(typed, shape, diagnostics.source)
    diagnostics.warning(
        "W0517",
        f"`{typed}` is defined nowhere, so it is an input; the {sign} above it can be "
        f"a mark, or the {name} part of `{plain}`",
        use.span,
        help=f"write {part.format(plain)} for the {name} part; if it is an input, say "
        f"so in the where block: {line} is input",
    )


def _warn_of_prime(
    use: Use, is_input: bool, shape: Shape, diagnostics: Diagnostics
) -> None:
    typed = diagnostics.source.snippet(use.span)
    plain = typed.replace("'", "").replace("′", "").replace("^{\\prime}", "")
    role = "an input" if is_input else "a parameter"
    line = declaration(typed, shape, diagnostics.source)
    diagnostics.warning(
        "W0517",
        f"`{typed}` is defined nowhere, so it is {role}; the prime in front of a "
        "factor can be a mark, or a transpose",
        use.span,
        help=f"write {plain}^T for the transpose; if it is {role}, say so in the where "
        f"block: {line}{' is input' * is_input}",
    )


def _refuse_said(use: Use, diagnostics: Diagnostics) -> None:
    typed = diagnostics.source.snippet(use.span)
    diagnostics.error(
        "E0132",
        f"the text says that a prime is a transpose; `{typed}` is read as a name of "
        "its own",
        use.span,
        help="write ^T for the transpose",
    )


def _multiplying(uses: list[Use]) -> Iterator[Use]:
    """The uses where a name that is no matrix stands in front of a factor."""
    for use in uses:
        for node in _terms(use.definition.term):
            if (
                isinstance(node, Product)
                and not node.elementwise
                and node.left is use.reference
                and not use.reference.matrix_like
            ):
                yield use


def _warn_of_ell(resolved: Resolved, uses: Uses, diagnostics: Diagnostics) -> None:
    """`(l - z_t)`, `l/(l + exp(-a))`: the letter l where a 1 stands."""
    if "l" not in resolved.parameters or "l" in resolved.facts.places:
        return
    for use in uses["l"]:
        for node in _terms(use.definition.term):
            match node:
                case (
                    Sum(left=Reference() as left, right=Negative() | Apply())
                    | Quotient(left=Reference() as left)
                ) if left is use.reference:
                    diagnostics.warning(
                        "W0501",
                        "`l` is defined nowhere, so it is a parameter; it stands where "
                        "1 does in gates",
                        use.span,
                        help="did you mean `1`? if it is a parameter, say so in the "
                        "where block",
                        edit=Edit(use.span, "1"),
                    )
                    return


def _terms(term: Term) -> Iterator[Term]:
    waiting = [term]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += children(found)


@cache
def _forms(name: str) -> re.Pattern[str]:
    mark = r"(?:['′’]|\\prime\b\}?|\bprime[sd]?\b)[\s$`\"”’)}]{0,6}"
    verb = r"(?:denotes?|is|are|means?|stands?\s+for|indicates?|represents?)"
    words = r"(?:\s+(?!not\b)\w+){0,3}?\s+"
    forms = {
        "sign": r"\^(?:\{[-+−]\}|[-+−])|[⁺⁻]",
        "transposes": rf"{mark}{verb}{words}transpos|\btranspos\w*\s+(?:is|are)"
        rf"{words}(?:an?\s+|the\s+)?(?:prime|[$`\"(]{{0,3}}['′])",
    }
    return regex(forms[name], re.IGNORECASE)
