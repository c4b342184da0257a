"""Recurrence that is linear in the state, with gates of the input or without."""

from __future__ import annotations

import torch
from torch import Tensor, sigmoid, tanh
from torch.nn.functional import layer_norm, silu, softplus

from restated.signature import Named, Result, Step, joined


def hgrn(p: Named, inputs: Named, state: Named) -> Result:
    """Qin et al. (2023): a complex state that θ turns and that is kept by λ ≥ γ."""
    x = inputs["x"]

    def linear(name: str) -> Tensor:
        return x @ p[f"W_{name}"].T + p[f"b_{name}"]

    keep = p["gamma"] + (1 - p["gamma"]) * sigmoid(linear("mu"))
    turn = torch.polar(torch.ones_like(p["theta"]), p["theta"])
    candidate = torch.complex(silu(linear("cr")), silu(linear("ci")))
    h = keep * turn * torch.complex(state["R"], state["I_"]) + (1 - keep) * candidate
    gated = silu(linear("g")) * joined(h.real, h.imag)
    o = layer_norm(gated, gated.shape[-1:]) @ p["W_o"].T + p["b_o"]
    return {"o": o}, {"R": h.real, "I_": h.imag}


# --- Feng et al. ---------------------------------------------------------------------


def min_gru(p: Named, inputs: Named, state: Named) -> Result:
    x = inputs["x"]
    z = sigmoid(x @ p["W_z"].T + p["b_z"])
    h = (1 - z) * state["h"] + z * (x @ p["W_h"].T + p["b_h"])
    return {"h": h}, {"h": h}


def min_lstm(p: Named, inputs: Named, state: Named) -> Result:
    """The two gates are made to sum to one."""
    x = inputs["x"]
    forget = sigmoid(x @ p["W_f"].T + p["b_f"])
    write = sigmoid(x @ p["W_i"].T + p["b_i"])
    new = x @ p["W_h"].T + p["b_h"]
    h = (forget * state["h"] + write * new) / (forget + write)
    return {"h": h}, {"h": h}


# --- Bradbury et al. -----------------------------------------------------------------


def quasi_recurrent(pooling: str) -> Step:
    """The filter is two wide, its first matrix for the older input, (2).

    Arguments:
        pooling: f (3), fo (4) or ifo (5).
    """

    def step(p: Named, inputs: Named, state: Named) -> Result:
        x, last = inputs["x"], state["x_lag1"]

        def convolved(name: str) -> Tensor:
            return last @ p[f"W_{name}_1"].T + x @ p[f"W_{name}_2"].T

        memory = "h" if pooling == "f" else "c"
        z, forget = tanh(convolved("z")), sigmoid(convolved("f"))
        write = sigmoid(convolved("i")) if "i" in pooling else 1 - forget
        c = forget * state[memory] + write * z
        h = sigmoid(convolved("o")) * c if "o" in pooling else c
        return {"h": h}, {memory: c, "x_lag1": x}

    return step


def rg_lru(p: Named, inputs: Named, state: Named) -> Result:
    """De et al. (2024), (1)-(4), with c = 8; a to the power c r by its logarithm."""
    x = inputs["x"]
    r = sigmoid(x @ p["W_a"].T + p["b_a"])
    i = sigmoid(x @ p["W_x"].T + p["b_x"])
    log_a = -8 * r * softplus(-p["Lambda"])
    scale = torch.sqrt(-torch.expm1(2 * log_a))
    h = torch.exp(log_a) * state["h"] + scale * (i * x)
    return {"h": h}, {"h": h}


# --- State space models --------------------------------------------------------------


def held(A: Tensor, delta: Tensor) -> tuple[Tensor, Tensor]:
    """Zero-order hold of x' = A x + u over Δ: what is kept of x, and the part of u."""
    return torch.exp(delta * A), torch.expm1(delta * A) / A


def s4d_real(p: Named, inputs: Named, state: Named) -> Result:
    """Gu et al. (2022): u channels with n states each; A < 0 and Δ by logarithms.

    The frozen e is what the states of a channel are summed with.
    """
    u = inputs["u"]
    keep, part = held(-torch.exp(p["A_re"]), torch.exp(p["delta"])[:, None])
    x = keep * state["x"] + part * p["B_"] * u[:, :, None]
    y = (p["C"] * x) @ p["e"] + p["D"] * u
    return {"y": y}, {"x": x}


def selective_ssm(p: Named, inputs: Named, state: Named) -> Result:
    """Gu and Dao (2023), (2) and (4): Δ, B and C of the input, one Δ a channel."""
    x = inputs["x"]
    B, C = x @ p["W_B"].T, x @ p["W_C"].T
    delta = softplus(p["Theta_Delta"] + (x @ p["w_Delta"])[:, None])
    keep, part = held(p["A"], delta[:, :, None])
    h = keep * state["h"] + part * B[:, None, :] * x[:, :, None]
    y = (h * C[:, None, :]).sum(dim=-1)
    return {"y": y}, {"h": h}


def h3(p: Named, inputs: Named, state: Named) -> Result:
    """Fu et al. (2022): the shift model as a queue of keys, the diagonal one as S4D."""
    u = inputs["u"]
    q, k, v = (u @ p[f"W_{name}"].T + p[f"b_{name}"] for name in "QKV")
    queue = [k, state["k"], state["k_lag2"], state["k_lag3"]]
    shifted = p["D_sh"] * k
    for n, key in enumerate(queue):
        shifted = shifted + p[f"c_{n}"] * key
    written = shifted * v
    keep, part = held(-torch.exp(p["A_re"]), torch.exp(p["delta"])[:, None])
    x = keep * state["x"] + part * p["B_"] * written[:, :, None]
    o = q * ((p["C"] * x).sum(dim=-1) + p["D"] * written)
    states = {"k": k, "k_lag2": queue[1], "k_lag3": queue[2], "x": x}
    return {"y": o @ p["W_O"].T + p["b_O"]}, states


def mega_ema(p: Named, inputs: Named, state: Named) -> Result:
    """Ma et al. (2022): channel by channel, n damped averages each."""
    x = inputs["x"]
    averages, projected = [], []
    for j in range(x.shape[-1]):
        rate, damping = sigmoid(p["alpha_tilde"][j]), sigmoid(p["delta_tilde"][j])
        expanded = p["beta"][j] * x[:, j, None]
        h = rate * expanded + (1 - rate * damping) * state["h"][:, j]
        averages.append(h)
        projected.append(h @ p["eta"][j])
    return {"y": torch.stack(projected, dim=-1)}, {"h": torch.stack(averages, dim=1)}


STEPS: dict[str, Step] = {
    "h3_diagonal": h3,
    "hgrn": hgrn,
    "mega_ema": mega_ema,
    "mingru": min_gru,
    "minlstm": min_lstm,
    "qrnn": quasi_recurrent("fo"),
    "qrnn_f": quasi_recurrent("f"),
    "qrnn_ifo": quasi_recurrent("ifo"),
    "rg_lru": rg_lru,
    "s4d_real": s4d_real,
    "selective_ssm": selective_ssm,
}
