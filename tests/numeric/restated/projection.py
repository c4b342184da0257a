"""Cells whose output is projected before it is fed back, of specs/projection."""

from __future__ import annotations

from torch import Tensor, sigmoid, tanh

from restated.signature import Named, Result, Step


def lstmp(p: Named, inputs: Named, state: Named) -> Result:
    """Sak et al. (2014): gates see a projection of the output, and their own memory.

    The readout sees that projection and another one, which is not fed back.
    """
    x, r_old, c_old = inputs["x"], state["r"], state["c"]

    def total(name: str) -> Tensor:
        from_projection = p["W_rf" if name == "f" else f"W_{name}r"]
        return x @ p[f"W_{name}x"].T + r_old @ from_projection.T + p[f"b_{name}"]

    i = sigmoid(total("i") + p["W_ic"] * c_old)
    f = sigmoid(total("f") + p["W_cf"] * c_old)
    c = f * c_old + i * tanh(total("c"))
    m = sigmoid(total("o") + p["W_oc"] * c) * tanh(c)
    r = m @ p["W_rm"].T
    y = r @ p["W_yr"].T + m @ p["W_pm"].T @ p["W_yp"].T + p["b_y"]
    return {"y": y}, {"c": c, "r": r}


STEPS: dict[str, Step] = {"lstmp": lstmp}
