"""Generated modules against the reference files that PyTorch made (see there)."""

import json
from functools import cache

import numpy as np
import pytest
from make_references import (
    COMMAND,
    REFERENCES,
    Arrays,
    Case,
    errors,
    generated,
    path_of,
    read,
)
from zoo_cells import every_cell, module

from cellc.resources import zoo

TOLERANCE = 1e-12
"""Of the largest error of an array, relative to max(1, |reference|)."""
LENGTHS = ("null", "[2, 5, 0]")
LEVELS = (0, 2)


@cache
def reference(name: str) -> tuple[Case, dict[str, Arrays]]:
    if not path_of(name).exists():
        pytest.fail(
            f"{name} has no reference file. Restate the cell in PyTorch, from its"
            f" paper, in tests/numeric/restated/ and run: {COMMAND} {name}"
        )
    return read(name)


def wrong(found: Arrays, expected: Arrays) -> dict[str, float]:
    measured = errors(found, expected)
    return {name: error for name, error in measured.items() if not error <= TOLERANCE}


@pytest.mark.parametrize("lengths", LENGTHS)
@pytest.mark.parametrize("level", LEVELS)
@every_cell
def test_values_and_gradients_are_the_reference(
    name: str, level: int, lengths: str
) -> None:
    case, expected = reference(name)
    found = generated(module(name, level), case, json.loads(lengths))
    assert not wrong(found, expected[lengths])


@pytest.mark.parametrize("level", LEVELS)
@every_cell
def test_lengths_that_are_all_full_change_nothing(name: str, level: int) -> None:
    case, expected = reference(name)
    steps, batch = next(iter(case.d_out.values())).shape[:2]
    found = generated(module(name, level), case, [steps] * batch)
    assert not wrong(found, expected["null"])


@pytest.mark.parametrize("lengths", LENGTHS)
@every_cell
def test_single_precision_stays_single(name: str, lengths: str) -> None:
    """Nothing on the way is double, which would widen what it is multiplied by."""
    case, _ = reference(name)
    found = generated(module(name, 2), case.astype(np.float32), json.loads(lengths))
    wide = {key: array.dtype for key, array in found.items()}
    assert {*wide.values()} == {np.dtype(np.float32)}, wide


@every_cell
def test_reference_says_something(name: str) -> None:
    """No gradient is zero throughout, and what lies past a length is zero."""
    _, expected = reference(name)
    assert list(expected) == list(LENGTHS)
    whole, cut = (expected[lengths] for lengths in LENGTHS)
    facts = module(name, 2).CELL["inputs"]
    assert all(np.any(array) for array in whole.values())
    for key, array in cut.items():
        group, _, field = key.partition(".")
        if group == "d_inputs" and facts[field].get("static"):
            assert not array[2].any()
        elif group in {"outputs", "d_inputs"}:
            assert not array[2:, 0].any()
            assert not array[:, 2].any()
        assert np.isfinite(array).all()


def test_no_reference_file_without_its_cell() -> None:
    assert sorted(path.stem for path in REFERENCES.iterdir()) == list(zoo())
