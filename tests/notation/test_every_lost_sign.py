r"""What copies of papers lose: brackets of numbers, a minus, a plus, exponents.

A text that lost one is refused or warned of; what only looks like that is read.
"""

from __future__ import annotations

import pytest

import cellc

LSTM = [
    "i_t = σ(W_i x_t + U_i h_{t-1} + b_i)",
    "f_t = σ(W_f x_t + U_f h_{t-1} + b_f)",
    "g_t = tanh(W_g x_t + U_g h_{t-1} + b_g)",
    "c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t",
    "h_t = tanh(c_t)",
]
GATE = "\nz_t = σ(W x_t)"
NUMBERS = ["1 2 3 4 5", "4 5 6 7 8", "3.1 3.2 3.3 3.4 3.5", "1. 2. 3. 4. 5."]


def values(text: str) -> list[str]:
    cell = cellc.compile_cell(text)
    return [f"{each.target} = {each.value}" for each in cell.ir.equations]


def codes(text: str) -> set[str]:
    try:
        return {each.code for each in cellc.compile_cell(text).diagnostics}
    except cellc.CellcError as error:
        return {each.code for each in error.diagnostics}


@pytest.mark.parametrize("numbers", NUMBERS)
@pytest.mark.parametrize("gap", [" ", "    ", "\t", " ~~ "])
def test_numbers_that_count_up_are_those_of_the_equations(
    numbers: str, gap: str
) -> None:
    lines = zip(LSTM, numbers.split(), strict=True)
    text = "\n".join(f"{line}{gap}{number}" for line, number in lines)
    assert values(text) == values("\n".join(LSTM))
    assert "N0651" in codes(text)


REFUSED = {
    "h_t = W x_t + U h_{t-1} + b 7": "E0208",
    "h_t = U h_{t-1} + x_t 2": "E0208",
    "h_t = tanh(U h_{t-1} + x_t 2)": "E0208",
    "h_t = W x_t + U h_{t-1} 3\nc_t = c_{t-1} + h_t 9": "E0208",
    "z_t = σ(W x_t) 0.1\nh_t = z_t h_{t-1} + x_t 0.2": "E0208",
    "h_t = tanh(W [x_t h_{t-1} 1])": "E0208",
    r"h_t = (1~z_t) \odot h_{t-1} + z_t \odot x_t" + GATE: "E0208",
    r"h_t = (1 \, z_t) \odot h_{t-1} + z_t \odot x_t" + GATE: "E0208",
    "h_t = (1  z_t) h_{t-1} + z_t x_t" + GATE: "E0208",
    "h_t = 1 h_{t-1} + x_t": "E0208",
    "h_t = z_t ⊙ h_{t-1} (1 - z_t) ⊙ x_t" + GATE: "E0208",
    "h_t = h_{t-1} + 10-3 x_t": "E0128",
    "h_t = 1/(1 + e-x_t) + h_{t-1}": "E0128",
    "h_t = h_{t-1} + ~m_t * x_t": "E0103",
    "h_t = tanh(W x_t + U h_{t-1} ~~+ b~~)": "E0103",
    "h_t = h_{t-1} + E{x_t}": "E0103",
    "h_t = V' x_t + U h_{t-1}\nwhere the transpose is denoted by a prime": "E0132",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_lost_a_sign_is_refused(text: str) -> None:
    assert codes(text) == {REFUSED[text]}


WARNED = {
    **{
        f"h_t = {each} ⊙ h_{{t-1}} + z_t ⊙ x_t{GATE}": "W0501"
        for each in (
            r"\bar z_t",
            r"\tilde z_t",
            r"\check z_t",
            "z_t'",
            "z_t^c",
            "z_t^*",
        )
    },
    f"h_t = z_t^- ⊙ h_{{t-1}} + z_t ⊙ x_t{GATE}": "W0517",
    "h_t = h'_t + h''_t + h_{t-1}\nh'_t = tanh(W x_t)": "W0501",
    **{
        f"h_t = {one} ⊙ h_{{t-1}} + (1 - {two}) ⊙ x_t\n{one} = σ(W x_t)": "W0501"
        for one, two in [("α_t", "a_t"), ("ω_t", "w_t"), ("v_t", "ν_t")]
    },
    "h_t = i_t ⊙ h_{t-1} + (1 - l_t) ⊙ x_t\ni_t = σ(W x_t)": "W0501",
    "h_t = (l - z_t) ⊙ h_{t-1} + z_t ⊙ x_t" + GATE: "W0501",
    "h_t = z_t h_{t-1} + x_t\nz_t = l/(l + exp(-W x_t))": "W0501",
    "h_t = x_t'h_{t-1} + u_t": "W0517",
    "h_t = h_{t-1} + x_t^+": "W0517",
}


@pytest.mark.parametrize("text", WARNED)
def test_an_input_that_looks_like_something_else_is_told(text: str) -> None:
    assert WARNED[text] in codes(text)


FINE = [
    "h_t = 2 x_t + 0.5 h_{t-1}",
    r"h_t = \frac 1 2 x_t + h_{t-1} ⊙ \mathbf{1}",
    "h_t = r h_{t-1} (1 - h_{t-1}) + x_t\nr = 3.9",
    "h_t = z_t (1 - z_t) h_{t-1} + x_t" + GATE,
    "h_t = h_{t-1} + 10 - 3 x_t",
    "h_t = h_{t-1} + 1e-3 x_t",
    "h_t = f_t~h_{t-1} + i_t~x_t",
    r"h_t =~f_t~\odot~h_{t-1} + ~x_t",
    "h_t = h_{t-1} + x_t^+\nwhere x_t^+ ∈ ℝ^n is input\n h_t ∈ ℝ^n",
    r"h_t = \bar z_t ⊙ h_{t-1} + z_t ⊙ x_t" + GATE + "\nwhere \\bar z_t is an input",
    "e_t = x_t - \\hat x_t\n\\hat x_t = W h_{t-1}\nh_t = h_{t-1} + U e_t",
    "h_t = m_t ⊙ x_t + (1 - m_t) ⊙ \\hat x_t\n\\hat x_t = W h_{t-1}",
    "k_t = z_t' ⊙ h_{t-1}\nz_t' = σ(V x_t)\nh_t = z_t ⊙ k_t" + GATE,
    "h'_t = tanh(W x_t + U h_{t-1})\nh_t = z_t h'_t + (1 - z_t) h_{t-1}\n"
    "z_t = σ(W' x_t + U' h_{t-1})",
    "h_t = V' x_t + U h_{t-1}\nwhere ' does not denote a transpose",
]


@pytest.mark.parametrize("text", FINE)
def test_what_only_looks_like_that_is_read_without_a_word(text: str) -> None:
    assert not {each for each in codes(text) if each[0] in "EW" or each == "N0651"}
