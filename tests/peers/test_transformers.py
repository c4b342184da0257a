"""transformers: recurrent layers of language models, short convolutions of width 1."""

from __future__ import annotations

from functools import partial
from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check, check_departure
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

RG_LRU = Row(
    "rg_lru",
    "RecurrentGemmaRglru",
    {
        "recurrent_param": "-Lambda",
        "input_gate_weight": "W_x'",
        "input_gate_bias": "b_x",
        "recurrent_gate_weight": "W_a'",
        "recurrent_gate_bias": "b_a",
    },
    size_x=4,
)
RWKV4 = Row(
    "rwkv4",
    "RwkvSelfAttention",
    {
        "time_decay": "log(w)",
        "time_first": "u",
        "time_mix_key": "mu_k",
        "time_mix_value": "mu_v",
        "time_mix_receptance": "mu_r",
        "key.weight": "W_k",
        "value.weight": "W_v",
        "receptance.weight": "W_r",
        "output.weight": "W_o",
    },
    states="x_lag1 a b p",
    outputs="o",
    size_x=4,
    unit=("w",),
    from_zero=True,
)
MAMBA2 = Row(
    "mamba2",
    "Mamba2Mixer",
    {
        "in_proj.weight": "W_z W_x W_B W_C w_Delta[]",
        "conv1d.weight": "1",
        "conv1d.bias": "0",
        "dt_bias": "b_Delta",
        "A_log": "A_log",
        "D": "D",
        "norm.weight": "gamma",
        "out_proj.weight": "W_o",
    },
    states="h",
    outputs="o",
    size_x=4,
    from_zero=True,
)
GATED_DELTA_NET = Row(
    "gated_delta_net",
    "Qwen3NextGatedDeltaNet",
    {
        "in_proj_qkvz.weight": "W_q W_k W_v W_g",
        "in_proj_ba.weight": "w_beta[] w_alpha[]",
        "conv1d.weight": "1",
        "dt_bias": "b_alpha",
        "A_log": "A",
        "norm.weight": "gamma",
        "out_proj.weight": "W_o",
    },
    states="S",
    outputs="y",
    size_x=4,
    from_zero=True,
    instead={
        r"\frac{\mathrm{SiLU}(W_q x_t)}{\max(‖\mathrm{SiLU}(W_q x_t)‖, ε)}": (
            r"\frac{\mathrm{SiLU}(W_q x_t)}"
            r"{2 \sqrt{‖\mathrm{SiLU}(W_q x_t)‖^2 + 1e-6}}"
        ),
        r"\frac{\mathrm{SiLU}(W_k x_t)}{\max(‖\mathrm{SiLU}(W_k x_t)‖, ε)}": (
            r"\frac{\mathrm{SiLU}(W_k x_t)}{\sqrt{‖\mathrm{SiLU}(W_k x_t)‖^2 + 1e-6}}"
        ),
        "  ε ∈ ℝ = 1e-12\n": "",
    },
)


def model(name: str) -> Any:
    pytest.importorskip("transformers")
    return pytest.importorskip(f"transformers.models.{name}")


def of_rg_lru(row: Row, module: ModuleType, case: Case) -> Arrays:
    library = model("recurrent_gemma.modeling_recurrent_gemma")
    import torch
    from torch_modules import InDouble, stepped

    config = library.RecurrentGemmaConfig(
        hidden_size=4, lru_width=4, num_attention_heads=1
    )
    peer = library.RecurrentGemmaRglru(config)
    later = torch.ones(len(case.state["h"]), 1, dtype=torch.int64)

    def call(run: Any, inputs: Any, state: Any) -> Any:
        # a position that is not the first: at that one the root is left out
        peer.recurrent_states = state["h"]
        h = run(inputs["x"][:, None], later)[:, 0]
        return {"h": h}, {"h": h}

    peer._rnn_scan = partial(peer._rnn_scan, acc_dtype=torch.float64)
    with InDouble():
        return stepped(row, peer, module, case, call=call)


def of_layer(peer: Any, row: Row, module: ModuleType, case: Case) -> Arrays:
    from torch_modules import InDouble, over_sequence

    def call(run: Any, inputs: Any, state: Any) -> Any:
        (x,) = inputs.values()
        result = run(x.transpose(0, 1))
        out = result[0] if isinstance(result, tuple) else result
        return {row.outputs: out.transpose(0, 1)}, {}

    with InDouble():
        return over_sequence(row, peer.eval(), module, case, call)


def of_rwkv4(row: Row, module: ModuleType, case: Case) -> Arrays:
    library = model("rwkv.modeling_rwkv")
    peer = library.RwkvSelfAttention(library.RwkvConfig(hidden_size=4))
    return of_layer(peer, row, module, case)


def of_mamba2(row: Row, module: ModuleType, case: Case) -> Arrays:
    library = model("mamba2.modeling_mamba2")
    config = library.Mamba2Config(
        hidden_size=4,
        expand=1,
        num_heads=1,
        head_dim=4,
        n_groups=1,
        state_size=4,
        conv_kernel=1,
        chunk_size=3,
        num_hidden_layers=1,
        layer_norm_epsilon=1e-5,
    )
    return of_layer(library.Mamba2Mixer(config, 0), row, module, case)


def of_gated_delta_net(row: Row, module: ModuleType, case: Case) -> Arrays:
    library = model("qwen3_next.modeling_qwen3_next")
    config = library.Qwen3NextConfig(
        hidden_size=4,
        linear_num_value_heads=1,
        linear_num_key_heads=1,
        linear_key_head_dim=4,
        linear_value_head_dim=4,
        linear_conv_kernel_dim=1,
        num_hidden_layers=1,
        rms_norm_eps=1e-5,
    )
    return of_layer(library.Qwen3NextGatedDeltaNet(config, 0), row, module, case)


def test_rg_lru() -> None:
    check(RG_LRU, of_rg_lru)


def test_rwkv4() -> None:
    check(RWKV4, of_rwkv4)


def test_mamba2() -> None:
    check(MAMBA2, of_mamba2)


def test_gated_delta_net() -> None:
    check(GATED_DELTA_NET, of_gated_delta_net)


def test_gated_delta_net_departs_from_the_paper() -> None:
    check_departure(GATED_DELTA_NET, of_gated_delta_net)
