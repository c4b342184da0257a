"""Cells whose matrices are made of others, or of blocks, of specs/structured."""

from __future__ import annotations

import torch
from torch import Tensor, sigmoid, tanh

from restated.signature import Named, Result, Step, joined


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


def clockwork(modules: int = 4) -> Step:
    """Koutník et al. (2014): module i moves at every 2^(i-1)th step, the first is 1.

    A block row of the matrix begins at the module itself: it sees no faster ones.
    """

    def step(p: Named, inputs: Named, state: Named) -> Result:
        count = state["t_"] + 1
        old = [state[f"y_{i}"] for i in range(1, modules + 1)]
        new: dict[str, Tensor] = {}
        for i in range(1, modules + 1):
            blocks = [p[f"W_H_{i}_{j}"] for j in range(i, modules + 1)]
            total = joined(*old[i - 1 :]) @ joined(*blocks).T
            moved = tanh(total + inputs["x"] @ p[f"W_I_{i}"].T)
            awake = torch.remainder(count, 2 ** (i - 1)) == 0
            new[f"y_{i}"] = torch.where(awake, moved, old[i - 1])
        return {"y": joined(*new.values())}, {"t_": count, **new}

    return step


def grouped_lstm(groups: int = 2) -> Step:
    """Kuchaiev and Ginsburg (2017): LSTMs side by side, for the parts of the input."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        new: dict[str, Tensor] = {}
        hidden = []
        for j in range(1, groups + 1):
            seen = joined(inputs[f"x_{j}"], state[f"h_{j}"])
            total = {n: seen @ p[f"W_{n}_{j}"].T + p[f"b_{n}_{j}"] for n in "ifog"}
            i, f, o = (sigmoid(total[name]) for name in "ifo")
            c = f * state[f"c_{j}"] + i * tanh(total["g"])
            h = o * tanh(c)
            hidden.append(h)
            new |= {f"c_{j}": c, f"h_{j}": h}
        return {"h": joined(*hidden)}, new

    return step


STEPS: dict[str, Step] = {
    "antisymmetric": antisymmetric(gated=False),
    "antisymmetric_gated": antisymmetric(gated=True),
    "lipschitz": lipschitz(),
    "clockwork_rnn": clockwork(),
    "group_lstm": grouped_lstm(),
}
