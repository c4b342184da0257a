"""Every operation over components: value, gradient, extreme arguments, in a cell.

`LINES` has one line for each operation; an operation without one fails the first test.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cellc.driver import compile_cell
from cellc.loader import module_of
from cellc.ops import REDUCTIONS, Reduction, spelled_reduction
from cellc.targets.numpy.support import HELPERS
from cellc.testing.definitions import REDUCTIONS as WITNESS
from cellc.testing.verify import verify

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Line:
    """An operation as a textbook defines it, for one vector, real or complex.

    kinked: its slope jumps somewhere.  inner: what no spec can write; gradients of
    others are made of it.  grows: so fast that a recurrence of it overflows.
    """

    textbook: Callable[[Array], Any]
    kinked: bool = False
    inner: bool = False
    grows: bool = False


def _softmax(a: Array) -> Array:
    weights = np.exp(a - a.real.max())
    return np.asarray(weights / weights.sum())


def _norm(a: Array) -> Any:
    return np.sqrt((a * a).sum())


def _rms(a: Array) -> Any:
    return np.sqrt((a * a).sum() / a.size + 1e-5)


def _normalised(a: Array) -> Array:
    centred = a - a.sum() / a.size
    return np.asarray(centred / np.sqrt((centred**2).sum() / a.size + 1e-5))


def _at_largest(a: Array) -> Array:
    return np.asarray(np.arange(a.size) == a.real.argmax(), float)


def _others(a: Array) -> Array:
    return np.array([np.delete(a, at).prod() for at in range(a.size)])


LINES: dict[str, Line] = {
    "sum": Line(lambda a: a.sum()),
    "mean": Line(lambda a: a.sum() / a.size),
    "softmax": Line(_softmax),
    "log_sum_exp": Line(
        lambda a: a.real.max() + np.log(np.exp(a - a.real.max()).sum())
    ),
    "largest": Line(lambda a: a[a.real.argmax()], kinked=True),
    "at_largest": Line(_at_largest, inner=True),
    "product": Line(lambda a: a.prod(), grows=True),
    "others": Line(_others, inner=True),
    "norm": Line(_norm),
    "direction": Line(lambda a: a / _norm(a), inner=True),
    "cumsum": Line(np.cumsum),
    "cumsum_back": Line(lambda a: np.cumsum(a[::-1])[::-1], inner=True),
    "cumax": Line(lambda a: np.cumsum(_softmax(a))),
    "centred": Line(lambda a: a - a.sum() / a.size, inner=True),
    "rms": Line(_rms, inner=True),
    "normalised": Line(lambda a: a / _rms(a), inner=True),
    "layer_norm": Line(_normalised),
    "rms_norm": Line(lambda a: a / _rms(a)),
}
TABLE = [each for each in REDUCTIONS if not each.batch]  # those are in test_batch.py
WRITTEN = [each for each in TABLE if each.spellings]
written = pytest.mark.parametrize(
    "operation", WRITTEN, ids=[each.name for each in WRITTEN]
)
both_dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])
SIZE = 5


@cache
def alone(spelling: str) -> ModuleType:
    """A cell whose output is its input times the operation of it."""
    return module_of(compile_cell(f"y_t = x_t ⊙ {spelling}(x_t)\nwhere output y_t"))


def forward(operation: Reduction, x: Array) -> tuple[Array, Array]:
    """x ⊙ f(x), and the gradient of its sum with respect to x."""
    found = alone(operation.spellings[0])
    out, _, tape = found.forward({}, x[:, None])
    ones = found.Outputs(y=np.ones_like(out.y))
    gradients = found.backward({}, tape, ones)
    return out.y[:, 0], gradients.inputs.x[:, 0]


def value(operation: Reduction, a: Array) -> Array:
    """x ⊙ f(x) as the textbook has it, with everything in the complex plane."""
    return np.asarray(a * LINES[operation.name].textbook(a))


def slope(operation: Reduction, a: Array) -> Array:
    """The gradient of its sum, by complex steps."""
    steps = 1e-30j * np.eye(a.size)
    moved = [value(operation, a + step).sum().imag / 1e-30 for step in steps]
    return np.array(moved)


def draw(steps: int, size: int = SIZE) -> Array:
    return np.random.default_rng(size).normal(size=(steps, size))


# ---------------------------------------------------------------- the table


def test_every_operation_has_a_line() -> None:
    assert {each.name for each in TABLE} == set(LINES)
    for each in TABLE:
        assert bool(each.spellings) is not LINES[each.name].inner


def test_entries_are_whole() -> None:
    spellings = [text for each in REDUCTIONS for text in each.spellings]
    assert len({*spellings}) == len(spellings)
    for each in REDUCTIONS:
        for spelling in each.spellings:
            assert spelled_reduction(spelling) is each
        assert (each.expansion is None) is (each.gradient is not None)
        if each.printed is not None:
            assert each.printed["numpy"].helper in HELPERS


@pytest.mark.parametrize("name", WITNESS)
def test_witness_is_the_textbook(name: str) -> None:
    for a in draw(20):
        np.testing.assert_allclose(
            WITNESS[name](a), LINES[name].textbook(a), rtol=1e-13
        )


# ---------------------------------------------------------------- values, gradients


@written
def test_value_and_gradient(operation: Reduction) -> None:
    x = draw(20)
    out, gradient = forward(operation, x)
    for row, found, slopes in zip(x, out, gradient, strict=True):
        np.testing.assert_allclose(found, value(operation, row), rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(slopes, slope(operation, row), rtol=1e-9, atol=1e-12)


@written
def test_one_component(operation: Reduction) -> None:
    out, gradient = forward(operation, np.array([[0.7]]))
    np.testing.assert_allclose(
        out[0], value(operation, np.array([0.7])), rtol=1e-12, atol=1e-15
    )
    assert np.isfinite(gradient).all()


@written
@both_dtypes
def test_dtype_is_kept(operation: Reduction, dtype: type) -> None:
    x = draw(4).astype(dtype)
    out, gradient = forward(operation, x)
    assert out.dtype == gradient.dtype == dtype
    wide, _ = forward(operation, x.astype(np.float64))
    tolerance = 1e-12 if dtype is np.float64 else 2e-5
    np.testing.assert_allclose(out, wide, rtol=tolerance, atol=tolerance)


@written
def test_within_a_cell(operation: Reduction) -> None:
    """Forward and backward of a recurrent cell, by the routes of `verify`."""
    text = "a_t = W x_t + U h_{t-1}\n"
    argument = "tanh(a_t)" if LINES[operation.name].grows else "a_t"
    text += f"h_t = 0.5 h_{{t-1}} ⊙ {operation.spellings[0]}({argument}) + tanh(a_t)"
    report = verify(compile_cell(text))
    assert report.passed, str(report)


# ---------------------------------------------------------------- extreme arguments

TAME = ("softmax", "log_sum_exp", "largest", "norm", "cumax")
EXTREMES = {
    "large": [1e30, 1.0, -1e30],
    "all large": [1e30, 1e30, 1e30],
    "all very negative": [-1e30, -1e30, -1e30],
    "equal": [2.0, 2.0, 2.0],
    "zero": [0.0, 0.0, 0.0],
    "far apart": [800.0, 0.0, -800.0],
    "tiny": [1e-30, -1e-30, 1e-30],
}
LIMITS: dict[tuple[str, str], Any] = {
    ("softmax", "large"): [1, 0, 0],
    ("softmax", "all large"): [1 / 3] * 3,
    ("softmax", "all very negative"): [1 / 3] * 3,
    ("softmax", "far apart"): [1, 0, 0],
    ("log_sum_exp", "large"): 1e30,
    ("log_sum_exp", "all very negative"): -1e30,
    ("log_sum_exp", "equal"): 2 + np.log(3),
    ("log_sum_exp", "far apart"): 800,
    ("largest", "equal"): 2,
    ("largest", "all very negative"): -1e30,
    ("norm", "all large"): np.sqrt(3) * 1e30,
    ("norm", "zero"): 0,
    ("norm", "tiny"): np.sqrt(3) * 1e-30,
    ("cumax", "far apart"): [1, 1, 1],
    ("cumax", "equal"): [1 / 3, 2 / 3, 1],
    ("layer_norm", "equal"): [0, 0, 0],
    ("layer_norm", "zero"): [0, 0, 0],
    ("rms_norm", "zero"): [0, 0, 0],
}


@cache
def plain(spelling: str) -> ModuleType:
    """A cell whose output is the operation of its input, without a factor."""
    return module_of(compile_cell(f"y_t = {spelling}(x_t)\nwhere output y_t"))


@written
@both_dtypes
@pytest.mark.parametrize("point", EXTREMES)
def test_extreme_arguments(operation: Reduction, dtype: type, point: str) -> None:
    """No warning, no overflow, and a finite gradient."""
    tame = operation.name in TAME or point in ("equal", "zero", "tiny", "far apart")
    if not tame:
        pytest.skip("its variance overflows")
    found = plain(operation.spellings[0])
    x = np.array(EXTREMES[point], dtype).reshape(1, 1, 3)
    with np.errstate(all="raise", under="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        out, _, tape = found.forward({}, x)
        ones = found.Outputs(*(np.ones_like(each) for each in out))
        gradient = found.backward({}, tape, ones).inputs.x
    assert out.y.dtype == dtype
    assert np.isfinite(out.y).all()
    assert np.isfinite(gradient).all()
    if (operation.name, point) in LIMITS:
        expected = np.broadcast_to(LIMITS[operation.name, point], out.y[0, 0].shape)
        np.testing.assert_allclose(out.y[0, 0], expected, rtol=1e-6, atol=1e-30)


def test_largest_of_equal_components_share_the_slope() -> None:
    """At a tie the gradient is one of the subgradients, the same for all of them."""
    found = plain("max")
    _, _, tape = found.forward({}, np.full((1, 1, 3), 2.0))
    ones = found.Outputs(y=np.ones((1, 1, 1)))
    gradient = found.backward({}, tape, ones).inputs.x[0, 0]
    np.testing.assert_allclose(gradient, [1 / 3] * 3, rtol=1e-15)


def test_gradients_of_one_of_batch() -> None:
    """Every sequence of a batch is normalised by itself."""
    found = plain("softmax")
    x = draw(6).reshape(2, 3, SIZE)
    out, _, _ = found.forward({}, x)
    for step in range(2):
        for row in range(3):
            np.testing.assert_allclose(out.y[step, row], _softmax(x[step, row]))
