"""torchrecurrent, a collection of recurrent cells for PyTorch."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
import torchrecurrent_memories
import torchrecurrent_states
from comparing import Row, check, check_departure, departing
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

ROWS = [*torchrecurrent_memories.ROWS, *torchrecurrent_states.ROWS]
RAN_SIMPLE = Row(
    "ran_simple",
    "RANCell",
    {
        "weight_ih": "I W_ix W_fx",
        "weight_hh": "W_ic W_fc",
        "bias_ih": "b_i b_f",
        "bias_hh": "0",
    },
    states="c",
    outputs="c",
    size_x=4,
)
TAU_GRU = Row(
    "tau_gru",
    "tauGRUCell",
    {
        "weight_ih": "U_1 U_2 U_3 U_4",
        "weight_hh": "W_1 W_2 W_3 W_4",
        "bias_ih": "0",
        "bias_hh": "0",
    },
)
LAGS = ["h", *(f"h_lag{lag}" for lag in range(2, 7))]


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    torchrecurrent = pytest.importorskip("torchrecurrent")
    import torch
    from torch_modules import stepped

    peer = getattr(torchrecurrent, row.peer.split()[0])(
        row.size_x, 4, **row.options, dtype=torch.float64
    )
    return stepped(row, peer, module, case)


def delayed(row: Row, module: ModuleType, case: Case) -> Arrays:
    """The cell has the delayed state as an argument; the delay is kept here."""
    torchrecurrent = pytest.importorskip("torchrecurrent")
    import torch
    from torch_modules import stepped

    def call(run: Any, inputs: Any, state: Any) -> Any:
        h = run(inputs["x"], state["h"], state[LAGS[-1]])
        values = [h, *(state[name] for name in LAGS[:-1])]
        return {"h": h}, dict(zip(LAGS, values, strict=True))

    peer = torchrecurrent.tauGRUCell(row.size_x, 4, dtype=torch.float64)
    return stepped(row, peer, module, case, call=call)


def of_memory(row: Row, module: ModuleType, case: Case) -> Arrays:
    """The gates see the memory itself, where the class has what is made of it."""
    torchrecurrent = pytest.importorskip("torchrecurrent")
    import torch
    from torch_modules import stepped

    def call(run: Any, inputs: Any, state: Any) -> Any:
        _, c = run(inputs["x"], (state["c"], state["c"]))
        return {"c": c}, {"c": c}

    peer = torchrecurrent.RANCell(row.size_x, 4, dtype=torch.float64)
    return stepped(row, peer, module, case, call=call)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_agrees(row: Row) -> None:
    check(row, of_library)


@pytest.mark.parametrize("row", departing(ROWS), ids=lambda row: row.label)
def test_departs_from_the_paper(row: Row) -> None:
    check_departure(row, of_library)


def test_gradient_of_hard_sigmoid() -> None:
    """Why SGU and DSGU are compared in values only: 1/6 in single precision."""
    torch = pytest.importorskip("torch")
    x = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(torch.nn.functional.hardsigmoid(x), x)
    assert float(slope) == float(torch.tensor(1 / 6, dtype=torch.float32)) != 1 / 6


def test_delayed_state() -> None:
    check(TAU_GRU, delayed)


def test_memory_for_state() -> None:
    check(RAN_SIMPLE, of_memory)
