"""Cells whose memory is of its own kind, or is seen in other ways, of specs/memory."""

from __future__ import annotations

import torch
from torch import Tensor, relu, sigmoid, tanh

from restated.signature import Named, Result, Step, joined


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


def legendre(order: int, like: Tensor) -> tuple[Tensor, Tensor]:
    """A and B of Voelker et al. (2019), entry by entry; rows and columns from 0."""
    A = torch.empty(order, order).to(like)
    B = torch.empty(order).to(like)
    for i in range(order):
        B[i] = (2 * i + 1) * (-1) ** i
        for j in range(order):
            A[i, j] = (2 * i + 1) * (-1 if i < j else (-1) ** (i - j + 1))
    return A, B


def lmu(p: Named, inputs: Named, state: Named) -> Result:
    """Voelker et al. (2019): a step of m' = (A m + B u) / θ, then a layer; θ = 100."""
    x, h_old, m_old = inputs["x"], state["h"], state["m"]
    A, B = legendre(m_old.shape[-1], m_old)
    u = x @ p["e_x"] + h_old @ p["e_h"] + m_old @ p["e_m"]
    m = m_old + (m_old @ A.T + torch.outer(u, B)) / 100
    h = tanh(x @ p["W_x"].T + h_old @ p["W_h"].T + m @ p["W_m"].T)
    return {"h": h}, {"h": h, "m": m}


def nru(directions: int = 2) -> Step:
    """Chandar et al. (2019): vec(p q^T) of fifth norm 1, written and erased."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        x, h_old, m_old = inputs["x"], state["h"], state["m"]
        h = relu(x @ p["W_x"].T + h_old @ p["W_h"].T + m_old @ p["W_c"].T)
        seen = joined(x, h, m_old)

        def change(i: int, strength: str, kind: str) -> Tensor:
            def vector(name: str) -> Tensor:
                matrix, bias = p[f"W_{i}_{name}{kind}"], p[f"b_{i}_{name}{kind}"]
                return seen @ matrix.T + bias

            plane = vector("p")[:, :, None] * vector("q")[:, None, :]
            v = relu(plane.flatten(start_dim=1))
            v = v / (v**5).sum(dim=1, keepdim=True).clamp(min=1e-30) ** 0.2
            by = relu(seen @ p[f"{strength}_{i}"] + p[f"b_{i}_{strength}"])
            return by[:, None] * v

        m = m_old
        for i in range(1, directions + 1):
            m = m + change(i, "a", "w") - change(i, "d", "e")
        return {"h": h}, {"h": h, "m": m}

    return step


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
    "lmu": lmu,
    "mc_lstm": mass_conserving,
    "nru": nru(),
    "wmc_lstm": wmc_lstm,
}
