"""xlstm, of the authors of xLSTM: the cells behind its layers."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

SLSTM = Row(
    "slstm",
    "sLSTMCell_vanilla",
    {
        "input.weight": "W_i W_f W_z W_o",
        "cell._recurrent_kernel_": "R_i R_f R_z R_o",
        "cell._bias_": "b_i b_f b_z b_o",
    },
    states="h c n m",
)

MLSTM = Row(
    "mlstm_beck",
    "recurrent_step_stabilized_simple",
    {
        "q.weight": "W_q",
        "q.bias": "b_q",
        "k.weight": "W_k/4",
        "k.bias": "b_k*2",
        "v.weight": "W_v",
        "v.bias": "b_v",
        "i.weight": "w_i[]",
        "i.bias": "b_i",
        "f.weight": "w_f[]",
        "f.bias": "b_f",
        "o.weight": "W_o",
        "o.bias": "b_o",
    },
    states="C n m",
)
"""Keys are divided by the square root of their size, 2 here and 8 in the spec."""


def of_slstm(row: Row, module: ModuleType, case: Case) -> Arrays:
    library = pytest.importorskip("xlstm.blocks.slstm.cell")
    import torch
    from torch_modules import stepped

    class Cell(torch.nn.Module):
        """The library's cell takes the products with the input: a layer in front."""

        def __init__(self) -> None:
            super().__init__()
            config = library.sLSTMCellConfig(
                hidden_size=4,
                num_heads=1,
                backend="vanilla",
                enable_automatic_mixed_precision=False,
            )
            self.input = torch.nn.Linear(row.size_x, 16, bias=False)
            self.cell = library.sLSTMCell_vanilla(config)

        def forward(self, x: Any, states: Any) -> Any:
            _, new = self.cell(self.input(x)[:, None], torch.stack(states))
            return new.unbind()

    return stepped(row, Cell(), module, case)


def of_mlstm(row: Row, module: ModuleType, case: Case) -> Arrays:
    library = pytest.importorskip("xlstm.blocks.mlstm.backends")
    import torch
    from torch_modules import by_name, stepped

    class Cell(torch.nn.Module):
        """The library's step takes queries, keys, values and the sums of the gates."""

        def __init__(self) -> None:
            super().__init__()
            for name in "qkvo":
                setattr(self, name, torch.nn.Linear(row.size_x, 4))
            for name in "if":
                setattr(self, name, torch.nn.Linear(row.size_x, 1))

        def forward(self, x: Any, states: Any) -> Any:
            memory, norm, level = states
            given = (getattr(self, name)(x)[:, None, None] for name in "qkvif")
            h, (memory, norm, level) = getattr(library, row.peer)(
                memory.mT[:, None],
                norm[:, None, :, None],
                level[:, None, None],
                *given,
                eps=0.0,
            )
            h = self.o(x).sigmoid() * h[:, 0, 0]
            return h, (memory[:, 0].mT, norm[:, 0, :, 0], level[:, 0, 0])

    def call(run: Any, inputs: Any, state: Any) -> Any:
        states = tuple(state[name] for name in row.states.split())
        return by_name(row, run(inputs["x"], states))

    return stepped(row, Cell().double(), module, case, call=call)


def test_mlstm() -> None:
    check(MLSTM, of_mlstm)


def test_slstm() -> None:
    check(SLSTM, of_slstm)
