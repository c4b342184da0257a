"""Docstrings and manuals: signs of products in them, hats, options, R, wikis, HTML."""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes

import cellc

RNN = "h_t = tanh(W x_t + U h_{t-1})"
GRU = (
    "r_t = σ(W_r x_t + U_r h_{t-1})\n"
    "n_t = tanh(W_n x_t + r_t ⊙ (U_n h_{t-1} + b))\n"
    "z_t = σ(W_z x_t + U_z h_{t-1})\n"
    "h_t = (1 - z_t) ⊙ n_t + z_t ⊙ h_{t-1}"
)
LEAKY = (
    "z_t = σ(V x_t)\nĥ_t = tanh(W x_t + U h_{t-1})\n"
    "h_t = z_t ⊙ h_{t-1} + (1 - z_t) ⊙ ĥ_t"
)


def notes(text: str) -> list[str]:
    return [each.code for each in cellc.compile_cell(text).diagnostics]


# ---------------------------------------------------------------- products


@pytest.mark.parametrize("sign", ["·", "\\cdot"])
def test_a_dot_that_can_be_no_inner_product(sign: str) -> None:
    text = GRU.replace("⊙", sign)
    assert_same(text, GRU)
    assert "N0609" in notes(text)


@pytest.mark.parametrize(
    "text",
    [
        "f_t = σ(W x_t)\nh_t = f_t · h_{t-1}",  # no matrix is applied to h
        GRU.replace("⊙", "·").replace("W_r x_t", "W_r·x_t"),
        GRU.replace("⊙", "·", 1),  # another sign beside it
        "q_t = W x_t + U s_{t-1}\nk_t = V x_t\ns_t = q_t · k_t",  # a score
        "e_t = v · tanh(W x_t + U h_{t-1})\nh_t = e_t ⊙ tanh(V x_t)\nwhere\n v ∈ ℝ^n",
    ],
)
def test_a_dot_between_vectors_is_asked_about(text: str) -> None:
    assert set(codes(text)) == {"E0405"}


def test_one_line_settles_the_dots() -> None:
    plain = "f_t = σ(W x_t)\nh_t = f_t ⊙ h_{t-1}"
    said = "where · denotes the elementwise product"
    assert_same(f"{plain.replace('⊙', '·')}\n{said}", plain)


@pytest.mark.parametrize(
    "name", ["inWeight", "recurrent_kernel", "weights", "hW", "mixing_matrix", "x_W"]
)
def test_readable_names_of_matrices(name: str) -> None:
    for product in (f"x_t * {name}", f"{name} * x_t"):
        assert codes(f"h_t = tanh({product} + U h_{{t-1}})") == ["E0405"]


def test_a_star_before_declared_matrices() -> None:
    shapes = "where\n  A ∈ ℝ^{x×h}\n  kernel ∈ ℝ^{h×h}"
    plain = f"h_t = tanh(x_t @ A + h_{{t-1}} @ kernel)\n{shapes}"
    text = plain.replace("@", "*")
    assert_same(text, plain)
    assert notes(text) == ["N0605"]


def test_stars_in_both_orders_are_refused() -> None:
    shapes = "where\n  A ∈ ℝ^{h×x}\n  B ∈ ℝ^{h×h}"
    assert codes(f"h_t = tanh(A * x_t + h_{{t-1}} * B)\n{shapes}") == ["E0403"]


def test_a_star_beside_another_sign_for_components() -> None:
    plain = "f_t = σ(x_t W + h_{t-1} U)\nh_t = f_t ⊙ h_{t-1}"
    text = "f_t = σ(x_t * W + h_{t-1} * U)\nh_t = f_t .* h_{t-1}"
    assert_same(text, plain)
    assert sorted(notes(text)) == ["N0605", "N0609"]


def test_two_names_on_a_left_side() -> None:
    rest = "σ(W x_t + U h_{t-1})\nh_t = r_t ⊙ h_{t-1} + u_t"
    assert_same(f"[r_t u_t] = {rest}", f"[r_t, u_t] = {rest}")


# ---------------------------------------------------------------- hats, options


@pytest.mark.parametrize("hatted", ["h_t^", "h^_t", "h_{t}^"])
def test_a_hat_behind_its_letter(hatted: str) -> None:
    text = LEAKY.replace("ĥ_t", hatted)
    assert_same(text, LEAKY)
    assert "N0627" in notes(text)


def test_a_hat_that_nothing_defines() -> None:
    assert codes("h_t = z_t ⊙ h_{t-1} + W x_t^\nz_t = σ(V x_t)") == ["E0103"]


@pytest.mark.parametrize(
    "words",
    [
        "hidden_size = # hidden units",
        "wRank = rank of W matrix (creates two matrices if not None)",
        "nonlinearity = nonlinearity for the gate can be chosen from\n"
        "    [tanh, sigmoid, relu, quantTanh, quantSigm]",
        "All of the compression techniques are found in\n    FastCell(LINK) paper",
    ],
)
def test_options_of_a_docstring(words: str) -> None:
    assert_same(f"'''\n    A recurrent cell\n    {words}\n\n    {RNN}\n'''", RNN)


def test_what_a_matrix_can_be_made_of() -> None:
    said = "W and U can further be parameterised by\n    W = matmul(A, B) and U = C"
    text = f'"""\n    {RNN}\n\n    {said}\n"""'
    assert_same(text, RNN)
    assert "N0664" in notes(text)


def test_an_option_that_an_equation_uses_is_kept() -> None:
    text = '"""\n    rate = a rate of the cell\n    h_t = rate h_{t-1} + W x_t\n"""'
    assert codes(text)


# ---------------------------------------------------------------- manuals, wikis


def test_tags_of_roxygen() -> None:
    text = (
        f"#' A cell\n#'\n#' \\deqn{{\n#' {RNN}\n#' }}\n#'\n"
        "#' @param x A size, `n = 3`\n"
        "#' @examples\n#' cell <- nn_cell(10, 20)\n#' y = cell(x)\n#' @export\n"
        'nn_cell <- nn_module("nn_cell", initialize = function(n = 3) {})\n'
    )
    assert_same(text, RNN)


@pytest.mark.parametrize("heading", ["", "== A cell ==\nWords.<ref>A, 2020</ref>\n\n"])
@pytest.mark.parametrize(
    "said",
    [
        "where <math>\\phi = \\tanh</math> is the [[tangent]].",
        "The function <math>\\phi = \\tanh</math> is the hyperbolic tangent.",
    ],
)
def test_sentences_of_a_wiki(heading: str, said: str) -> None:
    equation = "h_t = \\phi(W x_t + U h_{t-1})"
    text = f"{heading}:<math>{equation}</math>\n\n{said}"
    (found,), (wanted,) = (
        cellc.compile_cell(each).ir.equations for each in (text, RNN)
    )
    assert found.value == wanted.value


@pytest.mark.parametrize(
    "around",
    [
        "<div> $$ {} $$ </div>",
        '<p align="center">\n$$ {} $$\n</p>',
        "<center><span class='math'>{}</span></center>",
        "<details><summary>The cell</summary>\n<pre>\n{}\n</pre></details>",
        "{}<br/>",
        "<div>{}</div>\n<br>\n",
    ],
)
def test_elements_around_a_formula(around: str) -> None:
    assert_same(around.format(RNN), RNN)


def test_a_break_ends_an_equation() -> None:
    text = "f_t = σ(W x_t)<br>h_t = f_t ⊙ h_{t-1}"
    assert_same(text, text.replace("<br>", "\n"))


def test_no_element_is_an_index() -> None:
    assert codes("h_t = tanh(W<p> x_t + U h_{t-1})")
