"""torchscale, of the authors of RetNet: retention over all steps at once."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from comparing import Row, check, check_departure
from make_references import Arrays, Case
from part_of_package import part_of_package

pytestmark = pytest.mark.peers

RETENTION = {
    "q_proj.weight": "W_Q_1 ~ W_Q_2",
    "k_proj.weight": "W_K_1 ~ W_K_2",
    "v_proj.weight": "W_V",
    "g_proj.weight": "W_G",
    "out_proj.weight": "W_O",
}
RETNET = Row(
    "retnet",
    "MultiScaleRetention",
    RETENTION,
    states="S",
    outputs="y",
    size_x=8,
    sizes={"y": 8},
    from_zero=True,
    instead={r"\mathrm{LN}(o_t)": r"\frac{o_t}{\sqrt{\mathrm{mean}(o_t \odot o_t)}}"},
)
HEADS = Row(
    "retnet_heads",
    "MultiScaleRetention",
    RETENTION,
    states="S",
    outputs="y",
    size_x=32,
    sizes={"y": 32},
    unit=("gamma",),
    from_zero=True,
    instead={
        r"\mathrm{LN}(o_{i,t})": (
            r"\frac{o_{i,t}}{\sqrt{\mathrm{mean}(o_{i,t} \odot o_{i,t})}}"
        )
    },
)
ROWS = [RETNET, HEADS]
AROUND = ("droppath", "xmoe.moe_layer", "xmoe.routing")


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    torch = pytest.importorskip("torch")
    from torch_modules import InDouble, over_sequence

    unneeded = [f"torchscale.component.{name}" for name in AROUND]
    library = part_of_package(
        "torchscale.architecture.retnet", "fairscale", "fairscale.nn", *unneeded
    )
    heads = 4 if row is HEADS else 1
    options = SimpleNamespace(
        multiway=False,
        layernorm_eps=0.0,
        decoder_embed_dim=row.size_x,
        decoder_retention_heads=heads,
        recurrent_chunk_size=1,
    )

    def call(run: Any, inputs: Any, state: Any) -> Any:
        (x,) = inputs.values()
        out = run(x.transpose(0, 1), positions(len(x)))
        return {"y": out.transpose(0, 1)}, {}

    with InDouble():
        positions = library.RetNetRelPos(options)
        positions.angle = torch.tensor(case.parameters["theta"]).repeat_interleave(2)
        if row is HEADS:
            positions.decay = torch.tensor(case.parameters["gamma"]).log()
        layer = getattr(library, row.peer)
        peer = layer(options, row.size_x, 4 * heads, heads)
        return over_sequence(row, peer, module, case, call)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_agrees(row: Row) -> None:
    check(row, of_library)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_departs_from_the_paper(row: Row) -> None:
    check_departure(row, of_library)
