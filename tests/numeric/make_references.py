"""Make the reference files: `python tests/numeric/make_references.py [NAME...]`.

For every cell of the zoo one file in references/: random parameters, inputs, initial
states and cotangents, and what PyTorch makes of them in float64. The values of a cell
that PyTorch has as a layer are those of the layer, and its restatement must agree; the
others are those of the restatement, with gradients by autograd. Needs torch; whoever
only imports this module for `Case`, `draw` or `generated` does not. The files are the
same to the byte on every run.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]
Arrays = dict[str, Array]

REFERENCES = Path(__file__).with_name("references")
COMMAND = "python tests/numeric/make_references.py"

STEPS, BATCH = 5, 3
SIZES = {"x": 3}
OTHER_SIZE = 4
"""That of the first of the other names; each further one is larger by one."""
LENGTHS: tuple[list[int] | None, ...] = (None, [2, STEPS, 0])
AGREEMENT = 1e-14
"""How near a restatement must come to PyTorch's layer, relative to max(1, |value|)."""


SIGNS = {
    "draw_attention": {"u": 1, "v": 1, "b_s": 3, "b_hat_s": 3},
    "ltc": {"tau": 1},
    "phased_lstm": {"tau": 30},
    "selective_ssm": {"A": -1},
    "storn": {"b_v_r": 8},
    "t_lstm": {"Delta": 1},
    "vrnn": {"b_sigma_0": 30, "b_sigma_x": 30},
}
"""What a cell divides by or takes a logarithm of: the sign that the paper gives it.

A larger number makes it as much larger: of a long period samples are in all phases, and
of a wide normal distribution no likelihood is enormous.
"""
SCALES = {"nru": 0.4}
"""How large parameters are, where it is not 0.7: rectifiers let a memory grow."""
LEAST = 0.2
"""How near to zero these come."""
COUNTED = 3
"""How many steps more each sequence has behind it than the one before."""

DRAWN: dict[str, Callable[[Array], Array]] = {
    "normal": lambda value: value,
    "uniform": lambda value: np.round(1 / (1 + np.exp(-1.7 * value)), 3),
    "bernoulli": lambda value: np.where(value > -1, 1.0, 0.0),
}
"""Noise of each kind, of the normal numbers that other inputs are."""


@dataclass(frozen=True)
class Case:
    """What a cell is run on, each part a dict of arrays by name.

    Shapes: inputs and d_out (T, B, size), state and d_final (B, size), inputs that are
    static (B, size), or (B, L, size) for a set.
    """

    parameters: Arrays
    inputs: Arrays
    state: Arrays
    d_out: Arrays
    d_final: Arrays

    def astype(self, dtype: DTypeLike) -> Case:
        return Case(
            **{
                part: {name: array.astype(dtype) for name, array in arrays.items()}
                for part, arrays in vars(self).items()
            }
        )


def extent(text: str, sizes: Mapping[str, int]) -> int:
    """The value of a size expression such as "h + x", "2*h" or "7"."""
    return sum(
        math.prod(
            int(factor) if factor.isdigit() else sizes[factor]
            for factor in term.split("*")
        )
        for term in text.replace(" ", "").split("+")
    )


def draw(
    cell: Mapping[str, Any],
    seed: int | Sequence[int],
    steps: int = STEPS,
    batch: int = BATCH,
    sizes: Mapping[str, int] = SIZES,
    other_size: int = OTHER_SIZE,
) -> Case:
    """A random case for a cell, given its metadata.

    The numbers have three decimals, so that a file shows them exactly, and are drawn in
    the order of their names, so that they do not change when the generator orders
    parameters in another way.
    """
    rng = np.random.default_rng(seed)
    others = count(other_size)
    known = {
        size: sizes[size] if size in sizes else next(others) for size in cell["sizes"]
    }
    signs = SIGNS.get(cell["name"], {})

    def arrays(kind: str, *leading: int, scale: float = 1.0) -> Arrays:
        found = {}
        for name, facts in sorted(cell[kind].items()):
            shape = [extent(size, known) for size in facts["shape"]]
            shape = shape or [1] * bool(leading)  # numbers of every step are (B, 1)
            lead = leading[1:] if facts.get("static") else leading
            found[name] = np.round(scale * rng.normal(size=(*lead, *shape)), 3)
            if sign := signs.get(name):
                found[name] = np.round(sign * (LEAST + np.abs(found[name])), 3)
            if noise := facts.get("noise"):
                found[name] = DRAWN[noise](found[name])
        return found

    return Case(
        parameters=arrays("parameters", scale=SCALES.get(cell["name"], 0.7)),
        inputs=arrays("inputs", steps, batch),
        state=arrays("states", batch, scale=0.7) | counts(cell, batch),
        d_out=arrays("outputs", steps, batch),
        d_final=arrays("states", batch),
    )


def counts(cell: Mapping[str, Any], batch: int) -> Arrays:
    """The states that count steps, as whole numbers, other ones for each sequence."""
    return {
        name: np.arange(0.0, COUNTED * batch, COUNTED)[:, None]
        for name, facts in cell["states"].items()
        if f"{facts['symbol']}_t = {facts['symbol']}_{{t-1}} + 1" in cell["equations"]
    }


def flat(**groups: Mapping[str, Any]) -> dict[str, Any]:
    """One dict of "group.name" of several."""
    return {
        f"{group}.{name}": value
        for group, values in groups.items()
        for name, value in values.items()
    }


def arguments_of(module: ModuleType, inputs: Arrays) -> tuple[list[Array], Arrays]:
    """What `forward` takes in order, and the noise, which it takes by name."""
    facts = module.CELL["inputs"]
    noise = {name: inputs[name] for name in facts if "noise" in facts[name]}
    return [inputs[n] for n in module.Inputs._fields if n not in noise], noise


def generated(module: ModuleType, case: Case, lengths: list[int] | None) -> Arrays:
    """Outputs, final states and all gradients as a generated module has them."""
    inputs, noise = arguments_of(module, case.inputs)
    out, final, tape = module.forward(
        case.parameters,
        *inputs,
        state=module.State(**case.state),
        lengths=None if lengths is None else np.array(lengths),
        **noise,
    )
    grads = module.backward(
        case.parameters,
        tape,
        module.Outputs(**case.d_out),
        module.State(**case.d_final),
    )
    return flat(
        outputs=out._asdict(),
        final=final._asdict(),
        d_parameters=grads.params,
        d_inputs=grads.inputs._asdict(),
        d_state=grads.state._asdict(),
    )


def errors(found: Arrays, expected: Arrays) -> dict[str, float]:
    """The largest error of each array, relative to max(1, |expected|); by name.

    An array that only one of them has, or in another shape, is infinitely wrong.
    """

    def error(name: str) -> float:
        if name not in found or name not in expected:
            return math.inf
        one, other = found[name], expected[name]
        if one.shape != other.shape:
            return math.inf
        relative = np.abs(one - other) / np.maximum(1, np.abs(other))
        return float(np.max(relative, initial=0.0))

    return {name: error(name) for name in sorted({*found, *expected})}


@cache
def frozen(name: str) -> frozenset[str]:
    """The parameters of a cell that have no gradient."""
    import cellc

    facts = cellc.load(name).CELL["parameters"]
    return frozenset(key for key in facts if facts[key].get("frozen"))


@cache
def static(name: str) -> frozenset[str]:
    """The inputs that a whole sequence has one of."""
    import cellc

    facts = cellc.load(name).CELL["inputs"]
    return frozenset(key for key in facts if facts[key].get("static"))


def restated(
    name: str, case: Case, lengths: list[int] | None, *, layer: bool = False
) -> Arrays:
    """The same as `generated`, by PyTorch: of the restatement, or of its own layer."""
    import restatements
    import torch
    from restated.reductions import OVER_BATCH

    def leaves(arrays: Arrays) -> dict[str, torch.Tensor]:
        return {key: torch.tensor(a, requires_grad=True) for key, a in arrays.items()}

    def constants(arrays: Arrays) -> dict[str, torch.Tensor]:
        return {key: torch.tensor(a) for key, a in arrays.items()}

    if not layer and name not in restatements.STEPS:
        sys.exit(f"{name} has no restatement in tests/numeric/restated/")
    run = (
        restatements.layered(name)
        if layer
        else restatements.unrolled(restatements.STEPS[name], static(name))
    )
    if lengths is not None and name in OVER_BATCH:
        run = restatements.together(restatements.STEPS[name], lengths, static(name))
    elif lengths is not None:
        run = restatements.of_lengths(run, lengths, static(name))
    given = [leaves(part) for part in (case.parameters, case.inputs, case.state)]
    outputs, final = run(*given)
    trained = {k: v for k, v in given[0].items() if k not in frozen(name)}
    gradients = restatements.gradients_of(
        (outputs, final),
        constants(case.d_out),
        constants(case.d_final),
        flat(d_parameters=trained, d_inputs=given[1], d_state=given[2]),
    )
    values = flat(outputs=outputs, final=final) | gradients
    return {key: value.detach().numpy() for key, value in values.items()}


# --- Files ---------------------------------------------------------------------------


def path_of(name: str) -> Path:
    return REFERENCES / f"{name}.json"


def lines_of(data: Any, indent: int = 0) -> Iterator[str]:
    """JSON with one array a line, every float in full precision."""
    if not isinstance(data, dict):
        yield json.dumps(data, separators=(",", ":"))
        return
    yield "{"
    for position, (key, value) in enumerate(data.items()):
        first, *rest = lines_of(value, indent + 1)
        lines = [f"{' ' * (indent + 1)}{json.dumps(key)}: {first}", *rest]
        lines[-1] += "," if position < len(data) - 1 else ""
        yield from lines
    yield " " * indent + "}"


def as_lists(arrays: Arrays) -> dict[str, Any]:
    return {name: array.tolist() for name, array in arrays.items()}


def write(name: str, source: str, case: Case, expected: Mapping[str, Arrays]) -> None:
    """The reference file of a cell; `expected` is by the lengths as JSON."""
    data = {
        "cell": name,
        "source": source,
        "made_by": COMMAND,
        "given": {part: as_lists(arrays) for part, arrays in vars(case).items()},
        "expected": {lengths: as_lists(found) for lengths, found in expected.items()},
    }
    path_of(name).write_text("\n".join(lines_of(data)) + "\n", encoding="utf-8")


def read(name: str) -> tuple[Case, dict[str, Arrays]]:
    """The case of a reference file, and what is expected by the lengths as JSON."""

    def arrays(lists: dict[str, Any]) -> Arrays:
        return {key: np.array(value, dtype=np.float64) for key, value in lists.items()}

    data = json.loads(path_of(name).read_text(encoding="utf-8"))
    case = Case(**{part: arrays(lists) for part, lists in data["given"].items()})
    return case, {key: arrays(lists) for key, lists in data["expected"].items()}


def make(name: str) -> float:
    """Write the file of one cell.

    Returns:
        the largest difference between the restatement and PyTorch's layer.
    """
    import restatements

    import cellc

    case = draw(cellc.load(name).CELL, crc32(name.encode()))
    expected = {json.dumps(each): restated(name, case, each) for each in LENGTHS}
    source, largest = "restatements.py", 0.0
    if name in restatements.LIBRARY:
        source = f"torch.nn.{restatements.LIBRARY[name][0].__name__}"
        for lengths in LENGTHS:
            own = expected[json.dumps(lengths)]
            layer = restated(name, case, lengths, layer=True)
            expected[json.dumps(lengths)] = layer
            found = errors(own, layer)
            if not all(error <= AGREEMENT for error in found.values()):
                sys.exit(f"{name}: the restatement differs from {source}: {found}")
            largest = max(largest, *found.values())
    write(name, source, case, expected)
    return largest


def main(names: list[str]) -> None:
    import torch

    from cellc.resources import zoo

    torch.set_num_threads(1)
    REFERENCES.mkdir(exist_ok=True)
    for name in names or zoo():
        difference = make(name)
        note = f", layer and restatement within {difference:.1e}" if difference else ""
        print(f"{path_of(name).name}: {path_of(name).stat().st_size} bytes{note}")


if __name__ == "__main__":
    main(sys.argv[1:])
