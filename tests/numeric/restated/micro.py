"""Cells that take several steps between one step of time and the next."""

from __future__ import annotations

import torch
from torch import Tensor, sigmoid, tanh

from restated.signature import Named, Result, Step


def recurrent_highway(depth: int = 3) -> Step:
    """Zilly et al. (2017), (6)-(9), with the gates coupled: what is not new is kept."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        s = state["y"]
        for layer in range(1, depth + 1):
            parts = {}
            for name in "HT":
                total = s @ p[f"R_{name}_{layer}"].T + p[f"b_{name}_{layer}"]
                if layer == 1:
                    total = total + inputs["x"] @ p[f"W_{name}"].T
                parts[name] = total
            s = torch.lerp(s, tanh(parts["H"]), sigmoid(parts["T"]))
        return {"y": s}, {"y": s}

    return step


def mogrifier(rounds: int = 5) -> Step:
    """Melis et al. (2020): input and state gate each other, then comes an LSTM."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        x, h_old = inputs["x"], state["h"]
        for i in range(1, rounds + 1):
            if i % 2:
                x = 2 * sigmoid(h_old @ p[f"Q_{i}"].T) * x
            else:
                h_old = 2 * sigmoid(x @ p[f"R_{i}"].T) * h_old

        def unit(name: str) -> Tensor:
            from_state = h_old @ p[f"W_{name}h"].T
            return x @ p[f"W_{name}x"].T + from_state + p[f"b_{name}"]

        f, i_gate, o = (sigmoid(unit(name)) for name in "fio")
        c = f * state["c"] + i_gate * tanh(unit("j"))
        h = o * tanh(c)
        return {"h": h}, {"c": c, "h": h}

    return step


# --- Pascanu et al., whose matrices are transposed -----------------------------------


def deep_transition(p: Named, inputs: Named, state: Named) -> Result:
    h = tanh(state["h"] @ p["U_1"] + inputs["x"] @ p["W"])
    for layer in (2, 3):
        h = tanh(h @ p[f"U_{layer}"])
    return {"h": h}, {"h": h}


def deep_output(p: Named, inputs: Named, state: Named) -> Result:
    """Two layers to the new state, and two from there to the output."""
    between = tanh(state["h"] @ p["U_1"] + inputs["x"] @ p["W"])
    h = tanh(between @ p["U_2"])
    return {"y": sigmoid(tanh(h @ p["V_1"]) @ p["V_2"])}, {"h": h}


def shortcut(p: Named, inputs: Named, state: Named) -> Result:
    """The old state enters at the second layer too; as in the authors' GroundHog."""
    between = tanh(state["h"] @ p["U_1"] + inputs["x"] @ p["W"])
    h = tanh(between @ p["U_2"] + state["h"] @ p["S"] + p["b"])
    return {"h": h}, {"h": h}


# --- Mujika et al. -------------------------------------------------------------------


def fast_slow(fast: int = 4) -> Step:
    """One state goes through `fast` LSTMs; the slow one listens to the first of them.

    The second hears the slow one, the others only the state.
    """

    def lstm(
        p: Named, label: str, heard: Tensor | None, h: Tensor, c: Tensor
    ) -> tuple[Tensor, Tensor]:
        def unit(name: str) -> Tensor:
            total = h @ p[f"W_{name}_{label}"].T + p[f"b_{name}_{label}"]
            return total if heard is None else total + heard @ p[f"U_{name}_{label}"].T

        c = sigmoid(unit("f")) * c + sigmoid(unit("i")) * tanh(unit("g"))
        return sigmoid(unit("o")) * tanh(c), c

    def step(p: Named, inputs: Named, state: Named) -> Result:
        last = str(fast)
        h, c = lstm(p, "1", inputs["x"], state[f"h_{last}"], state[f"c_{last}"])
        h_slow, c_slow = lstm(p, "S", h, state["h_S"], state["c_S"])
        for label in range(2, fast + 1):
            h, c = lstm(p, str(label), h_slow if label == 2 else None, h, c)
        slow = {"h_S": h_slow, "c_S": c_slow}
        return {f"h_{last}": h}, slow | {f"h_{last}": h, f"c_{last}": c}

    return step


STEPS: dict[str, Step] = {
    "rhn": recurrent_highway(),
    "mogrifier_lstm": mogrifier(),
    "deep_transition": deep_transition,
    "dot_rnn": deep_output,
    "deep_transition_shortcut": shortcut,
    "fast_slow_lstm": fast_slow(),
}
