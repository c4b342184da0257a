"""Displays of a document that need each other; no equation of one is lost."""

from __future__ import annotations

import pytest

import cellc

_STATE = r"h_t = \tanh(U h_{t-1} + V e_t)"
_INPUT = r"e_t = \tanh(W_e x_t + b_e)"
_GATE = r"z_t = \sigma(W_z x_t + U_z h_{t-1} + b_z)"
_NEW = r"h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tanh(W x_t + U h_{t-1})"


def _same(document: str, plain: str) -> cellc.CompiledCell:
    read, other = cellc.compile_cell(document), cellc.compile_cell(plain)
    said = {str(each.target): str(each.value) for each in read.ir.equations}
    assert said == {str(each.target): str(each.value) for each in other.ir.equations}
    assert read.ir.inputs == other.ir.inputs
    return read


def _codes(text: str) -> list[str]:
    return [each.code for each in cellc.compile_cell(text).diagnostics]


@pytest.mark.parametrize(
    ("first", "second", "plain"),
    [
        (_INPUT, _STATE, f"{_INPUT}\n{_STATE}"),
        (_STATE, _INPUT, f"{_INPUT}\n{_STATE}"),
        (  # letters glued to a name
            _INPUT,
            r"h_t = \tanh(Uh_{t-1} + Ve_t)",
            f"{_INPUT}\n{_STATE}",
        ),
        (
            r"\gamma_t = \exp(-\max(0, W_\gamma\delta_t + b_\gamma))",
            r"h_t = \tanh(U (\gamma_t \odot h_{t-1}) + V x_t)",
            "γ_t = exp(-max(0, W_γ δ_t + b_γ))\nh_t = tanh(U (γ_t ⊙ h_{t-1}) + V x_t)",
        ),
        (
            r"\hat{x}_t = m_t \odot x_t, \qquad \tilde{x}_t = V x_t",
            r"h_t = \tanh(U h_{t-1} + \hat x_t + \tilde x_t)",
            "x̂_t = m_t ⊙ x_t\nx̃_t = V x_t\nh_t = tanh(U h_{t-1} + x̂_t + x̃_t)",
        ),
        (
            r"h_t = f(U h_{t-1} + V x_t)",
            r"f(x) = \log(1 + \exp(x))",
            "h_t = log(1 + exp(U h_{t-1} + V x_t))",
        ),
        (
            r"h_t = \tanh(A h_{t-1} + V x_t)",
            r"A = M - M^\top",
            "A = M - M^T\nh_t = tanh(A h_{t-1} + V x_t)",
        ),
        (  # not a cell, though it reads an input of an earlier step
            r"z_t = \tanh(W x_t + V x_{t-1})",
            r"h_t = \alpha h_{t-1} + (1 - \alpha) z_t",
            "z_t = tanh(W x_t + V x_{t-1})\nh_t = α h_{t-1} + (1 - α) z_t",
        ),
    ],
)
def test_what_a_display_needs_is_taken_with_it(
    first: str, second: str, plain: str
) -> None:
    where = "\nwhere\n  α ∈ ℝ\n" if "alpha" in second else ""
    text = f"\\section{{M}}\n\\[ {first} \\]\nand\n\\[ {second} \\]\n{where}"
    read = _same(text, plain + where)
    assert "N0667" in [each.code for each in read.diagnostics]


def test_a_readout_in_a_display_of_its_own_is_taken() -> None:
    readout = r"y_t = \mathrm{softmax}(W_y h_t)"
    text = f"\\section{{M}}\n\\[ {_STATE} \\]\n\\[ {_INPUT} \\]\n\\[ {readout} \\]\n"
    _same(text, f"{_INPUT}\n{_STATE}\n{readout}")


def test_what_only_uses_a_cell_and_cannot_be_read_is_left() -> None:
    text = f"\\section{{M}}\n\\[ {_STATE} \\]\n\\[ L = \\sum_t \\log p(h_t) \\]\n"
    assert [str(each) for each in cellc.compile_cell(text).ir.inputs] == ["e"]


def test_parts_of_a_section_are_one_section() -> None:
    text = f"### Input\n$$ {_INPUT} $$\n### State\n```math\n{_STATE}\n```\n"
    _same(text, f"{_INPUT}\n{_STATE}")
    apart = f"\\section{{A}}\n\\[ {_INPUT} \\]\n\\section{{B}}\n\\[ {_STATE} \\]\n"
    assert [str(each) for each in cellc.compile_cell(apart).ir.inputs] == ["e"]


@pytest.mark.parametrize("mark", ["-", "*", "+", "•", "1.", ""])
@pytest.mark.parametrize(
    "said",
    [
        r"$z_t \to 0$: keep the history",
        r"$z_t \approx 1$: replace it",
        r"$z_t > 0$ keeps some of it",
        r"$W_z \in \mathbb{R}^{h\times x}$ is a matrix",
        r"$\odot$ 为逐元素乘法",
    ],
)
@pytest.mark.parametrize(
    "display",
    ["$${}$$", "\\[ {} \\]", "\\begin{{align}}\n{}\n\\end{{align}}"],
)
def test_a_display_ends_where_it_ends(mark: str, said: str, display: str) -> None:
    item = f"{mark} {said}\n"
    text = f"{display.format(_GATE)}\n\n{item}{item}\n{display.format(_NEW)}\n"
    if display.startswith("$$"):
        text += f"\n{item}"
    _same(text, f"{_GATE}\n{_NEW}")


def test_an_equation_that_is_cut_by_displays_goes_on() -> None:
    _same(
        "$$ h_t = \\tanh(W x_t $$\n$$ + U h_{t-1}) $$", "h_t = tanh(W x_t + U h_{t-1})"
    )


@pytest.mark.parametrize(
    "said",
    [
        r"We use the feature $e_t = V x_t \mid s_t$ here.",
        r"where $e_t = \arg\max x_t$ is the feature.",
        r"Input, $e_t = V x_t : t > 0$, is used.",
    ],
)
def test_an_equation_that_is_not_taken_is_warned_of(said: str) -> None:
    assert "W0505" in _codes(f"\\[ {_STATE} \\]\n{said}")
    assert "W0505" not in _codes(
        f"\\[ {_STATE} \\]\n{said}\nwhere\n  e_t ∈ ℝ^e is input"
    )


@pytest.mark.parametrize(
    "said",
    [
        r"for $t = 1, \ldots, T$ and $x = (x_1, \ldots, x_T)$",
        r"where $\sigma(x) = 1/(1 + \exp(-x))$ is used",
        r"with $h_0 = 0$ at the start",
    ],
)
def test_what_defines_nothing_is_not_warned_of(said: str) -> None:
    assert "W0505" not in _codes(f"\\[ {_GATE} \\]\n\\[ {_NEW} \\]\n{said}")


def test_displays_of_a_wiki_that_feed_each_other() -> None:
    text = (
        "== Network ==\nThe state update is\n\n"
        "<math>\\mathbf{x}(n+1) = \\tanh(W\\mathbf{x}(n) + W^{in}\\mathbf{u}(n+1)"
        " + W^{fb}\\mathbf{y}(n)),</math>\n\nand the output is\n\n"
        "<math>\\mathbf{y}(n) = W^{out}[\\mathbf{x}(n); \\mathbf{u}(n)],</math>\n"
    )
    compiled = cellc.compile_cell(text)
    assert [each.name for each in compiled.ir.inputs] == ["u"]
    assert {each.name for each in compiled.ir.states} == {"x", "y"}
    assert "N0667" in {each.code for each in compiled.diagnostics}
