"""Names and left sides as pasted texts have them: accents over braces, several names on
one side, indices of filters, labels above names, titles of a cell.
"""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes, compiled

import cellc

GATES = (
    "f_t = σ(W_f x_t)\ni_t = σ(W_i x_t)\n"
    "p_t = f_t / (f_t + i_t)\nq_t = i_t / (f_t + i_t)\n"
    "h_t = p_t ⊙ h_{t-1} + q_t ⊙ W x_t"
)
TWO = "i_t = σ(W x_t)\nf_t = σ(U x_t)\nh_t = f_t ⊙ h_{t-1} + i_t"
FILTER = "p_t = A z_{t-1} + B u_t\nz_t = p_t + K @ (y_t - C p_t)"
RNN = "h_t = tanh(W x_t + U h_{t-1})"
LINEAR = "h_t = W x_t + U h_{t-1}"
MARKED = (
    "h_j = \\max\\left\\{ W^{y} y_j + W^{t} t_j + W^{h} h_{j-1} + b_h, 0 \\right\\}\n"
    "where\n  t_j ∈ ℝ is input\n  W^t ∈ ℝ^h"
)
MARKED_PLAIN = (
    "h_t = relu(W y_t + w s_t + U h_{t-1} + b)\n"
    "where\n  y_t ∈ ℝ^y is input\n  s_t ∈ ℝ is input\n  w ∈ ℝ^h"
)

SAME = {
    "names with primes": (
        "f_t = σ(W_f x_t)\ni_t = σ(W_i x_t)\n"
        r"{\bm{f}}'_t, {\bm{i}}'_t = \frac{f_t}{f_t + i_t}, \frac{i_t}{f_t + i_t}"
        "\nh_t = f'_t ⊙ h_{t-1} + i'_t ⊙ W x_t",
        GATES,
    ),
    "names, in a display": (
        r"\begin{aligned} f_t &= σ(W_f x_t) \\ i_t &= σ(W_i x_t) \\"
        r"f'_t,\; i'_t &= \frac{f_t}{f_t + i_t},\; \frac{i_t}{f_t + i_t} \\"
        r"h_t &= f'_t ⊙ h_{t-1} + i'_t ⊙ W x_t \end{aligned}",
        GATES,
    ),
    "names with space between": (
        r"\begin{align} i_t, \quad f_t &= \sigma(W x_t), \quad \sigma(U x_t) \\"
        r"h_t &= f_t \odot h_{t-1} + i_t \end{align}",
        TWO,
    ),
    "names in brackets": (
        "(i_t, f_t) = (σ(W x_t), σ(U x_t)).\nh_t = f_t ⊙ h_{t-1} + i_t",
        TWO,
    ),
    "names in sized brackets": (
        r"\left( i_t,\, f_t \right) = \left( σ(W x_t),\, σ(U x_t) \right)"
        "\nh_t = f_t ⊙ h_{t-1} + i_t",
        TWO,
    ),
    "names in curly brackets": (
        r"\{i_t, f_t\} = \{σ(W x_t), σ(U x_t)\}" "\nh_t = f_t ⊙ h_{t-1} + i_t",
        TWO,
    ),
    "names in square brackets": (
        "[i_t, f_t] = [σ(W x_t), σ(U x_t)]\nh_t = f_t ⊙ h_{t-1} + i_t",
        TWO,
    ),
    "names, then an equation": (
        "i_t, f_t = σ(W x_t), σ(U x_t), h_t = f_t ⊙ h_{t-1} + i_t",
        TWO,
    ),
    "names, then the steps": (
        "i_t, f_t = σ(W x_t), σ(U x_t), t = 1, 2, \\dots\nh_t = f_t ⊙ h_{t-1} + i_t",
        TWO,
    ),
    "a filter": (
        "\\hat z_{t|t-1} = A \\hat z_{t-1|t-1} + B u_t\n"
        "\\hat z_{t|t} = \\hat z_{t|t-1} + K @ (y_t - C \\hat z_{t|t-1})",
        FILTER,
    ),
    "a filter with mid": (
        "z_{k\\mid k-1} = A z_{k-1\\mid k-1} + B u_k\n"
        "z_{k\\mid k} = z_{k\\mid k-1} + K @ (y_k - C z_{k\\mid k-1})",
        FILTER,
    ),
    "a filter with arguments": (
        "\\hat{z}(n|n-1) = A \\hat{z}(n-1|n-1) + B u(n)\n"
        "\\hat{z}(n|n) = \\hat{z}(n|n-1) + K @ (y(n) - C \\hat{z}(n|n-1))",
        FILTER,
    ),
    "a filter in small letters": (
        "zₖ|ₖ₋₁ = A zₖ₋₁|ₖ₋₁ + B uₖ\nzₖ|ₖ = zₖ|ₖ₋₁ + K @ (yₖ - C zₖ|ₖ₋₁)",
        FILTER,
    ),
    "a filter above": (
        "z^{t|t-1} = A z^{t-1|t-1} + B u^t\n"
        "z^{t|t} = z^{t|t-1} + K @ (y^t - C z^{t|t-1})",
        FILTER,
    ),
    "a predictor of the next step": (
        "z_{n+1|n} = A z_{n|n-1} + K @ (y_n - C z_{n|n-1})",
        "z_{t+1} = A z_t + K @ (y_t - C z_t)",
    ),
    "a label t above": ("h_j = W^t x_j + U h_{j-1}", LINEAR),
    "labels t above and below": (
        "h_i = tanh(W^{(t)} x_i + U h_{i-1} + b_t)",
        "h_t = tanh(W x_t + U h_{t-1} + b)",
    ),
    "a label t and an input t": (MARKED, MARKED_PLAIN),
    **{
        f"the title {title}": (f"{title}\n{RNN}", RNN)
        for title in (
            *["MUT1:", "MUT:", "GRU (v2):", "Eq. 3:", "Cell A.", "LSTM-2:", "SRU++:"],
            *["1. LSTM:", "(a) LSTM:", r"\textbf{MUT1:}"],
        )
    },
    "the steps in numbers": (f"{RNN}, t = 1, 2, ...", RNN),
}


@pytest.mark.parametrize(("text", "plain"), SAME.values(), ids=SAME)
def test_text(text: str, plain: str) -> None:
    assert_same(text, plain)


# ---------------------------------------------------------------- accents

ACCENTS = (
    *[r"\tilde", r"\hat", r"\bar", r"\widetilde", r"\widehat", r"\overline", r"\dot"],
    *[r"\check", r"\vec", r"\underline", r"\overrightarrow", r"\breve", r"\acute"],
)
BRACED = (
    *[r"{{\bm h}}", r"{{\mathbf{h}}}", r"{{\bf h}}", r"{{{h}}}", r"{\bm{{h}}}"],
    r"{\mathbf{{\bm{h}}}}",
)
AROUND = ("{}{}_t", "{{{}{}}}_t", r"\mathbf{{{}{}}}_t", r"\bm{{{{{}{}_t}}}}")


@pytest.mark.parametrize("accent", ACCENTS)
def test_an_accent_over_braces(accent: str) -> None:
    plain = _named(f"{accent}{{h}}_t")
    for braced in BRACED:
        for around in AROUND:
            typed = around.format(accent, braced)
            if accent != r"\underline" or around == AROUND[0]:
                assert _named(typed) == plain, typed


def test_primes_behind_accents() -> None:
    for name in (r"{\hat{h}}'_t", r"{\hat{{\bm h}}}'_t", r"\hat{h}'_t"):
        assert _named(name) == ("h_hat_prime",)


def _named(name: str) -> tuple[str, ...]:
    before = name.replace("_t", "_{t-1}")
    found = compiled(f"{name} = \\tanh(W x_t + U {before})")
    return tuple(each.name for each in found.cell.states)


# ---------------------------------------------------------------- what is told


def told(text: str) -> list[str]:
    return [each.code for each in compiled(text).diagnostics]


REFUSED = {
    "fewer values": "i_t, f_t = σ(W x_t + U h_{t-1})\nh_t = f_t ⊙ i_t",
    "more values": "i_t, f_t = W x_t, U x_t, h_{t-1}\nh_t = f_t ⊙ i_t",
    "an unknown layer": "h_t, c_t = LSTM(x_t, h_{t-1}, c_{t-1})",
    "old values or new ones": "h, c = tanh(c), W x + U h",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_several_names_refused(text: str) -> None:
    assert codes(text) == ["E0103"]


def test_a_bar_to_a_note() -> None:
    text = "z_{t|t-1} = A z_{t-1|t-1}\nz_{t|t} = z_{t|t-1} + W u_t"
    assert "N0623" in told(text)
    assert "N0623" not in told("h_t = tanh(W |x_t| + U h_{t-1})")


def test_a_transpose_is_no_label() -> None:
    assert codes("h_j = tanh(W^t x_j + W h_{j-1})") == ["E0215"]


def test_each_equation_is_shown_alone() -> None:
    cell = cellc.compile_cell(
        "i_t, f_t = σ(W x_t), σ(U x_t)\nh_t = f_t ⊙ h_{t-1} + i_t"
    )
    assert "# i_t = σ(W x_t)\n" in cell.source_text
    assert "# f_t = σ(U x_t)\n" in cell.source_text


def test_a_name_at_the_end_of_a_font() -> None:
    cell = cellc.compile_cell(
        r"\mathbf{h}_{t} = \tanh(\mathbf{W \tilde{x}}_{t} + \mathbf{u \odot h}_{t-1})"
    )
    assert {each.notation for each in cell.ir.variables.values()} == {
        *[r"\mathbf{h}_{t}", r"\tilde{x}_{t}", "h_{t-1}", "W", "u"]
    }


# ---------------------------------------------------------------- no false alarm

QUIET = {
    "a value and its estimate, mixed": (
        "\\hat{x}_t = W h_{t-1} + b\nc_t = m_t ⊙ x_t + (1 - m_t) ⊙ \\hat{x}_t\n"
        "h_t = tanh(V c_t + U h_{t-1})"
    ),
    "a vector beside a function": (
        r"\begin{align} h_t &= \sigma(W x_t + U h_{t-1} + V g) \end{align}"
        "\nwhere $g$ denotes the guide, $\\sigma(\\cdot)$ is the sigmoid and "
        "$k(\\cdot)$ is not used.\nwhere\n  g ∈ ℝ^s is input"
    ),
    "a vector, and then a function": (
        r"\begin{align} h_t &= \tanh(W x_t + U h_{t-1} + g) \end{align}"
        "\nwhere $g$ is a bias and $\\tanh$ is the hyperbolic tangent."
    ),
}


@pytest.mark.parametrize("text", QUIET.values(), ids=QUIET)
def test_no_warning(text: str) -> None:
    assert not [each for each in told(text) if each[0] == "W"]


def test_a_missing_accent_is_told() -> None:
    text = "\\tilde r_t = σ(W x_t + U h_{t-1})\nh_t = \\tilde r_t ⊙ (h_{t-1} + r_t)"
    assert "W0501" in told(text)


def test_what_words_say_of_a_function_of_any_letter() -> None:
    text = (
        r"\begin{align} h_t &= k(W x_t + U h_{t-1}) \end{align}"
        "\nwhere $\\sigma(\\cdot)$ is the sigmoid and $k(\\cdot)$ the hyperbolic "
        "tangent."
    )
    assert "N0669" in told(text)
    assert "tanh" in str(compiled(text).cell.equations[0].value)


@pytest.mark.parametrize(
    "delta", [r"\Delta \mathbf{h}_t", r"\Delta\boldsymbol{h}_t", r"\Delta h_t", "Δ h_t"]
)
def test_a_change_of_a_name_is_one_name(delta: str) -> None:
    text = f"{delta} = tanh(W x_t + U h_{{t-1}})\nh_t = h_{{t-1}} + a ⊙ {delta}"
    other = text.replace(delta, "g_t")
    assert_same(text + "\nwhere\n  a ∈ ℝ^h", other + "\nwhere\n  a ∈ ℝ^h")
