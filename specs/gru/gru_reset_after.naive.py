"""The cell of the spec beside it by hand, as a careful person writes it in NumPy.

One matrix for what the input gives to all gates and one for what the state gives, a
list of what backward needs, gradients accumulated in the loop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Cache = list[tuple[Array, ...]]
Gradients = dict[str, Array]
GATES = "rzn"
STEMS = ("W_i", "W_h", "b_i", "b_h")


def prepared(
    params: dict[str, Array], inputs: dict[str, Array], d_out: tuple[Array, ...]
) -> Callable[[], tuple[Gradients, Gradients, Gradients]]:
    """A run of forward and backward; it gives d_params, d_inputs and d_state by name.

    params, inputs, d_out: as the generated module of the cell has them.
    """
    stacks = [
        np.concatenate([params[f"{stem}{gate}"] for gate in GATES]) for stem in STEMS
    ]

    def run() -> tuple[Gradients, Gradients, Gradients]:
        _, cache = forward(*stacks, inputs["x"])
        *d_stacks, d_x, d_h = backward(stacks[0], stacks[1], cache, d_out[0])
        d_params = {
            f"{stem}{gate}": part
            for stem, d in zip(STEMS, d_stacks, strict=True)
            for gate, part in zip(GATES, np.split(d, 3), strict=True)
        }
        return d_params, {"x": d_x}, {"h": d_h}

    return run


def sigmoid(a: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-a)))


def forward(
    W_i: Array, W_h: Array, b_i: Array, b_h: Array, x: Array
) -> tuple[Array, Cache]:
    """W_i (3h, x), W_h (3h, h), b_i, b_h (3h,) by rows of r, z, n; x (T, B, x)."""
    T, B, _ = x.shape
    k = W_h.shape[1]
    h = np.zeros((B, k), x.dtype)
    out = np.empty((T, B, k), x.dtype)
    cache: Cache = []
    for t in range(T):
        a = x[t] @ W_i.T + b_i
        c = h @ W_h.T + b_h
        gates = sigmoid(a[:, : 2 * k] + c[:, : 2 * k])
        r, z = gates[:, :k], gates[:, k:]
        c_n = c[:, 2 * k :]
        n = np.tanh(a[:, 2 * k :] + r * c_n)
        cache.append((x[t], h, r, z, n, c_n))
        h = (1 - z) * n + z * h
        out[t] = h
    return out, cache


def backward(
    W_i: Array, W_h: Array, cache: Cache, d_out: Array
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Gradients of W_i, W_h, b_i, b_h, x and of the initial h."""
    T, B, k = d_out.shape
    dW_i, dW_h = np.zeros_like(W_i), np.zeros_like(W_h)
    db_i, db_h = np.zeros(3 * k, d_out.dtype), np.zeros(3 * k, d_out.dtype)
    dx = np.empty((T, B, W_i.shape[1]), d_out.dtype)
    dh_next = np.zeros((B, k), d_out.dtype)
    for t in reversed(range(T)):
        x, h, r, z, n, c_n = cache[t]
        dh = d_out[t] + dh_next
        dn = dh * (1 - z) * (1 - n**2)
        dz = dh * (h - n) * z * (1 - z)
        dr = dn * c_n * r * (1 - r)
        da = np.concatenate([dr, dz, dn], axis=1)
        dc = np.concatenate([dr, dz, dn * r], axis=1)
        dW_i += da.T @ x
        dW_h += dc.T @ h
        db_i += da.sum(axis=0)
        db_h += dc.sum(axis=0)
        dx[t] = da @ W_i
        dh_next = dc @ W_h + dh * z
    return dW_i, dW_h, db_i, db_h, dx, dh_next
