"""The cell of the spec beside it by PyTorch's own kernel, `torch.nn.GRU`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

GATES = "rzn"  # in the order in which PyTorch stacks them


def prepared(
    params: dict[str, Any], inputs: dict[str, Any], d_out: tuple[Any, ...]
) -> Callable[[], tuple[dict[str, Any], ...]]:
    """A run of forward and backward; it gives d_params, d_inputs and d_state by name.

    params, inputs, d_out: as the generated module of the cell has them.
    """
    n, wide = params["W_ir"].shape
    x = torch.tensor(inputs["x"], requires_grad=True)
    d_h = torch.tensor(d_out[0])
    cell = torch.nn.GRU(wide, n, dtype=x.dtype)
    kernel = {
        "W_i": cell.weight_ih_l0,
        "W_h": cell.weight_hh_l0,
        "b_i": cell.bias_ih_l0,
        "b_h": cell.bias_hh_l0,
    }
    with torch.no_grad():
        for stem, weight in kernel.items():
            parts = [torch.tensor(params[f"{stem}{gate}"]) for gate in GATES]
            weight.copy_(torch.cat(parts))
    start = torch.zeros(1, x.shape[1], n, dtype=x.dtype, requires_grad=True)
    leaves = [*kernel.values(), x, start]

    def run() -> tuple[dict[str, Any], ...]:
        out, _ = cell(x, start)
        *d_kernel, d_x, d_start = torch.autograd.grad(out, leaves, d_h)
        d_params = {
            f"{stem}{gate}": part
            for stem, d in zip(kernel, d_kernel, strict=True)
            for gate, part in zip(GATES, d.chunk(3), strict=True)
        }
        return d_params, {"x": d_x}, {"h": d_start[0]}

    return run
