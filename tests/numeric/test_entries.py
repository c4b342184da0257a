r"""Equations for the entries of matrices: `A_{ij} = softmax_j(S_{ij})`.

Witnesses: `verify` (complex step, the interpreter), restatements in plain NumPy with
complex steps, and the same cells written with matrices.
"""

from __future__ import annotations

import numpy as np
import pytest
from complex_step import Array, compare, largest, softmax

from cellc.driver import Form, compile_cell
from cellc.loader import module_of
from cellc.testing.verify import verify

T, B, X, H = 3, 2, 3, 5
Params = dict[str, Array]

# functions of the rows and columns of a value of every step
VALUES = r"""
A_{t,ij} = \frac{\exp(S_{t,ij})}{\sum_k \exp(S_{t,ik})}
B_{t,ij} = softmax_i(S_{t,ij})
C_{t,ij} = A_{t,ij} B_{t,ij} + \sum_k A_{t,ik} B_{t,kj}
m_{t,i} = \max_j S_{t,ij}
n_{t,j} = \mathrm{mean}_i(S_{t,ij}) + \min_i (S_{t,ij}) + \mathrm{logsumexp}_i(S_{t,ij})
r_{t,i} = \mathrm{norm}_j(S_{t,ij}) + \sqrt{1 + \sum_j S_{t,ij}^2}
g_t = \sum_i \sum_j A_{t,ij} S_{t,ij} + \max_i (m_{t,i})
N_{t,ij} = \frac{S_{t,ij} - m_{t,i}}{1 + r_{t,i} r_{t,j}}
S_t = 0.5 S_{t-1} + x_t h_{t-1}^T + (W x_t) x_t^T
h_t = tanh(W (C_t x_t) + A_t^T m_t + B_t n_t + 0.1 r_t + g_t b + N_t x_t)
where
  W ∈ ℝ^{h×h}
  b ∈ ℝ^h
  output h_t
"""
# matrices of parameters: what they are made of is computed once
PARAMETERS = r"""
P_{ij} = \frac{\exp(S_{ij} + b_j)}{\sum_k \exp(S_{ik} + b_k)}
Q_{ij} = u_i v_j - β F_{ji}
R_{ij} = softmax_i(F_{ij}) + \sum_k S_{ik} F_{kj}
c_{t,i} = \sum_j P_{ij} \tanh(x_{t,j} + Q_{ji})
h_t = tanh(U h_{t-1} + R c_t + s)
s_i = \max_j (S_{ij} + F_{ij}) - \sum_j S_{ij}
where
  β ∈ ℝ = 0.3
"""
# an input that is a matrix, a state that is one, all by their entries
RECTANGULAR = r"""
H_{t,ij} = \tanh(\sum_k X_{t,ik} W_{kj} + \sum_k H_{t-1,ik} U_{kj} + b_j)
α_{t,i} = softmax_i(\sum_j v_j H_{t,ij})
y_{t,j} = \sum_i α_{t,i} H_{t,ij}
where
  X_t ∈ ℝ^{n×d} is input
  H_t ∈ ℝ^{n×h}
  output y_t
"""
# of each head a matrix, whose rows are normed by themselves
HEADS = r"""
M_{t,i} = 0.9 M_{t-1,i} + x_t (W_i x_t)^T
A_{t,i,jk} = softmax_k(M_{t,i,jk})
n_{t,i,j} = \max_k (M_{t,i,jk})
h_t = tanh(\sum_i (A_{t,i} V_i x_t + n_{t,i}) + U h_{t-1})
where
  for i = 1..H
  V_i ∈ ℝ^{x×x}
"""


def values(params: Params, x: Array) -> Array:
    h = np.zeros((B, X), dtype=np.result_type(x, *params.values()))
    S, found = np.zeros((B, X, X), h.dtype), []
    for x_t in x:
        product = x_t @ params["W"].T
        S = 0.5 * S + np.einsum("bi,bj->bij", x_t, h)
        S = S + np.einsum("bi,bj->bij", product, x_t)
        A, by_columns = softmax(S, -1), softmax(S, -2)
        C = A * by_columns + np.einsum("bik,bkj->bij", A, by_columns)
        m = largest(S, -1)
        n = S.mean(axis=-2) - largest(-S, -2) + np.log(np.exp(S).sum(axis=-2))
        squares = (S * S).sum(axis=-1)
        r = np.sqrt(squares) + np.sqrt(1 + squares)
        g = np.einsum("bij,bij->b", A, S) + largest(m, -1)
        N = (S - m[..., None]) / (1 + np.einsum("bi,bj->bij", r, r))
        h = np.tanh(
            np.einsum("ij,bjk,bk->bi", params["W"], C, x_t)
            + np.einsum("bji,bj->bi", A, m)
            + np.einsum("bij,bj->bi", by_columns, n)
            + 0.1 * r
            + g[:, None] * params["b"]
            + np.einsum("bij,bj->bi", N, x_t)
        )
        found.append(h)
    return np.stack(found)


def parameters(params: Params, x: Array) -> Array:
    S, F, u, v = (params[each] for each in "SFuv")
    P = softmax(S + params["b"], -1)
    Q = np.outer(u, v) - 0.3 * F.T
    R = softmax(F, 0) + S @ F
    s = largest(S + F, 1) - S.sum(axis=1)
    h = np.zeros((B, X), dtype=np.result_type(x, *params.values()))
    found = []
    for x_t in x:
        c = np.einsum("ij,bij->bi", P, np.tanh(x_t[:, None, :] + Q.T))
        h = np.tanh(h @ params["U"].T + c @ R.T + s)
        found.append(h)
    return np.stack(found)


def rectangular(params: Params, x: Array) -> Array:
    W, U, b, v = (params[each] for each in ("W", "U", "b", "v"))
    h = np.zeros((B, x.shape[2], H), dtype=np.result_type(x, *params.values()))
    found = []
    for x_t in x:
        h = np.tanh(x_t @ W + h @ U + b)
        found.append(np.einsum("bn,bnh->bh", softmax(h @ v, -1), h))
    return np.stack(found)


CELLS = {
    "values": (VALUES, values, "h", (X,)),
    "parameters": (PARAMETERS, parameters, "h", (X,)),
    "rectangular": (RECTANGULAR, rectangular, "y", (4, X)),
}


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("level", [0, 2])
def test_against_numpy(name: str, level: int) -> None:
    text, restated, output, shape = CELLS[name]
    module = module_of(compile_cell(text, level=level))
    known = {"n": 4, "h": H if name == "rectangular" else X}
    sizes = {each: known.get(each, X) for each in module.CELL["sizes"]}
    params = module.init(**sizes, rng=1, dtype=np.float64)
    rng = np.random.default_rng(2)
    params = {key: rng.normal(size=each.shape) for key, each in params.items()}
    x = 0.5 + rng.normal(size=(T, B, *shape))
    compare(module, restated, params, (x,), output)


FORMS = [Form(), Form(layers=2), Form(bidirectional=True)]


@pytest.mark.parametrize("form", FORMS, ids=["plain", "layers", "both ways"])
@pytest.mark.parametrize("text", [VALUES, PARAMETERS], ids=["values", "parameters"])
def test_gradients(text: str, form: Form) -> None:
    report = verify(
        compile_cell(text, layers=form.layers, bidirectional=form.bidirectional)
    )
    assert report.passed, report.summary()


def test_a_matrix_of_every_step() -> None:
    report = verify(compile_cell(RECTANGULAR))
    assert report.passed, report.summary()


def test_matrices_of_heads() -> None:
    report = verify(compile_cell(HEADS))
    assert report.passed, report.summary()


def source_of(text: str) -> str:
    """What is computed, without the comments, which have the text."""
    lines = compile_cell(text).source_text.split("\n")
    start = next(at for at, line in enumerate(lines) if line.startswith("def forward"))
    return "\n".join(each for each in lines[start:] if "#" not in each)


PLAIN = r"""
S_t = S_{t-1} + x_t h_{t-1}^T
A_{t,ij} = softmax_j(S_{t,ij})
h_t = \tanh(A_t x_t)
"""


@pytest.mark.parametrize(
    "changes",
    [
        [("{t,ij}", "{t,i,j}")],
        [("{t,ij}", "{ij,t}")],
        [("{t,ij}", "{ij}(t)")],
        [("{t,ij}", "{ij}^t")],
        [("{t,ij}", "{t,kl}"), ("_j", "_l")],
        [("{t,ij}", "{t,ji}"), ("_j", "_i")],
        [("softmax_j", r"\mathrm{softmax}_j")],
        [("softmax_j", r"\operatorname{softmax}_{j}")],
        [("softmax_j(S_{t,ij})", r"\frac{\exp(S_{t,ij})}{\sum_k \exp(S_{t,ik})}")],
        [("softmax_j(S_{t,ij})", r"\exp(S_{t,ij}) / \sum_{k=1}^{n} \exp(S_{t,ik})")],
        [("softmax_j(S_{t,ij})", r"\frac{e^{S_{t,ij}}}{\sum_j e^{S_{t,ij}}}")],
    ],
    ids=str,
)
def test_spellings(changes: list[tuple[str, str]]) -> None:
    text = PLAIN
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    assert source_of(text) == source_of(PLAIN)


def test_how_far_a_sum_of_one_factor_reaches() -> None:
    """`sum_j S_{t,ij}` without brackets has one reading."""
    text = "S_{t,ij} = S_{t-1,ij} + x_{t,i} x_{t,j}\nh_{t,i} = \\tanh(SUM S_{t,ij}END)"
    plain = source_of(text.replace("SUM", "\\sum_j").replace("END", ""))
    for sign, end in (("sum_j", ""), ("sum_j(", ")")):
        assert source_of(text.replace("SUM", sign).replace("END", end)) == plain


def test_a_sum_over_an_index_is_the_product_of_matrices() -> None:
    """`\\sum_j P_{ij} y_j` beside another sum is `P y`, fused as any."""
    entries = r"""
    h_{t,i} = \tanh(\sum_j P_{ij} x_{t,j} + \sum_j U_{ij} h_{t-1,j} + \max_j P_{ij})
    """
    vectors = r"""
    m_i = \max_j P_{ij}
    h_t = \tanh(P x_t + U h_{t-1} + m)
    """
    sources = [source_of(each) for each in (entries, vectors)]
    loops = [each[each.index("for t in") : each.index("return")] for each in sources]
    assert all("einsum" not in each for each in loops)
