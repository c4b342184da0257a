"""DeepCTR-Torch: GRUs whose update gate is an attention, and is scaled by one."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check, check_departure
from make_references import Arrays, Case
from part_of_package import part_of_package

pytestmark = pytest.mark.peers

AGRU = Row(
    "attention_gru",
    "AGRUCell",
    {
        "weight_ih": "W_r 0 W",
        "weight_hh": "U_r 0 U",
        "bias_ih": "b_r 0 b_h",
        "bias_hh": "0",
    },
)
AUGRU = Row(
    "augru",
    "AUGRUCell",
    {
        "weight_ih": "W_r W_u W_h",
        "weight_hh": "U_r U_u U_h",
        "bias_ih": "b_r/2 b_u/2 b_h/2",
    },
    states="h_prime",
    outputs="h_prime",
    instead={
        r"\mathbf{r}'_t \circ U^h \mathbf{h}'_{t-1} + \mathbf{b}^h": (
            r"\mathbf{r}'_t \circ (U^h \mathbf{h}'_{t-1} + \frac{1}{2} \mathbf{b}^h)"
            r" + \frac{1}{2} \mathbf{b}^h"
        )
    },
)
"""Both biases of this class are one parameter."""


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    pytest.importorskip("torch")
    from torch_modules import by_name, stepped

    library = part_of_package("deepctr_torch.layers.sequence")
    peer = getattr(library, row.peer)(row.size_x, 4).double()

    def call(run: Any, inputs: Any, state: Any) -> Any:
        (h,) = state.values()
        attention, x = sorted(inputs.values(), key=lambda each: each.shape[-1])
        return by_name(row, run(x, h, attention))

    return stepped(row, peer, module, case, call=call)


@pytest.mark.parametrize("row", [AGRU, AUGRU], ids=lambda row: row.label)
def test_agrees(row: Row) -> None:
    check(row, of_library)


def test_departs_from_the_paper() -> None:
    check_departure(AUGRU, of_library)
