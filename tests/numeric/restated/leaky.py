"""Leaky units, echo states, and cells near to the identity."""

from __future__ import annotations

import torch
from torch import Tensor, sigmoid, tanh

from restated.signature import Named, Result, Step, joined

# --- Echo state networks -------------------------------------------------------------


def echo_state(p: Named, inputs: Named, state: Named) -> Result:
    """Jaeger (2007), (1)-(2): the readout sees the new state, then the input."""
    u = inputs["u"]
    x = tanh(state["x"] @ p["W"].T + u @ p["W_in"].T)
    return {"y": joined(x, u) @ p["W_out"].T}, {"x": x}


def leaky_echo_state(p: Named, inputs: Named, state: Named) -> Result:
    """Lukosevicius (2012), (2)-(4), leaking rate 0.3; 1 comes before the input."""
    u, old = inputs["u"], state["x"]
    one = torch.ones_like(u[:, :1])
    x = 0.7 * old + 0.3 * tanh(joined(one, u) @ p["W_in"].T + old @ p["W"].T)
    return {"y": joined(one, u, x) @ p["W_out"].T}, {"x": x}


# --- Kusupati et al. -----------------------------------------------------------------


def fast_rnn(p: Named, inputs: Named, state: Named) -> Result:
    """(3)-(4): α weighs the candidate, β the old state; both are trained."""
    old = state["h"]
    new = tanh(inputs["x"] @ p["W"].T + old @ p["U"].T + p["b"])
    h = p["alpha"] * new + p["beta"] * old
    return {"h": h}, {"h": h}


def fast_grnn(*, low_rank: bool = False) -> Step:
    """Gate and candidate have the same matrices, perhaps as products of thin ones."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        x, old = inputs["x"], state["h"]

        def applied(name: str, vector: Tensor) -> Tensor:
            if low_rank:
                return (vector @ p[f"{name}_2"]) @ p[f"{name}_1"].T
            return vector @ p[name].T

        shared = applied("W", x) + applied("U", old)
        z, new = sigmoid(shared + p["b_z"]), tanh(shared + p["b_h"])
        h = (p["zeta"] * (1 - z) + p["nu"]) * new + z * old
        return {"h": h}, {"h": h}

    return step


def scrn(p: Named, inputs: Named, state: Named) -> Result:
    """Mikolov et al. (2014): the slow context (0.95 of it kept) feeds h at once."""
    x = inputs["x"]
    s = 0.05 * (x @ p["B_"].T) + 0.95 * state["s"]
    h = sigmoid(s @ p["P"].T + x @ p["A"].T + state["h"] @ p["R"].T)
    y = torch.softmax(h @ p["U"].T + s @ p["V"].T, dim=-1)
    return {"y": y}, {"s": s, "h": h}


# --- Euler's method ------------------------------------------------------------------


def leaky_rnn(p: Named, inputs: Named, state: Named) -> Result:
    """Yang and Wang (2020): τ r' = -r + relu(...), with Δt / τ = 20 / 100."""
    old = state["r"]
    drive = old @ p["W_r"].T + inputs["x"] @ p["W_x"].T + p["b_r"]
    r = old + 0.2 * (torch.relu(drive) - old)
    return {"r": r}, {"r": r}


def wilson_cowan(p: Named, inputs: Named, state: Named) -> Result:
    """Wilson and Cowan (1972): Δt = 0.1, the time constants, k and r are one.

    The response to no drive is zero.
    """
    excited, inhibited = state["E"], state["I_"]

    def response(kind: str, drive: Tensor) -> Tensor:
        a, theta = p[f"a_{kind}"], p[f"theta_{kind}"]
        at_rest = 1 / (1 + torch.exp(a * theta))
        return 1 / (1 + torch.exp(-a * (drive - theta))) - at_rest

    def euler(old: Tensor, answer: Tensor) -> Tensor:
        return old + 0.1 * ((1 - old) * answer - old)

    to_e = p["c_1"] * excited - p["c_2"] * inhibited + inputs["P"]
    to_i = p["c_3"] * excited - p["c_4"] * inhibited + inputs["Q"]
    new = {
        "E": euler(excited, response("e", to_e)),
        "I_": euler(inhibited, response("i", to_i)),
    }
    return new, new


def statistical_unit(alphas: tuple[float, ...] = (0.5, 0.9)) -> Step:
    """Oliva et al. (2017): moving averages of one statistic, without gates."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        names = [f"mu_{i}" for i, _ in enumerate(alphas, 1)]

        def averages(values: Named) -> Tensor:
            return torch.cat([values[name] for name in names], dim=-1)

        r = torch.relu(averages(state) @ p["W_r"].T + p["b_r"])
        phi = torch.relu(r @ p["W_phi"].T + inputs["x"] @ p["W_x"].T + p["b_phi"])
        new = {
            name: alpha * state[name] + (1 - alpha) * phi
            for name, alpha in zip(names, alphas, strict=True)
        }
        return {"o": torch.relu(averages(new) @ p["W_o"].T + p["b_o"])}, new

    return step


STEPS: dict[str, Step] = {
    "esn": echo_state,
    "leaky_esn": leaky_echo_state,
    "fastrnn": fast_rnn,
    "fastgrnn": fast_grnn(),
    "fastgrnn_low_rank": fast_grnn(low_rank=True),
    "scrn": scrn,
    "leaky_rnn": leaky_rnn,
    "wilson_cowan": wilson_cowan,
    "statistical_ru": statistical_unit(),
}
