"""Cells that exchange more than one vector with the layers below and above."""

from __future__ import annotations

from torch import Tensor, sigmoid, tanh

from restated.signature import Named, Result, Step, joined


def depth_gated(p: Named, inputs: Named, state: Named) -> Result:
    """Yao et al. (2015): full matrices from c to the gates, vectors in the new one."""
    x, below = inputs["x"], inputs["c_below"]
    h_old, c_old = state["h"], state["c"]

    def unit(name: str) -> Tensor:
        return x @ p[f"W_x{name}"].T + h_old @ p[f"W_h{name}"].T

    i, f = (sigmoid(unit(name) + c_old @ p[f"W_c{name}"].T) for name in "if")
    by_cells = p["w_cd"] * c_old + p["w_ld"] * below
    d = sigmoid(x @ p["W_xd"].T + by_cells + p["b_d"])
    c = d * below + f * c_old + i * tanh(unit("c"))
    h = sigmoid(unit("o") + c @ p["W_co"].T) * tanh(c)
    return {"h": h, "c": c}, {"c": c, "h": h}


def highway(p: Named, inputs: Named, state: Named) -> Result:
    """Zhang et al. (2016): the same gate on an LSTM with diagonal peepholes."""
    x, below = inputs["x"], inputs["c_below"]
    m_old, c_old = state["m"], state["c"]

    def unit(name: str) -> Tensor:
        return x @ p[f"W_x{name}"].T + m_old @ p[f"W_m{name}"].T + p[f"b_{name}"]

    i, f = (sigmoid(unit(name) + c_old * p[f"w_c{name}"]) for name in "if")
    by_cells = p["w_cd"] * c_old + p["w_ld"] * below
    carry = sigmoid(x @ p["W_xd"].T + by_cells + p["b_d"])
    c = carry * below + f * c_old + i * tanh(unit("c"))
    m = sigmoid(unit("o") + c * p["w_co"]) * tanh(c)
    return {"m": m, "c": c}, {"c": c, "m": m}


def gated_feedback(layers: int = 3) -> Step:
    """Chung et al. (2015): each layer sees all old states, through a gate for each."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        old = [state[f"h_{i}"] for i in range(1, layers + 1)]
        everything = joined(*old)
        below, new = inputs["x"], {}
        for j in range(1, layers + 1):
            total = below @ p[f"W_{j}"].T
            for i, h_old in enumerate(old, start=1):
                seen = below @ p[f"w_g_{i}to{j}"] + everything @ p[f"u_g_{i}to{j}"]
                total = total + sigmoid(seen)[:, None] * (h_old @ p[f"U_{i}to{j}"].T)
            below = new[f"h_{j}"] = tanh(total)
        return {f"h_{layers}": below}, new

    return step


def grid(p: Named, inputs: Named, state: Named) -> Result:
    """Kalchbrenner et al. (2015): an LSTM for time, 1, and one for depth, 2."""
    hidden = joined(state["h_1"], inputs["h_2"])

    def lstm(dimension: int, memory: Tensor) -> tuple[Tensor, Tensor]:
        def unit(name: str) -> Tensor:
            return hidden @ p[f"W_{dimension}_{name}"].T

        u, f, o = (sigmoid(unit(name)) for name in "ufo")
        memory = f * memory + u * tanh(unit("c"))
        return tanh(o * memory), memory

    h_1, m_1 = lstm(1, state["m_1"])
    h_2, m_2 = lstm(2, inputs["m_2"])
    outputs = {"h_1": h_1, "h_2_prime": h_2, "m_2_prime": m_2}
    return outputs, {"h_1": h_1, "m_1": m_1}


STEPS: dict[str, Step] = {
    "depth_gated_lstm": depth_gated,
    "highway_lstm": highway,
    "gf_rnn": gated_feedback(),
    "grid_lstm": grid,
}
