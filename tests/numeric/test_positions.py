r"""Indices over the vectors of a set: `e_{ti} = v^T \tanh(W h_{t-1} + U a_i)`.

Witnesses: `verify` (complex step, the interpreter), a restatement in plain NumPy, and
the same cell written with matrices.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cellc.driver import Form, compile_cell, compile_spec
from cellc.loader import module_of
from cellc.testing.verify import verify

Array = npt.NDArray[Any]
T, B, X, H, L, A, M = 4, 3, 2, 4, 6, 5, 3

ADDITIVE = r"""
e_{ti} = v^\top \tanh(W h_{t-1} + U a_i)
α_{ti} = \frac{\exp(e_{ti})}{\sum_{k=1}^{L} \exp(e_{tk})}
z_t = \sum_{i=1}^{L} α_{ti} a_i
h_t = \tanh(W_z z_t + W_x x_t + U_h h_{t-1} + b)
where
  a_i ∈ ℝ^a is static, for i = 1..L
  v ∈ ℝ^m
  output h_t, α_t
"""
# the index j beside the step i, as in Bahdanau et al. 2015, appendix A
STEP_I = r"""
e_{ij} = v_a^\top \tanh(W_a s_{i-1} + U_a h_j)
\alpha_{ij} = \frac{\exp(e_{ij})}{\sum_{k=1}^{T_x} \exp(e_{ik})}
c_i = \sum_{j=1}^{T_x} \alpha_{ij} h_j
s_i = \tanh(W y_i + U s_{i-1} + C c_i)
where
  h_j ∈ ℝ^m is static
  v_a ∈ ℝ^n
"""
# products, norms, states and concatenations of every position; a mask; a gate called i
MIXED = r"""
i_t = σ(W_i x_t + U_i h_{t-1})
q_t = W_q h_{t-1}
e_{t,i} = q_t^T V a_i + a_i^T (V^T q_t) - 0.1 a_i^T a_i
β_{t,i} = \frac{m_i \exp(e_{t,i})}{\sum_k m_k \exp(e_{t,k})}
u_{t,i} = 0.5 u_{t-1,i} + β_{t,i}
k_{t,i} = \tanh(P [h_{t-1}; a_i] + d)
g_t = \sum_i (1 - β_{t,i}) a_i / \sum_k (1 + β_{t,k}^2)
z_t = \sum_i u_{t,i} σ(D k_{t,i}) + \sum_i m_i
h_t = \tanh(i_t ⊙ z_t + G g_t + \sum_i \frac{k_{t,i}}{2 + e^{u_{t,i}}} + U h_{t-1})
where
  a_i ∈ ℝ^a is static
  m_i ∈ ℝ is static
  for i = 1..L
"""


@pytest.mark.parametrize("text", [ADDITIVE, STEP_I, MIXED], ids=["v", "step", "mixed"])
@pytest.mark.parametrize(
    "form",
    [Form(), Form(layers=2), Form(bidirectional=True)],
    ids=["plain", "layers", "both ways"],
)
def test_gradients(text: str, form: Form) -> None:
    if form.bidirectional:
        text = text.replace(", α_t", "")
    report = verify(
        compile_cell(text, layers=form.layers, bidirectional=form.bidirectional)
    )
    assert report.passed, report.summary()


def arrays() -> tuple[Array, Array]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(T, B, X)), rng.normal(size=(B, L, A))


def test_against_numpy() -> None:
    module = module_of(compile_cell(ADDITIVE))
    params = module.init(x=X, h=H, L=L, a=A, m=M, rng=1, dtype=np.float64)
    params["v"] = np.random.default_rng(2).normal(size=M)
    x, a = arrays()
    out, _, tape = module.forward(params, x, a)
    h = np.zeros((B, H))
    for t in range(T):
        alpha = np.empty((B, L))
        for b in range(B):
            e = [
                params["v"] @ np.tanh(params["W"] @ h[b] + params["U"] @ a[b, i])
                for i in range(L)
            ]
            alpha[b] = np.exp(e) / np.sum(np.exp(e))
        z = np.einsum("bl,bla->ba", alpha, a)
        h = np.tanh(z @ params["W_z"].T + x[t] @ params["W_x"].T + h @ params["U_h"].T)
        np.testing.assert_allclose(out.alpha[t], alpha, rtol=1e-12)
        np.testing.assert_allclose(out.h[t], h, rtol=1e-11)
    np.testing.assert_allclose(out.alpha.sum(axis=-1), 1, rtol=1e-14)
    grads = module.backward(params, tape, module.Outputs(h=np.ones_like(out.h)))
    assert grads.inputs.a.shape == a.shape
    assert np.abs(grads.inputs.a).min() > 0


@pytest.mark.parametrize(
    ("end", "size"),
    [
        ("1..N", "N"),
        ("1..T_x", "T_x"),
        ("1..T_{x}", "T_x"),
        (r"1, \dots, T_{src}", "T_src"),
    ],
)
def test_how_many_there_are_has_a_label(end: str, size: str) -> None:
    text = ADDITIVE.replace("1..L", end).replace("^{L}", "")
    inputs = module_of(compile_cell(text)).CELL["inputs"]
    assert inputs["a"]["shape"] == [size, "a"]


@pytest.mark.parametrize("index", ["ti'", "t,i'", "t i'", "{t}{i'}"])
def test_the_letter_of_a_sum_is_primed(index: str) -> None:
    """`a_t(s) = exp(x_{ts}) / \\sum_{s'} exp(x_{ts'})`, as in Luong et al. (2015)."""
    text = ADDITIVE.replace("k=1", "i'=1").replace("tk", index)
    assert index in text
    assert source_of(text) == source_of(ADDITIVE)


def source_of(text: str) -> str:
    """What is computed, without the comments, which have the text."""
    lines = compile_cell(text).source_text.split("\n")
    start = next(at for at, line in enumerate(lines) if line.startswith("def forward"))
    return "\n".join(each for each in lines[start:] if "#" not in each)


def test_a_cell_of_the_zoo() -> None:
    """Xu et al. (2015): the weights add up to one, and every annotation counts."""
    module = module_of(compile_spec("xu_soft_attention"))
    sizes = {"K": X, "L": L, "D": A, "n": H, "m": M, "k": 7}
    params = module.init(**sizes, rng=1, dtype=np.float64)
    y, a = arrays()
    out, _, tape = module.forward(params, y, a)
    assert out.alpha.shape == (T, B, L)
    assert out.alpha.min() > 0
    np.testing.assert_allclose(out.alpha.sum(axis=-1), 1, rtol=1e-14)
    d_h, no_d_alpha = np.ones_like(out.h), np.zeros_like(out.alpha)
    grads = module.backward(params, tape, module.Outputs(h=d_h, alpha=no_d_alpha))
    assert grads.inputs.a.shape == a.shape
    assert np.abs(grads.inputs.a).min() > 0


def test_the_softmax_is_stable() -> None:
    """exp(e_i) / Σ_k exp(e_k) does not overflow as it is computed."""
    module = module_of(compile_cell(ADDITIVE))
    params = module.init(x=X, h=H, L=L, a=A, m=M, rng=1, dtype=np.float64)
    params["v"] = np.full(M, 1e4)
    with np.errstate(all="raise", under="ignore"):
        out, _, _ = module.forward(params, *arrays())
    np.testing.assert_allclose(out.alpha.sum(axis=-1), 1, rtol=1e-14)


def test_it_is_the_cell_with_matrices() -> None:
    indexed = r"""
    e_{ti} = a_i^\top W h_{t-1}
    α_{ti} = softmax_i(e_{ti})
    h_t = \tanh(V \sum_i α_{ti} a_i + W_x x_t)
    where
      a_i ∈ ℝ^a is static
    """
    matrices = r"""
    α_t = softmax(A W h_{t-1})
    h_t = \tanh(V A^T α_t + W_x x_t)
    where
      A ∈ ℝ^{L×a} is static
    """
    x, a = arrays()
    results = []
    for text in (indexed, matrices):
        module = module_of(compile_cell(text))
        params = module.init(x=X, h=H, L=L, a=A, rng=1, dtype=np.float64)
        params = {
            name: np.cos(np.arange(v.size)).reshape(v.shape)
            for name, v in params.items()
        }
        named = {"x": x, "a": a, "A": a}
        given = [named[each] for each in module.CELL["inputs"]]
        out, _, tape = module.forward(params, *given)
        grads = module.backward(params, tape, module.Outputs(h=np.sin(out.h)))
        results.append((out.h, grads.params["W"], grads.inputs[-1]))
    for one, other in zip(*results, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-13)


def test_what_the_state_does_not_change_leaves_the_loop() -> None:
    source = compile_cell(ADDITIVE).source_text
    forward = source[source.index("def forward") : source.index("def backward")]
    before, loop = forward.split("for t in range(T):")
    assert "U_T_by_a = " in before
    assert "U_T_by_a" in loop
    assert "params" not in loop
