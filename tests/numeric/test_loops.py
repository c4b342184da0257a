"""Loops in other libraries, which `cellc bench` measures: gradients as ours."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from zoo_cells import compiled, every_cell

from cellc.bench.loops.printer import emit_loop
from cellc.resources import zoo


@every_cell
def test_every_cell_has_a_loop(name: str) -> None:
    """Three functions that are Python, and take nothing but their arguments."""
    tree = ast.parse(emit_loop(compiled(name).hoisted))
    assert [each.name for each in tree.body if isinstance(each, ast.FunctionDef)] == [
        *["before", "step", "after"]
    ]


def test_products_are_hoisted_and_fused() -> None:
    """What a person would do by hand: one product with x for all steps, one a step."""
    text = emit_loop(compiled("lstm").hoisted)
    before, step, after = text.split("\n\n\n")
    assert before.count(" @ ") == 1
    assert step.count(" @ ") == 1
    assert " @ " not in after


COMPARE = """
import json, sys
from pathlib import Path
import numpy as np
from cellc.bench.loops.printer import emit_loop
from cellc.bench.measure import Competitor, Plan, job_of
from cellc.bench.sizes import sizes_of
from cellc.bench.worker import prepared_of
from cellc.driver import compile_spec

folder, rival = Path(sys.argv[1]), sys.argv[2]
worst = {}
for name in sys.argv[3:]:
    cell = compile_spec(name)
    path, code = folder / "cell.py", folder / "loop.py"
    path.write_text(cell.source_text, encoding="utf-8")
    code.write_text(emit_loop(cell.hoisted), encoding="utf-8")
    (sizes,) = sizes_of("T=4,B=3,x=3,h=4", cell.ir)
    plan = Plan("float64", threads=1)
    ours = prepared_of(job_of(cell.ir, sizes, Competitor(path), plan))()
    theirs = prepared_of(job_of(cell.ir, sizes, Competitor(path, rival, code), plan))()
    errors = [0.0]
    kinds = (ours.params, ours.inputs._asdict(), ours.state._asdict())
    for own, other in zip(kinds, theirs, strict=True):
        for key, value in own.items():
            found = 0 * value if other[key] is None else np.asarray(other[key])
            scale = max(1e-3, abs(value).max(initial=0))
            errors.append(float(abs(found - value).max(initial=0)) / scale)
    worst[name] = max(errors)
print(json.dumps(worst))
"""

# max(0, a) where a is zero at first: the libraries give each argument half a gradient
AT_A_KINK = {"gru_d", "statistical_ru"}


@pytest.mark.peers
@pytest.mark.parametrize(
    ("rival", "names"),
    [
        ("torch-eager", [*zoo()]),
        ("jax", [*zoo()]),
        ("torch-compile", ["lstm", "gru", "mut2", "bahdanau_decoder"]),
    ],
)
def test_gradients(rival: str, names: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", COMPARE, str(tmp_path), rival, *names],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    errors = json.loads(done.stdout)
    assert errors.keys() == {*names}
    wrong = {name for name, error in errors.items() if error > 1e-9}
    assert wrong <= AT_A_KINK
