"""Matrices at every step, and frozen parameters, against loops written by hand."""

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
T, B = 6, 2
RNG = np.random.default_rng(0)

CELLS = {
    "outer product": "S_t = a_t S_{t-1} + v_t k_t^T\no_t = S_t q_t\n"
    "a_t = σ(w^T q_t)\nwhere\n  output o_t, S_t",
    "delta rule": "S_t = S_{t-1} (I - b_t k_t k_t^T) + b_t v_t k_t^T\no_t = S_t k_t\n"
    "b_t = σ(w^T k_t)",
    "row before a matrix": "S_t = diag(w) S_{t-1} + k_t v_t^T diag(b)\n"
    "y_t = (r_t^T (S_{t-1} + diag(u) k_t v_t^T))^T\nwhere\n  r_t ∈ ℝ^k is input\n"
    "  k_t ∈ ℝ^k\n  output y_t",
    "both sides": "H_t = tanh(W X_t V + U H_{t-1} R + B)\nwhere\n"
    "  X_t ∈ ℝ^{k×m} is input\n  H_t ∈ ℝ^{h×n}\n  V ∈ ℝ^{m×n}\n  B ∈ ℝ^{h×n}\n"
    "  R ∈ ℝ^{n×n}",
    "transposed, scaled": "A_t = a_t A_{t-1} + x_t x_t^T\n"
    "B_t = tanh(A_t B_{t-1} A_t^T / 4 + W)\nh_t = B_t x_t + A_t^T h_{t-1}\n"
    "a_t = σ(w^T x_t)\nwhere\n  B_t ∈ ℝ^{x×x}\n  W ∈ ℝ^{x×x}\n  output h_t, a_t",
    "parameter and value": "h_t = tanh(U h_{t-1} + W x_t)\n"
    "M_t = σ(V ⊙ (h_t x_t^T)) + A\nwhere\n  V ∈ ℝ^{h×x}\n  A ∈ ℝ^{h×x}\n"
    "  output M_t, h_t",
    "frozen": "h_t = 0.7 h_{t-1} + 0.3 tanh(W h_{t-1} + V x_t)\ny_t = U h_t\nwhere\n"
    "  W ∈ ℝ^{h×h} is frozen init orthogonal(0.9)\n  V ∈ ℝ^{h×x} is frozen\n"
    "  output y_t",
}


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS.keys())
def test_gradients(text: str) -> None:
    report = verify(compile_cell(text))
    assert report.passed, [row for row in report.rows if not row.passed]


def test_fast_weights_by_hand() -> None:
    module = module_of(compile_cell("S_t = 0.9 S_{t-1} + v_t k_t^T\no_t = S_t q_t"))
    assert module.CELL["states"]["S"]["shape"] == ["o", "q"]
    v, k, q = (RNG.normal(size=(T, B, size)) for size in (3, 4, 4))
    state = RNG.normal(size=(B, 3, 4))
    inputs = {"v": v, "k": k, "q": q}
    given = [inputs[name] for name in module.CELL["inputs"]]
    out, final, _ = module.forward({}, *given, module.State(S=state))
    for t in range(T):
        state = 0.9 * state + v[t][:, :, None] * k[t][:, None, :]
        np.testing.assert_allclose(out.S[t], state, rtol=1e-12)
        expected = np.einsum("bvk,bk->bv", state, q[t])
        np.testing.assert_allclose(out.o[t], expected, rtol=1e-12)
    np.testing.assert_allclose(final.S, state, rtol=1e-12)


def test_past_the_length_a_matrix_stays() -> None:
    module = module_of(compile_cell("S_t = 0.9 S_{t-1} + v_t k_t^T"))
    v, k = RNG.normal(size=(T, B, 3)), RNG.normal(size=(T, B, 4))
    lengths = np.array([T, 2])
    out, final, _ = module.forward({}, v, k, lengths=lengths)
    assert not out.S[2:, 1].any()
    _, short, _ = module.forward({}, v[:2], k[:2])
    np.testing.assert_array_equal(final.S[1], short.S[1])


def test_frozen_parameters_have_no_gradient() -> None:
    module = module_of(compile_cell(CELLS["frozen"]))
    assert module.CELL["parameters"]["W"]["frozen"] is True
    assert "frozen" not in module.CELL["parameters"]["U"]
    params = module.init(x=2, h=3, y=4, rng=0, dtype=np.float64)
    assert set(params) == {"W", "V", "U"}
    x = RNG.normal(size=(T, B, 2))
    out, _, tape = module.forward(params, x)
    gradients = module.backward(params, tape, module.Outputs(y=np.ones_like(out.y)))
    assert set(gradients.params) == {"U"}


def test_what_is_computed_cannot_be_frozen() -> None:
    with pytest.raises(CellcError) as caught:
        compile_cell("h_t = W h_{t-1} + x_t\nwhere\n  x_t ∈ ℝ^h is frozen")
    assert caught.value.diagnostics[0].code == "E0307"


def test_a_function_of_constants_keeps_single_precision() -> None:
    module = module_of(
        compile_cell(
            "h_t = tanh(W x_t / sqrt(d) + a U h_{t-1})\na = exp(-d)\nwhere\n  d ∈ ℝ = 4"
        )
    )
    params = module.init(x=2, h=3, rng=0)
    x = RNG.normal(size=(T, B, 2)).astype(np.float32)
    out, _, tape = module.forward(params, x)
    gradients = module.backward(params, tape, module.Outputs(h=np.ones_like(out.h)))
    assert out.h.dtype == gradients.params["U"].dtype == np.float32
