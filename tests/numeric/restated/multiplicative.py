"""Cells in which input and state are multiplied, of specs/multiplicative."""

from __future__ import annotations

from torch import Tensor, sigmoid, tanh

from restated.signature import Named, Result, Step


def integrated(p: Named, name: str, x: Tensor, seen: Tensor) -> Tensor:
    """Wu et al. (2016), (4): α Wx Uz + β1 Uz + β2 Wx + b, before the activation.

    Arguments:
        name: of the gate, with an underscore in front, or nothing.
        seen: what U is applied to.
    """
    from_input, from_state = x @ p[f"W{name}"].T, seen @ p[f"U{name}"].T
    second_order = p[f"alpha{name}"] * from_input * from_state
    first_order = p[f"beta{name}_1"] * from_state + p[f"beta{name}_2"] * from_input
    return second_order + first_order + p[f"b{name}"]


def mi_rnn(p: Named, inputs: Named, state: Named) -> Result:
    h = tanh(integrated(p, "", inputs["x"], state["h"]))
    return {"h": h}, {"h": h}


def mi_rnn_simple(p: Named, inputs: Named, state: Named) -> Result:
    """Wu et al. (2016), (2)."""
    h = tanh((inputs["x"] @ p["W"].T) * (state["h"] @ p["U"].T) + p["b"])
    return {"h": h}, {"h": h}


def mi_gru(p: Named, inputs: Named, state: Named) -> Result:
    """U acts on the state that is reset already; z takes the new value."""
    x, old = inputs["x"], state["h"]
    update = sigmoid(integrated(p, "_z", x, old))
    reset = sigmoid(integrated(p, "_r", x, old))
    h = (1 - update) * old + update * tanh(integrated(p, "_h", x, reset * old))
    return {"h": h}, {"h": h}


def mi_lstm(p: Named, inputs: Named, state: Named) -> Result:
    i, f, o, z = (integrated(p, f"_{k}", inputs["x"], state["h"]) for k in "ifoz")
    c = sigmoid(f) * state["c"] + sigmoid(i) * tanh(z)
    h = sigmoid(o) * tanh(c)
    return {"h": h}, {"c": c, "h": h}


def mlstm(p: Named, inputs: Named, state: Named) -> Result:
    """Krause et al. (2016), as their code: m in the place of h, tanh of ĥ and c."""
    x = inputs["x"]
    m = (x @ p["W_mx"].T) * (state["h"] @ p["W_mh"].T)

    def total(name: str) -> Tensor:
        return x @ p[f"W_{name}x"].T + m @ p[f"W_{name}m"].T

    c = sigmoid(total("f")) * state["c"] + sigmoid(total("i")) * tanh(total("h"))
    h = sigmoid(total("o")) * tanh(c)
    return {"h": h}, {"c": c, "h": h}


def mrnn(p: Named, inputs: Named, state: Named) -> Result:
    """Sutskever et al. (2011), (7)-(9): the factors are scaled by the input."""
    x = inputs["x"]
    f = (x @ p["W_fx"].T) * (state["h"] @ p["W_fh"].T)
    h = tanh(f @ p["W_hf"].T + x @ p["W_hx"].T)
    return {"h": h, "o": h @ p["W_oh"].T + p["b_o"]}, {"h": h}


STEPS: dict[str, Step] = {
    "mi_gru": mi_gru,
    "mi_lstm": mi_lstm,
    "mi_rnn": mi_rnn,
    "mi_rnn_simple": mi_rnn_simple,
    "mlstm": mlstm,
    "mrnn": mrnn,
}
