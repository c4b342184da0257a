"""Cells of the zoo by hand: what they compute is what the generated modules do."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from zoo_cells import module

from cellc.resources import by_hand, zoo

T, B = 4, 3
BY_HAND = {
    kind: {n: found for n, path in zoo().items() if (found := by_hand(path, kind))}
    for kind in ("naive", "torch")
}


@pytest.mark.parametrize("kind", BY_HAND)
def test_there_are_some(kind: str) -> None:
    assert BY_HAND[kind]


@pytest.mark.parametrize("name", BY_HAND["naive"])
def test_naive(name: str) -> None:
    _compare(name, BY_HAND["naive"][name])


@pytest.mark.peers
@pytest.mark.parametrize("name", BY_HAND["torch"])
def test_torch(name: str) -> None:
    _compare(name, BY_HAND["torch"][name])


def _compare(name: str, code: Path) -> None:
    spec = importlib.util.spec_from_file_location("by_hand", code)
    assert spec is not None
    assert spec.loader is not None
    hand = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hand)
    cell = module(name)
    rng = np.random.default_rng(0)
    sizes = {each: number for number, each in enumerate(cell.CELL["sizes"], 4)}
    params: dict[str, Any] = {
        key: rng.normal(size=each.shape)
        for key, each in cell.init(**sizes, rng=0, dtype=np.float64).items()
    }
    inputs = {
        key: rng.normal(size=(T, B, *(sizes[each] for each in described["shape"])))
        for key, described in cell.CELL["inputs"].items()
    }
    out, _, tape = cell.forward(params, **inputs)
    d_out = cell.Outputs(*(rng.normal(size=each.shape) for each in out))
    ours = cell.backward(params, tape, d_out)
    theirs = hand.prepared(params, inputs, d_out)()
    for own, other in zip(
        (ours.params, ours.inputs._asdict(), ours.state._asdict()), theirs, strict=True
    ):
        assert own.keys() == other.keys()
        for key, value in own.items():
            np.testing.assert_allclose(other[key], value, rtol=1e-11, atol=1e-12)
