"""The header is about the cell: no line of it says anything of the equations."""

from __future__ import annotations

import pytest
from plain_cells import assert_same

import cellc

CELL = "h_t = σ(W x_t + U h_{t-1} + ξ_t)\ny_t = h_t ⊗ x_t + V h_t"
KEYS = ("title", "paper", "equations", "note")
LINES = [
    "in the authors' code the σ is tanh, in the paper it is logistic",
    "here σ is tanh",
    r"where $\sigma = \tanh$",
    "σ = tanh",
    "here ξ_t is Gaussian noise",
    "ξ_t ~ N(0, I)",
    "t, W is diagonal",
    "columns here, rows in the paper: its x_t W is W x_t",
    "W is frozen, x_t is static, h_t is the output, x_t ∈ ℝ^5, U ∈ ℝ^{h×h} = 0",
    "where ⊗ denotes the outer product",
    "W is kept fixed and is initialized to zero; the vectors are rows",
]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("key", KEYS)
def test_a_line_of_the_header_changes_nothing(key: str, line: str) -> None:
    plain = cellc.compile_cell(CELL)
    found = assert_same(f"{key}: {line}\n{CELL}", CELL)
    assert found.cell.header == {key: line}
    assert [each.code for each in found.diagnostics] == [
        each.code for each in plain.diagnostics
    ]


def test_the_same_words_below_the_equations_are_read() -> None:
    """A witness that the lines above say something where they are read."""
    told = [
        each.code for each in cellc.compile_cell(f"{CELL}\n\n{LINES[1]}").diagnostics
    ]
    assert "N0669" in told


def test_a_header_with_macros_and_errors_below() -> None:
    text = "\\newcommand{\\h}{\\mathbf{h}}\nnote: σ is tanh, \\h is static\n"
    body = "\\h_t = σ(W x_t + U \\h_{t-1})"
    found = cellc.compile_cell(text + body)
    assert "σ is tanh" in found.ir.header["note"]
    assert found.ir.text == text + body
    assert all(each.code != "N0669" for each in found.diagnostics)
    with pytest.raises(cellc.CellcError) as error:
        cellc.compile_cell(f"note: σ is tanh\n{body} +")
    source = error.value.diagnostics[0].source
    assert source is not None
    assert source.text.startswith("note: σ is tanh")
