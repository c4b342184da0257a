r"""Convolutions over time, `c_t = \sum_{k=0}^{K-1} w_k ⊙ x_{t-k}`, against NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cellc.diagnostics import CellcError
from cellc.driver import Form, compile_cell
from cellc.loader import module_of
from cellc.testing.verify import verify

Array = npt.NDArray[Any]
T, B, X, H, K = 7, 3, 4, 5, 4
GATED = r"""
h_t = f_t ⊙ h_{t-1} + (1 - f_t) ⊙ \tanh(W c_t)
f_t = σ(V c_t)
where
  K = 4
"""
EACH = r"c_t = \sum_{k=0}^{K-1} w_k ⊙ x_{t-k} + b" + GATED
# other ways to write the same window, with the place of k = 0 of EACH
FORMS = [
    EACH,
    EACH.replace("w_k", "w^{(k)}"),
    EACH.replace("K-1", "3").replace("  K = 4", "  x_t ∈ ℝ^x is input"),
    EACH.replace("⊙ x", "* x"),
    EACH.replace("x_{t-k}", "x(t-k)"),
    EACH.replace(r"\sum_{k=0}^{K-1}", r"\sum_{k=1}^{K}").replace("t-k", "t-k+1"),
    EACH.replace(r"\sum_{k=0}^{K-1}", r"\sum_{k=1}^{K}").replace("t-k", "t-(k-1)"),
    EACH.replace("t-k", "t-K+1+k"),  # the oldest first
]
MATRICES = r"c_t = b + \sum_{k=0}^{K-1} W_k x_{t-k}" + GATED
OF_THE_STATE = r"""
h_t = \tanh(W x_t + \sum_{j=1}^{K} U^{(j)} h_{t-j} + b)
where
  K = 3
"""
SEVERAL = r"""
u_t = \tanh(P x_t)
c_t = \sum_{k=0}^{K-1} w_k ⊙ u_{t-k} + \sum_{k=0}^{K-1} V_k y_{t-k}
h_t = f_t ⊙ h_{t-1} + (1 - f_t) ⊙ c_t
f_t = σ(W c_t + U h_{t-1})
where
  K = 3
  y_t ∈ ℝ^y is input
"""


@pytest.mark.parametrize(
    "text",
    [EACH, MATRICES, OF_THE_STATE, SEVERAL],
    ids=["each", "matrices", "state", "several"],
)
@pytest.mark.parametrize(
    "form",
    [Form(), Form(layers=2), Form(bidirectional=True)],
    ids=["plain", "layers", "both ways"],
)
def test_gradients(text: str, form: Form) -> None:
    report = verify(
        compile_cell(text, layers=form.layers, bidirectional=form.bidirectional)
    )
    assert report.passed, report.summary()


def padded(x: Array) -> Array:
    return np.concatenate([np.zeros((K - 1, B, X)), x])


def gated(params: dict[str, Array], window: Array) -> Array:
    """h_t of the cell behind the convolution."""
    h = np.zeros((B, H))
    out = []
    for c in window + params["b"]:
        f = 1 / (1 + np.exp(-c @ params["V"].T))
        h = f * h + (1 - f) * np.tanh(c @ params["W"].T)
        out.append(h)
    return np.stack(out)


@pytest.mark.parametrize("at", range(len(FORMS)))
def test_each_component_by_itself(at: int) -> None:
    module = module_of(compile_cell(FORMS[at]))
    rng = np.random.default_rng(0)
    params = module.init(x=X, h=H, rng=1, dtype=np.float64)
    names = [name for name in params if name.startswith("w_")]
    assert len(names) == K
    params |= {name: rng.normal(size=X) for name in names}
    x = rng.normal(size=(T, B, X))
    out, _, _ = module.forward(params, x)
    taps = np.stack([params[name] for name in sorted(names)])  # of k, from its first on
    if at < len(FORMS) - 1:
        taps = taps[::-1]
    windows = np.lib.stride_tricks.sliding_window_view(padded(x), K, axis=0)
    expected = gated(params, np.einsum("tbxk,kx->tbx", windows, taps))
    np.testing.assert_allclose(out.h, expected, rtol=1e-11)


def test_matrices_and_a_call_after_another() -> None:
    module = module_of(compile_cell(MATRICES.replace("b + ", "")))
    rng = np.random.default_rng(0)
    params = module.init(x=X, h=H, c=X, rng=1, dtype=np.float64)
    x = rng.normal(size=(T, B, X))
    windows = np.lib.stride_tricks.sliding_window_view(padded(x), K, axis=0)
    taps = np.stack([params[f"W_{k}"] for k in reversed(range(K))])
    expected = gated(params | {"b": 0}, np.einsum("tbxk,kcx->tbc", windows, taps))
    first, state, _ = module.forward(params, x[:2])
    second, state, _ = module.forward(params, x[2:5], state)
    steps = []
    for x_t in x[5:]:
        out, state = module.step(params, state, x_t)
        steps.append(out.h)
    both = np.concatenate([first.h, second.h, np.stack(steps)])
    np.testing.assert_allclose(both, expected, rtol=1e-11)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (EACH.replace("K = 4", "V ∈ ℝ^{h×x}"), "say in the where block where the sum"),
        (EACH.replace("V c_t", "V c_t + R y_t"), "x_t ∈ ℝ^x is input"),
        (
            EACH.replace(r"\sum_{k=0}^{K-1} w_k ⊙ x_{t-k}", "conv1d(x_t)"),
            "w_k ⊙ x_{t-k}",
        ),
    ],
)
def test_what_is_refused_says_what_to_write(text: str, said: str) -> None:
    with pytest.raises(CellcError) as error:
        compile_cell(text)
    assert said in str(error.value)
