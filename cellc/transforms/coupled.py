"""Coupled gates: what is forgotten is what is written, i_t = 1 - f_t.

K. Greff et al., "LSTM: a search space odyssey", arXiv:1503.04069, 2015, variant CIFG.
Two gates multiply the old value of a memory and the new one; the first of the two names
is computed from the second, and its own parameters go.
"""

from __future__ import annotations

from sympy import Add, Expr, Integer, Mul, Symbol

from cellc.transforms.draft import Draft
from cellc.transforms.structure import gates, memories


def coupled(draft: Draft) -> None:
    request = draft.request
    pairs = _pairs(draft)
    ways = [request.written(_typed(one, other, draft)) for one, other in pairs]
    ways += [request.written(_typed(other, one, draft)) for one, other in pairs]
    named = [(key, value) for key, value in request.arguments if key]
    if not pairs:
        raise request.refusal(
            "E0123",
            f"{draft.cell.name} has no two gates, of which one multiplies the old "
            "value of a memory and the other the new one",
            "it is for c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t, with σ in f and i",
        )
    if len(named) != len(request.arguments) or len(named) > 1:
        raise request.refusal("E0121", "it takes one pair", f"write {ways[0]}")
    if not named and len(pairs) > 1:
        raise request.refusal(
            "E0124", "several pairs of gates can be coupled", f"write {', '.join(ways)}"
        )
    made, source = pairs[0]
    if named:
        names = [each for pair in pairs for each in pair]
        one, other = (draft.named(word, names) for word in named[0])
        if (one, other) not in pairs and (other, one) not in pairs:
            why = f"`{named[0][0]}` and `{named[0][1]}` are no such pair of gates"
            raise request.refusal("E0122", why, f"write {' or '.join(ways)}")
        assert one is not None
        assert other is not None
        made, source = one, other
    draft.define(made, Integer(1) - source)
    draft.put(made, [source])


def _typed(one: Symbol, other: Symbol, draft: Draft) -> str:
    return f"{draft.variables[one].name}={draft.variables[other].name}"


def _pairs(draft: Draft) -> list[tuple[Symbol, Symbol]]:
    """(gate of the new value, gate of the old value) of every memory."""
    known = [*gates(draft)]
    found: dict[tuple[Symbol, Symbol], None] = {}
    for memory in memories(draft):
        old, new = _factors(memory.keep), _factors(memory.new)
        for one in known:
            for other in known:
                if one in new - old and other in old - new:
                    found[one, other] = None
    return [*found]


def _factors(value: Expr) -> set[Expr]:
    """What every term of a sum is multiplied with."""
    each = [{*Mul.make_args(term)} for term in Add.make_args(value)]
    return set.intersection(*each)
