"""Letters of indices that are labels in an equation without the index."""

from __future__ import annotations

from plain_cells import assert_same, codes, compiled

SUMMED = r"""h_t = tanh(W_h h_{t-1} + W_i x_t + c_t)
c_t = \sum_{i=1}^{2} v^i_t
v^i_t = tanh(V^i h_{t-1}), for i = 1..2
"""


def test_a_label_with_the_letter_of_an_index() -> None:
    assert_same(SUMMED, SUMMED.replace("W_i", r"W_{\text{i}}"))
    assert "N0618" in [each.code for each in compiled(SUMMED).diagnostics]


def test_an_index_that_the_left_side_has_not() -> None:
    assert codes(SUMMED.replace("W_i", "V^i")) == ["E0215"]
    assert codes(SUMMED.replace("W_i", "v^i_t +")) == ["E0215"]
