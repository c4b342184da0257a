"""verify catches what is wrong: 0.1 % in one gradient, or in one value."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from cellc.driver import CompiledCell, compile_spec
from cellc.loader import module_of
from cellc.testing.verify import Report, verify, verify_modules

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
    assert text.count(before) == 1, f"the module has no single `{before.strip()}`"
    path = folder / "wrong_cell.py"
    path.write_text(text.replace(before, f"{fault}\n{before}"), encoding="utf-8")
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
    before = "        d_h_next = d_pre @ W_h"
    if lstm.source_text.count(before) != 1:
        pytest.skip("the loop reads otherwise now")
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
