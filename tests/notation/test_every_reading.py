r"""Every reading: names that are one, expressions, blocks, components, refusals.

A row of a table is a form and the plain text that says the same, or the code of the
error and what it must name.
"""

from __future__ import annotations

import pytest
from plain_cells import assert_same, compiled

from cellc import CellcError

# ---------------------------------------------------------------- names

ONE_NAME = [
    *(("W", rf"\{face}{{W}}") for face in ("mathbf", "boldsymbol", "bm", "mathrm")),
    *(("W", rf"\{face}{{W}}") for face in ("mathit", "vec")),
    *(("W", "{W}"), ("W", r"{\bf W}"), ("W", r"\mathbf W"), ("W_f", "{W}_f")),
    *(("W_f", "{W_f}"), ("W_f", "W_{{f}}"), ("W_f", r"\mathbf{W_f}")),
    *(("W_f", r"W_{\text{f}}"), ("W_f", r"W_\mathrm{f}"), ("W_{in}", r"W_{\text{in}}")),
    (r"\bar W", r"\overline{W}"),
    (r"\bar W", "W̄"),
    (r"\tilde W", r"\widetilde{W}"),
    (r"\tilde W", "W̃"),
    (r"\hat W", r"\widehat{W}"),
    (r"\hat W", "Ŵ"),
    (r"\dot W", "Ẇ"),
    ("W_{ih}^{f}", "W^f_{ih}"),
    ("W_{ih}^{f}", "W_{ih}^{(f)}"),
    ("W^f", "W^{(f)}"),
    ("W_{ih}", "W_{i h}"),
    ("W_{xf}", "W_{x f}"),
    ("W_{ih}^{g^y}", "W^{g^y}_{ih}"),
    ("W_{hh}", "Wₕₕ"),
    ("W_x", "Wₓ"),
    ("W_1", "W₁"),
    ("W_{12}", "W₁₂"),
    (r"W_\ell", "W_ℓ"),
    (r"W_\sigma", "W_σ"),
    (r"W_\phi", "W_φ"),
    (r"W_\epsilon", "W_ε"),
    (r"W_\mu", "W_µ"),
    ("W'", r"W^\prime"),
    ("W'", "W′"),
    ("W^*", "W^{*}"),
    (r"W_{\tilde{c}}", "W_{c̃}"),
]
TWO_NAMES = [
    ("W", r"\hat{W}"),
    ("W", r"\bar{W}"),
    ("W", r"\tilde{W}"),
    ("W", r"\mathcal{W}"),
    ("W", "W'"),
    ("W", "W_1"),
    ("W", r"\overrightarrow{W}"),
    (r"\overrightarrow{W}", r"\overleftarrow{W}"),
    ("W_{ih}", "W_{hi}"),
    ("W_f", "W_F"),
    ("W_{ih}^f", "W_f^{ih}"),
    ("W_{ih}^f", "W_{ih}^g"),
    ("W_{ih}^{g^y}", "W_{ih}^{gy}"),
    (r"W_{\tilde{c}}", "W_c"),
    (r"W_\ell", "W_l"),
    ("W^{(1)}", "W^{(2)}"),
]
COLLISIONS = [("W_f", "W^f"), ("W_1", "W^{(1)}"), ("W_{h,i}", "W_{h_i}")]


def parameters(one: str, other: str) -> list[str]:
    text = f"h_t = tanh({one} x_t + V h_{{t-1}})\ny_t = {other} x_t\nz_t = y_t + h_t"
    found = compiled(f"{text}\nwhere output z").cell
    return [each.name for each in found.parameters if each.name != "V"]


@pytest.mark.parametrize(("one", "other"), ONE_NAME)
def test_one_name(one: str, other: str) -> None:
    assert len(parameters(one, other)) == 1


@pytest.mark.parametrize(("one", "other"), TWO_NAMES)
def test_two_names(one: str, other: str) -> None:
    assert len(parameters(one, other)) == 2


@pytest.mark.parametrize(("one", "other"), COLLISIONS)
def test_two_names_with_one_identifier(one: str, other: str) -> None:
    with pytest.raises(CellcError) as caught:
        parameters(one, other)
    assert caught.value.diagnostics[0].code == "E0223"


# ---------------------------------------------------------------- expressions

PLUS = "h_t = h_{t-1} + "
EXPRESSIONS = {  # what is added to h_{t-1}, and the same in plain notation
    "ReLU": (r"\mathrm{ReLU}(W x_t)", "relu(W @ x_t)"),
    "ReLU in text": (r"\text{ReLU}(W x_t)", "relu(W @ x_t)"),
    "max with zero": (r"\max(0, W x_t)", "relu(W @ x_t)"),
    "max with zero behind": (r"\max\left(W x_t, 0\right)", "relu(W @ x_t)"),
    "max in curly brackets": (r"\max\{0, W x_t\}", "relu(W @ x_t)"),
    "positive part": ("[W x_t]_+", "relu(W @ x_t)"),
    "positive part in braces": (r"\left[W x_t\right]_{+}", "relu(W @ x_t)"),
    "positive part, round": ("(W x_t)_+", "relu(W @ x_t)"),
    "min": (r"\min(1, W x_t)", "min(1, W @ x_t)"),
    "min of max": (r"\min(1, \max(0, W x_t))", "min(1, relu(W @ x_t))"),
    "exp": (r"\exp(W x_t)", "exp(W @ x_t)"),
    "exp of a minus": (r"\exp\left(-W x_t\right)", "exp(0 - W @ x_t)"),
    "e to a power": ("e^{-W x_t}", "exp(0 - W @ x_t)"),
    "roman e": (r"\mathrm{e}^{W x_t}", "exp(W @ x_t)"),
    "e to a fraction": (r"e^{-\frac{1}{2} W x_t}", "exp(0 - 0.5 * (W @ x_t))"),
    "log": (r"\log(1 + e^{x_t})", "softplus(x_t)"),
    "ln": (r"\ln(1 + \exp(x_t))", "softplus(x_t)"),
    "softplus": (r"\mathrm{softplus}(W x_t)", "log(1 + exp(W @ x_t))"),
    "root": (r"\sqrt{1 + x_t^2}", "sqrt(1 + x_t * x_t)"),
    "root covers one letter": (r"\sqrt{2} x_t", "sqrt(2) * x_t"),
    "absolute value": ("|W x_t|", "abs(W @ x_t)"),
    "absolute value, sized": (r"\left|W x_t\right|", "abs(W @ x_t)"),
    "two absolute values": ("|x_t| |W x_t|", "abs(x_t) * abs(W @ x_t)"),
    "hard sigmoid": (r"\mathrm{hard\_sigmoid}(W x_t)", "hard_sigmoid(W @ x_t)"),
    "hard sigmoid in text": (r"\text{hard\_sigmoid}(x_t)", "hard_sigmoid(x_t)"),
    "sin": (r"\sin(W x_t)", "sin(W @ x_t)"),
    "sin without brackets": (r"\sin x_t", "sin(x_t)"),
    "sign": (r"\mathrm{sign}(W x_t)", "sign(W @ x_t)"),
    "sgn": (r"\operatorname{sgn}(W x_t)", "sign(W @ x_t)"),
    "square": ("x_t^2", "x_t * x_t"),
    "square before time": ("x^2_t", "x_t * x_t"),
    "square in Unicode": ("x_t²", "x_t * x_t"),
    "square of a product": ("(W x_t)^2", "(W @ x_t) * (W @ x_t)"),
    "square of a function": (r"\tanh^2(x_t)", "tanh(x_t) * tanh(x_t)"),
    "square of a value": (r"\tanh(x_t)^2", "tanh(x_t) * tanh(x_t)"),
    "square of an argument": (r"\tanh x_t^2", "tanh(x_t * x_t)"),
    "power of a half": ("(1 + x_t^2)^{1/2}", "sqrt(1 + x_t * x_t)"),
    "inverse power": ("(1 + x_t^2)^{-1}", "1 / (1 + x_t * x_t)"),
    "fraction": (r"\frac{x_t}{1 + |x_t|}", "x_t / (1 + abs(x_t))"),
    "fraction of a product": (r"\frac{W x_t}{2}", "0.5 * (W @ x_t)"),
    "fraction of digits": (r"\tfrac12 x_t", "0.5 * x_t"),
    "slash": ("x_t / (1 + |x_t|)", "x_t / (1 + abs(x_t))"),
    "slashes from the left": ("x_t / 2 / 4", "0.125 * x_t"),
    "slash before a product": (r"x_t / 2 \odot x_t", "0.5 * x_t * x_t"),
    "function between products": (
        r"x_t \odot \tanh x_t \odot x_t",
        "x_t * x_t * tanh(x_t)",
    ),
    "function behind a factor": (r"x_t \tanh x_t", "x_t * tanh(x_t)"),
    "words between factors": (r"x_t \text{tanh}(x_t)", "x_t * tanh(x_t)"),
    "minus in front": (r"(-W x_t)", "(0 - W @ x_t)"),
    "minus a function": (r"(-\tanh x_t)", "(0 - tanh(x_t))"),
    "one minus": ("(1 - x_t) x_t", "x_t - x_t * x_t"),
    "one minus, odot": (r"(1 - x_t) \odot \tanh(x_t)", "tanh(x_t) - x_t * tanh(x_t)"),
    "one minus without brackets": (r"1 - x_t \odot x_t", "1 - (x_t * x_t)"),
    "a vector of ones": (r"(\mathbf{1} - x_t) \odot x_t", "x_t - x_t * x_t"),
    "matrix less its transpose": (
        r"(W - W^\top) x_t + V x_t",
        "W @ x_t - W^T @ x_t + V @ x_t",
    ),
    "transpose": (r"W^\top x_t", "W^T @ x_t"),
    "transpose of a bracket": ("(W_f)^T x_t", "W_f^T @ x_t"),
    "transpose between labels": ("W^T_f x_t", "W_f^T @ x_t"),
    "diagonal": (r"\mathrm{diag}(p) x_t", "p * x_t"),
    "diagonal, ASCII": ("diag(p) @ x_t", "p * x_t"),
    "diagonal, operator name": (r"\operatorname{diag}(p) x_t", "p * x_t"),
    "diagonal of a gate": (r"\mathrm{diag}(\sigma(W x_t)) x_t", "σ(W @ x_t) * x_t"),
    "matrix on a diagonal": (r"W \mathrm{diag}(x_t) x_t", "W @ (x_t * x_t)"),
    "inner product": (r"(v^\top x_t) x_t", "(v^T x_t) * x_t"),
    "outer product": ("x_t v^T x_t", "(v^T x_t) * x_t"),
    "number behind a minus": ("x_t - 0.5 x_t", "0.5 * x_t"),
    "brace around a term": (r"\underbrace{W x_t}_{\text{in}}", "W @ x_t"),
}


@pytest.mark.parametrize("form", EXPRESSIONS)
def test_expressions(form: str) -> None:
    written, plain = EXPRESSIONS[form]
    tail = " + U h_{t-1} + b"
    assert_same(PLUS + written + tail, PLUS + plain + tail)


GATE = "z_t = tanh(W @ x_t)\nh_t = z_t * h_{t-1} + sigmoid(V @ x_t)"
NAMED = "z_t = {0}(W x_t)\nh_t = z_t h_{{t-1}} + {1}(V x_t)\nwhere\n{2} = tanh\n{3} = σ"
FUNCTION_NAMES = {
    "f and g": ("f", "g", "f", "g"),
    "phi and psi": ("φ", "ψ", "φ", "ψ"),
    "phi both ways": (r"\phi", r"\psi", "φ", "ψ"),
    "varphi": (r"\varphi", "ψ", r"\varphi", "ψ"),
    "tau": ("τ", r"\tau_2", r"\tau", "τ_2"),
    "sigmas": (r"\sigma_h", "σ_c", "σ_h", r"\sigma_c"),
    "sigmas with words": (r"\sigma_{\text{h}}", r"\sigma_{in}", "σ_h", "σ_{in}"),
    "accented sigma": (r"\hat{\sigma}", r"\tilde{\sigma}", "σ̂", r"\tilde{σ}"),
    "roman words": (r"\mathrm{act}", r"\operatorname{gate}", "act", "gate"),
}


@pytest.mark.parametrize("form", FUNCTION_NAMES)
def test_function_names(form: str) -> None:
    assert_same(NAMED.format(*FUNCTION_NAMES[form]), GATE)


def test_a_function_and_a_gate_may_share_a_letter() -> None:
    text = "f_t = f(W x_t)\nh_t = f_t h_{t-1} + g(V x_t)\nwhere\nf = tanh\ng = σ"
    assert_same(text, GATE)


DEFINED = {
    "named in front": "σ = tanh\n",
    "named in LaTeX": "\\sigma = \\tanh\n",
    "of an argument": "σ(a) = \\tanh(a)\n",
    "spelled out": "\\sigma(z) = \\frac{e^z - e^{-z}}{e^z + e^{-z}}\n",
}


@pytest.mark.parametrize("form", DEFINED)
def test_sigma_is_what_the_text_says(form: str) -> None:
    text = "h_t = σ(W x_t + U h_{t-1})"
    assert_same(DEFINED[form] + text, "h_t = tanh(W @ x_t + U @ h_{t-1})")


TEXTS = {
    "name of several letters": (
        r"\mathrm{net}_t = W x_t + U h_{t-1} \\ h_t = \tanh(\mathrm{net}_t)",
        "h_t = tanh(W @ x_t + U @ h_{t-1})",
    ),
    "name of several letters, two faces": (
        "net_t = W x_t + U h_{t-1}\n" r"h_t = \tanh(\mathrm{net}_t)",
        "h_t = tanh(W @ x_t + U @ h_{t-1})",
    ),
    "names of words": (
        "hidden_t = tanh(W @ input_t + U @ hidden_{t-1})",
        "h_t = tanh(W @ x_t + U @ h_{t-1})",
    ),
    "Delta t": (
        r"h_t = h_{t-1} + \Delta t \tanh(W x_t)" "\nwhere Δt ∈ ℝ = 0.1",
        "h_t = h_{t-1} + 0.1 * tanh(W @ x_t)",
    ),
    "Delta t in a fraction": (
        r"h_t = h_{t-1} + \frac{\Delta t}{\tau} W x_t"
        "\nwhere\nΔt ∈ ℝ = 0.1\nτ ∈ ℝ = 2",
        "h_t = h_{t-1} + 0.05 * (W @ x_t)",
    ),
    "a shared bias": (
        "f_t = σ(W x_t + b)\nh_t = f_t h_{t-1} + V x_t + b",
        "f_t = σ(W @ x_t + b)\nh_t = f_t * h_{t-1} + V @ x_t + b",
    ),
    "ring makes a vector": (
        "h_t = W_{hh} ∘ h_{t-1} + W_{xh} x_t",
        "h_t = p ⊙ h_{t-1} + W @ x_t",
    ),
    "bold Greek": (
        r"h_t = \boldsymbol{\theta} ⊙ x_t + θ ⊙ h_{t-1}",
        "h_t = p ⊙ x_t + p ⊙ h_{t-1}",
    ),
    "two layers": (
        "h^{(1)}_t = tanh(W x_t + U h^{(1)}_{t-1})\n"
        "h_t^{(2)} = tanh(V h_t^{(1)} + A h_{t-1}^{(2)})",
        "g_t = tanh(W @ x_t + U @ g_{t-1})\nh_t = tanh(V @ g_t + A @ h_{t-1})",
    ),
    "layer below": (
        r"h^l_t = \tanh(W^l h^{l-1}_t + U^l h^l_{t-1} + b^l)",
        "h_t = tanh(W @ x_t + U @ h_{t-1} + b)",
    ),
    "layer below in brackets": (
        "h_t^{(l)} = tanh(W^{(l)} h_t^{(l-1)} + U^{(l)} h_{t-1}^{(l)})",
        "h_t = tanh(W @ x_t + U @ h_{t-1})",
    ),
    "next step, output of the step before": (
        "h_{t+1} = tanh(W x_t + U h_t)\ny_t = V h_t\nwhere output y",
        "h_t = tanh(W @ x_t + U @ h_{t-1})\ny_t = V @ h_{t-1}\nwhere output y",
    ),
    "next step, input of the next step": (
        "h_{t+1} = tanh(W x_{t+1} + U h_t)\ny_t = V h_t\nwhere output y",
        "h_t = tanh(W @ x_t + U @ h_{t-1})\ny_t = V @ h_t\nwhere output y",
    ),
    "prime and an output": (
        "h' = tanh(W x + U h + b)\ny = V h'\nwhere output y",
        "h_t = tanh(W @ x_t + U @ h_{t-1} + b)\ny_t = V @ h_t\nwhere output y",
    ),
    "a prime beside time": (
        "h'_t = tanh(W x_t + U h_{t-1})\nz_t = σ(V x_t)\nh_t = z_t h'_t",
        "g_t = tanh(W @ x_t + U @ h_{t-1})\nz_t = σ(V @ x_t)\nh_t = z_t * g_t",
    ),
    "label in brackets beside time": (
        "f^{(t)} = σ(W^{(f)} x^{(t)} + b^{(f)})\nh^{(t)} = f^{(t)} h^{(t-1)}",
        "f_t = σ(W @ x_t + b)\nh_t = f_t * h_{t-1}",
    ),
    "transposed label above": (
        "h^t = W^T x^t + h^{t-1}",
        "h_t = W^T @ x_t + h_{t-1}",
    ),
    "identity matrix": (
        r"h_t = (W - \gamma \mathbf{I}) h_{t-1} + x_t" "\nwhere γ ∈ ℝ = 0.1",
        "h_t = W @ h_{t-1} - 0.1 * h_{t-1} + x_t",
    ),
    "T as a step": ("h_T = W x_T + h_{T-1}", "h_t = W @ x_t + h_{t-1}"),
    "T as a label": ("h_t = W_T x_t + h_{t-1}", "h_t = W @ x_t + h_{t-1}"),
}


@pytest.mark.parametrize("form", TEXTS)
def test_texts(form: str) -> None:
    assert_same(*TEXTS[form])


def test_a_shared_bias_is_told() -> None:
    found = compiled("f_t = σ(W x_t + b)\nh_t = f_t h_{t-1} + V x_t + b")
    assert "N0602" in {each.code for each in found.diagnostics}


# ---------------------------------------------------------------- blocks

BLOCK = r"""\begin{pmatrix} i \\ f \\ o \\ g \end{pmatrix} =
  \begin{pmatrix} \sigma \\ \sigma \\ \sigma \\ \tanh \end{pmatrix}
  T_{n+m,4n} \begin{pmatrix} x_t \\ h_{t-1} \end{pmatrix}
c_t = f \odot c_{t-1} + i \odot g
h_t = o \odot \tanh(c_t)"""
INLINE = """[i; f; o; g] = [σ; σ; σ; tanh] T [x_t, h_{t-1}]
c_t = f ⊙ c_{t-1} + i ⊙ g
h_t = o ⊙ tanh(c_t)"""
ARRAY = (r"\left(\begin{array}{c}", r"\end{array}\right)")
BLOCKS = {
    "square": BLOCK.replace("pmatrix", "bmatrix"),
    "curly": BLOCK.replace("pmatrix", "Bmatrix"),
    "bare": BLOCK.replace("pmatrix", "matrix"),
    "array": BLOCK.replace(r"\begin{pmatrix}", ARRAY[0]).replace(
        r"\end{pmatrix}", ARRAY[1]
    ),
    "no sizes": BLOCK.replace("T_{n+m,4n}", "T"),
    "another letter": BLOCK.replace("T_{n+m,4n}", "W"),
    "other sizes": BLOCK.replace("n+m,4n", "2n, 4n"),
    "bold": BLOCK.replace("T_{n+m,4n}", r"\mathbf{T}_{n+m,4n}"),
    "cdot": BLOCK.replace("T_{n+m,4n}", r"T_{n+m,4n} \cdot"),
    "sigm": BLOCK.replace(r"\sigma", r"\mathrm{sigm}"),
    "concatenation in a line": BLOCK.replace(
        r"\begin{pmatrix} x_t \\ h_{t-1} \end{pmatrix}", "[x_t; h_{t-1}]"
    ),
    "time on the gates": BLOCK.replace(r"i \\ f \\ o \\ g", r"i_t \\ f_t \\ o_t \\ g_t")
    .replace(r"f \odot", r"f_t \odot")
    .replace(r"i \odot g", r"i_t \odot g_t")
    .replace(r"o \odot", r"o_t \odot"),
    "rows end behind the last": BLOCK.replace(r"g \end", r"g \\ \end"),
    "time above": BLOCK.replace("_{t-1}", "^{t-1}").replace("_t", "^t"),
    "in align": "\\begin{align}\n"
    + BLOCK.replace("=", "&=").replace("\nc", "\\\\\nc").replace("\nh", "\\\\\nh")
    + "\n\\end{align}",
    "composition sign": BLOCK.replace(
        "\\tanh \\end{pmatrix}\n", "\\tanh \\end{pmatrix} \\circ\n"
    ),
    "brackets around the product": BLOCK.replace("T_{n+m,4n}", r"\left( T").replace(
        "\\end{pmatrix}\nc", "\\end{pmatrix} \\right)\nc"
    ),
    "in a line": INLINE,
}


@pytest.mark.parametrize("form", BLOCKS)
def test_blocks(form: str) -> None:
    assert_same(BLOCKS[form], BLOCK)


def test_block_with_a_bias() -> None:
    product = BLOCK[BLOCK.index("T_{n+m") : BLOCK.index("\nc_t")]
    found = compiled(BLOCK.replace(product, "(W x_t + U h_{t-1} + b)")).cell
    shapes = [found.variable(each).shape for each in found.parameters]
    assert [[*map(str, each)] for each in shapes] == [
        ["4*h", "x"],
        ["4*h", "h"],
        ["4*h"],
    ]


# ---------------------------------------------------------------- components

GRU = (
    "r_t = σ(W_r @ x_t + U_r @ h_{t-1})\nz_t = σ(W_z @ x_t + U_z @ h_{t-1})\n"
    "g_t = tanh(W @ x_t + U @ (r_t * h_{t-1}))\n"
    "h_t = z_t * h_{t-1} + (1 - z_t) * g_t"
)
ANGLES = r"""r_j = \sigma([W_r x]_j + [U_r h_{\langle t-1\rangle}]_j)
z_j = \sigma([W_z x]_j + [U_z h_{\langle t-1\rangle}]_j)
\tilde{h}_j^{\langle t\rangle} = \tanh([W x]_j + [U (r \odot h_{\langle t-1\rangle})]_j)
h_j^{\langle t\rangle} = z_j h_j^{\langle t-1\rangle}
  + (1 - z_j) \tilde{h}_j^{\langle t\rangle}
"""
COMPONENTS = {
    "angles": ANGLES,
    **{f"index {each}": ANGLES.replace("_j", f"_{each}") for each in "iklmnd"},
    "braces": ANGLES.replace("_j", "_{j}"),
    "round brackets": ANGLES.replace("[", "(").replace("]", ")"),
    "sized brackets": ANGLES.replace("[", r"\left[").replace("]", r"\right]"),
    "typed angles": ANGLES.replace(r"\langle ", "<")
    .replace(r"\langle", "<")
    .replace(r"\rangle", ">"),
    "odot": ANGLES.replace("z_j h_j", r"z_j \odot h_j"),
    "input in time": ANGLES.replace(" x]", " x_{<t>}]"),
    "bold": ANGLES.replace("W", r"\mathbf{W}").replace("r \\odot", r"\mathbf{r} \odot"),
}
RNN = "a_t = W @ x_t + U @ b_{t-1}\nb_t = tanh(a_t)"
SUMS = r"""a^t_\iota = \sum_{i} w_{i\iota} x^t_i + \sum_h w_{h\iota} b_h^{t-1}
b^t_\iota = \tanh(a^t_\iota)"""
TURNED_SUMS = {
    "two indices tell matrices apart": SUMS,
    "limits": SUMS.replace("sum_{i}", "sum_{i=1}^{I}").replace("sum_h", "sum_{h=1}^H"),
    "limits command": SUMS.replace("sum_", r"sum\limits_"),
    "Unicode iota": SUMS.replace(r"\iota", "ι"),
    "j": SUMS.replace(r"\iota", "j"),
    "comma": SUMS.replace(r"i\iota", r"i,\iota").replace(r"h\iota", r"h,\iota"),
    "another letter": SUMS.replace(r"w_{h\iota}", r"u_{h\iota}"),
    "upper case": SUMS.replace("w_", "W_"),
    "vector in front": SUMS.replace(r"w_{i\iota} x^t_i", r"x^t_i w_{i\iota}"),
    "in brackets": SUMS.replace(
        r"\sum_{i} w_{i\iota} x^t_i", r"\left(\sum_{i} w_{i\iota} x^t_i\right)"
    ),
    "time as argument": SUMS.replace(r"^t_\iota", r"_\iota(t)")
    .replace("x^t_i", "x_i(t)")
    .replace("b_h^{t-1}", "b_h(t-1)"),
    "primed index": SUMS.replace(r"\iota", "h").replace(
        "_h w_{hh} b_h", "_{h'} w_{h'h} b_{h'}"
    ),
}
PLAIN_SUMS = {
    "row index first": SUMS.replace(r"i\iota", r"\iota i").replace(
        r"h\iota", r"\iota h"
    ),
    "of one matrix for each": (
        r"a_j(t) = \sum_{i=1}^{n} w_{ji} x_i(t) + \sum_{k=1}^m v_{jk} b_k(t-1)"
        "\n"
        r"b_j(t) = \tanh(a_j(t))"
    ),
}


@pytest.mark.parametrize("form", COMPONENTS)
def test_components(form: str) -> None:
    assert_same(COMPONENTS[form], GRU)


@pytest.mark.parametrize("form", TURNED_SUMS)
def test_sums_with_the_row_index_behind(form: str) -> None:
    assert_same(TURNED_SUMS[form], RNN, turned=True)


@pytest.mark.parametrize("form", PLAIN_SUMS)
def test_sums_with_the_row_index_in_front(form: str) -> None:
    assert_same(PLAIN_SUMS[form], RNN)


# ---------------------------------------------------------------- refusals

REFUSED = {  # text, code, what an error must name
    "matrix in time": ("h_t = tanh(W_{f,t} x_t + U h_{t-1})", "E0405", "W_{f,t}"),
    "matrix in time, plain": ("h_t = W_t x_t + U h_{t-1}", "E0405", "W_t"),
    "matrix to the t": ("h^t = W^t x^t + U h^{t-1}", "E0405", "W^t"),
    "power of the step": (r"h_t = h_{t-1} + \gamma^t x_t", "E0208", r"\gamma^t"),
    "a delay not said": ("h_n = W x_n + U h_{n-d}", "E0227", "`d`"),
    "input of the next step": ("h_t = W x_{t+1} + U h_{t-1}", "E0227", "later step"),
    "a derivative": ("h'(t) = W x(t) + U h(t)", "E0218", "derivative"),
    "two time indices": ("h_t^{(t)} = W x_t + h_{t-1}", "E0202", "two time indices"),
    "circled plus": (r"h_t = W (h_{t-1} \oplus x_t)", "E0207", "concatenation"),
    "circled plus in Unicode": ("h_t = h_{t-1} ⊕ x_t", "E0207", "concatenation"),
    "star behind a matrix": ("h_t = W * h_{t-1} + x_t", "E0405", "matrix product"),
    "ast behind a matrix": (r"h_t = W_f \ast x_t + h_{t-1}", "E0405", "elementwise"),
    "star before a list": ("h_t = W_f * [h_{t-1}, x_t]", "E0405", "elementwise"),
    "dot between vectors": (r"h_t = x_t \cdot h_{t-1}", "E0405", "inner product"),
    "at between vectors": ("h_t = x_t @ h_{t-1}", "E0405", "inner product"),
    "both orders": ("h_t = tanh(W x_t + h_{t-1} U)", "", "U"),
    "function of two factors": (r"h_t = \sigma W x_t + h_{t-1}", "E0208", "ends"),
    "tanh of two factors": (r"h_t = \tanh C_t h_{t-1}", "E0208", "ends"),
    "function before a dot": (r"h_t = \tanh W \cdot x_t + h_{t-1}", "E0208", "ends"),
    "denominator": ("h_t = 1/2 x_t + h_{t-1}", "E0208", "denominator"),
    "inverse function": (r"h_t = \sigma^{-1}(x_t) + h_{t-1}", "E0208", "inverse"),
    "power of a matrix": ("h_t = W^2 h_{t-1} + x_t", "E0405", "W^2"),
    "inverse of a matrix": ("h_t = W^{-1} h_{t-1} + x_t", "E0405", "W^{-1}"),
    "transposed vector alone": ("h_t = h_{t-1}^T + x_t", "E0404", "alone"),
    "list of a blank": ("h_t = W [h_{t-1} x_t]", "E0208", "concatenation"),
    "list in round brackets": ("h_t = x_t * (h_{t-1}, x_t)", "E0206", "list"),
    "vector and matrix": ("h_t = W_{hh} ∘ h_{t-1} + W_{hh} x_t", "E0403", "W_{hh}"),
    "number or vector": (r"h_t = \lambda h_{t-1} + x_t", "E0401", r"\lambda"),
    "a comparison alone": (r"h_t = (x_t > 0) h_{t-1}", "", ""),
    "a comparison, command": (r"h_t = x_t \geq 0 ⊙ h_{t-1}", "", "comparison"),
    "sum over a set": (r"h_t = \sum_i \alpha_{t,i} a_i + W h_{t-1}", "E0215", "sum"),
    "sum with a length": (
        r"h_t = h_{t-1} + \sum_{j=1}^{L} \alpha_{t,j} x_t",
        "E0215",
        "sum",
    ),
    "sum from zero": (
        r"h_j^t = \sum_{i=0}^{n} w_{ji} x_i^t + h_j^{t-1}",
        "E0215",
        "starts at 0",
    ),
    "sum of a tensor": (
        r"h_j^t = \sum_{i} \sum_k w_{ijk} x_i^t h_k^{t-1}",
        "E0236",
        "three indices",
    ),
    "sum over nothing written": (
        "h_j^t = w_{ij} x_i^t + h_j^{t-1}",
        "E0215",
        "index i",
    ),
    "index of another component": (
        r"h_j^t = \sum_i w_{ij} x_i^t + h_i^{t-1}",
        "E0215",
        "index i",
    ),
    "neighbour": (r"h_j^t = h_{j-1}^{t-1} + \sum_i w_{ij} x_i^t", "E0215", "place"),
    "product over an index": (r"h_t = h_{t-1} \prod_i x_t", "", "product over"),
    "largest component": (r"h_t = h_{t-1} + \max_i x_t", "", r"\max"),
    "open functions": ("h_t = f(W x_t) + g(h_{t-1})", "E0209", "`f`, `g`"),
    "open sigmas": ("h_t = σ_h(W x_t) + h_{t-1}", "E0209", "σ_h"),
    "open accented sigma": (r"h_t = \hat{\sigma}(W x_t) + h_{t-1}", "E0209", "sigma"),
    "unknown command": (r"h_t = \simga(W x_t) + h_{t-1}", "E0110", r"\simga"),
    "function without argument": (r"h_t = \tanh + h_{t-1} + x_t", "E0205", r"\tanh"),
    "function before a minus": (r"h_t = \tanh -x_t + h_{t-1}", "E0205", r"\tanh"),
    "rows of a block": (
        BLOCK.replace(r"\sigma \\ ", "", 1),
        "E0216",
        "4 rows, this has 3",
    ),
    "initial value": ("h_0 = 1\nh_t = W x_t + h_{t-1}", "E0217", "h_0"),
    "own value": ("h_t = tanh(W x_t + U h_t)", "", "h_t"),
}


@pytest.mark.parametrize("form", REFUSED)
def test_refused(form: str) -> None:
    text, code, named = REFUSED[form]
    with pytest.raises(CellcError) as caught:
        compiled(text)
    errors = [each for each in caught.value.diagnostics if each.code[0] == "E"]
    assert any(
        each.code.startswith(code) and named in each.message for each in errors
    ), [f"{each.code} {each.message}" for each in errors]
