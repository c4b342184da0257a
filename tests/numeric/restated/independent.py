"""Recurrence without mixing of the units, or within the gates only."""

from __future__ import annotations

import torch
from torch import Tensor, sigmoid, tanh

from restated.signature import Named, Result, Step


def indrnn(p: Named, inputs: Named, state: Named) -> Result:
    """Li et al. (2018): each unit has one recurrent weight; relu."""
    h = torch.relu(inputs["x"] @ p["W"].T + p["u"] * state["h"] + p["b"])
    return {"h": h}, {"h": h}


def bistable(*, neuromodulated: bool) -> Step:
    """Vecoven et al. (2021): BRC, and nBRC, whose gates see all units."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        x, old = inputs["x"], state["h"]

        def from_state(name: str) -> Tensor:
            return old @ p[f"W_{name}"].T if neuromodulated else old * p[f"w_{name}"]

        a = 1 + tanh(x @ p["U_a"].T + from_state("a"))
        keep = sigmoid(x @ p["U_c"].T + from_state("c"))
        h = keep * old + (1 - keep) * tanh(x @ p["U"].T + a * old)
        return {"h": h}, {"h": h}

    return step


def sru(p: Named, inputs: Named, state: Named) -> Result:
    """Lei et al. (2018): light recurrence, then a highway for the input as it is."""
    x, old = inputs["x"], state["c"]
    forget = sigmoid(x @ p["W_f"].T + p["v_f"] * old + p["b_f"])
    reset = sigmoid(x @ p["W_r"].T + p["v_r"] * old + p["b_r"])
    c = forget * old + (1 - forget) * (x @ p["W"].T)
    return {"h": reset * c + (1 - reset) * x}, {"c": c}


# --- Balduzzi and Ghifary ------------------------------------------------------------


def typed_rnn(p: Named, inputs: Named, state: Named) -> Result:
    """A moving average of W x, and nothing else."""
    x = inputs["x"]
    forget = sigmoid(x @ p["V"].T + p["b"])
    h = forget * state["h"] + (1 - forget) * (x @ p["W"].T)
    return {"h": h}, {"h": h}


def typed_units(p: Named, inputs: Named, state: Named) -> tuple[Tensor, ...]:
    """z, f and o of T-GRU and T-LSTM: of the last two inputs, z linear, o a tanh."""
    last, x = state["x_lag1"], inputs["x"]
    z, f, o = (
        last @ p[f"V_{name}"].T + x @ p[f"W_{name}"].T + p[f"b_{name}"]
        for name in "zfo"
    )
    return z, sigmoid(f), tanh(o)


def typed_gru(p: Named, inputs: Named, state: Named) -> Result:
    z, f, o = typed_units(p, inputs, state)
    h = f * state["h"] + z * o
    return {"h": h}, {"h": h, "x_lag1": inputs["x"]}


def typed_lstm(p: Named, inputs: Named, state: Named) -> Result:
    z, f, o = typed_units(p, inputs, state)
    c = f * state["c"] + (1 - f) * z
    return {"h": c * o}, {"c": c, "x_lag1": inputs["x"]}


def unicornn(p: Named, inputs: Named, state: Named) -> Result:
    """Rusch and Mishra (2021): a symplectic step, Δt = 1 and α = 0; the new z at once.

    The step size of a unit is Δt times the sigmoid of c.
    """
    y_old, z_old = state["y"], state["z"]
    step, alpha = 1.0 * sigmoid(p["c"]), 0.0
    force = tanh(p["w"] * y_old + inputs["u"] @ p["V"].T + p["b"]) + alpha * y_old
    z = z_old - step * force
    y = y_old + step * z
    return {"y": y}, {"y": y, "z": z}


def indylstm(p: Named, inputs: Named, state: Named) -> Result:
    """Gonnet and Deselaers (2019): an LSTM with a number for each unit's own past."""

    def total(name: str) -> Tensor:
        own = p[f"u_{name}"] * state["h"]
        return inputs["x"] @ p[f"W_{name}"].T + own + p[f"b_{name}"]

    f, i, o = (sigmoid(total(name)) for name in "fio")
    c = f * state["c"] + i * tanh(total("c"))
    h = o * tanh(c)
    return {"h": h}, {"c": c, "h": h}


STEPS: dict[str, Step] = {
    "indrnn": indrnn,
    "brc": bistable(neuromodulated=False),
    "nbrc": bistable(neuromodulated=True),
    "sru": sru,
    "trnn": typed_rnn,
    "tgru": typed_gru,
    "tlstm": typed_lstm,
    "unicornn": unicornn,
    "indylstm": indylstm,
}
