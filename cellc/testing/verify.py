"""verify: gradients proved numerically, by routes that share no code.

routes
    values          the module's outputs and final states against the interpreter's
    complex step    Im f(x + ih) / h, exact to rounding (Squire & Trapp 1998), for every
                    component of every argument; by the interpreter
    differences     central differences along random directions; by the module's forward
    O0 against O2   the gradients of the two modules against each other
    lengths         values and gradients with sequences of unequal length, complex step
    step            the module's `step`, one step after another, against its `forward`
    memory          values and gradients with the memory of an old tape, and with
                    checkpoints, against those without
    start           outputs and gradients are numbers where no state is given
    float32         all results stay in single precision, and near those in double
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np

from cellc.driver import CompiledCell, compile_spec
from cellc.ir import Cell
from cellc.loader import module_of
from cellc.testing.both_ways import BothWaysWitness
from cellc.testing.comparisons import Report, Row, compared
from cellc.testing.interpreter import run
from cellc.testing.routes import (
    Witness,
    complex_step,
    differences,
    memory,
    module_gradients,
    precision,
    starts,
    steps_of,
)
from cellc.testing.sample import Sample, sample


def verify(spec: str | Path | CompiledCell, *, seed: int = 0) -> Report:
    """Compare a cell's generated gradients with independent routes.

    Arguments:
        spec: a path, the name of a cell of the zoo, or a compiled cell.
        seed: of the random arguments.

    Raises:
        CellcError: if the spec does not compile.
    """
    fast = spec if isinstance(spec, CompiledCell) else compile_spec(spec)
    plain = fast.at_level(0)
    witness = run if fast.plan is None else BothWaysWitness(fast.plan)
    modules = module_of(fast), module_of(plain)
    return verify_modules(fast.ir, *modules, seed, witness)


def verify_modules(
    cell: Cell,
    fast: ModuleType,
    plain: ModuleType,
    seed: int = 0,
    witness: Witness = run,
) -> Report:
    """The comparisons for the two modules of a cell."""
    rows: list[Row] = []
    for lengths in (False, True):
        point = _telling_sample(cell, fast, seed, lengths)
        out, final, gradients = module_gradients(cell, fast, point)
        expected_out, expected_final = witness(
            cell, point.params, point.inputs, point.state, point.lengths
        )
        route = "lengths" if lengths else "values"
        for name, value in expected_out.items():
            rows.append(compared(route, f"output {name}", out[name], value))
        for name, value in expected_final.items():
            rows.append(compared(route, f"final {name}", final[name], value))
        stepped = complex_step(cell, point, witness)
        route = "lengths" if lengths else "complex step"
        for key, value in stepped.items():
            rows.append(compared(route, " ".join(key), gradients[key], value))
        rows += memory(cell, (fast, plain), point)
        if lengths:
            continue
        rows += differences(cell, fast, point, gradients, seed)
        if witness is run:  # from both ends there is no single step
            rows += steps_of(cell, fast, point, out)
        rows += precision(cell, fast, point)
        rows += starts(cell, (fast, plain), point)
        other_out, _, others = module_gradients(cell, plain, point)
        for name, value in other_out.items():
            rows.append(compared("O0 against O2", f"output {name}", out[name], value))
        for key, value in others.items():
            rows.append(compared("O0 against O2", " ".join(key), gradients[key], value))
    return Report(cell.name, rows)


def _telling_sample(cell: Cell, module: ModuleType, seed: int, lengths: bool) -> Sample:
    """The first of some samples at which the fewest gradients vanish altogether.

    Zero compared with zero proves nothing: a rectifier that lets nothing through, say.
    """
    best: tuple[int, Sample] | None = None
    for attempt in range(20):
        point = sample(cell, seed + 1000 * attempt, lengths=lengths)
        _, _, gradients = module_gradients(cell, module, point)
        vanishing = sum(not np.any(each) for each in gradients.values())
        if best is None or vanishing < best[0]:
            best = (vanishing, point)
        if best[0] == 0:
            break
    assert best is not None
    return best[1]
