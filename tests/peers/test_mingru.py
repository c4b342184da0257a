"""minGRU-pytorch and mingru-keras."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check, check_departure
from make_references import Arrays, Case
from translating import Translation, sizes_of

pytestmark = pytest.mark.peers

KERAS = Row(
    "mingru",
    "MinGRU",
    {
        "gate/kernel": "W_z'",
        "gate/bias": "b_z",
        "candidate/kernel": "W_h'",
        "candidate/bias": "b_h",
    },
    from_zero=True,
)
POSITIVE = {
    r"\tilde{h}_t = W_h x_t + b_h": r"\tilde{h}_t = g(W_h x_t)",
    "where\n": "where\n  g(a) = max(a, 0) + min(0.5, σ(a))\n",
}
TORCH = [
    Row(
        "mingru",
        "minGRU",
        {"to_hidden_and_gate.weight": "W_h W_z"},
        instead={**POSITIVE, "W_z x_t + b_z": "W_z x_t"},
        size_x=4,
        from_zero=True,
    ),
    Row(
        "minlstm",
        "minLSTM",
        {"to_hidden_and_f_i_gate.weight": "W_h W_f W_i"},
        instead={**POSITIVE, "W_f x_t + b_f": "W_f x_t", "W_i x_t + b_i": "W_i x_t"},
        size_x=4,
        from_zero=True,
    ),
]


def of_keras(row: Row, module: ModuleType, case: Case) -> Arrays:
    torch = pytest.importorskip("torch")
    from keras_modules import in_double_precision

    in_double_precision()
    library = pytest.importorskip("mingru_keras")
    from restated.signature import Named, Result
    from torch_modules import InDouble, of_run

    peer = getattr(library, row.peer)(4, dtype="float64")
    peer.build((None, None, row.size_x))
    shapes = {
        f"{part}/{each.name}": tuple(each.shape)
        for part in ("gate", "candidate")
        for each in getattr(peer, part).trainable_variables
    }
    known = sizes_of(module, case)
    translation = Translation(torch, row, module, known, shapes, axis=-1)

    def run(p: Named, inputs: Named, state: Named) -> Result:
        parameters = list(translation(p).values())
        others = list(peer.non_trainable_variables)
        x = inputs["x"].transpose(0, 1)
        h, _ = peer.stateless_call(parameters, others, x)
        return {"h": h.transpose(0, 1)}, {"h": h[:, -1]}

    with InDouble():  # Keras casts inside of its associative scan
        return of_run(run, module, case)


def of_torch(row: Row, module: ModuleType, case: Case) -> Arrays:
    library = pytest.importorskip(f"minGRU_pytorch.{row.peer}")
    from torch_modules import over_sequence

    def call(run: Any, inputs: Any, state: Any) -> Any:
        h = run(inputs["x"].transpose(0, 1))
        return {"h": h.transpose(0, 1)}, {"h": h[:, -1]}

    return over_sequence(row, getattr(library, row.peer)(4), module, case, call)


def test_keras_agrees() -> None:
    check(KERAS, of_keras)


@pytest.mark.parametrize("row", TORCH, ids=lambda row: row.label)
def test_torch_agrees(row: Row) -> None:
    check(row, of_torch)


@pytest.mark.parametrize("row", TORCH, ids=lambda row: row.label)
def test_torch_departs_from_the_paper(row: Row) -> None:
    check_departure(row, of_torch)
