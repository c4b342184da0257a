"""Cells that look at all components of a vector at once."""

from __future__ import annotations

from torch import Tensor, cumsum, sigmoid, softmax, tanh, var_mean
from torch.nn.functional import layer_norm

from restated.signature import Named, Result, Step


def layer_norm_lstm(p: Named, inputs: Named, state: Named) -> Result:
    """Ba et al. (2016), (20)-(22): the gates f, i, o, g are normalised together."""

    def normal(a: Tensor, k: int) -> Tensor:
        return layer_norm(a, a.shape[-1:], p[f"alpha_{k}"], p[f"beta_{k}"], eps=1e-5)

    from_state = normal(state["h"] @ p["W_h"].T, 1)
    from_input = normal(inputs["x"] @ p["W_x"].T, 2)
    f, i, o, g = (from_state + from_input + p["b"]).chunk(4, dim=-1)
    c = sigmoid(f) * state["c"] + sigmoid(i) * tanh(g)
    h = sigmoid(o) * tanh(normal(c, 3))
    return {"h": h}, {"c": c, "h": h}


def over_batch(a: Tensor, gain: Tensor, bias: Tensor | None = None) -> Tensor:
    """With the statistics of the batch itself, as in training; rows are sequences."""
    variance, mean = var_mean(a, dim=0, correction=0)
    normal = gain * (a - mean) / (variance + 1e-5).sqrt()
    return normal if bias is None else normal + bias


def bn_lstm(p: Named, inputs: Named, state: Named) -> Result:
    """Cooijmans et al. (2016), (6)-(8): the gates f, i, o, g are one vector."""
    from_state = over_batch(state["h"] @ p["W_h"].T, p["gamma_h"])
    from_input = over_batch(inputs["x"] @ p["W_x"].T, p["gamma_x"])
    f, i, o, g = (from_state + from_input + p["b"]).chunk(4, dim=-1)
    c = sigmoid(f) * state["c"] + sigmoid(i) * tanh(g)
    h = sigmoid(o) * tanh(over_batch(c, p["gamma_c"], p["beta_c"]))
    return {"h": h}, {"c": c, "h": h}


def bn_rnn(p: Named, inputs: Named, state: Named) -> Result:
    """Laurent et al. (2015): only what comes from the input is normalised."""
    from_input = over_batch(inputs["x"] @ p["W_x"].T, p["gamma"], p["beta"])
    h = tanh(state["h"] @ p["W_h"].T + from_input)
    return {"h": h}, {"h": h}


def ordered_neurons(p: Named, inputs: Named, state: Named) -> Result:
    """Shen et al. (2019): the master gates rise and fall along the units.

    Where they overlap the gates of an LSTM decide, elsewhere the master gates alone.
    """
    x, h_old = inputs["x"], state["h"]

    def unit(name: str) -> Tensor:
        return x @ p[f"W_{name}"].T + h_old @ p[f"U_{name}"].T + p[f"b_{name}"]

    def cumax(a: Tensor) -> Tensor:
        return cumsum(softmax(a, dim=-1), dim=-1)

    f, i, o = (sigmoid(unit(name)) for name in "fio")
    master_f, master_i = cumax(unit("f_tilde")), 1 - cumax(unit("i_tilde"))
    overlap = master_f * master_i
    keep = f * overlap + (master_f - overlap)
    write = i * overlap + (master_i - overlap)
    c = keep * state["c"] + write * tanh(unit("c"))
    h = o * tanh(c)
    return {"h": h}, {"c": c, "h": h}


STEPS: dict[str, Step] = {
    "bn_lstm": bn_lstm,
    "bn_rnn": bn_rnn,
    "layer_norm_lstm": layer_norm_lstm,
    "on_lstm": ordered_neurons,
}

# the cells in which the sequences of a batch see each other
OVER_BATCH = frozenset(["bn_lstm", "bn_rnn"])
