"""Recurrent dropout: of what is added to a memory some units are dropped.

S. Semeniuta, A. Severyn, E. Barth, "Recurrent dropout without memory loss",
arXiv:1603.05118, 2016.  c_t = f_t ⊙ c_{t-1} + i_t ⊙ d(g_t), and likewise for a GRU:
what is kept of the old value is not dropped, so that nothing is forgotten by it.
d(a) = m ⊙ a with P(m = 1) = 1 - p, drawn anew at each step; in use the mean 1 - p takes
the place of the mask.  `inverted` divides by 1 - p instead, so that m = 1 is in use.

Masks on h_{t-1} in the products, the same at every step, are another transform,
`variational`.
"""

from __future__ import annotations

from sympy import Add, Expr, Rational, Symbol

from cellc.transforms.draft import BEFORE, Draft
from cellc.transforms.request import number_of
from cellc.transforms.structure import (
    Memory,
    hidden,
    is_learned,
    linear_parts,
    memories,
    one_memory,
    opened,
)

USUAL = "0.1"  # probability to be dropped, where none is given
INVERTED = "inverted"


def dropout(draft: Draft) -> None:
    request = draft.request
    inverted = INVERTED in request.named
    numbers = [value for key, value in request.arguments if not key]
    usual = next((each for each in numbers if number_of(each) is not None), USUAL)
    chosen = {word: usual for word in request.named if word != INVERTED}
    chosen |= {key: value for key, value in request.arguments if key}
    if chosen:
        pairs = [(one_memory(draft, word), value) for word, value in chosen.items()]
    else:
        known = [each for each in memories(draft) if is_learned(each.state, draft)]
        pairs = [(each, usual) for each in known]
    if not pairs:
        one_memory(draft, None)
    for memory, value in pairs:
        _drop(memory, Rational(value), inverted, draft)


def _drop(memory: Memory, dropped: Rational, inverted: bool, draft: Draft) -> None:
    state = memory.state
    kept = 1 - dropped
    mask = draft.mask(state, float(kept))
    factor: Expr = mask / kept if inverted else mask
    previous = state.previous
    target = _place_of_sum(state.current, previous, draft)
    fresh, rest = _parted(target, previous, draft)
    if fresh:
        draft.place(mask, Add(*fresh), BEFORE)
        value = rest + sum((factor * each for each in fresh), Rational(0))
    else:
        target = state.current
        draft.place(mask, memory.new, BEFORE)
        value = memory.keep * previous + factor * memory.new
    draft.define(target, value)


def _place_of_sum(target: Symbol, previous: Symbol, draft: Draft) -> Symbol:
    """The name in whose equation the new is added to the old: c̃_t of a gated c_t."""
    while not _parted(target, previous, draft)[0]:
        value = draft.values[target]
        inner = [
            each
            for each in value.free_symbols & draft.values.keys()
            if opened(each, previous, draft) != each
        ]
        if len(inner) != 1:
            break
        target = inner[0]
    return target


def _parted(target: Symbol, previous: Symbol, draft: Draft) -> tuple[list[Expr], Expr]:
    """The terms of an equation without the old value, and the others.

    None are without it where some of the others are more than the old value's.
    """
    terms = Add.make_args(draft.values[target])
    fresh = []
    for each in terms:
        flat, _ = hidden(opened(each, previous, draft))
        if previous not in flat.free_symbols:
            fresh.append(each)
    rest = Add(*(each for each in terms if each not in fresh))
    pure = rest != 0 and linear_parts(rest, previous, draft) is None
    return (fresh if pure else []), rest
