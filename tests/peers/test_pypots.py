"""PyPOTS: the recurrent part of its GRU-D.

Not in the extra: it asks for an older transformers; `pip install --no-deps pypots`.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check, check_departure
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

GRU_D = Row(
    "gru_d",
    "BackboneGRUD",
    {
        "temp_decay_x.W": "diag(w_gamma_x)",
        "temp_decay_x.b": "b_gamma_x",
        "temp_decay_h.W": "W_gamma_h",
        "temp_decay_h.b": "b_gamma_h",
        "rnn_cell.weight_ih": "W_r U_r/2 V_r ; -W_z -U_z/2 -V_z ; W Y V",
        "rnn_cell.weight_hh": "U_r/2 ; -U_z/2 ; U",
        "rnn_cell.bias_ih": "b_r -b_z b",
        "rnn_cell.bias_hh": "0",
    },
    masks=("m",),
    from_zero=True,
    instead={
        r"U (r_t \odot \hat{h}_{t-1})": r"Y \hat{h}_{t-1} + r_t \odot (U \hat{h}_{t-1})"
    },
)


def recurrent_part() -> Any:
    """pypots.nn.modules.grud alone: the package asks for much more when imported."""
    found = find_spec("pypots")
    if found is None or not found.submodule_search_locations:
        pytest.skip("no pypots")
    folder = Path(found.submodule_search_locations[0], "nn", "modules", "grud")
    spec = spec_from_file_location(
        "grud", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    sys.modules["grud"] = module_from_spec(spec)
    spec.loader.exec_module(sys.modules["grud"])
    return sys.modules["grud"]


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    pytest.importorskip("torch")
    library = recurrent_part()
    import torch
    from torch_modules import InDouble, over_sequence

    mean = torch.tensor(case.parameters["x_tilde"])
    steps = len(case.inputs["m"])
    peer = getattr(library, row.peer)(steps, row.size_x, 4)

    def call(run: Any, inputs: Any, state: Any) -> Any:
        x, m, delta = (inputs[name].transpose(0, 1) for name in ("x", "m", "delta"))
        last = [torch.zeros_like(x[:, 0])]
        for t in range(steps):  # what the library's data sets have: the last seen
            last.append(m[:, t] * x[:, t] + (1 - m[:, t]) * last[-1])
        filled = torch.stack(last[:-1], 1)
        history = []
        for peer.n_steps in range(1, steps + 1):  # it gives the last state alone
            history.append(run(x, m, delta, mean, filled)[1])
        return {"h": torch.stack(history)}, {}

    with InDouble():
        return over_sequence(row, peer, module, case, call, axis=-1)


def test_agrees() -> None:
    check(GRU_D, of_library)


def test_departs_from_the_paper() -> None:
    check_departure(GRU_D, of_library)
