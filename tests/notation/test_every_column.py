r"""Matrices of one column, transposed functions, diagonals, the imaginary unit."""

from __future__ import annotations

import types

import numpy as np
import pytest
from plain_cells import assert_same, codes, compiled

from cellc import compile_cell
from cellc.testing.verify import verify

STATE = "h_t = A h_{t-1} + B u_t\nwhere\n  A ∈ ℝ^{d×d}\n"
COLUMN = f"{STATE}  B ∈ ℝ^{{d×1}}\n  u_t ∈ ℝ"
READOUT = (
    "\\bar{A} = I + Δ A\n\\bar{B} = Δ B\n"
    "h_t = \\bar{A} h_{t-1} + \\bar{B} u_t\ny_t = C h_t + D u_t\n"
    "where\n  A ∈ ℝ^{d×d}\n  B ∈ ℝ^{d×1}\n  C ∈ ℝ^{1×d}\n  D ∈ ℝ\n  Δ ∈ ℝ\n"
    "  u_t ∈ ℝ\n"
)


def test_a_column_times_a_number_is_a_vector() -> None:
    module = types.ModuleType("column")
    exec(compile_cell(COLUMN).source_text, module.__dict__)
    rng = np.random.default_rng(0)
    A, B = rng.normal(size=(3, 3)), rng.normal(size=(3, 1))
    u, h = rng.normal(size=(2, 1)), rng.normal(size=(2, 3))
    out, _ = module.step({"A": A, "B_": B}, module.State(h=h), u)
    assert np.allclose(out.h, h @ A.T + u * B[:, 0])


@pytest.mark.parametrize("text", [COLUMN, READOUT, f"{READOUT}  y_t ∈ ℝ"])
def test_its_gradients_are_right(text: str) -> None:
    assert verify(compile_cell(text)).passed


@pytest.mark.parametrize(
    "summed", ["V h_{t-1}", "V h_{t-1} + b", "[h_{t-1}; u_t]", "h_{t-1} + a"]
)
def test_gradients_behind_a_sum_are_right(summed: str) -> None:
    where = "where\n  V ∈ ℝ^{p×h}" if "V" in summed else ""
    where = "where\n  a ∈ ℝ" if "+ a" in summed else where
    text = f"h_t = tanh(A h_{{t-1}} + B u_t) sum({summed})\n{where}"
    assert verify(compile_cell(text)).passed


def test_a_vector_of_one_component_stands_there_too() -> None:
    assert compiled(COLUMN.replace("u_t ∈ ℝ", "u_t ∈ ℝ^1"))


def test_a_text_that_computes_with_columns_keeps_them() -> None:
    found = compiled(f"{COLUMN}\n  h_t ∈ ℝ^{{d×1}}")
    shapes = {str(name): each.shape for name, each in found.cell.variables.items()}
    assert len(shapes["h"]) == 2


@pytest.mark.parametrize("word", [r"\mathrm{Diag}", r"\operatorname{Diag}", "Diag"])
def test_diag_with_a_capital(word: str) -> None:
    assert_same(f"h_t = {word}(a) h_{{t-1}} + x_t", "h_t = diag(a) h_{t-1} + x_t")


def test_the_transpose_of_a_function_is_a_row() -> None:
    text = "S_t = S_{t-1} + v_t φ(W x_t)^\\top\nh_t = v_t φ(W x_t)^\\top z_t\n"
    plain = "S_t = S_{t-1} + v_t k_t^T\nk_t = tanh(W x_t)\nh_t = v_t k_t^T z_t\n"
    where = "where\n  φ = tanh\n  output h_t, S_t"
    assert_same(f"{text}{where}", f"{plain}where\n  output h_t, S_t")


@pytest.mark.parametrize(
    "factor", [r"\exp(i\theta)", r"e^{j \omega}", "e^{iθ}", r"\exp(-a + i \exp(θ))"]
)
def test_the_imaginary_unit_is_refused(factor: str) -> None:
    assert codes(f"h_t = {factor} ⊙ h_{{t-1}} + B x_t") == ["E0111"]


@pytest.mark.parametrize("factor", ["exp(-i_t ⊙ θ)", "exp(-i ⊙ θ)", "exp(-2 i)"])
def test_another_i_is_a_name(factor: str) -> None:
    where = "where\n  i ∈ ℝ^h\n  θ ∈ ℝ^h" if "i ⊙" in factor else "where\n  θ ∈ ℝ^h"
    where = "" if "2 i" in factor else where
    assert compiled(f"h_t = {factor} ⊙ h_{{t-1}} + B x_t\n{where}")


GATED = (
    "f_t = σ(W_f x_t + U_f h_{t-1})\n"
    "c_t = f_t ⊙ c_{t-1} + \\tanh(W_c x_t + U_c h_{t-1})\n"
    "h_t = o_t ⊙ \\tanh(c_t)\n"
)
SAID = [
    "where $f_t$ and $o_t$ are the forget and output gate.",
    "where $\\mathbf{o}_t$ is the output gate.",
    "# o_t is the output gate",
    "The output gate $o_t$ controls what is seen.",
    "- $o_t$: output gate activation",
]
NOT_SAID = [
    "where $o_t$ is the input to the gates.",
    "where $o_t$ is the input of gate $f_t$.",
    "where $o_t$ is the gate input.",
    "where $f_t$ is the forget gate.",
    "where\n  o_t ∈ ℝ^h is input\n# o_t: the output gate",
    "where $o_t$ is the candidate item.",
]


@pytest.mark.parametrize("said", SAID)
def test_an_input_that_the_text_calls_a_gate(said: str) -> None:
    found = [each.code for each in compiled(GATED + said).diagnostics]
    assert "W0507" in found
    assert "N0603" not in found


@pytest.mark.parametrize("said", NOT_SAID)
def test_an_input_that_it_does_not_call_so(said: str) -> None:
    assert "W0507" not in {each.code for each in compiled(GATED + said).diagnostics}
