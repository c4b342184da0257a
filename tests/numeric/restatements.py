"""The cells of the zoo restated in PyTorch, from the papers and not from the specs.

Input: parameters by their generated names, inputs and states as batches of row
vectors. Output: the outputs of one step and the new states. Nothing here is derived
from a spec or from the compiler; only the names of the parameters are shared with it.
Values and gradients (by autograd) are the reference for the generated modules.

Everything here needs torch: import it only where torch is known to be installed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from restated import STEPS as RESTATED
from restated.signature import Named, Result, Step, joined
from torch import Tensor, sigmoid, tanh
from torch.nn.utils.rnn import PackedSequence

Sequence = Callable[[Named, Named, Named], Result]
"""The same for whole sequences: inputs and outputs are (T, B, size).

An input that is static is (B, size) or (B, L, size) in both.
"""


def simple_network(activation: Callable[[Tensor], Tensor]) -> Step:
    """Elman's hidden layer with its context; with relu, that of Le et al. (2015)."""

    def step(p: Named, inputs: Named, state: Named) -> Result:
        h = activation(inputs["x"] @ p["W_xh"].T + state["h"] @ p["W_hh"].T + p["b_h"])
        return {"h": h}, {"h": h}

    return step


# --- Hochreiter, Gers, Schmidhuber ---------------------------------------------------


def squash_2(a: Tensor) -> Tensor:
    """g of Hochreiter and Schmidhuber (1997), (A.3): onto [-2, 2]."""
    return 4 / (1 + torch.exp(-a)) - 2


def squash_1(a: Tensor) -> Tensor:
    """h of Hochreiter and Schmidhuber (1997), (A.2): onto [-1, 1]."""
    return 2 / (1 + torch.exp(-a)) - 1


def lstm_1997(p: Named, inputs: Named, state: Named) -> Result:
    """The carousel has weight 1, is written to by in * g, and read through h."""
    seen = joined(inputs["x"], state["y"])
    gate_in = sigmoid(seen @ p["W_in"].T + p["b_in"])
    gate_out = sigmoid(seen @ p["W_out"].T + p["b_out"])
    s = state["s"] + gate_in * squash_2(seen @ p["W_c"].T + p["b_c"])
    y = gate_out * squash_1(s)
    return {"y": y}, {"s": s, "y": y}


def gers_peepholes(p: Named, inputs: Named, state: Named) -> Result:
    """Gers et al. (2002): diagonal peepholes, g as in 1997, the output not squashed.

    Input and forget gate look at the old state, the output gate at the new one.
    """
    seen, old = joined(inputs["x"], state["y"]), state["s"]
    gate_in = sigmoid(seen @ p["W_in"].T + old * p["p_in"] + p["b_in"])
    forget = sigmoid(seen @ p["W_phi"].T + old * p["p_phi"] + p["b_phi"])
    s = forget * old + gate_in * squash_2(seen @ p["W_c"].T + p["b_c"])
    gate_out = sigmoid(seen @ p["W_out"].T + s * p["p_out"] + p["b_out"])
    y = gate_out * s
    return {"y": y}, {"s": s, "y": y}


# --- Olah ----------------------------------------------------------------------------


def olah_lstm(*, coupled: bool = False, full: bool = False, diagonal: str = "") -> Step:
    """The walk through of Olah's essay (2015) and its variants.

    Arguments:
        coupled: 1 - f in the place of the input gate.
        full: every gate sees the whole cell state, in front of h and x.
        diagonal: the gates of which each unit sees the state of its own cell.

    The cell state that a gate sees is the old one, but the new one for the output gate.
    """

    def step(p: Named, inputs: Named, state: Named) -> Result:
        x, h_old, C_old = inputs["x"], state["h"], state["C"]

        def gate(name: str, C: Tensor) -> Tensor:
            seen = joined(C, h_old, x) if full else joined(h_old, x)
            total = seen @ p[f"W_{name}"].T + p[f"b_{name}"]
            return sigmoid(total + C * p[f"p_{name}"] if name in diagonal else total)

        forget = gate("f", C_old)
        write = 1 - forget if coupled else gate("i", C_old)
        candidate = tanh(joined(h_old, x) @ p["W_C"].T + p["b_C"])
        C = forget * C_old + write * candidate
        h = gate("o", C) * tanh(C)
        return {"h": h}, {"C": C, "h": h}

    return step


def olah_gru(p: Named, inputs: Named, state: Named) -> Result:
    """Olah's essay (2015): reset before the product, z takes the new value, no bias."""
    x, old = inputs["x"], state["h"]
    update = sigmoid(joined(old, x) @ p["W_z"].T)
    reset = sigmoid(joined(old, x) @ p["W_r"].T)
    candidate = tanh(joined(reset * old, x) @ p["W"].T)
    h = (1 - update) * old + update * candidate
    return {"h": h}, {"h": h}


# --- Cho et al. ----------------------------------------------------------------------


def cho_gru(p: Named, inputs: Named, state: Named) -> Result:
    """Cho et al. (2014), (5)-(8): reset before the product, z keeps the old value."""
    x, old = inputs["x"], state["h"]
    reset = sigmoid(x @ p["W_r"].T + old @ p["U_r"].T)
    keep = sigmoid(x @ p["W_z"].T + old @ p["U_z"].T)
    candidate = tanh(x @ p["W"].T + (reset * old) @ p["U"].T)
    h = keep * old + (1 - keep) * candidate
    return {"h": h}, {"h": h}


def cudnn_gru(p: Named, inputs: Named, state: Named) -> Result:
    """The GRU of cuDNN: reset after the product and its bias, z keeps the old value."""
    x, old = inputs["x"], state["h"]

    def from_input(name: str) -> Tensor:
        return x @ p[f"W_i{name}"].T + p[f"b_i{name}"]

    def from_state(name: str) -> Tensor:
        return old @ p[f"W_h{name}"].T + p[f"b_h{name}"]

    reset = sigmoid(from_input("r") + from_state("r"))
    keep = sigmoid(from_input("z") + from_state("z"))
    new = tanh(from_input("n") + reset * from_state("n"))
    h = (1 - keep) * new + keep * old
    return {"h": h}, {"h": h}


# --- Greff et al. --------------------------------------------------------------------


def identity(a: Tensor) -> Tensor:
    return a


def greff_lstm(
    *,
    gates: str = "ifo",
    g: Callable[[Tensor], Tensor] = tanh,
    h: Callable[[Tensor], Tensor] = tanh,
    peepholes: bool = True,
    coupled: bool = False,
    recurrent_gates: bool = False,
) -> Step:
    """The vanilla LSTM of Greff et al. (2017), less or more one part at a time.

    Arguments:
        gates: those that there are; one that is not there is 1 throughout.
        g, h: the input and the output activation function.
        peepholes: the gates see c, the output gate the new one.
        coupled: f = 1 - i.
        recurrent_gates: the gates see all gates at t-1; R_fi is from f to i.
    """

    def step(p: Named, inputs: Named, state: Named) -> Result:
        x, y_old, c_old = inputs["x"], state["y"], state["c"]

        def net(name: str) -> Tensor:
            return x @ p[f"W_{name}"].T + y_old @ p[f"R_{name}"].T + p[f"b_{name}"]

        def gate(name: str, c: Tensor) -> Tensor:
            if name not in gates:
                return torch.ones_like(c)
            total = net(name)
            if peepholes:
                total = total + c * p[f"p_{name}"]
            if recurrent_gates:
                for source in "ifo":
                    total = total + state[source] @ p[f"R_{source}{name}"].T
            return sigmoid(total)

        i = gate("i", c_old)
        f = 1 - i if coupled else gate("f", c_old)
        c = g(net("z")) * i + c_old * f
        o = gate("o", c)
        y = h(c) * o
        kept = {"i": i, "f": f, "o": o} if recurrent_gates else {}
        return {"y": y}, {"c": c, "y": y, **kept}

    return step


# --- Jozefowicz et al. ---------------------------------------------------------------


def jozefowicz_lstm(*, without: str = "") -> Step:
    """The LSTM as Jozefowicz et al. (2015) print it, without one of its gates.

    The candidate is i, the input gate is j, and the output gate is a tanh.
    """

    def step(p: Named, inputs: Named, state: Named) -> Result:
        x, h_old, c_old = inputs["x"], state["h"], state["c"]

        def unit(name: str) -> Tensor:
            from_input, from_state = p[f"W_x{name}"], p[f"W_h{name}"]
            return x @ from_input.T + h_old @ from_state.T + p[f"b_{name}"]

        one = torch.ones_like(c_old)
        f = one if without == "forget" else sigmoid(unit("f"))
        j = one if without == "input" else sigmoid(unit("j"))
        o = one if without == "output" else tanh(unit("o"))
        c = c_old * f + tanh(unit("i")) * j
        h = tanh(c) * o
        return {"h": h}, {"c": c, "h": h}

    return step


def mut1(p: Named, inputs: Named, state: Named) -> Result:
    """z sees the input only; the candidate sees it squashed, with no matrix."""
    x, old = inputs["x"], state["h"]
    z = sigmoid(x @ p["W_xz"].T + p["b_z"])
    r = sigmoid(x @ p["W_xr"].T + old @ p["W_hr"].T + p["b_r"])
    h = tanh((r * old) @ p["W_hh"].T + tanh(x) + p["b_h"]) * z + old * (1 - z)
    return {"h": h}, {"h": h}


def mut2(p: Named, inputs: Named, state: Named) -> Result:
    """The input enters r as it is, with no matrix and not squashed."""
    x, old = inputs["x"], state["h"]
    z = sigmoid(x @ p["W_xz"].T + old @ p["W_hz"].T + p["b_z"])
    r = sigmoid(x + old @ p["W_hr"].T + p["b_r"])
    new = tanh((r * old) @ p["W_hh"].T + x @ p["W_xh"].T + p["b_h"])
    h = new * z + old * (1 - z)
    return {"h": h}, {"h": h}


def mut3(p: Named, inputs: Named, state: Named) -> Result:
    """z sees the squashed state; r sees the state as it is."""
    x, old = inputs["x"], state["h"]
    z = sigmoid(x @ p["W_xz"].T + tanh(old) @ p["W_hz"].T + p["b_z"])
    r = sigmoid(x @ p["W_xr"].T + old @ p["W_hr"].T + p["b_r"])
    new = tanh((r * old) @ p["W_hh"].T + x @ p["W_xh"].T + p["b_h"])
    h = new * z + old * (1 - z)
    return {"h": h}, {"h": h}


STEPS: dict[str, Step] = {
    "rnn": simple_network(tanh),
    "irnn": simple_network(torch.relu),
    "lstm": olah_lstm(),
    "lstm_no_forget": lstm_1997,
    "cifg": olah_lstm(coupled=True),
    "peephole": olah_lstm(full=True),
    "peephole_diagonal": gers_peepholes,
    "peephole_f": olah_lstm(diagonal="f"),
    "peephole_i": olah_lstm(diagonal="i"),
    "peephole_o": olah_lstm(diagonal="o"),
    "peephole_fo": olah_lstm(diagonal="fo"),
    "peephole_if": olah_lstm(diagonal="if"),
    "peephole_io": olah_lstm(diagonal="io"),
    "gru": olah_gru,
    "gru_cho": cho_gru,
    "gru_reset_after": cudnn_gru,
    "vanilla_lstm": greff_lstm(),
    "nig": greff_lstm(gates="fo"),
    "nfg": greff_lstm(gates="io"),
    "nog": greff_lstm(gates="if"),
    "niaf": greff_lstm(g=identity),
    "noaf": greff_lstm(h=identity),
    "np": greff_lstm(peepholes=False),
    "cifg_greff": greff_lstm(coupled=True),
    "fgr": greff_lstm(recurrent_gates=True),
    "lstm_b": jozefowicz_lstm(),
    "lstm_f": jozefowicz_lstm(without="forget"),
    "lstm_i": jozefowicz_lstm(without="input"),
    "lstm_o": jozefowicz_lstm(without="output"),
    "mut1": mut1,
    "mut2": mut2,
    "mut3": mut3,
    **RESTATED,
}


# --- PyTorch's own layers ------------------------------------------------------------


def rnn_weights(p: Named) -> tuple[Tensor, ...]:
    """weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0 of nn.RNN."""
    return p["W_xh"], p["W_hh"], p["b_h"], torch.zeros_like(p["b_h"])


def lstm_weights(p: Named) -> tuple[Tensor, ...]:
    """Those of nn.LSTM: gates in the order i, f, g, o; the columns here are [h, x]."""
    h = len(p["b_f"])
    weight = torch.cat([p[f"W_{gate}"] for gate in "ifCo"])
    bias = torch.cat([p[f"b_{gate}"] for gate in "ifCo"])
    return weight[:, h:], weight[:, :h], bias, torch.zeros_like(bias)


def gru_weights(p: Named) -> tuple[Tensor, ...]:
    """Those of nn.GRU: r, z, n; both biases count."""
    parts = ("W_i", "W_h", "b_i", "b_h")
    return tuple(torch.cat([p[part + gate] for gate in "rzn"]) for part in parts)


LIBRARY: dict[
    str, tuple[type[torch.nn.RNNBase], Callable[[Named], tuple[Tensor, ...]]]
] = {
    "rnn": (torch.nn.RNN, rnn_weights),
    "lstm": (torch.nn.LSTM, lstm_weights),
    "gru_reset_after": (torch.nn.GRU, gru_weights),
}
"""Cells that PyTorch has as a layer, with the map from their parameters to its own."""

WEIGHTS = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")


def layer_call(
    name: str, p: Named, x: Tensor | PackedSequence, state: Named
) -> tuple[Any, dict[str, Tensor]]:
    """A layer of PyTorch with the weights of a cell, differentiable in them.

    Arguments:
        x: (T, B, x), or a packed sequence.

    Returns:
        its output, packed as the input is, and the final states by the cell's names.
    """
    kind, weights = LIBRARY[name]
    mapped = dict(zip(WEIGHTS, weights(p), strict=True))
    layer = kind(mapped["weight_ih_l0"].shape[1], mapped["weight_hh_l0"].shape[1])
    layer = layer.to(p[next(iter(p))].dtype)
    fields = ("h", "C") if name == "lstm" else ("h",)
    start = tuple(state[field][None] for field in fields)
    arguments = (x, start if len(start) > 1 else start[0])
    out, final = torch.func.functional_call(layer, mapped, arguments)
    final = final if isinstance(final, tuple) else (final,)
    return out, {field: part[0] for field, part in zip(fields, final, strict=True)}


# --- Sequences -----------------------------------------------------------------------


def steps_of(inputs: Named, static: frozenset[str]) -> int:
    """The number of steps, from an input that has one value for each."""
    return next(len(value) for key, value in inputs.items() if key not in static)


def unrolled(step: Step, static: frozenset[str] = frozenset()) -> Sequence:
    """The step over a sequence of at least one element.

    Arguments:
        static: the inputs that a whole sequence has one of.
    """

    def run(p: Named, inputs: Named, state: Named) -> Result:
        history: dict[str, list[Tensor]] = {}
        current = dict(state)
        for t in range(steps_of(inputs, static)):
            now = {k: v if k in static else v[t] for k, v in inputs.items()}
            outputs, current = step(p, now, current)
            for key, value in outputs.items():
                history.setdefault(key, []).append(value)
        return {key: torch.stack(values) for key, values in history.items()}, current

    return run


def layered(name: str) -> Sequence:
    """PyTorch's layer over a sequence of at least one element."""

    def run(p: Named, inputs: Named, state: Named) -> Result:
        out, final = layer_call(name, p, inputs["x"], state)
        return {"h": out}, final

    return run


def of_lengths(
    run: Sequence, lengths: list[int], static: frozenset[str] = frozenset()
) -> Sequence:
    """Each sequence on its own, cut to its length: what `lengths` means.

    At least one sequence has a length that is not zero.
    """

    def each(p: Named, inputs: Named, state: Named) -> Result:
        steps = steps_of(inputs, static)
        rows = [
            {k: v[b : b + 1] for k, v in state.items()} for b in range(len(lengths))
        ]
        columns: dict[int, dict[str, Tensor]] = {}
        for b, length in enumerate(lengths):
            if length:
                own = {
                    k: v[b : b + 1] if k in static else v[:length, b : b + 1]
                    for k, v in inputs.items()
                }
                outputs, rows[b] = run(p, own, rows[b])
                columns[b] = {
                    key: torch.cat([out, out.new_zeros(steps - length, *out.shape[1:])])
                    for key, out in outputs.items()
                }
        nothing = {
            k: torch.zeros_like(v) for k, v in next(iter(columns.values())).items()
        }
        full = [columns.get(b, nothing) for b in range(len(lengths))]
        return (
            {key: torch.cat([out[key] for out in full], dim=1) for key in nothing},
            {key: torch.cat([row[key] for row in rows]) for key in state},
        )

    return each


def together(
    step: Step, lengths: list[int], static: frozenset[str] = frozenset()
) -> Sequence:
    """The same where sequences see each other: at each step those that have it.

    At least one sequence has all steps.
    """

    def run(p: Named, inputs: Named, state: Named) -> Result:
        history: dict[str, list[Tensor]] = {}
        current = dict(state)
        for t in range(steps_of(inputs, static)):
            here = [b for b, length in enumerate(lengths) if t < length]
            now = {k: (v if k in static else v[t])[here] for k, v in inputs.items()}
            old = {k: v[here] for k, v in current.items()}
            outputs, new = step(p, now, old)
            rows = torch.tensor(here)
            for key, value in outputs.items():
                whole = value.new_zeros(len(lengths), *value.shape[1:])
                history.setdefault(key, []).append(whole.index_copy(0, rows, value))
            current = {k: v.index_copy(0, rows, new[k]) for k, v in current.items()}
        return {key: torch.stack(values) for key, values in history.items()}, current

    return run


def gradients_of(
    result: Result, d_out: Named, d_final: Named, with_respect_to: Named
) -> dict[str, Tensor]:
    """The gradients of the sum of outputs and final states times their cotangents."""
    outputs, final = result
    loss = sum((outputs[key] * d_out[key]).sum() for key in outputs)
    loss = loss + sum((final[key] * d_final[key]).sum() for key in final)
    found = torch.autograd.grad(loss, list(with_respect_to.values()), allow_unused=True)
    return {
        key: torch.zeros_like(value) if part is None else part
        for (key, value), part in zip(with_respect_to.items(), found, strict=True)
    }
