"""Cells whose gates see the memory in other ways, of specs/memory."""

from __future__ import annotations

from torch import Tensor, sigmoid, tanh

from restated.signature import Named, Result, Step


def wmc_lstm(p: Named, inputs: Named, state: Named) -> Result:
    """Landi et al. (2021): the gates see the tanh of W c, o that of the new c."""
    x, h_old, c_old = inputs["x"], state["h"], state["c"]

    def total(name: str) -> Tensor:
        return x @ p[f"W_{name}x"].T + h_old @ p[f"W_{name}h"].T + p[f"b_{name}"]

    def gate(name: str, c: Tensor) -> Tensor:
        return sigmoid(total(name) + tanh(c @ p[f"W_{name}c"].T))

    c = gate("f", c_old) * c_old + gate("i", c_old) * tanh(total("g"))
    h = gate("o", c) * tanh(c)
    return {"h": h}, {"c": c, "h": h}


STEPS: dict[str, Step] = {"wmc_lstm": wmc_lstm}
