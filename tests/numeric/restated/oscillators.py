"""Cells that are discretised oscillators, of specs/oscillators."""

from __future__ import annotations

from torch import Tensor, sigmoid, tanh

from restated.signature import Named, Result, Step


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


STEPS: dict[str, Step] = {
    "cornn": cornn(implicit=False),
    "cornn_implicit": cornn(implicit=True),
    "lem": lem(),
}
