"""Cells whose matrices are made of others, of specs/structured."""

from __future__ import annotations

import torch
from torch import Tensor, sigmoid, tanh

from restated.signature import Named, Result, Step


def antisymmetric(*, gated: bool, step_size: float = 0.01, gamma: float = 0.01) -> Step:
    """Chang et al. (2019), sections 3.2 and 3.3: one product for gate and candidate."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        x, old = inputs["x"], state["h"]
        through = old @ p["W_h"].T - old @ p["W_h"] - gamma * old
        change = tanh(through + x @ p["V_h"].T + p["b_h"])
        if gated:
            change = change * sigmoid(through + x @ p["V_z"].T + p["b_z"])
        h = old + step_size * change
        return {"h": h}, {"h": h}

    return step


def mixed(m: Tensor, beta: float, gamma: float) -> Tensor:
    """(1 - β)(M + M^T) + β(M - M^T) - γI of Erichson et al. (2021)."""
    return m + (1 - 2 * beta) * m.T - gamma * torch.eye(len(m), dtype=m.dtype)


def lipschitz(
    beta_a: float = 0.75,
    beta_w: float = 0.75,
    gamma_a: float = 0.001,
    gamma_w: float = 0.001,
    step_size: float = 0.03,
) -> Step:
    """Erichson et al. (2021): a step of Euler; what is put out is the new state."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        old = state["h"]
        linear = old @ mixed(p["M_A"], beta_a, gamma_a).T
        from_state = old @ mixed(p["M_W"], beta_w, gamma_w).T
        change = linear + tanh(from_state + inputs["x"] @ p["U"].T + p["b"])
        h = old + step_size * change
        return {"h": h}, {"h": h}

    return step


STEPS: dict[str, Step] = {
    "antisymmetric": antisymmetric(gated=False),
    "antisymmetric_gated": antisymmetric(gated=True),
    "lipschitz": lipschitz(),
}
