"""ncps: the closed-form cell CfC."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

# the weight of h is σ(f t); the library's σ(a t + b) has b besides
CFC = Row(
    "cfc",
    "CfCCell",
    {
        "backbone.0.weight": "W_s",
        "backbone.0.bias": "b_s",
        "ff1.weight": "W_g",
        "ff1.bias": "b_g",
        "ff2.weight": "W_h",
        "ff2.bias": "b_h",
        "time_a.weight": "W_f",
        "time_a.bias": "b_f",
        "time_b.weight": "0",
        "time_b.bias": "0",
    },
    states="x",
    outputs="x",
    size_x=4,
)


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    ncps = pytest.importorskip("ncps.torch")
    from torch_modules import stepped

    def call(run: Any, inputs: Any, state: Any) -> Any:
        _, x = run(inputs["I_"], state["x"], inputs["Deltat"])
        return {"x": x}, {"x": x}

    peer = getattr(ncps, row.peer)(row.size_x, 4, backbone_units=4)
    return stepped(row, peer, module, case, call=call)


def test_agrees() -> None:
    check(CFC, of_library)
