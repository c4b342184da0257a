"""The parameters of a library's class in those of a cell of the zoo.

A table has for each parameter of the class pieces that are laid one behind the other:

    weight_ih="W_f.x W_h.x", bias_ih="b_f b_h/2", bias_hh="0 b_h/2"

    W.x      the columns of W that stand before x, where W is before [h, x]
    W'       transposed
    -W, b/2  the negative, the half; b*2, b/4
    log(-a)  the logarithm of -a
    logit(a) what the logistic function takes to a
    diag(a)  the matrix with that diagonal
    I, 0, 1  the unit matrix; a number everywhere
    a[]      a vector as a row
    a+b, b-1 sums with another or with a number
    a,b      two matrices side by side
    a b ; c  what is made of a and b over what is made of c
    a | b    two rows of one array
    a ~ b    the rows of two matrices by turns
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from comparing import Row
from make_references import Case, extent

Known = dict[str, int]


def sizes_of(module: ModuleType, case: Case) -> Known:
    """What the sizes of a cell are in a case, by the arrays of one size."""
    known: Known = {}
    for kind, arrays, skip in (
        ("inputs", case.inputs, 2),
        ("states", case.state, 1),
        ("outputs", case.d_out, 2),
        ("parameters", case.parameters, 0),
    ):
        for name, facts in module.CELL[kind].items():
            for size, length in zip(
                facts["shape"], arrays[name].shape[skip:], strict=False
            ):
                if size.isidentifier():
                    known[size] = length
    return known


PIECE = re.compile(
    r"(?P<minus>-?)(?P<function>logit|diag|log|)\(?(?P<inner>-?)(?P<name>[A-Za-z]\w*|[\d.]+)"
    r"(?:\.(?P<block>\w+))?\)?(?P<row>(?:\[\])?)(?P<prime>'?)(?P<scale>(?:[/*]\d+)?)"
    r"(?P<more>(?:[+-].*)?)$"
)


@dataclass(frozen=True)
class Translation:
    """The parameters of a library in those of a cell.

    Arguments:
        xp: torch, jax.numpy or numpy, whose arrays are translated.
        row: its table.
        module: the generated module.
        known: the sizes.
        shapes: those of the library's parameters.
        axis: along which pieces are laid: 0 for W before x, -1 for x before W.
    """

    xp: Any
    row: Row
    module: ModuleType
    known: Known
    shapes: Mapping[str, tuple[int, ...]]
    axis: int = 0

    def __call__(self, p: Mapping[str, Any]) -> dict[str, Any]:
        table = self.row.parameters
        assert set(table) == set(self.shapes), f"{self.row.label}: {self.shapes}"
        return {name: self.array(p, name, table[name]) for name in self.shapes}

    def array(self, p: Mapping[str, Any], name: str, text: str) -> Any:
        shape = tuple(self.shapes[name])
        if "~" in text:
            parts = [self.laid(p, part, shape) for part in text.split("~")]
            return self.xp.stack(parts, -2).reshape(shape)
        if "|" in text:
            parts = [self.laid(p, part, shape[1:]) for part in text.split("|")]
            return self.xp.stack(parts)
        if ";" in text:
            parts = [self.laid(p, part, shape) for part in text.split(";")]
            rows = [part[None] if part.ndim < len(shape) else part for part in parts]
            return self.xp.concatenate(rows, 0)
        found = self.laid(p, text, shape)
        if found.ndim != len(shape):
            found = found.reshape(shape)
        assert tuple(found.shape) == shape, f"{name}: {found.shape} is not {shape}"
        return found

    def laid(self, p: Mapping[str, Any], text: str, shape: tuple[int, ...]) -> Any:
        pieces = text.split()
        found = [self.piece(p, piece) for piece in pieces]
        like = next((each for each in found if hasattr(each, "shape")), None)
        if like is None:
            each_shape = list(shape)
            if shape:
                each_shape[self.axis] //= len(pieces)
        else:
            each_shape = list(like.shape)
        filled = [self.filled(each, each_shape) for each in found]
        if len(filled) == 1:
            return filled[0]
        return self.xp.concatenate(filled, self.axis)

    def filled(self, value: Any, shape: list[int]) -> Any:
        """An array, or the letter or number that stands for one."""
        if isinstance(value, str):
            return self.xp.eye(shape[0], dtype=self.xp.float64)
        if isinstance(value, float):
            return self.xp.full(tuple(shape), value, dtype=self.xp.float64)
        return value

    def piece(self, p: Mapping[str, Any], text: str) -> Any:
        if "," in text:
            sides = [self.piece(p, side) for side in text.split(",")]
            return self.xp.concatenate(sides, -1)
        match = PIECE.match(text)
        assert match, f"{self.row.label}: {text}"
        name, sign = match["name"], -1.0 if match["minus"] else 1.0
        if name == "I":
            return name
        if name[0].isdigit():
            return sign * float(name)
        value = p[name]
        if match["block"]:
            value = value[:, self.columns(name, match["block"])]
        if match["function"] == "log":
            value = self.xp.log(-value if match["inner"] else value)
        if match["function"] == "logit":
            value = self.xp.log(value / (1 - value))
        if match["function"] == "diag":
            value = self.xp.diag(value)
        if match["row"]:
            value = value[None]
        if match["prime"]:
            value = value.T
        if match["scale"]:
            factor = float(match["scale"][1:])
            value = value * (1 / factor if match["scale"][0] == "/" else factor)
        if match["minus"]:
            value = -value
        if match["more"]:
            more = self.piece(p, match["more"].removeprefix("+"))
            value = value + self.filled(more, list(value.shape))
        return value

    def columns(self, name: str, block: str) -> slice:
        """Where the columns before `block` stand in a matrix.

        The metadata has its sizes by the alphabet, and so has [h, x] or [x, y].
        """
        total = self.module.CELL["parameters"][name]["shape"][1]
        start = 0
        for term in total.split(" + "):
            end = start + extent(term, self.known)
            if term == block:
                return slice(start, end)
            start = end
        raise KeyError(f"{name} is not before {block}: {total}")
