r"""Two indices in one term: heads over a set, `e_{t,ij} = q_{t,i}^T K_i a_j`.

Witnesses: `verify` (complex step, the interpreter), restatements in plain NumPy with
complex steps, and the same text with a number for H, written out head by head.
"""

from __future__ import annotations

import numpy as np
import pytest
from complex_step import Array, compare, largest, softmax

from cellc.driver import Form, compile_cell
from cellc.loader import module_of
from cellc.testing.verify import verify

T, B, X, H, D, L, A, N = 3, 2, 2, 3, 4, 5, 3, 4
Params = dict[str, Array]

DOTS = r"""
q_{t,i} = Q_i h_{t-1}
e_{t,ij} = \frac{q_{t,i}^T K_i a_j}{\sqrt{d}}
α_{t,ij} = softmax_j(e_{t,ij})
o_{t,i} = \sum_j α_{t,ij} V_i a_j
h_t = tanh(W_o [o_{t,1}; ...; o_{t,H}] + W_x x_t)
where
  for i = 1..H
  a_j ∈ ℝ^a is static, for j = 1..L
  d ∈ ℝ = 4
  Q_i ∈ ℝ^{p×h}
  W_o ∈ ℝ^{h×Hp}
  output h_t
"""
# a mask, weights that are kept, functions over either index, labels above
MASKED = r"""
e_{t,j}^{(i)} = v_i^T \tanh(Q^{(i)} h_{t-1} + k_j^{(i)} + b^{(i)}) - c_{t-1,j}^{(i)}
k_j^{(i)} = K^{(i)} a_j
α_{t,j}^{(i)} = \frac{σ(m_j) \exp(e_{t,j}^{(i)})}{\sum_l σ(m_l) \exp(e_{t,l}^{(i)})}
c_{t,j}^{(i)} = 0.5 c_{t-1,j}^{(i)} + α_{t,j}^{(i)}
n_{t,j} = \max_i (α_{t,j}^{(i)}) + \sum_i e_{t,j}^{(i)}
o_t^{(i)} = \sum_{j=1}^L α_{t,j}^{(i)} k_j^{(i)} + \frac{1}{L} \sum_j n_{t,j} u_i
h_t = tanh(W_o Concat_i(o_t^{(i)}) + W_x x_t)
where
  for i = 1..H
  a_j ∈ ℝ^a is static, for j = 1..L
  m_j ∈ ℝ is static
  Q^{(i)} ∈ ℝ^{p×h}
  b^{(i)} ∈ ℝ^p
  u_i ∈ ℝ^p
  v_i ∈ ℝ^p
  W_o ∈ ℝ^{h×Hp}
  output h_t
"""
# two sets; two indices over heads, at parameters and states
SETS = r"""
e_{t,ij} = v^T \tanh(W a_i + U b_j + V h_{t-1})
α_{t,ij} = softmax_j(e_{t,ij})
h_t = \tanh(\sum_i \sum_j α_{t,ij} (A a_i + C b_j) + W_x x_t)
where
  a_i ∈ ℝ^a is static, for i = 1..L
  b_j ∈ ℝ^b is static, for j = 1..M
  v ∈ ℝ^p
"""
GRID = r"""
h_{t,ij} = \tanh(W_{ij} x_t + U_i h_{t-1,ij} + b_{ij} + \sum_{k=1}^{K} V_j h_{t-1,ik})
g_{t,ij} = softmax_i(w_{ij}^T h_{t,ij})
y_t = \sum_i \sum_j g_{t,ij} P_{ij} h_{t,ij}
where
  for i = 1..H
  for j = 1..K
  b_{ij} ∈ ℝ^h
  w_{ij} ∈ ℝ^h
  W_{ij} ∈ ℝ^{h×x} init orthogonal
  output y_t
"""
TEXTS = {"dots": DOTS, "masked": MASKED, "sets": SETS, "grid": GRID}


@pytest.mark.parametrize(
    "form",
    [Form(), Form(layers=2), Form(bidirectional=True)],
    ids=["plain", "layers", "both ways"],
)
@pytest.mark.parametrize("name", TEXTS)
def test_gradients(name: str, form: Form) -> None:
    report = verify(
        compile_cell(TEXTS[name], layers=form.layers, bidirectional=form.bidirectional)
    )
    assert report.passed, report.summary()


# ---------------------------------------------------------------- against NumPy


def dots(params: Params, x: Array, a: Array) -> Array:
    h = np.zeros((B, N), dtype=np.result_type(x, a, *params.values()))
    found = []
    for x_t in x:
        q = np.einsum("hpn,bn->bhp", params["Q"], h)
        e = np.einsum("bhp,hpa,bla->bhl", q, params["K"], a) / 2
        o = np.einsum("bhl,hpa,bla->bhp", softmax(e, -1), params["V"], a)
        h = np.tanh(o.reshape(B, -1) @ params["W_o"].T + x_t @ params["W_x"].T)
        found.append(h)
    return np.stack(found)


def masked(params: Params, x: Array, a: Array, m: Array) -> Array:
    h = np.zeros((B, N), dtype=np.result_type(x, a, m, *params.values()))
    c, found = np.zeros((B, H, L), h.dtype), []
    k = np.einsum("hpa,bla->bhlp", params["K"], a)
    for x_t in x:
        q = np.einsum("hpn,bn->bhp", params["Q"], h) + params["b"]
        e = np.einsum("hp,bhlp->bhl", params["v"], np.tanh(q[:, :, None] + k)) - c
        weights = np.exp(e) / (1 + np.exp(-m[:, None]))
        alpha = weights / weights.sum(axis=-1, keepdims=True)
        c = 0.5 * c + alpha
        n = largest(alpha, 1) + e.sum(axis=1)
        o = np.einsum("bhl,bhlp->bhp", alpha, k)
        o = o + n.mean(axis=-1)[:, None, None] * params["u"]
        h = np.tanh(o.reshape(B, -1) @ params["W_o"].T + x_t @ params["W_x"].T)
        found.append(h)
    return np.stack(found)


def sets(params: Params, x: Array, a: Array, b: Array) -> Array:
    h = np.zeros((B, N), dtype=np.result_type(x, a, b, *params.values()))
    found = []
    for x_t in x:
        both = (a @ params["W"].T)[:, :, None] + (b @ params["U"].T)[:, None]
        e = np.tanh(both + (h @ params["V"].T)[:, None, None]) @ params["v"]
        values = (a @ params["A"].T)[:, :, None] + (b @ params["C"].T)[:, None]
        z = np.einsum("bij,bijh->bh", softmax(e, -1), values)
        h = np.tanh(z + x_t @ params["W_x"].T)
        found.append(h)
    return np.stack(found)


def grid(params: Params, x: Array) -> Array:
    K = params["W"].shape[1]
    h = np.zeros((B, H, K, N), dtype=np.result_type(x, *params.values()))
    found = []
    for x_t in x:
        pre = np.einsum("ijhx,bx->bijh", params["W"], x_t) + params["b"]
        pre = pre + np.einsum("ihk,bijk->bijh", params["U"], h)
        pre = pre + np.einsum("jhk,bik->bijh", params["V"], h.sum(axis=2))
        h = np.tanh(pre)
        g = softmax(np.einsum("ijh,bijh->bij", params["w"], h), 1)
        found.append(np.einsum("bij,ijyh,bijh->by", g, params["P"], h))
    return np.stack(found)


CELLS = {
    "dots": (DOTS, dots, [(B, L, A)]),
    "masked": (MASKED, masked, [(B, L, A), (B, L)]),
    "sets": (SETS, sets, [(B, L, A), (B, 2, X)]),
    "grid": (GRID, grid, []),
}


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("level", [0, 2])
def test_against_numpy(name: str, level: int) -> None:
    text, restated, shapes = CELLS[name]
    module = module_of(compile_cell(text, level=level))
    known = {"x": X, "H": H, "h": N, "L": L, "a": A, "p": D, "b": X, "M": 2, "K": 2}
    params = module.init(
        **{each: known.get(each, N) for each in module.CELL["sizes"]},
        rng=1,
        dtype=np.float64,
    )
    rng = np.random.default_rng(0)
    params = {key: rng.normal(size=each.shape) for key, each in params.items()}
    given = [rng.normal(size=(T, B, X)), *(rng.normal(size=each) for each in shapes)]
    output = "y" if name == "grid" else "h"
    compare(module, restated, params, tuple(given), output)


def test_the_surface() -> None:
    cell = module_of(compile_cell(GRID)).CELL
    assert cell["parameters"]["W"]["shape"] == ["H", "K", "h", "x"]
    assert cell["parameters"]["b"]["shape"] == ["H", "K", "h"]
    assert cell["states"]["h"]["shape"] == ["H", "K", "h"]
    params = module_of(compile_cell(GRID)).init(x=2, h=4, y=3, H=3, K=2, rng=0)
    for each in params["W"].reshape(6, 4, 2):  # each is filled by itself
        np.testing.assert_allclose(each.T @ each, np.eye(2), atol=1e-6)


def source_of(text: str) -> str:
    """What is computed, without the comments, which have the text."""
    lines = compile_cell(text).source_text.split("\n")
    start = next(at for at, line in enumerate(lines) if line.startswith("def forward"))
    return "\n".join(each for each in lines[start:] if "#" not in each)


@pytest.mark.parametrize(
    "changes",
    [
        [("{t,ij}", "{t,i,j}")],
        [("{t,ij}", "{ij,t}"), ("{t,i}", "{i,t}")],
        [("e_{t,ij}", "e_{tij}"), ("α_{t,ij}", "α_{tij}")],
        [("{t,ij}", "{t,j}^{(i)}"), ("{t,i}", "t^{(i)}")],
        [("{t,ij}", "{t,j}^i"), ("{t,i}", "{t}^i")],
        [("softmax_j(e_{t,ij})", r"\frac{\exp(e_{t,ij})}{\sum_k \exp(e_{t,ik})}")],
        [(r"\sum_j α_{t,ij} V_i a_j", r"\sum_{k=1}^{L} α_{t,ik} V_i a_k")],
        [("[o_{t,1}; ...; o_{t,H}]", r"\mathrm{Concat}_i(o_{t,i})")],
    ],
    ids=str,
)
def test_spellings(changes: list[tuple[str, str]]) -> None:
    text = DOTS.replace("[o_{t,1}; ...; o_{t,H}]", "Concat_i(o_{t,i})")
    plain = source_of(text)
    for old, new in changes:
        text = DOTS.replace(old, new) if "Concat" in new else text.replace(old, new)
    assert source_of(text) == plain


def test_one_head_is_attention_without_heads() -> None:
    """H = 1 as a size is the cell that has no heads."""
    plain = r"""
    e_{t,j} = \frac{(Q h_{t-1})^T K a_j}{\sqrt{d}}
    α_{t,j} = softmax(e_{t,j})
    o_t = \sum_j α_{t,j} V a_j
    h_t = tanh(W_o o_t + W_x x_t)
    where
      a_j ∈ ℝ^a is static, for j = 1..L
      d ∈ ℝ = 4
      Q ∈ ℝ^{p×h}
      output h_t
    """
    several, one = (module_of(compile_cell(text)) for text in (DOTS, plain))
    sizes = {each: 3 for each in several.CELL["sizes"]} | {"H": 1}
    params = several.init(**sizes, rng=0, dtype=np.float64)
    rng = np.random.default_rng(0)
    x, a = rng.normal(size=(T, B, 3)), rng.normal(size=(B, 3, 3))
    out, _, _ = several.forward(params, x, a)
    alone = {key: v[0] if v.ndim == 3 else v for key, v in params.items()}
    np.testing.assert_allclose(out.h, one.forward(alone, x, a)[0].h, rtol=1e-12)
