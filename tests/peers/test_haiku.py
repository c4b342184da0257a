"""Haiku: VanillaRNN, LSTM and GRU."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

ROWS = [
    Row(
        "irnn",
        "VanillaRNN",
        {
            "vanilla_rnn/linear/w": "W_xh'",
            "vanilla_rnn/linear/b": "b_h/2",
            "vanilla_rnn/linear_1/w": "W_hh'",
            "vanilla_rnn/linear_1/b": "b_h/2",
        },
    ),
    # adds 1 to its forget bias
    Row(
        "lstm",
        "LSTM",
        {
            "lstm/linear/w": (
                "W_i.x' W_C.x' W_f.x' W_o.x' ;"  # x comes first
                "W_i.h' W_C.h' W_f.h' W_o.h'"
            ),
            "lstm/linear/b": "b_i b_C b_f-1 b_o",
        },
        states="h C",
    ),
    Row(
        "gru",
        "GRU",
        {
            "gru/w_i": "W_z.x' W_r.x' W.x'",
            "gru/w_h": "W_z.h' W_r.h' W.h'",
            "gru/b": "0",
        },
    ),
    # z of this one is 1 - z of Haiku
    Row(
        "gru_cho",
        "GRU",
        {"gru/w_i": "-W_z' W_r' W'", "gru/w_h": "-U_z' U_r' U'", "gru/b": "0"},
    ),
    Row(
        "gru1",
        "GRU",
        {"gru/w_i": "0 0 W_h'", "gru/w_h": "U_z' U_r' U_h'", "gru/b": "b_z b_r b_h"},
    ),
    Row(
        "gru2",
        "GRU",
        {"gru/w_i": "0 0 W_h'", "gru/w_h": "U_z' U_r' U_h'", "gru/b": "0 0 b_h"},
    ),
    Row(
        "gru3",
        "GRU",
        {"gru/w_i": "0 0 W_h'", "gru/w_h": "0 0 U_h'", "gru/b": "b_z b_r b_h"},
    ),
]


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    jax = pytest.importorskip("jax")
    haiku = pytest.importorskip("haiku")
    from jax_modules import nested, paths, stepped

    def one_step(x: Any, state: Any) -> Any:
        return getattr(haiku, row.peer)(4)(x, state)

    def before(states: Any) -> Any:
        return haiku.LSTMState(*states) if row.peer == "LSTM" else states[0]

    peer = haiku.without_apply_rng(haiku.transform(one_step))
    x = jax.numpy.ones((2, row.size_x))
    zeros = [jax.numpy.zeros((2, 4)) for _ in row.states.split()]
    made = peer.init(jax.random.key(0), x, before(zeros))
    shapes = {name: value.shape for name, value in paths(made).items()}

    def call(own: Any, x: Any, states: Any) -> Any:
        _, new = peer.apply(nested(own), x, before(states))
        return new if row.peer == "LSTM" else (new,)

    return stepped(row, shapes, call, module, case)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_agrees(row: Row) -> None:
    check(row, of_library)
