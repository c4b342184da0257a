"""The cell of the spec beside it by PyTorch's own kernel, `torch.nn.RNN`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def prepared(
    params: dict[str, Any], inputs: dict[str, Any], d_out: tuple[Any, ...]
) -> Callable[[], tuple[dict[str, Any], ...]]:
    """A run of forward and backward; it gives d_params, d_inputs and d_state by name.

    params, inputs, d_out: as the generated module of the cell has them.
    """
    n, wide = params["W_xh"].shape
    x = torch.tensor(inputs["x"], requires_grad=True)
    d_h = torch.tensor(d_out[0])
    cell = torch.nn.RNN(wide, n, dtype=x.dtype)
    kernel = {
        "W_xh": cell.weight_ih_l0,
        "W_hh": cell.weight_hh_l0,
        "b_h": cell.bias_ih_l0,
    }
    with torch.no_grad():
        cell.bias_hh_l0.zero_()
        for name, weight in kernel.items():
            weight.copy_(torch.tensor(params[name]))
    start = torch.zeros(1, x.shape[1], n, dtype=x.dtype, requires_grad=True)
    leaves = [*kernel.values(), x, start]

    def run() -> tuple[dict[str, Any], ...]:
        out, _ = cell(x, start)
        *d_kernel, d_x, d_start = torch.autograd.grad(out, leaves, d_h)
        d_params = dict(zip(kernel, d_kernel, strict=True))
        return d_params, {"x": d_x}, {"h": d_start[0]}

    return run
