"""Generated modules byte for byte, and the golden files run as they stand.

Write the files anew with `pytest tests/golden --update-golden` and read the diff.
"""

import ast
import difflib
import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from cellc.driver import compile_spec

FILES = Path(__file__).parent / "files"
UPDATE = "pytest tests/golden --update-golden"
GOLDEN = (
    ("rnn", 2),
    ("lstm", 0),
    ("lstm", 2),
    ("gru_reset_after", 2),
    ("peephole", 2),
    ("mut1", 2),
)
SHOWN = 80  # lines of a diff


def path_of(name: str, level: int) -> Path:
    return FILES / f"{name}_O{level}.py"


def difference(expected: str, found: str, path: Path) -> str:
    """A unified diff, from the golden file to what is generated now."""
    lines = [
        *difflib.unified_diff(
            expected.splitlines(), found.splitlines(), path.name, "generated", "", "", 2
        )
    ]
    cut = [f"... and {len(lines) - SHOWN} more lines"] if len(lines) > SHOWN else []
    return "\n".join(each.rstrip() for each in [*lines[:SHOWN], *cut])


@pytest.mark.parametrize(("name", "level"), GOLDEN)
def test_generated_module_is_the_golden_file(
    name: str, level: int, update_golden: bool
) -> None:
    path = path_of(name, level)
    found = compile_spec(name, level).source_text.encode()
    if update_golden:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(found)
    if not path.exists():
        pytest.fail(f"{path.name} does not exist. Make it: {UPDATE}", pytrace=False)
    expected = path.read_bytes()
    if found != expected:
        shown = difference(expected.decode(), found.decode(), path)
        pytest.fail(
            f"{name} at -O{level} is not {path.name} any more:\n\n{shown}\n\n"
            f"If the change is meant: {UPDATE}",
            pytrace=False,
        )


def test_no_golden_file_without_its_cell() -> None:
    expected = sorted(path_of(name, level).name for name, level in GOLDEN)
    assert sorted(path.name for path in FILES.glob("*.py")) == expected


# ---------------------------------------------------------------- as they stand


@cache
def golden(name: str, level: int) -> ModuleType:
    """A golden file, imported from its folder."""
    path = path_of(name, level)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def arguments(
    module: ModuleType, dtype: type[np.floating], steps: int = 4, batch: int = 3
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    sizes = {name: 3 + index for index, name in enumerate(module.CELL["sizes"])}
    params = module.init(**sizes, rng=0, dtype=dtype)
    (shape,) = (each["shape"] for each in module.CELL["inputs"].values())
    rng = np.random.default_rng(1)
    return params, rng.normal(size=(steps, batch, sizes[shape[0]])).astype(dtype)


@pytest.mark.parametrize(("name", "level"), GOLDEN)
def test_golden_file_imports_numpy_only(name: str, level: int) -> None:
    tree = ast.parse(path_of(name, level).read_text("utf-8"))
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    taken = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"numpy"}
    assert taken <= {"typing"}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("name", "level"), GOLDEN)
def test_golden_file_runs(name: str, level: int, dtype: type[np.floating]) -> None:
    module = golden(name, level)
    params, x = arguments(module, dtype)
    out, final, tape = module.forward(params, x)
    grads = module.backward(params, tape, module.Outputs(*map(np.ones_like, out)))
    assert {key: each.shape for key, each in grads.params.items()} == {
        key: each.shape for key, each in params.items()
    }
    assert grads.inputs.x.shape == x.shape
    everything = [*out, *final, *grads.params.values(), *grads.inputs, *grads.state]
    assert all(each.dtype == dtype for each in everything)
    assert all(np.isfinite(each).all() and each.any() for each in everything)


@pytest.mark.parametrize(("name", "level"), GOLDEN)
def test_golden_file_steps_as_it_runs(name: str, level: int) -> None:
    module = golden(name, level)
    params, x = arguments(module, np.float64)
    out, final, _ = module.forward(params, x)
    state = module.State()
    for t, x_t in enumerate(x):
        out_t, state = module.step(params, state, x_t)
        for whole, one in zip(out, out_t, strict=True):
            np.testing.assert_allclose(one, whole[t], rtol=1e-12, atol=1e-14)
    for expected, found in zip(final, state, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


def test_both_levels_of_the_lstm_agree() -> None:
    results = []
    for level in (0, 2):
        module = golden("lstm", level)
        params, x = arguments(module, np.float64)
        out, final, tape = module.forward(params, x, lengths=np.array([4, 2, 0]))
        cotangent = module.Outputs(h=np.cos(np.arange(out.h.size).reshape(out.h.shape)))
        grads = module.backward(params, tape, cotangent, final)
        results.append([*out, *final, *grads.params.values(), grads.inputs.x])
    for plain, fast in zip(*results, strict=True):
        np.testing.assert_allclose(fast, plain, rtol=1e-11, atol=1e-13)
