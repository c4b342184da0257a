"""Variational dropout: units of a state are hidden from the products of a sequence.

Y. Gal, Z. Ghahramani, "A theoretically grounded application of dropout in recurrent
neural networks", arXiv:1512.05287, 2016.  W (m ⊙ h_{t-1}) for W h_{t-1} in every
product of the state, with one mask m for a state (their tied weights), which is drawn
once for a sequence and is the same at every step.  P(m = 1) = 1 - p; in use the mean
1 - p takes the place of the mask.  `inverted` divides by 1 - p instead, so that m = 1
is in use.  Masks on inputs are the caller's: they need nothing of the cell.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Integer, Rational, Symbol

from cellc.ir import Concat, Contract, State
from cellc.transforms.draft import BEFORE, Draft
from cellc.transforms.request import number_of
from cellc.transforms.structure import is_product, is_recurrent, leaves
from cellc.transforms.written import nodes_of, once

USUAL = "0.1"  # probability to be dropped, where none is given
INVERTED = "inverted"


@dataclass(frozen=True)
class _Seen:
    """A state as a matrix sees it: the product, and the part of its vector."""

    product: Contract
    part: Expr
    state: State


def variational(draft: Draft) -> None:
    seen = [*dict.fromkeys(_seen(draft))]
    states = [each for each in draft.states if each in {one.state for one in seen}]
    if not states:
        raise draft.request.refusal(
            "E0123",
            f"no matrix of {draft.cell.name} is multiplied with a state at t-1",
            "it is for a product such as W h_{t-1}",
        )
    masks = {
        state: _mask(state, Rational(dropped), draft)
        for state, dropped in _chosen(states, draft).items()
    }
    changes: dict[Expr, Expr] = {}
    for product in reversed([*dict.fromkeys(each.product for each in seen)]):
        own = {
            each.part: masks.get(each.state) for each in seen if each.product == product
        }
        matrix, vector = product.operands
        parts = [
            part.xreplace(changes).xreplace(
                _hidden(inner.xreplace(changes), mask, draft)
            )
            for part in _parts(vector)
            for inner in [once(part)]
            for mask in [own.get(inner)]
        ]
        whole = parts[0]
        if isinstance(vector, Concat):
            whole = vector.with_operands(tuple(parts))
        changes[product] = product.with_operands((matrix.xreplace(changes), whole))
    draft.replace(changes)


def _seen(draft: Draft) -> list[_Seen]:
    """Every state at t-1 in a vector that a matrix is multiplied with, outer first."""
    found = []
    for value in draft.values.values():
        for node in nodes_of(value):
            if not is_product(node, draft):
                continue
            for part in map(once, _parts(node.operands[1])):
                states = _states(part, draft)
                found += [_Seen(node, part, each) for each in states[:1]]
    return found


def _parts(vector: Expr) -> tuple[Expr, ...]:
    """What a vector is stacked of."""
    found: tuple[Expr, ...] = (
        vector.operands if isinstance(vector, Concat) else (vector,)
    )
    return found


def _states(part: Expr, draft: Draft) -> list[State]:
    """The states that a vector is made of, component by component, of their size."""
    if any(is_product(each, draft) for each in nodes_of(part)):
        return []
    if not is_recurrent(part, draft):
        return []
    inner, shape = leaves(part, draft), draft.shape(part)
    return [
        each
        for each in draft.states
        if each.previous in inner and draft.variables[each.current].shape == shape
    ]


def _chosen(states: list[State], draft: Draft) -> dict[State, str]:
    """The probability of each state to be dropped; all states without names."""
    request = draft.request
    currents = [each.current for each in states]
    plain = [value for key, value in request.arguments if not key]
    usual = next((each for each in plain if number_of(each) is not None), USUAL)
    words = {word: usual for word in request.named if word != INVERTED}
    words |= {key: value for key, value in request.arguments if key}
    found = {}
    for word, number in words.items():
        symbol = draft.named(word, currents)
        if symbol is None:
            names = ",".join(f"{draft.variables[each].name}=0.1" for each in currents)
            why = f"`{word}` is no state that a matrix is multiplied with"
            raise request.refusal("E0122", why, f"write {request.written(names)}")
        found[states[currents.index(symbol)]] = number
    return found or dict.fromkeys(states, usual)


def _mask(state: State, dropped: Rational, draft: Draft) -> Expr:
    """The mask of a state, as the factor that it is."""
    kept = Integer(1) - dropped
    mask: Expr = draft.mask(state, float(kept), once=True)
    return mask / kept if INVERTED in draft.request.named else mask


def _hidden(part: Expr, mask: Expr | None, draft: Draft) -> dict[Expr, Expr]:
    """What a part of a vector becomes, if anything."""
    if mask is None:
        return {}
    for symbol in mask.free_symbols:
        assert isinstance(symbol, Symbol)
        draft.place(symbol, part, BEFORE)
    return {part: mask * part}
