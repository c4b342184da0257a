"""Errors point at typos: tests/bench/typos.py with a small count."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[1] / "bench" / "typos.py"


@pytest.fixture(scope="module")
def typos() -> ModuleType:
    spec = importlib.util.spec_from_file_location("typos", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["typos"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_texts_are_good(typos: ModuleType) -> None:
    wrong = [name for name, text in typos.texts().items() if typos.diagnostics_of(text)]
    assert wrong == []


def test_same_seed_same_typos(typos: ModuleType) -> None:
    first, again = ([*typos.typos(20, 5)] for _ in range(2))
    assert first == again
    assert first != [*typos.typos(20, 6)]


def test_errors_point_at_typos(typos: ModuleType) -> None:
    counts = [typos.run(100, seed) for seed in range(3)]
    found = sum(count.found for count in counts)
    errors = found + sum(count.missed for count in counts)
    assert errors > 150
    assert found >= 0.95 * errors
    assert sum(count.first for count in counts) >= 0.8 * errors


def test_neighbourhood_is_one_token_wide(typos: ModuleType) -> None:
    """`c` of `a + b - c` is damaged: `-` is beside it, `b` is not."""
    good = "h = a + b - c + d"
    at = good.index("c")
    typo = typos.Typo(
        "",
        "replaced",
        good,
        good.replace("c", "e"),
        typos.Span(at, at + 1),
        typos.Span(at, at + 1),
    )
    near = typos.neighbourhood(typo)
    assert good[near.start : near.end] == "- c +"
