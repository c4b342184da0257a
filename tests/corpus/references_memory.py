"""References of blocks with a memory beside the state, and of dynamical systems.

The same form as references.py.
"""

from __future__ import annotations

import numpy as np

from corpus.references import Array, Step, Values, sigmoid

# ---------------------------------------------------------------- LSTM


def wikipedia_peephole(p: Values, x: Values, s: Values) -> Step:
    f = sigmoid(p["W_f"] @ x["x"] + p["U_f"] @ s["c"] + p["b_f"])
    i = sigmoid(p["W_i"] @ x["x"] + p["U_i"] @ s["c"] + p["b_i"])
    o = sigmoid(p["W_o"] @ x["x"] + p["U_o"] @ s["c"] + p["b_o"])
    c = f * s["c"] + i * np.tanh(p["W_c"] @ x["x"] + p["b_c"])
    return {"c": c}, {"h": o * c}


def dynet_coupled(p: Values, x: Values, s: Values) -> Step:
    def affine(gate: str, *, c: Array | None = None) -> Array:
        sums = p[f"W_{gate}x"] @ x["x"] + p[f"W_{gate}h"] @ s["h"] + p[f"b_{gate}"]
        return sums if c is None else sums + p[f"W_{gate}c"] @ c

    i = sigmoid(affine("i", c=s["c"]))
    c = s["c"] * (1 - i) + np.tanh(affine("c")) * i
    h = np.tanh(c) * sigmoid(affine("o", c=c))
    return {"c": c, "h": h}, {"h": h}


def goodfellow_lstm(p: Values, x: Values, s: Values) -> Step:
    def squashed(label: str) -> Array:
        sums = p[f"U{label}"] @ x["x"] + p[f"W{label}"] @ s["h"]
        return sigmoid(p[f"b{label}"] + sums)

    cell = squashed("_f") * s["s"] + squashed("_g") * squashed("")
    h = np.tanh(cell) * squashed("_o")
    return {"s": cell, "h": h}, {"h": h}


def goodfellow_gru(p: Values, x: Values, s: Values) -> Step:
    """The gates of the step before, the input of the step before."""

    def gate(label: str, h: Array) -> Array:
        sums = p[f"U_{label}"] @ x["x"] + p[f"W_{label}"] @ h
        return sigmoid(p[f"b_{label}"] + sums)

    u, h = s["u"], s["h"]
    new = sigmoid(p["b"] + p["U"] @ s["x_lag1"] + p["W"] @ (s["r"] * h))
    h = u * h + (1 - u) * new
    return {"h": h, "u": gate("u", h), "r": gate("r", h), "x_lag1": x["x"]}, {"h": h}


def show_and_tell(p: Values, x: Values, s: Values) -> Step:
    i = sigmoid(p["W_ix"] @ x["x"] + p["W_im"] @ s["m"])
    f = sigmoid(p["W_fx"] @ x["x"] + p["W_fm"] @ s["m"])
    o = sigmoid(p["W_ox"] @ x["x"] + p["W_om"] @ s["m"])
    c = f * s["c"] + i * np.tanh(p["W_cx"] @ x["x"] + p["W_cm"] @ s["m"])
    return {"c": c, "m": o * c}, {"m": o * c}


def show_attend_and_tell(p: Values, x: Values, s: Values) -> Step:
    fed = np.concatenate([p["E"] @ s["y_lag1"], s["h"], x["z_hat"]])
    i, f, o, g = np.split(p["T_"] @ fed, 4)
    c = sigmoid(f) * s["c"] + sigmoid(i) * np.tanh(g)
    h = sigmoid(o) * np.tanh(c)
    return {"c": c, "h": h, "y_lag1": x["y"]}, {"h": h}


def tlstm(p: Values, x: Values, s: Values) -> Step:
    z, f, o = (
        p[f"V_{each}"] @ s["x_lag1"] + p[f"W_{each}"] @ x["x"] + p[f"b_{each}"]
        for each in "zfo"
    )
    c = sigmoid(f) * s["c"] + (1 - sigmoid(f)) * z
    return {"c": c, "x_lag1": x["x"]}, {"c": c, "h": c * np.tanh(o)}


def linear_attention(p: Values, x: Values, s: Values) -> Step:
    S = s["S"] + np.outer(x["v"], x["k"])
    return {"S": S}, {"S": S, "o": S @ x["q"]}


def _layer_norm(a: Array, gain: Array, bias: Array) -> Array:
    return np.asarray(gain * (a - a.mean()) / np.sqrt(a.var() + 1e-5) + bias)


def layer_norm_lstm(p: Values, x: Values, s: Values) -> Step:
    from_h = _layer_norm(p["W_h"] @ s["h"], p["alpha_1"], p["beta_1"])
    from_x = _layer_norm(p["W_x"] @ x["x"], p["alpha_2"], p["beta_2"])
    f, i, o, g = np.split(from_h + from_x + p["b"], 4)
    c = sigmoid(f) * s["c"] + sigmoid(i) * np.tanh(g)
    h = sigmoid(o) * np.tanh(_layer_norm(c, p["alpha_3"], p["beta_3"]))
    return {"c": c, "h": h}, {"h": h}


def _sak(p: Values, x: Values, s: Values, fed: str) -> tuple[Array, Array]:
    """The cell and its output m; `fed` is what returns, m or its projection r."""
    past = s[fed]
    i = p["W_ix"] @ x["x"] + p[f"W_i{fed}"] @ past + p["W_ic"] @ s["c"] + p["b_i"]
    f = p["W_fx"] @ x["x"] + p[f"W_f{fed}"] @ past + p["W_fc"] @ s["c"] + p["b_f"]
    g = np.tanh(p["W_cx"] @ x["x"] + p[f"W_c{fed}"] @ past + p["b_c"])
    c = sigmoid(f) * s["c"] + sigmoid(i) * g
    o = p["W_ox"] @ x["x"] + p[f"W_o{fed}"] @ past + p["W_oc"] @ c + p["b_o"]
    return c, sigmoid(o) * np.tanh(c)


def sak_lstm(p: Values, x: Values, s: Values) -> Step:
    c, m = _sak(p, x, s, "m")
    return {"c": c, "m": m}, {"m": m, "y": sigmoid(p["W_ym"] @ m + p["b_y"])}


def sak_lstmp(p: Values, x: Values, s: Values) -> Step:
    c, m = _sak(p, x, s, "r")
    r = p["W_rm"] @ m
    return {"c": c, "r": r}, {"r": r, "y": sigmoid(p["W_yr"] @ r + p["b_y"])}


def krause_mlstm(p: Values, x: Values, s: Values) -> Step:
    m = (p["W_mx"] @ x["x"]) * (p["W_mh"] @ s["h"])
    i = sigmoid(p["W_ix"] @ x["x"] + p["W_im"] @ m)
    o = sigmoid(p["W_ox"] @ x["x"] + p["W_om"] @ m)
    f = sigmoid(p["W_fx"] @ x["x"] + p["W_fm"] @ m)
    c = f * s["c"] + i * np.tanh(p["W_hx"] @ x["x"] + p["W_hm"] @ m)
    h = np.tanh(c) * o
    return {"c": c, "h": h}, {"h": h}


# ---------------------------------------------------------------- other memories


def sru(p: Values, x: Values, s: Values) -> Step:
    f = sigmoid(p["W_f"] @ x["x"] + p["v_f"] * s["c"] + p["b_f"])
    c = f * s["c"] + (1 - f) * (p["W"] @ x["x"])
    r = sigmoid(p["W_r"] @ x["x"] + p["v_r"] * s["c"] + p["b_r"])
    return {"c": c}, {"h": r * c + (1 - r) * x["x"]}


def sru_v1(p: Values, x: Values, s: Values) -> Step:
    f = sigmoid(p["W_f"] @ x["x"] + p["b_f"])
    r = sigmoid(p["W_r"] @ x["x"] + p["b_r"])
    c = f * s["c"] + (1 - f) * (p["W"] @ x["x"])
    return {"c": c}, {"h": r * np.tanh(c) + (1 - r) * x["x"]}


def qrnn_fo(p: Values, x: Values, s: Values) -> Step:
    c = x["f"] * s["c"] + (1 - x["f"]) * x["z"]
    return {"c": c}, {"h": x["o"] * c}


def recurrentlayers_scrn(p: Values, x: Values, s: Values) -> Step:
    memory = (1 - p["alpha"]) * (p["W_s"] @ x["x"]) + p["alpha"] * s["s"]
    h = sigmoid(p["W_h"] @ memory + p["U_h"] @ s["h"] + p["b_h"])
    y = np.tanh(p["U_y"] @ h + p["W_y"] @ memory)
    return {"s": memory, "h": h}, {"y": y}


def mikolov_scrn(p: Values, x: Values, s: Values) -> Step:
    memory = (1 - p["alpha"]) * (p["B_"] @ x["x"]) + p["alpha"] * s["s"]
    h = sigmoid(p["P"] @ memory + p["A"] @ x["x"] + p["R"] @ s["h"])
    return {"s": memory, "h": h}, {"y": np.tanh(p["U"] @ h + p["V"] @ memory)}


def janet(p: Values, x: Values, s: Values) -> Step:
    gate = p["U_f"] @ s["h"] + p["W_f"] @ x["x"] + p["b_f"]
    new = np.tanh(p["U_c"] @ s["h"] + p["W_c"] @ x["x"] + p["b_c"])
    c = sigmoid(gate) * s["c"] + (1 - sigmoid(gate - p["beta"])) * new
    return {"c": c, "h": c}, {"h": c}


def torchrecurrent_janet(p: Values, x: Values, s: Values) -> Step:
    def affine(label: str) -> Array:
        driven = p[f"W_ih_{label}"] @ x["x"] + p[f"b_ih_{label}"]
        return np.asarray(driven + p[f"W_hh_{label}"] @ s["h"] + p[f"b_hh_{label}"])

    gate = affine("f")
    new = np.tanh(affine("c"))
    c = sigmoid(gate) * s["c"] + (1 - sigmoid(gate - p["beta"])) * new
    return {"c": c, "h": c}, {"h": c}


# ---------------------------------------------------------------- dynamical systems


def _antisymmetric(p: Values, s: Values) -> Array:
    w = p["W_h"]
    matrix = w - w.T - p["gamma"] * np.eye(len(w))
    return np.asarray(matrix @ s["h"])


def antisymmetric(p: Values, x: Values, s: Values) -> Step:
    drift = np.tanh(_antisymmetric(p, s) + p["V_h"] @ x["x"] + p["b_h"])
    h = s["h"] + p["epsilon"] * drift
    return {"h": h}, {"h": h}


def antisymmetric_gated(p: Values, x: Values, s: Values) -> Step:
    z = sigmoid(_antisymmetric(p, s) + p["V_z"] @ x["x"] + p["b_z"])
    drift = np.tanh(_antisymmetric(p, s) + p["V_h"] @ x["x"] + p["b_h"])
    h = s["h"] + p["epsilon"] * z * drift
    return {"h": h}, {"h": h}


def _force(p: Values, x: Values, s: Values) -> Array:
    pre = p["W"] @ s["y"] + p["W_cal"] @ s["z"] + p["V"] @ x["u"] + p["b"]
    return np.asarray(sigmoid(pre) - p["gamma"] * s["y"])


def cornn(p: Values, x: Values, s: Values) -> Step:
    step = p["Deltat"]
    z = s["z"] + step * (_force(p, x, s) - p["epsilon"] * s["z"])
    y = s["y"] + step * z
    return {"y": y, "z": z}, {"y": y}


def cornn_implicit(p: Values, x: Values, s: Values) -> Step:
    step = p["Deltat"]
    z = (s["z"] + step * _force(p, x, s)) / (1 + step * p["epsilon"])
    y = s["y"] + step * z
    return {"y": y, "z": z}, {"y": y}


def lmu(p: Values, x: Values, s: Values) -> Step:
    u = p["e_x"] @ x["x"] + p["e_h"] @ s["h"] + p["e_m"] @ s["m"]
    m = p["A_bar"] @ s["m"] + p["B_bar"] * u
    h = np.tanh(p["W_x"] @ x["x"] + p["W_h"] @ s["h"] + p["W_m"] @ m)
    return {"m": m, "h": h}, {"h": h}


def rg_lru(p: Values, x: Values, s: Values) -> Step:
    r = sigmoid(p["W_a"] @ x["x"] + p["b_a"])
    i = sigmoid(p["W_x"] @ x["x"] + p["b_x"])
    a = sigmoid(p["Lambda"]) ** (p["c"] * r)
    h = a * s["h"] + np.sqrt(1 - a**2) * (i * x["x"])
    return {"h": h}, {"h": h}


def ssm(p: Values, x: Values, s: Values) -> Step:
    h = p["A_bar"] @ s["h"] + p["B_bar"] @ x["x"]
    return {"h": h}, {"y": p["C"] @ h}
