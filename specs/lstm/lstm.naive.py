"""The cell of the spec beside it by hand, as a careful person writes it in NumPy.

One concatenated product a step, one matrix for all four gates, a list of what backward
needs, gradients accumulated in the loop: what `cellc bench --against naive` measures.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Cache = list[tuple[Array, ...]]
Gradients = dict[str, Array]
GATES = "fiCo"


def prepared(
    params: dict[str, Array], inputs: dict[str, Array], d_out: tuple[Array, ...]
) -> Callable[[], tuple[Gradients, Gradients, Gradients]]:
    """A run of forward and backward; it gives d_params, d_inputs and d_state by name.

    params, inputs, d_out: as the generated module of the cell has them.
    """
    W = np.concatenate([params[f"W_{gate}"] for gate in GATES])
    b = np.concatenate([params[f"b_{gate}"] for gate in GATES])

    def run() -> tuple[Gradients, Gradients, Gradients]:
        _, cache = forward(W, b, inputs["x"])
        d_W, d_b, d_x, d_h, d_C = backward(W, cache, d_out[0])
        parts = zip(GATES, np.split(d_W, 4), np.split(d_b, 4), strict=True)
        d_params = {}
        for gate, d_W_gate, d_b_gate in parts:
            d_params[f"W_{gate}"], d_params[f"b_{gate}"] = d_W_gate, d_b_gate
        return d_params, {"x": d_x}, {"h": d_h, "C": d_C}

    return run


def sigmoid(a: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-a)))


def forward(W: Array, b: Array, x: Array) -> tuple[Array, Cache]:
    """W (4h, h + x) with the rows of f, i, C, o; b (4h,); x (T, B, x)."""
    T, B, _ = x.shape
    n = len(b) // 4
    h = np.zeros((B, n), x.dtype)
    C = np.zeros((B, n), x.dtype)
    out = np.empty((T, B, n), x.dtype)
    cache: Cache = []
    for t in range(T):
        hx = np.concatenate([h, x[t]], axis=1)
        z = hx @ W.T + b
        f = sigmoid(z[:, :n])
        i = sigmoid(z[:, n : 2 * n])
        g = np.tanh(z[:, 2 * n : 3 * n])
        o = sigmoid(z[:, 3 * n :])
        C_prev = C
        C = f * C_prev + i * g
        tanh_C = np.tanh(C)
        h = o * tanh_C
        out[t] = h
        cache.append((hx, f, i, g, o, C_prev, tanh_C))
    return out, cache


def backward(
    W: Array, cache: Cache, d_out: Array
) -> tuple[Array, Array, Array, Array, Array]:
    """Gradients of W, b, x and of the initial h and C."""
    T, B, n = d_out.shape
    dW = np.zeros_like(W)
    db = np.zeros(4 * n, d_out.dtype)
    dx = np.empty((T, B, W.shape[1] - n), d_out.dtype)
    dh_next = np.zeros((B, n), d_out.dtype)
    dC_next = np.zeros((B, n), d_out.dtype)
    for t in reversed(range(T)):
        hx, f, i, g, o, C_prev, tanh_C = cache[t]
        dh = d_out[t] + dh_next
        dC = dC_next + dh * o * (1 - tanh_C**2)
        dz = np.concatenate(
            [
                dC * C_prev * f * (1 - f),
                dC * g * i * (1 - i),
                dC * i * (1 - g**2),
                dh * tanh_C * o * (1 - o),
            ],
            axis=1,
        )
        dW += dz.T @ hx
        db += dz.sum(axis=0)
        dhx = dz @ W
        dh_next = dhx[:, :n]
        dx[t] = dhx[:, n:]
        dC_next = dC * f
    return dW, db, dx, dh_next, dC_next
