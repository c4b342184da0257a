"""Keras, with PyTorch behind it: SimpleRNNCell, LSTMCell and GRUCell."""

from __future__ import annotations

from types import ModuleType

import pytest
from comparing import Row, check
from make_references import Arrays, Case
from translating import Translation, sizes_of

pytestmark = pytest.mark.peers

RNN = {"kernel": "W_xh'", "recurrent_kernel": "W_hh'", "bias": "b_h"}
LSTM = {
    "kernel": "W_i.x' W_f.x' W_C.x' W_o.x'",
    "recurrent_kernel": "W_i.h' W_f.h' W_C.h' W_o.h'",
    "bias": "b_i b_f b_C b_o",
}
BEFORE = {"reset_after": False}
ROWS = [
    Row("rnn", "SimpleRNNCell", RNN),
    Row("irnn", "SimpleRNNCell", RNN, options={"activation": "relu"}),
    Row("lstm", "LSTMCell", LSTM, states="h C"),
    Row(
        "gru_reset_after",
        "GRUCell",
        {
            "kernel": "W_iz' W_ir' W_in'",
            "recurrent_kernel": "W_hz' W_hr' W_hn'",
            "bias": "b_iz b_ir b_in | b_hz b_hr b_hn",
        },
    ),
    Row(
        "gru_cho",
        "GRUCell",
        {
            "kernel": "W_z' W_r' W'",
            "recurrent_kernel": "U_z' U_r' U'",
            "bias": "0",
        },
        options=BEFORE,
    ),
    # z of these three is 1 - z of Keras: the negative of what it is made of
    Row(
        "gru",
        "GRUCell",
        {
            "kernel": "-W_z.x' W_r.x' W.x'",
            "recurrent_kernel": "-W_z.h' W_r.h' W.h'",
            "bias": "0",
        },
        options=BEFORE,
    ),
    Row(
        "gru1",
        "GRUCell",
        {
            "kernel": "0 0 W_h'",
            "recurrent_kernel": "-U_z' U_r' U_h'",
            "bias": "-b_z b_r b_h",
        },
        options=BEFORE,
    ),
    Row(
        "gru2",
        "GRUCell",
        {
            "kernel": "0 0 W_h'",
            "recurrent_kernel": "-U_z' U_r' U_h'",
            "bias": "0 0 b_h",
        },
        options=BEFORE,
    ),
    Row(
        "gru3",
        "GRUCell",
        {
            "kernel": "0 0 W_h'",
            "recurrent_kernel": "0 0 U_h'",
            "bias": "-b_z b_r b_h",
        },
        options=BEFORE,
    ),
]


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    torch = pytest.importorskip("torch")
    from keras_modules import in_double_precision
    from restated.signature import Named, Result
    from torch_modules import by_name, values

    keras = in_double_precision()
    peer = getattr(keras.layers, row.peer)(4, **row.options, dtype="float64")
    peer.build((None, row.size_x))
    shapes = {each.name: tuple(each.shape) for each in peer.trainable_variables}
    known = sizes_of(module, case)
    translation = Translation(torch, row, module, known, shapes, axis=-1)

    def step(p: Named, inputs: Named, state: Named) -> Result:
        states = [state[name] for name in row.states.split()]
        (_, new), _ = peer.stateless_call(
            list(translation(p).values()),
            list(peer.non_trainable_variables),
            inputs["x"],
            states,
        )
        return by_name(row, tuple(new))

    return values(step, module, case)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_agrees(row: Row) -> None:
    check(row, of_library)
