r"""Powers of e and of numbers, as a whole right side and as a part of one."""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes, compiled

from cellc.diagnostics import CellcError

DECAYED = "h_t = m ⊙ h_{{t-1}} + tanh(W x_t)\n{}\nwhere\n  w ∈ ℝ^h\n"
PLAIN = {
    "-w": "m = exp(-w)",
    "w + w": "m = exp(w + w)",
    "(w ⊙ w)": "m = exp(w ⊙ w)",
    r"-1/w": "m = exp(-1/w)",
    "-e^{w}": "m = exp(-exp(w))",
    r"-\Delta t / w": r"m = exp(-\Delta t / w)",
}
E = ["e", r"\text{e}", r"\mathrm{e}", "{e}", r"{\rm e}"]


@pytest.mark.parametrize("exponent", PLAIN)
@pytest.mark.parametrize("e", E)
def test_a_power_of_e_is_a_whole_right_side(exponent: str, e: str) -> None:
    text = DECAYED.format(f"m = {e}^{{{exponent}}}")
    number = "  \\Delta t = 0.1\n" if "Delta" in exponent else ""
    assert_same(text + number, DECAYED.format(PLAIN[exponent]) + number)


@pytest.mark.parametrize("wrapped", ["{}", "1 · {}", "({})", "{} = 1/e^{{w}}"])
def test_a_power_of_e_stands_anywhere(wrapped: str) -> None:
    text = DECAYED.format("m = " + wrapped.format("e^{-w}"))
    assert_same(text, DECAYED.format("m = exp(-w)"))


def test_a_power_of_e_in_a_sentence() -> None:
    text = (
        "$$h_t = m h_{t-1} + \\tanh(W x_t)$$\n"
        "where $m = e^{-1/\\tau}$ and $\\tau = 10$."
    )
    assert_same(text, "h_t = 0.90483741803596 h_{t-1} + tanh(W x_t)")


def test_a_function_of_a_power_of_e() -> None:
    text = DECAYED.format("m = g(w)\ng(a) = e^{-a}")
    assert_same(text, DECAYED.format("m = exp(-w)"))


@pytest.mark.parametrize(
    ("power", "plain"),
    [
        ("2^{-w}", "exp(-0.693147180559945 w)"),
        ("2^w", "exp(0.693147180559945 w)"),
        ("10^{w/2}", "exp(1.15129254649702 w)"),
        (r"\left(\frac{1}{2}\right)^{w}", "exp(-0.693147180559945 w)"),
    ],
)
def test_a_power_of_a_number(power: str, plain: str) -> None:
    assert_same(DECAYED.format(f"m = {power}"), DECAYED.format(f"m = {plain}"))


@pytest.mark.parametrize("power", ["1^w", "0^w", "(-2)^w", "2^T"])
def test_no_power_of_a_number(power: str) -> None:
    assert codes(DECAYED.format(f"m = {power}"))[:1] == ["E0204"]


def test_a_function_to_a_power_is_no_second_name_of_it() -> None:
    assert codes("h_t = φ(W h_{t-1} + U x_t)\nφ = tanh^2") == ["E0205"]


# ---------------------------------------------------------------- matrices

MATRIX = "h_t = E h_{{t-1}} + W x_t\nE = {}\nwhere\n  A ∈ ℝ^{{h×h}}\n{}"


@pytest.mark.parametrize("power", ["e^{A}", "exp(A)", "exp(0.1 A)", "2^{A}"])
def test_exp_of_a_square_matrix_has_two_readings(power: str) -> None:
    with pytest.raises(CellcError) as refused:
        compiled(MATRIX.format(power, ""))
    (found,) = refused.value.diagnostics
    assert found.code == "E0405"
    function = (found.help or "").split("where block, ")[1]
    line, _, use = function.partition(", and write ")
    compiled(MATRIX.format(use, f"  {line}\n"))


def test_exp_of_another_matrix_is_that_of_its_components() -> None:
    assert codes("h_t = exp(A) x_t + h_{t-1}\nwhere\n  A ∈ ℝ^{h×x}") == []


# ---------------------------------------------------------------- one cause


@pytest.mark.parametrize("line", ["m = foo(e^{-w})", r"m = \foo(w)", "m = k^{-w}"])
def test_a_name_of_a_line_that_is_not_read_is_used(line: str) -> None:
    assert "E0225" not in codes(DECAYED.format(line))


def test_a_name_of_a_labelled_line_that_is_not_read_is_used() -> None:
    text = "update: z_t = \\foo(w ⊙ h_{t-1} + x_t)\nh_t = z_t h_{t-1}\nwhere\n  w ∈ ℝ^h"
    assert codes(text) == ["E0110"]


@pytest.mark.parametrize("step", ["_t", "_{t}", "_n", "_k"])
def test_numbers_from_a_first_one_on_are_labels(step: str) -> None:
    last = "_{" + step.strip("_{}") + "-1}"
    text = f"h{step} = tanh(W x^1{step} + V x^2{step} + U h{last})"
    named = f"h{step} = tanh(W a{step} + V b{step} + U h{last})"
    cell, other = compiled(text).cell, compiled(named).cell
    assert len(cell.inputs) == len(other.inputs) == 2
    square = f"h{step} = tanh(W x{step} + V x^2{step} + U h{last})"
    assert len(compiled(square).cell.inputs) == 1
