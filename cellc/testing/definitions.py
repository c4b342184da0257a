"""What each operation is, as mathematics defines it: what the interpreter computes.

Arguments may be complex.  The witness does not read the table of operations.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def _positive(a: Array) -> Any:
    return a.real > 0


def _choose(test: Any, a: Any, b: Any) -> Array:
    chosen: Array = np.where(test, a, b)
    return chosen


def _normal_cdf(a: Array) -> Array:
    """½(1 + erf(a/√2)) by its power series; |a| up to 4 is what it is tested on."""
    term = a / np.sqrt(2 * np.pi)
    total = term
    for n in range(1, 120):
        term = term * (-a * a / 2) * (2 * n - 1) / (n * (2 * n + 1))
        total = total + term
    result: Array = 0.5 + total
    return result


# every elementwise operation as mathematics defines it, for real and complex arguments
FUNCTIONS: dict[str, Callable[..., Array]] = {
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "tanh": np.tanh,
    "relu": lambda a: _choose(_positive(a), a, 0),
    "softplus": lambda a: np.log(1 + np.exp(a)),
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": lambda a: _choose(_positive(a), a, -a),
    "raised": lambda a, b: np.exp(b * np.log(a)),
    "sin": np.sin,
    "cos": np.cos,
    "max": lambda a, b: _choose(_positive(a - b), a, b),
    "min": lambda a, b: _choose(_positive(b - a), a, b),
    "mod": lambda a, b: a - b * np.floor((a / b).real),
    "floor": lambda a: np.floor(a.real) + 0 * a,
    "where": lambda a, b, c: _choose(_positive(a), b, c),
    "leaky_relu": lambda a: _choose(_positive(a), a, a / 100),
    "elu": lambda a: _choose(_positive(a), a, np.exp(a) - 1),
    "hard_sigmoid": lambda a: _choose(
        _positive(a + 3), _choose(_positive(3 - a), a / 6 + 0.5, 1), 0
    ),
    "hard_tanh": lambda a: _choose(
        _positive(a + 1), _choose(_positive(1 - a), a, 1), -1
    ),
    "normal_cdf": _normal_cdf,
    "step": lambda a: _choose(_positive(a), 1.0, 0.0),
    "sign": lambda a: _choose(_positive(a), 1.0, _choose(_positive(-a), -1.0, 0.0)),
}


def _exp_shifted(a: Array) -> tuple[Array, Array]:
    """exp(a) with the largest component taken off, and that component."""
    largest = a.real.max(axis=-1, keepdims=True)
    return np.exp(a - largest), largest


def _softmax(a: Array) -> Array:
    weights, _ = _exp_shifted(a)
    result: Array = weights / weights.sum(axis=-1, keepdims=True)
    return result


def _log_sum_exp(a: Array) -> Array:
    weights, largest = _exp_shifted(a)
    result: Array = largest[..., 0] + np.log(weights.sum(axis=-1))
    return result


def _largest(a: Array) -> Array:
    at = a.real.argmax(axis=-1)[..., None]
    result: Array = np.take_along_axis(a, at, axis=-1)[..., 0]
    return result


def _rms(a: Array) -> Array:
    result: Array = np.sqrt((a * a).mean(axis=-1) + 1e-5)
    return result


# every operation over components, along the last axis, for real and complex arguments
REDUCTIONS: dict[str, Callable[[Array], Array]] = {
    "softmax": _softmax,
    "log_sum_exp": _log_sum_exp,
    "largest": _largest,
    "product": lambda a: a.prod(axis=-1),
    "norm": lambda a: np.sqrt((a * a).sum(axis=-1)),
    "cumsum": lambda a: np.cumsum(a, axis=-1),
    "centred": lambda a: a - a.mean(axis=-1, keepdims=True),
    "rms": _rms,
    "normalised": lambda a: a / _rms(a)[..., None],
}
