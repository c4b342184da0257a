"""Equations implicit in their own left side, where they can be solved for it.

`c_t = c_{t-1} + a_t - ε c_t` holds for every component by itself and is linear in its
left side, so it says `c_t = (c_{t-1} + a_t) / (1 + ε)`.  Anything else in its own value
at the same step is refused.
"""

from __future__ import annotations

from sympy import Dummy, Expr, Integer, Symbol

from cellc.diagnostics import Diagnostics, Label
from cellc.ir import Concat, Contraction
from cellc.lower.resolved import Definition
from cellc.lower.terms import references


def solved(
    definition: Definition,
    symbol: Symbol,
    value: Expr,
    spelled: dict[Symbol, Symbol],
    diagnostics: Diagnostics,
) -> Expr:
    """The value free of its own symbol; the same one where it already is.

    spelled: every symbol as the text writes it, for the note.
    """
    if symbol not in value.free_symbols:
        return value
    hidden = {node: Dummy(real=True) for node in value.atoms(Contraction)}
    plain = value.xreplace(hidden)
    inside = any(symbol in node.free_symbols for node in hidden)
    slope = None if inside else plain.diff(symbol)
    if slope is None or symbol in slope.free_symbols or slope == 1:
        _refuse(definition, inside, slope == 1, diagnostics)
        return value
    shown_again = {dummy: node for node, dummy in hidden.items()}
    rest = plain.xreplace({symbol: Integer(0)})
    found = (rest / (1 - slope)).xreplace(shown_again)
    products = {node: Symbol(_shown(node, spelled), real=True) for node in hidden}
    shown = str(found.xreplace(products).xreplace(spelled))
    typed = diagnostics.source.snippet(definition.left)
    diagnostics.note(
        "N0606",
        f"`{typed}` stands on both sides; solved for it, the equation is "
        f"{typed} = {shown}",
        definition.span,
        help="write the solved form, or t-1 on the right side if the value of the step "
        "before is meant",
    )
    return found


def _shown(node: Contraction, spelled: dict[Symbol, Symbol]) -> str:
    """A product or a list as the text would write it."""
    parts = [
        _shown(each, spelled)
        if isinstance(each, Contraction)
        else str(each.xreplace(spelled))
        for each in node.operands
    ]
    if isinstance(node, Concat):
        return f"[{', '.join(parts)}]"
    bracketed = [
        f"({each})" if " " in each and each[0] != "[" else each for each in parts
    ]
    return "·".join(bracketed)


def _refuse(
    definition: Definition, inside: bool, cancels: bool, diagnostics: Diagnostics
) -> None:
    typed = diagnostics.source.snippet(definition.left)
    own = next(
        use
        for use in references(definition.term)
        if use.identifier == definition.identifier and use.lag != 1
    )
    message = (
        f"`{typed}` is defined by its own value at the same step, and the equation "
    )
    if cancels:
        message = f"`{typed}` cancels: both sides have it, and the equation "
        message += "does not determine it"
    elif inside:
        message += "cannot be solved for it: its components are mixed by a product"
    else:
        message += "cannot be solved for it: it is not linear in this value"
    diagnostics.error(
        "E0230",
        message,
        own.span,
        labels=(Label(definition.left, "defined here"),),
        help="write t-1 for the value of the step before",
    )
