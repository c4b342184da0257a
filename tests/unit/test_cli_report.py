"""Tables, parameter counts, citations and dumps."""

from __future__ import annotations

import pytest
import zoo_cells

from cellc.diagnostics import Source
from cellc.driver import analyse, compile_cell, parse_source
from cellc.report import dump
from cellc.report.describe import name_rows, parameter_count, shape_text
from cellc.report.overview import short_citation
from cellc.report.tables import Column, aligned, kept_columns


def cell_of(text: str):
    return analyse(Source(text), "cell")[1]


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("h_t = tanh(W_h h_{t-1} + W_x x_t + b)", "h*h + h*x + h"),
        (
            "h_t = tanh(W·[h_{t-1}, x_t] + b) * σ(V·[h_{t-1}, x_t])",
            "2*h*(h + x) + h",
        ),
        ("h_t = h_{t-1} + x_t", "0"),
        (
            "h_t = tanh(W_x x_t + a ⊙ h_{t-1})\nwhere\n  x_t ∈ ℝ^3\n  h_t ∈ ℝ^h",
            "4*h",
        ),
        ("h_t = c * h_{t-1} + x_t\nwhere\n  c ∈ ℝ", "1"),
        (
            "h_t = tanh(W x_t + V h_{t-1})\nwhere\n  x_t ∈ ℝ^2\n  h_t ∈ ℝ^4",
            "24",
        ),
    ],
)
def test_parameter_count(text: str, formula: str) -> None:
    assert parameter_count(cell_of(text)) == formula


@zoo_cells.every_cell
def test_parameter_count_is_what_init_makes(name: str) -> None:
    compiled = zoo_cells.compiled(name)
    sizes = {size: 3 + index for index, size in enumerate(compiled.ir.sizes)}
    params = zoo_cells.module(name).init(**sizes)
    made = sum(params[each.name].size for each in compiled.ir.trained)
    assert eval(parameter_count(compiled.ir), {}, sizes) == made


def test_roles() -> None:
    cell = cell_of(
        "A = W - W^T\n"
        "h_t = tanh(A h_{t-1} + k x_t)\n"
        "where\n  W ∈ ℝ^{h×h} init orthogonal\n  k ∈ ℝ = 0.5\n  output h_t"
    )
    assert name_rows(cell) == [
        ["x", "x_t", "input", "h", ""],
        ["h", "h_t", "state, output", "h", "zeros, or as given"],
        ["A", "A", "value, the same at every t", "h × h", ""],
        ["W", "W", "parameter", "h × h", "orthogonal"],
        ["k", "k", "constant", "number", "0.5"],
    ]


def test_shape_text() -> None:
    cell = cell_of("h_t = tanh(W·[h_{t-1}, h_{t-1}, x_t])")
    (parameter,) = cell.parameters
    assert shape_text(cell.variable(parameter).shape) == "h × (2*h + x)"


@pytest.mark.parametrize(
    ("paper", "year", "short"),
    [
        ('J. L. Elman, "Finding structure in time", CogSci', "1990", "Elman 1990"),
        (
            'S. Hochreiter, J. Schmidhuber, "LSTM"',
            "1997",
            "Hochreiter & Schmidhuber 1997",
        ),
        (
            'B. van Merriënboer, A. Bé, C. Dé, "X"',
            "2014",
            "van Merriënboer et al. 2014",
        ),
        ('K. Cho et al., "Learning"', "2014", "Cho et al. 2014"),
        ('J.-P. Serre, "X"', "1955", "Serre 1955"),
        ("G. E. Hinton, “Smart quotes”", "2000", "Hinton 2000"),
        ("some report", "2001", "some report 2001"),
        ("", "2001", "2001"),
        ("", "", ""),
    ],
)
def test_short_citation(paper: str, year: str, short: str) -> None:
    assert short_citation(paper, year) == short


def test_aligned_counts_columns_of_the_terminal() -> None:
    columns = [Column("name"), Column("n", right=True), Column("end")]
    rows = [["C̃", "1", "a"], ["日本", "200", ""]]
    assert aligned(columns, rows) == "name    n  end\nC̃       1  a\n日本  200"


def test_columns_of_a_narrow_terminal() -> None:
    columns = [
        Column("name"),
        Column("title", flexible=True),
        Column("paper", optional=1),
        Column("states", optional=2),
    ]
    rows = [["n" * 10, "t" * 60, "p" * 20, "s" * 6]]
    assert kept_columns(columns, rows, 100) == [0, 1, 2, 3]
    assert kept_columns(columns, rows, 70) == [0, 1, 2]
    assert kept_columns(columns, rows, 50) == [0, 1]
    assert kept_columns(columns, rows, 5) == [0, 1]


def test_ast_has_places() -> None:
    source = Source("h_t = a\n  + x_t\n")
    assert dump.ast_text(parse_source(source), source).splitlines() == [
        "Statement @1:1-2:8",
        "  sides: Scripted position=sub @1:1-4",
        "    base: Name `h` @1:1-2",
        "    items: Name `t` @1:3-4",
        "  sides: Binary operator=+ @1:7-2:8",
        "    left: Name `a` @1:7-8",
        "    right: Scripted position=sub @2:5-8",
        "      base: Name `x` @2:5-6",
        "      items: Name `t` @2:7-8",
    ]


def test_ast_of_a_long_sum() -> None:
    """A tree as deep as the sum is long; deeper than Python may recurse."""
    source = Source("h_t = x_t" + " + x_t" * 3000)
    assert len(dump.ast_text(parse_source(source), source).splitlines()) > 3000


def test_stages_of_a_small_cell() -> None:
    compiled = compile_cell("h_t = tanh(W·[h_{t-1}, x_t] + b)", level=0)
    ir = dump.cell_text(compiled.ir)
    assert 'h = tanh(b + einsum("ij,j->i", W, concat(h_prev, x, axis=0)))' in ir
    gradient = dump.gradient_text(compiled.graph, compiled.adjoint)
    assert "d_h_next + d_out_h" in gradient
    assert 'einsum("i,j->ij", d_h_pre, h_x)' in gradient
    program = dump.program_text(compiled.program)
    for direction in ("forward", "backward"):
        for place in ("before the loop", "in the loop", "after the loop"):
            assert f"{direction}, {place}" in program
    assert "saved on the tape" in program
