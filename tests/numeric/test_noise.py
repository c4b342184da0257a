"""Noise: inputs that `forward` draws where they are not given."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cellc.driver import compile_cell
from cellc.loader import module_of
from cellc.testing.verify import verify

Array = npt.NDArray[Any]
T, B, X, H, Z = 6, 3, 2, 4, 5
EQUATIONS = """
μ_t = W_μ h_{t-1} + b_μ
σ_t = softplus(W_σ h_{t-1} + b_σ)
z_t = μ_t + σ_t ⊙ ε_t
h_t = tanh(W h_{t-1} + U x_t + V z_t)
k_t = sum(μ_t ⊙ μ_t + σ_t ⊙ σ_t - 2 log(σ_t) - 1) / 2
where
  output h_t, k_t
"""
CELL = f"{EQUATIONS}  ε_t ~ N(0, I)\n"
FORMS = {
    "LaTeX": r"ε_t \sim \mathcal{N}(0, I)",
    "bold": r"ε_t \sim \mathcal{N}(\mathbf{0}, \mathbf{I})",
    "a number": "ε_t ∼ N(0, 1)",
    "spelled out": "ε_t ~ Normal(0, I)",
    "a role": "ε_t is noise",
    "a role with a shape": "ε_t ∈ ℝ^z is noise",
}


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return module_of(compile_cell(CELL))


def arguments(module: ModuleType, dtype: type) -> tuple[dict[str, Array], Array]:
    params = module.init(x=X, h=H, z=Z, rng=0, dtype=dtype)
    x = np.random.default_rng(1).normal(size=(T, B, X)).astype(dtype)
    return params, x


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_forms(form: str) -> None:
    plain, cell = compile_cell(CELL).ir, compile_cell(f"{EQUATIONS}  {form}\n").ir
    assert [each.value for each in cell.equations] == [
        each.value for each in plain.equations
    ]
    assert {each.name for each in cell.noise} == {"epsilon"}


def test_in_a_sentence() -> None:
    text = (
        r"\begin{align} z_t &= \mu_t + \sigma \odot \epsilon_t \\"
        r" \mu_t &= W x_t \\ h_t &= \tanh(U h_{t-1} + V z_t) \end{align}"
        r" where $\epsilon_t \sim \mathcal{N}(0, I)$ is the noise."
    )
    cell = compile_cell(text + "\nwhere\n  σ ∈ ℝ^z").ir
    assert [each.name for each in cell.noise] == ["epsilon"]


def test_gradients() -> None:
    report = verify(compile_cell(CELL))
    assert report.passed, [row for row in report.rows if not row.passed]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_is_drawn_is_on_the_tape(module: ModuleType, dtype: type) -> None:
    params, x = arguments(module, dtype)
    out, _, tape = module.forward(params, x, rng=3)
    assert tape.epsilon.shape == (T, B, Z)
    assert tape.epsilon.dtype == out.h.dtype == dtype
    again, _, _ = module.forward(params, x, epsilon=tape.epsilon)
    np.testing.assert_array_equal(out.h, again.h)
    same, _, _ = module.forward(params, x, rng=3)
    np.testing.assert_array_equal(out.h, same.h)
    other, _, _ = module.forward(params, x, rng=np.random.default_rng(4))
    assert not np.array_equal(out.h, other.h)


def test_step_draws_too(module: ModuleType) -> None:
    params, x = arguments(module, np.float64)
    one, _ = module.step(params, module.State(), x[0], rng=5)
    noise = np.random.default_rng(5).standard_normal((B, Z))
    other, _ = module.step(params, module.State(), x[0], epsilon_t=noise)
    np.testing.assert_array_equal(one.h, other.h)


def test_wrong_noise_is_named(module: ModuleType) -> None:
    params, x = arguments(module, np.float64)
    with pytest.raises(ValueError, match=r"epsilon .*\(6, 3, 4\).*\(6, 3, 5\)"):
        module.forward(params, x, epsilon=np.zeros((T, B, Z - 1)))


DISTRIBUTIONS = {
    "N(0, I)": (0.0, 1.0),
    "U(0, 1)": (0.5, 1 / 12),
    "Bernoulli(0.9)": (0.9, 0.09),
}


@pytest.mark.parametrize("form", DISTRIBUTIONS)
def test_distributions(form: str) -> None:
    cell = compile_cell(f"h_t = m_t ⊙ h_{{t-1}} + W x_t\nwhere\n  m_t ~ {form}\n")
    module = module_of(cell)
    params = module.init(x=X, h=H, rng=0, dtype=np.float64)
    _, _, tape = module.forward(params, np.zeros((400, 10, X)), rng=0)
    mean, variance = DISTRIBUTIONS[form]
    assert abs(tape.m.mean() - mean) < 0.02
    assert abs(tape.m.var() - variance) < 0.03
    if form.startswith("Bernoulli"):
        assert {*np.unique(tape.m)} == {0.0, 1.0}


def test_every_layer_has_its_own() -> None:
    cell = compile_cell(CELL, layers=2)
    assert [each.name for each in cell.ir.inputs] == ["x", "epsilon_l1", "epsilon_l2"]
    assert verify(cell).passed
