"""`forward(..., checkpoint=k)`: a state after every k steps, the others run again.

Outputs and gradients of all cells of the zoo, with and without lengths, are a route of
`verify`.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from zoo_cells import compiled, module

from cellc.driver import compile_cell
from cellc.loader import load, module_of
from cellc.testing.routes import forward, module_gradients
from cellc.testing.sample import sample


@pytest.mark.parametrize("cell", ["lstm", "bahdanau_decoder", "vrnn", "bn_lstm"])
@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize("checkpoint", [1, 3, 4, 100, np.int32(2)])
@pytest.mark.parametrize("lengths", [False, True])
def test_any_number_of_steps(
    cell: str, level: int, checkpoint: int, lengths: bool
) -> None:
    ir, made = compiled(cell).ir, module(cell, level)
    at = sample(ir, seed=1, steps=8, lengths=lengths)
    expected = module_gradients(ir, made, at)
    found = module_gradients(ir, made, at, checkpoint=checkpoint)
    for results, wanted in zip(found, expected, strict=True):
        assert results.keys() == wanted.keys()
        for name, value in results.items():
            np.testing.assert_allclose(value, wanted[name], rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("cell", ["lstm", "bn_lstm"])
def test_no_steps(cell: str) -> None:
    ir, made = compiled(cell).ir, module(cell)
    at = sample(ir, seed=1, steps=0)
    out, final, _ = forward(ir, made, at, checkpoint=3)
    assert all(len(each) == 0 for each in out)
    for name, value in at.state.items():
        np.testing.assert_array_equal(getattr(final, name), value)


def test_a_tape_of_checkpoints_can_be_read_twice_and_taken_again() -> None:
    made = load("gru")
    rng = np.random.default_rng(0)
    params = made.init(x=3, h=4, rng=rng, dtype=np.float64)
    one, other = rng.normal(size=(2, 7, 2, 3))
    d_out = made.Outputs(rng.normal(size=(7, 2, 4)))
    _, _, tape = made.forward(params, one, checkpoint=3)
    first, second = (made.backward(params, tape, d_out) for _ in range(2))
    for name, value in first.params.items():
        np.testing.assert_array_equal(value, second.params[name])
    assert tape.part is not None
    _, _, again = made.forward(params, other, checkpoint=3, tape=tape)
    assert again.part.room is tape.part.room
    _, _, whole = made.forward(params, other, tape=again)
    expected = made.backward(params, whole, d_out)
    _, _, again = made.forward(params, other, checkpoint=2, tape=whole)
    found = made.backward(params, again, d_out)
    np.testing.assert_allclose(found.inputs.x, expected.inputs.x, rtol=1e-12)


def test_noise_is_drawn_once() -> None:
    made, ir = module("vrnn"), compiled("vrnn").ir
    at = sample(ir, seed=1, steps=5)
    noise = next(each.name for each in ir.inputs if each in ir.noise)
    given = [at.inputs[e.name] for e in ir.inputs if e.name != noise]
    plain, _, tape = made.forward(at.params, *given, rng=3)
    parts, _, kept = made.forward(at.params, *given, rng=3, checkpoint=2)
    np.testing.assert_array_equal(getattr(tape, noise), getattr(kept, noise))
    for one, other in zip(plain, parts, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_statistics_of_the_batch() -> None:
    """Those that were used are of all steps, and can be given in their turn."""
    ir, made = compiled("bn_lstm").ir, module("bn_lstm")
    at = sample(ir, seed=1, steps=5)
    _, _, whole = forward(ir, made, at)
    _, _, parts = forward(ir, made, at, checkpoint=2)
    for one, other in zip(whole.statistics, parts.statistics, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)
    given = {"statistics": whole.statistics}
    expected = module_gradients(ir, made, at, **given)
    found = module_gradients(ir, made, at, **given, checkpoint=2)
    for results, wanted in zip(found, expected, strict=True):
        for name, value in results.items():
            np.testing.assert_allclose(value, wanted[name], rtol=1e-12, atol=1e-13)


def test_from_both_ends() -> None:
    cell = compile_cell("h_t = tanh(W x_t + U h_{t-1} + b)", bidirectional=True)
    made = module_of(cell)
    at = sample(cell.ir, seed=1, steps=7, lengths=True)
    expected = module_gradients(cell.ir, made, at)
    found = module_gradients(cell.ir, made, at, checkpoint=3)
    for results, wanted in zip(found, expected, strict=True):
        for name, value in results.items():
            np.testing.assert_allclose(value, wanted[name], rtol=1e-12, atol=1e-13)


def test_lengths_without_a_sign() -> None:
    made = load("rnn")
    params = made.init(x=3, h=4, rng=0)
    x = np.random.default_rng(0).normal(size=(6, 2, 3)).astype(np.float32)
    lengths = np.array([1, 5], np.uint8)
    out, _, _ = made.forward(params, x, lengths=lengths)
    parts, _, _ = made.forward(params, x, lengths=lengths, checkpoint=2)
    np.testing.assert_allclose(out.h, parts.h, rtol=1e-6)


def _wrong_cotangent(made: Any, params: Any, x: Any) -> None:
    _, _, tape = made.forward(params, x, checkpoint=2)
    made.backward(params, tape, made.Outputs(np.zeros((4, 2, 4), np.float32)))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda m, p, x: m.forward(p, x, checkpoint=0), "checkpoint is 0; it must be"),
        (lambda m, p, x: m.forward(p, x, checkpoint=2.5), "checkpoint is 2.5; it must"),
        (lambda m, p, x: m.forward(p, x, checkpoint=2, lengths=[9, 9]), "lengths must"),
        (_wrong_cotangent, r"d_out.h has shape \(4, 2, 4\); it must be \(5, 2, 4\)"),
    ],
)
def test_wrong_arguments(call: Callable[..., object], said: str) -> None:
    made = load("rnn")
    params = made.init(x=3, h=4, rng=0)
    with pytest.raises(ValueError, match=said):
        call(made, params, np.zeros((5, 2, 3), np.float32))


def test_memory_of_a_long_sequence() -> None:
    """What is held beside arguments and results grows with the root of the steps."""
    made = load("lstm")
    params = made.init(x=16, h=16, rng=0)
    x = np.zeros((4096, 1, 16), np.float32)

    def peak(**options: int) -> int:
        tracemalloc.start()
        out, _, tape = made.forward(params, x, **options)
        made.backward(params, tape, made.Outputs(out.h))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    results = 2 * x.nbytes
    assert peak(checkpoint=64) < 2.5 * results
    assert peak() > 6 * results
