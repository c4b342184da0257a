r"""What sentences around the equations say, and copies of pages with formulas twice.

A fact in a sentence gives way to the `where` block; two that contradict are refused.
"""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes

from cellc import CellcError, CompiledCell, compile_cell
from cellc.diagnostics import Source
from cellc.driver import compile_source, with_choices

LEAKY = r"$$x_t = (1-\alpha) x_{t-1} + \alpha \tanh(W x_{t-1} + U u_t)$$" + "\n"
PLAIN = "x_t = (1 - α) x_{t-1} + α tanh(W x_{t-1} + U u_t)\nwhere\n  α ∈ ℝ"
OPEN = r"$$h_t = \phi(W h_{t-1} + U x_t)$$" + "\n"
TANH = "h_t = tanh(W h_{t-1} + U x_t)"
RESERVOIR = r"""
\begin{equation}
x(n) = \tanh(W^{in} u(n) + W x(n-1)),
\end{equation}
"""
PARAGRAPH = """
x(n) = f(W x(n-1) + V u(n))   (1)

where x(n) is the N-dimensional state, f is a sigmoid function (usually the logistic
sigmoid), W^{in} is the input weight matrix, and y(n) is the output signal.
The state is extended by

z(n) = [x(n); u(n)]

and the output is

y(n) = g(C z(n)),   (2)
where
  f = tanh
  g = sigmoid
"""
SAME = {
    "the block goes first": (
        LEAKY
        + r"where $\alpha = \Delta t/\tau$ is the leak."
        + "\nwhere\n  α ∈ ℝ = 0.2",
        PLAIN + " = 0.2",
    ),
    "a parameter of the block": (
        LEAKY + r"where $\alpha = \Delta t/\tau$ is the leak." + "\nwhere\n  α ∈ ℝ",
        PLAIN,
    ),
    "a formula": (
        LEAKY + r"where $\alpha = \Delta t/\tau$." + "\nwhere\n  Δt ∈ ℝ = 1\n  τ ∈ ℝ",
        "x_t = (1 - α) x_{t-1} + α tanh(W x_{t-1} + U u_t)\nα = d/q\nwhere\n"
        "  d ∈ ℝ = 1\n  q ∈ ℝ",
    ),
    "a number": (
        LEAKY + r"where $\alpha = 0.1$ is the leak and $N = 100$.",
        PLAIN + " = 0.1",
    ),
    "a set": (
        LEAKY
        + r"where $\alpha \in (0,1]$ and $u_t \in \mathbb{N}$, $x_t \in \mathcal{X}$."
        "\nwhere\n  α ∈ ℝ",
        PLAIN,
    ),
    "a part of ℝ": (LEAKY + r"with $\alpha \in \mathbb{R}_{>0}$.", PLAIN),
    "a function": (OPEN + r"with $\phi = \tanh$.", TANH),
    "a function, twice": (
        OPEN + r"with $\phi(x)=\tanh(x)$." + "\nwhere\n  φ = tanh",
        TANH,
    ),
    "a function by its formula": (
        OPEN
        + r"where $\phi(x) = \frac{e^x-e^{-x}}{e^x+e^{-x}}$."
        + "\nwhere\n  φ = tanh",
        TANH,
    ),
    "functions in brackets": (
        "h_t = g(W x_t + U h_{t-1}) ⊙ k(x_t)\n"
        r"The \emph{tangent} ($g(x) = k(x) = \tanh(x)$) is usually used here.",
        "h_t = tanh(W x_t + U h_{t-1}) ⊙ tanh(x_t)",
    ),
    "a shape, twice": (
        TANH
        + "\nwhere $x_t \\in \\mathbb{R}^d$ is the input.\nwhere\n  x_t ∈ ℝ^d is input",
        TANH,
    ),
    "a display behind a sentence": (
        RESERVOIR + r"where $x(n) \in \mathbb{R}^N$ is the state. The readout is"
        "\n\\begin{equation}\ny(n) = C [u(n); x(n)],\n\\end{equation}",
        "x_t = tanh(W u_t + V x_{t-1})\ny_t = C [u_t; x_t]",
    ),
    "a paragraph": (
        PARAGRAPH,
        "x_t = tanh(W x_{t-1} + V u_t)\nz_t = [x_t; u_t]\ny_t = σ(C z_t)",
    ),
    "quotes": (TANH + '\n{\\displaystyle h_{t}}: "state" vector,\nW: “matrix”', TANH),
    "shapes behind equations": (
        r"h_t &= \tanh(x_t W + h_{t-1} U) \in \mathbb{R}^{1\times d},",
        "h_t = tanh(x_t W + h_{t-1} U)",
    ),
    "a number behind an equation": (
        r"a_t = \sigma(w^\top h_{t-1} + v^\top x_t + b) \in \mathbb{R},"
        "\nh_t = a_t h_{t-1} + (1 - a_t) \\tanh(W x_t)",
        "a_t = σ(w^T h_{t-1} + v^T x_t + b)\nh_t = a_t h_{t-1} + (1 - a_t) tanh(W x_t)"
        "\nwhere\n  b ∈ ℝ",
    ),
    "layer norm of a declared size": (
        "h_t = LN(W h_{t-1} + U x_t)\nwhere\n  h_t ∈ ℝ^d",
        "h_t = LN(W h_{t-1} + U x_t)",
    ),
    "a batch of rows": (
        r"where $X_t \in \mathbb{R}^{n \times d}$, $H_t \in \mathbb{R}^{n \times h}$"
        r" and $b \in \mathbb{R}^{1 \times h}$ are given, $$H_t = \tanh("
        r"X_t W + H_{t-1} U + b)$$",
        "h_t = tanh(x_t W + h_{t-1} U + b)",
    ),
    "symbols on a line": (
        "the cell\n"
        "h t = tanh \u2061 ( W x t + U h t \u2212 1 + b ) "
        r"{\displaystyle h_{t}=\tanh(W\,x_{t}+U\,h_{t-1}+b)}"
        "\nwhere the initial value is h 0 = 0 {\\displaystyle h_{0}=0}.",
        "h_t = tanh(W x_t + U h_{t-1} + b)",
    ),
    "a symbol a line": (
        "Elman\nh\nt\n=\nσ\nh\n(\nW\nx\nt\n+\nU\nh\nt\n\u2212\n1\n)\n"
        r"{\displaystyle h_{t}=\sigma_{h}(W\,x_{t}+U\,h_{t-1})}"
        "\nwhere\n  σ_h = tanh",
        "h_t = tanh(W x_t + U h_{t-1})",
    ),
}


@pytest.mark.parametrize("form", SAME)
def test_same(form: str) -> None:
    assert_same(*SAME[form])


REFUSED = {
    "another number": (
        LEAKY + r"where $\alpha = 0.1$." + "\nwhere\n  α ∈ ℝ = 0.2",
        "E0220",
    ),
    "another function": (
        OPEN + r"with $\phi = \tanh$." + "\nwhere\n  φ = relu",
        "E0220",
    ),
    "another shape": (
        TANH + "\nwhere $x_t \\in \\mathbb{R}^d$ is the input.\nwhere\n  x_t ∈ ℝ",
        "E0307",
    ),
    "open names of a formula": (LEAKY + r"where $\alpha = \Delta t/\tau$.", "E0401"),
    "other symbols": (
        "h t = W x t + h t \u2212 1\n{\\displaystyle h_{t}=W\\,x_{t}+h_{t-1}+b}",
        "E0103",
    ),
    "rows that are multiplied": (
        r"k_t = x_t W \in \mathbb{R}^{1\times d}"
        "\nS_t = S_{t-1} + k_t^T k_t \\in \\mathbb{R}^{d\\times d}\no_t = k_t S_t",
        "E0408",
    ),
}


@pytest.mark.parametrize("form", REFUSED)
def test_refused(form: str) -> None:
    text, code = REFUSED[form]
    assert code in codes(text)


@pytest.mark.parametrize(
    ("said", "defined", "noted"),
    [
        (r"$\phi$ is the hyperbolic tangent", "φ = tanh", False),
        (r"$\varphi_h$ is the hyperbolic tangent", "φ_h = tanh", False),
        (r"$\sigma$ is the hyperbolic tangent", "φ_h = tanh", True),
    ],
)
def test_a_note_where_no_fact_says_it(said: str, defined: str, noted: bool) -> None:
    function = defined.split()[0]
    text = f"h_t = {function}(σ(W x_t) + U h_{{t-1}})\nHere {said} at each step.\n"
    found = compile_cell(text, define=[defined])
    assert ("N0669" in [each.code for each in found.diagnostics]) == noted


def test_a_note_for_a_sentence() -> None:
    said = "where $W$ is a matrix, $U$ is another one, $x_t$ is the input at each step"
    found = compile_cell(f"$$ {TANH} $$\n{said}\nand $h_t$ is the state of it.\n")
    assert [each.code for each in found.diagnostics].count("N0603") == 1


# ---------------------------------------------------------------- documents

PAGE = r"""
The gate is

$$\mathbf{Z}_t = \sigma(\mathbf{X}_t \mathbf{W} + \mathbf{H}_{t-1} \mathbf{U}),$$

the memory

$$\mathbf{C}_t = \mathbf{Z}_t \odot \mathbf{C}_{t-1} + \mathbf{X}_t \mathbf{V},$$

and the state

$$\mathbf{H}_t = \phi(\mathbf{C}_t).$$
"""


def page(text: str, label: str | None = None) -> CompiledCell:
    return compile_source(with_choices(Source(text, "page.md"), (), label), "page")


def test_displays_that_define_what_cells_read_are_listed() -> None:
    with pytest.raises(CellcError) as refused:
        page(PAGE)
    (found,) = refused.value.diagnostics
    assert found.help is not None
    assert [f"line:{line}" in found.help for line in (4, 8, 12)] == [True] * 3


def test_the_display_that_is_missing_is_named() -> None:
    with pytest.raises(CellcError) as refused:
        page(PAGE, "line:4,line:8")
    (found,) = refused.value.diagnostics
    assert found.code == "E0226"
    assert "--label line:12" in str(found.help)


@pytest.mark.parametrize("block", ["  φ = tanh", "- φ = tanh", "* $\\phi = \\tanh$"])
@pytest.mark.parametrize("above", [True, False])
def test_where_block_of_a_page(block: str, above: bool) -> None:
    block = f"\nwhere\n\n{block}\n\n"
    text = block + PAGE if above else PAGE + block
    lines = [each + 5 * above for each in (4, 8, 12)]
    label = ",".join(f"line:{line}" for line in lines)
    assert list(page(text, label).metadata["states"]) == ["C", "H"]
