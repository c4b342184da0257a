"""SpeechBrain: the light GRU, by the first author of its paper."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check
from make_references import Arrays, Case
from part_of_package import part_of_package

pytestmark = pytest.mark.peers

LIGRU = Row(
    "ligru",
    "LiGRU_Layer",
    {
        "w.weight": "W_h W_z",
        "u.weight": "U_h U_z",
        "norm.weight": "gamma_h gamma_z",
        "norm.bias": "beta_h beta_z",
    },
)


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    torch = pytest.importorskip("torch")
    from torch_modules import over_sequence

    library = part_of_package("speechbrain.nnet.RNN", "speechbrain.dataio.dataio")
    peer = library.LiGRU_Layer(row.size_x, 4, 1, len(case.state["h"])).double().eval()
    p = {name: torch.tensor(value) for name, value in case.parameters.items()}
    # the statistics of a normalisation that is trained
    peer.norm.running_mean = torch.cat([p["mu_h"], p["mu_z"]])
    peer.norm.running_var = torch.cat([p["s_h"], p["s_z"]]) ** 2

    def call(run: Any, inputs: Any, state: Any) -> Any:
        h = run(inputs["x"].transpose(0, 1), state["h"]).transpose(0, 1)
        return {"h": h}, {"h": h[-1]}

    return over_sequence(row, peer, module, case, call)


def test_agrees() -> None:
    check(LIGRU, of_library)
