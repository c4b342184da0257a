"""Recurrent dropout: of what is added to a memory some units are dropped.

S. Semeniuta, A. Severyn, E. Barth, "Recurrent dropout without memory loss",
arXiv:1603.05118, 2016.  c_t = f_t ⊙ c_{t-1} + i_t ⊙ d(g_t), and likewise for a GRU:
what is kept of the old value is not dropped, so that nothing is forgotten by it.
d(a) = m ⊙ a with P(m = 1) = 1 - p, drawn anew at each step; in use the mean 1 - p takes
the place of the mask.  `inverted` divides by 1 - p instead, so that m = 1 is in use.

Masks on h_{t-1} in the products (Gal & Ghahramani, arXiv:1512.05287) are the same at
every step of a sequence, which noise of a cell is not.
"""

from __future__ import annotations

from sympy import Add, Expr, Rational

from cellc.transforms.draft import BEFORE, Draft
from cellc.transforms.request import number_of
from cellc.transforms.structure import (
    Memory,
    hidden,
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
        pairs = [(each, usual) for each in memories(draft)]
    if not pairs:
        one_memory(draft, None)
    for memory, value in pairs:
        _drop(memory, Rational(value), inverted, draft)


def _drop(memory: Memory, dropped: Rational, inverted: bool, draft: Draft) -> None:
    state = memory.state
    kept = 1 - dropped
    mask = draft.mask(state, float(kept))
    factor: Expr = mask / kept if inverted else mask
    terms = Add.make_args(draft.values[state.current])
    fresh = [
        each for each in terms if state.previous not in _linear_in(each, memory, draft)
    ]
    rest = Add(*(each for each in terms if each not in fresh))
    if fresh and _keeps_only(rest, memory, draft):
        draft.place(mask, Add(*fresh), BEFORE)
        value = rest + sum((factor * each for each in fresh), Rational(0))
    else:
        draft.place(mask, memory.new, BEFORE)
        value = memory.keep * state.previous + factor * memory.new
    draft.define(state.current, value)


def _linear_in(term: Expr, memory: Memory, draft: Draft) -> set[Expr]:
    """The names that a term is linear in, what is linear in the old value opened."""
    flat, _ = hidden(opened(term, memory.state.previous, draft))
    return set(flat.free_symbols)


def _keeps_only(rest: Expr, memory: Memory, draft: Draft) -> bool:
    """Whether terms are nothing but the part of the old value that is kept."""
    whole = opened(rest, memory.state.previous, draft)
    difference = whole - memory.keep * memory.state.previous
    return bool(difference == 0 or difference.expand() == 0)
