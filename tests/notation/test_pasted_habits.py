r"""Habits of texts: small type in labels, the layer above, diagonals, inner sizes."""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes

from cellc import compile_cell

IN = [
    r"\mbox{in}",
    r"\mbox{\scriptsize in}",
    r"\mbox{\tiny{in}}",
    r"\mbox{\scriptsize\rm in}",
    r"\hbox{\tiny in}",
    r"\textrm{\footnotesize in}",
    r"\textnormal{\tiny in}",
    r"\textup{in}",
    r"\text{\tiny in}",
    r"\mathrm{\scriptscriptstyle in}",
    r"\scriptscriptstyle\mathrm{in}",
    r"{\mbox{\tiny in}}",
]


@pytest.mark.parametrize("label", IN)
@pytest.mark.parametrize("mark", ["_", "^"])
def test_a_label_in_small_type(label: str, mark: str) -> None:
    text = rf"$$x_t = \tanh(W{mark}{{{label}}} u_t + R x_{{t-1}})$$"
    assert [*map(str, compile_cell(text).ir.parameters)] == ["W_in", "R"]


def test_such_a_label_from_a_macro() -> None:
    text = r"""\newcommand{\Win}{\mathbf{W}^{\mbox{\scriptsize in}}}
    $$\mathbf{x}(n+1) = \tanh(\Win\mathbf{u}(n+1) + R\mathbf{x}(n))$$"""
    assert_same(text, "x_t = tanh(W u_t + R x_{t-1})")


# ---------------------------------------------------------------- layers

LAYER = r"c_t^{A} = d_t^{A} \odot c_t^{B} + \sigma(W^{A} x_t^{A} + U^{A} c_{t-1}^{A})"
GATE = "\nd_t^{A} = σ(V^{A} x_t^{A})"


@pytest.mark.parametrize(
    ("own", "below"),
    [("(l)", "(l-1)"), ("(l+1)", "(l)"), ("l+1", "l"), (r"\ell+1", r"\ell")],
)
def test_the_layer_on_left_sides_is_this_one(own: str, below: str) -> None:
    text = (LAYER + GATE).replace("{A}", f"{{{own}}}").replace("{B}", f"{{{below}}}")
    plain = "c_t = d_t ⊙ e_t + σ(W x_t + U c_{t-1})\nd_t = σ(V x_t)"
    plain += "\nwhere\n  output c_t"
    assert_same(f"{text}\nwhere\n  output c_t^{{{own}}}", plain)
    assert "N0610" in [each.code for each in compile_cell(text).diagnostics]


def test_facts_of_a_layer() -> None:
    text = "h_t^{l+1} = tanh(W^{l+1} h_t^l + U^{l+1} h_{t-1}^{l+1})\nwhere\n"
    cell = compile_cell(text + "  W^{l+1} ∈ ℝ^{n×m}\n  output h_t^{l+1}").ir
    assert [*map(str, cell.sizes)] == ["m", "n"]


# ---------------------------------------------------------------- diagonals

DIAGONALS = {
    "a matrix": "A = \\mathrm{diag}(a)\nx_t = A x_{t-1} + B u_t",
    "Greek": "\\Lambda = \\operatorname{diag}(a)\nx_t = \\Lambda x_{t-1} + B u_t",
    "behind": "x_t = A x_{t-1} + B u_t\nA = diag(a)",
    "a sentence": "$$x_t = A x_{t-1} + B u_t$$\nwhere $A = \\mathrm{diag}(a)$.",
    "declared": "A = diag(a)\nx_t = A x_{t-1} + B u_t\nwhere\n  A ∈ ℝ^{n×n}",
    "transposed": "A = diag(a)\nx_t = A^\\top x_{t-1} + B u_t",
}


@pytest.mark.parametrize("form", DIAGONALS)
def test_a_diagonal_matrix_with_a_name(form: str) -> None:
    own = {str(each.value) for each in compile_cell(DIAGONALS[form]).ir.equations}
    name = "Lambda" if form == "Greek" else "A"
    assert own == {"a", f"{name}*x_prev + Contract(ij,j->i, B_, u)"}


def test_one_that_varies() -> None:
    text = "A_t = diag(σ(W u_t))\nx_t = A_t x_{t-1} + B u_t"
    assert_same(text, "x_t = σ(W u_t) ⊙ x_{t-1} + B u_t")
    text = "A = -diag(exp(a))\nx_t = x_{t-1} + A x_{t-1} + B u_t"
    assert_same(text, "x_t = x_{t-1} - exp(a) ⊙ x_{t-1} + B u_t")


@pytest.mark.parametrize("use", ["exp(A) x_{t-1}", "(x_{t-1} + A)"])
def test_a_diagonal_matrix_has_only_products(use: str) -> None:
    assert codes(f"A = diag(a)\nx_t = {use} + B u_t") == ["E0404"]


# ---------------------------------------------------------------- inner sizes


def test_the_size_of_a_hidden_layer_has_the_name_of_its_bias() -> None:
    cell = compile_cell("x_t = W_{AB} tanh(V_A x_{t-1} + V_B u_t + β_{AB})")
    assert [*map(str, cell.ir.sizes)] == ["u", "x", "beta_AB"]
    assert [each.code for each in cell.diagnostics] == ["N0685"]


@pytest.mark.parametrize(
    "text",
    [
        "h_t = tanh(U (V x_t) + W h_{t-1})",
        "h_t = V tanh(W h_{t-1} + U x_t) + c",
    ],
)
def test_a_size_that_no_bias_has_is_asked_for(text: str) -> None:
    assert codes(text)[:1] == ["E0409"]


def test_equations_under_a_brace_with_aligned_equals() -> None:
    text = r"""$$\left\{ \begin{array}{rcl}
x_{k+1} & = & A x_k + K e_k \\
e_k & = & y_k - C x_k
\end{array} \right.$$"""
    assert_same(text, "x_{k+1} = A x_k + K e_k\ne_k = y_k - C x_k")
