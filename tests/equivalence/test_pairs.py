"""Pairs of specs whose answer is known: no wrong `equal`, no wrong `different`."""

from __future__ import annotations

from textwrap import dedent

import pytest
from known_pairs import DIFFERENT, EQUAL, GRU, LSTM, NOT_DECIDED

from cellc.diagnostics import Source
from cellc.driver import analyse
from cellc.equivalence import Answer, Verdict, compare
from cellc.ir import Cell
from cellc.report.equivalence import equations, json_of, remarks, text_of
from cellc.sources import find_spec, read_source, spec_name


def cell(text: str) -> Cell:
    return analyse(Source(dedent(text), "<cell>"), "cell").cell


def of_the_zoo(name: str) -> Cell:
    path = find_spec(name)
    return analyse(read_source(path), spec_name(path)).cell


def compared(first: str, second: str) -> tuple[Cell, Cell, Verdict]:
    a, b = cell(first), cell(second)
    return a, b, compare(a, b)


@pytest.mark.parametrize("name", EQUAL)
def test_equal(name: str) -> None:
    first, second, expected = EQUAL[name]
    a, b, verdict = compared(first, second)
    assert verdict.answer is Answer.EQUAL, verdict
    assert verdict.error is not None
    assert verdict.error < 1e-10
    assert verdict.correspondence is not None
    found = [*equations(a, b, verdict.correspondence)]
    assert expected is None or expected in found
    assert text_of(a, b, verdict).startswith("equal: A = cell")


@pytest.mark.parametrize("name", DIFFERENT)
def test_different_either_way(name: str) -> None:
    first, second = DIFFERENT[name]
    a, b, verdict = compared(first, second)
    assert verdict.answer is Answer.DIFFERENT, verdict
    assert verdict.witness is not None
    assert compare(b, a).answer is Answer.DIFFERENT
    assert verdict.witness.reason in text_of(a, b, verdict)


@pytest.mark.parametrize("name", NOT_DECIDED)
def test_not_decided_either_way(name: str) -> None:
    first, second = NOT_DECIDED[name]
    a, b, verdict = compared(first, second)
    assert verdict.answer is Answer.NOT_DECIDED, verdict
    assert verdict.reasons
    assert compare(b, a).answer is Answer.NOT_DECIDED
    assert verdict.reasons[0] in json_of(a, b, verdict)


def test_the_two_conventions_of_one_cell() -> None:
    """z or 1 - z, and W·[h, x] or two matrices: the readers' two questions at once."""
    a, b = of_the_zoo("gru"), of_the_zoo("gru_cho")
    verdict = compare(a, b)
    assert verdict.answer is Answer.EQUAL
    assert verdict.correspondence is not None
    found = [*equations(a, b, verdict.correspondence)]
    assert "A.W_z = [-B.U_z, -B.W_z]" in found
    assert "A.W_r = [B.U_r, B.W_r]" in found


def test_the_reset_gate_behind_the_product_is_another_cell() -> None:
    verdict = compare(of_the_zoo("gru"), of_the_zoo("gru_reset_after"))
    assert verdict.answer is Answer.DIFFERENT


def test_a_sum_of_parameters_is_onto() -> None:
    a, b, verdict = compared(*EQUAL["biases of a library"][:2])
    assert verdict.correspondence is not None
    (remark,) = remarks(a, b, verdict.correspondence)
    assert remark.startswith("of B only sums")
    assert "onto" in remark


def test_a_witness_can_be_run_again() -> None:
    """The first step at which an output differs, with its values."""
    _, _, verdict = compared(*DIFFERENT["no parameters"])
    witness = verdict.witness
    assert witness is not None
    assert witness.values is not None
    assert (witness.step, witness.sizes, witness.seed) == (1, {"h": 2}, 1)
    ours, theirs = witness.values
    assert abs(ours - theirs) > 1e-6


def test_numbers_of_inputs_and_outputs() -> None:
    _, _, verdict = compared(*DIFFERENT["two outputs"])
    assert verdict.witness is not None
    assert verdict.witness.reason == "A has 1 output, B has 2 outputs"


def test_texts_are_the_cells_that_they_are_called() -> None:
    """What the pairs above start from is the zoo's."""
    assert compare(cell(LSTM), of_the_zoo("lstm")).answer is Answer.EQUAL
    assert compare(cell(GRU), of_the_zoo("mgu")).answer is Answer.DIFFERENT


def test_what_is_carried() -> None:
    """Two cells whose families happen to have one dimension at every size."""
    verdict = compare(of_the_zoo("cifg"), of_the_zoo("gru_reset_after"))
    assert verdict.answer is Answer.DIFFERENT
    assert verdict.witness is not None
    assert verdict.witness.reason.startswith("they carry different numbers of values")
