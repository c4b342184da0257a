"""The routes of `verify`: each computes what another does, sharing no code with it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np

from cellc.ir import Cell
from cellc.testing.comparisons import TOLERANCES, Array, Row, compared, relative_error
from cellc.testing.interpreter import run, sizes_of
from cellc.testing.sample import Sample, counters

Gradients = dict[tuple[str, str], Array]
Results = tuple[Mapping[Any, Array], ...]
Witness = Callable[..., tuple[dict[str, Array], dict[str, Array]]]

STEP = 1e-30  # of the complex step: no subtraction, so it can be as small as wished
WIDTHS = (1e-5, 1e-4, 1e-6, 1e-7)  # of central differences, in this order
LEFT_OVER = 1e-3  # of the largest result: what single precision has digits for
KINDS = ("output ", "final ", "")  # the names of gradients have theirs


def forward(
    cell: Cell, module: ModuleType, point: Sample, **options: Any
) -> tuple[Any, Any, Any]:
    given, noise = inputs_of(cell, module, point.inputs)
    state = module.State(**point.state)  # a state that is missing is zero
    result: tuple[Any, Any, Any] = module.forward(
        point.params, *given, state, lengths=point.lengths, **noise, **options
    )
    return result


def inputs_of(
    cell: Cell, module: ModuleType, inputs: dict[str, Array]
) -> tuple[list[Array], dict[str, Array]]:
    """The positional inputs of `forward`, and the noise, which is held fixed."""
    named = inspect.signature(module.forward).parameters
    noise = {
        each.name: inputs[each.name]
        for each in cell.inputs
        if named[each.name].kind is inspect.Parameter.KEYWORD_ONLY
    }
    given = [inputs[each.name] for each in cell.inputs if each.name not in noise]
    return given, noise


def module_gradients(
    cell: Cell, module: ModuleType, point: Sample, **options: Any
) -> tuple[dict[str, Array], dict[str, Array], Gradients]:
    """What the generated module computes: outputs, final states, all gradients."""
    out, final, tape = forward(cell, module, point, **options)
    result = module.backward(
        point.params,
        tape,
        module.Outputs(**point.d_out),
        module.State(**point.d_final),
    )
    gradients: Gradients = {
        ("parameter", name): value for name, value in result.params.items()
    }
    gradients |= {("input", n): v for n, v in result.inputs._asdict().items()}
    gradients |= {("state", n): v for n, v in result.state._asdict().items()}
    return out._asdict(), final._asdict(), gradients


def loss(point: Sample, out: dict[str, Array], final: dict[str, Array]) -> Array:
    """Outputs and final states, weighted by their cotangents and added up."""
    total: Array = np.asarray(0.0)
    pairs = [(out[name], cotangent) for name, cotangent in point.d_out.items()]
    pairs += [(final[name], cotangent) for name, cotangent in point.d_final.items()]
    for value, cotangent in pairs:
        total = total + (value * cotangent).sum(axis=tuple(range(-cotangent.ndim, 0)))
    return total


def complex_step(cell: Cell, point: Sample, witness: Witness = run) -> Gradients:
    """Every component's derivative from one evaluation, its copies side by side."""
    gradients: Gradients = {}
    for key, value in point.arguments(cell).items():
        size = value.size
        copies = np.broadcast_to(value, (size, *value.shape)).astype(complex)
        copies += 1j * STEP * np.eye(size).reshape(size, *value.shape)
        kind, name = key
        moved = {
            "parameter": dict(point.params),
            "input": dict(point.inputs),
            "state": dict(point.state),
        }
        moved[kind][name] = copies
        out, final = witness(
            cell, moved["parameter"], moved["input"], moved["state"], point.lengths
        )
        slope = loss(point, out, final).imag / STEP
        gradients[key] = np.broadcast_to(slope, (size,)).reshape(value.shape)
    return gradients


def differences(
    cell: Cell, module: ModuleType, point: Sample, gradients: Gradients, seed: int
) -> list[Row]:
    """Central differences along three random directions for every argument."""
    rng = np.random.default_rng(seed + 1)
    rows = []
    counts = {("state", each.name) for each in counters(cell)}
    for key, value in point.arguments(cell).items():
        if key in counts:
            continue  # `t mod T` jumps right where t is a whole number
        worst = 0.0
        for _ in range(3):
            direction = rng.normal(size=value.shape)
            found = float((gradients[key] * direction).sum())
            scale = max(float(np.abs(gradients[key]).sum()), 1e-3)
            # a kink or a steep bend between the two ends spoils one width, not all
            errors = (
                abs(_change(cell, module, point, value, w * direction) / w - found)
                for w in WIDTHS
            )
            worst = max(worst, _first_small(errors, scale))
        rows.append(Row("differences", " ".join(key), worst, TOLERANCES["differences"]))
    return rows


def _change(
    cell: Cell, module: ModuleType, point: Sample, value: Array, move: Array
) -> float:
    """Half the change of the loss as `value` goes from one side to the other."""
    original = value.copy()
    ends = []
    for sign in (1, -1):
        value[...] = original + sign * move
        out, final, _ = forward(cell, module, point)
        ends.append(float(loss(point, out._asdict(), final._asdict())))
    value[...] = original
    return (ends[0] - ends[1]) / 2


def _first_small(errors: Iterable[float], scale: float) -> float:
    """The smallest of some errors relative to `scale`; stops at one that passes."""
    smallest = float("inf")
    for error in errors:
        smallest = min(smallest, error / scale)
        if smallest <= TOLERANCES["differences"]:
            break
    return smallest


def steps_of(
    cell: Cell, module: ModuleType, point: Sample, out: dict[str, Array]
) -> list[Row]:
    """The outputs of `step`, step after step, against those of `forward`.

    With the parameters, and with what `prepare` made of them.
    """
    sizes = sizes_of(cell, point.params, point.inputs, point.state)
    wanted = inspect.signature(module.prepare).parameters
    told = {name: sizes[name] for name in wanted if name in sizes}
    ready = module.prepare(point.params, **told)
    return [
        compared("step", f"output {name}", np.stack(values), out[name])
        for params in (point.params, ready)
        for name, values in _stepped(cell, module, point, params).items()
    ]


def _stepped(
    cell: Cell, module: ModuleType, point: Sample, params: Any
) -> dict[str, list[Array]]:
    state = module.State(**point.state)
    timed = {each.name for each in cell.inputs if cell.variable(each).timed}
    steps = next(point.inputs[name].shape[0] for name in point.inputs if name in timed)
    collected: dict[str, list[Array]] = {each.name: [] for each in cell.outputs}
    for t in range(steps):
        now = {
            name: value[t] if name in timed else value
            for name, value in point.inputs.items()
        }
        given, noise = inputs_of(cell, module, now)
        drawn = {f"{n}_t" if n in timed else n: value for n, value in noise.items()}
        out_t, state = module.step(params, state, *given, **drawn)
        for name, value in out_t._asdict().items():
            collected[name].append(value)
    return collected


def memory(cell: Cell, modules: tuple[ModuleType, ...], point: Sample) -> list[Row]:
    """A tape that is taken again: no result reads its memory or lies in it."""
    rows = []
    for module in modules:
        expected: Results = module_gradients(cell, module, point)
        _, _, tape = forward(cell, module, point)
        module.backward(point.params, tape, module.Outputs(**point.d_out))
        tapes = getattr(tape, "copies", [tape])
        rooms = [array for each in tapes for array in each.room.values()]
        for array in rooms:
            array.fill(np.nan)
        for options in ({"tape": tape}, {"checkpoint": 2}, {"checkpoint": 1}):
            found: Results = module_gradients(cell, module, point, **options)
            for kind, results, wanted in zip(KINDS, found, expected, strict=True):
                values = _labelled(wanted)
                for label, value in _labelled(results).items():
                    row = compared("memory", kind + label, value, values[label])
                    if any(np.may_share_memory(value, each) for each in rooms):
                        row = replace(row, error=float("inf"))
                    rows.append(row)
    return rows


def starts(cell: Cell, modules: tuple[ModuleType, ...], point: Sample) -> list[Row]:
    """Without an initial state; what is no finite number has an infinite error."""
    rows = []
    for module in modules:
        with np.errstate(all="ignore"):
            results: Results = module_gradients(cell, module, replace(point, state={}))
        for kind, named in zip(KINDS, results, strict=True):
            for label, value in _labelled(named).items():
                error = 0.0 if np.isfinite(value).all() else float("inf")
                rows.append(Row("start", kind + label, error, TOLERANCES["start"]))
    return rows


def _labelled(results: Mapping[Any, Array]) -> dict[str, Array]:
    """Results by a name that people read."""
    return {
        name if isinstance(name, str) else " ".join(name): value
        for name, value in results.items()
    }


def precision(cell: Cell, module: ModuleType, point: Sample) -> list[Row]:
    """Single precision in and out; a wider result has an infinite error.

    What is small beside the largest result of its kind can be what larger terms left
    when they cancelled, as behind the layer norm of a vector of two: their rounding
    stays.  So an error counts relative to a part of the largest result, at least.
    """
    single = point.as_type(np.float32)
    expected: Results = module_gradients(cell, module, single.as_type(np.float64))
    found: Results = module_gradients(cell, module, single)
    rows = []
    for results, wanted in zip(found, expected, strict=True):
        wide = _labelled(wanted)
        largest = max(
            (float(np.abs(a).max(initial=0)) for a in wide.values()), default=0.0
        )
        for label, value in _labelled(results).items():
            error = relative_error(
                value.astype(np.float64), wide[label], LEFT_OVER * largest
            )
            kept = value.dtype == np.float32
            tolerance = TOLERANCES["float32"]
            rows.append(
                Row("float32", label, error if kept else float("inf"), tolerance)
            )
    return rows
