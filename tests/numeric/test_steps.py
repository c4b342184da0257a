"""Steps as numbers, values by cases, equations written out: against plain loops."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cellc.driver import compile_cell
from cellc.loader import module_of
from cellc.testing.verify import verify

Array = npt.NDArray[Any]
T, B, X, H = 7, 3, 2, 4
RNG = np.random.default_rng(0)

BY_PERIODS = r"""
for i = 1..3
  \hat h^{(i)}_t = tanh(\sum_{j=i}^{3} W^{(i,j)} h^{(j)}_{t-1} + V^{(i)} x_t + b^{(i)})
  h^{(i)}_t = \begin{cases} \hat h^{(i)}_t & \text{if } t \bmod 2^{i-1} = 0 \\
                            h^{(i)}_{t-1} & \text{otherwise} \end{cases}
y_t = C [h^{(1)}_t, h^{(2)}_t, h^{(3)}_t]
where
  output y_t
"""
BY_PHASE = r"""
φ_t = ((t - s) mod τ) / τ
k_t = \begin{cases} 2 φ_t / r & \text{if } φ_t < r / 2 \\
                    2 - 2 φ_t / r & \text{if } r / 2 < φ_t < r \\
                    α φ_t & \text{otherwise} \end{cases}
h_t = k_t ⊙ tanh(W x_t + U h_{t-1}) + (1 - k_t) ⊙ h_{t-1}
where
  τ, s ∈ ℝ^h init 2
  r ∈ ℝ = 0.6
  α ∈ ℝ = 0.001
"""
CELLS = {
    "periods": BY_PERIODS,
    "phases": BY_PHASE,
    "a wave": "h_t = tanh(W x_t + U h_{t-1} + a ⊙ sin(ω t + p))\nwhere\n  ω ∈ ℝ^h\n"
    "  t ∈ ℝ is step",
    "floor": "h_t = tanh(W x_t + U h_{t-1} + a floor(t / 2))\nwhere\n  a ∈ ℝ^h\n"
    "  t ∈ ℝ is step",
    "branches": r"h_t = tanh(W x_t) + \begin{cases} U h_{t-1} & \text{if } x_t > 0 \\"
    r" x_t ⊙ h_{t-1} & \text{otherwise} \end{cases}",
}


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS.keys())
def test_gradients(text: str) -> None:
    report = verify(compile_cell(text))
    assert report.passed, [row for row in report.rows if not row.passed]


def test_periods_by_hand() -> None:
    module = module_of(compile_cell(BY_PERIODS))
    params = module.init(x=X, h_1=H, h_2=H, h_3=H, y=1, rng=0, dtype=np.float64)
    for name in params:
        params[name] = RNG.normal(size=params[name].shape)
    x = RNG.normal(size=(T, B, X))
    out, final, _ = module.forward(params, x)
    h = [np.zeros((B, H)) for _ in range(3)]
    for t in range(1, T + 1):
        new = [
            np.tanh(
                sum(h[j] @ params[f"W_{i + 1}_{j + 1}"].T for j in range(i, 3))
                + x[t - 1] @ params[f"V_{i + 1}"].T
                + params[f"b_{i + 1}"]
            )
            for i in range(3)
        ]
        h = [new[i] if t % 2**i == 0 else h[i] for i in range(3)]
        y = np.concatenate(h, axis=1) @ params["C"].T
        np.testing.assert_allclose(out.y[t - 1], y, rtol=1e-12, atol=1e-14)
    np.testing.assert_array_equal(final.t_, np.full((B, 1), T))


def test_phases_by_hand() -> None:
    module = module_of(compile_cell(BY_PHASE))
    params = module.init(x=X, h=H, rng=0, dtype=np.float64)
    params["tau"] = RNG.uniform(2, 5, H)
    params["s"] = RNG.uniform(0, 1, H)
    x = RNG.normal(size=(T, B, X))
    out, _, _ = module.forward(params, x)
    h = np.zeros((B, H))
    for t in range(1, T + 1):
        phi = ((t - params["s"]) % params["tau"]) / params["tau"]
        k = np.where(
            phi < 0.3,
            2 * phi / 0.6,
            np.where(phi < 0.6, 2 - 2 * phi / 0.6, 0.001 * phi),
        )
        new = np.tanh(x[t - 1] @ params["W"].T + h @ params["U"].T)
        h = k * new + (1 - k) * h
        np.testing.assert_allclose(out.h[t - 1], h, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_steps_are_counted_from_call_to_call(dtype: type) -> None:
    """Two halves are the whole, and so are single steps."""
    module = module_of(compile_cell(BY_PERIODS))
    params = module.init(x=X, h_1=H, h_2=H, h_3=H, y=1, rng=0, dtype=dtype)
    x = RNG.normal(size=(T, B, X)).astype(dtype)
    whole, final, _ = module.forward(params, x)
    assert whole.y.dtype == dtype
    first, state, _ = module.forward(params, x[:3])
    second, last, _ = module.forward(params, x[3:], state)
    np.testing.assert_allclose(np.concatenate([first.y, second.y]), whole.y, rtol=1e-5)
    np.testing.assert_array_equal(last.t_, final.t_)
    state = module.State()
    for t in range(T):
        out, state = module.step(params, state, x[t])
        np.testing.assert_allclose(out.y, whole.y[t], rtol=1e-5, atol=1e-6)


def test_shorter_sequences_stop_counting() -> None:
    module = module_of(compile_cell(BY_PERIODS))
    params = module.init(x=X, h_1=H, h_2=H, h_3=H, y=1, rng=0, dtype=np.float64)
    x = RNG.normal(size=(T, B, X))
    _, final, _ = module.forward(params, x, lengths=[7, 4, 0])
    np.testing.assert_array_equal(final.t_[:, 0], [7, 4, 0])
