"""Cells that read a sequence from both ends, in one layer or several.

Each layer has a copy of the cell for each way.  What both give is put side by side, and
that is what the next layer reads.  With sequences of unequal length the way back starts
at the last step of each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sympy import Dummy, Expr, Integer, Symbol

from cellc.diagnostics import CellcError, Diagnostic
from cellc.ir import Cell, Noise, State, Variable

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
        if each not in cell.noise and len(cell.variable(each).shape) == 1
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
    held = {
        symbol
        for state in cell.states
        for each in cell.variable(state.current).shape
        for symbol in each.free_symbols
    }
    if not isinstance(size, Symbol) or size in held or not wide:
        raise _refusal(
            cell,
            f"`{cell.variable(source).notation}` of both ways side by side does not "
            f"fit `{cell.variable(fed).notation}`",
        )
    return {size: wide}


def _refusal(cell: Cell, why: str) -> CellcError:
    help_line = "give the first output the size of the input, or the input its own"
    return CellcError((Diagnostic("E0006", f"{cell.name}: {why}", help=help_line),))


def _surface(
    cell: Cell,
    layers: int,
    copies: tuple[Copy, ...],
    sizes: dict[Symbol, Expr],
) -> Cell:
    variables: dict[Symbol, Variable] = dict(cell.variables)

    def copied(symbol: Symbol, copy: Copy, tail: str = "") -> Symbol:
        """A name of one copy, entered in the table."""
        old = cell.variable(symbol)
        name = f"{symbol.name.removesuffix(tail)}{copy.suffix}{tail}"
        new = Symbol(name, real=True)
        above = sizes if copy.layer > 1 else {}
        shape = tuple(each.xreplace(above) for each in old.shape)
        way = "backward" if copy.reverse else "forward"
        notation = f"{old.notation} of layer {copy.layer}, {way}"
        if layers == 1:
            notation = f"{old.notation}, {way}"
        variables[new] = replace(
            old, symbol=new, name=name, shape=shape, notation=notation
        )
        return new

    parameters: list[Symbol] = []
    initializers = {}
    frozen = set()
    states: list[State] = []
    noise: dict[Symbol, Noise] = {}
    for copy in copies:
        for symbol in cell.parameters:
            new = copied(symbol, copy)
            parameters.append(new)
            initializers[new] = cell.initializers[symbol]
            frozen |= {new} if symbol in cell.frozen else set()
        for each in cell.states:
            current = copied(each.current, copy)
            tail = each.previous.name.removeprefix(each.current.name)
            previous = copied(each.previous, copy, tail)
            states.append(State(current.name, current, previous))
        for symbol, drawn in cell.noise.items():
            noise[copied(symbol, copy)] = drawn
    outputs = []
    for symbol in cell.outputs:
        old = cell.variable(symbol)
        new = Dummy(symbol.name, real=True)  # a state can have this name as well
        shape = (2 * old.shape[0],) if old.shape else (Integer(2),)
        variables[new] = replace(old, symbol=new, shape=shape)
        outputs.append(new)
    header = dict(cell.header)
    number = f", {layers} layers" if layers > 1 else ""
    if "title" in header:
        header["title"] += f"{number}, both ways"
    words = ("--layers", str(layers)) if layers > 1 else ()
    return replace(
        cell,
        header=header,
        variables=variables,
        inputs=(*(each for each in cell.inputs if each not in cell.noise), *noise),
        parameters=tuple(parameters),
        states=tuple(states),
        outputs=tuple(outputs),
        initializers=initializers,
        frozen=frozenset(frozen),
        noise=noise,
        below={},
        command=(*cell.command, *words, "--bidirectional"),
    )
