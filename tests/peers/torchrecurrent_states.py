"""torchrecurrent: its cells with one state."""

from __future__ import annotations

from comparing import Row

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
        "ugrnn",
        "UGRNNCell",
        {
            "weight_ih": "W_cx W_gx",
            "weight_hh": "W_ch W_gh",
            "bias_ih": "b_c b_g",
            "bias_hh": "0 1",
        },
    ),
]
