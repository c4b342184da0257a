"""verify catches what is wrong: 0.1 % in one gradient, or in one value."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from cellc.driver import CompiledCell, compile_cell, compile_spec
from cellc.loader import module_of
from cellc.testing.comparisons import Report, relative_error
from cellc.testing.verify import verify, verify_modules

LSTM = "lstm"

# what is made wrong -> the statement before which the fault is planted, and the fault
FAULTS = {
    "weight": (
        "    return Gradients(",
        '    d_params["W_i"] = d_params["W_i"] * 1.001',
    ),
    "bias": ("    return Gradients(", '    d_params["b_o"] = d_params["b_o"] * 0.999'),
    "one entry of a weight": (
        "    return Gradients(",
        '    d_params["W_f"] = d_params["W_f"].copy(); d_params["W_f"][0, 0] *= 1.001',
    ),
    "input": ("    return Gradients(", "    d_inputs = Inputs(x=d_inputs.x * 1.001)"),
    "initial state": (
        "    return Gradients(",
        "    d_C_next = d_C_next * 1.001",
    ),
    "the other initial state": (
        "    return Gradients(",
        "    d_h_next = d_h_next * 0.999",
    ),
}
VALUES = {
    "output": ("    tape = Tape(", "    out = Outputs(h=out.h * 1.001)"),
    "final state": (
        "    tape = Tape(",
        "    final = final._replace(C=final.C * 1.001)",
    ),
    "one step of an output": (
        "    tape = Tape(",
        "    out = Outputs(h=out.h.copy()); out.h[0, 0] *= 1.001",
    ),
}


@pytest.fixture(scope="module")
def lstm() -> CompiledCell:
    return compile_spec(LSTM)


@pytest.fixture(scope="module")
def plain(lstm: CompiledCell) -> ModuleType:
    return module_of(lstm.at_level(0))


def with_fault(compiled: CompiledCell, before: str, fault: str, folder: Path) -> Report:
    """What verify says of the cell's module with one more line in it."""
    text = compiled.source_text
    assert before in text, f"the module has no `{before.strip()}`"
    path = folder / "wrong_cell.py"
    path.write_text(text.replace(before, f"{fault}\n{before}", 1), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("wrong_cell", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return verify_modules(compiled.ir, module, module_of(compiled.at_level(0)))


def failed(report: Report) -> set[str]:
    return {row.route for row in report.rows if not row.passed}


def test_what_is_right_passes(lstm: CompiledCell, plain: ModuleType) -> None:
    report = verify_modules(lstm.ir, module_of(lstm), plain)
    assert report.passed
    quantities = {row.quantity for row in report.rows}
    for kind, names in (
        ("parameter", lstm.ir.parameters),
        ("input", lstm.ir.inputs),
        ("state", [state.current for state in lstm.ir.states]),
    ):
        assert {f"{kind} {each.name}" for each in names} <= quantities


@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize("fault", FAULTS)
def test_wrong_gradient(
    lstm: CompiledCell, fault: str, level: int, tmp_path: Path
) -> None:
    compiled = lstm.at_level(level)
    report = with_fault(compiled, *FAULTS[fault], tmp_path)
    assert not report.passed
    found = failed(report)
    assert {"complex step", "lengths"} <= found
    if level == 2:
        assert "O0 against O2" in found
    if (
        fault != "one entry of a weight"
    ):  # of which little is left in a random direction
        assert "differences" in found
    assert "values" not in found


@pytest.mark.parametrize("fault", VALUES)
def test_wrong_value(lstm: CompiledCell, fault: str, tmp_path: Path) -> None:
    report = with_fault(lstm, *VALUES[fault], tmp_path)
    assert not report.passed
    assert "values" in failed(report)


def test_fault_in_the_step_of_time_only(lstm: CompiledCell, tmp_path: Path) -> None:
    """Wrong inside the loop: only what flows through time is touched."""
    before = "        d_h_next = W_h_T @ d_pre"
    assert lstm.source_text.count(before) == 1
    text = lstm.source_text.replace(before, f"{before} * 1.001")
    path = tmp_path / "wrong_loop.py"
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("wrong_loop", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    report = verify_modules(lstm.ir, module, module_of(lstm.at_level(0)))
    assert "complex step" in failed(report)


def test_not_a_number_fails(lstm: CompiledCell, tmp_path: Path) -> None:
    fault = '    d_params["b_o"] = d_params["b_o"] * np.nan'
    report = with_fault(lstm, "    return Gradients(", fault, tmp_path)
    assert "complex step" in failed(report)


def test_wrong_shape_fails(lstm: CompiledCell, tmp_path: Path) -> None:
    fault = '    d_params["b_o"] = d_params["b_o"][None]'
    report = with_fault(lstm, "    return Gradients(", fault, tmp_path)
    assert "complex step" in failed(report)


def test_summary_names_the_worst_of_each_route(lstm: CompiledCell) -> None:
    report = verify(lstm)
    routes = [row.route for row in report.summary()]
    assert len(set(routes)) == len(routes)
    assert set(routes) == {row.route for row in report.rows}
    for row in report.summary():
        assert row.error == max(r.error for r in report.rows if r.route == row.route)


def test_by_name_and_by_seed() -> None:
    first, again, other = (verify("rnn", seed=seed) for seed in (1, 1, 2))
    assert first.passed
    assert first == again
    assert first != other


# ---------------------------------------------------------------- small cells

# Each was wrong once, or is the smallest cell with its feature.
SMALL = {
    "one product alone": "h_t = tanh(W h_{t-1}) + U x_t",
    "product as an output": "h_t = tanh(W h_{t-1} + U x_t)\ny_t = V h_t\n"
    "where\n  output y_t, h_t",
    "product of a product": "h_t = tanh(W (W h_{t-1}) + U x_t)",
    "one matrix, two vectors": "h_t = tanh(W h_{t-1} + W x_t)",
    "no matrix": "h_t = h_{t-1} + x_t",
    "no state": "h_t = tanh(W x_t + b)\nwhere\n  output h_t",
    "no state, no parameter": "h_t = tanh(x_t)\nwhere\n  output h_t",
    "input as a state": "c_t = x_t\nh_t = c_{t-1} ⊙ h_{t-1} + c_t",
    "input one step later": "h_t = x_t\ny_t = h_{t-1}\nwhere\n  output y_t",
    "input two steps later": "a_t = x_t\nb_t = a_{t-1}\nc_t = b_{t-1}\n"
    "where\n  output c_t",
    "delay before a product": "p_t = x_t\nq_t = p_{t-1}\n"
    "h_t = tanh(W h_{t-1} + U q_{t-1})",
    "state two steps old": "p_t = h_{t-1}\nh_t = tanh(W p_{t-1} + U x_t)",
    "output of the step before": "c_t = x_t ⊙ c_{t-1}\nh_t = c_{t-1}\n"
    "where\n  output h_t",
    "state without effect": "h_t = 1 + 0 h_{t-1} + x_t",
    "states across": "a_t = tanh(W b_{t-1} + U x_t)\n"
    "b_t = tanh(V a_{t-1} + U x_t)\nwhere\n  output a_t, b_t",
    "three states": "a_t = b_{t-1} + x_t\nb_t = c_{t-1} ⊙ a_t\n"
    "c_t = tanh(a_{t-1} + b_t)",
    "gate that is zero": "z_t = 0 σ(x_t)\nh_t = z_t ⊙ h_{t-1} + x_t",
    "gate that cancels": "f_t = x_t - x_t\nh_t = f_t ⊙ h_{t-1} + x_t",
    "state that is a number": "h_t = 3\ny_t = h_{t-1} + x_t\nwhere\n  output y_t, h_t",
    "definition without time": "a = tanh(W v + b)\nh_t = a ⊙ h_{t-1} + x_t\n"
    "where\n  v ∈ ℝ^k",
    "product without time in a sum": "h_t = tanh(W v + R u + W_h h_{t-1} + U x_t)\n"
    "where\n  v ∈ ℝ^k\n  u ∈ ℝ^m",
    "matrix of a matrix": "A = W^T W\nh_t = tanh(A h_{t-1} + U x_t)\n"
    "where\n  W ∈ ℝ^{k×h}",
    "skew matrix": "A = W - W^T\nh_t = tanh(A h_{t-1} + U x_t)\nwhere\n  W ∈ ℝ^{h×h}",
    "function of a matrix": "h_t = tanh(W) h_{t-1} + x_t\nwhere\n  W ∈ ℝ^{h×h}",
    "two matrices side by side": "h_t = (W ⊙ M) h_{t-1} + x_t\nwhere\n  W, M ∈ ℝ^{h×h}",
    "matrix that varies with time": "F_t = σ(f_t k_t^T)\nh_t = tanh(F_t h_{t-1} + x_t)",
    "outer and inner product": "G_t = h_{t-1} x_t^T\nh_t = tanh(W h_{t-1} + G_t x_t)",
    "number of two vectors": "h_t = (x_t^T x_t) h_{t-1} + x_t",
    "number that is trained": "h_t = k h_{t-1} + l + x_t\nwhere\n  k, l ∈ ℝ",
    "gate of a number": "h_t = σ(k) h_{t-1} + x_t\nwhere\n  k ∈ ℝ",
    "functions of a number": "h_t = softplus(k) h_{t-1} + x_t + elu(k) + gelu(k)\n"
    "where\n  k ∈ ℝ",
    "gate of parameters": "h_t = σ(u^T v) h_{t-1} + x_t\nwhere\n  u, v ∈ ℝ^k",
    "number as a state": "s_t = s_{t-1} + v^T x_t\nh_t = s_t h_{t-1} + x_t\n"
    "where\n  s_t ∈ ℝ\n  v ∈ ℝ^x\n  output h_t, s_t",
    "number as an input": "h_t = tanh(W h_{t-1} + u s_t)\nwhere\n  s_t ∈ ℝ\n  u ∈ ℝ^h",
    "number as an output": "h_t = tanh(W h_{t-1} + U x_t)\ny_t = v^T h_t\n"
    "where\n  v ∈ ℝ^h\n  output y_t, h_t",
    "list with a parameter": "h_t = tanh(W·[x_t, b, h_{t-1}])\nwhere\n  b ∈ ℝ^k",
    "list with one name twice": "h_t = tanh(W·[x_t, x_t, h_{t-1}])",
    "list as a state": "h_t = tanh([W h_{t-1}, U x_t])\n"
    "where\n  W ∈ ℝ^{a×(a+b)}\n  U ∈ ℝ^{b×x}",
    "list as an output": "h_t = tanh(W h_{t-1} + U x_t)\ny_t = [h_t, x_t]\n"
    "where\n  output y_t",
    "multiple of a size": "h_t = tanh(W·[h_{t-1}, h_{t-1}] + x_t)\n"
    "where\n  W ∈ ℝ^{n×2n}",
    "fixed sizes": "h_t = tanh(W h_{t-1} + U x_t)\nwhere\n  h_t ∈ ℝ^4\n  x_t ∈ ℝ^2",
    "names of the generator": "h_t = tanh(W h_{t-1} + d_out ⊙ x_t + d_final)\n"
    "y_t = State ⊙ h_t + Outputs ⊙ x_t\nwhere\n  output y_t, h_t",
    "constants of those names": "h_t = tanh(W h_{t-1} + d_out x_t + tape)\n"
    "where\n  d_out ∈ ℝ = 0.5\n  tape ∈ ℝ = 0.25",
    "powers": "h_t = (h_{t-1}^2 + 1)^{1/2} + (x_t^2 + 1)^{-1/2} + x_t^3",
    "quotients": "h_t = -h_{t-1}/-2 + x_t/3 - 1/(1 + x_t^2)",
    "kinks": "h_t = max(h_{t-1}, x_t) - min(x_t, 0.5) + |x_t| + elu(x_t)",
    "many functions": "h_t = hard_sigmoid(4 h_{t-1}) + hard_tanh(2 x_t) + gelu(x_t)"
    " + silu(h_{t-1}) + softplus(x_t) + leaky_relu(x_t)",
    "function of an argument": "h_t = f(W h_{t-1} + U x_t)\n"
    "where\n  f(a) = g(2 a) + a\n  g(b) = b ⊙ b",
}


@pytest.mark.parametrize("text", SMALL.values(), ids=SMALL.keys())
def test_small_cell(text: str) -> None:
    report = verify(compile_cell(text))
    assert report.passed, [row for row in report.rows if not row.passed]


# ---------------------------------------------------------------- single precision


def test_what_cancels_is_left_to_rounding() -> None:
    """The layer norm of two components is almost ±1: its gradient almost vanishes."""
    report = verify(compile_spec("intersection_rnn", transforms="layernorm"))
    assert report.passed, [row for row in report.rows if not row.passed]


@pytest.mark.parametrize("name", ["W_i", "b_o"])
def test_wrong_in_single_precision_only(
    lstm: CompiledCell, name: str, tmp_path: Path
) -> None:
    line = f'd_params["{name}"] *= 1.002 if d_params["{name}"].itemsize == 4 else 1'
    report = with_fault(lstm, "    return Gradients(", f"    {line}", tmp_path)
    assert failed(report) == {"float32"}


@pytest.mark.parametrize(
    ("divisor", "fails"),
    [("norm(c_{t-1})", True), ("(norm(c_{t-1}) + 0.1)", False)],
)
def test_a_cell_that_cannot_start_from_zeros_fails(divisor: str, fails: bool) -> None:
    text = "h_t = tanh(W x_t + U c_{t-1} / " + divisor + ")\nc_t = c_{t-1} + h_t"
    rows = {row.route: row for row in verify(compile_cell(text)).summary()}
    assert rows["start"].passed is not fails
    assert all(row.passed for name, row in rows.items() if name != "start")


def test_a_gradient_that_is_infinite_at_zeros_fails() -> None:
    """The root of zero is zero, and its slope is not a number."""
    report = verify(compile_cell(r"h_t = tanh(W x_t) + \sqrt{sum(h_{t-1}^2)} h_{t-1}"))
    found = [row.quantity for row in report.rows if not row.passed]
    assert "state h" in found
    assert {row.route for row in report.rows if not row.passed} == {"start"}


def test_what_is_not_a_number_is_the_largest_error() -> None:
    assert relative_error(np.array([np.nan]), np.array([1.0])) == float("inf")
