"""Flax: the cells of flax.linen."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check, check_departure, departing
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

LSTM = {
    "ii/kernel": "W_i.x'",
    "if/kernel": "W_f.x'",
    "ig/kernel": "W_C.x'",
    "io/kernel": "W_o.x'",
    "hi/kernel": "W_i.h'",
    "hf/kernel": "W_f.h'",
    "hg/kernel": "W_C.h'",
    "ho/kernel": "W_o.h'",
    "hi/bias": "b_i",
    "hf/bias": "b_f",
    "hg/bias": "b_C",
    "ho/bias": "b_o",
}
RNN = {"i/kernel": "W_xh'", "h/kernel": "W_hh'", "i/bias": "b_h"}
ROWS = [
    Row("rnn", "SimpleCell", RNN),
    Row("lstm", "LSTMCell", LSTM, states="C h"),
    Row("lstm", "OptimizedLSTMCell", LSTM, states="C h"),
    Row(
        "mgu_flax",
        "MGUCell",
        {
            "if/kernel": "W_if'",
            "in/kernel": "W_in'",
            "hf/kernel": "W_hf'",
            "hn/kernel": "W_hn'",
            "if/bias": "b_if",
            "in/bias": "b_in",
            "hn/bias": "b_hn",
        },
    ),
    # the same class beside the cell of the paper that it names
    Row(
        "mgu",
        "MGUCell",
        {
            "if/kernel": "W_f.x'",
            "in/kernel": "V_h'",
            "hf/kernel": "W_f.h'",
            "hn/kernel": "U_h'",
            "if/bias": "b_f",
            "in/bias": "b_h",
            "hn/bias": "0",
        },
        instead={
            r"\tanh(W_h [f_t \odot h_{t-1}, x_t] + b_h)": (
                r"\tanh(V_h x_t + f_t \odot (U_h h_{t-1}) + b_h)"
            ),
            r"(1 - f_t) \odot h_{t-1} + f_t \odot \tilde{h}_t": (
                r"f_t \odot h_{t-1} + (1 - f_t) \odot \tilde{h}_t"
            ),
        },
    ),
    Row(
        "gru_reset_after",
        "GRUCell",
        {
            "ir/kernel": "W_ir'",
            "iz/kernel": "W_iz'",
            "in/kernel": "W_in'",
            "hr/kernel": "W_hr'",
            "hz/kernel": "W_hz'",
            "hn/kernel": "W_hn'",
            "ir/bias": "b_ir+b_hr",
            "iz/bias": "b_iz+b_hz",
            "in/bias": "b_in",
            "hn/bias": "b_hn",
        },
    ),
]


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    jax = pytest.importorskip("jax")
    linen = pytest.importorskip("flax.linen")
    from jax_modules import nested, paths, stepped

    peer = getattr(linen, row.peer)(4, param_dtype=jax.numpy.float64)
    key, x = jax.random.key(0), jax.numpy.ones((2, row.size_x))
    made = peer.init(key, peer.initialize_carry(key, x.shape), x)["params"]
    shapes = {name: value.shape for name, value in paths(made).items()}

    def call(own: Any, x: Any, states: Any) -> Any:
        carry = states if len(states) > 1 else states[0]
        new, _ = peer.apply({"params": nested(own)}, carry, x)
        return new if len(states) > 1 else (new,)

    return stepped(row, shapes, call, module, case)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_agrees(row: Row) -> None:
    check(row, of_library)


@pytest.mark.parametrize("row", departing(ROWS), ids=lambda row: row.label)
def test_departs_from_the_paper(row: Row) -> None:
    check_departure(row, of_library)
