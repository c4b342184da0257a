"""`S_{t-1} diag(a)`: the columns of a matrix, scaled, and not a row by a matrix."""

from __future__ import annotations

import numpy as np
import pytest

from cellc import compile_cell
from cellc.driver import CompiledCell
from cellc.loader import module_of

SIZES = "x_t ∈ ℝ^x is input\n  a ∈ ℝ^n"
MATRIX = "h_t ∈ ℝ^{x×n}"
WIDE = "β ∈ ℝ^{x×n}"
OUTER = r"x_t a^\top"


def compiled(equations: str, *declared: str) -> CompiledCell:
    return compile_cell("\n  ".join([f"{equations}\nwhere", *declared, "output h_t"]))


def notes(cell: CompiledCell) -> set[str]:
    return {each.code for each in cell.diagnostics}


@pytest.mark.parametrize(
    ("equation", "declared"),
    [
        (f"h_t = h_{{t-1}} diag(a) + {OUTER}", ()),
        (f"h_t = h_{{t-1}} diag(a) + {OUTER}", (MATRIX,)),
        (f"h_t = {OUTER} - h_{{t-1}} diag(a)", ()),
        (f"h_t = u_t diag(a) - h_{{t-1}} diag(a)\nu_t = -{OUTER}", (MATRIX,)),
        ("h_t = h_{t-1} diag(a) + diag(x_t) β", (MATRIX, WIDE)),
        ("h_t = h_{t-1} + u_t diag(a)\nu_t = diag(x_t) β", (MATRIX, WIDE)),
    ],
)
def test_it_is_no_row(equation: str, declared: tuple[str, ...]) -> None:
    cell = compiled(equation, SIZES, *declared)
    assert not notes(cell) & {"N0605", "N0662"}
    assert cell.metadata["states"]["h"]["shape"] == ["x", "n"]
    assert cell.metadata["parameters"]["a"]["shape"] == ["n"]


def test_its_values() -> None:
    module = module_of(compiled(f"h_t = h_{{t-1}} diag(a) + {OUTER}", SIZES, MATRIX))
    rng = np.random.default_rng(1)
    x, a = rng.normal(size=(5, 2, 3)), rng.normal(size=4)
    expected = [np.zeros((2, 3, 4))]
    for each in x:
        expected.append(expected[-1] * a + each[:, :, None] * a)
    out, _, _ = module.forward({"a": a}, x)
    np.testing.assert_allclose(out.h, expected[1:], atol=1e-14)


def test_a_product_of_rows_by_a_transposed_matrix_stays_a_row() -> None:
    cell = compile_cell("u_t = x_t W^T\nh_t = tanh(u_t V + h_{t-1} diag(p) U)")
    assert "N0605" in notes(cell)
    assert cell.metadata["states"]["h"]["shape"] == ["h"]


def test_rows_of_a_batch_are_still_rows() -> None:
    cell = compiled(
        "h_t = tanh(x_t W + h_{t-1} U + b)",
        "x_t ∈ ℝ^{n×x} is input",
        "h_t ∈ ℝ^{n×h}",
        "b ∈ ℝ^h",
    )
    assert notes(cell) >= {"N0605", "N0662"}
