r"""Products and extremes over an index: `\prod_j`, `\max_{1 \le j \le n}`.

Witnesses: `verify` (complex step, the interpreter), and restatements in plain NumPy
with complex steps, at zeros too.
"""

from __future__ import annotations

import numpy as np
import pytest
from complex_step import Array, compare, largest

from cellc.driver import Form, compile_cell
from cellc.loader import module_of
from cellc.testing.verify import verify

T, B, X, L = 3, 2, 3, 4
Params = dict[str, Array]

MATRICES = r"""
p_{t,i} = \prod_j (1 + S_{t,ij})
g_t = \prod_i \prod_{j=1}^{n} S_{t,ij} + \max_i \sum_j S_{t,ij}^2
m_t = \max_{1 \le j \le n} x_{t,j} + prod(x_t) - \min_{j=1..n} x_{t,j}
S_t = 0.5 S_{t-1} + x_t (W x_t)^T
h_t = \tanh(U h_{t-1} + p_t + g_t b + m_t c)
where
  b ∈ ℝ^h
  c ∈ ℝ^h
  W ∈ ℝ^{h×h}
"""
SETS = r"""
e_{t,j} = v^T \tanh(W a_j + U h_{t-1})
p_t = ∏_{j=1}^L (e_{t,j} a_j^T f)
m_t = \max_{j \in \{1,\dots,L\}} e_{t,j}
h_t = \tanh(P x_t + p_t b + c \prod_j (1 - e_{t,j}) + m_t d)
where
  a_j ∈ ℝ^a is static, for j = 1..L
  v ∈ ℝ^k
  b ∈ ℝ^h
  c ∈ ℝ^h
  d ∈ ℝ^h
  f ∈ ℝ^a
"""


def matrices(params: Params, x: Array) -> Array:
    W, U, b, c = (params[each] for each in "WUbc")
    h = np.zeros((B, X), dtype=np.result_type(x, *params.values()))
    S, found = np.zeros((B, X, X), h.dtype), []
    for x_t in x:
        S = 0.5 * S + np.einsum("bi,bj->bij", x_t, x_t @ W.T)
        p = (1 + S).prod(axis=-1)
        g = S.reshape(B, -1).prod(axis=-1) + largest((S * S).sum(axis=-1), -1)
        m = largest(x_t, -1) + x_t.prod(axis=-1) + largest(-x_t, -1)
        h = np.tanh(h @ U.T + p + g[:, None] * b + m[:, None] * c)
        found.append(h)
    return np.stack(found)


def sets(params: Params, x: Array, a: Array) -> Array:
    b, c, d, f = (params[each] for each in "bcdf")
    h = np.zeros((B, X), dtype=np.result_type(x, a, *params.values()))
    found = []
    for x_t in x:
        inner = np.tanh(a @ params["W"].T + (h @ params["U"].T)[:, None])
        e = inner @ params["v"]
        p = (e * (a @ f)).prod(axis=-1)[:, None] * b
        p = p + (1 - e).prod(axis=-1)[:, None] * c + largest(e, -1)[:, None] * d
        h = np.tanh(x_t @ params["P"].T + p)
        found.append(h)
    return np.stack(found)


CELLS = {"matrices": (MATRICES, matrices, []), "sets": (SETS, sets, [(B, L, X)])}


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("level", [0, 2])
def test_against_numpy(name: str, level: int) -> None:
    text, restated, shapes = CELLS[name]
    module = module_of(compile_cell(text, level=level))
    sizes = {each: L if each == "L" else X for each in module.CELL["sizes"]}
    params = module.init(**sizes, rng=1, dtype=np.float64)
    rng = np.random.default_rng(3)
    params = {key: rng.normal(size=each.shape) for key, each in params.items()}
    given = [rng.normal(size=(T, B, X)), *(rng.normal(size=each) for each in shapes)]
    if shapes:
        given[1][0, 1] = 0  # a factor of zero, whose gradient is that of the others
        given[1][1, 1:3] = 0
    else:
        given[0][1, 0, 1] = 0
    compare(module, restated, params, tuple(given), "h")


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("form", [Form(), Form(layers=2)], ids=["plain", "layers"])
def test_gradients(name: str, form: Form) -> None:
    report = verify(compile_cell(CELLS[name][0], layers=form.layers))
    assert report.passed, report.summary()


@pytest.mark.parametrize(
    "below",
    [
        r"_{j=1}^{L}",
        "_{j=1}^L",
        "_{j}",
        "_{j=1..L}",
        r"_{1 \le j \le L}",
        r"_{1 \leq j \leq L}",
        "_{1 ≤ j ≤ L}",
        r"_{j=1, \dots, L}",
        r"_{j = 1, 2, \ldots, L}",
        r"_{j \in \{1, \dots, L\}}",
    ],
)
@pytest.mark.parametrize("operator", [r"\sum", r"\prod", r"\max", r"\min"])
def test_spellings_of_the_range(operator: str, below: str) -> None:
    text = r"""
    h_t = \tanh(P x_t + U h_{t-1} + b OVER_j (v^T \tanh(W a_j + Q h_{t-1})))
    where
      a_j ∈ ℝ^a is static, for j = 1..L
      v ∈ ℝ^k
      b ∈ ℝ^h
    """
    plain = text.replace("OVER_j", f"{operator}_j")
    assert source_of(text.replace("OVER_j", operator + below)) == source_of(plain)


def source_of(text: str) -> str:
    """What is computed, without the comments, which have the text."""
    lines = compile_cell(text).source_text.split("\n")
    start = next(at for at, line in enumerate(lines) if line.startswith("def forward"))
    return "\n".join(each for each in lines[start:] if "#" not in each)
