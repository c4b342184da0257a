"""Cells with few gates and few matrices, of specs/minimal."""

from __future__ import annotations

import torch
from torch import Tensor, sigmoid, tanh

from restated.signature import Named, Result, Step


def atr(p: Named, inputs: Named, state: Named) -> Result:
    """Zhang et al. (2018): f from p - q, as their repository corrects the paper."""
    from_input, from_state = inputs["x"] @ p["W"].T, state["h"] @ p["U"].T
    write, keep = sigmoid(from_input + from_state), sigmoid(from_input - from_state)
    h = write * from_input + keep * state["h"]
    return {"h": h}, {"h": h}


def cfn(p: Named, inputs: Named, state: Named) -> Result:
    """Laurent and von Brecht (2017), (1)-(2)."""
    x, old = inputs["x"], state["h"]

    def gate(name: str) -> Tensor:
        return sigmoid(old @ p[f"U_{name}"].T + x @ p[f"V_{name}"].T + p[f"b_{name}"])

    h = gate("theta") * tanh(old) + gate("eta") * tanh(x @ p["W"].T)
    return {"h": h}, {"h": h}


def delta_rnn(p: Named, inputs: Named, state: Named) -> Result:
    """Ororbia et al. (2017), Φ the identity; the gate is of the input alone."""
    old = state["h"]
    from_input, from_state = inputs["x"] @ p["W"].T, old @ p["V"].T
    second_order = p["alpha"] * from_state * from_input
    first_order = p["beta_1"] * from_state + p["beta_2"] * from_input
    z = tanh(second_order + first_order + p["b"])
    r = sigmoid(from_input + p["b_r"])
    h = (1 - r) * z + r * old
    return {"h": h}, {"h": h}


def ugrnn(p: Named, inputs: Named, state: Named) -> Result:
    """Collins et al. (2017), (2)-(4), with 1 for the bias of the gate."""
    x, old = inputs["x"], state["h"]
    c = tanh(old @ p["W_ch"].T + x @ p["W_cx"].T + p["b_c"])
    g = sigmoid(old @ p["W_gh"].T + x @ p["W_gx"].T + p["b_g"] + 1)
    h = g * old + (1 - g) * c
    return {"h": h}, {"h": h}


def intersection_rnn(p: Named, inputs: Named, state: Named) -> Result:
    """Collins et al. (2017), (15)-(20), with 1 for the biases of both gates."""
    x, old = inputs["x"], state["h"]

    def total(name: str) -> Tensor:
        return old @ p[f"W_{name}h"].T + x @ p[f"W_{name}x"].T

    y_in = torch.relu(total("y") + p["b_y"])
    h_in = tanh(total("h") + p["b_h"])
    carry_x = sigmoid(total("g_y") + p["b_g_y"] + 1)
    carry_h = sigmoid(total("g_h") + p["b_g_h"] + 1)
    h = carry_h * old + (1 - carry_h) * h_in
    return {"y": carry_x * x + (1 - carry_x) * y_in, "h": h}, {"h": h}


def janet(p: Named, inputs: Named, state: Named) -> Result:
    """Van der Westhuizen and Lasenby (2018), β = 1; c and h are the same."""
    x, old = inputs["x"], state["h"]
    s = old @ p["U_f"].T + x @ p["W_f"].T + p["b_f"]
    candidate = tanh(old @ p["U_c"].T + x @ p["W_c"].T + p["b_c"])
    c = sigmoid(s) * state["c"] + (1 - sigmoid(s - 1)) * candidate
    return {"h": c}, {"c": c, "h": c}


def light_ru(p: Named, inputs: Named, state: Named) -> Result:
    """Ye et al. (2024): the candidate sees the input only, and has no bias."""
    x, old = inputs["x"], state["h"]
    f = sigmoid(x @ p["W_f"].T + old @ p["U_f"].T + p["b_f"])
    h = (1 - f) * old + f * tanh(x @ p["W_h"].T)
    return {"h": h}, {"h": h}


def lrn(p: Named, inputs: Named, state: Named) -> Result:
    """Zhang and Sennrich (2019), with tanh; their matrices act on rows."""
    x, old = inputs["x"], state["h"]
    query, key, value = x @ p["W_q"], x @ p["W_k"], x @ p["W_v"]
    h = tanh(sigmoid(key + old) * value + sigmoid(query - old) * old)
    return {"h": h}, {"h": h}


def minimal_rnn(p: Named, inputs: Named, state: Named) -> Result:
    """Chen (2017), Φ a layer with tanh; u keeps the old value."""
    old = state["h"]
    z = tanh(inputs["x"] @ p["W_x"].T + p["b_z"])
    u = sigmoid(old @ p["U_h"].T + z @ p["U_z"].T + p["b_u"])
    h = u * old + (1 - u) * z
    return {"h": h}, {"h": h}


def ran(p: Named, inputs: Named, state: Named) -> Result:
    """Lee et al. (2017), group (1), g = tanh: the content is linear in the input."""
    x, h_old = inputs["x"], state["h"]
    i = sigmoid(h_old @ p["W_ih"].T + x @ p["W_ix"].T + p["b_i"])
    f = sigmoid(h_old @ p["W_fh"].T + x @ p["W_fx"].T + p["b_f"])
    c = i * (x @ p["W_cx"].T) + f * state["c"]
    h = tanh(c)
    return {"h": h}, {"c": c, "h": h}


def ran_simple(p: Named, inputs: Named, state: Named) -> Result:
    """Lee et al. (2017), group (2): the input itself is written."""
    x, old = inputs["x"], state["c"]
    i = sigmoid(old @ p["W_ic"].T + x @ p["W_ix"].T + p["b_i"])
    f = sigmoid(old @ p["W_fc"].T + x @ p["W_fx"].T + p["b_f"])
    c = i * x + f * old
    return {"c": c}, {"c": c}


def sgrn(p: Named, inputs: Named, state: Named) -> Result:
    """Zu and Wei (2020): W x is what is written, and in the gate as well."""
    old, from_input = state["h"], inputs["x"] @ p["W"].T
    f = sigmoid(from_input + old @ p["U"].T + p["b"])
    h = tanh((1 - f) * from_input + f * old)
    return {"h": h}, {"h": h}


def star(p: Named, inputs: Named, state: Named) -> Result:
    """Turkoglu et al. (2019): k takes the new value, tanh around the whole."""
    x, old = inputs["x"], state["h"]
    z = tanh(x @ p["W_z"].T + p["b_z"])
    k = sigmoid(x @ p["W_x"].T + old @ p["W_h"].T + p["b_k"])
    h = tanh((1 - k) * old + k * z)
    return {"h": h}, {"h": h}


STEPS: dict[str, Step] = {
    "atr": atr,
    "cfn": cfn,
    "delta_rnn": delta_rnn,
    "intersection_rnn": intersection_rnn,
    "janet": janet,
    "light_ru": light_ru,
    "lrn": lrn,
    "minimal_rnn": minimal_rnn,
    "ran": ran,
    "ran_simple": ran_simple,
    "sgrn": sgrn,
    "star": star,
    "ugrnn": ugrnn,
}
