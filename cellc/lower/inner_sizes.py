"""Sizes of inner layers: `W tanh(V h_{t-1} + U x_t + b)`, where only b is as long.

In: shapes whose sizes are unified.  Out: a name for a size that lies between matrices
and that no input and no value has, where a vector among the parameters has it.
"""

from __future__ import annotations

from sympy import Expr, Symbol

from cellc.diagnostics import Diagnostics
from cellc.ir import size_symbol
from cellc.lower.resolved import Resolved
from cellc.lower.undetermined import declaration
from cellc.lower.unify import Sizes

Shapes = dict[str, tuple[Expr, ...]]


def name_inner_sizes(
    resolved: Resolved, shapes: Shapes, sizes: Sizes, diagnostics: Diagnostics
) -> None:
    """Bind such sizes to names, and tell these."""
    found = {
        each: tuple(map(sizes.resolve, shapes[each])) for each in resolved.parameters
    }
    others = [*resolved.inputs, *(each.identifier for each in resolved.definitions)]
    elsewhere = {
        symbol
        for each in others
        for size in shapes[each]
        for symbol in sizes.resolve(size).free_symbols
    }
    named: dict[Symbol, str] = {}
    for identifier, shape in found.items():
        if len(shape) != 1 or not isinstance(shape[0], Symbol) or shape[0] in named:
            continue
        size = shape[0]
        if "[" in size.name and size not in elsewhere and _is_inner(size, found):
            named[size] = identifier
    taken = {
        symbol.name
        for each in shapes
        for size in shapes[each]
        for symbol in sizes.resolve(size).free_symbols
    }
    for size, identifier in named.items():
        if identifier not in taken:
            _name(size, identifier, resolved, sizes, diagnostics)


def _is_inner(size: Symbol, found: Shapes) -> bool:
    """Whether one matrix has the size for its rows, and another one for its columns."""
    matrices = [each for each in found.values() if len(each) == 2]
    rows = any(each[0] == size for each in matrices)
    return rows and any(each[1] == size for each in matrices)


def _name(
    size: Symbol,
    identifier: str,
    resolved: Resolved,
    sizes: Sizes,
    diagnostics: Diagnostics,
) -> None:
    place = resolved.first_use[identifier]
    typed = diagnostics.source.snippet(place)
    why = f"the size of `{typed}` has its name"
    sizes.declare(size, size_symbol(identifier), place, why)
    diagnostics.note(
        "N0685",
        f"the size of `{typed}` is one of an inner layer, which nothing else has: it "
        f"is called {identifier}",
        place,
        help="for another name declare it in the where block: "
        + declaration(typed, (size,), diagnostics.source),
    )
