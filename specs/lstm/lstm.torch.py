"""The cell of the spec beside it by PyTorch's own kernel, `torch.nn.LSTM`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

GATES = "ifCo"  # in the order in which PyTorch stacks them


def prepared(
    params: dict[str, Any], inputs: dict[str, Any], d_out: tuple[Any, ...]
) -> Callable[[], tuple[dict[str, Any], ...]]:
    """A run of forward and backward; it gives d_params, d_inputs and d_state by name.

    params, inputs, d_out: as the generated module of the cell has them.
    """
    n, wide = params["W_f"].shape
    x = torch.tensor(inputs["x"], requires_grad=True)
    d_h = torch.tensor(d_out[0])
    cell = torch.nn.LSTM(wide - n, n, dtype=x.dtype)
    weights = torch.cat([torch.tensor(params[f"W_{gate}"]) for gate in GATES])
    biases = torch.cat([torch.tensor(params[f"b_{gate}"]) for gate in GATES])
    with torch.no_grad():
        cell.weight_hh_l0.copy_(weights[:, :n])
        cell.weight_ih_l0.copy_(weights[:, n:])
        cell.bias_ih_l0.copy_(biases)
        cell.bias_hh_l0.zero_()
    start = torch.zeros(2, 1, x.shape[1], n, dtype=x.dtype, requires_grad=True)
    kernel = [cell.weight_hh_l0, cell.weight_ih_l0, cell.bias_ih_l0, x, start]

    def run() -> tuple[dict[str, Any], ...]:
        out, _ = cell(x, (start[0], start[1]))
        d_W_h, d_W_x, d_b, d_x, d_start = torch.autograd.grad(out, kernel, d_h)
        rows = {gate: slice(k * n, (k + 1) * n) for k, gate in enumerate(GATES)}
        d_params = {
            f"W_{gate}": torch.cat([d_W_h[at], d_W_x[at]], 1)
            for gate, at in rows.items()
        }
        d_params |= {f"b_{gate}": d_b[at] for gate, at in rows.items()}
        return d_params, {"x": d_x}, {"h": d_start[0, 0], "C": d_start[1, 0]}

    return run
