"""Decoders that see a summary of their source, or attend to its annotations.

A summary is (B, size), annotations are (B, L, size), the same at every step.
"""

from __future__ import annotations

import torch
from torch import Tensor, bmm, conv1d, sigmoid, softmax, tanh

from restated.signature import Named, Result, Step, joined


def weighted(weights: Tensor, annotations: Tensor) -> Tensor:
    """The sum of the annotations of each sequence, (B, L, size), by (B, L)."""
    return bmm(weights[:, None, :], annotations)[:, 0]


def bahdanau(p: Named, inputs: Named, state: Named) -> Result:
    """Bahdanau et al. (2015), A.2.2: z takes the new value, r spares the context."""
    old, annotations = state["s"], inputs["h"]
    word = state["y_lag1"] @ p["E"].T
    seen = (old @ p["W_a"].T)[:, None, :] + annotations @ p["U_a"].T
    context = weighted(softmax(tanh(seen) @ p["v_a"], dim=1), annotations)

    def unit(label: str, s: Tensor) -> Tensor:
        from_word, from_state = word @ p[f"W{label}"].T, s @ p[f"U{label}"].T
        return from_word + from_state + context @ p[f"C{label}"].T

    update, reset = sigmoid(unit("_z", old)), sigmoid(unit("_r", old))
    s = old + update * (tanh(unit("", reset * old)) - old)
    return {"s": s}, {"s": s, "y_lag1": inputs["y"]}


def show_attend_and_tell(p: Named, inputs: Named, state: Named) -> Result:
    """Xu et al. (2015), (1)-(6): attention from h_{t-1}, its result times a number."""
    old, annotations = state["h"], inputs["a"]
    hidden = tanh(
        annotations @ p["W_a"].T + (old @ p["W_h"].T + p["b_att"])[:, None, :]
    )
    alpha = softmax(hidden @ p["u"], dim=1)
    beta = sigmoid(old @ p["w_beta"] + p["b_beta"])
    context = beta[:, None] * weighted(alpha, annotations)
    seen = joined(state["y_lag1"] @ p["E"].T, old, context)
    i, f, o, g = (seen @ p["T_"].T).chunk(4, dim=-1)
    c = sigmoid(f) * state["c"] + sigmoid(i) * tanh(g)
    h = sigmoid(o) * tanh(c)
    return {"h": h, "alpha": alpha}, {"c": c, "h": h, "y_lag1": inputs["y"]}


def cho(p: Named, inputs: Named, state: Named) -> Result:
    """Cho et al. (2014), appendix: r behind the product, on the summary as well."""
    old, summary = state["h_prime"], inputs["c"]
    word = state["y_lag1"] @ p["E"].T

    def gate(name: str) -> Tensor:
        from_word, from_state = p[f"W_{name}_prime"], p[f"U_{name}_prime"]
        total = word @ from_word.T + old @ from_state.T
        return sigmoid(total + summary @ p[f"C_{name}"].T)

    known = old @ p["U_prime"].T + summary @ p["C"].T
    candidate = tanh(word @ p["W_prime"].T + gate("r") * known)
    keep = gate("z")
    h = keep * old + (1 - keep) * candidate
    return {"h_prime": h}, {"h_prime": h, "y_lag1": inputs["y"]}


def luong(p: Named, inputs: Named, state: Named) -> Result:
    """Luong et al. (2015), (5), (7), (8): an LSTM that is fed what attention made."""
    sources = inputs["h_bar"]
    seen = joined(inputs["x"], state["h_tilde"], state["h"])
    i, f, o, g = (seen @ p["T_"].T).chunk(4, dim=-1)
    m = sigmoid(f) * state["m"] + sigmoid(i) * tanh(g)
    h = sigmoid(o) * tanh(m)
    scores = bmm(sources @ p["W_a"].T, h[:, :, None])[:, :, 0]
    context = weighted(softmax(scores, dim=1), sources)
    h_tilde = tanh(joined(context, h) @ p["W_c"].T)
    return {"h_tilde": h_tilde}, {"m": m, "h": h, "h_tilde": h_tilde}


# --- Networks that are told how much attention each input has ------------------------


def reset_behind(p: Named, x: Tensor, h: Tensor, label: str) -> Tensor:
    """The new value of a GRU whose reset gate stands behind the product with h."""
    reset = sigmoid(x @ p["W_r"].T + h @ p["U_r"].T + p["b_r"])
    from_input, from_state = x @ p["W" + label].T, h @ p["U" + label].T
    return tanh(from_input + reset * from_state + p["b_h"])


def augru(p: Named, inputs: Named, state: Named) -> Result:
    """Zhou et al. (2018), (12)-(13): the update gate times the attention."""
    x, old = inputs["i_prime"], state["h_prime"]
    update = sigmoid(x @ p["W_u"].T + old @ p["U_u"].T + p["b_u"])
    new = reset_behind(p, x, old, "_h")
    h = torch.lerp(old, new, inputs["a"] * update)
    return {"h_prime": h}, {"h_prime": h}


def attention_gru(p: Named, inputs: Named, state: Named) -> Result:
    """Xiong et al. (2016), (11): the attention is the update gate."""
    old, g = state["h"], inputs["g"]
    new = reset_behind(p, inputs["x"], old, "")
    h = g * new + (1 - g) * old
    return {"h": h}, {"h": h}


def chorowski(p: Named, inputs: Named, state: Named) -> Result:
    """Chorowski et al. (2015), (8): scores see the weights around each position."""
    old, annotations, before = state["s"], inputs["h"], state["alpha"]
    taps = p["F"].T[:, None, :].flip(-1)  # conv1d correlates
    features = conv1d(before[:, None, :], taps, padding=2).transpose(1, 2)
    hidden = annotations @ p["V"].T + features @ p["U"].T + p["b"]
    scores = tanh(hidden + (old @ p["W"].T)[:, None, :]) @ p["w"]
    alpha = softmax(scores, dim=1)
    context = weighted(alpha, annotations)
    symbol = inputs["y"] @ p["E"].T

    def unit(label: str, s: Tensor) -> Tensor:
        total = symbol @ p[f"W_{label}"].T + s @ p[f"U_{label}"].T
        return total + context @ p[f"C_{label}"].T

    update, reset = sigmoid(unit("z", old)), sigmoid(unit("r", old))
    s = old + update * (tanh(unit("s", reset * old)) - old)
    return {"s": s, "alpha": alpha}, {"s": s, "alpha": alpha}


STEPS: dict[str, Step] = {
    "attention_gru": attention_gru,
    "augru": augru,
    "chorowski_location": chorowski,
    "bahdanau_decoder": bahdanau,
    "cho_decoder": cho,
    "luong_general": luong,
    "xu_soft_attention": show_attend_and_tell,
}
