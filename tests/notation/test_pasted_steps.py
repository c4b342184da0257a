"""Which step a value is of, and which names are one, as pasted texts have it."""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes

import cellc

RNN = "h_t = tanh(W x_t + U h_{t-1} + b)"
DECAYED = (
    "g_t = exp(-relu(V d_t + c))\n"
    "k_t = g_t ⊙ h_{t-1}\n"
    "z_t = σ(W_z x_t + U_z k_t)\n"
    "h_t = (1 - z_t) ⊙ k_t + z_t ⊙ tanh(W x_t + U k_t)"
)
SPLIT = (
    "s_t = tanh(V c_{t-1} + d)\n"
    "l_t = c_{t-1} - s_t\n"
    "c_t = σ(W x_t) ⊙ (l_t + 0.5 s_t) + U x_t"
)
HIGHWAY = (
    "h_t = tanh(W x_t + R s_{t-1})\n"
    "g_t = σ(V x_t + Q s_{t-1})\n"
    "s_t = h_t ⊙ g_t + s_{t-1} ⊙ (1 - g_t)"
)
RESERVOIR = (
    "h_t = tanh(W h_{t-1} + V x_t + B y_{t-1})\n"
    "y_t = σ(G [h_t; x_t])\nwhere\n  output h_t"
)
DECAY_BASE = (
    "q = σ(p)\n"
    "a_t = q ⊙ σ(W x_t)\n"
    "h_t = a_t ⊙ h_{t-1} + (1 - a_t) ⊙ tanh(V x_t)\n"
    "where\n  p ∈ ℝ^h"
)
DECODER = "h_t = tanh(W x_t + U h_{t-1} + C c_t)\nwhere\n  c_t ∈ ℝ^c is input"

SAME = {
    "the decayed state at the step before": (
        r"\gamma_t = \exp(-\mathrm{relu}(V d_t + c))"
        "\n"
        r"\hat{h}_{t-1} = \gamma_t \odot h_{t-1}"
        "\n"
        r"z_t = \sigma(W_z x_t + U_z \hat{h}_{t-1})"
        "\n"
        r"h_t = (1 - z_t) \odot \hat{h}_{t-1}"
        r" + z_t \odot \tanh(W x_t + U \hat{h}_{t-1})",
        DECAYED,
    ),
    "another letter of time": (
        r"\gamma_n = \exp(-\mathrm{relu}(V d_n + c))"
        "\n"
        r"\hat{h}^{(n-1)} = \gamma_n \odot h_{n-1}"
        "\n"
        r"z_n = \sigma(W_z x_n + U_z \hat{h}^{(n-1)})"
        "\n"
        r"h_n = (1 - z_n) \odot \hat{h}^{(n-1)}"
        r" + z_n \odot \tanh(W x_n + U \hat{h}^{(n-1)})",
        DECAYED,
    ),
    "a T that is a label": (
        "C^S_{t-1} = tanh(V C_{t-1} + d)\n"
        "C^T_{t-1} = C_{t-1} - C^S_{t-1}\n"
        "C_t = σ(W x_t) ⊙ (C^T_{t-1} + 0.5 C^S_{t-1}) + U x_t",
        SPLIT,
    ),
    "T behind the step, and a transpose": (
        "s_t = tanh(V c_{t-1} + d)\n"
        "c_t^{T} = c_{t-1} - s_t\n"
        "c_t = σ(W^\\top x_t) ⊙ (c_t^{T} + 0.5 s_t) + U^⊤ x_t",
        SPLIT.replace("W x", "W^T x").replace("U x", "U^T x"),
    ),
    "a step inside a label": (
        r"\gamma_{x_t} = \exp(-\mathrm{relu}(V d_t + c))"
        "\n"
        r"k_t = \gamma_{x_t} \odot h_{t-1}"
        "\n"
        "z_t = σ(W_z x_t + U_z k_t)\n"
        "h_t = (1 - z_t) ⊙ k_t + z_t ⊙ tanh(W x_t + U k_t)",
        DECAYED,
    ),
    "t is a label": ("h_k = tanh(W x_k + U h_{k-1} + b_t)", RNN),
    "t is a label of matrices": ("h_m = tanh(W_t x_m + U_t h_{m-1} + b_t)", RNN),
    "t is a label, time as argument": (
        "h(n) = tanh(W x(n) + U h(n-1) + b_t)",
        RNN,
    ),
    "t is a label, rows": (
        "h_m = tanh(x_m W_t + h_{m-1} U + b)",
        "h_t = tanh(W^T x_t + U^T h_{t-1} + b)",
    ),
    "t is a label of a function": (
        "h_m = σ_t(W x_m + U h_{m-1} + b_t)\nwhere\n  σ_t = tanh\n  b_t ∈ ℝ^h",
        RNN,
    ),
    "a gate called t": (HIGHWAY.replace("g_t", r"\mathbf{t}_t"), HIGHWAY),
    "a gate called t, time above": (
        HIGHWAY.replace("g_t", r"\mathbf{t}^{[t]}")
        .replace("_{t-1}", "^{[t-1]}")
        .replace("_t ", "^{[t]} "),
        HIGHWAY,
    ),
    "a reservoir with feedback": (
        "x(n+1) = tanh(W x(n) + V u(n+1) + B y(n))\n"
        "y(n) = σ(G [x(n); u(n)])\nwhere\n  output x(n)",
        RESERVOIR,
    ),
    "names with and without time": (
        DECAY_BASE.replace("q", "a"),
        DECAY_BASE,
    ),
    "a number with and without time": (
        "Δt_n = Δt σ(W x_n)\n"
        "h_n = (1 - Δt_n) ⊙ h_{n-1} + Δt_n ⊙ tanh(V x_n)\n"
        "where\n  Δt ∈ ℝ = 0.5",
        "a_t = 0.5 σ(W x_t)\nh_t = (1 - a_t) ⊙ h_{t-1} + a_t ⊙ tanh(V x_t)",
    ),
    "a parameter with and without time": (
        "a_t = a ⊙ σ(W x_t)\nh_t = a_t ⊙ h_{t-1} + V x_t\n"
        "where\n  a ∈ ℝ^h is parameter",
        "a_t = q ⊙ σ(W x_t)\nh_t = a_t ⊙ h_{t-1} + V x_t\nwhere\n  q ∈ ℝ^h",
    ),
    "a fixed context": (
        "h_t = tanh(W x_t + U h_{t-1} + C c)\nwhere\n  c ∈ ℝ^c is input",
        DECODER,
    ),
    "a fixed context in components": (
        "h_j^t = tanh([W x^t]_j + [U h^{t-1}]_j + [C c]_j)\nwhere\n  c ∈ ℝ^c is input",
        DECODER,
    ),
}

REFUSED = {
    "a left side at two steps": (
        "g_{t-1} = σ(V x_t) ⊙ h_{t-1}\nh_t = tanh(W g_t + U g_{t-1})",
        "E0222",
    ),
    "a left side that is read two steps back": (
        "h_{t-1} = tanh(W h_{t-2} + U x_{t-1})",
        "E0222",
    ),
    "the state of the step before, again": (
        "C_{t-1} = σ(V x_t) ⊙ C_{t-1}\nC_t = tanh(W C_{t-1} + U x_t)",
        "E0222",
    ),
    "label or transpose": (
        "c_t^T = tanh(V c_{t-1})\nc_t = c_t^T + W^T x_t",
        "E0208",
    ),
    "an input at t and states at k": ("h_k = tanh(W x_t + U h_{k-1})", "E0202"),
    "no input but at t": ("H_n = tanh(W X_t + U H_{n-1})", "E0202"),
    "one name at t and at k": ("h_k = tanh(W x_k + U h_{k-1}) + x_t", "E0202"),
    "t alone beside a gate t": (
        "h_t = tanh(W h_{t-1} + t ⊙ t_t)\nt_t = σ(V x_t)",
        "E0214",
    ),
    "both vary": (
        "a = σ(V x_t)\na_t = a ⊙ σ(W x_t)\nh_t = a_t ⊙ h_{t-1} + x_t",
        "E0224",
    ),
    "no shift": ("h(n+1) = tanh(W h(n) + U x(n+1))\ny(n) = G x(n+1) + h(n)", "E0227"),
    "an input with and without time": (
        "h_t = tanh(W h_{t-1} + U x_t + V x)\nwhere\n  x_t ∈ ℝ^x is input",
        "E0224",
    ),
    "a step inside the label of a parameter": (
        "h_t = tanh(W_{x_t} x_t + U h_{t-1})",
        "E0203",
    ),
}


@pytest.mark.parametrize("form", SAME)
def test_same(form: str) -> None:
    text, plain = SAME[form]
    assert_same(text, plain)


@pytest.mark.parametrize("form", REFUSED)
def test_refused(form: str) -> None:
    text, code = REFUSED[form]
    assert set(codes(text)) == {code}


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("the decayed state at the step before", "N0619"),
        ("a T that is a label", "N0618"),
        ("t is a label of matrices", "N0618"),
        ("names with and without time", "N0630"),
        ("a fixed context", "N0604"),
    ],
)
def test_told(form: str, code: str) -> None:
    cell = cellc.compile_cell(SAME[form][0])
    assert code in [each.code for each in cell.diagnostics]


def test_inputs_keep_their_step_where_they_can() -> None:
    text = "h_{n+1} = W h_n + U x_n\ny_n = V h_n + G x_n\nwhere\n  output y_n"
    assert [*cellc.compile_cell(text).metadata["states"]] == ["h"]
