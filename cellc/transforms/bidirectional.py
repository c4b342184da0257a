"""Cells that read a sequence from both ends, in one layer or several.

Each layer has a copy of the cell for each way.  What both give is put side by side, and
that is what the next layer reads.  With sequences of unequal length the way back starts
at the last step of each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sympy import Dummy, Expr, Integer, Symbol

from cellc.diagnostics import CellcError, Diagnostic
from cellc.ir import Cell, Initializer, Noise, State, Variable
from cellc.transforms.stack import is_held

REVERSE = "_reverse"


@dataclass(frozen=True)
class Copy:
    """One copy of the cell: its layer, counted from 1, and the way that it reads."""

    layer: int
    reverse: bool
    suffix: str


@dataclass(frozen=True)
class BothWays:
    """How the copies of a cell are put together.

    cell: one copy.  surface: the names and shapes of all of them; its equations are
    those of one.  fed: the input of a higher layer that `source` of the one below is.
    """

    cell: Cell
    surface: Cell
    layers: int
    copies: tuple[Copy, ...]
    fed: Symbol
    source: Symbol


def both_ways(cell: Cell, layers: int) -> BothWays:
    """The plan of a cell that reads from both ends.

    Raises CellcError (E0006) where what a layer gives does not fit the next one.
    """
    source = cell.outputs[0]
    free = [
        each
        for each in cell.inputs
        if each not in cell.noise
        and cell.variable(each).timed
        and len(cell.variable(each).shape) == 1
    ]
    if any(len(cell.variable(each).shape) > 1 for each in cell.outputs):
        raise _refusal(cell, "matrices of both ways have no place side by side")
    if layers > 1 and (cell.below or not free):
        raise _refusal(cell, "a layer reads a vector of the one below, and no more")
    fed = (free or [*cell.inputs])[0]
    sizes = _sizes_above(cell, fed, source) if layers > 1 else {}
    copies = tuple(
        Copy(layer, reverse, _suffix(layer, reverse, layers))
        for layer in range(1, layers + 1)
        for reverse in (False, True)
    )
    surface = _surface(cell, layers, copies, sizes)
    return BothWays(cell, surface, layers, copies, fed, source)


def _suffix(layer: int, reverse: bool, layers: int) -> str:
    number = f"_l{layer}" if layers > 1 else ""
    return number + (REVERSE if reverse else "")


def _sizes_above(cell: Cell, fed: Symbol, source: Symbol) -> dict[Symbol, Expr]:
    """What the size of the input is in a higher layer: twice that of the output."""
    (size,) = cell.variable(fed).shape
    wide = 2 * sum(cell.variable(source).shape, Integer(0))
    if not isinstance(size, Symbol) or is_held(cell, size) or not wide:
        raise _refusal(
            cell,
            f"`{cell.variable(source).notation}` of both ways side by side does not "
            f"fit `{cell.variable(fed).notation}`",
        )
    return {size: wide}


def _refusal(cell: Cell, why: str) -> CellcError:
    help_line = "give the first output the size of the input, or the input its own"
    return CellcError((Diagnostic("E0006", f"{cell.name}: {why}", help=help_line),))


class _Table:
    """The names of all copies, in one table of variables."""

    def __init__(self, cell: Cell, layers: int, sizes: dict[Symbol, Expr]) -> None:
        self.cell = cell
        self.layers = layers
        self.sizes = sizes  # of the inputs of higher layers
        self.variables: dict[Symbol, Variable] = dict(cell.variables)

    def copied(self, symbol: Symbol, copy: Copy, tail: str = "") -> Symbol:
        """A name of one copy, entered in the table."""
        old = self.cell.variable(symbol)
        name = f"{symbol.name.removesuffix(tail)}{copy.suffix}{tail}"
        new = Symbol(name, real=True)
        above = self.sizes if copy.layer > 1 else {}
        shape = tuple(each.xreplace(above) for each in old.shape)
        layer = f" of layer {copy.layer}" if self.layers > 1 else ""
        way = "backward" if copy.reverse else "forward"
        notation = f"{old.notation}{layer}, {way}"
        self.variables[new] = replace(
            old, symbol=new, name=name, shape=shape, notation=notation
        )
        return new

    def state(self, state: State, copy: Copy) -> State:
        current = self.copied(state.current, copy)
        tail = state.previous.name.removeprefix(state.current.name)
        return State(current.name, current, self.copied(state.previous, copy, tail))

    def output(self, symbol: Symbol) -> Symbol:
        """Both ways side by side: a number of each makes a vector of two."""
        old = self.cell.variable(symbol)
        new = Dummy(symbol.name, real=True)  # a state can have this name as well
        shape = (2 * old.shape[0],) if old.shape else (Integer(2),)
        self.variables[new] = replace(old, symbol=new, shape=shape)
        return new


def _surface(
    cell: Cell,
    layers: int,
    copies: tuple[Copy, ...],
    sizes: dict[Symbol, Expr],
) -> Cell:
    table = _Table(cell, layers, sizes)
    initializers: dict[Symbol, Initializer] = {}
    frozen: set[Symbol] = set()
    states: list[State] = []
    noise: dict[Symbol, Noise] = {}
    for copy in copies:
        for symbol in cell.parameters:
            new = table.copied(symbol, copy)
            initializers[new] = cell.initializers[symbol]
            frozen |= {new} if symbol in cell.frozen else set()
        states += [table.state(each, copy) for each in cell.states]
        noise |= {table.copied(each, copy): how for each, how in cell.noise.items()}
    outputs = tuple(map(table.output, cell.outputs))
    words = ("--layers", str(layers)) if layers > 1 else ()
    return replace(
        cell,
        header=_header(cell, layers),
        variables=table.variables,
        inputs=(*(each for each in cell.inputs if each not in cell.noise), *noise),
        parameters=tuple(initializers),
        states=tuple(states),
        outputs=outputs,
        initializers=initializers,
        frozen=frozenset(frozen),
        noise=noise,
        below={},
        command=(*cell.command, *words, "--bidirectional"),
    )


def _header(cell: Cell, layers: int) -> dict[str, str]:
    header = dict(cell.header)
    number = f", {layers} layers" if layers > 1 else ""
    if "title" in header:
        header["title"] += f"{number}, both ways"
    return header
