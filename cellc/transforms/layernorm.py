"""Layer normalisation of every pre-activation.

J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer normalization", arXiv:1607.06450, 2016.
Equation (4): h_t = f(g ⊙ LN(a_t) + b), with a_t = W_hh h_{t-1} + W_xh x_t the summed
inputs.  The bias b stands behind the norm: a cell that has one keeps it there, with its
initial value.  The supplement, (20) to (22), norms the products of h and x apart.
"""

from __future__ import annotations

from sympy import Add, Expr

from cellc.ir import Initializer, OverComponents, OverEach
from cellc.transforms.draft import AFTER, BEFORE, Draft
from cellc.transforms.sides import sides_of
from cellc.transforms.structure import (
    PreActivation,
    preactivations,
    split_concatenations,
    terms_of,
)

APART = "apart"


def layernorm(draft: Draft) -> None:
    """γ ⊙ LN(a) + β in the place of every pre-activation a, or of those named."""
    request = draft.request
    words = [each for each in request.named if each != APART]
    apart = APART in request.named
    if apart:
        split_concatenations(draft)
    found = preactivations(draft)
    names = [draft.variables[each.gate or each.holder].name for each in found]
    if not found:
        why = f"{draft.cell.name} has no function of a sum with matrix products"
        raise request.refusal(
            "E0123", why, "it is for a cell such as h_t = tanh(W x_t + U h_{t-1})"
        )
    for word in words:
        if not any(each.answers(word, draft) for each in found):
            why = f"`{word}` is no function of a sum with matrix products"
            known = ",".join(dict.fromkeys(names))
            raise request.refusal("E0122", why, f"write {request.written(known)}")
    for each in found:
        if not words or any(each.answers(word, draft) for word in words):
            _normalise(each, apart, draft)


def _normalise(found: PreActivation, apart: bool, draft: Draft) -> None:
    terms = terms_of(found.argument)
    fixed = [each for each in terms if not draft.is_timed(each)]
    moving = [each for each in terms if draft.is_timed(each)]
    groups = [Add(*moving)]
    if apart:
        groups = [side for side in sides_of(moving, draft) if side != 0]
    label = found.gate or found.holder
    shape = draft.shape(found.argument)
    nodes = OverComponents(shape[0]) if len(shape) == 1 else OverEach(shape[1])
    whole: Expr = Add(*fixed)
    for number, group in enumerate(groups):
        index = 2 * found.number if apart else found.number
        index = index + number + 1 if apart and len(groups) > 1 else index
        gain = draft.parameter(
            "gamma", label, shape, Initializer("constant", 1.0), index
        )
        draft.place(gain, group, BEFORE)
        whole += gain * nodes.over("layer_norm", group)
    if not any(draft.shape(each) == shape for each in fixed):
        bias = draft.parameter("beta", label, shape, Initializer("zeros"), found.number)
        draft.place(bias, found.argument, AFTER)
        whole += bias
    found.replaced(whole, draft)
