"""Gradients of a restatement in NumPy by complex steps, exact to rounding.

A restatement must take complex numbers: `largest` stands for `np.max`, sums of squares
for `np.linalg.norm`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
_STEP = 1e-30


def largest(a: Array, axis: int) -> Array:
    """The component with the largest real part along an axis."""
    at = np.expand_dims(a.real.argmax(axis=axis), axis)
    found: Array = np.take_along_axis(a, at, axis=axis)
    return np.squeeze(found, axis)


def softmax(a: Array, axis: int) -> Array:
    weights = np.exp(a)
    shares: Array = weights / weights.sum(axis=axis, keepdims=True)
    return shares


def gradient(loss: Callable[[Array], Any], array: Array) -> Array:
    """The derivative of a loss of one array, entry by entry."""
    found = np.empty_like(array)
    for at in np.ndindex(array.shape):
        moved = array.astype(complex)
        moved[at] += 1j * _STEP
        found[at] = loss(moved).imag / _STEP
    return found


def compare(
    module: Any,
    restated: Callable[..., Array],
    params: dict[str, Array],
    inputs: tuple[Array, ...],
    output: str,
) -> None:
    """Values and all gradients of a module against those of a restatement.

    restated: of the parameters and the inputs, the output (T, B, ...).
    """
    out, _, tape = module.forward(params, *inputs)
    value = getattr(out, output)
    np.testing.assert_allclose(value, restated(params, *inputs), rtol=1e-11, atol=1e-13)
    weights = np.cos(np.arange(value.size)).reshape(value.shape)
    seeds = {each: np.zeros_like(getattr(out, each)) for each in out._fields}
    grads = module.backward(params, tape, module.Outputs(**seeds | {output: weights}))
    for name, array in params.items():

        def of_parameter(moved: Array, name: str = name) -> Any:
            return np.sum(weights * restated(params | {name: moved}, *inputs))

        expected = gradient(of_parameter, array)
        np.testing.assert_allclose(
            grads.params[name], expected, rtol=1e-9, atol=1e-11, err_msg=name
        )
    for at, array in enumerate(inputs):

        def of_input(moved: Array, at: int = at) -> Any:
            given = (*inputs[:at], moved, *inputs[at + 1 :])
            return np.sum(weights * restated(params, *given))

        np.testing.assert_allclose(
            grads.inputs[at], gradient(of_input, array), rtol=1e-9, atol=1e-11
        )
