"""Cells that are discretised oscillators or sums of them, of specs/oscillators."""

from __future__ import annotations

import math

import torch
from torch import Tensor, sigmoid, tanh

from restated.signature import Named, Result, Step, joined


def cornn(
    *,
    implicit: bool,
    dt: float = 0.042,
    frequency: float = 2.7,
    damping: float = 4.7,
) -> Step:
    """Rusch and Mishra (2021), (3), with the damping at n, implicit, or at n-1."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        y, z = state["y"], state["z"]
        total = y @ p["W"].T + z @ p["W_cal"].T + inputs["u"] @ p["V"].T + p["b"]
        force = tanh(total) - frequency * y
        if implicit:
            z = (z + dt * force) / (1 + dt * damping)
        else:
            z = z + dt * (force - damping * z)
        y = y + dt * z
        return {"y": y}, {"y": y, "z": z}

    return step


def lem(dt: float = 1.0) -> Step:
    """Rusch et al. (2022): y with the second time step, and it sees the new z."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        def total(name: str, seen: Tensor) -> Tensor:
            from_input = inputs["u"] @ p[f"V_{name}"].T
            return seen @ p[f"W_{name}"].T + from_input + p[f"b_{name}"]

        y, z = state["y"], state["z"]
        dt_z, dt_y = dt * sigmoid(total("1", y)), dt * sigmoid(total("2", y))
        z = z + dt_z * (tanh(total("z", y)) - z)
        y = y + dt_y * (tanh(total("y", z)) - y)
        return {"y": y}, {"y": y, "z": z}

    return step


def fourier_unit(
    period: float = 20.0,
    frequencies: tuple[float, ...] = (0.5, 1.0, 2.0),
) -> Step:
    """Zhang et al. (2018): h is added to a coefficient of each frequency.

    The first step is step 1 of the period.
    """

    def step(p: Named, inputs: Named, state: Named) -> Result:
        names = [f"u_{i}" for i, _ in enumerate(frequencies, 1)]
        t = state["t_"] + 1
        seen = torch.relu(joined(*(state[u] for u in names)) @ p["W_1"].T + p["b_1"])
        h = torch.relu(seen @ p["W_2"].T + inputs["x"] @ p["W_3"].T + p["b_2"])
        new = {
            u: state[u]
            + torch.cos(2 * math.pi * f * t / period + p[u.replace("u", "theta")])
            * h
            / period
            for u, f in zip(names, frequencies, strict=True)
        }
        y = torch.relu(joined(*new.values()) @ p["W_4"].T + p["b_4"])
        return {"y": y}, {**new, "t_": t}

    return step


STEPS: dict[str, Step] = {
    "cornn": cornn(implicit=False),
    "cornn_implicit": cornn(implicit=True),
    "lem": lem(),
    "fru": fourier_unit(),
}
