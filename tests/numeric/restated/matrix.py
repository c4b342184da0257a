"""Cells whose state is a matrix, (B, n, m), and those of their papers that have none.

Row vectors as everywhere: `written` is the outer product of what addresses a row and of
what stands in it, `read` the sum of the rows by their weights. A state that a paper has
the other way round is transposed at the two ends.
"""

from __future__ import annotations

import torch
from torch import Tensor, cos, exp, sigmoid, sin, softmax, tanh
from torch.func import grad
from torch.linalg import vector_norm
from torch.nn.functional import (
    elu,
    layer_norm,
    logsigmoid,
    relu,
    rms_norm,
    silu,
    softplus,
)

from restated.signature import Named, Result, Step, joined


def written(rows: Tensor, columns: Tensor) -> Tensor:
    return torch.einsum("bi,bj->bij", rows, columns)


def read(weights: Tensor, matrix: Tensor) -> Tensor:
    return torch.einsum("bi,bij->bj", weights, matrix)


def inner(a: Tensor, b: Tensor) -> Tensor:
    return (a * b).sum(dim=-1, keepdim=True)


def normal(a: Tensor) -> Tensor:
    return layer_norm(a, a.shape[-1:], eps=1e-5)


def direction(a: Tensor) -> Tensor:
    length: Tensor = vector_norm(a, dim=-1, keepdim=True)
    return a / length.clamp(min=1e-12)


def positive(a: Tensor) -> Tensor:
    """The feature map of Katharopoulos et al. (2020)."""
    return elu(a) + 1


# --- Fast weights --------------------------------------------------------------------


def fast_weights(p: Named, inputs: Named, state: Named) -> Result:
    """Ba et al. (2016), (1) and (2) normalised, S = 1; the paper's t is t - 1 here."""
    boundary = state["h"] @ p["W"].T + inputs["x"] @ p["C"].T
    h = relu(boundary)
    h = relu(normal(boundary + read(h, state["A"].mT)))
    return {"h": h}, {"A": 0.95 * state["A"] + 0.5 * written(h, h), "h": h}


def linear_attention(p: Named, inputs: Named, state: Named) -> Result:
    """Katharopoulos et al. (2020): sums of keys, and of keys times values."""
    x = inputs["x"]
    q, k = positive(x @ p["W_Q"].T), positive(x @ p["W_K"].T)
    s = state["s"] + written(k, x @ p["W_V"].T)
    z = state["z"] + k
    return {"y": read(q, s) / inner(q, z)}, {"s": s, "z": z}


def delta_net(p: Named, inputs: Named, state: Named) -> Result:
    """Schlag et al. (2021): the old value is taken away, a mixture of both written."""

    def features(a: Tensor) -> Tensor:
        return positive(a) / positive(a).sum(dim=-1, keepdim=True)

    x, by_key = inputs["x"], state["W"].mT
    q, k, v = (x @ p[f"W_{name}"].T for name in "qkv")
    rate = sigmoid(inner(x, p["w_beta"]))
    old = read(features(k), by_key)
    new = rate * v + (1 - rate) * old
    by_key = by_key - written(features(k), old) + written(features(k), new)
    return {"y": read(features(q), by_key)}, {"W": by_key.mT}


def gated_delta_net(p: Named, inputs: Named, state: Named) -> Result:
    """Yang et al. (2024): first everything fades, then the key's value is replaced."""

    x = inputs["x"]
    q, k, v = (silu(x @ p[f"W_{name}"].T) for name in "qkv")
    q, k = direction(q), direction(k)
    step_size = softplus(inner(x, p["w_alpha"]) + p["b_alpha"])
    keep = exp(-exp(p["A"]) * step_size)[:, :, None]
    faded = keep * state["S"].mT
    by_key = faded + written(k, sigmoid(inner(x, p["w_beta"])) * (v - read(k, faded)))
    o = rms_norm(read(q, by_key), p["gamma"].shape, p["gamma"], eps=1e-5)
    return {"y": (o * silu(x @ p["W_g"].T)) @ p["W_o"].T}, {"S": by_key.mT}


def random_features(p: Named, inputs: Named, state: Named) -> Result:
    """Peng et al. (2021), (6)-(8), with the factor of φ, by which the states differ."""
    x = inputs["x"]
    vectors = p["sigma"] * p["W_tilde"]
    scale = len(vectors) ** -0.5

    def features(a: Tensor) -> Tensor:
        projected = direction(a) @ vectors.T
        return scale * joined(sin(projected), cos(projected))

    phi_q, phi_k = (features(x @ p[f"W_{name}"].T) for name in "qk")
    gate = sigmoid(inner(x, p["w_g"]) + p["b_g"])
    S = gate[:, :, None] * scale * state["S"]
    S = S + (1 - gate)[:, :, None] * written(phi_k, x @ p["W_v"].T)
    z = gate * scale * state["z"] + (1 - gate) * phi_k
    return {"h": read(phi_q, S) / inner(phi_q, z)}, {"S": S / scale, "z": z / scale}


# --- Learning at test time -----------------------------------------------------------


def longhorn(p: Named, inputs: Named, state: Named) -> Result:
    """Liu et al. (2024): a delta rule with a diagonal matrix, by channels."""
    x = inputs["x"]
    q, k = x @ p["W_q"].T, x @ p["W_k"].T
    rate = sigmoid(x @ p["W_beta"].T)
    rate = rate / (1 + rate * (k * k).sum(dim=-1, keepdim=True))
    channels = []
    for i in range(x.shape[-1]):
        old, step = state["S"][:, i], rate[:, i, None]
        channels.append(old - step * k * k * old + step * x[:, i, None] * k)
    S = torch.stack(channels, dim=1)
    return {"o": read(q, S.mT)}, {"S": S}


def ttt_linear(p: Named, inputs: Named, state: Named) -> Result:
    """Sun et al. (2024), (1), (2), (4), (5), the inner gradient by PyTorch."""
    x = inputs["x"]
    k, v, q = (x @ p[f"theta_{view}"].T for view in "KVQ")

    def model(W: Tensor, a: Tensor) -> Tensor:
        gain, bias = p["gamma"], p["beta"]
        return a + layer_norm(read(a, W.mT), gain.shape, gain, bias, eps=1e-5)

    def loss(W: Tensor) -> Tensor:
        return ((model(W, k) - v) ** 2).sum()

    rate = sigmoid(inner(x, p["theta_lr"]))[:, :, None]
    W = state["W"] - rate * grad(loss)(state["W"])
    return {"z": model(W, q)}, {"W": W}


def titans_linear(p: Named, inputs: Named, state: Named) -> Result:
    """Behrouz et al. (2025), section 3.1, the inner gradient by PyTorch."""
    x = inputs["x"]
    q, k, v = (silu(x @ p[f"W_{name}"].T) for name in "QKV")
    q, k = direction(q), direction(k)
    forget, momentum, rate = (
        sigmoid(inner(x, p[f"w_{name}"]) + p[f"b_{name}"])[:, :, None]
        for name in ("alpha", "eta", "theta")
    )

    def loss(memory: Tensor) -> Tensor:
        return ((read(k, memory.mT) - v) ** 2).sum()

    memory = state["M_cal"]
    surprise = momentum * state["S"] - rate * grad(loss)(memory)
    memory = (1 - forget) * memory + surprise
    return {"y": read(q, memory.mT)}, {"M_cal": memory, "S": surprise}


# --- Linear attention that fades -----------------------------------------------------


def retention(p: Named, inputs: Named, state: Named) -> Result:
    """Sun et al. (2023): complex queries and keys, turned by n θ; one fixed decay."""
    x = inputs["x"]
    n = state["n"] + 1
    turn = torch.complex(cos(n * p["theta"]), sin(n * p["theta"]))

    def turned(name: str) -> Tensor:
        real, imaginary = (x @ p[f"W_{name}_{part}"].T for part in (1, 2))
        a = torch.complex(real, imaginary) * turn
        return torch.cat([a.real, a.imag], dim=-1)

    S = (1 - 2**-5) * state["S"] + written(turned("K"), x @ p["W_V"].T)
    o = normal(read(turned("Q"), S))
    return {"y": (silu(x @ p["W_G"].T) * o) @ p["W_O"].T}, {"n": n, "S": S}


def retention_of_heads(p: Named, inputs: Named, state: Named) -> Result:
    """Sun et al. (2023), (8): each head by itself, with a decay of its own."""
    x = inputs["x"]
    n = state["n"] + 1
    turn = torch.complex(cos(n * p["theta"]), sin(n * p["theta"]))
    memories, heads = [], []
    for i in range(len(p["gamma"])):

        def turned(name: str, i: int = i) -> Tensor:
            real, imaginary = (x @ p[f"W_{name}_{part}"][i].T for part in (1, 2))
            a = torch.complex(real, imaginary) * turn
            return torch.cat([a.real, a.imag], dim=-1)

        added = written(turned("K"), x @ p["W_V"][i].T)
        memories.append(p["gamma"][i] * state["S"][:, i] + added)
        heads.append(normal(read(turned("Q"), memories[i])))
    y = (silu(x @ p["W_G"].T) * torch.cat(heads, dim=-1)) @ p["W_O"].T
    return {"y": y}, {"n": n, "S": torch.stack(memories, dim=1)}


def gla(p: Named, inputs: Named, state: Named) -> Result:
    """Yang et al. (2023): every component of the key has a decay of its own."""
    x = inputs["x"]
    q, k, v = (x @ p[f"W_{name}"].T for name in "QKV")
    rate = x @ p["W_alpha_1"].T @ p["W_alpha_2"].T + p["b_alpha"]
    alpha = exp(logsigmoid(rate) / 16)
    S = alpha[:, :, None] * state["S"] + written(k, v)
    gate = silu(x @ p["W_r"].T + p["b_r"])
    return {"y": (gate * normal(read(q, S))) @ p["W_O"].T}, {"S": S}


def hgrn2(p: Named, inputs: Named, state: Named) -> Result:
    """Qin et al. (2024): what is not forgotten of a row leaves room for the input."""
    x, bound = inputs["x"], p["gamma"]
    i, o, f = (x @ p[f"W_{name}"].T + p[f"b_{name}"] for name in "iof")
    keep = bound + (1 - bound) * sigmoid(f)
    h = keep[:, :, None] * state["h"] + written(1 - keep, silu(i))
    y = layer_norm(read(sigmoid(o), h), p["g"].shape, p["g"], p["b"], eps=1e-5)
    return {"y": y @ p["W_y"].T + p["b_y"]}, {"h": h}


def mamba2(p: Named, inputs: Named, state: Named) -> Result:
    """Dao and Gu (2024): dt as the step size of input and decay, gate before norm."""
    u = inputs["u"]
    x, B, C = (silu(u @ p[f"W_{name}"].T) for name in "xBC")
    dt = softplus(inner(u, p["w_Delta"]) + p["b_Delta"])
    decay = exp(dt * -exp(p["A_log"]))
    h = decay[:, :, None] * state["h"] + written(B, dt * x)
    y = (read(C, h) + p["D"] * x) * silu(u @ p["W_z"].T)
    y = rms_norm(y, p["gamma"].shape, p["gamma"], eps=1e-5)
    return {"o": y @ p["W_o"].T}, {"h": h}


def gated_slots(p: Named, inputs: Named, state: Named) -> Result:
    """Zhang et al. (2024): slot by slot, a gated average of keys and one of values."""
    x = inputs["x"]
    q, k, v = (silu(x @ p[f"W_{name}"].T) for name in "qkv")
    keep = exp(logsigmoid(x @ p["W_alpha"].T) / 8)[:, :, None]
    keys = torch.lerp(k[:, None, :], state["K_tilde"], keep)
    values = torch.lerp(v[:, None, :], state["V_tilde"], keep)
    o = read(softmax(read(q, keys.mT), dim=-1), values)
    y = rms_norm(silu(o), p["gamma"].shape, p["gamma"], eps=1e-5) @ p["W_o"].T
    return {"y": y}, {"K_tilde": keys, "V_tilde": values}


# --- xLSTM ---------------------------------------------------------------------------


def stabilised(m: Tensor, i_tilde: Tensor, f: Tensor) -> Tensor:
    """Beck et al. (2024), (15)."""
    return torch.maximum(torch.log(f) + m, i_tilde)


def mlstm(p: Named, inputs: Named, state: Named) -> Result:
    """Beck et al. (2024), (19)-(27) as they stand.

    The states are multiplied out by exp(m) before, and divided by it behind.
    """
    x = inputs["x"]
    q, v = (x @ p[f"W_{name}"].T + p[f"b_{name}"] for name in "qv")
    k = x @ p["W_k"].T / 8 + p["b_k"]
    i_tilde = inner(x, p["w_i"]) + p["b_i"]
    f = sigmoid(inner(x, p["w_f"]) + p["b_f"])
    scale = exp(state["m"])
    by_key = scale[:, :, None] * state["C"].mT
    by_key = f[:, :, None] * by_key + exp(i_tilde)[:, :, None] * written(k, v)
    n = f * scale * state["n"] + exp(i_tilde) * k
    h_tilde = read(q, by_key) / torch.clamp(torch.abs(inner(n, q)), min=1)
    h = sigmoid(x @ p["W_o"].T + p["b_o"]) * h_tilde
    m = stabilised(state["m"], i_tilde, f)
    C = by_key.mT / exp(m)[:, :, None]
    return {"h": h}, {"C": C, "m": m, "n": n / exp(m)}


def slstm(p: Named, inputs: Named, state: Named) -> Result:
    """Beck et al. (2024), (8)-(14) as they stand, states as for `mlstm`."""
    z, i, f, o = (
        inputs["x"] @ p[f"W_{name}"].T + state["h"] @ p[f"R_{name}"].T + p[f"b_{name}"]
        for name in "zifo"
    )
    scale = exp(state["m"])
    c = sigmoid(f) * scale * state["c"] + exp(i) * tanh(z)
    n = sigmoid(f) * scale * state["n"] + exp(i)
    h = sigmoid(o) * (c / n)
    m = stabilised(state["m"], i, sigmoid(f))
    return {"h": h}, {"c": c / exp(m), "h": h, "m": m, "n": n / exp(m)}


# --- RWKV ----------------------------------------------------------------------------


def rwkv4(p: Named, inputs: Named, state: Named) -> Result:
    """Peng et al. (2023), without the exponent p, which the states are divided by."""
    x, old = inputs["x"], state["x_lag1"]
    r, k, v = (
        (p[f"mu_{name}"] * x + (1 - p[f"mu_{name}"]) * old) @ p[f"W_{name}"].T
        for name in "rkv"
    )
    a, b = exp(state["p"]) * state["a"], exp(state["p"]) * state["b"]
    now = exp(p["u"] + k)
    o = (sigmoid(r) * (a + now * v) / (b + now)) @ p["W_o"].T
    a, b = exp(-p["w"]) * a + exp(k) * v, exp(-p["w"]) * b + exp(k)
    exponent = torch.maximum(state["p"] - p["w"], k)
    a, b = a * exp(-exponent), b * exp(-exponent)
    return {"o": o}, {"a": a, "b": b, "p": exponent, "x_lag1": x}


def eagle(p: Named, mixed: Named, decay: Tensor, s: Tensor) -> tuple[Tensor, Tensor]:
    """Peng et al. (2024): the output, and the state of keys times values behind it."""
    r, k, v, g = (mixed[name] @ p[f"W_{name}"].T for name in "rkvg")
    o = read(r, s) + inner(r, p["u"] * k) * v
    o = layer_norm(o, p["gamma"].shape, p["gamma"], p["beta"], eps=1e-5)
    return (silu(g) * o) @ p["W_o"].T, decay[..., None] * s + written(k, v)


def rwkv5(p: Named, inputs: Named, state: Named) -> Result:
    """Peng et al. (2024), Eagle: μ weighs the old input."""
    mixed = {
        name: torch.lerp(inputs["x"], state["x_lag1"], p[f"mu_{name}"])
        for name in "rkvg"
    }
    o, s = eagle(p, mixed, exp(-exp(p["omega"])), state["s"])
    return {"o": o}, {"s": s, "x_lag1": inputs["x"]}


def rwkv6(p: Named, inputs: Named, state: Named) -> Result:
    """Peng et al. (2024), Finch: weights of the mixing and decay through low ranks."""
    x, change = inputs["x"], state["x_lag1"] - inputs["x"]

    def low_rank(name: str, a: Tensor) -> Tensor:
        return p[f"lambda_{name}"] + tanh(a @ p[f"A_{name}"].T) @ p[f"B_{name}"].T

    base = x + change * p["mu_x"]
    mixed = {name: x + change * low_rank(name, base) for name in "wrkvg"}
    decay = exp(-exp(low_rank("d", mixed["w"])))
    o, s = eagle(p, mixed, decay, state["s"])
    return {"o": o}, {"s": s, "x_lag1": x}


def rwkv7(p: Named, inputs: Named, state: Named) -> Result:
    """Peng et al. (2025), first layer; the state is the paper's, values by keys."""
    x, old = inputs["x"], state["x_lag1"]
    xs = {name: x + (old - x) * p[f"mu_{name}"] for name in "rwkvag"}
    r, k, v = (xs[name] @ p[f"W_{name}"].T for name in "rkv")
    a = sigmoid(xs["a"] @ p["A_a"].T @ p["B_a"].T + p["lambda_a"])
    d = tanh(xs["w"] @ p["A_w"].T) @ p["B_w"].T + p["lambda_w"]
    w = exp(-exp(torch.tensor(-0.5, dtype=d.dtype)) * sigmoid(d))
    g = sigmoid(xs["g"] @ p["A_g"].T) @ p["B_g"].T
    removed = direction(k * p["xi"])
    replaced = k * torch.lerp(torch.ones_like(a), a, p["alpha"])
    transition = torch.diag_embed(w) - written(removed, a * removed)
    wkv = state["wkv"] @ transition + written(v, replaced)
    bonus = inner(r, p["rho"] * replaced) * v
    out = layer_norm(read(r, wkv.mT), p["gamma"].shape, p["gamma"], p["beta"], eps=1e-5)
    return {"o": (g * (out + bonus)) @ p["W_o"].T}, {"wkv": wkv, "x_lag1": x}


STEPS: dict[str, Step] = {
    "delta_net": delta_net,
    "fast_weights": fast_weights,
    "gated_delta_net": gated_delta_net,
    "gla": gla,
    "gsa": gated_slots,
    "hgrn2": hgrn2,
    "linear_attention": linear_attention,
    "longhorn": longhorn,
    "mamba2": mamba2,
    "mlstm_beck": mlstm,
    "retnet": retention,
    "rfa_gate": random_features,
    "retnet_heads": retention_of_heads,
    "rwkv4": rwkv4,
    "rwkv5": rwkv5,
    "rwkv6": rwkv6,
    "rwkv7": rwkv7,
    "slstm": slstm,
    "titans_linear": titans_linear,
    "ttt_linear": ttt_linear,
}
