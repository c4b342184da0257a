r"""A window over positions, `\sum_{k=-r}^{r} F_k α_{t-1,i-k}`, and functions over them.

Witnesses: `verify` (complex step, the interpreter), and loops over the formula.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cellc.diagnostics import CellcError
from cellc.driver import compile_cell
from cellc.loader import module_of
from cellc.testing.verify import verify

Array = npt.NDArray[Any]
T, B, X, H, L, A, M, D = 4, 3, 2, 4, 6, 5, 3, 2

LOCATION = r"""
f_{t,i} = \sum_{k=-r}^{r} F_k α_{t-1,i-k}
e_{t,i} = v^\top \tanh(W h_{t-1} + V a_i + U f_{t,i})
α_{t,i} = \exp(e_{t,i}) / \sum_{j=1}^{L} \exp(e_{t,j})
z_t = \sum_{i=1}^{L} α_{t,i} a_i
h_t = \tanh(C z_t + Q x_t + R h_{t-1})
where
  r = 2
  F ∈ ℝ^{(2r+1)×d}
  a_i ∈ ℝ^a is static, for i = 1..L
  v ∈ ℝ^m
  output h_t, α_t
"""
# a shift by a distribution over three steps that the cell computes
SHIFT = r"""
w_{t,i} = \sum_{j=-1}^{1} s_{t,j} g_{t,i-j}
s_t = softmax(S h_{t-1})
g_{t,i} = β_t softmax(a_i^T K h_{t-1}) + (1 - β_t) w_{t-1,i}
β_t = σ(k^T h_{t-1})
h_t = \tanh(C \sum_i w_{t,i} a_i + Q x_t + R h_{t-1})
where
  s_t ∈ ℝ^3
  a_i ∈ ℝ^a is static, for i = 1..L
"""
NEIGHBOURS = r"""
e_{t,i} = v^T \tanh(W h_{t-1} + V a_{i-1} + U a_i + P a_{i+2})
h_t = \tanh(C \sum_{i=1}^{L} softmax_i(e_{t,i}) a_i + Q x_t + R h_{t-1})
where
  a_i ∈ ℝ^a is static, for i = 1..L
  v ∈ ℝ^m
"""
FUNCTIONS = r"""
e_{ti} = v^T \tanh(W h_{t-1} + U a_i)
m_t = \max_i e_{ti} + \min_{i} (e_{ti}) + \mathrm{norm}_i(e_{ti}) / \sqrt{L}
q_t = \mathrm{logsumexp}_i(e_{ti}) - \log L
z_t = m_t \mathrm{mean}_i(a_i) + \frac1L \sum_{i=1}^{L} e_{ti} a_i
h_t = \tanh(R h_{t-1} + Q x_t + q_t C z_t + \sum_i \exp(e_{ti} - \max_k e_{tk}) P a_i)
where
  a_i ∈ ℝ^a is static, for i = 1..L
  v ∈ ℝ^m
  C ∈ ℝ^{h×a}
  output h_t, m_t, q_t
"""


@pytest.mark.parametrize(
    "text",
    [LOCATION, SHIFT, NEIGHBOURS, FUNCTIONS],
    ids=["location", "shift", "neighbours", "functions"],
)
@pytest.mark.parametrize("layers", [1, 2])
def test_gradients(text: str, layers: int) -> None:
    report = verify(compile_cell(text, layers=layers))
    assert report.passed, report.summary()


def test_both_ways() -> None:
    cell = compile_cell(LOCATION.replace(", α_t", ""), bidirectional=True)
    report = verify(cell)
    assert report.passed, report.summary()


def arrays() -> tuple[Array, Array]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(T, B, X)), rng.normal(size=(B, L, A))


def drawn(params: dict[str, Array]) -> dict[str, Array]:
    rng = np.random.default_rng(3)
    return {name: rng.normal(size=each.shape) for name, each in params.items()}


@pytest.mark.parametrize("positions", [6, 1])
def test_a_window_of_weights(positions: int) -> None:
    """Out of range positions count as zero, also where the window is the larger one."""
    module = module_of(compile_cell(LOCATION))
    sizes = {"x": X, "h": H, "L": positions, "a": A, "m": M, "d": D}
    params = drawn(module.init(**sizes, rng=1, dtype=np.float64))
    assert params["F"].shape == (5, D)
    x, a = arrays()
    a = a[:, :positions]
    before = np.random.default_rng(4).uniform(size=(B, positions))
    state = module.State(h=np.zeros((B, H)), alpha=before)
    out, _, tape = module.forward(params, x, a, state)
    h, alpha = np.zeros((B, H)), before
    for t in range(T):
        new = np.empty_like(alpha)
        for b in range(B):
            energies = []
            for i in range(positions):
                f = np.zeros(D)
                for k in range(-2, 3):
                    if 0 <= i - k < positions:
                        f += params["F"][k + 2] * alpha[b, i - k]
                inner = params["W"] @ h[b] + params["V"] @ a[b, i] + params["U"] @ f
                energies.append(params["v"] @ np.tanh(inner))
            new[b] = np.exp(energies) / np.sum(np.exp(energies))
        alpha = new
        z = np.einsum("bl,bla->ba", alpha, a)
        h = np.tanh(z @ params["C"].T + x[t] @ params["Q"].T + h @ params["R"].T)
        np.testing.assert_allclose(out.alpha[t], alpha, rtol=1e-11)
        np.testing.assert_allclose(out.h[t], h, rtol=1e-10)
    d_out = module.Outputs(h=np.ones_like(out.h), alpha=np.ones_like(out.alpha))
    grads = module.backward(params, tape, d_out)
    assert grads.params["F"].shape == (5, D)
    _check_by_differences(module, params, (x, a, state), grads.params["F"])


def _check_by_differences(
    module: Any, params: dict[str, Array], given: Any, found: Array
) -> None:
    """The gradient with respect to F against central differences of the sum."""

    def loss(f: Array) -> float:
        out, _, _ = module.forward(params | {"F": f}, *given)
        return float(out.h.sum() + out.alpha.sum())

    step = 1e-6
    for at in np.ndindex(*params["F"].shape):
        moved = np.zeros_like(params["F"])
        moved[at] = step
        both = loss(params["F"] + moved) - loss(params["F"] - moved)
        np.testing.assert_allclose(found[at], both / (2 * step), rtol=1e-5, atol=1e-8)


def test_a_shift_that_is_computed() -> None:
    module = module_of(compile_cell(SHIFT))
    sizes = {"x": X, "h": H, "L": L, "a": A}
    params = drawn(module.init(**sizes, rng=1, dtype=np.float64))
    x, a = arrays()
    out, final, _ = module.forward(params, x, a)
    h, w = np.zeros((B, H)), np.zeros((B, L))
    for t in range(T):
        s = np.exp(h @ params["S"].T)
        s /= s.sum(axis=1, keepdims=True)
        beta = 1 / (1 + np.exp(-h @ params["k"]))[:, None]
        e = np.exp(np.einsum("bla,ah,bh->bl", a, params["K"], h))
        g = beta * e / e.sum(axis=1, keepdims=True) + (1 - beta) * w
        w = np.zeros((B, L))
        for i in range(L):
            for at, j in enumerate((-1, 0, 1)):
                if 0 <= i - j < L:
                    w[:, i] += s[:, at] * g[:, i - j]
        read = np.einsum("bl,bla->ba", w, a)
        h = np.tanh(read @ params["C"].T + x[t] @ params["Q"].T + h @ params["R"].T)
        np.testing.assert_allclose(out.h[t], h, rtol=1e-10)
    np.testing.assert_allclose(final.w, w, rtol=1e-10)


def test_functions_over_an_index() -> None:
    module = module_of(compile_cell(FUNCTIONS))
    sizes = {"x": X, "h": H, "L": L, "a": A, "m": M}
    params = drawn(module.init(**sizes, rng=1, dtype=np.float64))
    x, a = arrays()
    out, _, _ = module.forward(params, x, a)
    h = np.zeros((B, H))
    for t in range(T):
        inner = (h @ params["W"].T)[:, None] + a @ params["U"].T
        e = np.tanh(inner) @ params["v"]
        norm = np.sqrt((e * e).sum(axis=1))
        m = e.max(axis=1) + e.min(axis=1) + norm / np.sqrt(L)
        log = np.log(np.exp(e).mean(axis=1))
        z = m[:, None] * a.mean(axis=1) + np.einsum("bl,bla->ba", e, a) / L
        most = np.exp(e - e.max(axis=1, keepdims=True))
        added = np.einsum("bl,bla->ba", most, a) @ params["P"].T
        added += log[:, None] * (z @ params["C"].T)
        h = np.tanh(h @ params["R"].T + x[t] @ params["Q"].T + added)
        np.testing.assert_allclose(out.m[t, :, 0], m, rtol=1e-10)
        np.testing.assert_allclose(out.q[t, :, 0], log, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(out.h[t], h, rtol=1e-10)


def test_equal_ones_share_the_gradient() -> None:
    text = r"""
    e_{ti} = v^T a_i + 0 x_t
    h_t = h_{t-1} + x_t \max_i e_{ti}
    where
      a_i ∈ ℝ^a is static, for i = 1..L
      x_t ∈ ℝ
      h_t ∈ ℝ
    """
    module = module_of(compile_cell(text))
    params = {"v": np.ones(2)}
    x, a = np.ones((1, 1, 1)), np.ones((1, 3, 2))
    out, _, tape = module.forward(params, x, a)
    grads = module.backward(params, tape, module.Outputs(h=np.ones_like(out.h)))
    np.testing.assert_allclose(grads.inputs.a[0], np.full((3, 2), 1 / 3))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LOCATION.replace("r = 2", "q = 2"), "not known when compiling"),
        (LOCATION.replace("i-k}", r"(i-k) \bmod L}"), "E0"),
        (LOCATION.replace("(2r+1)", "7"), "is one of 5 values"),
        (LOCATION.replace("f_{t,i} =", "f_{t,i+1} ="), "value at another position"),
        (FUNCTIONS.replace(r"\max_i e_{ti} +", r"\max_i e_{ti} β +"), "E0111"),
        (
            FUNCTIONS.replace(r"\max_i e_{ti} +", r"\max_i (e_{ti} a_i) +"),
            "over vectors",
        ),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    with pytest.raises(CellcError) as error:
        compile_cell(text)
    assert said in str(error.value)


def test_a_sum_tells_how_many_components_there_are() -> None:
    module = module_of(
        compile_cell(r"h_t = tanh(W x_t) * \sum_{j=1}^{3} b_j + h_{t-1}")
    )
    assert module.CELL["parameters"]["b"]["shape"] == ["3"]


def test_a_sum_over_part_of_a_vector_is_refused() -> None:
    text = r"h_t = tanh(W x_t) * \sum_{j=1}^{3} b_j + h_{t-1}"
    with pytest.raises(CellcError, match="declared with 4"):
        compile_cell(f"{text}\nwhere\n  b ∈ ℝ^4")
