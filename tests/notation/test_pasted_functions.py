r"""Functions as papers write them: over components, of one another, of earlier steps.

A row is a form and the plain text that says the same.
"""

from __future__ import annotations

import numpy as np
import pytest
from plain_cells import assert_same, codes, compiled

from cellc.driver import compile_cell
from cellc.loader import module_of

TAIL = " + h_{t-1}"
SOFTMAX = "exp(W @ x_t - logsumexp(W @ x_t))"
ROOT = "sqrt(h_{t-1}^T h_{t-1})"
LAYER_NORM = (
    "(W @ x_t - mean(W @ x_t)) / sqrt(mean((W @ x_t - mean(W @ x_t))^2) + 0.00001)"
)
OVER_COMPONENTS = {  # what is added to h_{t-1}, and the same in plain notation
    "softmax": ("softmax(W x_t)", SOFTMAX),
    "softmax, roman": (r"\mathrm{softmax}(W x_t)", SOFTMAX),
    "softmax, operator": (r"\operatorname{softmax}\left(W x_t\right)", SOFTMAX),
    "softmax, text": (r"\text{softmax}(W x_t)", SOFTMAX),
    "softmax, command": (r"\softmax(W x_t)", SOFTMAX),
    "softmax, capital": (r"\mathrm{Softmax}(W x_t)", SOFTMAX),
    "log-sum-exp": (r"x_t \odot \mathrm{LSE}(x_t)", "x_t * log(sum(exp(x_t)))"),
    "cumax": (r"\mathrm{cumax}(W x_t)", f"cumsum({SOFTMAX})"),
    "norm": (r"x_t / \lVert h_{t-1} \rVert", f"x_t / {ROOT}"),
    "norm, bars": ("x_t / ||h_{t-1}||", f"x_t / {ROOT}"),
    "norm, bars behind a name": (
        "x_t ||h_{t-1}|| + x_t ||u_t||_2^2 h_{t-1}",
        f"x_t {ROOT} + x_t (u_t^T u_t) h_{{t-1}}",
    ),
    "norm, bars behind numbers": (
        r"\frac{x_t}{2||h_{t-1}||} + \frac12||x_t||^2 x_t - ½||u_t||u_t",
        f"x_t / (2 {ROOT}) + 0.5 (x_t^T x_t) x_t - 0.5 sqrt(u_t^T u_t) u_t",
    ),
    "norm, bars behind brackets": (
        r"(x_t - 1)||u_t - ||x_t|| x_t|| + \exp(-||x_t||^2) ||h_{t-1}||",
        "(x_t - 1) norm(u_t - norm(x_t) x_t) + exp(-norm(x_t)^2) norm(h_{t-1})",
    ),
    "norm, sized bars": (
        r"x_t \left|\left| u_t \right|\right| + \bigl| \bigl| x_t \bigr| \bigr| u_t",
        "x_t norm(u_t) + norm(x_t) u_t",
    ),
    "no norm": (
        "|x_t||u_t| + x_t ||x_t| - |u_t||",
        "abs(x_t) abs(u_t) + x_t abs(abs(x_t) - abs(u_t))",
    ),
    "norm, escaped bars": (r"x_t / \|h_{t-1}\|", f"x_t / {ROOT}"),
    "norm, sized": (r"x_t / \left\| h_{t-1} \right\|", f"x_t / {ROOT}"),
    "norm, Unicode": ("x_t / ‖h_{t-1}‖", f"x_t / {ROOT}"),
    "norm, two": (r"\frac{x_t}{\|h_{t-1}\|_2}", f"x_t / {ROOT}"),
    "norm, two in braces": (r"\frac{x_t}{\|h_{t-1}\|_{2}}", f"x_t / {ROOT}"),
    "norm, squared": (r"x_t / \|h_{t-1}\|^2", "x_t / (h_{t-1}^T h_{t-1})"),
    "norm, two, squared": (r"x_t / \|h_{t-1}\|_2^2", "x_t / (h_{t-1}^T h_{t-1})"),
    "norm, squared, two": (r"x_t / \|h_{t-1}\|^2_2", "x_t / (h_{t-1}^T h_{t-1})"),
    "norm, one": (r"x_t / \|h_{t-1}\|_1", "x_t / sum(abs(h_{t-1}))"),
    "norm, one, Unicode": ("x_t / ‖h_{t-1}‖₁", "x_t / sum(abs(h_{t-1}))"),
    "norm, one, squared": (
        r"x_t / \lVert h_{t-1} \rVert_{1}^2",
        "x_t / sum(abs(h_{t-1}))^2",
    ),
    "norm, infinite": (r"x_t / \|h_{t-1}\|_\infty", "x_t / max(abs(h_{t-1}))"),
    "norm, infinite in braces": (
        r"x_t ||h_{t-1}||_{\infty} \lVert u_t - x_t \rVert_1",
        "x_t max(abs(h_{t-1})) sum(abs(u_t - x_t))",
    ),
    "norm, macro": (r"x_t / \norm{h_{t-1}}", f"x_t / {ROOT}"),
    "norms of two": (r"x_t \|x_t\| / \|h_{t-1}\|", f"x_t * sqrt(x_t^T x_t) / {ROOT}"),
    "largest": (r"x_t / \max(x_t^2)", "x_t / max(x_t * x_t)"),
    "layer norm": (r"\mathrm{LN}(W x_t)", LAYER_NORM),
    "layer norm, words": (r"\text{LayerNorm}(W x_t)", LAYER_NORM),
    "layer norm, gain": (r"LN(W x_t; \gamma)", f"γ ⊙ ({LAYER_NORM})"),
    "layer norm, gain and bias": (
        r"\mathrm{LN}\left(W x_t; \boldsymbol{\alpha}, \boldsymbol{\beta}\right)",
        f"α ⊙ ({LAYER_NORM}) + β",
    ),
    "layer norm, commas": ("LN(W x_t, γ, β)", f"γ ⊙ ({LAYER_NORM}) + β"),
}
APPLIED = {
    "composition": (r"(\sigma \circ \tanh)(W x_t)", "σ(tanh(W @ x_t))"),
    "composition of three": ("(σ ∘ tanh ∘ relu)(W x_t)", "σ(tanh(relu(W @ x_t)))"),
    "ring before brackets": (r"\tanh \circ (W x_t)", "tanh(W @ x_t)"),
    "ring before a function": (r"\tanh \circ \sigma(W x_t)", "tanh(σ(W @ x_t))"),
    "sigmoid with a capital": (r"\mathrm{Sigmoid}(W x_t)", "σ(W @ x_t)"),
    "tanh with a capital": ("Tanh(W x_t)", "tanh(W @ x_t)"),
}


@pytest.mark.parametrize("form", OVER_COMPONENTS)
def test_over_components(form: str) -> None:
    written, plain = OVER_COMPONENTS[form]
    assert_same(f"h_t = {written}{TAIL}", f"h_t = {plain}{TAIL}")


@pytest.mark.parametrize("form", APPLIED)
def test_applied(form: str) -> None:
    written, plain = APPLIED[form]
    assert_same(f"h_t = {written}{TAIL}", f"h_t = {plain}{TAIL}")


def test_a_number_in_a_list_is_a_component() -> None:
    """W [1; u] is the first column of W and the product with the others."""
    text = r"x(n) = \tanh(W^{in} [1; u(n)] + W x(n-1))"
    cell = module_of(compile_cell(text))
    rng = np.random.default_rng(0)
    u, first = rng.normal(size=(3, 1, 2)), rng.normal(size=(1, 4))
    wide, square = rng.normal(size=(4, 3)), rng.normal(size=(4, 4))
    out, _, _ = cell.forward({"W_in": wide, "W": square}, u, cell.State(x=first))
    state = first[0]
    for step in range(3):
        state = np.tanh(wide[:, 0] + wide[:, 1:] @ u[step, 0] + square @ state)
        np.testing.assert_allclose(out.x[step, 0], state, rtol=1e-12)


def test_a_second_name_is_read_over() -> None:
    text = "z_t = Φ(x_t) = tanh(W x_t)\nh_t = z_t h_{t-1} + x_t"
    found = assert_same(text, "h_t = tanh(W @ x_t) * h_{t-1} + x_t")
    assert [each.code for each in found.diagnostics] == ["N0615"]


def test_a_label_that_is_an_index_may_be_declared() -> None:
    sums = r"a_h^t = \sum_i w_{ih} x_i^t + \sum_{h'} w_{h'h} b_{h'}^{t-1}" "\n"
    for fact in ("θ_h = tanh", "θ = tanh"):
        compiled(sums + r"b_h^t = \theta_h(a_h^t)" + f"\nwhere {fact}")


def test_lower_case_w_beside_matrices_is_elementwise() -> None:
    gates = "σ(W_{{xi}} x_t + w_{{ci}} {} c_{{t-1}})\nc_t = i_t c_{{t-1}}"
    assert_same("i_t = " + gates.format("*"), "i_t = " + gates.format("⊙"))


REFUSED = {
    "a letter and a ring": (r"h_t = \sigma \circ x_t + h_{t-1}", "E0208"),
    "another norm": (r"h_t = x_t / \|h_{t-1}\|_3", "E0111"),
    "norm without its end": (r"h_t = x_t / \|h_{t-1} + x_t", "E0102"),
    "an open function": (r"h_t = f(x_t; \theta) + h_{t-1}", "E0209"),
    "a second name used twice": (
        "z_t = Φ(x_t) = tanh(W x_t)\nh_t = Φ(z_t) + h_{t-1}",
        "E0209",
    ),
    "lower-case matrices": ("h_t = w_x * x_t + w_h * h_{t-1}", "E0405"),
    "capital before a star": ("h_t = V x_t + W_c * h_{t-1}", "E0405"),
    "an index too far": ("h_t = h_{t-65} + x_t", "E0227"),
    "a gate that nothing uses": (
        "h_t = W x_t + U h_{t-1}\nz_t = σ(V x_t + A h_{t-1})",
        "E0231",
    ),
    "a gate misspelled where it is used": (
        "f_t = σ(W x_t)\nc_t = f_t c_{t-1} + x_t\no_t = σ(V c_t)\nh_t = O_t tanh(c_t)",
        "E0231",
    ),
}


@pytest.mark.parametrize("form", REFUSED)
def test_refused(form: str) -> None:
    text, code = REFUSED[form]
    assert code in codes(text)


_DOT = "h_t = φ(W x_t + U h_{t-1})"
_RELU = f"{_DOT}\nφ(b) = max(0, b)"
_DOTTED = [  # an argument that is a dot, and the definition with a letter
    (f"{_DOT}\nwhere\n  φ(·) = max(0, ·)", _RELU),
    (f"{_DOT}\nφ(.) = max(0, .)", _RELU),
    (f"{_DOT}\nwhere the activation φ(·) = max(0, ·) is the rectifier", _RELU),
    (
        "$$h_t = \\phi(W x_t + U h_{t-1})$$\n"
        "with $\\phi(\\cdot) = \\max(0, \\cdot)$ the element-wise ReLU.",
        _RELU,
    ),
    (
        "\\begin{align} h_t &= \\phi(W x_t + U h_{t-1}), \\\\\n\\phi(\\cdot) &=\n"
        "\\begin{cases} \\cdot & \\cdot > 0 \\\\ 0.1 \\cdot \\cdot & \\text{otherwise}"
        "\\end{cases} \\end{align}",
        f"{_DOT}\nφ(b) = max(0.1 b, b)",
    ),
    (
        "$$h_t = g_1(W x_t + U h_{t-1}), \\quad "
        "g_1\\left(\\cdot\\right) = \\frac{1}{1+e^{-(\\cdot)}}$$",
        f"{_DOT}\nφ = sigmoid",
    ),
    (f"{_DOT}\nφ(·) = ·⊙σ(·)", f"{_DOT}\nφ(b) = b ⊙ σ(b)"),
    ("h_t = φ(W x_t + U h_{t-1})\nφ(·) = (·)^2", "h_t = (W x_t + U h_{t-1})^2"),
    (f"{_DOT}\nφ(·) = g(·), g(·) = tanh", f"{_DOT}\nφ = tanh"),
]


@pytest.mark.parametrize(("text", "plain"), _DOTTED)
def test_a_dot_stands_for_the_argument(text: str, plain: str) -> None:
    """Where a value is wanted, in a line that defines a function of a dot."""
    assert_same(text, plain)
