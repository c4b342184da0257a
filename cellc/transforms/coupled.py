"""Coupled gates: what is forgotten is what is written, i_t = 1 - f_t.

K. Greff et al., "LSTM: a search space odyssey", arXiv:1503.04069, 2015, variant CIFG.
Two gates multiply the old value of a memory and the new one; the first of the two names
is computed from the second, and its own parameters go.
"""

from __future__ import annotations

from sympy import Add, Expr, Integer, Mul, Symbol

from cellc.transforms.draft import Draft
from cellc.transforms.structure import Memory, gates, is_learned, memories, one_memory


def coupled(draft: Draft) -> None:
    request = draft.request
    pairs = _pairs(draft)
    ways = [request.written(_typed(one, other, draft)) for one, other in pairs]
    ways += [request.written(_typed(other, one, draft)) for one, other in pairs]
    named = [(key, value) for key, value in request.arguments if key]
    if not pairs:
        raise request.refusal(
            "E0123",
            _missing(draft),
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


def _missing(draft: Draft) -> str:
    """What multiplies the old and the new value of a memory: no two gates."""
    every = memories(draft)
    found = [each for each in every if is_learned(each.state, draft)] or every
    known = [*gates(draft)]

    def told(factors: set[Expr]) -> str:
        names = [f"`{draft.stem(each)}`" for each in known if each in factors]
        return " and ".join(names) or "no gate"

    memory = found[0] if found else one_memory(draft, None)
    old, new = _of_both(memory)
    name = draft.variables[memory.state.current].notation
    return (
        f"two gates are needed: the old value in `{name}` is multiplied with "
        f"{told(old)}, what is added to it with {told(new)}"
    )


def _typed(one: Symbol, other: Symbol, draft: Draft) -> str:
    return f"{draft.variables[one].name}={draft.variables[other].name}"


def _pairs(draft: Draft) -> list[tuple[Symbol, Symbol]]:
    """(gate of the new value, gate of the old value) of every memory."""
    known = [*gates(draft)]
    found: dict[tuple[Symbol, Symbol], None] = {}
    for memory in memories(draft):
        old, new = _of_both(memory)
        for one in known:
            for other in known:
                if one in new - old and other in old - new:
                    found[one, other] = None
    return [*found]


def _of_both(memory: Memory) -> tuple[set[Expr], set[Expr]]:
    """What the old value is multiplied with, and what every term of what is added.

    Terms that the old value's factors multiply too are a part of what is kept.
    """
    old = _factors(memory.keep)
    terms = Add.make_args(memory.new)
    own = [each for each in terms if not old & {*Mul.make_args(each)}]
    return old, _factors(Add(*(own or terms)))


def _factors(value: Expr) -> set[Expr]:
    """What every term of a sum is multiplied with."""
    each = [{*Mul.make_args(term)} for term in Add.make_args(value)]
    return set.intersection(*each)
