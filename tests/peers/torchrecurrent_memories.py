"""torchrecurrent: its cells with two states, most of them LSTMs."""

from __future__ import annotations

from comparing import Row

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
        "cifg_greff",
        "PeepholeLSTMCell",
        {
            "weight_ih": "W_i -W_i W_z W_o",
            "weight_hh": "R_i -R_i R_z R_o",
            "bias_ih": "b_i -b_i b_z b_o",
            "bias_hh": "0",
            "weight_ph": "p_i -p_i p_o",
        },
        states="y c",
        outputs="y",
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
