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


def test_slstm() -> None:
    check(SLSTM, of_slstm)
