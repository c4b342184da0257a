"""Sums over components and labels: each beside the plain form that it says."""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes

from cellc import compile_cell

HIDDEN = "\nh_t = tanh(W x_t + U h_{t-1} + s_t)"
MEAN = "s_t = mean(h_{t-1})" + HIDDEN

SUMS = {
    "sum": (r"s_t = \sum_j x_{t,j}" + HIDDEN, "s_t = sum(x_t)" + HIDDEN),
    "sum of squares": (
        r"s_t = \sum_j x_{t,j}^2" + HIDDEN,
        "s_t = sum(x_t^2)" + HIDDEN,
    ),
    "sum of a function": (
        r"s_t = \sum_j \tanh(x_{t,j})" + HIDDEN,
        "s_t = sum(tanh(x_t))" + HIDDEN,
    ),
    "mean": (r"s_t = \frac{1}{N}\sum_{j=1}^{N} h_{t-1,j}" + HIDDEN, MEAN),
    "mean, divided": (r"s_t = \frac{\sum_{j=1}^{N} h_{t-1,j}}{N}" + HIDDEN, MEAN),
    "mean by a size": (
        r"s_t = \frac1N \sum_j h_{t-1,j}" + HIDDEN + "\nwhere\n  h ∈ ℝ^N",
        MEAN + "\nwhere\n  h ∈ ℝ^N",
    ),
    "a number given": (
        r"s_t = \frac1N \sum_{j=1}^N h_{t-1,j}" + HIDDEN + "\nwhere\n  N = 7",
        "s_t = sum(h_{t-1}) / 7" + HIDDEN,
    ),
    "inner product": (
        r"s_t = \sum_i a_i h_{t-1,i}" + HIDDEN,
        "s_t = a^T h_{t-1}" + HIDDEN,
    ),
    "of declared size": (
        r"s_t = \sum_{i=1}^{n} a_i h_{t-1,i}" + HIDDEN + "\nwhere\n  h ∈ ℝ^n",
        "s_t = a^T h_{t-1}" + HIDDEN + "\nwhere\n  h ∈ ℝ^n",
    ),
    "normed": (
        r"h_{t,i} = \tanh(h_{t-1,i} + x_{t,i} / \sum_j x_{t,j})",
        "h_t = tanh(h_{t-1} + x_t / sum(x_t))",
    ),
    "two products": (
        r"h_{t,i} = \tanh(\sum_j (W_{ij} x_{t,j} - U_{ij} h_{t-1,j}))",
        "h_t = tanh(W x_t - U h_{t-1})",
    ),
    "two matrices": (
        r"h_{t,i} = \tanh(\sum_j (W_{ij} + A_{ij}) h_{t-1,j} + \sum_j U_{ij} x_{t,j})",
        "h_t = tanh(W h_{t-1} + A h_{t-1} + U x_t)",
    ),
    "two matrices, one turned": (
        r"h_{t,i} = \tanh(\sum_j (W_{ij} - A_{ji}) h_{t-1,j} + \sum_j U_{ij} x_{t,j})",
        "h_t = tanh(W h_{t-1} - A^T h_{t-1} + U x_t)\nwhere\n  A ∈ ℝ^{h×h}",
    ),
    "sum of a function in ones": (
        r"s_t = \mathbf{1}^\top \exp(h_{t-1})" + HIDDEN,
        "s_t = sum(exp(h_{t-1}))" + HIDDEN,
    ),
    "vector of ones": (
        r"h_t = \tanh(W x_t + \mathbf{1}_d - U h_{t-1})" + "\nwhere\n  h_t ∈ ℝ^d",
        "h_t = tanh(W x_t + 1 - U h_{t-1})\nwhere\n  h_t ∈ ℝ^d",
    ),
    "matrix of ones": (
        r"h_t = \tanh(A \mathbf{1}_{d \times m} x_t + U h_{t-1})"
        + "\nwhere\n  h_t ∈ ℝ^d\n  x_t ∈ ℝ^m\n  A ∈ ℝ^{d×d}",
        "n_t = sum(x_t)\nh_t = tanh(n_t (A \\mathbf{1}) + U h_{t-1})"
        "\nwhere\n  h_t ∈ ℝ^d\n  x_t ∈ ℝ^m\n  A ∈ ℝ^{d×d}",
    ),
    "labels": (
        r"h_t = \tanh(\sum_{k=1}^{2} (W_k x_t + b_k) + U h_{t-1})",
        "h_t = tanh(W_1 x_t + b_1 + W_2 x_t + b_2 + U h_{t-1})",
    ),
    "labels of two": (
        r"h_t = \tanh(\sum_{k=1}^{2} (W_{2,k} x_t + V_{2 \cdot k} x_t) + U h_{t-1})",
        "h_t = tanh(W_{2,1} x_t + V_2 x_t + W_{2,2} x_t + V_4 x_t + U h_{t-1})",
    ),
    "label of a name": (
        r"h_t = \tanh(\sum_{k=1}^{2} W_{h,k} x_t + U h_{t-1})",
        "h_t = tanh(W_{h,1} x_t + W_{h,2} x_t + U h_{t-1})",
    ),
    "label outside": (
        r"h_t = \tanh(\sum_{k=1}^{2} W_k x_t) + U_{\text{k}} h_{t-1}",
        "h_t = tanh(W_1 x_t + W_2 x_t) + U h_{t-1}",
    ),
    "gate of that letter": (
        "k_t = σ(W_k x_t)\n"
        r"h_t = k_t ⊙ \tanh(\sum_{k=1}^{2} V_k x_t) + h_{t-1}",
        "g_t = σ(W x_t)\nh_t = g_t ⊙ tanh(V_1 x_t + V_2 x_t) + h_{t-1}",
    ),
    "a factor behind a sign": (
        r"h_t = \sum_{k=1}^{2} \tanh(W_k x_t + b_k) ⊙ \tanh(V_k x_t) + U h_{t-1}",
        "h_t = tanh(W_1 x_t + b_1) ⊙ tanh(V_1 x_t) + tanh(W_2 x_t + b_2) ⊙ "
        "tanh(V_2 x_t) + U h_{t-1}",
    ),
    "row of blocks": (
        "h_t = tanh([W, U] [x_t; h_{t-1}] + b)",
        "h_t = tanh(W x_t + U h_{t-1} + b)",
    ),
}


@pytest.mark.parametrize("form", SUMS)
def test_a_sum_is_what_it_says(form: str) -> None:
    assert_same(*SUMS[form])


def test_an_inner_product_of_a_parameter_is_told() -> None:
    text = r"s_t = \sum_i a_i h_{t-1,i}" + HIDDEN
    assert "N0691" in [each.code for each in compile_cell(text).diagnostics]
    plain = r"s_t = \sum_i x_{t,i} h_{t-1,i}" + HIDDEN
    assert compile_cell(plain).diagnostics == ()


@pytest.mark.parametrize(
    "text",
    [
        r"h_{t,i} = W_{ij} h_{t-1,i} + x_{t,i}",
        r"h_{t,i} = h_{t-1,i} + x_{t,i} + b_j",
        r"s_t = \sum_j V_j h_{t-1,j}" + HIDDEN,
        r"h_t = \tanh(\sum_k W_k x_t + U h_{t-1})",
        r"h_t = \sum_{k=1}^2 \tanh(W_k x_t) / c_k + U h_{t-1}",
        r"h_t = \tanh(\sum_{k=1}^2 W_k x_t + \hat{U}_k^\top h_{t-1})",
        r"h_t = \alpha_k \sum_{k=1}^2 W_k x_t + U h_{t-1}",
        r"h_t = \tanh(\sum_{k=1}^2 W_k x_t + k h_{t-1})",
        r"h_t = \tanh(\sum_{k=1}^{2} W_k x_{t-k} + U_{k+1} h_{t-1})",
        r"h^{(l)}_t = \tanh(W^{(l)} x_t + U^{(l,n)} h^{(l)}_{t-1}), l = 1, 2",
        r"h^{(l)}_t = x_t + \sum_{l=1}^2 U^{(l)} h^{(l)}_{t-1}, l = 1, 2",
    ],
)
def test_a_letter_that_nothing_binds_is_refused(text: str) -> None:
    assert "E0215" in codes(text)


def test_a_gate_is_a_label_beside_the_index() -> None:
    text = (
        "i_{t,k} = σ(x_{t,k} + b_i)\nh_{t,k} = i_{t,k} h_{t-1,k} + x_{t,k}\n"
        "where\n  b_i ∈ ℝ^h"
    )
    plain = "i_t = σ(x_t + b_i)\nh_t = i_t ⊙ h_{t-1} + x_t\nwhere\n  b_i ∈ ℝ^h"
    assert_same(text, plain)


def test_an_initial_value_is_a_parameter_where_it_is_declared() -> None:
    text = "h_t = tanh(W x_t + U h_{t-1}) + h_0"
    assert "E0217" in codes(text)
    assert_same(f"{text}\nwhere\n  h_0 ∈ ℝ^h", text.replace("h_0", "b"))
