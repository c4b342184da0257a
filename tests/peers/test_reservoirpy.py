"""ReservoirPy: a reservoir and a readout, values only."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
from comparing import Row, check
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

ROWS = [
    Row("esn", "Reservoir", {}, outputs="y", from_zero=True, values_only=True),
    Row(
        "leaky_esn",
        "Reservoir",
        {},
        outputs="y",
        options={"lr": 0.3},
        from_zero=True,
        values_only=True,
    ),
]
RATES = Row(
    "leaky_rnn",
    "Reservoir",
    {},
    outputs="r",
    options={"lr": 0.2, "activation": "relu"},
    from_zero=True,
    values_only=True,
)
"""Its Δt is 20 and its τ is 100."""


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    nodes = pytest.importorskip("reservoirpy.nodes")
    p, u = case.parameters, case.inputs["u"]
    ones = int(row.cell == "leaky_esn")  # it reads a 1 in front of u, and of [u; x]
    within, out = p["W_in"], p["W_out"]
    reservoir = {"Win": within[:, ones:], "bias": within[:, 0] if ones else 0.0}
    readout = {
        "Wout": out[:, ones:].T,
        "bias": out[:, 0] if ones else np.zeros(len(out)),
    }
    found = []
    for sequence in u.swapaxes(0, 1):
        states = nodes.Reservoir(W=p["W"], **reservoir, **row.options).run(sequence)
        seen = [sequence, states] if ones else [states, sequence]
        found.append(nodes.Ridge(**readout).run(np.hstack(seen)))
    return {"outputs.y": np.stack(found, 1)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_agrees(row: Row) -> None:
    check(row, of_library)


def of_rates(row: Row, module: ModuleType, case: Case) -> Arrays:
    nodes = pytest.importorskip("reservoirpy.nodes")
    p, x = case.parameters, case.inputs["x"]
    given = {"W": p["W_r"], "Win": p["W_x"], "bias": p["b_r"]}
    found = [
        nodes.Reservoir(**given, **row.options).run(sequence)
        for sequence in x.swapaxes(0, 1)
    ]
    return {"outputs.r": np.stack(found, 1)}


def test_rates() -> None:
    check(RATES, of_rates)
