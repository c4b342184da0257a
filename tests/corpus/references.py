"""The blocks that no cell of the zoo equals, restated in NumPy, one step each.

A function takes the parameters (constants among them), the inputs and the states by
their ASCII names, vectors as 1-D arrays, and gives the new states and the outputs.
They are written from the equations in the block's file, not from generated code.

Here: networks without gates, and gates between an old and a new state. Cells with a
memory beside the state, and recurrences from dynamical systems, are in
references_memory.py.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Values = Mapping[str, Array]
Step = tuple[dict[str, Array], dict[str, Array]]


def sigmoid(a: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-a)))


def relu(a: Array) -> Array:
    return np.maximum(a, 0)


def _same(name: str, value: Array) -> Step:
    """A cell whose one state is its output."""
    return {name: value}, {name: value}


def _mix(keep: Array, old: Array, new: Array) -> Array:
    return keep * old + (1 - keep) * new


# ---------------------------------------------------------------- without gates


def flax_residual(p: Values, x: Values, s: Values) -> Step:
    pre = p["W_i"] @ x["x"] + p["b_i"] + p["W_h"] @ s["h"] + s["h"]
    return _same("h", np.tanh(pre))


def elman_with_output(p: Values, x: Values, s: Values) -> Step:
    h = np.tanh(p["W_h"] @ x["x"] + p["U_h"] @ s["h"] + p["b_h"])
    return {"h": h}, {"h": h, "y": sigmoid(p["W_y"] @ h + p["b_y"])}


def jordan(p: Values, x: Values, s: Values) -> Step:
    h = np.tanh(p["W_h"] @ x["x"] + p["U_h"] @ s["y"] + p["b_h"])
    return _same("y", sigmoid(p["W_y"] @ h + p["b_y"]))


def goodfellow_rnn(p: Values, x: Values, s: Values) -> Step:
    h = np.tanh(p["b"] + p["W"] @ s["h"] + p["U"] @ x["x"])
    return {"h": h}, {"o": p["c"] + p["V"] @ h}


def goodfellow_rnn_softmax(p: Values, x: Values, s: Values) -> Step:
    h = np.tanh(p["b"] + p["W"] @ s["h"] + p["U"] @ x["x"])
    weights = np.exp(p["c"] + p["V"] @ h)
    return {"h": h}, {"h": h, "y_hat": weights / weights.sum()}


def leaky_unit(p: Values, x: Values, s: Values) -> Step:
    return _same("mu", p["alpha"] * s["mu"] + (1 - p["alpha"]) * x["v"])


def d2l_rnn(p: Values, x: Values, s: Values) -> Step:
    h = np.tanh(x["X"] @ p["W_xh"] + s["H"] @ p["W_hh"] + p["b_h"])
    return {"H": h}, {"H": h, "O_": h @ p["W_hq"] + p["b_q"]}


def jurafsky_rnn(p: Values, x: Values, s: Values) -> Step:
    h = np.tanh(p["U"] @ s["h"] + p["W"] @ x["x"])
    return {"h": h}, {"h": h, "y": sigmoid(p["V"] @ h)}


def speech_rnn(p: Values, x: Values, s: Values) -> Step:
    h = np.tanh(p["W_xh"] @ x["x"] + p["W_hh"] @ s["h"] + p["b_h"])
    return {"h": h}, {"y": p["W_hy"] @ h + p["b_y"]}


def zaremba_rnn(p: Values, x: Values, s: Values) -> Step:
    t = p["T_n_n"]  # one name, one parameter
    return _same("h", np.tanh(t @ x["h_below"] + t @ s["h"]))


def mrnn(p: Values, x: Values, s: Values) -> Step:
    f = np.diag(p["W_fx"] @ x["x"]) @ (p["W_fh"] @ s["h"])
    h = np.tanh(p["W_hf"] @ f + p["W_hx"] @ x["x"])
    return {"h": h}, {"o": p["W_oh"] @ h + p["b_o"]}


def sutskever_rnn(p: Values, x: Values, s: Values) -> Step:
    h = sigmoid(p["W_hx"] @ x["x"] + p["W_hh"] @ s["h"])
    return {"h": h}, {"y": p["W_yh"] @ h}


def pascanu_rnn(p: Values, x: Values, s: Values) -> Step:
    new = p["W_rec"] @ sigmoid(s["x"]) + p["W_in"] @ x["u"] + p["b"]
    return _same("x", new)


def indrnn(p: Values, x: Values, s: Values) -> Step:
    return _same("h", sigmoid(p["W"] @ x["x"] + p["u"] * s["h"] + p["b"]))


def fastrnn(p: Values, x: Values, s: Values) -> Step:
    new = sigmoid(p["W"] @ x["x"] + p["U"] @ s["h"] + p["b"])
    return _same("h", p["alpha"] * new + p["beta"] * s["h"])


def esn(p: Values, x: Values, s: Values) -> Step:
    state = np.tanh(p["W"] @ s["x"] + p["W_in"] @ x["u"])
    return {"x": state}, {"y": p["W_out"] @ state}


# ---------------------------------------------------------------- minimal gates


def flax_mgu(p: Values, x: Values, s: Values) -> Step:
    f = sigmoid(p["W_if"] @ x["x"] + p["b_if"] + p["W_hf"] @ s["h"])
    recurrent = f * (p["W_hn"] @ s["h"] + p["b_hn"])
    n = np.tanh(p["W_in"] @ x["x"] + p["b_in"] + recurrent)
    return _same("h", _mix(f, s["h"], n))


def mgu_wu(p: Values, x: Values, s: Values) -> Step:
    f = sigmoid(p["W_f"] @ x["x"] + p["U_f"] @ s["h"] + p["b_f"])
    new = np.tanh(p["W_h"] @ x["x"] + p["U_h"] @ (f * s["h"]) + p["b_h"])
    return _same("h", _mix(1 - f, s["h"], new))


def mgu2(p: Values, x: Values, s: Values) -> Step:
    f = sigmoid(p["U_f"] @ s["h"])
    new = np.tanh(p["W_h"] @ x["x"] + p["U_h"] @ (f * s["h"]) + p["b_h"])
    return _same("h", _mix(1 - f, s["h"], new))


def mgu_concatenated(p: Values, x: Values, s: Values) -> Step:
    f = sigmoid(p["W_f"] @ np.concatenate([s["h"], x["x"]]) + p["b_f"])
    new = np.tanh(p["W_h"] @ np.concatenate([f * s["h"], x["x"]]) + p["b_h"])
    return _same("h", _mix(1 - f, s["h"], new))


def sgrn(p: Values, x: Values, s: Values) -> Step:
    drive = p["W_ih"] @ x["x"]
    f = sigmoid(drive + p["W_hh"] @ s["h"] + p["b"])
    return _same("h", np.tanh((1 - f) * drive + f * s["h"]))


def fastgrnn(p: Values, x: Values, s: Values) -> Step:
    shared = p["W"] @ x["x"] + p["U"] @ s["h"]
    z = sigmoid(shared + p["b_z"])
    new = np.tanh(shared + p["b_h"])
    return _same("h", (p["zeta"] * (1 - z) + p["nu"]) * new + z * s["h"])


def star(p: Values, x: Values, s: Values) -> Step:
    z = np.tanh(p["W_z"] @ x["x"] + p["b_z"])
    k = sigmoid(p["W_x"] @ x["x"] + p["W_h"] @ s["h"] + p["b_k"])
    return _same("h", np.tanh(_mix(1 - k, s["h"], z)))


def trnn(p: Values, x: Values, s: Values) -> Step:
    f = sigmoid(p["V"] @ x["x"] + p["b"])
    return _same("h", _mix(f, s["h"], p["W"] @ x["x"]))


def gilr(p: Values, x: Values, s: Values) -> Step:
    g = sigmoid(p["U"] @ x["x"] + p["b_g"])
    return _same("h", _mix(g, s["h"], np.tanh(p["V"] @ x["x"] + p["b_z"])))


def intersection_rnn(p: Values, x: Values, s: Values) -> Step:
    def affine(name: str) -> Array:
        recurrent = p[f"W_hh_{name}"] @ s["h"]
        return np.asarray(recurrent + p[f"W_xh_{name}"] @ x["x"] + p[f"b_{name}"])

    g_y, g_h = sigmoid(affine("g_y")), sigmoid(affine("g_h"))
    y = _mix(g_y, x["x"], relu(affine("y")))
    h = _mix(g_h, s["h"], np.tanh(affine("h")))
    return {"h": h}, {"y": y, "h": h}


# ---------------------------------------------------------------- GRU


def gru_bias_ih(p: Values, x: Values, s: Values) -> Step:
    z = sigmoid(p["W_iz"] @ x["x"] + p["W_hz"] @ s["h"] + p["b_z"])
    r = sigmoid(p["W_ir"] @ x["x"] + p["W_hr"] @ s["h"] + p["b_r"])
    a = np.tanh(p["W_ia"] @ x["x"] + p["W_ha"] @ (r * s["h"]) + p["b_a"])
    return _same("h", _mix(1 - z, s["h"], a))


def _gru_new(p: Values, x: Values, s: Values, z: Array, r: Array) -> Step:
    new = np.tanh(p["W_h"] @ x["x"] + p["U_h"] @ (r * s["h"]) + p["b_h"])
    return _same("h", _mix(1 - z, s["h"], new))


def gru_bias_wu(p: Values, x: Values, s: Values) -> Step:
    z = sigmoid(p["W_z"] @ x["x"] + p["U_z"] @ s["h"] + p["b_z"])
    r = sigmoid(p["W_r"] @ x["x"] + p["U_r"] @ s["h"] + p["b_r"])
    return _gru_new(p, x, s, z, r)


def gru_type_1(p: Values, x: Values, s: Values) -> Step:
    z = sigmoid(p["U_z"] @ s["h"] + p["b_z"])
    return _gru_new(p, x, s, z, sigmoid(p["U_r"] @ s["h"] + p["b_r"]))


def gru_type_2(p: Values, x: Values, s: Values) -> Step:
    z = sigmoid(p["U_z"] @ s["h"])
    return _gru_new(p, x, s, z, sigmoid(p["U_r"] @ s["h"]))


def gru_type_3(p: Values, x: Values, s: Values) -> Step:
    return _gru_new(p, x, s, sigmoid(p["b_z"]), sigmoid(p["b_r"]))


def _onnx(p: Values, x: Values, h: Array, gate: str) -> Array:
    """X·W^T + H·R^T + Wb + Rb of the operator pages of ONNX."""
    product = x["X"] @ p[f"W{gate}"].T + h @ p[f"R{gate}"].T
    return product + p[f"Wb{gate}"] + p[f"Rb{gate}"]


def onnx_rnn(p: Values, x: Values, s: Values) -> Step:
    return _same("H", np.tanh(_onnx(p, x, s["H"], "i")))


def onnx_gru(p: Values, x: Values, s: Values) -> Step:
    z = sigmoid(_onnx(p, x, s["H"], "z"))
    r = sigmoid(_onnx(p, x, s["H"], "r"))
    new = np.tanh(_onnx(p, x, r * s["H"], "h"))
    return _same("H", _mix(z, s["H"], new))


def onnx_lstm(p: Values, x: Values, s: Values) -> Step:
    i = sigmoid(_onnx(p, x, s["H"], "i") + p["Pi"] * s["C"])
    f = sigmoid(_onnx(p, x, s["H"], "f") + p["Pf"] * s["C"])
    C = f * s["C"] + i * np.tanh(_onnx(p, x, s["H"], "c"))
    o = sigmoid(_onnx(p, x, s["H"], "o") + p["Po"] * C)
    H = o * np.tanh(C)
    return {"C": C, "H": H}, {"H": H}


def d2l_gru(p: Values, x: Values, s: Values) -> Step:
    r = sigmoid(x["X"] @ p["W_xr"] + s["H"] @ p["W_hr"] + p["b_r"])
    z = sigmoid(x["X"] @ p["W_xz"] + s["H"] @ p["W_hz"] + p["b_z"])
    new = np.tanh(x["X"] @ p["W_xh"] + (r * s["H"]) @ p["W_hh"] + p["b_h"])
    return _same("H", _mix(z, s["H"], new))


def jozefowicz_gru(p: Values, x: Values, s: Values) -> Step:
    r = sigmoid(p["W_xr"] @ x["x"] + p["W_hr"] @ s["h"] + p["b_r"])
    z = sigmoid(p["W_xz"] @ x["x"] + p["W_hz"] @ s["h"] + p["b_z"])
    new = np.tanh(p["W_xh"] @ x["x"] + p["W_hh"] @ (r * s["h"]) + p["b_h"])
    return _same("h", _mix(z, s["h"], new))


def ng_gru(p: Values, x: Values, s: Values) -> Step:
    both = np.concatenate([s["c"], x["x"]])
    u = sigmoid(p["W_u"] @ both + p["b_u"])
    r = sigmoid(p["W_r"] @ both + p["b_r"])
    reset = np.concatenate([r * s["c"], x["x"]])
    c = _mix(1 - u, s["c"], np.tanh(p["W_c"] @ reset + p["b_c"]))
    return {"c": c}, {"a": c}


def brc(p: Values, x: Values, s: Values) -> Step:
    a = 1 + np.tanh(p["U_a"] @ x["x"] + p["w_a"] * s["h"])
    c = sigmoid(p["U_c"] @ x["x"] + p["w_c"] * s["h"])
    new = np.tanh(p["U_x"] @ x["x"] + a * s["h"])
    return _same("h", _mix(c, s["h"], new))


def _over_batch(a: Array) -> Array:
    return (a - a.mean(axis=0)) / np.sqrt(a.var(axis=0) + 1e-5)


def light_gru(p: Values, x: Values, s: Values) -> Step:
    z = sigmoid(_over_batch(x["x"] @ p["W_z"].T) + s["h"] @ p["U_z"].T)
    new = relu(_over_batch(x["x"] @ p["W_h"].T) + s["h"] @ p["U_h"].T)
    return _same("h", _mix(z, s["h"], new))


# those that take all sequences of a batch, as rows
TOGETHER = frozenset(["light_gru"])
