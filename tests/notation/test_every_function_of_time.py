r"""Functions with an index of time: refused, unless they are values."""

from __future__ import annotations

import pytest
from plain_cells import codes

from cellc import compile_cell

SUMS = [r"\sum_t", r"\sum_{t}", "∑_t", "sum_t", r"\operatorname{sum}_t", "prod_t"]
FUNCTIONS = ["mean_t", r"\operatorname{mean}_t", "softmax_t", "LN_t", r"\exp_t"]
FUNCTIONS += ["tanh_t", "log_t", r"\mathrm{softmax}_t", "max_t", r"\tanh_t"]
OPEN = ["f_t(W x_t + U h_{t-1})", r"\varphi_t(W x_t + U h_{t-1})", "x_t + p_t(u_t)"]
OPEN += ["g_t(x_t - h_{t-1})", "a_t (W x_t + U h_{t-1})"]
VALUES = {
    "defined": "sum_t = σ(V x_t)\nf_t = σ(U x_t)\n"
    "h_t = sum_t h_{t-1} + f_t(W x_t + x_t)",
    "declared": "h_t = mean_t x_t + f_t(W x_t + h_{t-1})\nwhere\n"
    "  mean_t ∈ ℝ^x is input\n  f_t ∈ ℝ^x is input",
    "elsewhere": "h_t = (1 - f_t) h_{t-1} + f_t (W x_t + U h_{t-1})",
    "with its sign": "h_t = f_t ⊙ (W x_t + U h_{t-1})",
    "the input": "h_t = x_t (W h_{t-1} + b)",
    "the only one": "h_t = f_t (W h_{t-1} + b)",
    "an error": "h_t = h_{t-1} + a_t (x_t - h_{t-1})",
    "a letter": "h_t = σ_t h_{t-1} + x_t",
    "a state": "Σ_t = 0.9 Σ_{t-1} + x_t\nh_t = Σ_t h_{t-1}",
}


@pytest.mark.parametrize("sign", SUMS)
def test_a_sum_over_the_steps_is_no_equation(sign: str) -> None:
    assert codes(f"h_t = tanh({sign} (W x_t) + U h_{{t-1}})") == ["E0215"]
    assert codes(f"h_t = tanh(W x_t + U h_{{t-1}})\nL = {sign} (h_t - y_t)^2") == [
        "E0215"
    ]


def test_whatever_letter_counts_the_steps() -> None:
    assert codes(r"h_n = h_{n-1} + \sum_n W x_n") == ["E0215"]
    assert codes("h(n) = h(n-1) + \\sum_{n=1}^N W x(n)") == ["E0215"]
    assert codes(r"h_t = h_{t-1} + \Sigma_t x_t") == ["E0208"]
    assert codes(r"h_t = h_{t-1} + Π_t x_t") == ["E0208"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_known_function_has_no_index_of_time(name: str) -> None:
    assert "E0208" in codes(f"h_t = U h_{{t-1}} + {name}(W x_t)") or name == "max_t"
    if not name.endswith("max_t") or "soft" in name:
        assert codes(f"h_t = h_{{t-1}} + {name} x_t") == ["E0208"]


@pytest.mark.parametrize("right", OPEN)
def test_a_function_or_a_factor(right: str) -> None:
    assert codes(f"h_t = {right}") == ["E0208"]


@pytest.mark.parametrize("text", VALUES.values(), ids=VALUES)
def test_values_are_read_as_before(text: str) -> None:
    compile_cell(text)
