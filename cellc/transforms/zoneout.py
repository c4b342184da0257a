"""Zoneout: at each step some units keep their old value.

D. Krueger et al., "Zoneout: regularizing RNNs by randomly preserving hidden
activations", arXiv:1606.01305, 2016.  s_t = m ⊙ s_{t-1} + (1 - m) ⊙ s̃_t, with a mask
drawn anew at each step; in use its mean takes the place of the mask.  As in the code
of the authors the old values are mixed in behind all else: within the step the states
see each other's s̃_t, as h_t = o_t ⊙ tanh(c̃_t) of an LSTM; what is read off sees s_t.
"""

from __future__ import annotations

from sympy import Integer, Symbol

from cellc.ir import Role, State
from cellc.transforms.draft import Draft
from cellc.transforms.letters import labelled, split_step
from cellc.transforms.request import number_of
from cellc.transforms.structure import is_learned, made_of

USUAL = 0.1  # probability of a unit to keep its old value, where none is given
ONE = Integer(1)


def zoneout(draft: Draft) -> None:
    for state, probability in _chosen(draft):
        _zone_out(state, probability, draft)


def _chosen(draft: Draft) -> list[tuple[State, float]]:
    """The states, and the probability of each; all that are no copies without names."""
    request = draft.request
    own = [each for each in draft.states if not _is_copy(each, draft)]
    currents = [each.current for each in own]
    if not own:
        why = f"{draft.cell.name} has no state"
        raise request.refusal("E0123", why, "it is for cells with h_{t-1}")
    plain = [value for key, value in request.arguments if not key]
    numbers = [each for each in map(number_of, plain) if each is not None]
    usual = numbers[0] if numbers else USUAL
    words = {word: usual for word in request.named}
    words |= {key: number_of(value) or 0.0 for key, value in request.arguments if key}
    found: dict[State, float] = {}
    for word, number in words.items():
        symbol = draft.named(word, currents)
        if symbol is None:
            names = ",".join(f"{draft.variables[each].name}=0.1" for each in currents)
            why = f"`{word}` is no state of {draft.cell.name}"
            raise request.refusal("E0122", why, f"write {request.written(names)}")
        found[own[currents.index(symbol)]] = number
    if not found:
        learned = [each for each in own if is_learned(each, draft)] or own
        return [(each, usual) for each in learned]
    return [(each, found[each]) for each in own if each in found]


def _is_copy(state: State, draft: Draft) -> bool:
    """Whether a state only hands on an input, or an older value."""
    value = draft.values[state.current]
    roles = (Role.INPUT, Role.PREVIOUS)
    return isinstance(value, Symbol) and draft.role(value) in roles


def _zone_out(state: State, probability: float, draft: Draft) -> None:
    current, previous = state.current, state.previous
    shape = draft.variables[current].shape
    stem, step = split_step(draft.variables[current])
    plain = step.startswith("_") and "^" not in stem
    notation = f"{stem}^{{new}}{step}" if plain else f"new_{{{stem}}}{step}"
    if indices := draft.variables[current].indices:
        notation = labelled(stem, ["new"], step, indices)
    name = f"{draft.variables[current].name}_new"
    fresh = draft.add_name(name, notation, shape, Role.VALUE, current)
    inner = needed_by_states(draft)
    draft.rename(current, fresh)
    for target, value in draft.values.items():
        if target in inner:
            draft.values[target] = value.xreplace({current: fresh})
            draft.place(fresh, current, 0)
    mask = draft.mask(state, probability)
    draft.define(current, mask * previous + (ONE - mask) * fresh)
    draft.put(current, [mask, previous, fresh])


def needed_by_states(draft: Draft) -> set[Symbol]:
    """The names that states are made of at the same step, and the states."""
    parts = (made_of(each.current, draft) for each in draft.states)
    return {name for each in parts for name in each if name in draft.values}
