"""The bound of variational cells, over whole sequences, with the noise held fixed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import zoo_cells

Array = npt.NDArray[np.float64]
Parameters = dict[str, Array]
Ends = Callable[[Any, Any, Array], tuple[float, dict[str, Array], dict[str, Array]]]

T, B = 6, 4
X, Z, H = 3, 2, 4
WIDTH = 1e-5
TOLERANCE = 1e-7
"""Of a gradient by central differences, relative to max(1, |gradient|)."""
SCALE = 0.5
"""Of the initial values: at first no normal distribution is narrow."""
LENGTHS = np.array([T, 3, 1, T - 1])
STEPS, RATE = 25, 0.002


def ends_of_each_step(
    out: Any, final: Any, x: Array
) -> tuple[float, dict[str, Array], dict[str, Array]]:
    """Both terms come at every step: KL - log p(x_t | z_<=t, x_<t)."""
    value = float(out.KL.sum() - out.ell.sum())
    return value, {"KL": np.ones_like(out.KL), "ell": -np.ones_like(out.ell)}, {}


def ends_of_draw(
    out: Any, final: Any, x: Array
) -> tuple[float, dict[str, Array], dict[str, Array]]:
    """A divergence at every step, and the likelihood of the last canvas: Bernoulli."""
    likelihood = x[0] * final.c - np.logaddexp(0, final.c)
    value = float(out.L_z.sum() - likelihood.sum())
    d_canvas = 1 / (1 + np.exp(-final.c)) - x[0]
    return value, {"L_z": np.ones_like(out.L_z)}, {"c": d_canvas}


ENDS: dict[str, Ends] = {
    "draw": ends_of_draw,
    "vrnn": ends_of_each_step,
}


@dataclass(frozen=True)
class Bound:
    """The negative bound of a cell on some sequences, as a function of parameters."""

    name: str
    x: Array
    noise: Array
    lengths: npt.NDArray[np.int64] | None = None

    @property
    def module(self) -> ModuleType:
        return compiled(self.name)

    def run(self, params: Parameters) -> tuple[Any, Any, Any]:
        result: tuple[Any, Any, Any] = self.module.forward(
            params, self.x, epsilon=self.noise, lengths=self.lengths
        )
        return result

    def value(self, params: Parameters) -> float:
        out, final, _ = self.run(params)
        return ENDS[self.name](out, final, self.x)[0]

    def gradient(self, params: Parameters) -> Parameters:
        out, final, tape = self.run(params)
        _, d_out, d_final = ENDS[self.name](out, final, self.x)
        result = self.module.backward(
            params,
            tape,
            self.module.Outputs(**d_out),
            self.module.State(**d_final),
        )
        found: Parameters = result.params
        return found


@cache
def compiled(name: str) -> ModuleType:
    return zoo_cells.module(name)


def parameters(name: str) -> Parameters:
    module = compiled(name)
    sizes = {"x": X, "z": Z}
    found: Parameters = module.init(
        **{size: sizes.get(size, H) for size in module.CELL["sizes"]},
        rng=0,
        dtype=np.float64,
    )
    rng = np.random.default_rng(1)
    return {
        key: SCALE * value + 0.1 * rng.normal(size=value.shape)
        for key, value in found.items()
    }


def sequences(name: str) -> Array:
    """Noisy waves; for DRAW a black and white image for each, the same at all steps."""
    rng = np.random.default_rng(2)
    if name == "draw":
        image = rng.integers(0, 2, size=(B, X)).astype(float)
        return np.broadcast_to(image, (T, B, X)).copy()
    phase = rng.uniform(0, 6, size=(B, X))
    waves = np.sin(np.arange(T)[:, None, None] + phase)
    return waves + 0.1 * rng.normal(size=(T, B, X))


def bound(name: str, seed: int = 3, lengths: Any = None) -> Bound:
    noise = np.random.default_rng(seed).normal(size=(T, B, Z))
    return Bound(name, sequences(name), noise, lengths)


@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["full", "lengths"])
@pytest.mark.parametrize("name", ENDS)
def test_gradient_of_the_bound(name: str, lengths: Any) -> None:
    """Every component of every parameter, by differences through all steps."""
    params, negative = parameters(name), bound(name, lengths=lengths)
    gradient = negative.gradient(params)
    assert gradient.keys() == params.keys()
    for key, value in params.items():
        differences = np.zeros_like(value)
        for index in np.ndindex(value.shape):
            ends = []
            for step in (WIDTH, -WIDTH):
                moved = value.copy()
                moved[index] += step
                ends.append(negative.value(params | {key: moved}))
            differences[index] = (ends[0] - ends[1]) / (2 * WIDTH)
        errors = np.abs(gradient[key] - differences)
        assert np.all(errors <= TOLERANCE * np.maximum(1, np.abs(differences))), key
        assert np.any(differences), key


@pytest.mark.parametrize("name", ENDS)
def test_gradient_descent_lowers_it(name: str) -> None:
    """At every step with the noise that it descends on; in the end with other noise."""
    params, negative = parameters(name), bound(name)
    others = [bound(name, seed) for seed in range(100, 120)]
    before = np.mean([each.value(params) for each in others])
    values = [negative.value(params)]
    for _ in range(STEPS):
        gradient = negative.gradient(params)
        params = {key: params[key] - RATE * gradient[key] for key in params}
        values.append(negative.value(params))
    assert np.all(np.diff(values) < 0)
    assert np.mean([each.value(params) for each in others]) < before


@pytest.mark.parametrize("name", ENDS)
def test_no_divergence_is_below_zero(name: str) -> None:
    out, _, _ = bound(name).run(parameters(name))
    divergence = out.L_z if name == "draw" else out.KL
    assert divergence.shape == (T, B, 1)
    assert np.all(divergence > 0)


def test_the_divergence_of_the_prior_from_itself() -> None:
    """DRAW's latent loss with nothing to tell, μ = 0 and σ = 1, is zero."""
    params = parameters("draw")
    for key in ("W_mu", "b_mu", "W_sigma", "b_sigma"):
        params[key] = np.zeros_like(params[key])
    out, _, _ = bound("draw").run(params)
    np.testing.assert_array_equal(out.L_z, 0)


def test_the_likelihood_is_that_of_the_normal_distribution() -> None:
    """ell of a VRNN, against the density written with a product."""
    negative = bound("vrnn")
    out, _, _ = negative.run(parameters("vrnn"))
    distance = (negative.x - out.mu_x) / out.sigma_x
    density = np.exp(-(distance**2) / 2) / (out.sigma_x * np.sqrt(2 * np.pi))
    expected = np.log(density.prod(axis=-1, keepdims=True))
    np.testing.assert_allclose(out.ell, expected, rtol=1e-12, atol=1e-12)
