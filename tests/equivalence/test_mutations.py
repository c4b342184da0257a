"""A cell of the zoo and a mutant of it: never equal; itself: never different."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sympy import Expr, Rational, Symbol
from test_pairs import of_the_zoo

from cellc.equivalence import Answer, compare
from cellc.ir import Cell

CELLS = [
    *["gru", "lstm", "peephole_diagonal", "rnn", "irnn", "mgu2", "fastgrnn", "brc"],
    *["cornn", "atr", "janet", "mut1", "lem", "qrnn_f", "rin", "scrn", "ugrnn", "esn"],
]
Change = Callable[[Expr], Expr]


def squared(value: Expr) -> Expr:
    """No matrix, factor or sign undoes it."""
    return value + value**2 / 7


def of_an_output(cell: Cell) -> Cell:
    """An output is not what it was, and nothing else is."""
    target = cell.outputs[0]
    return replace(
        cell,
        equations=tuple(
            replace(each, value=squared(each.value)) if each.target == target else each
            for each in cell.equations
        ),
    )


def _with(cell: Cell, symbol: Symbol) -> Cell:
    return replace(
        cell,
        equations=tuple(
            replace(each, value=each.value.subs(symbol, squared(symbol)))
            for each in cell.equations
        ),
    )


def of_an_input(cell: Cell) -> Cell:
    return _with(cell, cell.inputs[0])


def of_a_state(cell: Cell) -> Cell:
    return _with(cell, cell.states[-1].previous)


def of_the_numbers(cell: Cell) -> Cell:
    """What an output adds is known: the cell is one of another family."""
    target = cell.outputs[0]
    return replace(
        cell,
        equations=tuple(
            replace(each, value=each.value * (1 + each.value * Rational(1, 9)))
            if each.target == target
            else each
            for each in cell.equations
        ),
    )


@pytest.mark.parametrize("name", CELLS)
def test_no_mutant_is_equal(name: str) -> None:
    cell = of_the_zoo(name)
    for mutate in (of_an_output, of_an_input, of_a_state, of_the_numbers):
        assert compare(cell, mutate(cell)).answer is not Answer.EQUAL, mutate.__name__


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_is_equal_to_itself(name: str) -> None:
    cell = of_the_zoo(name)
    assert compare(cell, cell).answer is Answer.EQUAL
