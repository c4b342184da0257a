"""What stands around equations in pasted texts: sentences, sections, headings."""

from __future__ import annotations

import pytest

import cellc

_GATE = r"""\begin{align}
f_t &= \sigma(W_f x_t + U_f h_{t-1})\\
h_t &= f_t SIGN h_{t-1} + (1-f_t) SIGN \tanh(W x_t)
\end{align}
"""


def _codes(text: str) -> list[str]:
    return [each.code for each in cellc.compile_cell(text).diagnostics]


@pytest.mark.parametrize("sign", [r"\cdot", "·", "*", r"\times"])
@pytest.mark.parametrize("section", ["", "\\section{Model}\n"])
def test_a_sign_is_the_product_that_the_text_says(sign: str, section: str) -> None:
    said = f"where ${sign}$ denotes the element-wise product."
    read = cellc.compile_cell(section + _GATE.replace("SIGN", sign) + said)
    plain = cellc.compile_cell(_GATE.replace("SIGN", r"\odot"))
    assert [each.value for each in read.ir.equations] == [
        each.value for each in plain.ir.equations
    ]


@pytest.mark.parametrize(
    "said",
    [
        r"We use $\gamma \in (0,1]$ and $t_n = n \delta \in [0,T]$ everywhere.",
        r"Here $g = \tanh$ and $\gamma,\epsilon>0$ are tunable hyperparameters.",
        r"We fix $0 < \epsilon < 1$ and define what follows.",
    ],
)
def test_mathematics_in_a_sentence_is_no_error(said: str) -> None:
    assert _codes(_GATE.replace("SIGN", r"\odot") + said)


def test_a_step_of_time_is_a_number_of_a_sentence() -> None:
    cell = cellc.compile_cell(
        "\\begin{align}\nh_t &= (1-\\alpha) h_{t-1} + \\alpha \\tanh(W x_t)\n"
        "\\end{align}\n"
        r"where $\alpha = \Delta t/\tau$, $\tau = 100$ and $\Delta t = 20$ (in ms)."
    )
    assert [str(each) for each in cell.ir.parameters] == ["W"]


def test_sentences_of_a_section_are_read_where_they_are_needed() -> None:
    codes = _codes(
        "\\section{Model}\nThe layer is\n"
        "\\begin{align}\nr_t &= \\sigma(W x_t)\\\\\na_t &= a^{c r_t}\\\\\n"
        "h_t &= a_t \\odot h_{t-1} + x_t\n\\end{align}\n"
        "We parameterize $a = \\sigma(\\Lambda)$.\n\nwhere\n  c = 8\n  Λ ∈ ℝ^h\n"
    )
    assert "N0665" in codes


@pytest.mark.parametrize(
    "line",
    [
        *["[edit]", "3.2.3 minLSTM", "3 minLSTM", "3.2.3. minLSTM", "Table 1"],
        *["Figure 3: the cell", "Algorithm 1", "*Exercise.* Show that it is stable."],
    ],
)
def test_headings_and_captions_are_text(line: str) -> None:
    equation = "h_t = tanh(W x_t + U h_{t-1})"
    read = cellc.compile_cell(f"{line}\n\n{equation}\n\n{line}")
    assert [str(each) for each in read.ir.parameters] == ["W", "U"]


def test_bold_letters_begin_names() -> None:
    cell = cellc.compile_cell("𝐡𝑡 = tanh(𝐖𝐱𝑡 + 𝐔𝐡𝑡−1 + 𝐛)")
    assert [str(each) for each in cell.ir.parameters] == ["W", "U", "b"]
    assert [str(each) for each in cell.ir.inputs] == ["x"]
    assert "N0611" in [each.code for each in cell.diagnostics]


def test_an_estimate_beside_its_value_is_no_misspelling() -> None:
    codes = _codes(
        "x_t = A x_{t-1} + B u_t + L (y_t - \\hat{y}_t)\n\\hat{y}_t = C x_{t-1}\n"
    )
    assert "W0501" not in codes
