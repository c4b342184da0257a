"""NeuralHydrology: the ODE-LSTM."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check, check_departure
from make_references import Arrays, Case
from part_of_package import part_of_package

pytestmark = pytest.mark.peers

ODE_LSTM = Row(
    "ode_lstm",
    "ODELSTM",
    {
        "lstm.w_ih": "W_i W_f W_z W_o",
        "lstm.w_hh": "R_i R_f R_z R_o",
        "lstm.b_ih": "b_i b_f b_z b_o",
        "lstm.b_hh": "0",
        "ode.w_ih": "W_2'",
        "ode.w_hh": "W_1'",
        "ode.bias": "b_1",
        "ode.scale": "b_2",
    },
    states="h c",
    instead={
        r"s_{0,t} = h'_t": r"s_{0,t} = h_{t-1}",
        r"f_\theta(s_{l-1,t})": (
            r"(b_2 \odot \tanh(W_2 h'_t + W_1 s_{l-1,t} + b_1) - s_{l-1,t})"
        ),
        r"  f_\theta(a) = W_2 \tanh(W_1 a + b_1) + b_2" "\n": "",
        r"W_1 ∈ ℝ^{n×h}": r"W_1 ∈ ℝ^{h×h}",
    },
)


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    torch = pytest.importorskip("torch")
    from torch_modules import stepped

    around = [f"neuralhydrology.modelzoo.{name}" for name in ("basemodel", "head")]
    library = part_of_package(
        "neuralhydrology.modelzoo.odelstm",
        "pandas",
        "neuralhydrology.datautils.utils",
        "neuralhydrology.utils.config",
        *around,
    )

    class Cell(torch.nn.Module):  # type: ignore[misc]
        """What the library does in a step, a loop over frequencies around it."""

        def __init__(self) -> None:
            super().__init__()
            self.lstm = library._LSTMCell(row.size_x, 4)
            self.ode = library._ODERNNCell(4, 4, num_unfolds=3, method="euler")

        def forward(self, x: Any, elapsed: Any, h: Any, c: Any) -> Any:
            new = self.lstm(x_t=x, h_0=h, c_0=c)
            return self.ode(new["h_n"], h, elapsed), new["c_n"]

    def call(run: Any, inputs: Any, state: Any) -> Any:
        elapsed, x = sorted(inputs.values(), key=lambda each: each.shape[-1])
        h, c = run(x, elapsed, state["h"], state["c"])
        return {"h": h}, {"h": h, "c": c}

    return stepped(row, Cell().double(), module, case, call=call)


def test_agrees() -> None:
    check(ODE_LSTM, of_library)


def test_departs_from_the_paper() -> None:
    check_departure(ODE_LSTM, of_library)
