"""PyTorch-NLP: attention over what an encoder gives; the LSTM is that of PyTorch."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check, check_departure
from make_references import Arrays, Case
from part_of_package import part_of_package

pytestmark = pytest.mark.peers

LUONG = Row(
    "luong_general",
    "Attention",
    {
        "gates.weight": "T_",
        "attention.linear_in.weight": "W_a'",
        "attention.linear_out.weight": "W_c",
    },
    states="h m h_tilde",
    outputs="h_tilde",
    instead={r"W_c [c_t; h_t]": r"W_c [c_t; W_a^\top h_t]"},
)


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    torch = pytest.importorskip("torch")
    from torch_modules import stepped

    library = part_of_package("torchnlp.nn.attention")

    class Decoder(torch.nn.Module):  # type: ignore[misc]
        """An LSTM that is fed what the attention said at the step before."""

        def __init__(self) -> None:
            super().__init__()
            self.gates = torch.nn.Linear(row.size_x + 8, 16, bias=False)
            self.attention = library.Attention(4, attention_type="general")

        def forward(self, x: Any, source: Any, h: Any, m: Any, fed: Any) -> Any:
            i, f, o, g = self.gates.weight.chunk(4)
            within, recurrent = torch.cat([i, f, g, o]).split([row.size_x + 4, 4], -1)
            h, m = torch.lstm_cell(torch.cat([x, fed], -1), (h, m), within, recurrent)
            fed, _ = self.attention(h[:, None], source)
            return h, m, fed[:, 0]

    def call(run: Any, inputs: Any, state: Any) -> Any:
        names = row.states.split()
        given = (state[name] for name in names)
        final = dict(zip(names, run(inputs["x"], inputs["h_bar"], *given), strict=True))
        return {"h_tilde": final["h_tilde"]}, final

    return stepped(row, Decoder().double(), module, case, call=call)


def test_agrees() -> None:
    check(LUONG, of_library)


def test_departs_from_the_paper() -> None:
    check_departure(LUONG, of_library)
