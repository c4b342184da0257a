"""stanza: the cell of a highway LSTM."""

from __future__ import annotations

from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest
from comparing import Row, check, check_departure
from make_references import Arrays, Case
from part_of_package import part_of_package

pytestmark = pytest.mark.peers

HIGHWAY = Row(
    "highway_lstm",
    "HLSTMCell",
    {
        "Wi.weight": "W_xi,W_mi",
        "Wf.weight": "W_xf,W_mf",
        "Wo.weight": "W_xo,W_mo",
        "Wg.weight": "W_xc,W_mc",
        "gate.weight": "W_ld,W_cd,W_xd",
        "Wi.bias": "b_i",
        "Wf.bias": "b_f",
        "Wo.bias": "b_o",
        "Wg.bias": "b_c",
        "gate.bias": "b_d",
    },
    states="m c",
    outputs="m c",
    instead={
        r"w^{l}_{ci} \odot c^{l}_{t-1} + ": "",
        r"w^{l}_{cf} \odot c^{l}_{t-1} + ": "",
        r"w^{l}_{co} \odot c^{l}_t + ": "",
        r"w^{l}_{cd} \odot c^{l}_{t-1}": r"W^{l}_{cd} c^{l}_{t-1}",
        r"w^{l}_{ld} \odot c^{l-1}_t": r"W^{l}_{ld} c^{l-1}_t",
    },
)


def formerly(torch: Any) -> Any:
    """The base of cells that PyTorch had: no arguments, and checks of sizes."""

    class RNNCellBase(torch.nn.Module):  # type: ignore[misc]
        def check_forward_input(self, *given: Any) -> None: ...

        def check_forward_hidden(self, *given: Any) -> None: ...

    return RNNCellBase


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    torch = pytest.importorskip("torch")
    from torch_modules import by_name, stepped

    with patch.object(torch.nn.modules.rnn, "RNNCellBase", formerly(torch)):
        library = part_of_package("stanza.models.common.hlstm")
    peer = library.HLSTMCell(row.size_x, 4).double()

    def call(run: Any, inputs: Any, state: Any) -> Any:
        result = run(inputs["x"], inputs["c_below"], (state["m"], state["c"]))
        return by_name(row, result)

    return stepped(row, peer, module, case, call=call)


def test_agrees() -> None:
    check(HIGHWAY, of_library)


def test_departs_from_the_paper() -> None:
    check_departure(HIGHWAY, of_library)
