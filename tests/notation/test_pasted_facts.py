r"""Declarations as papers write them, and what the letters of a declaration are.

Names in braces, letters together of which both are known, sizes that share a name, and
words that are about no function.
"""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes

import cellc

BIASED = "h_t = tanh(W x_t + U h_{t-1} + b)"
GATES = "r_t = σ(V x_t)\nh_t = tanh(U x_t) ⊙ h_{t-1} + %s ⊙ x_t"


def shapes(text: str) -> dict[str, object]:
    params = cellc.compile_cell(text, "cell").metadata["params"]
    return {name: tuple(params[name]["shape"]) for name in params}


def told(text: str) -> list[str]:
    return [each.code for each in cellc.compile_cell(text).diagnostics]


@pytest.mark.parametrize(
    "names",
    [
        r"{\bf W} \in \mathbb{R}^{h \times x}",
        r"{\rm W} \in \mathbb{R}^{h \times x}",
        r"{W} ∈ ℝ^{h×x}",
        r"{\boldsymbol{b}} ∈ ℝ^h",
        r"{\bf h}_t, {\bf b} ∈ ℝ^h",
        r"output {\bf h}_t",
    ],
)
def test_a_name_in_braces_is_declared(names: str) -> None:
    assert_same(f"{BIASED}\nwhere\n  {names}", BIASED)


def test_a_name_in_braces_in_a_sentence() -> None:
    text = BIASED + "\nwith matrices ${\\bf U}, W \\in \\mathbb{R}^{m\\times m}$"
    assert_same(text, BIASED + "\nwhere\n  U, W ∈ ℝ^{m×m}")


@pytest.mark.parametrize("fact", ["c = 8", "c ∈ ℝ = 8", "c ∈ ℝ", "c ∈ ℝ^h"])
def test_letters_of_which_both_are_known_are_a_product(fact: str) -> None:
    glued, apart = (GATES % each + f"\nwhere\n  {fact}" for each in ("cr_t", "c r_t"))
    found = assert_same(glued, apart)
    assert [each.code for each in found.diagnostics] == ["N0611"]


def test_letters_of_which_an_equation_defines_both() -> None:
    gate = "\nc = σ(Λ)\nwhere\n  Λ ∈ ℝ^h"
    assert_same(GATES % "cr_t" + gate, GATES % "c r_t" + gate)


def test_letters_of_which_one_is_known_are_refused() -> None:
    assert codes(GATES % "cr_t") == ["E0405"]
    assert codes(GATES % "cr_t" + "\nwhere\n  W ∈ ℝ^{h×x}") == ["E0405", "E0225"]


@pytest.mark.parametrize("glued", ["cr", "rc"])
def test_a_letter_of_a_line_in_error_is_no_unused_name(glued: str) -> None:
    text = f"r_t = σ(V x_t)\nh_t = sin[(U x_t {glued}_q) + h_{{t-1}}\nwhere\n  c = 8"
    assert "E0225" not in codes(text)


# ---------------------------------------------------------------- sizes


def test_the_size_of_an_input_is_not_that_of_a_state_of_the_same_letter() -> None:
    text = "x_t = x_{t-1} + W I_t\nwhere\n  I_t ∈ ℝ^x is input"
    assert_same(text, text.replace("ℝ^x", "ℝ^m"))
    assert told(text) == ["N0621"]


def test_such_a_size_may_be_declared_elsewhere() -> None:
    text = (
        "f_t = σ(W_r x_{t-1} + W I_t + μ)\nx_t = (x_{t-1} + f_t ⊙ A) / (1 + 1/τ + f_t)"
        "\nwhere\n  I_t ∈ ℝ^%s is input\n  τ, A ∈ ℝ^h"
    )
    assert_same(text % "x", text % "m")
    assert told(text % "x") == told(text % "m")


@pytest.mark.parametrize(
    "equation",
    ["h_t = h_{t-1} + x_t ⊙ b", "h_t = tanh(W [h_{t-1}, x_t])\nwhere W ∈ ℝ^{h×2h}"],
)
def test_sizes_that_the_equations_make_equal_are_one(equation: str) -> None:
    text = equation + ("\n" if "where" in equation else "\nwhere\n")
    text += "  x_t ∈ ℝ^h is input"
    assert told(text) == []


# ---------------------------------------------------------------- words

OF_SIGMA = "h_t = σ(W x_t + U h_{t-1})\n"


@pytest.mark.parametrize(
    "words",
    [
        "Each $\\sigma$ and one step. The identity is not used.",
        "Here $\\sigma$ is applied at each step.",
        "Here $\\sigma$ is a gate; $I$ the identity matrix.",
        "A gate $\\sigma$ and its linear step are learned, tanh is not.",
    ],
)
def test_words_about_no_function(words: str) -> None:
    assert "W0503" not in told(OF_SIGMA + words)


def test_a_step_behind_a_formula_is_no_function() -> None:
    gate = "f(t) = \\sigma(W_r x(t) + W I(t))"
    text = f"For a network with ${gate}$ one step of the solver is\n$$ {gate} $$\n"
    text += "$$ x(t+1) = x(t) + f(t) \\odot A $$\n"
    assert "W0503" not in told(text)


@pytest.mark.parametrize(
    "words",
    [
        "where $\\sigma$ is the hyperbolic tangent or relu",
        "where $\\sigma$ and $\\phi$ are the rectified linear unit and tanh",
    ],
)
def test_words_about_a_function(words: str) -> None:
    assert "W0503" in told(OF_SIGMA + words)


@pytest.mark.parametrize(
    "words",
    [
        "where $\\sigma$ is the hyperbolic tangent",
        "where $\\sigma$ denotes the identity",
        "where $\\sigma(\\cdot)$ represents the Heaviside step function",
        "where $\\sigma$ stands for the unit step",
    ],
)
def test_words_that_state_a_function(words: str) -> None:
    assert "N0669" in told(OF_SIGMA + words)


def test_a_label_is_no_function() -> None:
    text = (
        "h_t = \\sigma_g(W x_t + U h_{t-1})\nwhere $\\sigma_c = \\tanh$ denotes the "
        "state activation and $\\sigma_g = \\sigma$ the gate activation, a step."
    )
    assert "W0503" not in told(text)
