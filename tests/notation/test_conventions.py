"""Conventions of a whole text: rows, stacks, components, implicit equations, notes."""

from __future__ import annotations

import numpy as np
import pytest

from cellc import CellcError, compile_cell
from cellc.driver import CompiledCell
from cellc.loader import module_of

Arrays = dict[str, np.ndarray]


def run(
    cell: CompiledCell, params: Arrays, x: np.ndarray, **given: float
) -> np.ndarray:
    out, _, _ = module_of(cell).forward(params, x, **given)
    return np.asarray(out[0])


def fresh(cell: CompiledCell, **sizes: int) -> Arrays:
    rng = np.random.default_rng(3)
    params = module_of(cell).init(**sizes, dtype=np.float64)
    return {name: rng.normal(size=each.shape) for name, each in params.items()}


def inputs(size: int) -> np.ndarray:
    return np.random.default_rng(4).normal(size=(5, 2, size))


def notes(cell: CompiledCell) -> set[str]:
    return {each.code for each in cell.diagnostics}


def codes(text: str) -> list[str]:
    with pytest.raises(CellcError) as caught:
        compile_cell(text)
    return [each.code for each in caught.value.diagnostics]


# ---------------------------------------------------------------- rows


def test_rows_are_turned_once() -> None:
    rows = compile_cell(
        r"\mathbf{H}_t = \phi(\mathbf{X}_t \mathbf{W}_{xh} + \mathbf{H}_{t-1}"
        "\\mathbf{W}_{hh} + \\mathbf{b}_h)\nwhere\n  \\phi = tanh"
    )
    plain = compile_cell("h_t = tanh(W x_t + U h_{t-1} + b)")
    assert "N0605" in notes(rows)
    assert "N0605" not in notes(plain)
    params = fresh(rows, X=3, H=4)
    assert params["W_xh"].shape == (3, 4)
    same = {"W": params["W_xh"].T, "U": params["W_hh"].T, "b": params["b_h"]}
    x = inputs(3)
    np.testing.assert_allclose(run(rows, params, x), run(plain, same, x), atol=1e-14)


def test_transposed_weights_behind_rows_keep_their_shape() -> None:
    rows = compile_cell("h_t = tanh(x_t W_{ih}^T + b_{ih} + h_{t-1} W_{hh}^T + b_{hh})")
    shapes = rows.metadata["parameters"]
    assert shapes["W_ih"]["shape"] == ["h", "x"]


def test_a_diagonal_matrix_inside_a_product_of_rows() -> None:
    rows = compile_cell("h_t = tanh(x_t W + h_{t-1} diag(p) U)")
    plain = compile_cell("h_t = tanh(W x_t + U (p ⊙ h_{t-1}))")
    params, x = fresh(rows, x=3, h=4), inputs(3)
    same = {"W": params["W"].T, "p": params["p"], "U": params["U"].T}
    np.testing.assert_allclose(run(rows, params, x), run(plain, same, x), atol=1e-14)


def test_a_transposed_equation_is_one_of_rows() -> None:
    rows = compile_cell(r"h_t^T = \tanh(x_t^T W + [h_{t-1}^T, x_t^T] U + b)")
    plain = compile_cell("h_t = tanh(W x_t + U [h_{t-1}, x_t] + b)")
    params, x = fresh(rows, x=3, h=4), inputs(3)
    same = {"W": params["W"].T, "U": params["U"].T, "b": params["b"]}
    np.testing.assert_allclose(run(rows, params, x), run(plain, same, x), atol=1e-14)


@pytest.mark.parametrize(
    "stack",
    [
        "[h_{t-1}^T, x_t^T]^T",
        r"\left[h_{t-1}^{\top}; x_t^{\top}\right]^{\top}",
        r"[h_{t-1}^\top \; x_t^\top]^\top",
        "(h_{t-1}^T, x_t^T)^T",
        "[h_{t-1}, x_t]^T",
    ],
)
def test_rows_stood_up_are_a_concatenation(stack: str) -> None:
    cell = compile_cell(rf"h_t = \tanh(W {stack} + b)")
    plain = compile_cell("h_t = tanh(W [h_{t-1}, x_t] + b)")
    params, x = fresh(cell, x=3, h=4), inputs(3)
    np.testing.assert_allclose(run(cell, params, x), run(plain, params, x), atol=1e-14)


def test_a_vector_and_a_list_transposed_are_an_outer_product() -> None:
    cell = compile_cell("h_t = (x_t [h_{t-1}, x_t]^T) [h_{t-1}, x_t] + U h_{t-1}")
    assert [*cell.metadata["parameters"]] == ["U"]


def test_both_orders_in_one_text_are_refused() -> None:
    assert codes("h_t = tanh(W x_t + h_{t-1} U)")[0] in ("E0401", "E0404")


def test_an_inner_product_is_no_row_convention() -> None:
    cell = compile_cell("s_t = v^T tanh(h_{t-1})\nh_t = s_t h_{t-1} + x_t")
    assert "N0605" not in notes(cell)


# ---------------------------------------------------------------- stacks

STACK = r"""
\begin{pmatrix} i \\ f \\ o \\ g \end{pmatrix} =
  \begin{pmatrix} \mathrm{sigm} \\ \mathrm{sigm} \\ \mathrm{sigm} \\ \tanh \end{pmatrix}
  T_{n+m,4n} \begin{pmatrix} x_t \\ h_{t-1} \end{pmatrix}
c_t = f \odot c_{t-1} + i \odot g
h_t = o \odot \tanh(c_t)
"""


def test_stack_is_one_matrix() -> None:
    stacked = compile_cell(STACK)
    (matrix,) = stacked.metadata["parameters"].values()
    assert matrix["shape"] == ["4 * h", "x + h"]
    params = fresh(stacked, x=3, h=4)
    (whole,) = params.values()
    plain = compile_cell(
        "i_t = σ(A [x_t, h_{t-1}])\nf_t = σ(E [x_t, h_{t-1}])\n"
        "o_t = σ(F [x_t, h_{t-1}])\ng_t = tanh(G [x_t, h_{t-1}])\n"
        "c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t\nh_t = o_t ⊙ tanh(c_t)"
    )
    parts = dict(zip("AEFG", np.split(whole, 4), strict=True))
    x = inputs(3)
    wanted = run(plain, parts, x)
    np.testing.assert_allclose(run(stacked, params, x), wanted, atol=1e-14)


def test_stack_in_arrays_and_square_brackets() -> None:
    text = STACK.replace("pmatrix", "bmatrix")
    assert (
        compile_cell(text).metadata["parameters"]
        == (compile_cell(STACK).metadata["parameters"])
    )
    array = STACK.replace(r"\begin{pmatrix}", r"\left(\begin{array}{c}").replace(
        r"\end{pmatrix}", r"\end{array}\right)"
    )
    assert (
        compile_cell(array).metadata["parameters"]
        == (compile_cell(STACK).metadata["parameters"])
    )


def test_stack_with_a_missing_function() -> None:
    assert codes(STACK.replace(r"\mathrm{sigm} \\ ", "", 1)) == ["E0216"]


def test_rows_of_a_stack_have_a_text_of_their_own() -> None:
    texts = [each.text for each in compile_cell(STACK).ir.equations]
    assert texts[0].startswith(r"i = \mathrm{sigm}(part 1 of 4 of T_{n+m,4n}")
    assert len({*texts}) == len(texts)


# ---------------------------------------------------------------- components


def test_components_of_cho() -> None:
    text = r"""
    r_j = \sigma([\mathbf{W}_r \mathbf{x}]_j
      + [\mathbf{U}_r \mathbf{h}_{\langle t-1\rangle}]_j)
    z_j = \sigma([W_z x]_j + [U_z h_{\langle t-1\rangle}]_j)
    h_j^{\langle t\rangle} = z_j h_j^{\langle t-1\rangle}
      + (1 - z_j)\tilde{h}_j^{\langle t\rangle}
    \tilde{h}_j^{\langle t\rangle} = \phi([W x]_j
      + [U(r \odot h_{\langle t-1\rangle})]_j)
    where φ = tanh
    """
    cell = compile_cell(text)
    assert "N0604" in notes(cell)  # r_j, z_j and x without time
    plain = compile_cell(
        "r_t = σ(W_r x_t + U_r h_{t-1})\nz_t = σ(W_z x_t + U_z h_{t-1})\n"
        "c_t = tanh(W x_t + U (r_t ⊙ h_{t-1}))\n"
        "h_t = z_t ⊙ h_{t-1} + (1 - z_t) ⊙ c_t"
    )
    params = fresh(cell, x=3, h=4)
    x = inputs(3)
    wanted = run(plain, params, x)
    np.testing.assert_allclose(run(cell, params, x), wanted, atol=1e-14)


@pytest.mark.parametrize(
    ("weights", "turned"), [("w_{ji}", False), ("w_{ij}", True), ("w_{j,i}", False)]
)
def test_sums_spell_matrix_products(weights: str, turned: bool) -> None:
    cell = compile_cell(
        rf"y_j(t) = \tanh(\sum_i {weights} x_i(t)"
        r" + \sum_{k=1}^{n} u_{jk} y_k(t-1) + b_j)"
    )
    shape = cell.metadata["parameters"]["w"]["shape"]
    assert shape == (["x", "y"] if turned else ["y", "x"])
    params = fresh(cell, x=3, y=4)
    plain = compile_cell("y_t = tanh(W x_t + U y_{t-1} + b)")
    matrix = params["w"].T if turned else params["w"]
    same = {"W": matrix, "U": params["u"], "b": params["b"]}
    x = inputs(3)
    np.testing.assert_allclose(run(cell, params, x), run(plain, same, x), atol=1e-14)


def test_a_sum_of_something_else_is_refused() -> None:
    assert "E0215" in codes(r"h_j^t = \sum_i w_{ij} x_i^t + \sum_i x_i^t h_j^{t-1}")


# ---------------------------------------------------------------- implicit


def test_implicit_equation_is_solved() -> None:
    text = "c_t = c_{t-1} + W x_t - Δt·ε·c_t\nwhere\n  Δt ∈ ℝ = 0.5\n  ε ∈ ℝ = 2"
    cell = compile_cell(text)
    (note,) = [each for each in cell.diagnostics if each.code == "N0606"]
    assert "c_t = (" in note.message
    plain = compile_cell("c_t = (c_{t-1} + W x_t) / 2")
    params, x = fresh(cell, x=3, c=4), inputs(3)
    np.testing.assert_allclose(run(cell, params, x), run(plain, params, x), atol=1e-14)


@pytest.mark.parametrize(
    "text",
    [
        "h_t = tanh(h_t) + x_t",
        "h_t = W h_t + x_t + h_{t-1}",
        "h_t = h_t ⊙ h_t + x_t",
        "h_t = h_t + x_t",
    ],
)
def test_what_cannot_be_solved_is_refused(text: str) -> None:
    assert codes(text) == ["E0230"]


# ---------------------------------------------------------------- functions


def test_functions_left_open_are_listed_once() -> None:
    text = (
        "h_t = σ_h(W_h x_t + U_h h_{t-1} + b_h)\ny_t = σ_y(W_y h_t + b_y)\n"
        "where output y_t"
    )
    with pytest.raises(CellcError) as caught:
        compile_cell(text)
    (found,) = caught.value.diagnostics
    assert found.code == "E0209"
    assert "`σ_h`, `σ_y`" in found.message
    cell = compile_cell(text, define=["σ_h = tanh", "σ_y = sigmoid"])
    assert [each.name for each in cell.ir.outputs] == ["y"]


def test_a_text_that_defines_sigma_is_believed() -> None:
    own = compile_cell("h_t = σ(W x_t + U h_{t-1})\nwhere σ = tanh")
    plain = compile_cell("h_t = tanh(W x_t + U h_{t-1})")
    params, x = fresh(own, x=3, h=4), inputs(3)
    np.testing.assert_allclose(run(own, params, x), run(plain, params, x), atol=1e-14)


def test_a_capital_letter_can_be_declared_as_a_function() -> None:
    text = "v_t = v_{t-1} + W x_t - s_{t-1}\ns_t = H(v_t - 1)\nwhere H = step"
    plain = text.partition("\nwhere")[0].replace("H", "step")
    one, other = compile_cell(text), compile_cell(plain)
    params, x = fresh(one, x=3, s=4), inputs(3)
    np.testing.assert_allclose(run(one, params, x), run(other, params, x), atol=1e-14)


def test_a_capital_letter_before_what_needs_brackets_is_a_matrix() -> None:
    cell = compile_cell("r_t = σ(W x_t)\nh_t = tanh(U(r_t ⊙ h_{t-1}))")
    assert [*cell.metadata["parameters"]] == ["W", "U"]
    assert "N0609" not in notes(cell)
    assert "N0609" in notes(compile_cell("h_t = G(h_{t-1}) + W x_t"))


# ---------------------------------------------------------------- notes and refusals


def test_layer_below_is_an_input() -> None:
    cell = compile_cell(r"h^l_t = \tanh(W^l h^{l-1}_t + U^l h^l_{t-1})")
    assert [each.name for each in cell.ir.inputs] == ["h_below"]
    assert "N0610" in notes(cell)


def test_numbers_above_are_layers() -> None:
    cell = compile_cell(
        "h^1_t = tanh(W^1 x_t + U^1 h^1_{t-1})\nh^2_t = tanh(W^2 h^1_t + U^2 h^2_{t-1})"
    )
    assert [*cell.metadata["parameters"]] == ["W_1", "U_1", "W_2", "U_2"]
    assert [each.name for each in cell.ir.states] == ["h_1", "h_2"]


def test_numbers_of_equations() -> None:
    one, two = "h_t = W x_t + h_{t-1} (2)", "h_t = W x_t + h_{t-1}  (2)"
    assert "N0603" in notes(compile_cell(one))
    assert "N0603" not in notes(compile_cell(two))


def test_two_letters_are_two_names() -> None:
    cell = compile_cell("h_t = tanh(Wx_t + Uh_{t-1})")
    assert [*cell.metadata["parameters"]] == ["W", "U"]
    assert "N0611" in notes(cell)


def test_initial_value_that_is_not_zero_is_refused() -> None:
    assert codes("h_0 = 1\nh_t = tanh(W x_t + U h_{t-1})") == ["E0217"]


@pytest.mark.parametrize(
    "starts", ["h_0 = c_0 = 0", "h_0, c_0 = 0", "h_0 = 0, c_0 = 0"]
)
def test_initial_values_of_several_states(starts: str) -> None:
    rest = "c_t = c_{t-1} + W x_t + U h_{t-1}\nh_t = tanh(c_t)"
    one, other = compile_cell(f"{starts}\n{rest}"), compile_cell(rest)
    params, x = fresh(one, x=3, h=4), inputs(3)
    np.testing.assert_allclose(run(one, params, x), run(other, params, x), atol=1e-14)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (r"h_t = h_{t-1} \oplus x_t", "E0207"),
        (r"h_t = \sigma W x_t + h_{t-1}", "E0208"),
        ("h_t = W * h_{t-1} + x_t", "E0405"),
        ("h_t = v^T h_{t-1} x_t", "E0405"),
        ("h_t = v^T α h_{t-1} x_t\nwhere α ∈ ℝ", "E0405"),
        ("h_t = W h_{t-1} x_t", "E0405"),
        ("h_t = F(W x_t + U h_{t-1})", "E0405"),
        ("h_t = H(h_{t-1} - 1) + x_t", "E0405"),
        ("h_s = W_s x_s + h_{s-1}", "E0405"),
        ("S_t = S_{t-1} + v_t ⊗ k_t", "E0207"),
        ("h_t = f_t ⊙ h_{t-1} + f_t ⊗ x_t", "E0207"),
        ("h_t = W x_t + h_{t-1} diag(p)", "E0404"),
        ("h_t = W x_t + h_{t-1}(2)", "E0208"),
        ("h_t = W x_t + h_{t-1} [2]", "E0208"),
        ("h^1_t = tanh(W x_t^2 + U h^1_{t-1})", "E0208"),
        ("h_n = tanh(W x_n + U h_{n-d})\nwhere d = 99", "E0227"),
        ("h_n = tanh(W x_n + U h_{n-d})", "E0227"),
        ("h_i^t = tanh(W_{ij} x_j^t + U_{ij} h_j^{t-1})", "E0215"),
        ("h_t = W x_t, t = 0\nh_t = tanh(W x_t + U h_{t-1})", "E0217"),
        (r"\begin{align} h_t = h_{t-1} + x_t", "E0107"),
        (r"h_t = h_{t-1} + x_t \end{align}", "E0107"),
    ],
)
def test_refused(text: str, code: str) -> None:
    assert codes(text)[0] == code
