"""The cell of the spec beside it by hand, as a careful person writes it in NumPy.

One concatenated product a step, one matrix for all gates, a list of what backward
needs, gradients accumulated in the loop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Cache = list[tuple[Array, ...]]
Gradients = dict[str, Array]
GATES = "zifo"
PEEPHOLES = "ifo"


def prepared(
    params: dict[str, Array], inputs: dict[str, Array], d_out: tuple[Array, ...]
) -> Callable[[], tuple[Gradients, Gradients, Gradients]]:
    """A run of forward and backward; it gives d_params, d_inputs and d_state by name.

    params, inputs, d_out: as the generated module of the cell has them.
    """
    n_x = params["W_z"].shape[1]
    W = np.concatenate(
        [np.concatenate([params[f"W_{g}"], params[f"R_{g}"]], axis=1) for g in GATES]
    )
    b = np.concatenate([params[f"b_{gate}"] for gate in GATES])
    p = np.stack([params[f"p_{gate}"] for gate in PEEPHOLES])

    def run() -> tuple[Gradients, Gradients, Gradients]:
        _, cache = forward(W, p, b, inputs["x"])
        d_W, d_p, d_b, d_x, d_y, d_c = backward(W, p, cache, d_out[0])
        d_params = {f"p_{g}": d for g, d in zip(PEEPHOLES, d_p, strict=True)}
        for gate, rows, d in zip(
            GATES, np.split(d_W, 4), np.split(d_b, 4), strict=True
        ):
            d_params[f"W_{gate}"], d_params[f"R_{gate}"] = rows[:, :n_x], rows[:, n_x:]
            d_params[f"b_{gate}"] = d
        return d_params, {"x": d_x}, {"y": d_y, "c": d_c}

    return run


def sigmoid(a: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-a)))


def forward(W: Array, p: Array, b: Array, x: Array) -> tuple[Array, Cache]:
    """W (4n, x + n) of z, i, f, o; p (3, n) of i, f, o; b (4n,); x (T, B, x)."""
    T, B, _ = x.shape
    n = p.shape[1]
    y = np.zeros((B, n), x.dtype)
    c = np.zeros((B, n), x.dtype)
    out = np.empty((T, B, n), x.dtype)
    cache: Cache = []
    for t in range(T):
        xy = np.concatenate([x[t], y], axis=1)
        a = xy @ W.T + b
        z = np.tanh(a[:, :n])
        i = sigmoid(a[:, n : 2 * n] + p[0] * c)
        f = sigmoid(a[:, 2 * n : 3 * n] + p[1] * c)
        c_prev = c
        c = z * i + c_prev * f
        o = sigmoid(a[:, 3 * n :] + p[2] * c)
        tanh_c = np.tanh(c)
        y = tanh_c * o
        out[t] = y
        cache.append((xy, z, i, f, o, c_prev, c, tanh_c))
    return out, cache


def backward(
    W: Array, p: Array, cache: Cache, d_out: Array
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Gradients of W, p, b, x and of the initial y and c."""
    T, B, n = d_out.shape
    dW, dp = np.zeros_like(W), np.zeros_like(p)
    db = np.zeros(4 * n, d_out.dtype)
    dx = np.empty((T, B, W.shape[1] - n), d_out.dtype)
    dy_next = np.zeros((B, n), d_out.dtype)
    dc_next = np.zeros((B, n), d_out.dtype)
    for t in reversed(range(T)):
        xy, z, i, f, o, c_prev, c, tanh_c = cache[t]
        dy = d_out[t] + dy_next
        do = dy * tanh_c * o * (1 - o)
        dc = dc_next + dy * o * (1 - tanh_c**2) + do * p[2]
        dz = dc * i * (1 - z**2)
        di = dc * z * i * (1 - i)
        df = dc * c_prev * f * (1 - f)
        da = np.concatenate([dz, di, df, do], axis=1)
        dW += da.T @ xy
        db += da.sum(axis=0)
        dp[0] += (di * c_prev).sum(axis=0)
        dp[1] += (df * c_prev).sum(axis=0)
        dp[2] += (do * c).sum(axis=0)
        dxy = da @ W
        dx[t] = dxy[:, :-n]
        dy_next = dxy[:, -n:]
        dc_next = dc * f + di * p[0] + df * p[1]
    return dW, dp, db, dx, dy_next, dc_next
