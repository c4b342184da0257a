"""Every form of notation: a text beside the same cell in plain notation.

Both are compiled and run on the same numbers.  Parameters are matched by their place in
the text, so the plain cell names them in the same order.
"""

from __future__ import annotations

import numpy as np
import pytest

from cellc import compile_cell
from cellc.driver import CompiledCell
from cellc.loader import module_of

RNN = "h_t = tanh(W h_{t-1} + U x_t + b)"
GATE = "z_t = σ(W h_{t-1} + U x_t)\nh_t = z_t ⊙ h_{t-1} + (1 - z_t) ⊙ tanh(V x_t)"
TWO = "z_t = σ(W x_t)\nh_t = z_t ⊙ h_{t-1} + x_t"

TIME = {
    "subscript": r"h_t = \tanh(W h_{t-1} + U x_t + b)",
    "subscript with spaces": r"h_{t} = \tanh(W h_{t - 1} + U x_{t} + b)",
    "subscript in brackets": r"h_{(t)} = \tanh(W h_{(t-1)} + U x_{(t)} + b)",
    "next step on the left": r"h_{t+1} = \tanh(W h_t + U x_t + b)",
    "next step, input too": r"h_{t+1} = \tanh(W h_t + U x_{t+1} + b)",
    "angle brackets": "h_<t> = tanh(W h_<t-1> + U x_<t> + b)",
    "LaTeX angles": r"h_{\langle t\rangle} = \tanh(W h_{\langle t-1\rangle}"
    r" + U x_{\langle t \rangle} + b)",
    "angles above": r"h^{\langle t\rangle} = \tanh(W h^{\langle t-1\rangle}"
    r" + U x^{\langle t\rangle} + b)",
    "typed angles above": "h^{<t>} = tanh(W h^{<t-1>} + U x^{<t>} + b)",
    "superscript": r"h^t = \tanh(W h^{t-1} + U x^t + b)",
    "superscript in brackets": r"h^{(t)} = \tanh(W h^{(t-1)} + U x^{(t)} + b)",
    "beside labels": r"h^{(t)} = \tanh(W^{(h)} h^{(t-1)} + U^{(x)} x^{(t)} + b^{(h)})",
    "argument": r"h(t) = \tanh(W h(t-1) + U x(t) + b)",
    "argument, bold": r"\mathbf{h}(t) = \tanh(\mathbf{W} \mathbf{h}(t-1)"
    r" + \mathbf{U} \mathbf{x}(t) + \mathbf{b})",
    "mixed": r"h(t) = \tanh(W h_{t-1} + U x^{(t)} + b)",
    "letter n": r"h_n = \tanh(W h_{n-1} + U x_n + b)",
    "letter n, next": r"h_{n+1} = \tanh(W h_n + U x_n + b)",
    "letter k": r"h_k = \tanh(W h_{k-1} + U x_k + b)",
    "letter tau": r"h_\tau = \tanh(W h_{\tau-1} + U x_\tau + b)",
    "letter tau in Unicode": "h_τ = tanh(W h_{τ-1} + U x_τ + b)",
    "argument n": r"h(n) = \tanh(W h(n-1) + U x(n) + b)",
    "argument k, next": r"h(k+1) = \tanh(W h(k) + U x(k) + b)",
    "prime": r"h' = \tanh(W h + U x + b)",
    "prime command": r"h^\prime = \tanh(W h + U x + b)",
    "words": r"h_{\text{new}} = \tanh(W h_{\text{prev}} + U x + b)",
    "words in ASCII": "h_new = tanh(W @ h_prev + U @ x + b)",
    "words, old": r"h = \tanh(W h_{\mathrm{old}} + U x + b)",
    "Unicode subscripts": "hₜ = tanh(W hₜ₋₁ + U xₜ + b)",
    "component beside time": r"h_{t,i} = \tanh([W h_{t-1}]_i + [U x_t]_i + b_i)",
    "component before time": r"h_{i,t} = \tanh([W h_{t-1}]_i + [U x_t]_i + b_i)",
    "component and argument": r"h_i(t) = \tanh([W h(t-1)]_i + [U x(t)]_i + b_i)",
    "initial value": "h_0 = 0\nh_t = tanh(W h_{t-1} + U x_t + b)",
    "initial value as argument": "h(0) = 0\nh(t) = tanh(W h(t-1) + U x(t) + b)",
    "initial value of step -1": "h_{-1} = 0\nh_t = tanh(W h_{t-1} + U x_t + b)",
    "initial value at t=0": "h_{t=0} = 0\nh_t = tanh(W h_{t-1} + U x_t + b)",
    "initial value above": "h^0 = 0\nh^t = tanh(W h^{t-1} + U x^t + b)",
    "initial value for t = 0": "h_t = 0 for t = 0\nh_t = tanh(W h_{t-1} + U x_t + b)",
    "initial value at -1 as argument": "h(-1) = 0\nh(t) = tanh(W h(t-1) + U x(t) + b)",
    "initial value as a fact": "h_t = tanh(W h_{t-1} + U x_t + b)\nwhere h_{-1} = 0",
    "step with a name": "h_n = tanh(W h_{n-d} + U x_n + b)\nwhere d = 1",
    "step with a name as argument": "h(t) = tanh(W h(t-d) + U x(t) + b)\nwhere d = 1",
    "range": r"h_t = \tanh(W h_{t-1} + U x_t + b), \quad t = 1, \dots, T",
    "letter s beside a label s": r"h_s = \sigma_s(W h_{s-1} + U x_s + b)"
    "\nwhere σ_s = tanh",
    "letter k beside a label k": "h_k = f_k(W h_{k-1} + U x_k + b)\nwhere f_k = tanh",
}
NAMES = {
    "bold": r"\mathbf{h}_t = \tanh(\mathbf{W}\mathbf{h}_{t-1} + \mathbf{U}\mathbf{x}_t"
    r" + \mathbf{b})",
    "bold symbol": r"\boldsymbol{h}_t = \tanh(\bm{W} \bm{h}_{t-1} + \bm{U} x_t"
    r" + \bm b)",
    "bold and plain are one": r"\mathbf{h}_t = \tanh(W h_{t-1} + \mathrm{U} x_t + b)",
    "arrows": r"\vec{h}_t = \tanh(W \vec{h}_{t-1} + U \vec{x}_t + \vec{b})",
    "words below": r"h_t = \tanh(W_{\text{rec}} h_{t-1} + U_{\text{in}} x_t + b_h)",
    "labels below and above": r"h_t = \tanh(W_{hh}^{f} h_{t-1} + W^f_{ih} x_t + b^{f})",
    "nested labels": r"h_t = \tanh(W_{hh}^{g^y} h_{t-1} + W_{ih}^{g^y} x_t + b_{g^y})",
    "tilde": r"\tilde{h}_t = \tanh(W \tilde{h}_{t-1} + U x_t + b)",
    "wide tilde": r"\widetilde{h}_t = \tanh(W \widetilde{h}_{t-1} + U x_t + b)",
    "hat": r"\hat{h}_t = \tanh(W \hat h_{t-1} + U x_t + b)",
    "bar": r"\bar{h}_t = \tanh(W \bar{h}_{t-1} + U x_t + b)",
    "overline": r"\overline{h}_t = \tanh(W \overline{h}_{t-1} + U x_t + b)",
    "dot": r"\dot{h}_t = \tanh(W \dot{h}_{t-1} + U x_t + b)",
    "combining tilde": "h̃_t = tanh(W h̃_{t-1} + U x_t + b)",
    "combining hat": "ĥ_t = tanh(W ĥ_{t-1} + U x_t + b)",
    "accent in braces": r"{\tilde {h}}_{t} = \tanh(W {\tilde {h}}_{t-1} + U x_{t} + b)",
    "accent over the index": r"\tilde{h_t} = \tanh(W \tilde{h_{t-1}} + U x_t + b)",
    "Unicode digits": "h_t = tanh(W₁ h_{t-1} + W₂ x_t + b₁)",
    "Greek": r"η_t = \tanh(W \eta_{t-1} + U ξ_t + \beta)",
    "ell": r"h_t = \tanh(W_\ell h_{t-1} + U_ℓ x_t + b)",
    "several letters": r"\mathrm{net}_t = \tanh(W \mathrm{net}_{t-1} + U x_t + b)",
    "number above": r"h^1_t = \tanh(W^1 h^1_{t-1} + U^1 x_t + b^1)",
    "number above, in braces": r"h_{t}^{2} = \tanh(W h_{t-1}^{2} + U x_{t} + b)",
    "braces in the index": r"{h}_{{t}} = \tanh(W {h}_{{t}-{1}} + U {{x}_{t}} + b)",
    "several letters in ASCII": "state_t = tanh(W state_{t-1} + U x_t + b)",
}
PRODUCTS = {
    "odot": r"z_t = \sigma(W x_t)" "\n" r"h_t = z_t \odot h_{t-1} + x_t",
    "circ": r"z_t = \sigma(W x_t)" "\n" r"h_t = z_t \circ h_{t-1} + x_t",
    "star": "z_t = σ(W x_t)\nh_t = z_t * h_{t-1} + x_t",
    "Unicode circle": "z_t = σ(W x_t)\nh_t = z_t ∘ h_{t-1} + x_t",
    "times": r"z_t = \sigma(W \times x_t)" "\n" r"h_t = z_t \times h_{t-1} + x_t",
    "otimes": r"z_t = \sigma(W x_t)" "\n" r"h_t = z_t \otimes h_{t-1} + x_t",
    "side by side": r"z_t = \sigma(W x_t)" "\n" r"h_t = z_t \, h_{t-1} + x_t",
    "cdot": r"z_t = \sigma(W \cdot x_t)" "\n" r"h_t = z_t h_{t-1} + x_t",
    "at": "z_t = sigmoid(W @ x_t)\nh_t = z_t * h_{t-1} + x_t",
    "dot star": "z_t = sigmoid(W x_t)\nh_t = z_t .* h_{t-1} + x_t",
    "diagonal": r"z_t = \sigma(W x_t)" "\n" r"h_t = \mathrm{diag}(z_t) h_{t-1} + x_t",
    "fraction": r"z_t = \frac{1}{1 + e^{-W x_t}}" "\n" r"h_t = z_t h_{t-1} + x_t",
    "slash": "z_t = 1/(1 + exp(-W x_t))\nh_t = z_t h_{t-1} + x_t",
    "vulgar fraction": "z_t = ½ + ½ tanh(W x_t / 2)\nh_t = z_t h_{t-1} + x_t",
    "mixed fractions": "z_t = 1½/3 + 1⁄2 ⊙ tanh(W x_t · ¾ / 1½)\n"
    "h_t = z_t h_{t-1} + x_t",
    "fraction as a power": "z_t = (σ(W x_t)²)^½\nh_t = z_t h_{t-1} + x_t",
    "transposed equations": r"z_t^\top = \sigma(x_t^\top W^\top)"
    "\n"
    r"h_t^\top = z_t^\top \odot h_{t-1}^\top + x_t^\top",
    "transposes in Unicode": "z_t^⊤ = σ(x_t^⊤ W^⊤)\nh_tᵀ = z_tᵀ ⊙ h_{t-1}ᵀ + x_tᵀ",
    "diagonal behind a row": r"z_t = \sigma(x_t W^T)"
    "\n"
    r"h_t = h_{t-1} \mathrm{diag}(z_t) + x_t",
    "binary operator by name": r"z_t = \sigma(W x_t)"
    "\n"
    r"h_t = z_t \mathbin{\odot} h_{t-1} \mathbin{+} x_t",
    "short fraction": r"z_t = \frac12 + \frac{\tanh(W x_t / 2)}{2}"
    "\n"
    r"h_t = z_t h_{t-1} + x_t",
}
FUNCTIONS = {
    "sigma": r"z_t = \sigma(W x_t)",
    "sigm": r"z_t = \mathrm{sigm}(W x_t)",
    "text sigmoid": r"z_t = \text{sigmoid}(W x_t)",
    "operator name": r"z_t = \operatorname{sigmoid}(W x_t)",
    "logistic": r"z_t = \mathrm{logistic}(W x_t)",
    "sized brackets": r"z_t = \sigma\left(W x_t\right)",
    "big brackets": r"z_t = \sigma\bigl( W x_t \bigr)",
    "square brackets": r"z_t = \sigma\Bigl[ W x_t \Bigr]",
    "curly brackets": r"z_t = \sigma\{ W x_t \}",
    "old roman": r"z_t = {\rm sigmoid}(W x_t)",
}
LAYOUTS = {
    "align": r"\begin{align} z_t &= \sigma(W x_t) \\ h_t &= z_t h_{t-1} + x_t"
    r"\end{align}",
    "aligned in brackets": r"\[ \left\{ \begin{aligned} z_t &= \sigma(W x_t), \\"
    r" h_t &= z_t h_{t-1} + x_t. \end{aligned} \right. \]",
    "gather": r"\begin{gather*} z_t = \sigma(W x_t) \\[6pt] h_t = z_t h_{t-1} + x_t"
    r"\end{gather*}",
    "split": r"\begin{equation}\begin{split} z_t ={}& \sigma(W x_t) \\ h_t =& z_t"
    r" h_{t-1} + x_t \end{split}\label{eq:a}\end{equation}",
    "array": r"\begin{array}{ll} z_t &= \sigma(W x_t) \\ h_t &= z_t h_{t-1} + x_t \\"
    r"\end{array}",
    "eqnarray": r"\begin{eqnarray} z_t &=& \sigma(W x_t) \\ h_t &=& z_t h_{t-1} + x_t"
    r"\nonumber \end{eqnarray}",
    "one line": r"z_t = \sigma(W x_t),\quad h_t = z_t h_{t-1} + x_t",
    "semicolon": r"z_t = \sigma(W x_t);\; h_t = z_t h_{t-1} + x_t.",
    "space alone": r"z_t = \sigma(W x_t) \qquad h_t = z_t h_{t-1} + x_t",
    "and": r"z_t = \sigma(W x_t) \text{ and } h_t = z_t h_{t-1} + x_t",
    "numbers": "z_t = σ(W x_t)  (1)\nh_t = z_t h_{t-1} + x_t  (2)",
    "numbers in front": "(1) z_t = σ(W x_t)\n(2) h_t = z_t h_{t-1} + x_t",
    "tags": "z_t = \\sigma(W x_t) \\tag{3}\nh_t = z_t h_{t-1} + x_t \\qquad (4)",
    "break before": "z_t = σ(W x_t)\nh_t = z_t h_{t-1}\n  + x_t",
    "break after": "z_t = σ(\n  W x_t)\nh_t = z_t h_{t-1} +\n  x_t",
    "break in a display": r"\begin{align} z_t &= \sigma(W x_t) \\ h_t &= z_t h_{t-1} \\"
    "\n"
    r" &\quad + x_t \end{align}",
    "inline": r"$z_t = \sigma(W x_t)$, $h_t = z_t h_{t-1} + x_t$",
    "display": "$$z_t = \\sigma(W x_t)$$\n$$h_t = z_t h_{t-1} + x_t$$",
    "text between": "The gate is computed first:\nz_t = σ(W x_t)\nThen the state:\n"
    "h_t = z_t h_{t-1} + x_t\nHere σ is the logistic function.",
    "labels": "Gate: z_t = σ(W x_t)\nNew state: h_t = z_t h_{t-1} + x_t",
    "bullets": "- z_t = σ(W x_t)\n- h_t = z_t h_{t-1} + x_t",
    "docstring": ".. math::\n    z_t = \\sigma(W x_t) \\\\\n"
    "    h_t = z_t h_{t-1} + x_t",
    "spacing macros": r"z_t \! = \, \sigma \; (W \: x_t) \\ h_t = z_t ~ h_{t-1} + x_t",
    "braces around anything": r"{z_t} = {\sigma({W x_t})} \\"
    r" h_t = {z_t h_{t-1}} + {x_t}",
    "style": r"\displaystyle z_t = \sigma(W x_t) \\ \textstyle h_t = z_t h_{t-1} + x_t",
    "braces around marks": r"{z_t}{=}{\sigma}{(}{W}{x_t}{)} \\"
    r" {h}_{t} \mathrel{=} {z_t}{h_{t-1}}{+}{x_t}",
    "braces around sized brackets": r"z_t = \sigma{\left(}W x_t{\right)} \\"
    r" h_t = z_t \mathopen{\bigl(} h_{t-1} \mathclose{\bigr)} + x_t",
    "braces around equations": "{\\displaystyle z_t = \\sigma(W x_t)}\n"
    "{\\displaystyle {h_t = z_t h_{t-1} + x_t}}",
    "numbers behind one space": "z_t = σ(W x_t) (1)\nh_t = z_t h_{t-1} + x_t (2a)",
    "style in braces that are brackets": r"z_t = \sigma\left\{\displaystyle W x_t"
    r"\right\} \\{\displaystyle h_t} = \{\displaystyle z_t h_{t-1} + x_t \}",
    "wiki": r"{\displaystyle {\begin{aligned}z_{t}&=\sigma (Wx_{t})\\h_{t}&=z_{t}"
    r"h_{t-1}+x_{t}\end{aligned}}}",
    "definition sign": "z_t := σ(W x_t)\nh_t ≔ z_t h_{t-1} + x_t",
    "no index on the gate": "z = σ(W x_t)\nh_t = z ⊙ h_{t-1} + x_t",
}


def numbers(cell: CompiledCell) -> list[np.ndarray]:
    """Outputs and final states on numbers that depend on the shapes alone."""
    module = module_of(cell)
    sizes = {name: 3 for name in module.CELL["sizes"]}
    rng = np.random.default_rng(1)
    params = module.init(**sizes, dtype=np.float64)
    params = {name: rng.normal(size=each.shape) for name, each in params.items()}
    x = rng.normal(size=(4, 2, 3))
    out, final, _ = module.forward(params, x)
    return [*out, *final]


def assert_same(text: str, plain: str) -> None:
    found, wanted = compile_cell(text), compile_cell(plain)
    for one, other in zip(numbers(found), numbers(wanted), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-14)


@pytest.mark.parametrize("form", TIME)
def test_time(form: str) -> None:
    assert_same(TIME[form], RNN)


@pytest.mark.parametrize("form", NAMES)
def test_names(form: str) -> None:
    assert_same(NAMES[form], RNN)


@pytest.mark.parametrize("form", PRODUCTS)
def test_products(form: str) -> None:
    assert_same(PRODUCTS[form], TWO)


@pytest.mark.parametrize("form", FUNCTIONS)
def test_functions(form: str) -> None:
    assert_same(f"{FUNCTIONS[form]}\nh_t = z_t h_{{t-1}} + x_t", TWO)


@pytest.mark.parametrize("form", LAYOUTS)
def test_layouts(form: str) -> None:
    assert_same(LAYOUTS[form], TWO)
