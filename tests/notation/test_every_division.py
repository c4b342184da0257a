r"""Where a denominator ends: before the next sign, `1/τ · x` is (1/τ) x."""

from __future__ import annotations

import pytest

from cellc.driver import compile_cell

SAME = {
    "a bracket": (r"1/τ \cdot (x_t - h_{t-1})", r"\frac{1}{τ} (x_t - h_{t-1})"),
    "several signs": (r"2/3 · x_t · 4", r"\frac{2}{3} (4 x_t)"),
    "in a function": (r"\exp(-1/τ \cdot x_t)", r"\exp(-\frac{1}{τ} x_t)"),
    "a root": (r"1/\sqrt{2} \cdot W x_t", r"\frac{1}{\sqrt{2}} W x_t"),
    "a function": (r"1/\exp(x_t) \odot x_t", r"\frac{1}{\exp(x_t)} x_t"),
    "a power of a norm": (r"x_t/\|x_t\|^2", r"\frac{x_t}{\|x_t\|^2}"),
    "names": ("x_t / κ · τ", r"\frac{x_t}{κ} τ"),
    "at sign": ("1/τ @ x_t", r"\frac{1}{τ} x_t"),
    "a product divided": ("κ · x_t / τ", r"\frac{κ x_t}{τ}"),
}


def right_side(term: str) -> str:
    names = "".join(f"  {each} ∈ ℝ = 5\n" for each in "τκ" if each in term)
    text = f"h_t = h_{{t-1}} + {term}" + (f"\nwhere\n{names}" if names else "")
    return str(compile_cell(text).ir.equations[0].value)


@pytest.mark.parametrize(("typed", "meant"), SAME.values(), ids=SAME.keys())
def test_division(typed: str, meant: str) -> None:
    assert right_side(typed) == right_side(meant)
