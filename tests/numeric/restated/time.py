"""Cells that are told how much time has passed, or that step through it."""

from __future__ import annotations

import math

import torch
from torch import Tensor, sigmoid, tanh

from restated.signature import Named, Result, Step, joined


def cfc(p: Named, inputs: Named, state: Named) -> Result:
    """Hasani et al. (2022): from g to h, by the time and the rate f."""
    seen = joined(inputs["I_"], state["x"])
    backbone = 1.7159 * tanh(0.666 * (seen @ p["W_s"].T + p["b_s"]))

    def head(name: str) -> Tensor:
        return backbone @ p[f"W_{name}"].T + p[f"b_{name}"]

    gone = sigmoid(-head("f") * inputs["Deltat"])
    x = gone * tanh(head("g")) + (1 - gone) * tanh(head("h"))
    return {"x": x}, {"x": x}


def ltc(p: Named, inputs: Named, state: Named) -> Result:
    """Hasani et al. (2020), (3): x' = -(1/τ + f) x + f A, implicit in x; Δt = 0.1."""
    old = state["x"]
    f = tanh(old @ p["gamma_r"].T + inputs["I_"] @ p["gamma"].T + p["mu"])
    x = (old + 0.1 * f * p["A"]) / (1 + 0.1 * (1 / p["tau"] + f))
    return {"x": x}, {"x": x}


def gru_d(p: Named, inputs: Named, state: Named) -> Result:
    """Che et al. (2018): last measurement and state decay by the time δ since then."""
    x, m, delta, last = inputs["x"], inputs["m"], inputs["delta"], state["x_prime"]
    decay_x = torch.exp(-torch.relu(delta * p["w_gamma_x"] + p["b_gamma_x"]))
    decay_h = torch.exp(-torch.relu(delta @ p["W_gamma_h"].T + p["b_gamma_h"]))
    guess = decay_x * last + (1 - decay_x) * p["x_tilde"]
    seen = m * x + (1 - m) * guess
    old = decay_h * state["h"]

    def total(label: str, h: Tensor) -> Tensor:
        from_input = seen @ p["W" + label].T + m @ p["V" + label].T
        return from_input + h @ p["U" + label].T + p["b" + label]

    z, r = sigmoid(total("_z", old)), sigmoid(total("_r", old))
    h = (1 - z) * old + z * tanh(total("", r * old))
    return {"h": h}, {"h": h, "x_prime": m * x + (1 - m) * last}


def time_aware_lstm(p: Named, inputs: Named, state: Named) -> Result:
    """Baytas et al. (2017): only the short-term part of the cell is discounted."""
    x, h_old, C_old = inputs["x"], state["h"], state["C"]
    short = tanh(C_old @ p["W_d"].T + p["b_d"])
    adjusted = C_old - short + short / torch.log(math.e + inputs["Delta"])

    def unit(name: str) -> Tensor:
        return x @ p[f"W_{name}"].T + h_old @ p[f"U_{name}"].T + p[f"b_{name}"]

    f, i, o = (sigmoid(unit(name)) for name in "fio")
    C = f * adjusted + i * tanh(unit("c"))
    h = o * tanh(C)
    return {"h": h}, {"C": C, "h": h}


def phased_lstm(r_on: float = 0.05, alpha: float = 0.001) -> Step:
    """Neil et al. (2016): the gate k opens once a period, by the time of the sample.

    It rises to 1 in the first half of the part r_on of the period, falls in the second,
    and leaks in the rest.
    """

    def step(p: Named, inputs: Named, state: Named) -> Result:
        x, h_old, c_old = inputs["x"], state["h"], state["c"]

        def unit(name: str) -> Tensor:
            return x @ p[f"W_x{name}"] + h_old @ p[f"W_h{name}"] + p[f"b_{name}"]

        phase = torch.remainder(inputs["t_"] - p["s"], p["tau"]) / p["tau"]
        rising, falling = 2 * phase / r_on, 2 - 2 * phase / r_on
        is_open = torch.where(phase < r_on / 2, rising, falling)
        k = torch.where(phase < r_on, is_open, alpha * phase)

        i = sigmoid(unit("i") + p["w_ci"] * c_old)
        f = sigmoid(unit("f") + p["w_cf"] * c_old)
        proposed = f * c_old + i * tanh(unit("c"))
        c = torch.lerp(c_old, proposed, k)
        o = sigmoid(unit("o") + p["w_co"] * c)
        h = torch.lerp(h_old, o * tanh(proposed), k)
        return {"h": h}, {"c": c, "h": h}

    return step


# --- Zhu et al. ----------------------------------------------------------------------


def time_lstm(version: int) -> Step:
    """Time-LSTM 1, 2 and 3; matrices stand behind their vectors.

    With two time gates the first makes the cell that is read now, the second the one
    that is kept; the third version forgets what it writes over.
    """

    def step(p: Named, inputs: Named, state: Named) -> Result:
        x, elapsed, h_old, c_old = inputs["x"], inputs["Deltat"], state["h"], state["c"]

        def unit(name: str) -> Tensor:
            return x @ p[f"W_x{name}"] + h_old @ p[f"W_h{name}"] + p[f"b_{name}"]

        def time_gate(name: str) -> Tensor:
            by_time = tanh(elapsed * p[f"W_t{name}"])
            return sigmoid(x @ p[f"W_x{name}"] + by_time + p[f"b_{name}"])

        i = sigmoid(unit("i") + p["w_ci"] * c_old)
        f = sigmoid(unit("f") + p["w_cf"] * c_old) if version < 3 else 1 - i
        candidate = tanh(unit("c"))
        if version == 1:
            c = read = f * c_old + i * time_gate("t") * candidate
        else:
            now, later = i * time_gate("1"), i * time_gate("2")
            read = (f if version == 2 else 1 - now) * c_old + now * candidate
            c = f * c_old + later * candidate
        o = sigmoid(unit("o") + elapsed * p["W_to"] + p["w_co"] * read)
        h = o * tanh(read)
        return {"h": h}, {"c": c, "h": h}

    return step


def gru_ode(p: Named, inputs: Named, state: Named) -> Result:
    """De Brouwer et al. (2019): h' = (1 - z) (g - h), a step of 0.1."""
    x, old = inputs["x"], state["h"]

    def total(label: str, h: Tensor) -> Tensor:
        return x @ p["W" + label].T + h @ p["U" + label].T + p["b" + label]

    r, z = sigmoid(total("_r", old)), sigmoid(total("_z", old))
    slope = (1 - z) * (tanh(total("_h", r * old)) - old)
    h = old + 0.1 * slope
    return {"h": h}, {"h": h}


def ode_lstm(steps: int = 3) -> Step:
    """Lechner and Hasani (2020): an LSTM, then Euler's method on its output."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        def total(name: str) -> Tensor:
            from_input = inputs["x"] @ p[f"W_{name}"].T
            return from_input + state["h"] @ p[f"R_{name}"].T + p[f"b_{name}"]

        i, f, o = (sigmoid(total(name)) for name in "ifo")
        c = tanh(total("z")) * i + state["c"] * f
        h = tanh(c) * o
        for _ in range(steps):
            slope = tanh(h @ p["W_1"].T + p["b_1"]) @ p["W_2"].T + p["b_2"]
            h = h + inputs["Delta"] / steps * slope
        return {"h": h}, {"c": c, "h": h}

    return step


STEPS: dict[str, Step] = {
    "cfc": cfc,
    "ltc": ltc,
    "gru_d": gru_d,
    "gru_ode": gru_ode,
    "phased_lstm": phased_lstm(),
    "t_lstm": time_aware_lstm,
    "time_lstm1": time_lstm(1),
    "time_lstm2": time_lstm(2),
    "time_lstm3": time_lstm(3),
    "ode_lstm": ode_lstm(),
}
