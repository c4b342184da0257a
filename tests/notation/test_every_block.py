"""Matrices in blocks before a column, and powers of numbers with an index."""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes

SUM = "h_t = tanh(W x_t + U h_{t-1} + b)"
COLUMN = r"\begin{bmatrix} x_t \\ h_{t-1} \end{bmatrix}"
ROWS = {
    "matrix": r"\begin{bmatrix} W & U \end{bmatrix} " + COLUMN,
    "bold": r"\begin{pmatrix} \mathbf{W} & \mathbf{U} \end{pmatrix} " + COLUMN,
    "array": r"\left[\begin{array}{cc} W & U \end{array}\right] " + COLUMN,
    "before a list": r"\begin{bmatrix} W & U \end{bmatrix} [x_t; h_{t-1}]",
    "lists": "[W, U] [x_t; h_{t-1}]",
    "a list before a column": "[W, U] " + COLUMN,
}


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_matrices_before_a_column(row: str) -> None:
    assert_same(f"h_t = \\tanh({ROWS[row]} + b)", SUM)


def test_what_is_no_row_of_matrices() -> None:
    for row in ("1 & U", "x_t & U", "W_t & U", "w & u", r"W & U \\ V & M", "W + V & U"):
        text = rf"h_t = \tanh(\begin{{bmatrix}} {row} \end{{bmatrix}} {COLUMN})"
        assert "E0108" in codes(text), row


POWERS = (
    "m^{(1)}_t = 0.5 m^{(1)}_{t-1} + 0.5 x_t\nm^{(2)}_t = 0.75 m^{(2)}_{t-1} + 0.25 x_t"
)
OUTPUT = "\nwhere\n  output m^{(1)}_t, m^{(2)}_t"


@pytest.mark.parametrize(
    "behind", ["k = 1, 2", r"k = 1, \dots, K", r"k \in \{1, 2\}", "for k = 1..2"]
)
def test_a_power_of_a_number_with_an_index(behind: str) -> None:
    text = f"m^{{(k)}}_t = (1 - 2^{{-k}}) m^{{(k)}}_{{t-1}} + 2^{{-k}} x_t, {behind}"
    number = "\n  K = 2" * ("K" in behind)
    assert_same(text + OUTPUT + number, POWERS + OUTPUT)
