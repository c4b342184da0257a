"""A straightforward hand-written LSTM in NumPy, the yardstick of the speed benchmark.

As a careful person writes it: one concatenated product a step, one matrix for all four
gates, a list of what backward needs, gradients accumulated in the loop.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Cache = list[tuple[Array, ...]]


def sigmoid(a: Array) -> Array:
    return 1 / (1 + np.exp(-a))


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
