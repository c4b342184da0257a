"""Values of earlier steps against loops written by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cellc.driver import CompiledCell, compile_cell
from cellc.loader import module_of
from cellc.testing.verify import verify

Array = npt.NDArray[Any]
T, B, X, H = 9, 2, 3, 4
RNG = np.random.default_rng(0)
W, U, V = RNG.normal(size=(H, X)), RNG.normal(size=(H, H)), RNG.normal(size=(H, X))
INPUT = RNG.normal(size=(T, B, X))


def lagged(lag: int) -> CompiledCell:
    return compile_cell(f"h_t = tanh(W x_t + U h_{{t-{lag}}})")


def by_hand(lag: int, x: Array, past: list[Array]) -> list[Array]:
    """h_t for each step; `past` has the values before, the newest last."""
    values = list(past)
    for step in x:
        values.append(np.tanh(step @ W.T + values[-lag] @ U.T))
    return values[len(past) :]


def state_of(module: Any, lag: int, past: list[Array]) -> Any:
    """The state that holds the values before, the newest in the cell's own."""
    names = ["h", *(f"h_lag{back}" for back in range(2, lag + 1))]
    values = dict(zip(names, reversed(past), strict=True))
    assert set(module.State._fields) == set(names)
    return module.State(**values)


@pytest.mark.parametrize("lag", [2, 3, 5])
def test_lag_of_a_state(lag: int) -> None:
    module = module_of(lagged(lag))
    past = [RNG.normal(size=(B, H)) for _ in range(lag)]
    expected = by_hand(lag, INPUT, past)
    state = state_of(module, lag, past)
    out, final, _ = module.forward({"W": W, "U": U}, INPUT, state)
    np.testing.assert_allclose(out.h, np.stack(expected), rtol=1e-12)
    kept = state_of(module, lag, expected[-lag:])
    for name in module.State._fields:
        np.testing.assert_allclose(
            getattr(final, name), getattr(kept, name), rtol=1e-12
        )


@pytest.mark.parametrize("lag", [2, 5])
def test_lag_in_two_pieces_and_step_by_step(lag: int) -> None:
    module = module_of(lagged(lag))
    params = {"W": W, "U": U}
    whole, end, _ = module.forward(params, INPUT)
    first, middle, _ = module.forward(params, INPUT[:4])
    second, last, _ = module.forward(params, INPUT[4:], middle)
    np.testing.assert_allclose(whole.h, np.concatenate([first.h, second.h]), rtol=1e-12)
    for one, other in zip(end, last, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)
    state = module.State(*(np.zeros((B, H)) for _ in module.State._fields))
    for step in range(T):
        out, state = module.step(params, state, INPUT[step])
        np.testing.assert_allclose(out.h, whole.h[step], rtol=1e-12)


@pytest.mark.parametrize("lag", [2, 5])
def test_lag_with_lengths(lag: int) -> None:
    module = module_of(lagged(lag))
    params = {"W": W, "U": U}
    lengths = np.array([3, T])
    out, final, _ = module.forward(params, INPUT, lengths=lengths)
    for row, length in enumerate(lengths):
        own, end, _ = module.forward(params, INPUT[:length, row : row + 1])
        np.testing.assert_allclose(out.h[:length, row], own.h[:, 0], rtol=1e-12)
        assert not out.h[length:, row].any()
        for name in module.State._fields:
            one, other = getattr(final, name)[row], getattr(end, name)[0]
            np.testing.assert_allclose(one, other, rtol=1e-12)


def test_input_of_the_step_before() -> None:
    text = "h_t = tanh(W x_t + U h_{t-1} + V x_{t-1})\nwhere\n  x_t ∈ ℝ^x is input"
    module = module_of(compile_cell(text))
    before, h = RNG.normal(size=(B, X)), RNG.normal(size=(B, H))
    state = module.State(h=h, x_lag1=before)
    out, final, _ = module.forward({"W": W, "U": U, "V": V}, INPUT, state)
    for step in range(T):
        h = np.tanh(INPUT[step] @ W.T + h @ U.T + before @ V.T)
        before = INPUT[step]
        np.testing.assert_allclose(out.h[step], h, rtol=1e-12)
    np.testing.assert_allclose(final.x_lag1, INPUT[-1])


@pytest.mark.parametrize(
    "text",
    [
        "h_t = tanh(W x_t + U h_{t-2})",
        "h_t = tanh(W x_t + U h_{t-1} + V h_{t-5})",
        "h_t = W x_t + U h_{t-3} + V x_{t-1} + A x_{t-2}\nwhere x_t ∈ ℝ^x is input",
        "h_n = tanh(W x_n + U h_{n-d})\nwhere d = 3",
    ],
)
def test_gradients(text: str) -> None:
    report = verify(compile_cell(text))
    assert report.passed, str(report)


def test_a_kept_value_is_written_as_the_equations_read_it() -> None:
    states = lagged(3).metadata["states"]
    assert [states[each]["symbol"] for each in ("h_lag2", "h_lag3")] == [
        "h_{t-2}",
        "h_{t-3}",
    ]
