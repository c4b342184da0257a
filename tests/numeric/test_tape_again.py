"""`forward(..., tape=...)`: the memory of a tape that is done with is taken again.

That nothing of what it held reaches a result is a route of `verify`, for every cell.
"""

from __future__ import annotations

import tracemalloc
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from zoo_cells import compiled, module

from cellc.driver import compile_cell
from cellc.loader import load, module_of
from cellc.testing.routes import forward, module_gradients
from cellc.testing.sample import Sample, sample

CELLS = ["lstm", "gru", "mut1", "clockwork_rnn", "bahdanau_decoder", "vrnn", "bn_lstm"]
every_cell = pytest.mark.parametrize("cell", CELLS)
every_level = pytest.mark.parametrize("level", [0, 2])


def _kept(results: tuple[Any, ...]) -> list[np.ndarray]:
    return [value for kind in results for value in kind.values()]


@every_cell
@every_level
def test_the_memory_is_the_same(cell: str, level: int) -> None:
    at, made = sample(compiled(cell).ir, seed=1), module(cell, level)
    _, _, first = forward(compiled(cell).ir, made, at)
    _, _, second = forward(compiled(cell).ir, made, at, tape=first)
    assert second.room["steps"] is first.room["steps"]


@every_cell
@every_level
def test_results_stay_as_they_are(cell: str, level: int) -> None:
    """What was returned before is not in the memory that is taken again."""
    ir, made = compiled(cell).ir, module(cell, level)
    one, other = (sample(ir, seed=seed) for seed in (1, 2))
    _, _, tape = forward(ir, made, one)
    results = _kept(module_gradients(ir, made, one, tape=tape))
    copies = [each.copy() for each in results]
    _, _, tape = forward(ir, made, one, tape=tape)
    module_gradients(ir, made, other, tape=tape)
    for value, copy in zip(results, copies, strict=True):
        np.testing.assert_array_equal(value, copy)
        for room in tape.room.values():
            assert not np.shares_memory(value, room)


def _at(cell: str, steps: int, batch: int, dtype: type) -> Sample:
    found = sample(compiled(cell).ir, seed=steps, steps=steps, batch=batch)
    return found.as_type(dtype)


@every_cell
@every_level
def test_a_tape_of_other_sizes_or_precision(cell: str, level: int) -> None:
    """What fits is taken again; where it does not fit there is new memory."""
    ir, made = compiled(cell).ir, module(cell, level)
    tape, rooms = None, []
    for steps, batch, dtype in [
        *[(4, 3, np.float64), (2, 3, np.float64), (5, 4, np.float64)],
        *[(5, 4, np.float32), (0, 3, np.float32), (3, 2, np.float64)],
    ]:
        at = _at(cell, steps, batch, dtype)
        expected = _kept(module_gradients(ir, made, at))
        for value, wanted in zip(
            _kept(module_gradients(ir, made, at, tape=tape)), expected, strict=True
        ):
            np.testing.assert_array_equal(value, wanted)
        _, _, tape = forward(ir, made, at, tape=tape)
        rooms.append(tape.room["steps"])
    assert rooms[1] is rooms[0]
    assert rooms[4] is rooms[3]
    assert rooms[2].size > rooms[1].size
    assert rooms[3].dtype == np.float32


def _peak(made: ModuleType, params: Any, x: np.ndarray, tape: Any) -> int:
    tracemalloc.start()
    made.forward(params, x, tape=tape)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_forward_asks_for_its_results_alone() -> None:
    """Beside the outputs nothing is made anew that grows with the number of steps."""
    made = load("lstm")
    params = made.init(x=16, h=16, rng=0)
    x = np.random.default_rng(0).normal(size=(400, 4, 16)).astype(np.float32)
    out, _, tape = made.forward(params, x)
    fresh = _peak(made, params, x, None)
    again = _peak(made, params, x, tape)
    assert fresh > tape.room["steps"].nbytes
    assert again < 1.2 * out.h.nbytes < 0.2 * fresh


def test_both_ways() -> None:
    text = "h_t = tanh(W x_t + U h_{t-1} + b)"
    made = module_of(compile_cell(text, bidirectional=True))
    params = made.init(x=3, h=4, rng=0)
    x = np.random.default_rng(0).normal(size=(5, 2, 3)).astype(np.float32)
    out, _, tape = made.forward(params, x)
    again, _, second = made.forward(params, x, tape=tape)
    np.testing.assert_array_equal(out.h, again.h)
    for one, other in zip(tape.copies, second.copies, strict=True):
        assert one.room is other.room
    with pytest.raises(TypeError, match="tape is of type int; it must be Tape"):
        made.forward(params, x, tape=1)


def test_what_is_no_tape() -> None:
    made = load("lstm")
    params = made.init(x=3, h=4, rng=0)
    x = np.zeros((2, 2, 3), np.float32)
    with pytest.raises(TypeError, match="tape is a tuple; it must be a Tape"):
        made.forward(params, x, tape=(1, 2))
