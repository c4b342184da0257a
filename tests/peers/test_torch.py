"""torch.nn: the layers RNN, LSTM and GRU, and their cells."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from comparing import Row, X, check
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

OPEN = "100"
"""The bias of a gate that is 1 to the last digit."""
RNN = {"weight_ih": "W_xh", "weight_hh": "W_hh", "bias_ih": "b_h/2", "bias_hh": "b_h/2"}
LSTM = {
    "weight_ih": "W_i.x W_f.x W_C.x W_o.x",
    "weight_hh": "W_i.h W_f.h W_C.h W_o.h",
    "bias_ih": "b_i b_f b_C/2 b_o",
    "bias_hh": "0 0 b_C/2 0",
}
GRU = {
    "weight_ih": "W_ir W_iz W_in",
    "weight_hh": "W_hr W_hz W_hn",
    "bias_ih": "b_ir b_iz b_in",
    "bias_hh": "b_hr b_hz b_hn",
}

ROWS = [
    Row("rnn", "RNNCell", RNN),
    Row("irnn", "RNNCell", RNN, options={"nonlinearity": "relu"}),
    Row(
        "rin",
        "RNNCell",
        {"weight_ih": "W", "weight_hh": "U+I", "bias_ih": "b/2", "bias_hh": "b/2"},
        options={"nonlinearity": "relu"},
    ),
    Row("lstm", "LSTMCell", LSTM, states="h C"),
    Row(
        "cifg",
        "LSTMCell",
        {
            "weight_ih": "-W_f.x W_f.x W_C.x W_o.x",
            "weight_hh": "-W_f.h W_f.h W_C.h W_o.h",
            "bias_ih": "-b_f b_f b_C b_o",
            "bias_hh": "0",
        },
        states="h C",
    ),
    Row(
        "indylstm",
        "LSTMCell",
        {
            "weight_ih": "W_i W_f W_c W_o",
            "weight_hh": "diag(u_i) diag(u_f) diag(u_c) diag(u_o)",
            "bias_ih": "b_i b_f b_c b_o",
            "bias_hh": "0",
        },
        states="h c",
    ),
    Row("gru_reset_after", "GRUCell", GRU),
    Row(
        "np",
        "LSTMCell",
        {
            "weight_ih": "W_i W_f W_z W_o",
            "weight_hh": "R_i R_f R_z R_o",
            "bias_ih": "b_i b_f b_z b_o",
            "bias_hh": "0",
        },
        states="y c",
        outputs="y",
    ),
    Row(
        "lstm_o",
        "LSTMCell",
        {
            "weight_ih": "W_xj W_xf W_xi 0",
            "weight_hh": "W_hj W_hf W_hi 0",
            "bias_ih": f"b_j b_f b_i {OPEN}",
            "bias_hh": "0",
        },
        states="h c",
    ),
]
DILATED = [
    Row(
        "dilated_rnn",
        "RNNCell",
        {"weight_ih": "W", "weight_hh": "U", "bias_ih": "b/2", "bias_hh": "b/2"},
        states="c",
        outputs="c",
    ),
    Row(
        "dilated_lstm",
        "LSTMCell",
        {
            "weight_ih": "W_i W_f W_g W_o",
            "weight_hh": "U_i U_f U_g U_o",
            "bias_ih": "b_i b_f b_g b_o",
            "bias_hh": "0",
        },
        states="h c",
    ),
]
"""These see the state of four steps before; the delay is kept here."""

NORMED = Row(
    "bn_rnn",
    "RNNCell",
    {
        "input.weight": "W_x",
        "norm.weight": "gamma",
        "norm.bias": "beta",
        "cell.weight_ih": "I",
        "cell.weight_hh": "W_h",
        "cell.bias_ih": "0",
        "cell.bias_hh": "0",
    },
)
"""With a layer and a BatchNorm1d in front."""

GROUPS = Row(
    "group_lstm",
    "LSTMCell",
    {
        f"{group}.{name}": pieces
        for group in (1, 2)
        for name, pieces in {
            "weight_ih": " ".join(f"W_{gate}_{group}.x_{group}" for gate in "ifgo"),
            "weight_hh": " ".join(f"W_{gate}_{group}.h_{group}" for gate in "ifgo"),
            "bias_ih": " ".join(f"b_{gate}_{group}" for gate in "ifgo"),
            "bias_hh": "0",
        }.items()
    },
    states="h_1 c_1 h_2 c_2",
)
"""A cell for each group."""


def of_cell(row: Row, module: ModuleType, case: Case) -> Arrays:
    torch = pytest.importorskip("torch")
    from torch_modules import stepped

    peer = getattr(torch.nn, row.peer)(
        row.size_x, 4, **row.options, dtype=torch.float64
    )
    return stepped(row, peer, module, case)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_agrees(row: Row) -> None:
    check(row, of_cell)


@pytest.mark.parametrize("row", DILATED, ids=lambda row: row.label)
def test_dilated_agrees(row: Row) -> None:
    torch = pytest.importorskip("torch")
    from torch_modules import stepped

    def lags(name: str) -> list[str]:
        return [name, *(f"{name}_lag{lag}" for lag in range(2, 5))]

    def call(run: Any, inputs: Any, state: Any) -> Any:
        names = row.states.split()
        seen = tuple(state[f"{name}_lag4"] for name in names)
        new = run(inputs["x"], seen if len(seen) > 1 else seen[0])
        kept: dict[str, Any] = {}
        for name, value in zip(names, new if len(seen) > 1 else (new,), strict=True):
            values = [value, *(state[each] for each in lags(name)[:-1])]
            kept |= dict(zip(lags(name), values, strict=True))
        return {row.outputs: kept[row.outputs]}, kept

    def of_delayed(row: Row, module: ModuleType, case: Case) -> Arrays:
        peer = getattr(torch.nn, row.peer)(row.size_x, 4, dtype=torch.float64)
        return stepped(row, peer, module, case, call=call)

    check(row, of_delayed)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_layer_agrees(row: Row) -> None:
    """The layer of the same name, over all steps at once."""
    torch = pytest.importorskip("torch")
    from torch_modules import over_sequence

    def of_layer(row: Row, module: ModuleType, case: Case) -> Arrays:
        layer = getattr(torch.nn, row.peer.removesuffix("Cell"))
        peer = layer(row.size_x, 4, **row.options, dtype=torch.float64)

        def call(run: Any, inputs: Any, state: Any) -> Any:
            states = tuple(state[name][None] for name in row.states.split())
            out, final = run(inputs["x"], states[0] if len(states) == 1 else states)
            final = (final,) if len(states) == 1 else final
            ends = {n: s[0] for n, s in zip(row.states.split(), final, strict=True)}
            return {row.outputs: out}, ends

        return over_sequence(row, peer, module, case, call, lambda name: name[:-3])

    check(row, of_layer)


def test_normed_agrees() -> None:
    torch = pytest.importorskip("torch")
    from torch_modules import stepped

    class Normed(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.input = torch.nn.Linear(X, 4, bias=False)
            self.norm = torch.nn.BatchNorm1d(4, track_running_stats=False)
            self.cell = torch.nn.RNNCell(4, 4)

        def forward(self, x: Any, h: Any) -> Any:
            return self.cell(self.norm(self.input(x)), h)

    def of_normed(row: Row, module: ModuleType, case: Case) -> Arrays:
        return stepped(row, Normed().double(), module, case)

    check(NORMED, of_normed)


def test_groups_agree() -> None:
    torch = pytest.importorskip("torch")
    from torch_modules import stepped

    names = GROUPS.states.split()

    class Groups(torch.nn.ModuleDict):  # type: ignore[misc]
        def forward(self, inputs: Any, states: Any) -> Any:
            first = self["1"](inputs["x_1"], states[:2])
            return [*first, *self["2"](inputs["x_2"], states[2:])]

    def call(run: Any, inputs: Any, state: Any) -> Any:
        found = run(inputs, tuple(state[name] for name in names))
        final = dict(zip(names, found, strict=True))
        return {"h": torch.cat([final["h_1"], final["h_2"]], -1)}, final

    def of_groups(row: Row, module: ModuleType, case: Case) -> Arrays:
        cells = {str(group): torch.nn.LSTMCell(4, 4) for group in (1, 2)}
        return stepped(row, Groups(cells).double(), module, case, call=call)

    check(GROUPS, of_groups)
