r"""An index as a number: `γ_i = 1 - 2^{-5-i}` of heads, `\sin(ω j)` of a set.

Witnesses: `verify` (complex step, the interpreter), and restatements in plain NumPy
with complex steps.
"""

from __future__ import annotations

import numpy as np
import pytest
from complex_step import Array, compare, softmax

from cellc.driver import Form, compile_cell
from cellc.loader import module_of
from cellc.testing.verify import verify

T, B, X, H, D, L = 4, 2, 3, 4, 3, 5
Params = dict[str, Array]

# the decay of each head (Sun et al. 2023, eq. 8)
DECAY = r"""
γ_i = 1 - 2^{-5-i}
S_{i,t} = γ_i S_{i,t-1} + (V_i x_t) (K_i x_t)^T
o_{i,t} = S_{i,t} (Q_i x_t)
y_t = W_o [o_{1,t}; ...; o_{H,t}]
where
  for i = 0..H-1
  W_o ∈ ℝ^{y×Hd}
  V_i ∈ ℝ^{d×x}
  K_i ∈ ℝ^{d×x}
  output y_t
"""
PLACES = r"""
p_j = \sin(j ω) + \frac{j}{L} + j^2 / 100 + e^{-j} + \sqrt{j}
α_{t,j} = softmax(q^T \tanh(W a_j + U h_{t-1}) + p_j)
h_t = \tanh(\sum_j α_{t,j} j V a_j + P x_t)
where
  a_j ∈ ℝ^a is static, for j = 1..L
  q ∈ ℝ^m
  ω ∈ ℝ
"""
# heads that look at a place of the set, each as sharply as its number says
BOTH = r"""
μ_t = w^T h_{t-1}
α_{t,ij} = softmax_j(u_i^T a_j - 2^{-i} (j - μ_t)^2)
h_t = \tanh(\sum_{i=1}^H i \sum_j α_{t,ij} V_i a_j + P x_t)
where
  for i = 1..H
  a_j ∈ ℝ^a is static, for j = 0..L-1
  w ∈ ℝ^h
  V_i ∈ ℝ^{h×a}
  u_i ∈ ℝ^a
"""


def decay(params: Params, x: Array) -> Array:
    gamma = 1 - 2.0 ** (-5 - np.arange(H))
    S = np.zeros((B, H, D, D), dtype=np.result_type(x, *params.values()))
    found = []
    for x_t in x:
        v, k, q = (np.einsum("hdx,bx->bhd", params[each], x_t) for each in "VKQ")
        S = gamma[:, None, None] * S + np.einsum("bhi,bhj->bhij", v, k)
        o = np.einsum("bhij,bhj->bhi", S, q)
        found.append(o.reshape(B, -1) @ params["W_o"].T)
    return np.stack(found)


def places(params: Params, x: Array, a: Array) -> Array:
    j = np.arange(1, L + 1)
    p = np.sin(j * params["omega"]) + j / L + j**2 / 100 + np.exp(-j) + np.sqrt(j)
    h = np.zeros((B, D), dtype=np.result_type(x, a, *params.values()))
    found = []
    for x_t in x:
        inner = np.tanh(a @ params["W"].T + (h @ params["U"].T)[:, None])
        alpha = softmax(inner @ params["q"] + p, -1)
        z = np.einsum("bl,l,bla->ba", alpha, j, a)
        h = np.tanh(z @ params["V"].T + x_t @ params["P"].T)
        found.append(h)
    return np.stack(found)


def both(params: Params, x: Array, a: Array) -> Array:
    i, j = np.arange(1, H + 1), np.arange(L)
    h = np.zeros((B, D), dtype=np.result_type(x, a, *params.values()))
    found = []
    for x_t in x:
        away = (j - (h @ params["w"])[:, None]) ** 2
        e = np.einsum("ha,bla->bhl", params["u"], a)
        alpha = softmax(e - 2.0 ** (-i)[:, None] * away[:, None], -1)
        z = np.einsum("h,bhl,hda,bla->bd", i, alpha, params["V"], a)
        h = np.tanh(z + x_t @ params["P"].T)
        found.append(h)
    return np.stack(found)


CELLS = {
    "decay": (DECAY, decay, [], "y"),
    "places": (PLACES, places, [(B, L, X)], "h"),
    "both": (BOTH, both, [(B, L, X)], "h"),
}


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("level", [0, 2])
def test_against_numpy(name: str, level: int) -> None:
    text, restated, shapes, output = CELLS[name]
    module = module_of(compile_cell(text, level=level))
    known = {"H": H, "L": L}
    sizes = {each: known.get(each, D) for each in module.CELL["sizes"]}
    params = module.init(**sizes, rng=1, dtype=np.float64)
    rng = np.random.default_rng(0)
    params = {key: rng.normal(size=each.shape) for key, each in params.items()}
    given = [rng.normal(size=(T, B, X)), *(rng.normal(size=each) for each in shapes)]
    compare(module, restated, params, tuple(given), output)


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("form", [Form(), Form(layers=2)], ids=["plain", "layers"])
def test_gradients(name: str, form: Form) -> None:
    report = verify(compile_cell(CELLS[name][0], layers=form.layers))
    assert report.passed, report.summary()


def test_single_precision_stays() -> None:
    module = module_of(compile_cell(DECAY))
    params = module.init(x=X, y=2, H=H, d=D, rng=1)
    assert "gamma" not in params
    out, final, _ = module.forward(params, np.ones((T, B, X), np.float32))
    assert out.y.dtype == final.S.dtype == np.float32


def test_a_gate_with_the_letter_is_no_number() -> None:
    text = r"""
    i_t = σ(W_i x_t)
    h_{k,t} = \tanh(i_t ⊙ (P_k x_t) + U_k h_{k,t-1})
    y_t = \sum_k V_k h_{k,t}
    where
      for k = 1..K
      output y_t
    """
    assert "cumsum" not in compile_cell(text).source_text
