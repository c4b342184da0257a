"""`α, δ ∈ (0,1)^{d×h}`: every name of the list has the shape."""

from __future__ import annotations

import pytest

import cellc

CELL = "H_t = α ⊙ (x_t v_t^T) + (1 - α ⊙ δ) ⊙ H_{t-1}\n"


@pytest.mark.parametrize(
    "line",
    [
        "where\nα, δ ∈ (0,1)^{d×h}",
        "where\nα, δ ∈ [0, 1]^{d \\times h}",
        "where $α, δ \\in (-1,1)^{d \\times h}$ are parameters",
    ],
)
def test_a_list_in_an_interval_has_the_shape(line: str) -> None:
    found = cellc.compile_cell(CELL + line)
    params = found.metadata["parameters"]
    assert [params[each]["shape"] for each in ("alpha", "delta")] == [["d", "h"]] * 2
    told = [each.code for each in found.diagnostics]
    assert told.count("N0647") == 2  # nothing keeps them between the numbers
