"""mambapy: the selective state space model inside its block."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check, check_departure
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

# only these of the block's parameters have a part in a step of the recurrence
SSM = Row(
    "selective_ssm",
    "MambaBlock",
    {
        "x_proj.weight": "w_Delta ; W_B ; W_C",
        "dt_proj.weight": "1",
        "dt_proj.bias": "Theta_Delta",
        "A_log": "log(-A)",
        "D": "0",
    },
    states="h",
    outputs="y",
    size_x=4,
    instead={
        r"\frac{\bar{A}_t - 1}{A} \odot x_t B_t^\top": r"(\Delta_t \odot x_t) B_t^\top"
    },
)


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    library = pytest.importorskip("mambapy.mamba")
    import torch
    from torch_modules import InDouble, stepped

    class Step(torch.nn.Module):
        """One step of the block's recurrence, with the parameters that it needs."""

        def __init__(self) -> None:
            super().__init__()
            config = library.MambaConfig(
                d_model=4, n_layers=1, d_state=4, expand_factor=1, dt_rank=1
            )
            block = library.MambaBlock(config)
            self.config = config
            self.x_proj, self.dt_proj = block.x_proj, block.dt_proj
            self.A_log, self.D = block.A_log, block.D
            self._apply_layernorms = block._apply_layernorms

        def forward(self, x: Any, h: Any) -> Any:
            return library.MambaBlock.ssm_step(self, x, h)

    with InDouble():
        return stepped(row, Step(), module, case)


def test_agrees() -> None:
    check(SSM, of_library)


def test_departs_from_the_paper() -> None:
    check_departure(SSM, of_library)
