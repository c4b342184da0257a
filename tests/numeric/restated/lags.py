"""Cells that see further back than one step, or that may skip one.

`h_lag3` of the states at t-1 is the h of t-3.
"""

from __future__ import annotations

import torch
from torch import Tensor, sigmoid, tanh

from restated.signature import Named, Result, Step, joined


def shifted(name: str, new: Tensor, state: Named, furthest: int) -> dict[str, Tensor]:
    """The states name, name_lag2, ... to the furthest, one step on."""
    names = [name, *(f"{name}_lag{back}" for back in range(2, furthest + 1))]
    values = [new, *(state[each] for each in names[:-1])]
    return dict(zip(names, values, strict=True))


# --- Chang et al., with the dilation four --------------------------------------------


def dilated_rnn(p: Named, inputs: Named, state: Named) -> Result:
    c = tanh(inputs["x"] @ p["W"].T + state["c_lag4"] @ p["U"].T + p["b"])
    return {"c": c}, shifted("c", c, state, 4)


def dilated_lstm(p: Named, inputs: Named, state: Named) -> Result:
    x, far = inputs["x"], state["h_lag4"]

    def unit(name: str) -> Tensor:
        return x @ p[f"W_{name}"].T + far @ p[f"U_{name}"].T + p[f"b_{name}"]

    i, f, o = (sigmoid(unit(name)) for name in "ifo")
    c = f * state["c_lag4"] + i * tanh(unit("g"))
    h = o * tanh(c)
    return {"h": h}, shifted("c", c, state, 4) | shifted("h", h, state, 4)


def higher_order(p: Named, inputs: Named, state: Named) -> Result:
    """Soltani and Jiang (2016): the last three states, each with its own matrix."""
    past = (state["h"], state["h_lag2"], state["h_lag3"])
    total = inputs["x"] @ p["W_in"].T
    for n, h_old in enumerate(past, start=1):
        total = total + h_old @ p[f"W_h{n}"].T
    h = tanh(total)
    return {"h": h}, shifted("h", h, state, 3)


def mist(p: Named, inputs: Named, state: Named) -> Result:
    """DiPietro et al. (2018): attention over the states 1, 2, 4 and 8 steps ago."""
    x, old = inputs["x"], state["h"]
    past = torch.stack([old, *(state[f"h_lag{back}"] for back in (2, 4, 8))], dim=1)
    scores = [old @ p[f"w_h{k}"] + x @ p[f"w_x{k}"] + p[f"b_{k}"] for k in range(4)]
    weights = torch.softmax(torch.stack(scores, dim=1), dim=1)
    seen = (weights[:, :, None] * past).sum(dim=1)
    reset = sigmoid(old @ p["W_rh"].T + x @ p["W_rx"].T + p["b_r"])
    h = tanh((reset * seen) @ p["W_h"].T + x @ p["W_x"].T + p["b"])
    return {"h": h}, shifted("h", h, state, 8)


def narx(p: Named, inputs: Named, state: Named) -> Result:
    """Lin et al. (1996): y of u back to t-2 and y back to t-3, the oldest first."""
    u = inputs["u"]
    us = (state["u_lag2"], state["u_lag1"], u)
    ys = (state["y_lag3"], state["y_lag2"], state["y"])
    y = tanh(joined(*us, *ys) @ p["W"].T + p["b"]) @ p["V"].T + p["c"]
    inner = {"u_lag1": u, "u_lag2": state["u_lag1"]}
    return {"y": y}, inner | shifted("y", y, state, 3)


def residual_lstm(p: Named, inputs: Named, state: Named) -> Result:
    """Kim et al. (2017): the input joins the projected cell under the output gate."""
    x, h_old, c_old = inputs["x"], state["h"], state["c"]

    def unit(name: str) -> Tensor:
        return x @ p[f"W_x{name}"].T + h_old @ p[f"W_h{name}"].T + p[f"b_{name}"]

    i = sigmoid(unit("i") + p["w_ci"] * c_old)
    f = sigmoid(unit("f") + p["w_cf"] * c_old)
    c = f * c_old + i * tanh(unit("c"))
    o = sigmoid(unit("o") + c @ p["W_co"].T)
    h = o * (tanh(c) @ p["W_p"].T + x @ p["W_h"].T)
    return {"h": h}, {"c": c, "h": h}


def tau_gru(p: Named, inputs: Named, state: Named) -> Result:
    """Erichson et al. (2025): h(n+1) of h(n) and h(n-5), which is six steps ago."""
    x, old, delayed = inputs["x"], state["h"], state["h_lag6"]

    def total(k: int, h: Tensor) -> Tensor:
        return h @ p[f"W_{k}"].T + x @ p[f"U_{k}"].T

    u, z = tanh(total(1, old)), tanh(total(2, delayed))
    g, a = sigmoid(total(3, old)), sigmoid(total(4, old))
    h = (1 - g) * old + g * (u + a * z)
    return {"h": h}, shifted("h", h, state, 6)


def zoneout_lstm(p: Named, inputs: Named, state: Named) -> Result:
    """Krueger et al. (2017): the whole LSTM first, then a mask mixes in the old."""
    x, h_old, c_old = inputs["x"], state["h"], state["c"]

    def unit(name: str) -> Tensor:
        return x @ p[f"W_x{name}"].T + h_old @ p[f"W_h{name}"].T + p[f"b_{name}"]

    i, f, o = (sigmoid(unit(name)) for name in "ifo")
    c_new = f * c_old + i * tanh(unit("g"))
    h_new = o * tanh(c_new)
    c = torch.lerp(c_new, c_old, inputs["d_c"])
    h = torch.lerp(h_new, h_old, inputs["d_h"])
    return {"h": h}, {"c": c, "h": h}


STEPS: dict[str, Step] = {
    "dilated_rnn": dilated_rnn,
    "dilated_lstm": dilated_lstm,
    "hornn": higher_order,
    "mist": mist,
    "narx": narx,
    "res_lstm": residual_lstm,
    "tau_gru": tau_gru,
    "zoneout_lstm": zoneout_lstm,
}
