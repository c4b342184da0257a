"""Linear recurrences without a loop: blocks of steps side by side are the steps.

All cells of the zoo, with few steps, are routes of `verify`; here are so many steps
that there are blocks.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from cellc.driver import compile_cell
from cellc.loader import module_of
from cellc.testing.routes import module_gradients
from cellc.testing.sample import sample

LEAKY = "h_t = f_t ⊙ h_{t-1} + (1 - f_t) ⊙ tanh(V x_t)\nf_t = σ(W x_t + b)"

# linear in each state, component by component
SCANNED = {
    "gate": LEAKY,
    "sum": "h_t = h_{t-1} + W x_t",
    "fixed": "h_t = a ⊙ h_{t-1} + W x_t\nwhere\n  a ∈ ℝ^h init uniform(0.9)",
    "number": "h_t = 0.5 h_{t-1} + W x_t",
    "negative": "h_t = -tanh(x_t) ⊙ h_{t-1} + x_t",
    "two": "c_t = f_t ⊙ c_{t-1} + tanh(V x_t)\nf_t = σ(W x_t)\n"
    "h_t = g_t ⊙ h_{t-1} + c_t\ng_t = σ(U c_t + R c_{t-1})\nwhere\n  output h_t",
    "lag": "h_t = f_t ⊙ h_{t-1} + tanh(V x_t)\nf_t = σ(W x_t + U x_{t-1})",
    "old": "h_t = f_t ⊙ h_{t-1} + tanh(V x_t)\nf_t = σ(W x_t)\n"
    "y_t = U h_{t-1}\nwhere\n  output y_t, h_t",
    "matrix": "S_t = S_{t-1} + k_t v_t^⊤\nk_t = K x_t\nv_t = V x_t\ny_t = S_t q_t\n"
    "q_t = Q x_t\nwhere\n  k_t ∈ ℝ^k\n  v_t ∈ ℝ^v\n  output y_t",
}

# a state decides its own gate, or mixes its components
STEPPED = {
    "own gate": "h_t = f_t ⊙ h_{t-1} + tanh(V x_t)\nf_t = σ(W x_t + p ⊙ h_{t-1})",
    "mixed": "h_t = W h_{t-1} + V x_t",
    "bent": "h_t = tanh(a ⊙ h_{t-1} + V x_t)",
    "turned": "a_t = c ⊙ a_{t-1} - s ⊙ b_{t-1} + V x_t\n"
    "b_t = s ⊙ a_{t-1} + c ⊙ b_{t-1}\nwhere\n  b_t ∈ ℝ^n\n  output a_t, b_t",
    "second": "c_t = f_t ⊙ c_{t-1} + V x_t\nf_t = σ(W x_t + U h_{t-1})\n"
    "h_t = tanh(c_t)",
}


def steps(text: str, name: str) -> str:
    """The source of one function of the module of a cell."""
    source = compile_cell(text).source_text
    return source[source.index(f"def {name}(") :].split("\n\n\n")[0]


@pytest.mark.parametrize("text", SCANNED.values(), ids=SCANNED.keys())
def test_no_loop(text: str) -> None:
    for name in ("forward", "backward"):
        assert " in range(" not in steps(text, name)
        assert "_scan" in steps(text, name)


@pytest.mark.parametrize("text", STEPPED.values(), ids=STEPPED.keys())
def test_a_loop(text: str) -> None:
    for name in ("forward", "backward"):
        assert "_scan" not in steps(text, name)
    assert "for t in range(T):" in steps(text, "forward")


@pytest.mark.parametrize("text", SCANNED.values(), ids=SCANNED.keys())
@pytest.mark.parametrize(
    ("count", "lengths"),
    [
        *[(count, False) for count in (0, 1, 2, 35, 36, 37, 150)],
        *[(count, True) for count in (3, 36, 150)],
    ],
)
def test_blocks_are_the_steps(text: str, count: int, lengths: bool) -> None:
    """Against the textbook form, which has a loop: values, gradients, states."""
    cell = compile_cell(text)
    ours, textbook = module_of(cell), module_of(cell.at_level(0))
    at = sample(cell.ir, seed=count, steps=count, lengths=lengths)
    expected = module_gradients(cell.ir, textbook, at)
    found = module_gradients(cell.ir, ours, at)
    for results, wanted in zip(found, expected, strict=True):
        assert results.keys() == wanted.keys()
        for name, value in results.items():
            scale = 1 + np.abs(wanted[name]).max(initial=0)
            np.testing.assert_allclose(value, wanted[name], atol=1e-11 * scale)


def gated() -> ModuleType:
    """h_t = f_t ⊙ h_{t-1} + x_t with the gate as an input."""
    return module_of(compile_cell("h_t = f_t ⊙ h_{t-1} + x_t\nwhere\n  f_t ∈ ℝ^h"))


def run(made: ModuleType, gate: Any, x: Any) -> tuple[Any, Any]:
    """The states of a sequence, and the gradient of their sum: to the gate, to x."""
    given = {"f": gate.astype(np.float32), "x": x.astype(np.float32)}
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        out, _, tape = made.forward({}, **given)
        ones = made.Outputs(h=np.ones_like(out.h))
        return out.h, made.backward({}, tape, ones).inputs


@pytest.mark.parametrize("gate", [0.0, 1e-30, 1e-3, 0.5, 1 - 1e-6, 1.0])
@pytest.mark.parametrize("mixed", [False, True])
def test_gates_near_0_and_1(gate: float, mixed: bool) -> None:
    """Nothing is divided by a gate: as exact in blocks as step by step."""
    made, rng = gated(), np.random.default_rng(0)
    count, size = 2000, 8
    gates = np.full((count, 1, size), gate)
    if mixed:
        gates[rng.uniform(size=gates.shape) < 0.5] = 1 - gate
    x = rng.normal(size=gates.shape)
    h, back = np.zeros(gates.shape), np.zeros(gates.shape)
    state = 0
    for t in range(count):
        h[t] = state = gates[t] * state + x[t]
    state = 0
    for t in reversed(range(count)):
        back[t] = state = 1 + (gates[t + 1] * state if t + 1 < count else 0)
    found, inputs = run(made, gates, x)
    # what float32 leaves of gates: 2000 roundings of what a state is made of
    tolerance = 2e-4
    assert np.abs(found - h).max() < tolerance * np.abs(h).max()
    assert np.abs(inputs.x - back).max() < tolerance * np.abs(back).max()


def test_what_is_long_past_is_not_seen() -> None:
    """A gate that is shut once: nothing from before it reaches what comes behind."""
    made, rng = gated(), np.random.default_rng(1)
    gates = np.ones((500, 1, 3))
    gates[250] = 0
    x = rng.normal(size=gates.shape)
    first, _ = run(made, gates, x)
    x[:250] = 1e30
    second, inputs = run(made, gates, x)
    np.testing.assert_array_equal(first[250:], second[250:])
    np.testing.assert_allclose(inputs.x[250:, 0, 0], np.arange(250, 0, -1), rtol=1e-5)


def test_what_grows_without_bound_from_nothing() -> None:
    """Gates whose product is no number any more, before a state that is zero."""
    made = gated()
    gates = np.full((400, 1, 3), 1e10)
    x = np.zeros(gates.shape)
    x[-1] = 1
    out, _, _ = made.forward({}, f=gates.astype(np.float32), x=x.astype(np.float32))
    np.testing.assert_array_equal(out.h[:-1], 0)
    np.testing.assert_array_equal(out.h[-1], 1)
