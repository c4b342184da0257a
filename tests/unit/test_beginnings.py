"""What parameters start with where a spec does not say it."""

from __future__ import annotations

import numpy as np
import pytest

from cellc.driver import compile_cell
from cellc.loader import module_of

SUM = "W x_t + U h_{t-1}"
NAMED = f"n_t = {SUM}\nμ_t = mean(n_t)\ns_t = sqrt(mean((n_t - μ_t)^2) + 0.001)\n"
BEGINNINGS = {  # spec -> how its vectors and numbers begin
    f"h_t = tanh(LN({SUM}; γ, β))": {"gamma": "ones", "beta": "zeros"},
    f"h_t = RMSNorm({SUM}, γ) + b": {"gamma": "ones", "b": "zeros"},
    f"h_t = g ⊙ ({SUM}) / norm({SUM})": {"g": "ones"},
    f"{NAMED}q_t = (n_t - μ_t) / s_t\nh_t = g ⊙ q_t + b": {"g": "ones", "b": "zeros"},
    f"{NAMED}h_t = g / s_t ⊙ (n_t - μ_t)\nwhere\n  g ∈ ℝ^h": {"g": "ones"},
    f"h_t = tanh(LN({SUM}; γ, β))\nwhere\n  γ ∈ ℝ^h init 0.1\n  β ∈ ℝ^h init ones": {
        "gamma": "0.1",
        "beta": "ones",
    },
    f"e_t = v^T tanh({SUM})\nh_t = e_t ({SUM})": {"v": "glorot"},
    f"h_t = tanh({SUM} + p ⊙ h_{{t-1}}) σ(v^T [h_{{t-1}}; x_t])": {
        "p": "zeros",
        "v": "glorot",
    },
    f"h_t = p ⊙ ({SUM}) / (1 + sum(x_t^2)) + b\nwhere\n  b ∈ ℝ^h init glorot": {
        "p": "zeros",
        "b": "glorot",
    },
}


@pytest.mark.parametrize(("text", "expected"), BEGINNINGS.items())
def test_vectors_begin_by_their_use(text: str, expected: dict[str, str]) -> None:
    """The gain of a norm at one, what meets a vector at random, all others at zero."""
    ir = compile_cell(text).ir
    assert {
        each.name: str(how)
        for each, how in ir.initializers.items()
        if len(ir.variables[each].shape) < 2
    } == expected


def test_a_vector_in_an_inner_product_begins_as_a_row() -> None:
    """Within the bound of a matrix of one row."""
    module = module_of(compile_cell(f"e_t = v^T tanh({SUM})\nh_t = e_t ({SUM})"))
    params = module.init(x=2, h=500, rng=0, dtype=np.float64)
    assert params["v"].shape == (500,)
    largest = abs(params["v"]).max()
    assert 0.9 * np.sqrt(6 / 501) < largest <= np.sqrt(6 / 501)
