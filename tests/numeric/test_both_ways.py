"""Cells that read from both ends: what the copies are, run by themselves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import zoo_cells

from cellc.diagnostics import CellcError
from cellc.driver import compile_cell, compile_spec
from cellc.loader import module_of
from cellc.testing.verify import verify

Array = npt.NDArray[Any]
T, B, X, H = 5, 3, 2, 4
LENGTHS = [5, 3, 1]
NOISY = (
    "h_t = tanh(W h_{t-1} + U x_t + a m_t)\nwhere\n  m_t ~ N(0, I)\n  m_t ∈ ℝ^h\n"
    "  a ∈ ℝ = 0.5"
)


def of_copy(values: dict[str, Array], names: list[str], tail: str) -> dict[str, Array]:
    return {name: values[name + tail] for name in names}


def turned(a: Array, lengths: list[int]) -> Array:
    out = a.copy()
    for b, n in enumerate(lengths):
        out[:n, b] = a[:n, b][::-1]
    return out


@pytest.mark.parametrize("name", ["lstm", "gru_reset_after", "rnn"])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["whole", "lengths"])
def test_copies_by_themselves(
    name: str, layers: int, lengths: list[int] | None
) -> None:
    """Outputs, final states and all gradients, from the module of the plain cell."""
    single = zoo_cells.module(name)
    both = module_of(compile_spec(name, layers=layers, bidirectional=True))
    rng = np.random.default_rng(0)
    fresh = both.init(x=X, h=H, rng=0, dtype=np.float64)
    params = {key: rng.normal(size=value.shape) for key, value in fresh.items()}
    x = rng.normal(size=(T, B, X))
    state = {each: rng.normal(size=(B, H)) for each in both.State._fields}
    out, final, tape = both.forward(params, x, both.State(**state), lengths=lengths)
    names, fields = [*single.CELL["parameters"]], [*single.State._fields]
    tails = [f"_l{n + 1}" if layers > 1 else "" for n in range(layers)]
    ends = lengths or [T] * B
    below, runs = x, []
    for tail in tails:
        halves = []
        for way in ("", "_reverse"):
            own = of_copy(params, names, tail + way)
            start = single.State(**of_copy(state, fields, tail + way))
            given = turned(below, ends) if way else below
            found, last, kept = single.forward(own, given, start, lengths=lengths)
            halves.append(turned(found.h, ends) if way else found.h)
            runs.append((own, kept, tail + way))
            for each in fields:
                value = getattr(final, each + tail + way)
                np.testing.assert_allclose(value, getattr(last, each), rtol=1e-12)
        below = np.concatenate(halves, axis=-1)
    np.testing.assert_allclose(out.h, below, rtol=1e-12)
    assert out.h.shape == (T, B, 2 * H)

    d_h = rng.normal(size=out.h.shape)
    d_final = {each: rng.normal(size=(B, H)) for each in state}
    grads = both.backward(params, tape, both.Outputs(h=d_h), both.State(**d_final))
    d_out = d_h
    for _ in tails:
        d_below = 0
        for way in ("_reverse", ""):
            own, kept, tail = runs.pop()
            half = np.split(d_out, 2, axis=-1)[1 if way else 0]
            half = turned(half, ends) if way else half
            end = single.State(**of_copy(d_final, fields, tail))
            parts = single.backward(own, kept, single.Outputs(h=half), end)
            for each, value in parts.params.items():
                np.testing.assert_allclose(grads.params[each + tail], value, rtol=1e-9)
            for each in fields:
                found = getattr(grads.state, each + tail)
                np.testing.assert_allclose(found, getattr(parts.state, each), rtol=1e-9)
            d_x = parts.inputs.x
            d_below = d_below + (turned(d_x, ends) if way else d_x)
        d_out = d_below
    np.testing.assert_allclose(grads.inputs.x, d_out, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("text", [NOISY, "lstm", "scrn", "time_lstm1"])
def test_verified(text: str, layers: int) -> None:
    compiled = (
        compile_cell(text, layers=layers, bidirectional=True)
        if "=" in text
        else compile_spec(text, layers=1, bidirectional=True)
    )
    report = verify(compiled)
    assert report.passed, [row for row in report.rows if not row.passed]


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return module_of(compile_spec("lstm", bidirectional=True))


def test_surface(module: ModuleType) -> None:
    assert module.CELL["outputs"]["h"]["shape"] == ["2 * h"]
    assert module.State._fields == ("C", "h", "C_reverse", "h_reverse")
    assert "W_f_reverse" in module.CELL["parameters"]
    with pytest.raises(TypeError, match="both ends"):
        module.step({}, None, None)


def test_wrong_arguments_are_named(module: ModuleType) -> None:
    params = module.init(x=X, h=H, rng=0)
    x = np.zeros((T, B, X), np.float32)
    with pytest.raises(ValueError, match="parameter b_f_reverse is missing"):
        module.forward({k: v for k, v in params.items() if k != "b_f_reverse"}, x)
    with pytest.raises(ValueError, match="no parameter 'Q'"):
        module.forward({**params, "Q": x}, x)
    with pytest.raises(TypeError, match="state is of type dict; it must be State"):
        module.forward(params, x, {})
    with pytest.raises(ValueError, match=r"x has shape \(5, 3, 3\)"):
        module.forward(params, np.zeros((T, B, 3), np.float32))


def test_empty_sequences(module: ModuleType) -> None:
    params = module.init(x=X, h=H, rng=0)
    out, final, _ = module.forward(params, np.zeros((0, B, X), np.float32))
    assert out.h.shape == (0, B, 2 * H)
    assert not final.h_reverse.any()


def test_single_precision_stays(module: ModuleType) -> None:
    params = module.init(x=X, h=H, rng=0)
    out, _, tape = module.forward(params, np.ones((T, B, X), np.float32))
    grads = module.backward(params, tape, module.Outputs(h=out.h))
    assert out.h.dtype == grads.inputs.x.dtype == np.float32
    assert {each.dtype for each in grads.params.values()} == {np.dtype(np.float32)}


def test_size_that_does_not_fit() -> None:
    text = "h_t = tanh(W h_{t-1} + x_t)"
    assert compile_cell(text, bidirectional=True).source_text
    with pytest.raises(CellcError) as refused:
        compile_cell(text, layers=2, bidirectional=True)
    assert [each.code for each in refused.value.diagnostics] == ["E0006"]


@pytest.mark.parametrize("options", [[], ["--layers", "2"], ["-O", "0"]])
def test_command_line(options: list[str], tmp_path: Path) -> None:
    """The module is formatted and clean, and its head says how to make it again."""
    path = tmp_path / "both.py"
    command = [sys.executable, "-m", "cellc.cli", "build", "lstm", "-o", str(path)]
    subprocess.run([*command, "--bidirectional", *options], check=True)
    text = path.read_text("utf-8")
    assert "--bidirectional" in text.split('"""')[1]
    for check in (["check", "--ignore", "E501"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *check, "--isolated", str(path)]
        subprocess.run(ruff, check=True, capture_output=True)
