"""N0696: a parameter that divides a vector and is read as one: `softmax(W x_t / T)`.

Papers mean a number by a temperature or a time constant more often than a vector.
"""

from __future__ import annotations

from cellc.diagnostics import Diagnostics
from cellc.lower.reasons import Shape
from cellc.lower.resolved import Resolved
from cellc.lower.spelling import bare
from cellc.lower.terms import Quotient, Reference, walk


def note_divisors(
    resolved: Resolved, shapes: dict[str, Shape], diagnostics: Diagnostics
) -> None:
    """Tell of the parameters that nothing but a quotient shows to be vectors."""
    shown = {*resolved.facts.shapes, *resolved.vectors}
    divisors: dict[str, Reference] = {}
    for definition in resolved.definitions:
        for term in walk(definition.term):
            match term:
                case Quotient(right=Reference(lag=None) as name):
                    divisors.setdefault(name.identifier, name)
    for identifier, name in divisors.items():
        if identifier not in resolved.parameters or identifier in shown:
            continue
        if len(shapes[identifier]) != 1:
            continue
        typed = bare(diagnostics.source.snippet(name.span))
        diagnostics.note(
            "N0696",
            f"`{typed}` is read as a vector, which divides component by component: "
            "nothing says that it is a number",
            name.span,
            help=f"for a number, such as a temperature, say `{typed} ∈ ℝ` in the where "
            f"block, or give its value, `{typed} = 1`",
        )
