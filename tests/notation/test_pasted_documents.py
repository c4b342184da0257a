"""Displays of whole documents: what the text beside them says, and several as one."""

from __future__ import annotations

import pytest

import cellc

_GATE = r"""\begin{align}
f_t &= \sigma(W_f x_t + U_f h_{t-1})\\
h_t &= f_t \odot h_{t-1} + (1-f_t) \odot \tanh(W x_t)
\end{align}
"""
_DOCUMENTS = {
    "LaTeX": ("\\section{Model}\nThe cell is\n", "\n\\section{Results}\n$\\sigma = 3$"),
    "Markdown": ("## Model\n\n```math\n", "\n\n## Results\n$\\sigma = 3$"),
}


def _document(kind: str, display: str, said: str) -> str:
    before, behind = _DOCUMENTS[kind]
    closing = "```\n\n" if kind == "Markdown" else ""
    return f"{before}{display}{closing}{said}{behind}\n"


def _values(cell: cellc.CompiledCell) -> list[object]:
    return [each.value for each in cell.ir.equations]


def _codes(cell: cellc.CompiledCell) -> list[str]:
    return [each.code for each in cell.diagnostics]


@pytest.mark.parametrize("kind", _DOCUMENTS)
@pytest.mark.parametrize(
    ("said", "function"),
    [
        (r"where $\sigma = \tanh$.", "tanh"),
        (r"where $\sigma(x) = \tanh(x)$ is the hyperbolic tangent.", "tanh"),
        (r"Here $\sigma = \mathrm{ReLU}$.", "relu"),
        (r"It is the rectified linear unit, i.e. $\sigma(a) = \max(0, a)$.", "m(a)"),
        (r"where $\sigma = \tanh$. Let $A^{B^C}_{D = E$. It is fine.", "tanh"),
    ],
)
def test_a_sentence_defines_what_is_built_in(
    kind: str, said: str, function: str
) -> None:
    block = "\nwhere\n  σ(a) = max(0, a)" if function == "m(a)" else ""
    read = cellc.compile_cell(_document(kind, _GATE, said))
    name = r"\sigma" if block else function
    plain = cellc.compile_cell(_GATE.replace(r"\sigma", name) + block)
    assert _values(read) == _values(plain)
    assert "N0665" in _codes(read)


@pytest.mark.parametrize("kind", _DOCUMENTS)
@pytest.mark.parametrize(
    "said",
    [
        r"where $\sigma$ is the hyperbolic tangent or ReLU.",
        r"where $\sigma(x) = \frac{1}{x}}$ is ours.",
        r"where $\odot$ denotes convolution.",
    ],
)
def test_what_is_said_and_not_read_is_told(kind: str, said: str) -> None:
    read = cellc.compile_cell(_document(kind, _GATE, said))
    assert _values(read) == _values(cellc.compile_cell(_GATE))
    assert "W0503" in _codes(read)


@pytest.mark.parametrize("kind", _DOCUMENTS)
@pytest.mark.parametrize(
    "said",
    [
        r"where $\sigma$ is the logistic function.",
        r"where $\sigma(a) = \frac{1}{1 + e^{-a}}$.",
        r"where $\sigma(a) = (1 + \exp(-a))^{-1}$.",
        r"Here $h_t \in \mathbb{R}^d$ and $x_t \in \mathbb{R}^d$.",
        r"The prediction is $y_t = V h_t$.",
        r"where $\odot$ denotes the Hadamard product.",
    ],
)
def test_sentences_that_change_nothing_are_left_alone(kind: str, said: str) -> None:
    read = cellc.compile_cell(_document(kind, _GATE, said))
    assert _values(read) == _values(cellc.compile_cell(_GATE))
    assert not {"N0665", "W0503"} & {*_codes(read)}


# ---------------------------------------------------------------- several displays

_SPLIT = r"""\section{Gated unit}
The activation interpolates,
\begin{equation}\label{eq:h} h_t = (1 - z_t) h_{t-1} + z_t \tilde{h}_t \end{equation}
where the gate is
\begin{equation} z_t = \sigma(W_z x_t + U_z h_{t-1}) \end{equation}
and
\[ \tilde{h}_t = \tanh(W x_t + U h_{t-1}). \]
"""
_READOUT = "The readout is\n\\[ y_t = V h_t \\]\n"


def test_displays_that_use_each_other_are_one_cell() -> None:
    read = cellc.compile_cell(_SPLIT)
    assert [str(each) for each in read.ir.parameters] == ["W_z", "U_z", "W", "U"]
    assert _codes(read)[0] == "N0667"
    assert read.ir.command[1:] == (
        *("--label", "eq:h", "--label", "line:5", "--label", "line:7"),
    )


def test_a_readout_is_taken_with_them() -> None:
    read = cellc.compile_cell(_SPLIT + _READOUT)
    assert [str(each) for each in read.ir.outputs] == ["h", "y"]


@pytest.mark.parametrize(
    "more",
    [
        "Another one is\n\\[ c_t = \\tanh(A x_t + B c_{t-1}) \\]\n",
        "Without gates,\n\\[ h_t = \\tanh(A x_t + B h_{t-1}) \\]\n",
        "\\section{Variant}\n\\[ g_t = \\tanh(A x_t + B h_{t-1}) \\]\n",
        "A head is\n\\[ g_t = \\tanh(A h_t + B g_{t-1}) \\]\n",
    ],
)
def test_displays_in_doubt_are_listed(more: str) -> None:
    with pytest.raises(cellc.CellcError) as caught:
        cellc.compile_cell(_SPLIT + more + _READOUT)
    (found,) = caught.value.diagnostics
    assert found.code == "E0109"
    assert found.help is not None
    assert "y_t = V h_t" in found.help


@pytest.mark.parametrize(
    "label",
    ["eq:h,line:5,line:7", ["eq:h", "line:5", "line:7"], ("eq:h,line:5", "line:7")],
)
def test_labels_are_named_together(label: str | list[str]) -> None:
    chosen = cellc.compile_cell(_SPLIT, label=label)
    assert _values(chosen) == _values(cellc.compile_cell(_SPLIT))


def test_a_label_of_markdown_is_known_in_any_text() -> None:
    one = "$$\nh_t = \\tanh(W x_t + U h_{t-1})\n$$ {#eq-one}\n"
    other = "$$\nh_t = \\sigma(A x_t + C h_{t-1})\n$$ {#eq-other}\n"
    chosen = cellc.compile_cell(f"{one}\nor\n\n{other}", label="eq-other")
    assert [str(each) for each in chosen.ir.parameters] == ["A", "C"]


def test_code_in_sentences_of_markdown_is_about_a_program() -> None:
    display = "```math\nh_t = (1-\\alpha) h_{t-1} + \\alpha \\tanh(W x_t)\n```\n"
    with pytest.raises(cellc.CellcError) as caught:
        cellc.compile_cell(display + "\nCall it with `alpha = 0.1`.\n")
    assert [each.code for each in caught.value.diagnostics] == ["E0401"]
    read = cellc.compile_cell(display + "\nWe use $`\\alpha = 0.1`$.\n")
    assert [str(each) for each in read.ir.parameters] == ["W"]
