"""Random cells: what no one thought of writing down.

Each is compiled at both levels, its gradients are proved, its text is compared with a
second compilation, and all texts together are checked and formatted by ruff.
"""

import ast
import inspect
import subprocess
import sys
import warnings
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from random_cells import random_cell

from cellc.diagnostics import Source
from cellc.driver import CompiledCell, analyse, compile_cell
from cellc.ir import Cell, measure
from cellc.loader import module_of
from cellc.ops import OPERATIONS, Elementwise
from cellc.testing.verify import verify_modules

SEEDS = range(200)
CHUNK = 10
LEVELS = (0, 2)
CHUNKS = [
    pytest.param(SEEDS[start : start + CHUNK], id=f"{start}-{start + CHUNK - 1}")
    for start in range(0, len(SEEDS), CHUNK)
]
# A kink that a difference steps over, or rounding, does not happen at three points.
POINTS = (0, 1, 2)


@cache
def compiled(seed: int) -> dict[int, CompiledCell]:
    fast = compile_cell(random_cell(seed), f"random_{seed}")
    return {0: fast.at_level(0), 2: fast}


@cache
def module(seed: int, level: int) -> ModuleType:
    return module_of(compiled(seed)[level])


# ---------------------------------------------------------------- the generator


def test_a_seed_gives_one_spec() -> None:
    specs = [random_cell(seed) for seed in SEEDS]
    assert specs == [random_cell(seed) for seed in SEEDS]
    assert len(set(specs)) == len(specs)


def test_every_operation_and_every_notation_occurs() -> None:
    text = "\n".join(random_cell(seed) for seed in range(600))
    plain = text.replace("\\_", "_").lower()
    for operation in OPERATIONS:
        spellings = operation.spellings or ("\\begin{cases}",)
        assert any(each.lower() in plain for each in spellings)
    for mark in ("\\odot", "⊙", "\\frac", "_<t-1>", "ₜ₋₁", "(t-1)", "^{-1}", "^T"):
        assert mark in text
    for mark in ("\\begin{align}", "is input", "init", "\\mathbb{R}", "ℝ", "[", "; "):
        assert mark in text


# ---------------------------------------------------------------- gradients


def _unproved(seed: int) -> str:
    fast = compiled(seed)[2]
    wrong: dict[tuple[str, str], float] = {}
    for number, point in enumerate(POINTS):
        report = verify_modules(fast.ir, module(seed, 2), module(seed, 0), point)
        rows = {(each.route, each.quantity): each for each in report.rows}
        failed = {key: each.error for key, each in rows.items() if not each.passed}
        wrong = {
            key: error for key, error in failed.items() if number == 0 or key in wrong
        }
        if not wrong:
            return ""
    return ", ".join(
        f"{route}, {quantity}: {error:.2g}"
        for (route, quantity), error in wrong.items()
    )


# ---------------------------------------------------------------- the surface


def _shape(cell: Cell, symbol: Any, sizes: dict[str, int]) -> tuple[int, ...]:
    own = cell.variable(symbol).shape
    return tuple(measure(each, sizes) for each in own) or (1,)


def _misbehaves(seed: int) -> str:
    """float32 in, float32 out; one step after another is forward; no steps at all."""
    cell = compiled(seed)[2].ir
    sizes = {name: 2 + index for index, name in enumerate(cell.sizes)}
    for level in LEVELS:
        made = module(seed, level)
        arguments = [
            each
            for each in inspect.signature(made.init).parameters
            if each not in ("rng", "dtype")
        ]
        params = made.init(**dict(zip(arguments, sizes.values(), strict=True)), rng=0)
        params = {name: np.asarray(each) for name, each in params.items()}
        rng = np.random.default_rng(0)
        for steps, batch in ((3, 2), (1, 1), (0, 2)):
            inputs = [
                rng.normal(size=(steps, batch, *_shape(cell, each, sizes)))
                for each in cell.inputs
            ]
            problem = _run(made, params, [each.astype(np.float32) for each in inputs])
            if problem:
                return f"{problem} at -O{level}, {steps} steps"
    return ""


def _run(
    made: ModuleType, params: dict[str, np.ndarray], inputs: list[np.ndarray]
) -> str:
    out, final, tape = made.forward(params, *inputs)
    cotangents = made.Outputs(*[np.ones(each.shape, np.float32) for each in out])
    grads = made.backward(params, tape, cotangents)
    named = {
        "output": [*out],
        "final state": [*final],
        "gradient": [*grads.params.values(), *grads.inputs, *grads.state],
    }
    for kind, arrays in named.items():
        if any(each.dtype != np.float32 for each in arrays):
            return f"a {kind} is not float32"
    if any(grads.params[name].shape != each.shape for name, each in params.items()):
        return "a gradient has another shape than its parameter"
    state = None
    for t in range(len(inputs[0])):
        one, state = made.step(params, state, *[each[t] for each in inputs])
        for found, whole in zip(one, out, strict=True):
            if found.shape != whole[t].shape or found.dtype != np.float32:
                return "an output of step has another shape or dtype"
            if not np.allclose(found, whole[t], rtol=1e-3, atol=1e-3, equal_nan=True):
                return "step gives another value than forward"
    for found, whole in zip(state or (), final, strict=False):
        if found.shape != whole.shape:
            return "a state of step has another shape"
    return ""


# ---------------------------------------------------------------- the text


def _unlike(seed: int) -> str:
    """The same bytes again, Python without a warning, names in ASCII."""
    plain = compile_cell(random_cell(seed), f"random_{seed}", 0)
    again = {0: plain, 2: plain.at_level(2)}
    for level, cell in compiled(seed).items():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = ast.parse(cell.source_text)
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        if not all(each.isascii() for each in names):
            return f"names outside ASCII at -O{level}"
        if again[level].source_text != cell.source_text:
            return f"two compilations at -O{level} differ"
    return ""


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a state of zero divides
@pytest.mark.parametrize("seeds", CHUNKS)
def test_random_cells(seeds: range, tmp_path: Path) -> None:
    found = []
    for seed in seeds:
        for check in (_unlike, _unproved, _misbehaves):
            try:
                problem = check(seed)
            except Exception as error:  # of any kind: the others shall be seen as well
                problem = f"{type(error).__name__}: {error}"
            if problem:
                found.append(f"--- seed {seed}: {problem}\n{random_cell(seed)}")
                break
    found += _unformatted(seeds, tmp_path)
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def _unformatted(seeds: range, folder: Path) -> list[str]:
    """What ruff says about the texts, with its own rules: clean and formatted."""
    for seed in seeds:
        try:
            cells = compiled(seed)
            texts = {level: cell.source_text for level, cell in cells.items()}
        except Exception:  # said already
            continue
        for level, text in texts.items():
            path = folder / f"random_{seed}_{level}.py"
            path.write_text(text, "utf-8")
    said = []
    for command in (["check"], ["format", "--check", "--diff"]):
        run = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", str(folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            said.append((run.stdout + run.stderr)[:6000])
    return said


def test_functions_with_a_kink_are_among_them() -> None:
    """The random cells reach every operation that has code of its own."""
    reached: set[str] = set()
    wanted = {each.name for each in OPERATIONS if each.printed}
    for seed in SEEDS:
        try:
            cell = analyse(Source(random_cell(seed)), f"random_{seed}").cell
        except Exception:  # the tests above say so
            continue
        for equation in cell.equations:
            reached |= {
                each.operation.name for each in equation.value.atoms(Elementwise)
            }
        if reached == wanted:
            return
    assert reached == wanted
