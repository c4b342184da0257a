"""The simple networks of specs/elman, apart from those in restatements.py."""

from __future__ import annotations

import torch
from torch import Tensor, sigmoid

from restated.signature import Named, Result, Step


def jordan_layers(p: Named, x: Tensor, context: Tensor) -> Tensor:
    """The hidden layer, which sees the context, and the output: both logistic."""
    h = sigmoid(x @ p["W_h"].T + context @ p["U_h"].T + p["b_h"])
    return sigmoid(h @ p["W_y"].T + p["b_y"])


def jordan(p: Named, inputs: Named, state: Named) -> Result:
    """The context is the last output."""
    y = jordan_layers(p, inputs["x"], state["y"])
    return {"y": y}, {"y": y}


def jordan_state(p: Named, inputs: Named, state: Named) -> Result:
    """Jordan (1986): state units that get the last output and half of themselves."""
    s = 0.5 * state["s"] + state["y"]
    y = jordan_layers(p, inputs["x"], s)
    return {"y": y}, {"s": s, "y": y}


def rin(p: Named, inputs: Named, state: Named) -> Result:
    """Hu et al. (2018), (12): h_{t-1} as a term of its own, beside U h_{t-1}."""
    old = state["h"]
    h = torch.relu(inputs["x"] @ p["W"].T + old @ p["U"].T + old + p["b"])
    return {"h": h}, {"h": h}


STEPS: dict[str, Step] = {"jordan": jordan, "jordan_state": jordan_state, "rin": rin}
