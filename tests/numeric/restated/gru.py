"""The gated units of specs/gru, apart from those in restatements.py."""

from __future__ import annotations

import torch
from torch import Tensor, sigmoid, tanh

from restated.signature import Named, Result, Step, joined


def replaced(z: Tensor, old: Tensor, new: Tensor) -> Tensor:
    """Where z is 1 the new value, where it is 0 the old one."""
    return old + z * (new - old)


def simplified_gate(p: Named, name: str, variant: int, old: Tensor) -> Tensor:
    """Of state and bias (variant 1), of the state (2), of the bias alone (3)."""
    if variant == 3:
        return sigmoid(p[f"b_{name}"]).expand_as(old)
    total = old @ p[f"U_{name}"].T
    return sigmoid(total + p[f"b_{name}"] if variant == 1 else total)


def candidate_of(p: Named, x: Tensor, seen: Tensor) -> Tensor:
    return tanh(x @ p["W_h"].T + seen @ p["U_h"].T + p["b_h"])


def dey_gru(variant: int) -> Step:
    """Dey and Salem (2017): the GRU with simplified gates."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        old = state["h"]
        update, reset = (simplified_gate(p, name, variant, old) for name in "zr")
        h = replaced(update, old, candidate_of(p, inputs["x"], reset * old))
        return {"h": h}, {"h": h}

    return step


def heck_mgu(variant: int) -> Step:
    """Heck and Salem (2017): the MGU with a simplified gate."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        old = state["h"]
        forget = simplified_gate(p, "f", variant, old)
        h = replaced(forget, old, candidate_of(p, inputs["x"], forget * old))
        return {"h": h}, {"h": h}

    return step


def mgu(p: Named, inputs: Named, state: Named) -> Result:
    """Zhou et al. (2016): one gate that resets and updates."""
    x, old = inputs["x"], state["h"]
    forget = sigmoid(joined(old, x) @ p["W_f"].T + p["b_f"])
    candidate = tanh(joined(forget * old, x) @ p["W_h"].T + p["b_h"])
    h = replaced(forget, old, candidate)
    return {"h": h}, {"h": h}


def mgu_flax(p: Named, inputs: Named, state: Named) -> Result:
    """Flax's MGUCell: the gate behind the product, and 1 keeps the old value."""
    x, old = inputs["x"], state["h"]
    forget = sigmoid(x @ p["W_if"].T + p["b_if"] + old @ p["W_hf"].T)
    from_state = old @ p["W_hn"].T + p["b_hn"]
    new = tanh(x @ p["W_in"].T + p["b_in"] + forget * from_state)
    h = replaced(1 - forget, old, new)
    return {"h": h}, {"h": h}


def simple_gated_unit(*, deep: bool) -> Step:
    """Gao and Glowacka (2016): SGU and, with a matrix and a sigmoid more, DSGU."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        x, old = inputs["x"], state["h"]
        x_g = x @ p["W_xh"].T + p["b_g"]
        seen = tanh((x_g * old) @ p["W_zxh"].T) * old
        z_out = sigmoid(seen @ p["W_go"].T) if deep else torch.log1p(torch.exp(seen))
        total = x @ p["W_xz"].T + p["b_z"] + old @ p["W_hz"].T
        z = torch.clamp(0.2 * total + 0.5, 0, 1)
        h = replaced(z, old, z_out)
        return {"h": h}, {"h": h}

    return step


def light_gru(*, normalised: bool) -> Step:
    """Ravanelli et al. (2018): no reset gate, a rectified candidate, z keeps.

    Normalised are the products with the input, by statistics that are given, or else
    there is a bias in each sum.
    """

    def step(p: Named, inputs: Named, state: Named) -> Result:
        x, old = inputs["x"], state["h"]

        def total(name: str) -> Tensor:
            from_input, from_state = x @ p[f"W_{name}"].T, old @ p[f"U_{name}"].T
            if not normalised:
                return from_input + from_state + p[f"b_{name}"]
            variance = p[f"s_{name}"] ** 2 + 1e-5
            standard = (from_input - p[f"mu_{name}"]) * torch.rsqrt(variance)
            return p[f"gamma_{name}"] * standard + p[f"beta_{name}"] + from_state

        h = replaced(1 - sigmoid(total("z")), old, torch.relu(total("h")))
        return {"h": h}, {"h": h}

    return step


def content_adaptive(p: Named, inputs: Named, state: Named) -> Result:
    """Chan et al. (2020): the update gate scaled by the content of the word."""
    v, old = inputs["v"], state["h"]
    word = v @ p["W_vn"].T + p["b_vn"]
    candidate = tanh(old @ p["W_hn"].T + p["b_hn"] + word)
    update = sigmoid(
        old @ p["W_hz"].T + p["b_hz"] + v @ p["W_vz"].T + p["b_vz"],
    )
    h = torch.lerp(old, candidate, sigmoid(word) * update)
    return {"h": h}, {"h": h}


def recurrent_attention(p: Named, inputs: Named, state: Named) -> Result:
    """Zhong et al. (2018): to the state of a GRU, where z keeps, attention adds."""
    x, old = inputs["x"], state["h"]

    def total(name: str, seen: Tensor) -> Tensor:
        return x @ p[f"W_x{name}"].T + seen @ p[f"W_h{name}"].T + p[f"b_{name}"]

    r, z = sigmoid(total("r", old)), sigmoid(total("z", old))
    both = torch.cat([x, old], dim=1)
    weights = torch.softmax(both @ p["W_c"].T + p["b_c"], dim=1)
    attended = weights * torch.relu(both @ p["W_h_hat"].T + p["b_h_hat"])
    h = (1 - z) * tanh(total("h", r * old)) + z * old + attended
    return {"h": h}, {"h": h}


STEPS: dict[str, Step] = {
    "gru1": dey_gru(1),
    "gru2": dey_gru(2),
    "gru3": dey_gru(3),
    "mgu": mgu,
    "mgu1": heck_mgu(1),
    "mgu2": heck_mgu(2),
    "mgu3": heck_mgu(3),
    "mgu_flax": mgu_flax,
    "sgu": simple_gated_unit(deep=False),
    "dsgu": simple_gated_unit(deep=True),
    "ligru": light_gru(normalised=True),
    "ligru_plain": light_gru(normalised=False),
    "caru": content_adaptive,
    "rau": recurrent_attention,
}
