"""The bound of variational cells, over whole sequences, with the noise held fixed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import zoo_cells
from make_references import flat
from plain_bounds import BOUNDS

Array = npt.NDArray[Any]
Arrays = dict[str, Array]

T, B = 6, 4
X, Z, H = 3, 2, 4
WIDTH = 1e-5
TOLERANCE = 1e-7
"""Of a gradient by central differences, relative to max(1, |gradient|)."""
IMAGINARY = 1e-30
EXACT = 1e-12
"""Of a gradient by the complex step or by autograd, likewise."""
SCALE = 0.5
"""Of the initial values: at first no normal distribution is narrow."""
WIDE = ("b_v_r",)
"""The bias of what is squared to a variance; it begins at 1."""
LENGTHS = np.array([T, 3, 1, T - 1])
STEPS, RATE = 25, 0.002

CELLS = ("draw", "draw_attention", "storn", "vrnn")
BLACK_AND_WHITE = ("draw", "draw_attention", "storn")
"""Cells whose likelihood is a Bernoulli's."""


@dataclass(frozen=True)
class Bound:
    """The negative bound of a cell on some sequences, as a function of parameters."""

    name: str
    x: Array
    noise: Array
    state: Arrays
    lengths: npt.NDArray[np.int64] | None = None

    @property
    def module(self) -> ModuleType:
        return compiled(self.name)

    @property
    def weights(self) -> Arrays:
        """What each output at each step counts in the negative bound.

        VRNN and STORN have both terms at every step, KL - log p(x_t | z_<=t, x_<t).
        DRAW has a divergence at every step, and the likelihood of the last canvas.
        """
        each = np.ones((T, B, 1))
        if "draw" not in self.name:
            return {"KL": each, "ell": -each}
        last = np.zeros((T, B, 1))
        lengths = np.full(B, T) if self.lengths is None else self.lengths
        last[lengths - 1, np.arange(B)] = 1
        return {"L_z": each, "L_x": last}

    def run(self, params: Arrays) -> tuple[Any, Any, Any]:
        result: tuple[Any, Any, Any] = self.module.forward(
            params,
            self.x,
            self.module.State(**self.state),
            epsilon=self.noise,
            lengths=self.lengths,
        )
        return result

    def value(self, params: Arrays) -> float:
        out, _, _ = self.run(params)
        terms = (getattr(out, key) * each for key, each in self.weights.items())
        return float(sum(term.sum() for term in terms))

    def gradients(self, params: Arrays) -> Any:
        """With respect to parameters, inputs, the noise among them, and the state."""
        _, _, tape = self.run(params)
        d_out = self.module.Outputs(**self.weights)
        return self.module.backward(params, tape, d_out)

    def gradient(self, params: Arrays) -> Arrays:
        found: Arrays = self.gradients(params).params
        return found


@cache
def compiled(name: str) -> ModuleType:
    return zoo_cells.module(name)


def frozen(name: str) -> set[str]:
    facts = compiled(name).CELL["parameters"]
    return {key for key in facts if facts[key].get("frozen")}


def parameters(name: str) -> Arrays:
    module = compiled(name)
    sizes = {"x": X, "z": Z, "A": X, "B_": X}
    found: Arrays = module.init(
        **{size: sizes.get(size, H) for size in module.CELL["sizes"]},
        rng=0,
        dtype=np.float64,
    )
    rng = np.random.default_rng(1)
    moved = {
        key: np.asarray(SCALE * value + 0.1 * rng.normal(size=value.shape))
        for key, value in found.items()
        if key not in frozen(name)
    }
    return found | moved | {key: moved[key] + 1 for key in WIDE if key in moved}


def sequences(name: str) -> Array:
    """Noisy waves, or black and white ones; for DRAW an image at all steps."""
    rng = np.random.default_rng(2)
    if "draw" in name:
        shape = (B, X, X) if name == "draw_attention" else (B, X)
        image = rng.integers(0, 2, size=shape).astype(float)
        return np.broadcast_to(image, (T, *shape)).copy()
    phase = rng.uniform(0, 6, size=(B, X))
    waves = np.sin(np.arange(T)[:, None, None] + phase)
    waves = waves + 0.1 * rng.normal(size=(T, B, X))
    return (waves > 0).astype(float) if name in BLACK_AND_WHITE else waves


def bound(name: str, seed: int = 3, lengths: Any = None) -> Bound:
    noise = np.random.default_rng(seed).normal(size=(T, B, Z))
    return Bound(name, sequences(name), noise, {}, lengths)


def somewhere(name: str) -> Bound:
    """A bound from an initial state that is not zero."""
    rng = np.random.default_rng(4)
    params, plain = parameters(name), bound(name)
    final = plain.run(params)[1]._asdict()
    state = {key: 0.5 * rng.normal(size=each.shape) for key, each in final.items()}
    return Bound(name, plain.x, plain.noise, state)


def arguments(name: str) -> tuple[Bound, dict[str, Arrays], Arrays]:
    """A bound, what it depends on, and its gradient as "group.name"."""
    params, negative = parameters(name), somewhere(name)
    given = {
        "parameters": params,
        "inputs": {"x": negative.x, "epsilon": negative.noise},
        "state": negative.state,
    }
    grads = negative.gradients(params)
    found = flat(
        parameters=grads.params,
        inputs=grads.inputs._asdict(),
        state=grads.state._asdict(),
    )
    return negative, given, found


@pytest.mark.parametrize("name", BOUNDS)
def test_it_is_the_sum_of_the_outputs(name: str) -> None:
    negative, given, _ = arguments(name)
    expected = BOUNDS[name](np, *given.values())
    value = negative.value(given["parameters"])
    np.testing.assert_allclose(value, expected, rtol=EXACT)


@pytest.mark.parametrize("name", BOUNDS)
def test_gradient_by_the_complex_step(name: str) -> None:
    """Along one direction for each parameter, each input and each initial state."""
    _, given, found = arguments(name)
    rng = np.random.default_rng(5)
    assert found.keys() == flat(**given).keys()
    for group, arrays in given.items():
        for key, value in arrays.items():
            direction = rng.normal(size=value.shape)
            moved = arrays | {key: value + IMAGINARY * 1j * direction}
            ends = given | {group: moved}
            expected = BOUNDS[name](np, *ends.values()).imag / IMAGINARY
            slope = np.vdot(found[f"{group}.{key}"], direction)
            error = abs(slope - expected)
            assert error <= EXACT * max(1, abs(expected)), (group, key)
            assert expected, (group, key)


@pytest.mark.parametrize("name", BOUNDS)
def test_gradient_by_autograd(name: str) -> None:
    """Every component of it."""
    torch = pytest.importorskip("torch")
    _, given, found = arguments(name)
    leaves = {
        group: {key: torch.tensor(each, requires_grad=True) for key, each in of.items()}
        for group, of in given.items()
    }
    BOUNDS[name](torch, *leaves.values()).backward()
    expected = {key: leaf.grad.numpy() for key, leaf in flat(**leaves).items()}
    assert found.keys() == expected.keys()
    for key, gradient in expected.items():
        errors = np.abs(found[key] - gradient)
        assert np.all(errors <= EXACT * np.maximum(1, np.abs(gradient))), key


@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["full", "lengths"])
@pytest.mark.parametrize("name", CELLS)
def test_gradient_of_the_bound(name: str, lengths: Any) -> None:
    """Every component of every parameter, by differences through all steps."""
    params, negative = parameters(name), bound(name, lengths=lengths)
    gradient = negative.gradient(params)
    assert gradient.keys() == params.keys() - frozen(name)
    for key in gradient:
        value = params[key]
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


@pytest.mark.parametrize("name", CELLS)
def test_gradient_descent_lowers_it(name: str) -> None:
    """At every step with the noise that it descends on; in the end with other noise."""
    params, negative = parameters(name), bound(name)
    others = [bound(name, seed) for seed in range(100, 120)]
    before = np.mean([each.value(params) for each in others])
    values = [negative.value(params)]
    for _ in range(STEPS):
        gradient = negative.gradient(params)
        moved = {key: params[key] - RATE * each for key, each in gradient.items()}
        params = params | moved
        values.append(negative.value(params))
    assert np.all(np.diff(values) < 0)
    assert np.mean([each.value(params) for each in others]) < before


@pytest.mark.parametrize("name", CELLS)
def test_no_divergence_is_below_zero(name: str) -> None:
    out, _, _ = bound(name).run(parameters(name))
    divergence = out.L_z if "draw" in name else out.KL
    assert divergence.shape == (T, B, 1)
    assert np.all(divergence > 0)


@pytest.mark.parametrize("name", ["draw", "draw_attention"])
def test_the_divergence_of_the_prior_from_itself(name: str) -> None:
    """DRAW's latent loss with nothing to tell, μ = 0 and σ = 1, is zero."""
    params = parameters(name)
    for key in ("W_mu", "b_mu", "W_sigma", "b_sigma"):
        params[key] = np.zeros_like(params[key])
    out, _, _ = bound(name).run(params)
    np.testing.assert_array_equal(out.L_z, 0)


def test_the_likelihood_is_that_of_the_normal_distribution() -> None:
    """ell of a VRNN, against the density written with a product."""
    negative = bound("vrnn")
    out, _, _ = negative.run(parameters("vrnn"))
    distance = (negative.x - out.mu_x) / out.sigma_x
    density = np.exp(-(distance**2) / 2) / (out.sigma_x * np.sqrt(2 * np.pi))
    expected = np.log(density.prod(axis=-1, keepdims=True))
    np.testing.assert_allclose(out.ell, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "bias", "output", "sign"),
    [("draw", "b_write", "L_x", 1), ("storn", "b_out", "ell", -1)],
)
def test_a_bound_is_finite_where_a_probability_is_zero(
    name: str, bias: str, output: str, sign: int
) -> None:
    """Pixels that are black beyond all doubt, to rounding, and some that are not."""
    params, negative = parameters(name), bound(name)
    params[bias] = np.full_like(params[bias], -2000.0)
    out, _, _ = negative.run(params)
    wrong = negative.x.sum(axis=-1, keepdims=True)
    assert np.all(sign * getattr(out, output)[wrong > 0] > 1000)
    for key, each in negative.gradient(params).items():
        assert np.isfinite(each).all(), key
