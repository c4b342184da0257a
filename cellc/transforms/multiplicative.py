"""Multiplicative integration: the products of input and state are multiplied.

Y. Wu et al., "On multiplicative integration with recurrent neural networks", NIPS 2016,
arXiv:1606.06630, equation (4): α ⊙ W x ⊙ U h + β_1 ⊙ U h + β_2 ⊙ W x + b in the place
of W x + U h + b, with α, β_1 and β_2 of its own for every pre-activation.
"""

from __future__ import annotations

from sympy import Add

from cellc.ir import Initializer
from cellc.transforms.draft import BEFORE, Draft
from cellc.transforms.sides import sides_of
from cellc.transforms.structure import (
    PreActivation,
    preactivations,
    split_concatenations,
    terms_of,
)

ONE = Initializer("constant", 1.0)


def multiplicative(draft: Draft) -> None:
    split_concatenations(draft)
    found = preactivations(draft)
    if not any([_integrate(each, draft) for each in found]):
        raise draft.request.refusal(
            "E0123",
            f"no function of {draft.cell.name} has a sum with a product of the input "
            "and one of a state at t-1",
            "it is for a cell such as h_t = tanh(W x_t + U h_{t-1})",
        )


def _integrate(found: PreActivation, draft: Draft) -> bool:
    """Whether there were both sides."""
    recurrent, given, rest = sides_of(terms_of(found.argument), draft)
    if recurrent == 0 or given == 0:
        return False
    label, shape = found.gate or found.holder, draft.shape(found.argument)
    both = draft.parameter("alpha", label, shape, ONE, found.number)
    first = 2 * max(found.number - 1, 0) + 1
    of_state = draft.parameter("beta", label, shape, ONE, first)
    of_input = draft.parameter("beta", label, shape, ONE, first + 1)
    draft.place(both, Add(recurrent, given), BEFORE)
    draft.place(of_state, recurrent, BEFORE / 2)
    draft.place(of_input, given, BEFORE / 2)
    product = both * given * recurrent
    found.replaced(product + of_state * recurrent + of_input * given + rest, draft)
    return True
