"""Cells found by a search or by changing a known one, of specs/search."""

from __future__ import annotations

from torch import Tensor, relu, sigmoid, tanh

from restated.signature import Named, Result, Step


def minion(*, reset: bool, past: float = 0.5, keep: float = 0.5) -> Step:
    """Zyarah and Kudithipudi (2025): a GRU with numbers in the place of gates.

    Arguments:
        reset: the reset gate is left, MiRU1; otherwise it is the number `past`.
        keep: λ, in the place of the update gate.
    """

    def step(p: Named, inputs: Named, state: Named) -> Result:
        x, old = inputs["x"], state["h"]
        seen = past * old
        if reset:
            seen = old * sigmoid(x @ p["W_r"].T + old @ p["U_r"].T + p["b_r"])
        new = tanh(x @ p["W_h"].T + seen @ p["U_h"].T + p["b_h"])
        h = keep * old + (1 - keep) * new
        return {"h": h}, {"h": h}

    return step


def momentum_rnn(mu: float = 0.6, s: float = 0.6) -> Step:
    """Nguyen et al. (2020): the input enters through a momentum."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        v = mu * state["v"] + s * (inputs["x"] @ p["W"].T)
        h = tanh(state["h"] @ p["U"].T + v)
        return {"h": h}, {"v": v, "h": h}

    return step


def momentum_lstm(mu: float = 0.6, s: float = 0.6) -> Step:
    """Nguyen et al. (2020): a momentum for the input of every gate; biases outside."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        v: dict[str, Tensor] = {}
        total: dict[str, Tensor] = {}
        for k in "ifgo":
            v[f"v_{k}"] = mu * state[f"v_{k}"] + s * (inputs["x"] @ p[f"W_{k}"].T)
            total[k] = state["h"] @ p[f"U_{k}"].T + v[f"v_{k}"] + p[f"b_{k}"]
        written = sigmoid(total["i"]) * tanh(total["g"])
        c = sigmoid(total["f"]) * state["c"] + written
        h = sigmoid(total["o"]) * tanh(c)
        return {"h": h}, {"c": c, "h": h, **v}

    return step


def nas(p: Named, inputs: Named, state: Named) -> Result:
    """Zoph and Le (2017), from the figure, as TensorFlow's NASCell reads it."""
    x = [inputs["x"] @ p[f"W_{k}"].T for k in range(1, 9)]
    m = [state["m"] @ p[f"U_{k}"].T for k in range(1, 9)]
    first = tanh(sigmoid(x[0] + m[0]) * relu(x[1] + m[1]))
    second = tanh(sigmoid(x[2] + m[2]) + relu(x[3] * m[3]))
    third = tanh(tanh(x[4] + m[4]) * sigmoid(x[5] + m[5]))
    fourth = sigmoid(tanh(x[6] + m[6]) + sigmoid(x[7] + m[7]))
    c = tanh(first + state["c"]) * second
    new = tanh(c * tanh(third + fourth))
    return {"m": new}, {"c": c, "m": new}


STEPS: dict[str, Step] = {
    "miru": minion(reset=False),
    "miru1": minion(reset=True),
    "momentum_lstm": momentum_lstm(),
    "momentum_rnn": momentum_rnn(),
    "nas": nas,
}
