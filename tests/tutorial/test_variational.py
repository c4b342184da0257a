"""The tutorial's variational cell: its images, its gradients, and that it learns."""

from __future__ import annotations

import re
import sys
from typing import Any

import numpy as np
import pytest
from scripts import largest_gap, run_script, script

variational = script("variational")

# The short run below begins at 257 and ends, with seeds 0 to 2, between 138 and 143.
LEARNED_NATS = 148.0


def images(count: int) -> Any:
    rng = np.random.default_rng(7)
    return rng.integers(0, variational.LEVELS, (variational.ROWS, count, 8)).astype(
        float
    )


def test_the_images_are_whole_numbers_and_cut_in_two() -> None:
    pytest.importorskip("sklearn")
    digits = variational.load_digits(np.random.default_rng(0))
    assert digits.training.shape == (8, 1500, 8)
    assert digits.held_out.shape == (8, variational.HELD_OUT, 8)
    both = np.concatenate([digits.training, digits.held_out], axis=1)
    assert {*np.unique(both)} == {*range(variational.LEVELS)}


def test_images_without_scikit_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(SystemExit, match="pip install scikit-learn"):
        variational.main([])


def test_each_pixel_lies_in_its_part_of_0_to_1() -> None:
    whole = images(50)
    x = variational.spread(whole, np.random.default_rng(0))
    assert np.array_equal(np.floor(x * variational.LEVELS), whole)
    assert 0 <= x.min() < x.max() < 1


def test_models_that_know_nothing_but_frequencies() -> None:
    """Of uniform noise nothing can be known: all of them pay 64 log 17, or more."""
    many = variational.Digits(images(4000), images(100))
    nothing = 64 * np.log(17)
    assert abs(variational.WHOLE_NUMBERS - nothing) < 1e-9
    assert variational.frequency_nats(many) == pytest.approx(nothing, abs=2)
    normal = variational.normal_nats(many, np.random.default_rng(0))
    # A normal distribution as wide as a uniform one costs 0.1765 nats more.
    assert normal == pytest.approx(nothing + 64 * 0.1765, abs=2)


def test_gradients_of_the_variational_cell() -> None:
    rng = np.random.default_rng(0)
    fresh = variational.make_model(hidden=6, latent=3, rng=rng)
    # Away from where biases of zero put the rectifiers: at their kinks.
    params = {
        key: value + 0.1 * rng.normal(size=value.shape)
        for key, value in fresh.params.items()
    }
    model = variational.Model(fresh.cell, params)

    def loss_and_grads() -> tuple[float, dict[str, np.ndarray]]:
        """With the same fractions and the same noise every time."""
        found: Any = model.loss_and_gradients(images(4), np.random.default_rng(1))
        return found[0], found[1]

    assert largest_gap(params, loss_and_grads) < 1e-6


def test_the_bound_of_all_images_is_that_of_the_loss() -> None:
    model = variational.make_model(hidden=6, latent=3, rng=np.random.default_rng(0))
    many = np.concatenate([images(40)] * variational.DRAWS, axis=1)
    loss, _ = model.loss_and_gradients(many, np.random.default_rng(3))
    nats, KL = model.nats(images(40), seed=3)
    assert nats == pytest.approx(loss, rel=1e-5)
    assert KL.shape == (variational.ROWS,)


def test_the_variational_cell_learns() -> None:
    pytest.importorskip("sklearn")
    run = run_script("variational.py", "--steps 300 --hidden 32 --batch 32")
    rows = [line.split() for line in run.stdout.splitlines()]
    table = [row for row in rows if row and row[0] in ("0", "250", "300")]
    assert len(table) == 3
    before, after = float(table[0][2]), float(table[-1][3])
    assert after < LEARNED_NATS < before - 50
    (known,) = re.findall(r"a normal distribution for each pixel: ([\d.]+)", run.stdout)
    assert after < float(known)
    assert run.stdout.splitlines()[-1].startswith("KL of each row:")
    assert len(run.stderr.splitlines()) == 10
