"""Diagonal matrices: what sentences say of them, and what is made of several."""

from __future__ import annotations

import pytest
from plain_cells import assert_same

from cellc import CellcError, compile_cell

SHOWN = "$$h_t = A h_{t-1} + B x_t$$\n"
PLAIN = "h_t = A h_{t-1} + B x_t\nA = diag(a)"


def codes(text: str) -> list[str]:
    try:
        found = compile_cell(text).diagnostics
    except CellcError as error:
        found = error.diagnostics
    return [each.code for each in found if each.code not in ("N0603", "N0613")]


@pytest.mark.parametrize(
    "said",
    [
        r"where $A = \mathrm{diag}(a_1, \ldots, a_n)$ is a matrix.",
        r"Here $A=\operatorname{diag}(a_{1}, a_{2}, \dots,a_{n})$.",
        r"where $A = \text{diag}(a_1, …, a_n)$ and $B$ is a matrix.",
        "with A = diag(a₁, …, aₙ).",
        r"where $A = \diag([a_1, \dots, a_n])$.",
        "where A = diag(a1, ..., an).",
        "where\n  A = diag(a_1, ..., a_n)",
        "where\n  A = diag(a)",
    ],
)
def test_what_stands_on_a_diagonal(said: str) -> None:
    assert_same(SHOWN + said, PLAIN)


def test_it_is_told() -> None:
    said = r"where $A = \mathrm{diag}(a_1, \ldots, a_n)$."
    assert {"N0686", "N0687"} <= {*codes(SHOWN + said)}
    assert codes("h_t = A h_{t-1} + B x_t\nA = diag(a_1, ..., a_n)") == ["N0686"]


def test_numbers_that_are_computed() -> None:
    text = "h_t = A h_{t-1} + B x_t\nA = diag(e^{-a_1}, ..., e^{-a_n})"
    assert_same(text, "h_t = A h_{t-1} + B x_t\nA = diag(e^{-a})")
    text = r"h_t = A_t h_{t-1} + B x_t\nA_t = diag(a_{t,1}, ..., a_{t,n})"
    text = text.replace("\\n", "\n") + "\na_t = σ(W x_t)"
    assert_same(text, "h_t = a_t ⊙ h_{t-1} + B x_t\na_t = σ(W x_t)")


def test_a_greek_vector_on_a_diagonal() -> None:
    text = "h_t = Λ h_{t-1} + B x_t\nΛ = diag(λ_1, …, λ_n)"
    plain = "h_t = Λ h_{t-1} + B x_t\nΛ = diag(λ)\nwhere\n  λ ∈ ℝ^h"
    assert_same(text, plain)


@pytest.mark.parametrize(
    "said",
    [
        "with diagonal $A$.",
        "where $A$ is diagonal.",
        r"where $A \in \mathbb{R}^{n\times n}$ is a diagonal matrix.",
        "Here A is constrained to be diagonal.",
        r"We take a diagonal matrix $\mathbf{A}$.",
    ],
)
def test_a_full_matrix_that_is_called_diagonal_is_warned_of(said: str) -> None:
    assert "W0506" in codes(SHOWN + said)


@pytest.mark.parametrize(
    "said",
    [
        "with a block-diagonal $A$.",
        "with diagonal $A$.\n\nwhere\n  A ∈ ℝ^{h×h}",
        "where $C$ is diagonal.",
    ],
)
def test_no_warning(said: str) -> None:
    assert "W0506" not in codes(SHOWN + said)


# ---------------------------------------------------------------- of several


@pytest.mark.parametrize(
    ("matrix", "same"),
    [
        ("(I - diag(a)) h_{t-1}", "(1 - a) ⊙ h_{t-1}"),
        ("(diag(a) + diag(c)) h_{t-1}", "(a + c) ⊙ h_{t-1}"),
        ("(I + 0.5 diag(a)) h_{t-1}", "(1 + 0.5 a) ⊙ h_{t-1}"),
        ("(I - diag(a))^{-1} h_{t-1}", "h_{t-1} / (1 - a)"),
        ("(I - diag(a) diag(c)) h_{t-1}", "(1 - a ⊙ c) ⊙ h_{t-1}"),
        ("(I - diag(a)) U h_{t-1}", "(1 - a) ⊙ (U h_{t-1})"),
        ("(I - diag(a)/2) h_{t-1}", "(1 - a/2) ⊙ h_{t-1}"),
    ],
)
def test_sums_of_diagonal_matrices(matrix: str, same: str) -> None:
    facts = "\nwhere\n  a ∈ ℝ^h"
    assert_same(f"h_t = {matrix} + B x_t{facts}", f"h_t = {same} + B x_t{facts}")


def test_a_diagonal_matrix_with_a_name_beside_the_identity() -> None:
    text = "h_t = (I + δ A) h_{t-1} + B x_t\nA = diag(a)\nwhere\n  δ ∈ ℝ"
    facts = "\nv = a\nwhere\n  δ ∈ ℝ\n  a ∈ ℝ^h"
    assert_same(text, "h_t = (1 + δ v) ⊙ h_{t-1} + B x_t" + facts)
    plain = "h_t = v^2 ⊙ h_{t-1} + B x_t\nv = a\nwhere\n  a ∈ ℝ^h"
    assert_same("h_t = A^2 h_{t-1} + B x_t\nA = diag(a)", plain)


def test_in_front_of_a_matrix_state_and_behind_it() -> None:
    rest = " + v_t k_t^T\nf_t = σ(F x_t)\nv_t = V x_t\nk_t = K x_t\ny_t = S_t k_t"
    for one, other in (
        ("(I - diag(f_t)) S_{t-1}", "diag(1 - f_t) S_{t-1}"),
        ("S_{t-1} (I - diag(f_t))", "S_{t-1} diag(1 - f_t)"),
    ):
        assert_same(f"S_t = {one}{rest}", f"S_t = {other}{rest}")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("h_t = (I + δ A) h_{t-1} + B x_t\nA = diag(a)", "E0401"),
        ("h_t = A h_{t-1} + B x_t\nA = diag(a_1, ..., c_n)", "E0103"),
        ("h_t = (W + diag(a)) h_{t-1} + B x_t", "E0404"),
        ("h_t = (I + d_t A) h_{t-1} + B x_t\nA = diag(a)\nd_t = σ(W x_t)", "E0404"),
    ],
)
def test_what_is_no_diagonal_matrix(text: str, code: str) -> None:
    assert code in codes(text)
