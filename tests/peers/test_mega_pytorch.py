"""mega-pytorch: the moving averages of Mega, over all steps at once."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check, check_departure
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

EMA = Row(
    "mega_ema",
    "MultiHeadedEMA",
    {
        "expansion": "beta'",
        "reduction": "eta'",
        "alphas": "alpha_tilde",
        "dampen_factors": "delta_tilde",
    },
    states="h",
    outputs="y",
    size_x=4,
    from_zero=True,
    instead={
        r"α \odot u_t": r"u_t \mathrm{diag}(α)",
        r"(1 - α \odot δ) \odot h_{t-1}": r"h_{t-1} \mathrm{diag}((1 - α) \odot δ)",
        r"\tilde α ∈ ℝ^{x×n}": r"\tilde α ∈ ℝ^n",
        r"\tilde δ ∈ ℝ^{x×n}": r"\tilde δ ∈ ℝ^n",
    },
)


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    pytest.importorskip("torch")
    library = pytest.importorskip("mega_pytorch.mega_pytorch")
    from torch_modules import over_sequence

    peer = library.MultiHeadedEMA(dim=row.size_x, heads=4).double()

    def call(run: Any, inputs: Any, state: Any) -> Any:
        return {"y": run(inputs["x"].transpose(0, 1)).transpose(0, 1)}, {}

    return over_sequence(row, peer, module, case, call)


def test_agrees() -> None:
    check(EMA, of_library)


def test_departs_from_the_paper() -> None:
    check_departure(EMA, of_library)
