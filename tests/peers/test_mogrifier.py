"""mogrifier: the rounds before an LSTM, which is that of PyTorch."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check, check_departure
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

MOGRIFIER = Row(
    "mogrifier_lstm",
    "Mogrifier",
    {
        "rounds.Q.0.weight": "Q",
        "rounds.R.0.weight": "R",
        "rounds.Q.0.bias": "0",
        "rounds.R.0.bias": "0",
        "lstm.weight_ih": "W_ix W_fx W_jx W_ox",
        "lstm.weight_hh": "W_ih W_fh W_jh W_oh",
        "lstm.bias_ih": "b_i b_f b_j b_o",
        "lstm.bias_hh": "0",
    },
    states="h c",
    instead={
        r"\sigma(Q^k h_{prev}^{k-1})": r"\sigma(Q h_{prev}^{k-1})",
        r"\sigma(R^k x^{k-1})": r"\sigma(R x^{k-1})",
    },
)


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    torch = pytest.importorskip("torch")
    library = pytest.importorskip("mogrifier")
    from torch_modules import stepped

    class Cell(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.rounds = library.Mogrifier(row.size_x, iters=5, dim_hidden=4)
            self.lstm = torch.nn.LSTMCell(row.size_x, 4)

        def forward(self, x: Any, states: Any) -> Any:
            h, c = states
            x, h = self.rounds(x, h)
            return self.lstm(x, (h, c))

    return stepped(row, Cell().double(), module, case)


def test_agrees() -> None:
    check(MOGRIFIER, of_library)


def test_departs_from_the_paper() -> None:
    check_departure(MOGRIFIER, of_library)
