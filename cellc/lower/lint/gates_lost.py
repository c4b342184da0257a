"""W0514: an input that multiplies as gates do, among gates that have equations.

`c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t` without the equation of i_t, where f_t and o_t are
sigmoids of the same form: nothing else than such products has i_t.
"""

from __future__ import annotations

from cellc.diagnostics import Diagnostics, Label
from cellc.lower.lint.uses import Uses
from cellc.lower.reasons import Shape
from cellc.lower.resolved import Definition, Resolved
from cellc.lower.terms import Apply, Product, Reference, references, walk
from cellc.lower.undetermined import supplied
from cellc.ops import Operation

_GATES = 2  # gates with equations of one form that show how it is


def warn_of_lost_gates(
    resolved: Resolved, uses: Uses, shapes: dict[str, Shape], diagnostics: Diagnostics
) -> None:
    """Report inputs that are factors only, as the gates with equations are."""
    inputs = [
        each
        for each in resolved.inputs
        if each in uses and each not in {*resolved.facts.roles, *resolved.facts.shapes}
    ]
    gates = [each for each in resolved.definitions if _is_gate(each)]
    fed = {
        reference.identifier for each in gates for reference in references(each.term)
    }
    factors = {
        side.identifier
        for each in resolved.definitions
        for term in walk(each.term)
        if isinstance(term, Product) and term.elementwise
        for side in (term.left, term.right)
        if isinstance(side, Reference) and side.lag == 0
    }
    like = [each for each in gates if each.identifier in factors]
    forms = {frozenset(_arguments(each)) for each in like}
    lost = [
        each
        for each in inputs
        if each in factors and each not in fed and len(uses[each]) == 1
    ]
    others = {*resolved.inputs} - {*lost}
    if len(like) < _GATES or len(forms) != 1 or not others or len(lost) != 1:
        return
    source, (identifier,) = diagnostics.source, lost
    use = uses[identifier][0].span
    typed = source.snippet(use)
    if any(each.code == "W0507" and typed in each.message for each in diagnostics):
        return  # told already
    diagnostics.warning(
        "W0514",
        f"`{typed}` is read as an input, as no equation defines it; it multiplies as "
        f"{' and '.join(f'`{source.snippet(each.left)}`' for each in like[:2])} do, "
        "which have equations",
        use,
        labels=tuple(Label(each.left, "defined here") for each in like[:2]),
        help=f"write its equation, `{typed} = ...`; if it is supplied from outside, "
        "say so in the where block: "
        f"{supplied(typed, shapes[identifier], source)}",
    )


def _is_gate(definition: Definition) -> bool:
    """`σ(W x_t + U h_{t-1})` at t."""
    term = definition.term
    return (
        definition.timed
        and isinstance(term, Apply)
        and isinstance(term.operation, Operation)
        and "sigmoid" in term.operation.name
    )


def _arguments(definition: Definition) -> set[tuple[str, int]]:
    """The names at steps that a gate is made of."""
    found = references(definition.term)
    return {(each.identifier, each.lag) for each in found if each.lag is not None}
