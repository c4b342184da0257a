"""Equations as they are printed: each block means what its verdict says.

See blocks.py for the form of the corpus.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import zoo_cells

from cellc.diagnostics import CODES, CellcError, Span
from cellc.loader import module_of
from cellc.resources import zoo
from corpus import references, references_memory
from corpus.blocks import (
    FIELDS,
    FOLDER,
    OPTIONAL,
    TABLES,
    VERDICTS,
    Block,
    blocks,
    compiled,
    texts,
)
from corpus.renaming import Array, names_in, value_of

STEPS, BATCH = 5, 3
TOLERANCE = 1e-12
SMALLEST = 3  # of the sizes; no two are equal
Arrays = dict[str, Array]


def each(*verdicts: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "block", blocks(*verdicts), ids=lambda block: block.name
    )


def module_for(block: Block) -> ModuleType:
    return module_of(compiled(block))


def sizes_of(cell: Mapping[str, Any]) -> dict[str, int]:
    return {name: SMALLEST + at for at, name in enumerate(cell["sizes"])}


def dimensions(shape: list[str], sizes: Mapping[str, int]) -> tuple[int, ...]:
    """Of an input or a state, whose axes are single sizes or numbers."""
    return tuple(sizes[axis] if axis in sizes else int(axis) for axis in shape)


def leading(fact: Mapping[str, Any]) -> tuple[int, ...]:
    """The axes of an input before its own."""
    return (BATCH,) if fact.get("static") else (STEPS, BATCH)


class Drawn:
    """Random arguments of a module: parameters, inputs and states by name."""

    def __init__(self, module: ModuleType, sizes: Mapping[str, int]) -> None:
        rng = np.random.default_rng(0)

        def draw(*shape: int) -> Array:
            return 0.5 * rng.standard_normal(shape)

        cell = module.CELL
        fresh = module.init(**sizes, rng=0, dtype=np.float64)
        self.params: Arrays = {name: draw(*fresh[name].shape) for name in fresh}
        self.inputs: Arrays = {
            name: draw(*leading(fact), *dimensions(fact["shape"], sizes))
            for name, fact in cell["inputs"].items()
        }
        self.states: Arrays = {
            name: draw(BATCH, *dimensions(fact["shape"], sizes))
            for name, fact in cell["states"].items()
        }


def run(
    module: ModuleType, params: Arrays, inputs: Arrays, states: Arrays
) -> tuple[Arrays, Arrays]:
    """Outputs over time and the final states, by name."""
    ordered = [inputs[name] for name in module.CELL["inputs"]]
    out, final, _ = module.forward(params, *ordered, module.State(**states))
    return out._asdict(), final._asdict()


def assert_close(found: Array, expected: Array, name: str) -> None:
    __tracebackhide__ = True
    assert found.shape == expected.shape, name
    assert np.isfinite(expected).all(), name
    worst = float(np.max(np.abs(found - expected), initial=0.0))
    assert worst <= TOLERANCE, f"{name} differs by {worst:.3g}"


# ---------------------------------------------------------------- verdicts


def sizes_through(
    block: ModuleType, cell: ModuleType, rename: Mapping[str, str]
) -> dict[str, int]:
    """The block's sizes, those of the inputs and states it shares with the zoo.

    A size that is only one of parameters is that of the same parameter.
    """
    known = sizes_of(cell.CELL)
    found: dict[str, int] = {}
    for kind in ("inputs", "states"):
        for name, fact in cell.CELL[kind].items():
            own = rename.get(name, name)
            assert own in block.CELL[kind], f"{own} is none of the block's {kind}"
            shape = block.CELL[kind][own]["shape"]
            numbers = dimensions(fact["shape"], known)
            found.update(zip(shape, numbers, strict=True))
    for name, fact in cell.CELL["parameters"].items():
        mine = block.CELL["parameters"].get(rename.get(name, name), {"shape": []})
        for axis, theirs in zip(mine["shape"], fact["shape"], strict=False):
            if axis in block.CELL["sizes"] and theirs in known:
                found.setdefault(axis, known[theirs])
    return found


@each("cell")
def test_block_is_the_cell_of_the_zoo(block: Block) -> None:
    cell, own = zoo_cells.module(block.facts["equals"]), module_for(block)
    rename, sizes = block.rename, sizes_of(cell.CELL)
    drawn = Drawn(own, sizes_through(own, cell, rename))

    def arrays_of(kind: str, arrays: Arrays) -> Arrays:
        names = {name: rename.get(name, name) for name in cell.CELL[kind]}
        used = set().union(*(names_in(text) for text in names.values()))
        assert used == set(arrays), f"{kind} of the block"
        return {name: value_of(text, arrays, sizes) for name, text in names.items()}

    params = arrays_of("parameters", drawn.params)
    for name, fresh in cell.init(**sizes, dtype=np.float64).items():
        assert params[name].shape in {(), fresh.shape}, name
        params[name] = np.broadcast_to(params[name], fresh.shape).copy()
    inputs = arrays_of("inputs", drawn.inputs)
    states = arrays_of("states", drawn.states)
    expected, expected_final = run(cell, params, inputs, states)
    found, final = run(own, drawn.params, drawn.inputs, drawn.states)

    outputs = rename | block.facts.get("outputs", {})
    assert {outputs.get(name, name) for name in expected} == set(found)
    for name, array in expected.items():
        assert_close(found[outputs.get(name, name)], array, f"output {name}")
    for name, array in expected_final.items():
        assert_close(final[rename.get(name, name)], array, f"state {name}")


@each("compiles")
def test_block_computes_its_reference(block: Block) -> None:
    name = block.facts["reference"]
    home = references if hasattr(references, name) else references_memory
    step = getattr(home, name)
    own = module_for(block)
    drawn = Drawn(own, sizes_of(own.CELL))
    found, final = run(own, drawn.params, drawn.inputs, drawn.states)

    facts = own.CELL["inputs"]
    constants = own.CELL["constants"].items()
    params = drawn.params | {
        name: np.asarray(fact["value"]) for name, fact in constants
    }
    rows = [slice(None)] if name in references.TOGETHER else [*range(BATCH)]
    for row in rows:
        states = {name: array[row] for name, array in drawn.states.items()}
        for time in range(STEPS):
            inputs = {
                name: array[row] if facts[name].get("static") else array[time, row]
                for name, array in drawn.inputs.items()
            }
            states, outputs = step(params, inputs, states)
            assert set(outputs) == set(found)
            for name, array in outputs.items():
                assert_close(found[name][time, row], array, f"output {name}")
        assert set(states) == set(final)
        for name, array in states.items():
            assert_close(final[name][row], array, f"state {name}")


def places(text: str, part: str) -> list[Span]:
    starts = [at for at in range(len(text)) if text.startswith(part, at)]
    return [Span(at, at + len(part)) for at in starts]


@each("diagnostic")
def test_block_is_refused_at_its_place(block: Block) -> None:
    about = places(block.printed, block.facts["about"])
    assert about, "the text has no such part"
    with pytest.raises(CellcError) as caught:
        module_for(block)
    said = [
        (found.code, block.text[found.span.start : found.span.end])
        for found in caught.value.diagnostics
        if found.span is not None
        and any(
            found.span.start < place.end and place.start < found.span.end
            for place in about
        )
    ]
    code = block.facts["code"]
    assert any(code in ("any", each_code) for each_code, _ in said), str(caught.value)


@each("later")
def test_block_of_a_later_feature_is_refused(block: Block) -> None:
    with pytest.raises(CellcError) as caught:
        module_for(block)
    assert all(found.span is not None for found in caught.value.diagnostics)


# ---------------------------------------------------------------- the corpus itself


@each()
def test_facts_are_complete(block: Block) -> None:
    assert block.verdict in VERDICTS
    needed = {"source", "url", "confirmed", "verdict"} | FIELDS[block.verdict]
    allowed = needed | OPTIONAL | (TABLES if block.verdict == "cell" else set())
    if block.verdict == "later":
        allowed |= {"reference"}  # it waits for the feature
    assert needed <= set(block.facts) <= allowed
    if block.verdict == "cell":
        assert block.facts["equals"] in zoo()
    if block.verdict == "diagnostic":
        assert block.facts["code"] in {"any", *CODES}


def test_every_file_belongs_to_a_block() -> None:
    facts = {path.with_suffix("") for path in FOLDER.glob("*/*.toml")}
    assert facts == {path.with_suffix("") for path in texts()}


def test_every_reference_has_a_block() -> None:
    waiting = [each for each in blocks("later") if "reference" in each.facts]
    used = {each.facts["reference"] for each in (*blocks("compiles"), *waiting)}
    written = {
        name
        for home in (references, references_memory)
        for name, value in vars(home).items()
        if callable(value)
        and getattr(value, "__module__", "") == home.__name__
        and not name.startswith("_")
        and name not in {"sigmoid", "relu"}
    }
    assert written == used


def test_corpus_is_wide() -> None:
    """Ninety blocks of forty-five sources, and few of what is not there yet."""
    assert len(blocks()) >= 90
    assert len({block.path.parent for block in blocks()}) >= 45
    assert len(blocks("later")) <= 4
