"""The negative bounds of variational cells, whole: one number for all steps.

Written with what NumPy and PyTorch both have, so that one text serves the complex step
and autograd. Divergences are those of the closed form, likelihoods are densities and
probabilities under a logarithm: nothing is arranged as the specs have it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

Arrays = dict[str, Any]


class Parts:
    """Functions and layers over the parameters of a cell.

    Arguments:
        xp: the module `numpy` or `torch`.
        p: the parameters by name.
    """

    def __init__(self, xp: Any, p: Arrays) -> None:
        self.xp = xp
        self.p = p

    def sigmoid(self, a: Any) -> Any:
        return 1 / (1 + self.xp.exp(-a))

    def softplus(self, a: Any) -> Any:
        return self.xp.log(1 + self.xp.exp(a))

    def relu(self, a: Any) -> Any:
        return self.xp.where(a.real > 0, a, 0 * a)

    def magnitude(self, a: Any) -> Any:
        return self.xp.where(a.real > 0, a, -a)

    def layer(self, name: str, *seen: Any) -> Any:
        joined = self.xp.concatenate(seen, axis=-1)
        return joined @ self.p[f"W_{name}"].T + self.p[f"b_{name}"]

    def lstm(self, end: str, c: Any, *seen: Any) -> tuple[Any, Any]:
        """The new h and c."""
        i, f, o = (self.sigmoid(self.layer(gate + end, *seen)) for gate in "ifo")
        c = f * c + i * self.xp.tanh(self.layer("g" + end, *seen))
        return o * self.xp.tanh(c), c

    def divergence(self, mean: Any, sd: Any, mean_0: Any = 0, sd_0: Any = 1) -> Any:
        """KL(N(mean, sd²) ‖ N(mean_0, sd_0²)), summed over all components."""
        spread = (sd**2 + (mean - mean_0) ** 2) / (2 * sd_0**2)
        return (spread - 0.5 - self.xp.log(sd / sd_0)).sum()

    def normal(self, x: Any, mean: Any, sd: Any) -> Any:
        """The logarithm of the density of x, summed over all components."""
        density = self.xp.exp(-(((x - mean) / sd) ** 2) / 2) / (
            sd * math.sqrt(math.tau)
        )
        return self.xp.log(density).sum()

    def bernoulli(self, x: Any, logits: Any) -> Any:
        """The logarithm of the probability of x, summed over all components."""
        y = self.sigmoid(logits)
        return (x * self.xp.log(y) + (1 - x) * self.xp.log(1 - y)).sum()


def vrnn(xp: Any, p: Arrays, inputs: Arrays, state: Arrays) -> Any:
    """Chung et al. (2015): Σ_t KL(q(z_t) ‖ p(z_t)) - log p(x_t | z_≤t, x_<t)."""
    parts, h, c, loss = Parts(xp, p), state["h"], state["c"], 0
    layer, softplus = parts.layer, parts.softplus
    for x, epsilon in zip(inputs["x"], inputs["epsilon"], strict=True):
        hidden = parts.relu(layer("prior", h))
        prior = layer("mu_0", hidden), softplus(layer("sigma_0", hidden))
        of_x = parts.relu(layer("x", x))
        hidden = parts.relu(layer("enc", of_x, h))
        mean, sd = layer("mu_z", hidden), softplus(layer("sigma_z", hidden))
        of_z = parts.relu(layer("z", mean + sd * epsilon))
        hidden = parts.relu(layer("dec", of_z, h))
        given = layer("mu_x", hidden), softplus(layer("sigma_x", hidden))
        h, c = parts.lstm("", c, of_x, of_z, h)
        loss = loss + parts.divergence(mean, sd, *prior) - parts.normal(x, *given)
    return loss


def storn(xp: Any, p: Arrays, inputs: Arrays, state: Arrays) -> Any:
    """Bayer and Osendorfer (2014): the prior is N(0, I), x_t is Bernoulli."""
    parts, loss = Parts(xp, p), 0
    h_r, h, before = state["h_r"], state["h"], state["x_lag1"]
    for x, epsilon in zip(inputs["x"], inputs["epsilon"], strict=True):
        h_r = xp.tanh(x @ p["W_in_r"].T + h_r @ p["W_rec_r"].T + p["b_r"])
        mean = h_r @ p["W_mu_r"].T + p["b_mu_r"]
        sd = parts.magnitude(h_r @ p["W_v_r"].T + p["b_v_r"])
        z = mean + sd * epsilon
        driven = before @ p["W_in"].T + z @ p["W_z"].T
        h, before = xp.tanh(driven + h @ p["W_rec"].T + p["b"]), x
        likelihood = parts.bernoulli(x, parts.layer("out", h))
        loss = loss + parts.divergence(mean, sd) - likelihood
    return loss


def draw(xp: Any, p: Arrays, inputs: Arrays, state: Arrays) -> Any:
    """Gregor et al. (2015): Σ_t KL(Q(z_t) ‖ N(0, I)) - log D(x | c_T)."""
    parts, canvas, loss = Parts(xp, p), state["c"], 0
    h_enc, s_enc = state["h_enc"], state["s_enc"]
    h_dec, s_dec = state["h_dec"], state["s_dec"]
    for x, epsilon in zip(inputs["x"], inputs["epsilon"], strict=True):
        error = x - parts.sigmoid(canvas)
        h_enc, s_enc = parts.lstm("_enc", s_enc, x, error, h_dec, h_enc)
        mean, sd = parts.layer("mu", h_enc), xp.exp(parts.layer("sigma", h_enc))
        h_dec, s_dec = parts.lstm("_dec", s_dec, mean + sd * epsilon, h_dec)
        canvas = canvas + parts.layer("write", h_dec)
        loss = loss + parts.divergence(mean, sd)
    return loss - parts.bernoulli(inputs["x"][-1], canvas)


BOUNDS: dict[str, Callable[[Any, Arrays, Arrays, Arrays], Any]] = {
    "draw": draw,
    "storn": storn,
    "vrnn": vrnn,
}
