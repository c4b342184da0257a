"""edgeml_pytorch, of the authors of FastRNN and FastGRNN."""

from __future__ import annotations

from types import ModuleType

import pytest
from comparing import Row, check
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

ROWS = [
    Row(
        "fastrnn",
        "FastRNNCell",
        {
            "W": "W'",
            "U": "U'",
            "bias_update": "b",
            "alpha": "logit(alpha)",
            "beta": "logit(beta)",
        },
        unit=("alpha", "beta"),
    ),
    Row(
        "fastgrnn",
        "FastGRNNCell",
        {
            "W": "W",
            "U": "U",
            "bias_gate": "b_z",
            "bias_update": "b_h",
            "zeta": "logit(zeta)",
            "nu": "logit(nu)",
        },
        unit=("zeta", "nu"),
    ),
    Row(
        "fastgrnn_low_rank",
        "FastGRNNCell",
        {
            "W1": "W_2'",
            "W2": "W_1",
            "U1": "U_2'",
            "U2": "U_1",
            "bias_gate": "b_z",
            "bias_update": "b_h",
            "zeta": "logit(zeta)",
            "nu": "logit(nu)",
        },
        options={"wRank": 4, "uRank": 4},
        unit=("zeta", "nu"),
    ),
    Row(
        "ugrnn",
        "UGRNNLRCell",
        {
            "W1": "W_gx'",
            "W2": "W_cx'",
            "U1": "W_gh'",
            "U2": "W_ch'",
            "bias_gate": "b_g+1",
            "bias_update": "b_c",
        },
    ),
    Row(
        "gru_cho",
        "GRULRCell",
        {
            "W1": "W_r'",
            "W2": "W_z'",
            "W3": "W'",
            "U1": "U_r'",
            "U2": "U_z'",
            "U3": "U'",
            "bias_r": "0",
            "bias_gate": "0",
            "bias_update": "0",
        },
    ),
    Row(
        "lstm",
        "LSTMLRCell",
        {
            "W1": "W_i.x'",
            "W2": "W_f.x'",
            "W3": "W_C.x'",
            "W4": "W_o.x'",
            "U1": "W_i.h'",
            "U2": "W_f.h'",
            "U3": "W_C.h'",
            "U4": "W_o.h'",
            "bias_i": "b_i",
            "bias_f": "b_f",
            "bias_c": "b_C",
            "bias_o": "b_o",
        },
        states="h C",
    ),
]


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    utils = pytest.importorskip("edgeml_pytorch.utils")
    utils.findCUDA = lambda: None  # where there is a CUDA, a kernel would be asked for
    rnn = pytest.importorskip("edgeml_pytorch.graph.rnn")
    from torch_modules import stepped

    peer = getattr(rnn, row.peer)(row.size_x, 4, **row.options)
    return stepped(row, peer, module, case)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_agrees(row: Row) -> None:
    check(row, of_library)
