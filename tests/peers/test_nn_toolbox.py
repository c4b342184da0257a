"""nn-toolbox: cells with multiplications, in depth, with ordered neurons."""

from __future__ import annotations

from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest
from comparing import Row, check, check_departure, departing
from make_references import Arrays, Case
from part_of_package import part_of_package

pytestmark = pytest.mark.peers

GATES = ("i", "f", "z", "o")
MI_LSTM = {
    "weight_ih": " ".join(f"W_{gate}" for gate in GATES),
    "weight_hh": " ".join(f"U_{gate}" for gate in GATES),
    "bias_mult": " ".join(f"alpha_{gate}" for gate in GATES),
    "bias_hh": " ".join(f"beta_{gate}_1" for gate in GATES),
    "bias_ih": " ".join(f"beta_{gate}_2" for gate in GATES),
    "bias_ind": " ".join(f"b_{gate}" for gate in GATES),
}
ORDERED = ("f_tilde", "i_tilde", "f", "i", "o", "c")

ROWS = [
    Row("mi_lstm", "mi.MILSTMCell", MI_LSTM, states="h c"),
    Row(
        "mi_gru",
        "mi.MIGRUCell",
        {
            "weight_ig": "W_z W_r",
            "weight_hg": "U_z U_r",
            "bias_mult_g": "alpha_z alpha_r",
            "bias_hg": "beta_z_1 beta_r_1",
            "bias_ig": "beta_z_2 beta_r_2",
            "bias_ind_g": "b_z b_r",
            "weight_ic": "W_h",
            "weight_hc": "U_h",
            "bias_mult_c": "alpha_h",
            "bias_hc": "beta_h_1",
            "bias_ic": "beta_h_2",
            "bias_ind_c": "b_h",
        },
        instead={r"z_t = \sigma(": "z_t = (", r"r_t = \sigma(": "r_t = ("},
    ),
    Row(
        "mrnn",
        "multiplicative.MultiplicativeRNNCell",
        {
            "cell.weight_i": "W_fx W_hx",
            "cell.weight_h": "W_fh",
            "cell.weight_m": "W_hf",
            "cell.bias_i": "0",
            "cell.bias_h": "0",
            "cell.bias_op": "0",
            "output.weight": "W_oh",
            "output.bias": "b_o",
        },
        outputs="o h",
        options={"intermediate_size": 4},
    ),
    Row(
        "rhn",
        "highway.RecurrentHighwayCell",
        {
            "weight_i": "W_H W_T -W_T",
            "weight_s": " | ".join(f"R_H_{n} R_T_{n} -R_T_{n}" for n in (1, 2, 3)),
            "bias": " | ".join(f"b_H_{n} b_T_{n} -b_T_{n}" for n in (1, 2, 3)),
        },
        states="y",
        outputs="y",
        options={"recurrence_depth": 3},
    ),
    Row(
        "on_lstm",
        "on.ONLSTMCellV2",
        {
            "linear.weight": " ".join(f"W_{gate},U_{gate}" for gate in ORDERED),
            "linear.bias": " ".join(f"b_{gate}" for gate in ORDERED),
        },
        states="h c",
    ),
    Row(
        "on_lstm",
        "on.ONLSTMCell",
        {
            "weight_i": " ".join(f"W_{gate}" for gate in ORDERED),
            "weight_h": "0",
            "bias": " ".join(f"b_{gate}" for gate in ORDERED),
        },
        states="c",
        instead={
            f"U_{name} h_{{t-1}}": f"W_{name} x_t"
            for name in ("f", "i", "o", "c", r"{\tilde{f}}", r"{\tilde{i}}")
        },
    ),
]


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    torch = pytest.importorskip("torch")
    from torch_modules import by_name, stepped

    # without TorchScript, which fixes a module's parameters
    inside, name = row.peer.split(".")
    with (
        patch.object(torch.jit, "ScriptModule", torch.nn.Module),
        patch.object(torch.jit, "script_method", lambda method: method),
    ):
        cells = part_of_package(
            f"nntoolbox.sequence.components.cells.{inside}",
            "nntoolbox.hooks",
            "nntoolbox.utils",
        )
        peer = getattr(cells, name)(row.size_x, 4, **row.options)

    class WithOutput(torch.nn.Module):  # type: ignore[misc]
        """The cell and a layer that reads its state."""

        def __init__(self) -> None:
            super().__init__()
            self.cell, self.output = peer, torch.nn.Linear(4, 4)

        def forward(self, x: Any, h: Any) -> Any:
            h = self.cell(x, h)
            return self.output(h), h

    def call(run: Any, inputs: Any, state: Any) -> Any:
        states = tuple(state[each] for each in row.states.split())
        if len(states) == 2:
            return by_name(row, run(inputs["x"], states)[1])
        if row.states == "c":  # no gate sees h, whatever it is
            return by_name(row, run(inputs["x"], 2 * states)[1])
        return by_name(row, run(inputs["x"], *states))

    if "o" in row.outputs.split():
        peer = WithOutput()
    return stepped(row, peer.double(), module, case, call=call)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_agrees(row: Row) -> None:
    check(row, of_library)


@pytest.mark.parametrize("row", departing(ROWS), ids=lambda row: row.label)
def test_departs_from_the_paper(row: Row) -> None:
    check_departure(row, of_library)
