"""Batches of few and of many, whose columns are laid side by side in two ways."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import zoo_cells

from cellc.testing.routes import module_gradients
from cellc.testing.sample import Sample, sample

FEW, MANY = 15, 16  # where one way ends and the other begins


@pytest.mark.parametrize("batch", [0, 1, FEW, MANY, 33])
@pytest.mark.parametrize("name", ["lstm", "gru", "peephole", "rnn", "bn_lstm"])
def test_each_level_gives_the_same(name: str, batch: int) -> None:
    cell = zoo_cells.compiled(name).ir
    point = sample(cell, 0, batch=batch)
    found = module_gradients(cell, zoo_cells.module(name), point)
    expected = module_gradients(cell, zoo_cells.module(name, 0), point)
    for one, other in zip(found, expected, strict=True):
        for key, value in one.items():
            np.testing.assert_allclose(value, other[key], rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("name", ["lstm", "gru", "peephole", "rnn"])
def test_gradients_of_a_large_batch_add_up(name: str) -> None:
    """Two halves of a batch, run alone, have the gradients of the whole together."""
    cell, module = zoo_cells.compiled(name).ir, zoo_cells.module(name)
    point = sample(cell, 1, batch=2 * FEW)
    _, _, whole = module_gradients(cell, module, point)
    halves = [
        module_gradients(cell, module, _part(point, chosen))[2]
        for chosen in (slice(0, FEW), slice(FEW, 2 * FEW))
    ]
    for key, value in whole.items():
        first, second = (half[key] for half in halves)
        axis = {"parameter": None, "input": 1, "state": 0}[key[0]]
        joined = (
            first + second if axis is None else np.concatenate([first, second], axis)
        )
        np.testing.assert_allclose(value, joined, rtol=1e-9, atol=1e-11)


def _part(point: Sample, chosen: slice) -> Sample:
    """Some sequences of a batch."""

    def of(values: dict[str, npt.NDArray[Any]], axis: int) -> Any:
        return {
            name: value[chosen] if axis == 0 else value[:, chosen]
            for name, value in values.items()
        }

    return Sample(
        point.params,
        of(point.inputs, 1),
        of(point.state, 0),
        of(point.d_out, 1),
        of(point.d_final, 0),
        None,
    )
