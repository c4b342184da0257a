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


# ---------------------------------------------------------------- once for a sequence

MASKED = """
h_t = tanh(W (m ⊙ h_{t-1}) + U x_t + b)
where
"""
ONCE = {
    "a line": "  m ~ Bernoulli(0.5) is static",
    "with a label": "  m_h ~ Bernoulli(0.5) is static",
    "two lines, a label": "  m_h ∈ ℝ^h is static\n  m_h ~ Bernoulli(0.5)",
    "two lines": "  m ~ Bernoulli(0.5)\n  m is static",
    "two lines, the shape first": "  m ∈ ℝ^h is static\n  m ~ Bernoulli(0.5)",
    "LaTeX": r"  m \sim \mathrm{Bernoulli}(0.5) is static",
}


def masked(params: dict[str, Array], x: Array, mask: Array, lengths: Array) -> Array:
    """The formula in plain NumPy: the mask has no step."""
    h, found = np.zeros(mask.shape), []
    for t, now in enumerate(x):
        new = np.tanh(
            (mask * h) @ params["W"].T + now @ params["U"].T + params["b"][None]
        )
        live = (t < lengths)[:, None]
        h = np.where(live, new, h)
        found.append(np.where(live, new, 0))
    return np.array(found)


@pytest.mark.parametrize("form", ONCE.values(), ids=ONCE.keys())
def test_drawn_once_for_a_sequence(form: str) -> None:
    text = f"{MASKED}{form}\n"
    text = text.replace("(m ", "(m_h ") if "m_h" in form else text
    module = module_of(compile_cell(text))
    params = module.init(x=X, h=H, rng=0, dtype=np.float64)
    params["b"] = np.linspace(-0.5, 0.5, H)
    x = np.random.default_rng(1).normal(size=(T, B, X))
    lengths = np.array([T, 2, 0])
    out, _, tape = module.forward(params, x, rng=3, lengths=lengths)
    name = "m_h" if "m_h" in form else "m"
    mask = getattr(tape, name)
    assert mask.shape == (B, H)
    assert {*np.unique(mask)} == {0.0, 1.0}
    np.testing.assert_allclose(out.h, masked(params, x, mask, lengths), atol=1e-14)
    given, _, _ = module.forward(params, x, **{name: mask}, lengths=lengths)
    np.testing.assert_array_equal(out.h, given.h)


def test_gradient_of_what_is_drawn_once() -> None:
    """Against finite differences of the formula in plain NumPy."""
    module = module_of(compile_cell(f"{MASKED}{ONCE['a line']}\n"))
    params = module.init(x=X, h=H, rng=0, dtype=np.float64)
    rng = np.random.default_rng(2)
    x, mask = rng.normal(size=(T, B, X)), rng.normal(size=(B, H))
    lengths, weights = np.array([T, 2, 0]), rng.normal(size=(T, B, H))
    _, _, tape = module.forward(params, x, m=mask, lengths=lengths)
    found = module.backward(params, tape, module.Outputs(h=weights)).inputs.m
    expected = np.zeros_like(mask)
    for at in np.ndindex(mask.shape):
        step = np.zeros_like(mask)
        step[at] = 1e-6
        ends = [
            (weights * masked(params, x, mask + sign * step, lengths)).sum()
            for sign in (1, -1)
        ]
        expected[at] = (ends[0] - ends[1]) / 2e-6
    assert np.abs(expected[:2]).max() > 1e-3
    np.testing.assert_allclose(found, expected, atol=1e-8)


@pytest.mark.parametrize(
    "form", [{}, {"layers": 2}, {"bidirectional": True}, {"transforms": "zoneout"}]
)
def test_drawn_once_is_verified(form: dict[str, Any]) -> None:
    cell = compile_cell(f"{MASKED}{ONCE['a line']}\n", **form)
    report = verify(cell)
    assert report.passed, [row for row in report.rows if not row.passed]


def test_copies_draw_their_own() -> None:
    module = module_of(
        compile_cell(f"{MASKED}{ONCE['a line']}\n", layers=2, bidirectional=True)
    )
    params = module.init(x=X, h=50, rng=0, dtype=np.float64)
    _, _, tape = module.forward(params, np.ones((T, B, X)), rng=3)
    masks = [copy.m for copy in tape.copies]
    assert len(masks) == 4
    assert all(each.shape == (B, 50) for each in masks)
    assert not any(np.array_equal(masks[0], each) for each in masks[1:])


def test_step_takes_what_is_drawn_once() -> None:
    module = module_of(compile_cell(f"{MASKED}{ONCE['a line']}\n"))
    params = module.init(x=X, h=H, rng=0, dtype=np.float64)
    x = np.random.default_rng(1).normal(size=(T, B, X))
    out, _, tape = module.forward(params, x, rng=7)
    state = module.State()
    for t in range(T):
        one, state = module.step(params, state, x[t], m=tape.m)
        np.testing.assert_allclose(one.h, out.h[t], atol=1e-14)
    drawn, _ = module.step(params, state, x[0], rng=7)
    same, _ = module.step(params, state, x[0], m=tape.m)
    np.testing.assert_array_equal(drawn.h, same.h)


def test_a_line_without_t_of_a_name_with_t() -> None:
    """ε_t of the equations has one reading: it is drawn at every step."""
    cell = compile_cell(f"{EQUATIONS}  ε ~ N(0, I)\n").ir
    (noise,) = cell.noise
    assert cell.variable(noise).timed
