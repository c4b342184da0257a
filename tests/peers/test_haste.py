"""haste, without CUDA: an LSTM with layer normalisation, and one with zoneout."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check, check_departure
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

NORMED = Row(
    "layer_norm_lstm",
    "LayerNormLSTM",
    {
        "kernel": "W_x'",
        "recurrent_kernel": "W_h'",
        "bias": "b+beta_1+beta_2",
        "gamma": "alpha_2 | alpha_1",
        "gamma_h": "alpha_3",
        "beta_h": "beta_3",
    },
    states="h c",
)
"""The blocks of the cell are f, i, o, g, those of the library i, g, f, o."""
ZONEOUT = Row(
    "zoneout_lstm",
    "LSTM",
    {
        "kernel": "W_xi' W_xg' W_xf' W_xo'",
        "recurrent_kernel": "W_hi' W_hg' W_hf' W_ho'",
        "bias": "b_i b_g b_f b_o",
    },
    states="h c",
    masks=("d_h",),
    instead={
        r"d^c_t \odot c_{t-1} + (1 - d^c_t) \odot ": "",
        r"d^c_t, d^h_t ∈": "d^h_t ∈",
    },
)


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    library = pytest.importorskip("haste_pytorch")
    import torch
    from torch_modules import over_sequence

    peer = getattr(library, row.peer)(row.size_x, 4, zoneout=0.5 * (row is ZONEOUT))
    peer = peer.double()

    class InItsOrder(torch.nn.Module):
        """The library's layer, with the blocks of the cell."""

        def __init__(self) -> None:
            super().__init__()
            for name, value in peer.named_parameters():
                self.register_parameter(name, value)

        def forward(self, *arguments: Any) -> Any:
            own = dict(self.named_parameters())
            for name, value in own.items():
                if row is NORMED and value.shape[-1] == 16:
                    f, i, o, g = value.chunk(4, -1)
                    own[name] = torch.cat([i, g, f, o], -1)
            return torch.func.functional_call(peer, own, arguments)

    def call(run: Any, inputs: Any, state: Any) -> Any:
        if row is ZONEOUT:  # where the library draws them
            peer._get_zoneout_mask = lambda _: 1 - inputs["d_h"]
        h, c = (state[name][None] for name in ("h", "c"))
        out, (h, c) = run(inputs["x"], (h, c))
        return {"h": out}, {"h": h[0], "c": c[0]}

    return over_sequence(row, InItsOrder(), module, case, call, axis=-1)


def test_layer_norm() -> None:
    check(NORMED, of_library)


def test_zoneout() -> None:
    check(ZONEOUT, of_library)


def test_zoneout_departs_from_the_paper() -> None:
    check_departure(ZONEOUT, of_library)
