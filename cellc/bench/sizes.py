"""At which sizes a cell is measured: steps, sequences, and sizes of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cellc.ir import Cell
from cellc.patterns import regex

# name -> T, B, x, h: the sizes of docs/performance.md
STANDARD: dict[str, tuple[int, int, int, int]] = {
    "S1": (100, 1, 64, 64),
    "S2": (100, 32, 128, 128),
    "S3": (100, 32, 256, 256),
    "S4": (50, 64, 512, 512),
    "L": (2000, 8, 64, 128),
}
USUAL = "S1,S2,S3,S4"
_GIVEN = regex(r"([A-Za-z_]\w*)=([1-9][0-9]*)")


class UnknownSizesError(ValueError):
    """What is given as sizes cannot be read; the text says what to write."""


@dataclass(frozen=True)
class Sizes:
    """T steps, B sequences, and every size of the cell by name."""

    label: str
    steps: int
    batch: int
    own: Mapping[str, int]

    @property
    def every(self) -> dict[str, int]:
        return {"T": self.steps, "B": self.batch, **self.own}


def sizes_of(text: str, cell: Cell) -> list[Sizes]:
    """The sizes that a text names: `S1,S3`, `standard`, or `T=100,B=32,x=64,h=64`.

    x is the size of every input, h every other one, unless it is given by its own name.

    Raises:
        UnknownSizesError: where a word is neither of these, or no size of the cell.
    """
    words = (USUAL if text == "standard" else text).replace(" ", "").split(",")
    found = [_standard(word, cell) for word in words if word in STANDARD]
    given = dict(_given(word, cell) for word in words if word not in STANDARD)
    if given:
        label = ",".join(f"{name}={number}" for name, number in given.items())
        found.append(_sizes(label, {"T": 100, "B": 32} | given, cell))
    return found


def _given(word: str, cell: Cell) -> tuple[str, int]:
    match = _GIVEN.fullmatch(word)
    known = ["T", "B", "x", "h", *cell.sizes]
    if match is None or match[1] not in known:
        names = ", ".join(dict.fromkeys(known))
        raise UnknownSizesError(
            f"`{word}` is no size; write T=100,B=32,x=128,h=128, with any of "
            f"{names}; or names of standard sizes, {', '.join(STANDARD)}; or standard, "
            f"for {USUAL}"
        )
    return match[1], int(match[2])


def _standard(name: str, cell: Cell) -> Sizes:
    numbers = dict(zip(("T", "B", "x", "h"), STANDARD[name], strict=True))
    return _sizes(name, numbers, cell)


def _sizes(label: str, given: Mapping[str, int], cell: Cell) -> Sizes:
    of_inputs = {
        symbol.name
        for each in cell.inputs
        for size in cell.variable(each).shape
        for symbol in size.free_symbols
    }
    general = {"x": 128, "h": 128} | dict(given)
    own = {
        name: given.get(name, general["x" if name in of_inputs else "h"])
        for name in cell.sizes
    }
    return Sizes(label, given["T"], given["B"], own)
