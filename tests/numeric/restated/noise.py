"""Cells with noise, restated: its values are inputs."""

from __future__ import annotations

import torch
from torch import Tensor, exp, relu, sigmoid, tanh
from torch.distributions import Bernoulli, Normal, kl_divergence

from restated.signature import Named, Result, Step, joined


def total(terms: Tensor) -> Tensor:
    """One number for each row."""
    return terms.sum(dim=-1, keepdim=True)


def affine(p: Named, name: str, x: Tensor) -> Tensor:
    return x @ p[f"W_{name}"].T + p[f"b_{name}"]


def softplus(a: Tensor) -> Tensor:
    """PyTorch's own is the identity above 20, which is 2e-9 less."""
    return torch.logaddexp(a, torch.zeros_like(a))


def long_short(p: Named, end: str, seen: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
    """h and c of an LSTM without peepholes; the matrices are W_i and so on."""
    i, f, o = (sigmoid(affine(p, name + end, seen)) for name in "ifo")
    c = f * c + i * tanh(affine(p, "g" + end, seen))
    return o * tanh(c), c


def vrnn(p: Named, inputs: Named, state: Named) -> Result:
    """Chung et al. (2015), each φ_τ with one hidden layer of rectifiers."""
    x, h = inputs["x"], state["h"]

    def gaussian(name: str, hidden: Tensor) -> Normal:
        scale = softplus(affine(p, f"sigma_{name}", hidden))
        return Normal(affine(p, f"mu_{name}", hidden), scale)

    prior = gaussian("0", relu(affine(p, "prior", h)))
    of_x = relu(affine(p, "x", x))
    posterior = gaussian("z", relu(affine(p, "enc", joined(of_x, h))))
    z = posterior.loc + posterior.scale * inputs["epsilon"]
    of_z = relu(affine(p, "z", z))
    generated = gaussian("x", relu(affine(p, "dec", joined(of_z, h))))
    h, c = long_short(p, "", joined(of_x, of_z, h), state["c"])
    outputs = {
        "h": h,
        "mu_x": generated.loc,
        "sigma_x": generated.scale,
        "KL": total(kl_divergence(posterior, prior)),
        "ell": total(generated.log_prob(x)),
    }
    return outputs, {"c": c, "h": h}


def standard(like: Tensor) -> Normal:
    return Normal(torch.zeros_like(like), torch.ones_like(like))


def storn(p: Named, inputs: Named, state: Named) -> Result:
    """Bayer and Osendorfer (2014): the variance is a square, the prior N(0, I)."""
    x = inputs["x"]
    recognised = x @ p["W_in_r"].T + state["h_r"] @ p["W_rec_r"].T + p["b_r"]
    h_r = tanh(recognised)
    variance = (h_r @ p["W_v_r"].T + p["b_v_r"]) ** 2
    posterior = Normal(h_r @ p["W_mu_r"].T + p["b_mu_r"], variance.sqrt())
    z = posterior.loc + posterior.scale * inputs["epsilon"]
    seen = joined(state["x_lag1"], z, state["h"])
    h = tanh(seen @ torch.cat([p["W_in"], p["W_z"], p["W_rec"]], dim=1).T + p["b"])
    logits = affine(p, "out", h)
    outputs = {
        "h": h,
        "y": sigmoid(logits),
        "KL": total(kl_divergence(posterior, standard(z))),
        "ell": total(Bernoulli(logits=logits, validate_args=False).log_prob(x)),
    }
    return outputs, {"h_r": h_r, "h": h, "x_lag1": x}


def unlikeliness(image: Tensor, canvas: Tensor, axes: int = 1) -> Tensor:
    """-log D(image | canvas), one number for each image of one or two axes."""
    each = Bernoulli(logits=canvas, validate_args=False).log_prob(image)
    return -total(each.flatten(-axes))


def draw(p: Named, inputs: Named, state: Named) -> Result:
    """Gregor et al. (2015) without attention: read is [x, x̂], write is affine."""
    x, canvas = inputs["x"], state["c"]
    read = joined(x, x - sigmoid(canvas))
    seen = joined(read, state["h_dec"], state["h_enc"])
    h_enc, s_enc = long_short(p, "_enc", seen, state["s_enc"])
    posterior = Normal(affine(p, "mu", h_enc), exp(affine(p, "sigma", h_enc)))
    z = posterior.loc + posterior.scale * inputs["epsilon"]
    seen = joined(z, state["h_dec"])
    h_dec, s_dec = long_short(p, "_dec", seen, state["s_dec"])
    canvas = canvas + affine(p, "write", h_dec)
    loss = total(kl_divergence(posterior, standard(z)))
    new = {"s_enc": s_enc, "h_enc": h_enc, "s_dec": s_dec, "h_dec": h_dec}
    outputs = {"c": canvas, "L_z": loss, "L_x": unlikeliness(x, canvas)}
    return outputs, new | {"c": canvas}


N = 2
"""Read and written are N × N pixels."""


def filters(p: Named, hat: str, h: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """γ (batch, 1, 1) and the filterbanks F_X, F_Y (batch, N, pixels) of an h^dec."""

    def number(name: str) -> Tensor:
        return h @ p[f"w_{hat}{name}"] + p[f"b_{hat}{name}"]

    pixels = {"X": torch.cumsum(p["u"], 0), "Y": torch.cumsum(p["v"], 0)}
    counts = {"X": p["u"].sum(), "Y": p["v"].sum()}
    longer = torch.maximum(counts["X"], counts["Y"])
    stride = (longer - 1) / (N - 1) * exp(number("delta"))
    grid = torch.arange(1, N + 1, dtype=h.dtype) - N / 2 - 0.5

    def bank(axis: str) -> Tensor:
        centre = (counts[axis] + 1) / 2 * (number(axis) + 1)
        mu = centre[:, None] + grid * stride[:, None]
        energy = (pixels[axis] - mu[..., None]) ** 2 / (2 * exp(number("s")))[
            :, None, None
        ]
        return torch.exp(-energy - torch.logsumexp(-energy, -1, keepdim=True))

    return exp(number("gamma"))[:, None, None], bank("X"), bank("Y")


def draw_attention(p: Named, inputs: Named, state: Named) -> Result:
    """Gregor et al. (2015): γ F_Y x F_X^T is read, F_Y^T w F_X / γ is added."""
    x, canvas = inputs["X"], state["C"]
    gamma, f_x, f_y = filters(p, "", state["h_dec"])
    images = (x, x - sigmoid(canvas))
    glimpses = [(gamma * (f_y @ image @ f_x.mT)).flatten(1) for image in images]
    seen = joined(*glimpses, state["h_dec"], state["h_enc"])
    h_enc, s_enc = long_short(p, "_enc", seen, state["s_enc"])
    posterior = Normal(affine(p, "mu", h_enc), exp(affine(p, "sigma", h_enc)))
    z = posterior.loc + posterior.scale * inputs["epsilon"]
    seen = joined(z, state["h_dec"])
    h_dec, s_dec = long_short(p, "_dec", seen, state["s_dec"])
    gamma, f_x, f_y = filters(p, "hat_", h_dec)
    places = [f"{m}_{n}" for m in range(1, N + 1) for n in range(1, N + 1)]
    written = [h_dec @ p[f"k_{place}"] + p[f"beta_{place}"] for place in places]
    patch = torch.stack(written, dim=-1).unflatten(-1, (N, N))
    canvas = canvas + f_y.mT @ patch @ f_x / gamma
    loss = total(kl_divergence(posterior, standard(z)))
    new = {"s_enc": s_enc, "h_enc": h_enc, "s_dec": s_dec, "h_dec": h_dec}
    outputs = {"C": canvas, "L_z": loss, "L_x": unlikeliness(x, canvas, 2)}
    return outputs, new | {"C": canvas}


KEPT = 0.9


def dropout_lstm(p: Named, inputs: Named, state: Named) -> Result:
    """Semeniuta et al. (2016): a mask on what is added to the cell, and only there."""
    seen = joined(inputs["x"], state["h"])
    i, f, o = (sigmoid(affine(p, name, seen)) for name in "ifo")
    dropped = inputs["m"] * tanh(affine(p, "g", seen)) / KEPT
    c = f * state["c"] + i * dropped
    h = o * tanh(c)
    return {"h": h}, {"c": c, "h": h}


def dropout_gru(p: Named, inputs: Named, state: Named) -> Result:
    x, old = inputs["x"], state["h"]
    z, r = (sigmoid(affine(p, name, joined(x, old))) for name in "zr")
    dropped = inputs["m"] * tanh(affine(p, "g", joined(x, r * old))) / KEPT
    h = torch.lerp(old, dropped, z)
    return {"h": h}, {"h": h}


STEPS: dict[str, Step] = {
    "draw": draw,
    "draw_attention": draw_attention,
    "dropout_gru": dropout_gru,
    "dropout_lstm": dropout_lstm,
    "storn": storn,
    "vrnn": vrnn,
}
