"""Independent recurrence: a unit sees only its own past.

S. Li et al., "Independently recurrent neural network (IndRNN)", CVPR 2018,
arXiv:1803.04831.  Each square matrix that is multiplied with a state at t-1 becomes a
vector: u ⊙ h_{t-1} for U h_{t-1}.
"""

from __future__ import annotations

from sympy import Expr, Symbol

from cellc.ir import Initializer, Role
from cellc.transforms.draft import Draft
from cellc.transforms.letters import labelled, lowered
from cellc.transforms.structure import (
    OF_ONE,
    is_product,
    is_recurrent,
    split_concatenations,
)
from cellc.transforms.written import nodes_of


def independent(draft: Draft) -> None:
    split_concatenations(draft)
    vectors: dict[Expr, Symbol] = {}
    changes: dict[Expr, Expr] = {}
    for target, value in draft.values.items():
        for node in nodes_of(value):
            if not is_product(node, draft) or node in changes:
                continue
            matrix, vector = node.operands
            rows, columns = draft.shape(matrix)[-2:]
            own = (
                node.subscripts != OF_ONE
            )  # not a vector that each index has its own of
            if rows == columns and own and is_recurrent(vector, draft):
                if matrix not in vectors:
                    vectors[matrix] = _vector(matrix, target, draft)
                changes[node] = vectors[matrix] * vector
    if not changes:
        raise draft.request.refusal(
            "E0123",
            f"{draft.cell.name} has no square matrix that a state at t-1 is "
            "multiplied with",
            "it is for a product such as U h_{t-1}",
        )
    draft.replace(changes)


def _vector(matrix: Expr, target: Symbol, draft: Draft) -> Symbol:
    """The vector in the place of a matrix: u_f for U_f."""
    shape = draft.shape(matrix)[:-1]
    (own,) = matrix.free_symbols if len(matrix.free_symbols) == 1 else (target,)
    variable = draft.variables[own]
    name, notation = lowered(variable.name), lowered(variable.notation)
    if name is None or notation is None or own == target:
        name = f"u_{variable.name}"
        notation = labelled("u", [draft.stem(own)], "", variable.indices)
    new = draft.add_name(
        name, notation, shape, Role.PARAMETER, own, indices=variable.indices
    )
    draft.initializers[new] = Initializer("uniform", 1.0)
    draft.place(new, matrix, 0)
    return new
