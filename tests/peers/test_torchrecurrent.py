"""torchrecurrent, a collection of recurrent cells for PyTorch."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check, check_departure, departing
from make_references import Arrays, Case

pytestmark = pytest.mark.peers

LSTM = {
    "weight_ih": "W_i.x W_f.x W_C.x W_o.x",
    "weight_hh": "W_i.h W_f.h W_C.h W_o.h",
    "bias_ih": "b_i b_f b_C b_o",
    "bias_hh": "0",
}
GREFF = {
    "weight_ih": "W_i W_f W_z W_o",
    "weight_hh": "R_i R_f R_z R_o",
    "bias_ih": "b_i b_f/2 b_z b_o",
    "bias_hh": "0 b_f/2 0 0",
    "weight_ph": "p_i p_f p_o",
}
OPEN = "100"
"""The bias of a gate that is 1 to the last digit."""

ROWS = [
    Row(
        "antisymmetric",
        "AntisymmetricRNNCell",
        {
            "weight_ih": "V_h",
            "weight_hh": "W_h",
            "bias_ih": "b_h/2",
            "bias_hh": "b_h/2",
        },
        options={"epsilon": 0.01, "gamma": 0.01},
    ),
    Row(
        "antisymmetric_gated",
        "GatedAntisymmetricRNNCell",
        {
            "weight_ih": "V_z V_h",
            "weight_hh": "W_h",
            "bias_ih": "b_z b_h",
            "bias_hh": "0",
        },
        options={"epsilon": 0.01, "gamma": 0.01},
    ),
    Row(
        "atr",
        "ATRCell",
        {"weight_ih": "W", "weight_hh": "U", "bias_ih": "0", "bias_hh": "0"},
    ),
    Row(
        "brc",
        "BRCell",
        {
            "weight_ih": "U_a U_c U",
            "weight_hh": "w_a w_c",
            "bias_ih": "0",
            "bias_hh": "0",
        },
    ),
    Row(
        "nbrc",
        "NBRCell",
        {
            "weight_ih": "U_a U_c U",
            "weight_hh": "W_a W_c",
            "bias_ih": "0",
            "bias_hh": "0",
        },
    ),
    Row(
        "cfn",
        "CFNCell",
        {
            "weight_ih": "V_theta V_eta W",
            "weight_hh": "U_theta U_eta",
            "bias_ih": "b_theta b_eta/2 0",
            "bias_hh": "0 b_eta/2",
        },
    ),
    Row(
        "cornn",
        "coRNNCell",
        {
            "weight_ih": "V",
            "weight_hh": "W",
            "weight_ch": "W_cal",
            "bias_ih": "b",
            "bias_hh": "0",
            "bias_ch": "0",
        },
        states="y z",
        outputs="y",
        options={"dt": 0.042, "gamma": 2.7, "epsilon": 4.7},
    ),
    Row(
        "fastrnn",
        "FastRNNCell",
        {
            "weight_ih": "W",
            "weight_hh": "U",
            "bias_ih": "b/2",
            "bias_hh": "b/2",
            "alpha": "logit(alpha)",
            "beta": "logit(beta)",
        },
        unit=("alpha", "beta"),
    ),
    Row(
        "fastgrnn",
        "FastGRNNCell",
        {
            "weight_ih": "W",
            "weight_hh": "U",
            "bias_ih": "b_z b_h",
            "bias_hh": "0",
            "zeta": "logit(zeta)",
            "nu": "logit(nu)",
        },
        options={"nonlinearity": "sigmoid"},
        unit=("zeta", "nu"),
    ),
    Row(
        "fastgrnn",
        "FastGRNNCell as it is by default",
        {
            "weight_ih": "W",
            "weight_hh": "U",
            "bias_ih": "b_z b_h",
            "bias_hh": "0",
            "zeta": "logit(zeta)",
            "nu": "logit(nu)",
        },
        unit=("zeta", "nu"),
        instead={r"z_t = \sigma(": r"z_t = \tanh("},
    ),
    Row(
        "indrnn",
        "IndRNNCell",
        {"weight_ih": "W", "vector_u": "u", "bias_ih": "b/2", "bias_hh": "b/2"},
        options={"nonlinearity": "relu"},
    ),
    Row(
        "intersection_rnn",
        "IntersectionRNNCell",
        {
            "weight_ih": "W_yx W_hx W_g_yx W_g_hx",
            "weight_hh": "W_yh W_hh W_g_yh W_g_hh",
            "bias_ih": "b_y b_h b_g_y b_g_h",
            "bias_hh": "0 0 1 1",
        },
        outputs="y h",
        size_x=4,
    ),
    Row(
        "janet",
        "JANETCell",
        {
            "weight_ih": "W_f W_c",
            "weight_hh": "U_f U_c",
            "bias_ih": "b_f b_c/2",
            "bias_hh": "0 b_c/2",
            "beta": "1",
        },
        states="h c",
    ),
    Row(
        "lem",
        "LEMCell",
        {
            "weight_ih": "V_2 V_1 V_z V_y",
            "weight_hh": "W_2 W_1 W_z",
            "weight_ch": "W_y",
            "bias_ih": "b_2 b_1 b_z b_y",
            "bias_hh": "0",
            "bias_ch": "0",
        },
        states="y z",
        outputs="y",
        instead={"W_y z_n ": "W_y z_{n-1} "},
    ),
    Row(
        "light_ru",
        "LightRUCell",
        {
            "weight_ih": "W_h W_f",
            "weight_hh": "U_f",
            "bias_ih": "0 b_f/2",
            "bias_hh": "b_f/2",
        },
    ),
    Row(
        "ligru_plain",
        "LiGRUCell",
        {
            "weight_ih": "W_z W_h",
            "weight_hh": "U_z U_h",
            "bias_ih": "b_z/2 b_h",
            "bias_hh": "b_z/2 0",
        },
    ),
    Row(
        "mgu",
        "MGUCell",
        {
            "weight_ih": "W_f.x W_h.x",
            "weight_hh": "W_f.h W_h.h",
            "bias_ih": "b_f/2 b_h",
            "bias_hh": "b_f/2 0",
        },
    ),
    Row(
        "mgu1",
        "MGUCell",
        {
            "weight_ih": "0 W_h",
            "weight_hh": "U_f U_h",
            "bias_ih": "b_f b_h",
            "bias_hh": "0",
        },
    ),
    Row(
        "mgu2",
        "MGUCell",
        {
            "weight_ih": "0 W_h",
            "weight_hh": "U_f U_h",
            "bias_ih": "0 b_h",
            "bias_hh": "0",
        },
    ),
    Row(
        "mgu3",
        "MGUCell",
        {
            "weight_ih": "0 W_h",
            "weight_hh": "0 U_h",
            "bias_ih": "b_f b_h",
            "bias_hh": "0",
        },
    ),
    Row(
        "minimal_rnn",
        "MinimalRNNCell",
        {
            "weight_ih": "W_x",
            "weight_hh": "U_h",
            "weight_mm": "U_z",
            "bias_ih": "b_z",
            "bias_hh": "b_u",
        },
    ),
    Row(
        "miru",
        "MiRU2Cell",
        {
            "weight_ih": "W_h",
            "weight_hh": "U_h",
            "bias_ih": "b_h/2",
            "bias_hh": "b_h/2",
        },
    ),
    Row(
        "miru1",
        "MiRU1Cell",
        {
            "weight_ih": "W_r W_h",
            "weight_hh": "U_r U_h",
            "bias_ih": "b_r b_h/2",
            "bias_hh": "0 b_h/2",
        },
    ),
    Row(
        "mlstm",
        "MultiplicativeLSTMCell",
        {
            "weight_ih": "W_mx W_ix W_fx W_hx W_ox",
            "weight_hh": "W_mh",
            "weight_mh": "W_im W_fm W_hm W_om",
            "bias_ih": "0",
            "bias_hh": "0",
            "bias_mh": "0",
        },
        states="h c",
    ),
    Row(
        "mut1",
        "MUT1Cell",
        {
            "weight_ih": "W_xz W_xr I",
            "weight_hh": "W_hr W_hh",
            "bias_ih": "b_z b_r/2 0",
            "bias_hh": "b_r/2 b_h",
        },
        size_x=4,
    ),
    Row(
        "mut2",
        "MUT2Cell",
        {
            "weight_ih": "W_xz I W_xh",
            "weight_hh": "W_hz W_hr W_hh",
            "bias_ih": "b_z b_r/2 b_h",
            "bias_hh": "0 b_r/2 0",
        },
        size_x=4,
    ),
    Row(
        "mut3",
        "MUT3Cell",
        {
            "weight_ih": "W_xz W_xr W_xh",
            "weight_hh": "W_hz W_hr W_hh",
            "bias_ih": "b_z b_r b_h/2",
            "bias_hh": "0 0 b_h/2",
        },
    ),
    Row(
        "nas",
        "NASCell",
        {
            "weight_ih": "W_1 W_2 W_3 W_4 W_5 W_6 W_7 W_8",
            "weight_hh": "U_1 U_2 U_3 U_4 U_5 U_6 U_7 U_8",
            "bias_ih": "0",
            "bias_hh": "0",
        },
        states="m c",
        outputs="m",
        instead={r"W^4 x_t \odot U^4 m_{t-1}": "W^4 x_t + U^4 m_{t-1}"},
    ),
    Row(
        "lstm_no_forget",
        "OriginalLSTMCell",
        {
            "weight_ih": "W_in.x W_c.x W_out.x",
            "weight_hh": "W_in.y W_c.y W_out.y",
            "bias_ih": "b_in/2 b_c b_out",
            "bias_hh": "b_in/2 0 0",
        },
        states="y s",
        outputs="y",
        instead={"4·σ(a) - 2": "tanh(a)", "2·σ(a) - 1": "tanh(a)"},
    ),
    Row(
        "peephole_diagonal",
        "PeepholeLSTMCell",
        {
            "weight_ih": "W_in.x W_phi.x W_c.x W_out.x",
            "weight_hh": "W_in.y W_phi.y W_c.y W_out.y",
            "bias_ih": "b_in b_phi b_c b_out",
            "bias_hh": "0",
            "weight_ph": "p_in p_phi p_out",
        },
        states="y s",
        outputs="y",
        instead={
            "g(a) = 4·σ(a) - 2": "g(a) = tanh(a)",
            "out_t ⊙ s_t": "out_t ⊙ tanh(s_t)",
        },
    ),
    Row(
        "peephole_f", "PeepholeLSTMCell", {**LSTM, "weight_ph": "0 p_f 0"}, states="h C"
    ),
    Row(
        "peephole_fo",
        "PeepholeLSTMCell",
        {**LSTM, "weight_ph": "0 p_f p_o"},
        states="h C",
    ),
    Row(
        "peephole_i", "PeepholeLSTMCell", {**LSTM, "weight_ph": "p_i 0 0"}, states="h C"
    ),
    Row(
        "peephole_if",
        "PeepholeLSTMCell",
        {**LSTM, "weight_ph": "p_i p_f 0"},
        states="h C",
    ),
    Row(
        "peephole_io",
        "PeepholeLSTMCell",
        {**LSTM, "weight_ph": "p_i 0 p_o"},
        states="h C",
    ),
    Row(
        "peephole_o", "PeepholeLSTMCell", {**LSTM, "weight_ph": "0 0 p_o"}, states="h C"
    ),
    Row("vanilla_lstm", "PeepholeLSTMCell", GREFF, states="y c", outputs="y"),
    Row(
        "nig",
        "PeepholeLSTMCell",
        {
            "weight_ih": "0 W_f W_z W_o",
            "weight_hh": "0 R_f R_z R_o",
            "bias_ih": f"{OPEN} b_f b_z b_o",
            "bias_hh": "0",
            "weight_ph": "0 p_f p_o",
        },
        states="y c",
        outputs="y",
    ),
    Row(
        "nfg",
        "PeepholeLSTMCell",
        {
            "weight_ih": "W_i 0 W_z W_o",
            "weight_hh": "R_i 0 R_z R_o",
            "bias_ih": f"b_i {OPEN} b_z b_o",
            "bias_hh": "0",
            "weight_ph": "p_i 0 p_o",
        },
        states="y c",
        outputs="y",
    ),
    Row(
        "nog",
        "PeepholeLSTMCell",
        {
            "weight_ih": "W_i W_f W_z 0",
            "weight_hh": "R_i R_f R_z 0",
            "bias_ih": f"b_i b_f b_z {OPEN}",
            "bias_hh": "0",
            "weight_ph": "p_i p_f 0",
        },
        states="y c",
        outputs="y",
    ),
    Row(
        "ran",
        "RANCell",
        {
            "weight_ih": "W_cx W_ix W_fx",
            "weight_hh": "W_ih W_fh",
            "bias_ih": "b_i/2 b_f",
            "bias_hh": "b_i/2 0",
        },
        states="h c",
    ),
    Row(
        "res_lstm",
        "ResLSTMCell",
        {
            "weight_ih": "W_xi W_xf W_xc W_xo",
            "weight_hh": "W_hi W_hf W_hc W_ho",
            "weight_proj": "W_p",
            "weight_res": "W_h",
            "weight_ph": "w_ci w_cf w_co",
            "bias_ih": "b_i b_f b_c b_o",
            "bias_hh": "0",
        },
        states="h c",
        instead={"W_{co} c_t": r"w_{co} \odot c_t"},
    ),
    Row(
        "scrn",
        "SCRNCell",
        {
            "weight_ih": "B_ A",
            "weight_hh": "R U",
            "weight_ch": "P V",
            "bias_ih": "0",
            "bias_hh": "0",
            "bias_ch": "0",
            "alpha": "0.95",
        },
        states="y s",
        outputs="y",
        instead={"R h_{t-1}": "R y_{t-1}", "f = softmax": "f = tanh"},
    ),
    Row(
        "sgrn",
        "SGRNCell",
        {"weight_ih": "W", "weight_hh": "U", "bias_ih": "0", "bias_hh": "b"},
    ),
    Row(
        "sgu",
        "SGUCell",
        {
            "weight_ih": "W_xh W_xz",
            "weight_hh": "W_zxh W_hz",
            "bias_ih": "b_g b_z/2",
            "bias_hh": "0 b_z/2",
        },
        instead={"0.2 a": "a / 6"},
        values_only=True,
    ),
    Row(
        "dsgu",
        "DSGUCell",
        {
            "weight_ih": "W_xh W_xz",
            "weight_hh": "W_zxh W_hz",
            "weight_ho": "W_go",
            "bias_ih": "b_g b_z/2",
            "bias_hh": "0 b_z/2",
        },
        instead={"0.2 a": "a / 6"},
        values_only=True,
    ),
    Row(
        "star",
        "STARCell",
        {
            "weight_ih": "W_z W_x",
            "weight_hh": "W_h",
            "bias_ih": "b_z b_k/2",
            "bias_hh": "b_k/2",
        },
    ),
    Row(
        "trnn",
        "TRNNCell",
        {"weight_ih": "W V", "bias_ih": "0 b"},
    ),
    Row(
        "tgru",
        "TGRUCell",
        {
            "weight_ih": "W_z W_f W_o",
            "weight_hh": "V_z V_f V_o",
            "bias_ih": "b_z b_f/2 b_o",
            "bias_hh": "0 b_f/2 0",
        },
        states="h x_lag1",
    ),
    Row(
        "tlstm",
        "TLSTMCell",
        {
            "weight_ih": "W_z W_f W_o",
            "weight_hh": "V_z V_f V_o",
            "bias_ih": "b_z b_f/2 b_o",
            "bias_hh": "0 b_f/2 0",
        },
        states="c x_lag1",
    ),
    Row(
        "ugrnn",
        "UGRNNCell",
        {
            "weight_ih": "W_cx W_gx",
            "weight_hh": "W_ch W_gh",
            "bias_ih": "b_c b_g",
            "bias_hh": "0 1",
        },
    ),
    Row(
        "unicornn",
        "UnICORNNCell",
        {"weight_ih": "V", "weight_hh": "w", "weight_ch": "c", "bias_ih": "b"},
        states="y z",
        outputs="y",
        options={"dt": 1.0, "alpha": 0.0},
    ),
    Row(
        "wmc_lstm",
        "WMCLSTMCell",
        {
            "weight_ih": "W_ix W_fx W_gx W_ox",
            "weight_hh": "W_ih W_fh W_gh W_oh",
            "weight_mh": "W_ic W_fc W_oc",
            "bias_ih": "b_i b_f b_g b_o/2",
            "bias_hh": "0 0 0 b_o/2",
            "bias_mh": "0",
        },
        states="h c",
    ),
]
TAU_GRU = Row(
    "tau_gru",
    "tauGRUCell",
    {
        "weight_ih": "U_1 U_2 U_3 U_4",
        "weight_hh": "W_1 W_2 W_3 W_4",
        "bias_ih": "0",
        "bias_hh": "0",
    },
)
LAGS = ["h", *(f"h_lag{lag}" for lag in range(2, 7))]


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    torchrecurrent = pytest.importorskip("torchrecurrent")
    import torch
    from torch_modules import stepped

    peer = getattr(torchrecurrent, row.peer.split()[0])(
        row.size_x, 4, **row.options, dtype=torch.float64
    )
    return stepped(row, peer, module, case)


def delayed(row: Row, module: ModuleType, case: Case) -> Arrays:
    """The cell has the delayed state as an argument; the delay is kept here."""
    torchrecurrent = pytest.importorskip("torchrecurrent")
    import torch
    from torch_modules import stepped

    def call(run: Any, inputs: Any, state: Any) -> Any:
        h = run(inputs["x"], state["h"], state[LAGS[-1]])
        values = [h, *(state[name] for name in LAGS[:-1])]
        return {"h": h}, dict(zip(LAGS, values, strict=True))

    peer = torchrecurrent.tauGRUCell(row.size_x, 4, dtype=torch.float64)
    return stepped(row, peer, module, case, call=call)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_agrees(row: Row) -> None:
    check(row, of_library)


@pytest.mark.parametrize("row", departing(ROWS), ids=lambda row: row.label)
def test_departs_from_the_paper(row: Row) -> None:
    check_departure(row, of_library)


def test_gradient_of_hard_sigmoid() -> None:
    """Why SGU and DSGU are compared in values only: 1/6 in single precision."""
    torch = pytest.importorskip("torch")
    x = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(torch.nn.functional.hardsigmoid(x), x)
    assert float(slope) == float(torch.tensor(1 / 6, dtype=torch.float32)) != 1 / 6


def test_delayed_state() -> None:
    check(TAU_GRU, delayed)
