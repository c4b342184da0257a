"""Functions that a text defines at a value of the cell, and Euler's number in them."""

from __future__ import annotations

import pytest

import cellc

_CELL = r"""\begin{align}
c_t &= g(\Delta_t) \odot c_{t-1} + \tanh(W x_t)
\end{align}
"""
_SAID = r"where $g(\Delta_t) = 1/\log(e + \Delta_t)$ is a decay."


def _values(text: str) -> list[object]:
    return [each.value for each in cellc.compile_cell(text).ir.equations]


def _codes(text: str) -> list[str]:
    return [each.code for each in cellc.compile_cell(text).diagnostics]


@pytest.mark.parametrize(
    "text",
    [
        _CELL + _SAID,
        _CELL.replace("_t", "_n").replace("t-1", "n-1") + _SAID.replace("_t", "_n"),
        _CELL + "where\n  g(Δ_t) = 1/log(e + Δ_t)",
        _CELL + "g(Δ_t) = 1/log(e + Δ_t)",
        _CELL + r"where $g(\Delta) = [\log(e + \Delta)]^{-1}$.",
    ],
)
def test_a_function_is_defined_at_a_value(text: str) -> None:
    assert _values(text) == _values(_CELL + "where\n  g(a) = 1/log(exp(1) + a)")
    assert "N0624" in _codes(text)


def test_arguments_of_two_steps() -> None:
    text = "h_t = g(x_t, h_{t-1}) + W h_{t-1}\n"
    read = _values(text + "g(x_t, h_{t-1}) = tanh(x_t + h_{t-1})")
    assert read == _values(text + "where\n  g(a, b) = tanh(a + b)")


def test_the_where_block_goes_first() -> None:
    text = f"{_CELL}{_SAID}\n\nwhere\n  g(a) = exp(-a)\n"
    assert _values(text) == _values(_CELL + "where\n  g(a) = exp(-a)")
    assert "N0661" in _codes(text)


@pytest.mark.parametrize(
    "more", ["where\n  e ∈ ℝ", "where\n  e = 2.7", "z_t = e ⊙ c_t", "e = σ(λ)"]
)
def test_an_e_of_the_text_is_a_name(more: str) -> None:
    assert "N0624" not in _codes(f"c_t = c_{{t-1}} / log(e + x_t)\n{more}")
