r"""Families of names, tildes, counts as sizes, components, values that are said twice.

A text beside the plain one that says the same.
"""

from __future__ import annotations

import numpy as np
import pytest
from plain_cells import assert_same, codes

import cellc
from cellc.loader import module_of

RNN = "h_t = tanh(W x_t + U h_{t-1})"
MGU = (
    "f_t = σ(W_f x_t + U_f h_{t-1} + b_f)\n"
    "c_t = tanh(W_h x_t + U_h (f_t ⊙ h_{t-1}) + b_h)\n"
    "h_t = (1 - f_t) ⊙ h_{t-1} + f_t ⊙ c_t"
)
LEAKY = "h_t = (1 - a) h_{t-1} + a tanh(W x_t + U h_{t-1})\n"
READOUT = RNN + "\ny_t = softmax(V h_t)\n"


def metadata(text: str) -> dict[str, dict[str, object]]:
    return cellc.compile_cell(text).metadata


def shape(text: str, name: str) -> object:
    found = metadata(text)
    return {**found["parameters"], **found["inputs"]}[name]["shape"]  # type: ignore


# ---------------------------------------------------------------- families of names

TYPED = {
    "steps in brackets": (
        "f(t)  = sigmoid( Wf x(t) + Uf h(t-1) + bf )\n"
        "h~(t) = tanh( Wh x(t) + Uh (f(t) .* h(t-1)) + bh )\n"
        "h(t)  = (1 - f(t)) .* h(t-1) + f(t) .* h~(t)"
    ),
    "no steps": (
        "f  = sigmoid(Wf x + Uf h_prev + bf)\n"
        "h~ = tanh(Wh x + Uh (f .* h_prev) + bh)\n"
        "h  = (1 - f) .* h_prev + f .* h~"
    ),
    "tildes before an index": (
        "f_t = sigmoid(Wf x_t + Uf h_{t-1} + bf)\n"
        "h~_t = tanh(Wh x_t + Uh (f_t .* h_{t-1}) + bh)\n"
        "h_t = (1 - f_t) .* h_{t-1} + f_t .* h~_t"
    ),
}


@pytest.mark.parametrize("form", TYPED)
def test_a_name_of_a_family_of_matrices_before_a_bracket(form: str) -> None:
    found = assert_same(TYPED[form], MGU)
    assert [each.code for each in found.diagnostics] == ["N0609"]


@pytest.mark.parametrize(
    "text",
    [
        "h_t = Wf x_t + Uh(tanh(x_t)) + h_{t-1}",  # of another family
        "h_t = Wf x_t + Wh(h_{t-1} - 1)",  # a threshold
        "h_t = W x_t + Wh(h_{t-1} + x_t)",  # W is no family
        "h_t = Sf x_t + Softmin(h_{t-1})",
    ],
)
def test_what_could_be_a_function_is_refused(text: str) -> None:
    assert codes(text) == ["E0209"]


def test_a_declared_function_is_none_of_the_family() -> None:
    text = TYPED["steps in brackets"] + "\nwhere\n  Uh = tanh"
    plain = MGU.replace("U_h (", "tanh(")
    assert_same(text, plain)


# ---------------------------------------------------------------- tildes


@pytest.mark.parametrize("behind", ["(t)", "[t]", "_t", "_{t}"])
def test_a_tilde_behind_a_letter_is_an_accent(behind: str) -> None:
    text = "h_t = tanh(W x_t + U h_{t-1}) + x~%s\nx~_t = V x_t"
    assert_same(text % behind, text.replace("x~", "z") % "_t")


def test_a_tie_of_latex_is_a_space() -> None:
    text = r"h_t = \tanh(W~x_t + U~h_{t-1})"
    assert_same(text, RNN)
    assert_same(text + "\nas in Eq.~(3) and panel a~(b)", RNN)
    assert_same(r"y(t) = \tanh(W x~(t) + U y(t-1))", RNN)


def test_both_forms_in_latex_are_refused() -> None:
    text = r"h~(t) = \tanh(U x(t))" + "\nh(t) = h(t-1) + h~(t)"
    assert codes(text) == ["E0103", "E0103"]


# ---------------------------------------------------------------- sizes

COUNTS = [
    r"where $x_t \in \mathbb{R}^{|V|}$",
    r"where $x_t \in \{0, 1\}^{|V|}$",
    r"where $x_t \in \mathbb{R}^{\lvert V \rvert}$",
    r"where $x_t \in \mathbb{R}^{\left|V\right| \times 1}$",
    r"where $W \in \mathbb{R}^{h \times |V|}$",
    "where\n  x_t ∈ ℝ^{|V|}",
    "where\n  x_t ∈ ℝ^|V|",
    "where\n  W ∈ ℝ^{h×|V|}",
]


@pytest.mark.parametrize("fact", COUNTS)
def test_a_count_is_a_size(fact: str) -> None:
    assert shape(f"{RNN}\n{fact}", "x") == ["V"]
    assert_same(f"{RNN}\n{fact}", f"{RNN}\nwhere\n  x_t ∈ ℝ^V")


@pytest.mark.parametrize("fact", COUNTS)
def test_a_count_and_a_matrix_of_one_letter_are_two(fact: str) -> None:
    text = READOUT + fact
    assert shape(text, "V") == ["y", "h"]
    assert shape(text, "x") == ["V"]
    assert_same(text, READOUT + fact.replace("V", "N"))


def test_a_count_of_another_alphabet_and_a_multiple() -> None:
    text = rf"{RNN}" + "\n" + r"where $x_t \in \mathbb{R}^{2|\mathcal{V}|}$"
    assert shape(text, "x") == ["2 * V_cal"]


def test_what_is_no_count_is_no_size() -> None:
    assert codes(f"{RNN}\nwhere\n  x_t ∈ ℝ^{{|V+1|}}") == ["E0306"]


# ---------------------------------------------------------------- components


def test_one_index_of_components_makes_a_vector() -> None:
    text = (
        r"c_i(t) = \tau_i c_i(t-1) + (1-\tau_i) \tanh(\sum_j w_{ij} c_j(t-1)"
        r" + \sum_j v_{ij} x_j(t))"
    )
    plain = "c_t = τ c_{t-1} + (1 - τ) tanh(w c_{t-1} + v x_t)\nwhere\n  τ ∈ ℝ^c\n"
    assert_same(text, plain + "  w ∈ ℝ^{c×c}\n  v ∈ ℝ^{c×x}")
    number = text + "\nwhere\n  τ ∈ ℝ"  # what is declared goes first
    assert shape(number, "tau") == []
    assert codes(text.replace(r"\tau_i", r"\tau")) == ["E0401"]


def test_an_index_of_one_equation_makes_a_vector() -> None:
    text = (
        "g_t = tanh(W x_t + U h_{t-1})\n"
        r"h_{t,j} = \alpha_j h_{t-1,j} + (1-\alpha_j) g_{t,j}"
    )
    plain = text.replace(",j", "").replace("_j", "") + "\nwhere\n  \\alpha ∈ ℝ^h"
    assert_same(text, plain)


# ---------------------------------------------------------------- values said twice


@pytest.mark.parametrize(
    "facts",
    [
        "a = 0.9\nwhere\n  a ∈ ℝ = 0.9",
        "where\n  a = 0.9\n  a ∈ ℝ = 0.90",
        "where\n  a ∈ ℝ = 0.9\n  a ∈ ℝ = 9/10",
    ],
)
def test_a_value_said_twice_is_a_constant(facts: str) -> None:
    assert_same(LEAKY + facts, LEAKY + "where\n  a ∈ ℝ = 0.9")
    assert list(metadata(LEAKY + facts)["constants"]) == ["a"]


@pytest.mark.parametrize(
    "facts",
    ["a = 0.9\nwhere\n  a = 0.9", "where\n  a = 0.9\n  a = 0.90", "where\n a=.9\n a∈ℝ"],
)
def test_a_number_said_twice_is_a_number(facts: str) -> None:
    assert_same(LEAKY + facts, LEAKY + "where\n  a = 0.9")


@pytest.mark.parametrize("first", ["a = 0.9\nwhere\n", "where\n  a = 0.9\n"])
@pytest.mark.parametrize("second", ["  a = 0.5", "  a ∈ ℝ = 0.5"])
def test_two_values_are_refused(first: str, second: str) -> None:
    assert codes(LEAKY + first + second) == ["E0220"]


# ---------------------------------------------------------------- sizes as numbers

ATTENTION = """
q_t = W_q x_t
k_t = W_k x_t
h_t = tanh(U h_{t-1} + FACTOR q_t ⊙ k_t)
where
  q_t ∈ ℝ^d
"""


def told(text: str) -> list[str]:
    return [each.code for each in cellc.compile_cell(text).diagnostics]


@pytest.mark.parametrize(
    ("factor", "value"),
    [
        (r"\frac{1}{\sqrt{d}}", 3**-0.5),
        ("(1/d)", 1 / 3),
        ("(2 d + 1)", 7.0),
        ("d^{-1/2}", 3**-0.5),
        ("log(d)", float(np.log(3))),
        ("(1 / (d - 1))", 0.5),
    ],
)
def test_a_size_is_a_number(factor: str, value: float) -> None:
    text = ATTENTION.replace("FACTOR", factor)
    assert "N0689" in told(text)
    plain = ATTENTION.replace("FACTOR", "c").replace(
        "∈ ℝ^d", f"∈ ℝ^d\n  c ∈ ℝ = {value}"
    )
    found = []
    for each in (text, plain):
        module = module_of(cellc.compile_cell(each))
        assert "d" not in module.init(x=2, d=3, rng=1)
        params = module.init(x=2, d=3, rng=1, dtype=np.float64)
        found.append(module.forward(params, np.ones((4, 1, 2)))[0].h)
    np.testing.assert_allclose(*found, rtol=1e-12)


@pytest.mark.parametrize("line", ["d ∈ ℝ", "d ∈ ℝ = 2", "d = 3"])
def test_a_name_with_a_line_of_its_own_is_no_size(line: str) -> None:
    text = ATTENTION.replace("FACTOR", "(1/d)") + f"  {line}\n"
    assert "N0689" not in told(text)


def test_a_factor_of_the_name_of_a_size_is_a_parameter() -> None:
    assert "N0689" not in told("h_t = W x_t + d ⊙ h_{t-1}\nwhere\n  h_t ∈ ℝ^d")
    assert (
        "d" in metadata("h_t = W x_t + d ⊙ h_{t-1}\nwhere\n  h_t ∈ ℝ^d")["parameters"]
    )
