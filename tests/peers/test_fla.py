"""fla-core, the kernels of flash-linear-attention: its recurrences as plain functions.

What stands before a recurrence and behind it is made of layers of PyTorch here; the
library's own layers run on a GPU only.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check, check_departure
from make_references import Arrays, Case
from part_of_package import part_of_package

pytestmark = pytest.mark.peers

DELTA_NET = Row(
    "delta_net",
    "delta_rule_recurrence",
    {
        "q.weight": "W_q",
        "k.weight": "W_k",
        "v.weight": "W_v",
        "beta.weight": "w_beta[]",
    },
    states="W",
    outputs="y",
)
GLA = Row(
    "gla",
    "naive_recurrent_gla",
    {
        "q.weight": "W_Q",
        "k.weight": "W_K",
        "v.weight": "W_V",
        "low.weight": "W_alpha_1",
        "gate.weight": "W_alpha_2",
        "gate.bias": "b_alpha",
        "r.weight": "W_r",
        "r.bias": "b_r",
        "out.weight": "W_O",
    },
    states="S",
    outputs="y",
)
GSA = Row(
    "gsa",
    "naive_recurrent_gsa",
    {
        "q.weight": "W_q",
        "k.weight": "W_k",
        "v.weight": "W_v",
        "gate.weight": "W_alpha",
        "norm.weight": "gamma",
        "out.weight": "W_o",
    },
    states="K_tilde V_tilde",
    outputs="y",
)
HGRN2 = Row(
    "hgrn2",
    "naive_recurrent_gla",
    {
        "i.weight": "W_i",
        "i.bias": "b_i",
        "o.weight": "W_o",
        "o.bias": "b_o",
        "f.weight": "W_f",
        "f.bias": "b_f",
        "gamma": "gamma",
        "norm.weight": "g",
        "norm.bias": "b",
        "out.weight": "W_y",
        "out.bias": "b_y",
    },
    states="h",
    outputs="y",
    unit=("gamma",),
)
LINEAR_ATTENTION = Row(
    "linear_attention",
    "naive_recurrent_linear_attn",
    {"q.weight": "W_Q", "k.weight": "W_K", "v.weight": "W_V"},
    states="s z",
    outputs="y",
    positive=("s", "z"),
)
TTT_LINEAR = Row(
    "ttt_linear",
    "chunk_ttt_linear_ref",
    {
        "q.weight": "theta_Q",
        "k.weight": "theta_K",
        "v.weight": "theta_V",
        "eta.weight": "theta_lr[]",
        "gamma": "gamma",
        "beta": "beta",
    },
    states="W c",
    outputs="z",
    instead={
        "a_t = W_{t-1} k_t": "a_t = W_{t-1} k_t + c_{t-1}",
        r"e_t = 2 γ": "e_t = γ",
        r"z_t = q_t + \mathrm{LN}(W_t q_t; γ, β)": (
            "c_t = c_{t-1} - η_t δ_t\n"
            "p_t = W_t q_t + c_t\n"
            r"z_t = p_t + \mathrm{LN}(p_t; γ, β)"
        ),
        r"\eta_t": "η_t",
        r"\delta_t": "δ_t",
    },
)
ROWS = [DELTA_NET, GLA, GSA, HGRN2, LINEAR_ATTENTION, TTT_LINEAR]

Layer = Callable[[Any, Any, Any, tuple[Any, ...]], tuple[Any, Any]]
"""The layers, the function, the input and the states to the output and the states."""


def by_head(*vectors: Any) -> list[Any]:
    """Of (B, T, size), with the one head where these functions have it."""
    return [each[:, :, None] for each in vectors]


def delta_net(m: Any, function: Any, x: Any, states: tuple[Any, ...]) -> Any:
    import torch

    q, k = (torch.nn.functional.elu(m[name](x)) + 1 for name in "qk")
    q, k = (each / each.sum(-1, keepdim=True) for each in (q, k))
    q = q * q.shape[-1] ** 0.5
    given = (each[:, None] for each in (q, k, m["v"](x), m["beta"](x).sigmoid()))
    y, final = function(*given, states[0].mT[:, None])
    return y[:, 0], [final[:, 0].mT]


def gla(m: Any, function: Any, x: Any, states: tuple[Any, ...]) -> Any:
    import torch

    q, k, v = (m[name](x) for name in "qkv")
    alpha = torch.nn.functional.logsigmoid(m["gate"](m["low"](x))) / 16
    given = by_head(q * q.shape[-1] ** 0.5, k, v, alpha)
    y, final = function(*given, states[0][:, None], output_final_state=True)
    r = torch.nn.functional.silu(m["r"](x))
    return m["out"](r * m["norm"](y[:, :, 0])), [final[:, 0]]


def gsa(m: Any, function: Any, x: Any, states: tuple[Any, ...]) -> Any:
    import torch

    silu = torch.nn.functional.silu
    log_alpha = torch.nn.functional.logsigmoid(m["gate"](x)) / 8
    given = by_head(*(silu(m[name](x)) for name in "qkv"), -torch.expm1(log_alpha))
    y, (keys, slots) = function(
        *given,
        log_alpha[:, :, None],
        scale=1.0,
        initial_state=(states[0].mT[:, None], states[1][:, None]),
        output_final_state=True,
    )
    return m["out"](m["norm"](silu(y[:, :, 0]))), [keys[:, 0].mT, slots[:, 0]]


def hgrn2(m: Any, function: Any, x: Any, states: tuple[Any, ...]) -> Any:
    import torch

    lower = m["gamma"]
    f = lower + (1 - lower) * m["f"](x).sigmoid()
    q = m["o"](x).sigmoid()
    i = torch.nn.functional.silu(m["i"](x))
    given = by_head(q * q.shape[-1] ** 0.5, 1 - f, i, f.log())
    y, final = function(*given, states[0][:, None], output_final_state=True)
    return m["out"](m["norm"](y[:, :, 0])), [final[:, 0]]


def linear_attention(m: Any, function: Any, x: Any, states: tuple[Any, ...]) -> Any:
    import torch

    q, k = (torch.nn.functional.elu(m[name](x)) + 1 for name in "qk")
    s, z = states
    y, (s, z) = function(
        *by_head(q, k, m["v"](x)),
        scale=1.0,
        initial_state=(s[:, None], z[:, None, None]),
        output_final_state=True,
        normalize=True,
    )
    return y[:, :, 0], [s[:, 0], z[:, 0, 0]]


def ttt_linear(m: Any, function: Any, x: Any, states: tuple[Any, ...]) -> Any:
    z, w, c = function(
        *by_head(*(m[name](x) for name in "qkv")),
        m["gamma"],
        m["beta"],
        m["eta"](x).sigmoid()[:, :, None],
        scale=1.0,
        eps=1e-5,
        mini_batch_size=1,
        initial_state=states[0].mT[:, None],
        initial_state_bias=states[1][:, None, None],
        output_final_state=True,
    )
    return z[:, :, 0], [w[:, 0].mT, c[:, 0, 0]]


LAYERS: dict[str, tuple[str, Layer]] = {
    "delta_net": ("delta_rule", delta_net),
    "gla": ("gla", gla),
    "gsa": ("gsa", gsa),
    "hgrn2": ("gla", hgrn2),
    "linear_attention": ("linear_attn", linear_attention),
    "ttt_linear": ("ttt", ttt_linear),
}


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    torch = pytest.importorskip("torch")
    from torch_modules import InDouble, over_sequence

    folder, layer = LAYERS[row.cell]
    library = part_of_package(f"fla.ops.{folder}.naive")
    function = getattr(library, row.peer)

    class Layers(torch.nn.Module):  # type: ignore[misc]
        """The layers that the row names, each of the size that it gives."""

        def __init__(self) -> None:
            super().__init__()
            for name, text in row.parameters.items():
                owner, _, kind = name.rpartition(".")
                if not owner:
                    setattr(self, name, torch.nn.Parameter(torch.zeros(4)))
                elif kind == "weight":
                    bias = f"{owner}.bias" in row.parameters
                    setattr(self, owner, self.layer(owner, text, bias))
            if row.cell == "gla":
                self.norm = torch.nn.LayerNorm(4, elementwise_affine=False)

        @staticmethod
        def layer(owner: str, text: str, bias: bool) -> Any:
            if owner == "norm":
                kind = torch.nn.LayerNorm if bias else torch.nn.RMSNorm
                return kind(4, eps=1e-5)
            from_input = owner not in ("gate", "out") or row.cell == "gsa"
            size = row.size_x if from_input and owner != "out" else 4
            return torch.nn.Linear(size, 1 if text.endswith("[]") else 4, bias=bias)

        def forward(self, x: Any, states: Any) -> Any:
            named = {n: getattr(self, n) for n in [*self._modules, *self._parameters]}
            return layer(named, function, x, states)

    def call(run: Any, inputs: Any, state: Any) -> Any:
        names = row.states.split()
        x = inputs["x"].transpose(0, 1)
        y, final = run(x, tuple(state[name] for name in names))
        ends = dict(zip(names, final, strict=True))
        return {row.outputs: y.transpose(0, 1)}, ends

    with InDouble():
        return over_sequence(row, Layers(), module, case, call)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_agrees(row: Row) -> None:
    check(row, of_library)


def test_departs_from_the_paper() -> None:
    check_departure(TTT_LINEAR, of_library)
