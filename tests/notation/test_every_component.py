r"""Equations for one component: rows of matrices, softmax in full, two arguments."""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes

from cellc import CellcError, compile_cell


def notes(text: str) -> list[str]:
    return [each.code for each in compile_cell(text).diagnostics]


STACKED = "z(t) = [u(t), x(t)]\nx_i(t+1) = "
WHOLE = "z_t = [u_t, x_{{t-1}}]\nx_t = σ({} z_t{})"
STEP = r"x_{{t,i}} = \tanh({} x_{{t-1}} + {} u_t + b_i)"

ROWS = {
    "logistic, written out": (
        STACKED + r"\frac{1}{1+\exp(-V_i z(t))}",
        WHOLE.format("V", "").replace("σ(V z_t)", "1/(1+exp(-(V z_t)))"),
    ),
    "side by side": (STACKED + r"\sigma(V_i z(t))", WHOLE.format("V", "")),
    "bold, braced": (
        STACKED + r"\sigma({\bf V}_i {\bf z}(t) + b_i)",
        WHOLE.format("V", " + b"),
    ),
    "dot": (STACKED + r"\sigma(V_i \cdot z(t) + b_i)", WHOLE.format("V", " + b")),
    "transposed": (
        STACKED + r"\sigma(\mathbf{v}_i^T z(t) + b_i)",
        WHOLE.format("v", " + b") + "\nwhere\n  v ∈ ℝ^{x×(u+x)}",
    ),
    "two rows": (STEP.format("W_i", "U_i"), "x_t = tanh(W x_{t-1} + U u_t + b)"),
    "a stack": (
        r"x_{i,t} = \tanh(W_{i} [x_{t-1}, u_t] + b_i)",
        "x_t = tanh(W [x_{t-1}, u_t] + b)",
    ),
}


@pytest.mark.parametrize("form", ROWS)
def test_a_row_of_a_matrix(form: str) -> None:
    text, plain = ROWS[form]
    assert_same(text, plain)
    assert notes(text).count("N0684") == 1


def test_a_number_beside_a_step_is_no_row() -> None:
    text = "v_i(t) = (1-a) v_i(t-1) + a b_i u_i(t)\nwhere\n  a = 0.1"
    assert notes(text) == []


HIDDEN = "h_t = tanh(W h_{t-1} + U x_t)\n"
PLAIN = "a_t = {}\ny_t = softmax(a_t)\nwhere\n  output y_t"
SOFTMAX = {
    "rows": (
        r"y_{t,i} = \frac{\exp(V_i h_t)}{\sum_j \exp(V_j h_t)}",
        "V h_t",
    ),
    "powers of e, with ends": (
        r"y_{t,i} = \frac{e^{V_i h_t + c_i}}{\sum_{j=1}^{K} e^{V_j h_t + c_j}}",
        "V h_t + c",
    ),
    "above": (
        "a_t = V h_t\n" + r"y_t^i = \frac{\exp(a_t^i)}{\sum_{j} \exp(a_t^j)}",
        "V h_t",
    ),
    "on a line": (
        "a_t = V h_t\n" + r"y_{t,k} = \exp(a_{t,k}) / \sum_{j} \exp(a_{t,j})",
        "V h_t",
    ),
}


@pytest.mark.parametrize("form", SOFTMAX)
@pytest.mark.parametrize("index", ["", ",i"])
def test_softmax_written_out(form: str, index: str) -> None:
    text, value = SOFTMAX[form]
    left = text.rpartition("\n")[2].partition(" =")[0]
    output = left if index else "y_t"
    cell = compile_cell(f"{HIDDEN}{text}\nwhere\n  output {output}").ir
    plain = compile_cell(HIDDEN + PLAIN.format(value)).ir
    assert str(cell.equations[-1].value).startswith("Over(softmax")
    assert {*map(str, cell.parameters)} == {*map(str, plain.parameters)}
    assert [*map(str, cell.outputs)] == ["y"]


def test_another_sum_is_no_softmax() -> None:
    text = HIDDEN + r"y_{t,i} = \frac{\exp(V_i h_t)}{\sum_j \exp(U_j h_t)}"
    with pytest.raises(CellcError):
        compile_cell(text)


# ---------------------------------------------------------------- facts

SPIKING = """v_j^t = α v_j^{t-1} + Σ_i W_{ji} z_i^{t-1} + Σ_i U_{ji} x_i^t - θ z_j^{t-1}
z_j^t = H(v_j^t - θ)
where
  H = step
  α = 0.9
"""


@pytest.mark.parametrize(
    "facts",
    [
        "  θ = 0.5\n  output z_j^t",
        "  θ ∈ ℝ = 0.5\n  output z^t",
        "  θ = 0.5\n  output z_j^t\n  W_{ji} ∈ ℝ^{n×n}\n  v_j^t ∈ ℝ^n",
    ],
)
def test_facts_with_the_index_of_a_component(facts: str) -> None:
    cell = compile_cell(SPIKING + facts).ir
    assert [*map(str, cell.outputs)] == ["z"]
    assert {*map(str, cell.parameters)} == {"W", "U"}


# ---------------------------------------------------------------- two arguments

SMOOTHED = "M_t = (1-s) M_{t-1} + s E_t\nwhere\n  s = 0.1\n  M_t ∈ ℝ^f"


@pytest.mark.parametrize(
    "equation",
    [
        "M(t,f) = (1-s) M(t-1,f) + s E(t,f)",
        "M(f,t) = (1-s) M(f,t-1) + s E(f,t)",
        "M[n,k] = (1-s) M[n-1,k] + s E[n,k]",
        "M(k+1,i) = (1-s) M(k,i) + s E(k+1,i)",
        "M(t, f) = (1 - s) M(t - 1, f) + s E(t, f)",
    ],
)
def test_a_second_argument_counts_components(equation: str) -> None:
    text = f"{equation}\nwhere\n  s = 0.1\n"
    assert notes(text) == ["N0683"]
    assert_same(f"{text}  M ∈ ℝ^f", SMOOTHED)


def test_what_has_but_the_component() -> None:
    text = "M(t,f) = (1-s(f)) M(t-1,f) + E(t,f)^2"
    assert_same(text + "\nwhere\n  M ∈ ℝ^f", "M_t = (1-s) ⊙ M_{t-1} + E_t^2")


def test_a_neighbour_is_another_component() -> None:
    assert codes("M(t,f) = 0.5 M(t-1,f-1) + E(t,f)")[:1] == ["E0215"]


def test_functions_of_two_arguments_stay() -> None:
    text = "h_t = g(h_{t-1}, W x_t)\ng(a, b) = tanh(a + b)"
    assert_same(text, "h_t = tanh(h_{t-1} + W x_t)")
