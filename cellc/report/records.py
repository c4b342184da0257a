"""What `cellc list` tells of a cell, as plain data: no expression, nothing of SymPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cellc.ir import Cell

_HEADER = ("title", "paper", "year")


@dataclass(frozen=True)
class Record:
    """A cell of the zoo in words; a header line that its spec has not is None."""

    name: str
    title: str | None
    paper: str | None
    year: str | None
    inputs: Sequence[str]
    states: Sequence[str]
    outputs: Sequence[str]
    sizes: Sequence[str]
    parameters: str
    features: Sequence[str]


Families = dict[str, list[Record]]


def record_of(cell: Cell) -> Record:
    """What is told of a cell."""
    from cellc.report.describe import parameter_count
    from cellc.report.features import features_of

    return Record(
        name=cell.name,
        title=cell.header.get("title"),
        paper=cell.header.get("paper"),
        year=cell.header.get("year"),
        inputs=[each.name for each in cell.inputs],
        states=[each.name for each in cell.states],
        outputs=[each.name for each in cell.outputs],
        sizes=[*cell.sizes],
        parameters=parameter_count(cell),
        features=features_of(cell),
    )


def as_data(record: Record) -> dict[str, Any]:
    """A record as JSON has it."""
    return asdict(record)


def from_data(data: object) -> Record | None:
    """The record that `as_data` made; None if the data, whatever they are, are none."""
    names = [each.name for each in fields(Record)]
    if not isinstance(data, dict) or [*data] != names:
        return None
    if all(_has_kind(key, value) for key, value in data.items()):
        return Record(**data)
    return None


def _has_kind(key: str, value: object) -> bool:
    if key in _HEADER and value is None:
        return True
    if key in (*_HEADER, "name", "parameters"):
        return isinstance(value, str)
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
