r"""`k^{\odot 2}`: the power of every component, as `k^2` of a vector is."""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes


@pytest.mark.parametrize("power", [r"\odot 2", r"\circ 2", "⊙2", "∘ 2"])
def test_a_power_of_every_component(power: str) -> None:
    text = "k_t = V x_t\nh_t = tanh(W k_t^{%s} + U h_{t-1})"
    assert_same(text % power, text % "2")


def test_of_a_matrix_it_is_refused_as_its_square_is() -> None:
    text = "S_t = S_{t-1}^{⊙ 2} + v_t k_t^T\nwhere\nS_t ∈ ℝ^{n×n}"
    assert codes(text) == ["E0405"]


def test_the_sign_elsewhere_in_a_power_is_refused() -> None:
    assert codes("h_t = h_{t-1}^{⊙ a} + x_t") != []
