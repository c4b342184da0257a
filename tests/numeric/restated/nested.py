"""Cells whose memory is computed by a cell."""

from __future__ import annotations

from torch import Tensor, sigmoid, tanh

from restated.signature import Named, Result, Step


def nested_lstm(p: Named, inputs: Named, state: Named) -> Result:
    """Moniz and Krueger (2017): an LSTM in the place of the sum, both with tanh."""

    def gates(hat: str, x: Tensor, h: Tensor) -> list[Tensor]:
        return [
            x @ p[f"W{hat}_x{gate}"].T
            + h @ p[f"W{hat}_h{gate}"].T
            + p[f"b{hat}_{gate}"]
            for gate in "ifco"
        ]

    i, f, c, o = gates("", inputs["x"], state["h"])
    h_inner, x_inner = sigmoid(f) * state["c"], sigmoid(i) * tanh(c)
    i_inner, f_inner, c_inner, o_inner = gates("_hat", x_inner, h_inner)
    memory = sigmoid(f_inner) * state["c_hat"] + sigmoid(i_inner) * tanh(c_inner)
    outer = sigmoid(o_inner) * tanh(memory)
    h = sigmoid(o) * tanh(outer)
    return {"h": h}, {"c": outer, "c_hat": memory, "h": h}


STEPS: dict[str, Step] = {"nested_lstm": nested_lstm}
