"""Accents beside letters, displays of Doxygen, formulas of copied pages, lists."""

from __future__ import annotations

import pytest
from plain_cells import assert_same

from cellc import CellcError, compile_cell

GATED = "{c}_t = tanh(W x_t + U h_{{t-1}})\nh_t = z_t ⊙ {c}_t + (1-z_t) ⊙ h_{{t-1}}\n"
GATED += "z_t = σ(V x_t)"


@pytest.mark.parametrize("accented", ["h˜", "˜h", "˜ h", "hˆ", "h¯"])
def test_an_accent_on_one_side(accented: str) -> None:
    above = {"˜": "h̃", "ˆ": "ĥ", "¯": "h̄"}
    accent = next(each for each in accented if each in above)
    text = GATED.format(c=accented)
    assert_same(text, GATED.format(c=above[accent]))
    assert "N0688" in [each.code for each in compile_cell(text).diagnostics]


def test_an_accent_behind_the_index_and_in_front_of_a_step() -> None:
    plain = GATED.format(c="h̃")
    assert_same(
        GATED.format(c="h")
        .replace("h_t = tanh", "h_t˜ = tanh")
        .replace("⊙ h_t ", "⊙ h_t˜ "),
        plain,
    )
    text = (
        "c˜t = Wcx xt\nit = σ(Wih ht−1 + Wix xt)\nct = it ◦ c˜t + ct−1\nht = tanh(ct)"
    )
    assert_same(text, text.replace("c˜", "c̃"))


@pytest.mark.parametrize(
    "text",
    [
        GATED.format(c="h˜").replace("⊙ h˜", "⊙ ˜h"),  # on both sides
        "h_t = tanh(W xˆ2_t + U h_{t-1})",  # a power
        "hˆt = tanh(W xˆt + U hˆ{t-1})",
        GATED.format(c="h´"),
    ],
)
def test_accents_that_are_not_read(text: str) -> None:
    with pytest.raises(CellcError):
        compile_cell(text)


# ---------------------------------------------------------------- Doxygen, pages


@pytest.mark.parametrize("around", ["\\f{NAME}{", "\\f{NAME}", "@f{NAME}{"])
@pytest.mark.parametrize("name", ["eqnarray*", "align", "align*"])
def test_displays_of_doxygen(around: str, name: str) -> None:
    opening = around.replace("NAME", name)
    text = f"""/*!
 * Computes
 * {opening}
 * z_t =& \\sigma(V x_t + R h_{{t-1}}) & \\\\
 * h_t =& z_t \\odot \\tanh(W x_t) & \\\\
 * {opening[0]}f}}
 * where \\f$z_t\\f$ is a gate.
 */"""
    assert_same(text, "z_t = σ(V x_t + R h_{t-1})\nh_t = z_t ⊙ tanh(W x_t)")


def test_formulas_of_a_page_beside_words() -> None:
    equations = r"{\displaystyle h_{t}=\tanh(Wx_{t}+Uh_{t-1}+b)}"
    said = (
        "\nVariables\n"
        r"{\displaystyle x_{t}\in \mathbb {R} ^{d}}: input vector"
        "\n"
        r"{\displaystyle h_{t}\in (-1,1)^{e}}: output vector"
        "\n"
        r"{\displaystyle U} and {\displaystyle b}: what is learned"
        "\n"
    )
    cell = compile_cell(equations + said)
    assert [*map(str, cell.ir.sizes)] == [
        *map(
            str, compile_cell(equations + "\nwhere\n  x_t ∈ ℝ^d\n  h_t ∈ ℝ^e").ir.sizes
        )
    ]


# ---------------------------------------------------------------- lists, functions


def test_a_blank_in_lists_of_a_text() -> None:
    text = "[r_t u_t] = σ(W [x_t h_{t-1}] + b)\nh_t = u_t ⊙ h_{t-1} + r_t"
    assert_same(text, text.replace("[x_t h", "[x_t, h").replace("[r_t u", "[r_t, u"))
    assert "N0620" in [each.code for each in compile_cell(text).diagnostics]
    with pytest.raises(CellcError):  # no left side shows it
        compile_cell("h_t = σ(W [x_t h_{t-1}] + b)")


@pytest.mark.parametrize(
    "facts",
    [
        "φ, ψ = tanh",
        "φ = ψ = tanh",
        "φ, ψ = tanh, tanh",
        "φ = ψ = \\mathrm{tanh}",
        "φ(x) = ψ(x) = tanh(x)",
    ],
)
def test_several_functions_in_one_fact(facts: str) -> None:
    text = "c_t = {}(W x_t + U h_{{t-1}})\nh_t = {}(c_t)"
    assert_same(
        f"{text.format('φ', 'ψ')}\nwhere\n  {facts}", text.format("tanh", "tanh")
    )


def test_two_functions_by_turns() -> None:
    with pytest.raises(CellcError):
        compile_cell("h_t = φ(W x_t + ψ(h_{t-1}))\nwhere\n  φ, ψ = tanh, relu, relu")
    text = "c_t = {}(W x_t + U h_{{t-1}})\nh_t = {}(c_t)"
    facts = "\nwhere\n  \\sigma_c, \\sigma_h = tanh, sigmoid"
    assert_same(text.format("\\sigma_c", "\\sigma_h") + facts, text.format("tanh", "σ"))


def test_the_font_of_an_output_is_no_part_of_its_name() -> None:
    text = "{\\rm PCEN}_t = h_t ⊙ x_t\nh_t = tanh(W x_t + U h_{t-1})"
    told = [f"{each.message} {each.help}" for each in compile_cell(text).diagnostics]
    assert not any("}" in each.replace("{\\rm PCEN}", "") for each in told), told
