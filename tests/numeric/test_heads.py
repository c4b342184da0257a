r"""Indices over heads: `q_{i,t} = W_{q,i} x_t  for i = 1..H`, where H is a size.

Witnesses: `verify` (complex step, the interpreter), restatements in plain NumPy that go
through the heads one by one, finite differences of these, and the same text with a
number for H, which is written out head by head.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cellc.driver import Form, compile_cell
from cellc.loader import module_of
from cellc.testing.verify import verify

Array = npt.NDArray[Any]
Params = dict[str, Array]
T, B, X, H, D, Y = 4, 3, 2, 3, 4, 5

LINEAR = r"""
q_{i,t} = W_{q,i} x_t
k_{i,t} = W_{k,i} x_t
v_{i,t} = W_{v,i} x_t
S_{i,t} = γ_i S_{i,t-1} + v_{i,t} k_{i,t}^T
o_{i,t} = S_{i,t} q_{i,t}
y_t = W_o [o_{1,t}; ...; o_{H,t}]
where
  for i = 1..H
  γ_i ∈ ℝ init 0.9
  W_{q,i} ∈ ℝ^{d×x}
  W_{v,i} ∈ ℝ^{d×x} init orthogonal
  W_o ∈ ℝ^{y×Hd}
  output y_t
"""
GROUPS = r"""
h_{i,t} = \tanh(W_i x_t + U_i h_{i,t-1} + b_i)
y_t = \sum_{i=1}^{K} V_i h_{i,t}
where
  for i = 1..K
  b_i ∈ ℝ^h init 0.5
  output y_t
"""
# gates, softmax and norms of each head, the delta rule, a gate that is called i
MIXED = r"""
i_t = σ(W_i x_t + b_i)
f_{k,t} = σ(W_{f,k} x_t + U_{f,k} h_{k,t-1} + b_{f,k})
c_{k,t} = f_{k,t} ⊙ c_{k,t-1} + a_k ⊙ \tanh(P_k [x_t; h_{k,t-1}])
β_{k,t} = σ(w_k^T c_{k,t})
u_{k,t} = softmax(Q_k c_{k,t})
M_{k,t} = M_{k,t-1} (I - β_{k,t} u_{k,t} u_{k,t}^T) +
  \frac{β_{k,t}}{2} c_{k,t} u_{k,t}^T
h_{k,t} = LN(M_{k,t} u_{k,t}; g_k, d_k) + β_{k,t} R x_t
n_{k,t} = 0.5 n_{k,t-1} + norm(c_{k,t}) \sum_{j=1}^{K} β_{j,t}
y_t = i_t ⊙ (W_y \frac{1}{K} \sum_{k=1}^{K} h_{k,t} + W_n \mathrm{Concat}_k(n_{k,t}))
where
  for k = 1..K
  a_k ∈ ℝ^h init 1
  w_k ∈ ℝ^h
  Q_k ∈ ℝ^{r×h}
  g_k ∈ ℝ^h
  d_k ∈ ℝ^h
  output y_t
"""
FORMS = [Form(), Form(layers=2), Form(bidirectional=True)]


@pytest.mark.parametrize("form", FORMS, ids=["plain", "layers", "both ways"])
@pytest.mark.parametrize(
    "text", [LINEAR, GROUPS, MIXED], ids=["linear", "groups", "mixed"]
)
def test_gradients(text: str, form: Form) -> None:
    report = verify(
        compile_cell(text, layers=form.layers, bidirectional=form.bidirectional)
    )
    assert report.passed, report.summary()


# ---------------------------------------------------------------- against NumPy


def linear_attention(params: Params, x: Array) -> Array:
    """Head by head, sequence by sequence, as the equations stand."""
    y = np.zeros((*x.shape[:2], Y))
    for b in range(x.shape[1]):
        memory = [np.zeros((D, D)) for _ in range(H)]
        for t in range(len(x)):
            heads = []
            for i in range(H):
                q, k, v = (params[f"W_{each}"][i] @ x[t, b] for each in "qkv")
                memory[i] = params["gamma"][i] * memory[i] + np.outer(v, k)
                heads.append(memory[i] @ q)
            y[t, b] = params["W_o"] @ np.concatenate(heads)
    return y


def groups(params: Params, x: Array) -> Array:
    y = np.zeros((*x.shape[:2], Y))
    for b in range(x.shape[1]):
        h = np.zeros((H, D))
        for t in range(len(x)):
            for i in range(H):
                pre = params["W"][i] @ x[t, b] + params["U"][i] @ h[i]
                h[i] = np.tanh(pre + params["b"][i])
                y[t, b] += params["V"][i] @ h[i]
    return y


CELLS = [
    (LINEAR, linear_attention, {"H": H, "d": D}),
    (GROUPS, groups, {"K": H, "h": D}),
]


@pytest.mark.parametrize(("text", "restated", "sizes"), CELLS, ids=["linear", "groups"])
@pytest.mark.parametrize("batch", [1, B])
@pytest.mark.parametrize("level", [0, 2])
def test_against_numpy(
    text: str,
    restated: Callable[[Params, Array], Array],
    sizes: dict[str, int],
    batch: int,
    level: int,
) -> None:
    module = module_of(compile_cell(text, level=level))
    params = module.init(x=X, y=Y, **sizes, rng=1, dtype=np.float64)
    rng = np.random.default_rng(0)
    params = {name: rng.normal(size=each.shape) for name, each in params.items()}
    x, d_y = rng.normal(size=(T, batch, X)), rng.normal(size=(T, batch, Y))
    out, _, tape = module.forward(params, x)
    np.testing.assert_allclose(out.y, restated(params, x), rtol=1e-11)
    grads = module.backward(params, tape, module.Outputs(y=d_y))

    def loss() -> float:
        return float(np.sum(d_y * restated(params, x)))

    for array, gradient in [
        *((params[name], grads.params[name]) for name in params),
        (x, grads.inputs.x),
    ]:
        assert gradient.shape == array.shape
        np.testing.assert_allclose(gradient, differences(loss, array), rtol=1e-5)


def differences(loss: Callable[[], float], array: Array, step: float = 1e-5) -> Array:
    found = np.empty_like(array)
    for at in np.ndindex(array.shape):
        kept = array[at]
        array[at] = kept + step
        above = loss()
        array[at] = kept - step
        found[at] = (above - loss()) / (2 * step)
        array[at] = kept
    return found


def test_the_surface() -> None:
    module = module_of(compile_cell(LINEAR))
    shapes = {name: each["shape"] for name, each in module.CELL["parameters"].items()}
    assert shapes["W_q"] == ["H", "d", "x"]
    assert shapes["gamma"] == ["H"]
    assert shapes["W_o"] == ["y", "H * d"]
    assert module.CELL["states"]["S"]["shape"] == ["H", "d", "d"]
    params = module.init(x=X, y=Y, H=H, d=D, rng=1)
    assert params["W_q"].shape == (H, D, X)
    assert params["W_o"].shape == (Y, H * D)
    np.testing.assert_array_equal(params["gamma"], np.full(H, 0.9, np.float32))
    limit = np.sqrt(6 / (D + X))  # of one head, not of the array
    assert limit * 0.8 < np.abs(params["W_k"]).max() <= limit
    for each in params["W_v"]:
        np.testing.assert_allclose(each.T @ each, np.eye(X), atol=1e-6)
    assert len({each.tobytes() for each in params["W_v"]}) == H
    with pytest.raises(ValueError, match="W_q"):
        module.forward(params | {"W_q": params["W_q"][0]}, np.zeros((T, B, X), "f4"))


@pytest.mark.parametrize("text", [LINEAR, MIXED], ids=["linear", "mixed"])
def test_no_steps(text: str) -> None:
    module = module_of(compile_cell(text))
    sizes = {each: 2 for each in module.CELL["sizes"]}
    params = module.init(**sizes, rng=1)
    out, final, tape = module.forward(params, np.zeros((0, B, 2), np.float32))
    assert out.y.shape == (0, B, 2)
    grads = module.backward(params, tape, out)
    assert all(not each.any() for each in grads.params.values())
    assert final._fields == grads.state._fields


def test_it_is_the_cell_with_each_head_written_out() -> None:
    """A number for H makes a name for each head: the same function."""
    text = LINEAR.replace("y×Hd", "y×(H d)")
    axes = module_of(compile_cell(text))
    apart = module_of(
        compile_cell(text.replace("for i = 1..H", "for i = 1..H\n  H = 3"))
    )
    params = axes.init(x=X, y=Y, H=H, d=D, rng=1, dtype=np.float64)
    own = {"W_o": params["W_o"]}
    for name in ("W_q", "W_k", "W_v", "gamma"):
        for i, each in enumerate(params[name], 1):
            own[f"{name}_{i}"] = np.asarray(each)
    x = np.random.default_rng(0).normal(size=(T, B, X))
    out, _, tape = axes.forward(params, x)
    other, _, other_tape = apart.forward(own, x)
    np.testing.assert_allclose(out.y, other.y, rtol=1e-12)
    one = axes.backward(params, tape, out)
    two = apart.backward(own, other_tape, other)
    for name in ("W_q", "W_k", "W_v", "gamma"):
        for i, each in enumerate(one.params[name], 1):
            np.testing.assert_allclose(each, two.params[f"{name}_{i}"], rtol=1e-10)


# ---------------------------------------------------------------- spellings


def source_of(text: str) -> str:
    """What is computed, without the comments, which have the text."""
    lines = compile_cell(text).source_text.split("\n")
    start = next(at for at, line in enumerate(lines) if line.startswith("def forward"))
    return "\n".join(each for each in lines[start:] if "#" not in each)


PLAIN = r"""
q_{i,t} = W_{q,i} x_t
S_{i,t} = γ_i S_{i,t-1} + q_{i,t} q_{i,t}^T
y_t = \sum_{i=1}^{H} W_{o,i} S_{i,t} q_{i,t}
where
  for i = 1..H
  γ_i ∈ ℝ
  output y_t
"""
SPELLINGS = [
    [("{i,t}", "{t,i}"), ("{i,t-1}", "{t-1,i}")],
    [("q_{i,t}", "q_t^{i}")],
    [("q_{i,t}", "q^{(i)}_t"), ("S_{i,t", "S^{(i)}_{t")],
    [("q_{i,t}^T", "(q_t^i)^T"), ("q_{i,t}", "q^i_t")],
    [("W_{q,i}", "W^q_i"), ("W_{o,i}", "W^o_i")],
    [("W_{q,i}", "W_i^{(q)}"), ("W_{o,i}", "W_i^{(o)}")],
    [
        ("{o,i}", "{o,k}"),
        ("{i=1}", "{k=1}"),
        (" S_{i,t} q_{i,t}\n", " S_{k,t} q_{k,t}\n"),
    ],
    [("for i = 1..H", r"for i = 1, \ldots, H")],
    [("  for i = 1..H\n", ""), ("where", "for i = 1..H\nwhere")],
    [(r"\sum_{i=1}^{H}", r"\sum_i")],
    [("i", "m")],
    [("W_{q,i} x_t", "W_{q,i} @ x_t"), ("W_{o,i}", "W_{o,i} ·")],
    [("{i,t}", "{it}"), ("γ_i S_{i,t-1}", "γ_i S_{i,t-1}")],
]


@pytest.mark.parametrize("changes", SPELLINGS, ids=str)
def test_spellings(changes: list[tuple[str, str]]) -> None:
    text = PLAIN
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    text = text.replace("wmth", "with")
    assert source_of(text) == source_of(PLAIN)


JOINED = LINEAR.replace("  W_o ∈ ℝ^{y×Hd}\n", "")


@pytest.mark.parametrize(
    "joined",
    [
        r"[o_{1,t}, \dots, o_{H,t}]",
        "[o_{1,t}; o_{2,t}; …; o_{H,t}]",
        "Concat_i(o_{i,t})",
        r"\mathrm{Concat}_{i=1}^{H}(o_{i,t})",
        r"\operatorname{concat}(o_{1,t}, \ldots, o_{H,t})",
    ],
)
def test_spellings_of_the_concatenation(joined: str) -> None:
    text = JOINED.replace("[o_{1,t}; ...; o_{H,t}]", joined)
    assert joined in text
    assert source_of(text) == source_of(JOINED)


def test_a_range_behind_an_equation_or_a_declaration() -> None:
    declared = PLAIN.replace("  γ_i", "  W_{q,i} ∈ ℝ^{q×x}\n  γ_i")
    behind = declared.replace("  for i = 1..H\n", "").replace(
        "W_{q,i} x_t", r"W_{q,i} x_t, \quad i = 1, \dots, H"
    )
    assert source_of(behind) == source_of(declared)
    fact = declared.replace("  for i = 1..H\n", "").replace(
        "γ_i ∈ ℝ", "γ_i ∈ ℝ, for i = 1..H"
    )
    assert source_of(fact) == source_of(declared)


# ---------------------------------------------------------------- the code


def test_heads_are_no_loop() -> None:
    """One product for the input of all heads, one batched product a step."""
    source = compile_cell(GROUPS).source_text
    forward = source[source.index("def forward") : source.index("def backward")]
    before, loop = forward.split("for t in range(T):")
    assert "W.reshape(n_K * n_h, n_x) @ x_seq" in before
    assert "U @ h_seq[t]" in loop
    assert "for " not in loop
    backward = source[source.index("def backward") : source.index("def prepare")]
    assert "U.transpose(0, 2, 1) @ d_h_pre" in backward
    assert backward.count("for ") == 2  # blocks of steps, and steps
    assert "einsum" not in forward


def test_products_of_one_vector_are_fused() -> None:
    source = compile_cell(LINEAR).source_text
    forward = source[source.index("def forward") : source.index("def backward")]
    assert forward.count("@ x_seq") == 1


# ---------------------------------------------------------------- what stays


def test_an_index_that_is_shifted_is_written_out() -> None:
    """Micro-steps are a recurrence over l: their number must be known."""
    text = r"""
    s^{(0)}_t = h_{t-1}
    s^{(l)}_t = tanh(W^{(l)} s^{(l-1)}_t + U x_t)
    h_t = s^{(L)}_t
    where
      for l = 1..L
      L = 3
    """
    assert "W_3" in module_of(compile_cell(text)).CELL["parameters"]
