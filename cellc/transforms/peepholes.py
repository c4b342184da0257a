"""Peepholes: the gates see the memory, each unit its own.

F. A. Gers, J. Schmidhuber, "Recurrent nets that time and count", IJCNN 2000, and with
N. N. Schraudolph, JMLR 3, 2002.  p ⊙ c is added within each gate: c_{t-1} to those that
c_t is made with, the new c_t to the others, as the output gate of an LSTM.
"""

from __future__ import annotations

from sympy import Add, Expr

from cellc.ir import Initializer
from cellc.transforms.draft import AFTER, Draft
from cellc.transforms.structure import (
    Memory,
    PreActivation,
    made_of,
    one_memory,
    preactivations,
)


def peepholes(draft: Draft) -> None:
    request = draft.request
    words = [*request.named]
    memory = one_memory(draft, words[0] if words else None)
    current = memory.state.current
    shape = draft.variables[current].shape
    found = [
        each
        for each in preactivations(draft)
        if each.is_gate and draft.shape(each.argument) == shape
    ]
    name = draft.variables[current].name
    if not found:
        raise request.refusal(
            "E0123",
            f"{draft.cell.name} has no gate as wide as {name}, no σ of a sum with "
            "matrix products",
            "it is for cells with gates, such as f_t = σ(W x_t + U h_{t-1})",
        )
    gates = [draft.variables[each.gate or each.holder].name for each in found]
    for word in words[1:]:
        if not any(each.answers(word, draft) for each in found):
            known = request.written(",".join([name, *dict.fromkeys(gates)]))
            raise request.refusal("E0122", f"`{word}` is no gate", f"write {known}")
    early = made_of(current, draft)
    for each in found:
        if not words[1:] or any(each.answers(word, draft) for word in words[1:]):
            _look(each, memory, each.holder in early, draft)


def _look(gate: PreActivation, memory: Memory, early: bool, draft: Draft) -> None:
    state = memory.state
    shape = draft.variables[state.current].shape
    seen = state.previous if early else state.current
    label = gate.gate or gate.holder
    weight = draft.parameter("p", label, shape, Initializer("zeros"), gate.number)
    draft.place(seen, _products(gate, draft), AFTER)
    draft.place(weight, seen, -0.01)
    gate.replaced(gate.argument + weight * seen, draft)


def _products(gate: PreActivation, draft: Draft) -> Expr:
    terms = Add.make_args(gate.argument)
    return Add(*(each for each in terms if draft.is_timed(each)))
