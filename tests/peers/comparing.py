"""A cell of the zoo beside a class of a library that computes the same.

A table says what the parameters of each class are in those of the cell: see
`translating`. The numbers of a cell are drawn at random, the library's are made of them
inside of its own automatic differentiation: so all gradients are those of the cell's
parameters.

Where a library departs from the paper, `instead` has the text of the spec and what the
library computes in its place: the cell so changed must agree, and the cell as it stands
must not. No equation is restated here: a library computes, or a spec.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import numpy as np
from make_references import Arrays, Case, draw, errors, generated

import cellc
from cellc.resources import zoo

TOLERANCE = 1e-10
APART = 1e-3
"""How far apart outputs are at least that are said to differ, unless a row has less."""
X, OTHER = 3, 4
"""The size of the input, unless a row has another, and every other size."""
INPUTS = ("x", "u", "i")
"""What the size of an input is called in the zoo."""
STEPS, BATCH = 5, 3
Run = Callable[["Row", ModuleType, Case], Arrays]


@dataclass(frozen=True)
class Row:
    """A cell and the class of a library.

    Arguments:
        cell: the name in the zoo.
        peer: the class.
        parameters: what those of the class are in those of the cell.
        states: the cell's states in the order in which the class has them.
        outputs: the cell's outputs; those that are no states come from the class.
        options: further arguments of the class.
        unit: parameters of the cell that lie between 0 and 1.
        masks: inputs of the cell that are 0 or 1.
        positive: states of the cell that are sums of what is positive.
        instead: parts of the spec, and what the class computes in their place.
        size_x: the size of the input, where it must be that of the state.
        sizes: other sizes of the cell that must not be 4.
        values_only: gradients are not compared.
        from_zero: the class has no state that can be given or taken.
        apart: how far outputs are at least from those of the cell as it stands.
    """

    cell: str
    peer: str
    parameters: Mapping[str, str]
    states: str = "h"
    outputs: str = "h"
    options: Mapping[str, Any] = field(default_factory=dict)
    unit: tuple[str, ...] = ()
    masks: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)
    size_x: int = X
    sizes: Mapping[str, int] = field(default_factory=dict)
    values_only: bool = False
    from_zero: bool = False
    apart: float = APART

    @property
    def label(self) -> str:
        return f"{self.cell}-{self.peer}"


def departing(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.instead]


def as_computed(row: Row) -> ModuleType:
    """The cell of a row with the library's departures from it."""
    return changed(row.cell, tuple(row.instead.items()))


@cache
def changed(cell: str, changes: tuple[tuple[str, str], ...]) -> ModuleType:
    """A cell of the zoo with other words in its spec."""
    text = zoo()[cell].read_text(encoding="utf-8")
    for written, computed in changes:
        assert written in text, f"{cell} has no {written}"
        text = text.replace(written, computed)
    with TemporaryDirectory() as folder:
        path = Path(folder, f"{cell}.cell")
        path.write_text(text, encoding="utf-8")
        return cellc.load(path)


def drawn(row: Row, module: ModuleType, seed: int) -> Case:
    """Random numbers for the cell of a row."""
    sizes = {name: row.size_x for name in INPUTS} | row.sizes
    case = draw(module.CELL, seed, STEPS, BATCH, sizes, OTHER)
    for name in row.unit:
        case.parameters[name] = 1 / (1 + np.exp(-case.parameters[name]))
    for name in row.masks:
        case.inputs[name] = (case.inputs[name] > 0) * 1.0
    for name in row.positive:
        case.state[name] = np.abs(case.state[name])
    if row.from_zero:
        for arrays in (case.state, case.d_final):
            arrays.update({name: 0 * array for name, array in arrays.items()})
    return case


def check(row: Row, run: Run, seed: int = 1) -> None:
    """The library and the cell, changed as the row says, agree in all they give."""
    module = as_computed(row)
    case = drawn(row, module, seed)
    found = generated(module, case, None)
    expected = run(row, module, case)
    if row.values_only:
        expected = {k: v for k, v in expected.items() if not k.startswith("d_")}
    if row.from_zero:
        unknown = ("final.", "d_state.")
        expected = {k: v for k, v in expected.items() if not k.startswith(unknown)}
    measured = errors({name: found[name] for name in expected}, expected)
    wrong = {name: error for name, error in measured.items() if not error <= TOLERANCE}
    assert not wrong, f"{row.label}: {wrong}"
    assert any(name.startswith("outputs.") for name in expected)


def check_departure(row: Row, run: Run, seed: int = 1) -> None:
    """The cell as it stands gives other outputs than the library."""
    module, written = as_computed(row), changed(row.cell, ())
    case, own = drawn(row, module, seed), drawn(row, written, seed)
    for part, arrays in vars(own).items():
        for name, array in getattr(case, part).items():
            if name in arrays and arrays[name].shape == array.shape:
                arrays[name] = array
    expected = run(row, module, case)
    found = generated(written, own, None)
    outputs = {name: e for name, e in expected.items() if name.startswith("outputs.")}
    assert max(errors({n: found[n] for n in outputs}, outputs).values()) > row.apart
