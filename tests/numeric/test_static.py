"""Static inputs: one value for a whole sequence, as a context or a set to attend to.

Witnesses: `verify` (complex step, the interpreter), and a restatement in plain NumPy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import cellc
from cellc.driver import Form, compile_cell
from cellc.loader import module_of
from cellc.testing.verify import verify

Array = npt.NDArray[Any]
T, B, X, H, C, L, A = 5, 3, 2, 4, 3, 6, 5
CONTEXT = """
z_t = σ(W_z x_t + U_z h_{t-1} + V_z c + b_z)
g_t = tanh(W x_t + U h_{t-1} + p)
h_t = (1 - z_t) ⊙ h_{t-1} + z_t ⊙ g_t + k ⊙ q ⊙ h_{t-1} + s h_{t-1}
p = tanh(V c)
q = p ⊙ p
where
  c ∈ ℝ^c is static
  s ∈ ℝ is static
"""
ATTENTION = """
e_t = K tanh(W h_{t-1})
α_t = softmax(e_t)
z_t = A^T α_t
h_t = tanh(W_x x_t + W_z z_t + U_h h_{t-1} + b)
where
  A ∈ ℝ^{L×a} is static
  K ∈ ℝ^{L×k} is static
  output h_t, α_t
"""


@pytest.mark.parametrize("text", [CONTEXT, ATTENTION], ids=["context", "attention"])
@pytest.mark.parametrize(
    "form",
    [Form(), Form(layers=2), Form(bidirectional=True)],
    ids=["plain", "layers", "both ways"],
)
def test_gradients(text: str, form: Form) -> None:
    if form.bidirectional and "α_t" in text:
        text = text.replace(", α_t", "")
    report = verify(
        compile_cell(text, layers=form.layers, bidirectional=form.bidirectional)
    )
    assert report.passed, report.summary()


@pytest.mark.parametrize("fact", ["m ∈ ℝ^l is static", "m ∈ ℝ^l", "m_t ∈ ℝ^l is input"])
def test_what_is_only_summed_has_a_gradient_of_its_shape(fact: str) -> None:
    name = "m_t" if "m_t" in fact else "m"
    text = f"""
    n_t = sum({name})
    h_t = tanh(W x_t + n_t + U h_{{t-1}})
    where
      {fact}
    """
    report = verify(compile_cell(text))
    assert report.passed, report.summary()


def test_what_it_gives_leaves_the_loop() -> None:
    source = compile_cell(CONTEXT).source_text
    forward = source[source.index("def forward") : source.index("def backward")]
    before, loop = forward.split("for t in range(T):")
    assert "V_z @ c_col" in before
    assert "p = np.tanh(V @ c_col)" in before
    assert "c_col" not in loop


def test_attention_against_numpy() -> None:
    module = module_of(compile_cell(ATTENTION))
    rng = np.random.default_rng(0)
    params = module.init(x=X, h=H, L=L, a=A, k=C, rng=1, dtype=np.float64)
    x, keys, values = (
        rng.normal(size=shape) for shape in ((T, B, X), (B, L, C), (B, L, A))
    )
    named = {"K": keys, "A": values}
    order = [named[each] for each in module.CELL["inputs"] if each != "x"]
    out, _, tape = module.forward(params, x, *order)
    h = np.zeros((B, H))
    for t in range(T):
        e = np.einsum("blk,bk->bl", keys, np.tanh(h @ params["W"].T))
        alpha = np.exp(e) / np.exp(e).sum(axis=1, keepdims=True)
        z = np.einsum("bl,bla->ba", alpha, values)
        pre = x[t] @ params["W_x"].T + z @ params["W_z"].T + h @ params["U_h"].T
        h = np.tanh(pre + params["b"])
        assert np.allclose(out.alpha[t], alpha, rtol=1e-12)
        assert np.allclose(out.h[t], h, rtol=1e-12)
    assert np.allclose(out.alpha.sum(axis=-1), 1)
    d_out = module.Outputs(*(rng.normal(size=each.shape) for each in out))
    gradients = module.backward(params, tape, d_out)
    assert gradients.inputs.A.shape == values.shape
    assert np.abs(gradients.inputs.A).min() > 0


def test_lengths_leave_it_whole() -> None:
    module = module_of(compile_cell(CONTEXT))
    rng = np.random.default_rng(0)
    params = module.init(x=X, h=H, c=C, rng=1, dtype=np.float64)
    x, c, s = (rng.normal(size=each) for each in ((T, B, X), (B, C), (B, 1)))
    out, _, _ = module.forward(params, x, c, s, lengths=np.array([T, 2, 0]))
    alone, _, _ = module.forward(params, x[:2, 1:2], c[1:2], s[1:2])
    assert np.allclose(out.h[:2, 1:2], alone.h)
    assert not out.h[2:, 1].any()


def test_a_wrong_shape_names_the_argument_and_both_shapes() -> None:
    module = module_of(compile_cell(ATTENTION))
    params = module.init(x=X, h=H, L=L, a=A, k=C)
    x = np.zeros((T, B, X), np.float32)
    good = {"K": np.zeros((B, L, C), np.float32), "A": np.zeros((B, L, A), np.float32)}
    names = [each for each in module.CELL["inputs"] if each != "x"]
    for wrong in ((B, L + 1, A), (B + 1, L, A), (B, A)):
        given = [good[n] if n == "K" else np.zeros(wrong, np.float32) for n in names]
        with pytest.raises(ValueError, match=r"A .*\(") as caught:
            module.forward(params, x, *given)
        assert str(wrong) in str(caught.value) or "axes" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("h_t = tanh(W x_t + V c_t)\nwhere\n  c_t ∈ ℝ^c is static", "E0307"),
        ("h_t = tanh(W x_t)\nwhere\n  c ∈ ℝ^c is static", "E0225"),
        ("h_t = tanh(W h_{t-1} + V c)\nwhere\n  c ∈ ℝ^c is static", "E0232"),
        ("h_t = tanh(W x_t + V c)\nwhere\n  c ∈ ℝ^c is static init 1", "E0307"),
    ],
)
def test_what_is_not_static(text: str, code: str) -> None:
    with pytest.raises(cellc.CellcError) as caught:
        compile_cell(text)
    assert code in [each.code for each in caught.value.diagnostics]
