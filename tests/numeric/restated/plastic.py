"""Networks whose connections change with the activity of their units.

A trace has a row for the unit that a connection starts at, (B, from, to).
"""

from __future__ import annotations

import torch
from torch import Tensor, tanh

from restated.signature import Named, Result, Step


def received(p: Named, state: Named) -> Tensor:
    """What each unit receives of the others, by fixed and by plastic weights."""
    weights = p["w"] + p["alpha"] * state["Hebb"]
    return torch.einsum("bi,bij->bj", state["x"], weights)


def together(before: Tensor, after: Tensor) -> Tensor:
    return torch.einsum("bi,bj->bij", before, after)


def plastic_rnn(p: Named, inputs: Named, state: Named) -> Result:
    """Miconi et al. (2018), (1) and (2)."""
    x = tanh(received(p, state) + inputs["u"])
    trace = torch.lerp(state["Hebb"], together(state["x"], x), p["eta"])
    return {"x": x}, {"Hebb": trace, "x": x}


def modulated(p: Named, inputs: Named, state: Named) -> tuple[Tensor, Tensor]:
    """The units, and M as a number for all connections."""
    x = tanh(received(p, state) + inputs["u"] @ p["U"].T + p["b"])
    return x, tanh((x * p["w_M"]).sum(dim=-1) + p["b_M"])[:, None, None]


def backpropamine(p: Named, inputs: Named, state: Named) -> Result:
    """Miconi et al. (2019), (1) and (3)."""
    x, signal = modulated(p, inputs, state)
    trace = state["Hebb"] + signal * together(state["x"], x)
    return {"x": x}, {"Hebb": trace.clamp(-1, 1), "x": x}


def backpropamine_trace(p: Named, inputs: Named, state: Named) -> Result:
    """Miconi et al. (2019), (1), (4) and (5)."""
    x, signal = modulated(p, inputs, state)
    trace = (state["Hebb"] + signal * state["E"]).clamp(-1, 1)
    eligible = torch.lerp(state["E"], together(state["x"], x), p["eta"])
    return {"x": x}, {"E": eligible, "Hebb": trace, "x": x}


STEPS: dict[str, Step] = {
    "backpropamine": backpropamine,
    "backpropamine_trace": backpropamine_trace,
    "plastic_rnn": plastic_rnn,
}
