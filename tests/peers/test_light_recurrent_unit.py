"""light-recurrent-unit-pytorch."""

from __future__ import annotations

from types import ModuleType

import pytest
from comparing import Row, check
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

LIGHT_RU = Row(
    "light_ru",
    "LightRecurrentUnitCell",
    {
        "to_next_hidden.0.weight": "W_h",
        "to_input_forget.weight": "W_f",
        "to_hidden_forget.weight": "U_f",
        "to_hidden_forget.bias": "b_f",
    },
)


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    library = pytest.importorskip("light_recurrent_unit_pytorch")
    from torch_modules import stepped

    return stepped(row, getattr(library, row.peer)(row.size_x, 4), module, case)


def test_agrees() -> None:
    check(LIGHT_RU, of_library)
