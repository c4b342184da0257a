"""Cells whose gates see the memory in other ways, of specs/memory."""

from __future__ import annotations

import torch
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


def mass_conserving(p: Named, inputs: Named, state: Named) -> Result:
    """Hoedt et al. (2021): what is in the cells and what comes in is all there is.

    The share of a cell is of the mass at t-1, or nothing if there is none.
    """
    stored, controls = state["c"], inputs["a"]
    mass = stored.abs().sum(-1, keepdim=True)
    share = stored / torch.where(mass > 0, mass, torch.ones_like(mass))

    def total(name: str) -> Tensor:
        return controls @ p[f"W_{name}"].T + share @ p[f"U_{name}"].T + p[f"b_{name}"]

    moved = stored @ torch.softmax(p["B_r"], dim=0).T
    present = moved + torch.softmax(total("i"), dim=-1) * inputs["x"]
    o = sigmoid(total("o"))
    return {"h": o * present}, {"c": (1 - o) * present}


STEPS: dict[str, Step] = {
    "wmc_lstm": wmc_lstm,
    "mc_lstm": mass_conserving,
}
