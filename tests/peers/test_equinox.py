"""Equinox: GRUCell and LSTMCell."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

ROWS = [
    Row(
        "lstm",
        "LSTMCell",
        {
            "weight_ih": "W_i.x W_f.x W_C.x W_o.x",
            "weight_hh": "W_i.h W_f.h W_C.h W_o.h",
            "bias": "b_i b_f b_C b_o",
        },
        states="h C",
    ),
    Row(
        "gru_reset_after",
        "GRUCell",
        {
            "weight_ih": "W_ir W_iz W_in",
            "weight_hh": "W_hr W_hz W_hn",
            "bias": "b_ir+b_hr b_iz+b_hz b_in",
            "bias_n": "b_hn",
        },
    ),
]


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    jax = pytest.importorskip("jax")
    equinox = pytest.importorskip("equinox")
    from jax_modules import stepped

    peer = getattr(equinox.nn, row.peer)(row.size_x, 4, key=jax.random.key(0))
    shapes = {name: getattr(peer, name).shape for name in row.parameters}

    def call(own: Any, x: Any, states: Any) -> Any:
        cell = equinox.tree_at(
            lambda each: [getattr(each, name) for name in own], peer, [*own.values()]
        )
        hidden = states if len(states) > 1 else states[0]
        new = jax.vmap(cell)(x, hidden)
        return new if len(states) > 1 else (new,)

    return stepped(row, shapes, call, module, case, axis=0)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_agrees(row: Row) -> None:
    check(row, of_library)
