"""sru, of the authors of the simple recurrent unit."""

from __future__ import annotations

from types import ModuleType

import pytest
from comparing import Row, check
from make_references import Arrays, Case
from translating import Translation, sizes_of

pytestmark = pytest.mark.peers

# the library lays the three matrices side by side, column by column
SRU = Row(
    "sru",
    "SRUCell",
    {
        "weight 1": "W'",
        "weight 2": "W_f'",
        "weight 3": "W_r'",
        "weight_c": "v_f v_r",
        "bias": "b_f b_r",
    },
    options={"use_tanh": False, "rescale": False},
    size_x=4,
)


@pytest.mark.filterwarnings("ignore::UserWarning")
def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    torch = pytest.importorskip("torch")
    try:
        import sru  # type: ignore[import-untyped]
    except (ImportError, RuntimeError) as problem:  # it compiles C++ when imported
        pytest.skip(f"sru: {problem}")
    from restated.signature import Named, Result
    from torch_modules import of_run

    peer = getattr(sru, row.peer)(4, 4, **row.options)
    square, pair = (4, 4), (8,)
    shapes = {name: square if "weight " in name else pair for name in row.parameters}
    translation = Translation(torch, row, module, sizes_of(module, case), shapes)

    def run(p: Named, inputs: Named, state: Named) -> Result:
        own = translation(p)
        three = [own.pop(f"weight {number}") for number in (1, 2, 3)]
        own["weight"] = torch.stack(three, -1).flatten(1)
        h, c = torch.func.functional_call(peer, own, (inputs["x"], state["c"]))
        return {"h": h}, {"c": c}

    return of_run(run, module, case)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_agrees() -> None:
    check(SRU, of_library)
