"""Indicators with brackets and commas inside, remainders as calls, small numbers."""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes

STEP = "h_t = tanh(W x_t + U h_{{t-1}} + {})"


@pytest.mark.parametrize(
    ("typed", "inner", "indicator"),
    [
        ("[(x_t + h_{t-1}) > 0]", "x_t + h_{t-1}", "[s_t > 0]"),
        ("[max(x_t, h_{t-1}) > 0]", "max(x_t, h_{t-1})", "[s_t > 0]"),
        ("[mod(x_t, 3) = 1]", "mod(x_t, 3)", "[s_t = 1]"),
        ("[1 < max(x_t, h_{t-1})]", "max(x_t, h_{t-1})", "[1 < s_t]"),
        ("[(x_t + 1) > (h_{t-1} - 1)]", "x_t + 1", "[s_t > h_{t-1} - 1]"),
        (r"\mathbb{1}_{(x_t + 1) > 0}", "x_t + 1", "[s_t > 0]"),
    ],
)
def test_what_an_indicator_compares(typed: str, inner: str, indicator: str) -> None:
    """The compared value has a name of its own in the plain text."""
    assert_same(STEP.format(typed), f"s_t = {inner}\n{STEP.format(indicator)}")


def test_a_remainder_that_is_called() -> None:
    plain = "h_t = tanh(W x_t + U h_{t-1} + (1 - 2 * mod(h_{t-1}, 2)))"
    assert_same(plain.replace("2 * mod", "2 mod"), plain)
    assert codes(plain.replace("2 * mod(h_{t-1}, 2)", "2 mod 2")) == ["E0208"]


def test_a_power_of_a_number() -> None:
    plain = "h_t = tanh(W x_t + U h_{t-1} + 1e-30)"
    assert_same(plain.replace("1e-30", "10^{-30}"), plain)
    assert codes(plain.replace("1e-30", "x_t^{-30}")) == ["E0204"]
    assert codes(plain.replace("1e-30", "10^{-3000}")) == ["E0204"]
