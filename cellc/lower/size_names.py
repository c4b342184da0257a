"""Sizes that would share a name: `I_t ∈ ℝ^x is input` beside a state x_t.

A vector that is not declared gives its size its own name.  Where the declaration of an
input has taken that name, the size is that of the input, and the vector's is another,
unless the equations make both equal.
"""

from __future__ import annotations

from cellc.diagnostics import Diagnostics, Label
from cellc.ir import size_symbol
from cellc.lower.resolved import Resolved
from cellc.lower.unify import Sizes


def namesakes(resolved: Resolved) -> dict[str, str]:
    """What the size of a name is called, where an input has a size of that name."""
    names = [*resolved.inputs, *(each.identifier for each in resolved.definitions)]
    shapes = resolved.facts.shapes
    taken = {
        symbol.name
        for shape in shapes.values()
        for dimension in shape.dimensions
        for symbol in dimension.free_symbols
    }
    taken |= {size_symbol(each).name for each in names}
    found: dict[str, str] = {}
    for identifier in names:
        if identifier in shapes or _owner(identifier, resolved) is None:
            continue
        number = 2
        while f"{identifier}_{number}" in taken:
            number += 1
        found[identifier] = f"{identifier}_{number}"
        taken.add(found[identifier])
    return found


def note_namesakes(resolved: Resolved, sizes: Sizes, diagnostics: Diagnostics) -> None:
    """Tell of sizes that the equations do not make equal to the declared ones."""
    snippet = diagnostics.source.snippet
    lefts = {each.identifier: each.left for each in resolved.definitions}
    for identifier, named in namesakes(resolved).items():
        size = sizes.resolve(size_symbol(named))
        owner = _owner(identifier, resolved)
        if size not in sizes.preference or owner is None:
            continue
        place = lefts.get(identifier) or resolved.first_use[identifier]
        fact = resolved.facts.shapes[owner]
        diagnostics.note(
            "N0621",
            f"`{snippet(place)}` has a size of its own, {size}: the size {identifier} "
            f"is that of `{snippet(resolved.facts.places[owner])}`",
            place,
            labels=(Label(fact.span, "declared here"),),
            help=f"to make both equal, declare {snippet(place)} ∈ ℝ^{identifier}",
        )


def _owner(identifier: str, resolved: Resolved) -> str | None:
    """The declared input whose size has the name of another quantity."""
    size = size_symbol(identifier)
    shapes = resolved.facts.shapes
    for each in resolved.inputs:
        if each != identifier and each in shapes and size in shapes[each].dimensions:
            return each
    return None
