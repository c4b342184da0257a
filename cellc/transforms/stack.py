"""Layers: several copies of a cell, each fed by the one below.

Every layer has parameters and states of its own, with `_l1`, `_l2` ... behind their
names.  What a layer is fed with takes the place of its input: the first output of the
layer below, and what the cell calls by name as the layer below's (`c^{(l-1)}_t`).
Inputs that are neither, as a mask or a time, go to every layer; constants are shared,
and noise is drawn for each.
"""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Integer, Symbol

from cellc.diagnostics import CellcError, Diagnostic
from cellc.ir import Cell, Equation, Role, State, Variable, size_text

MOST = 100  # layers
_FAR = 1_000_000  # characters between the positions of two layers


def stacked(cell: Cell, layers: int) -> Cell:
    """The cell with so many layers.

    Raises CellcError (E0006) where what a layer gives does not fit its input.
    """
    feeds = _feeds(cell)
    copies = [_Layer(cell, 1, {}, {})]
    for number in range(2, layers + 1):
        below = copies[-1]
        fed = {given: below.symbols[source] for given, source in feeds.items()}
        copies.append(_Layer(cell, number, fed, _sizes_above(cell, feeds, copies[0])))
    top = copies[-1]
    outputs = [_Output(each, top.symbols[each], cell) for each in cell.outputs]
    variables: dict[Symbol, Variable] = {}
    for copy in copies:
        variables |= copy.variables()
    variables |= {
        each.symbol: each.variable(top.variables()[each.source]) for each in outputs
    }
    header = dict(cell.header)
    if "title" in header:
        header["title"] += f", {layers} layers"
    noise = {
        copy.symbols[each]: drawn
        for copy in copies
        for each, drawn in cell.noise.items()
    }
    return replace(
        cell,
        header=header,
        variables=variables,
        equations=(
            *(each for copy in copies for each in copy.equations()),
            *(each.equation() for each in outputs),
        ),
        inputs=(*(each for each in cell.inputs if each not in cell.noise), *noise),
        noise=noise,
        parameters=tuple(
            copy.symbols[each] for copy in copies for each in cell.parameters
        ),
        states=tuple(each for copy in copies for each in copy.states()),
        outputs=tuple(each.symbol for each in outputs),
        initializers={
            copy.symbols[each]: found
            for copy in copies
            for each, found in cell.initializers.items()
        },
        frozen=frozenset(copy.symbols[each] for copy in copies for each in cell.frozen),
        below={},
        command=(*cell.command, "--layers", str(layers)),
    )


def _feeds(cell: Cell) -> dict[Symbol, Symbol]:
    """What each input of a higher layer is, among the values of the layer below."""
    feeds = dict(cell.below)
    source = cell.outputs[0]
    if source not in feeds.values():
        free = [
            each
            for each in cell.inputs
            if each not in {*feeds, *cell.noise}
            and cell.variable(each).timed
            and len(cell.variable(each).shape) == 1
        ]
        if not free:
            raise _refusal(
                cell,
                "this cell has no input that a vector of the layer below can be",
                "layers are for cells with an input such as x_t ∈ ℝ^x",
            )
        feeds[free[0]] = source
    return feeds


def _sizes_above(
    cell: Cell, feeds: dict[Symbol, Symbol], first: _Layer
) -> dict[Symbol, Expr]:
    """What the sizes of the inputs are in a higher layer."""
    sizes: dict[Symbol, Expr] = {}
    for given, source in feeds.items():
        wanted, found = cell.variable(given).shape, cell.variable(source).shape
        pairs = [*zip(wanted, found, strict=False)]
        if len(wanted) != len(found):
            raise _unfit(cell, given, source)
        for size, other in pairs:
            known = size.xreplace(sizes)
            other = other.xreplace(sizes)
            if known == other:
                continue
            if not isinstance(size, Symbol) or size in sizes or is_held(cell, size):
                raise _unfit(cell, given, source)
            sizes[size] = other
    return sizes


def is_held(cell: Cell, size: Symbol) -> bool:
    """Whether a size is that of a state too, so that every layer has it.

    A state that keeps an input of an earlier step, x_{t-1}, is as large as the input.
    """
    keepers = _keepers_of_inputs(cell)
    return any(
        size in each.free_symbols
        for state in cell.states
        if state.current not in keepers
        for each in cell.variable(state.current).shape
    )


def _keepers_of_inputs(cell: Cell) -> set[Symbol]:
    """States that hold an input of an earlier step and nothing else."""
    values = {each.target: each.value for each in cell.equations}
    kept = {*cell.inputs}
    found: set[Symbol] = set()
    while True:
        more = [
            each
            for each in cell.states
            if each.current not in found and values[each.current] in kept
        ]
        if not more:
            return found
        found |= {each.current for each in more}
        kept |= {each.previous for each in more}


def _unfit(cell: Cell, given: Symbol, source: Symbol) -> CellcError:
    wanted, found = cell.variable(given), cell.variable(source)
    return _refusal(
        cell,
        f"`{found.notation}` of the layer below is {_shape(found)}, and "
        f"`{wanted.notation}`, whose place it takes, is {_shape(wanted)}",
        "give the first output the size of the input, or the input a size of its own",
    )


def _shape(variable: Variable) -> str:
    sizes = " × ".join(map(size_text, variable.shape))
    return f"of size {sizes}" if sizes else "a number"


def _refusal(cell: Cell, why: str, help: str) -> CellcError:
    return CellcError((Diagnostic("E0006", f"{cell.name}: {why}", help=help),))


class _Layer:
    """One layer: its names, its sizes."""

    def __init__(
        self,
        cell: Cell,
        number: int,
        fed: dict[Symbol, Symbol],
        sizes: dict[Symbol, Expr],
    ) -> None:
        self.cell = cell
        self.number = number
        self.sizes = sizes
        self.fed = fed
        kept = {*cell.inputs, *cell.constants} - {*cell.noise}
        self.symbols: dict[Symbol, Symbol] = {
            each: fed.get(each, each) if each in kept else self._symbol(each)
            for each in cell.variables
        }

    def _symbol(self, symbol: Symbol) -> Symbol:
        name, suffix = symbol.name, ""
        for state in self.cell.states:
            if symbol == state.previous:
                name = state.current.name
                suffix = symbol.name.removeprefix(name)
        return Symbol(f"{name}_l{self.number}{suffix}", real=True)

    def variables(self) -> dict[Symbol, Variable]:
        found: dict[Symbol, Variable] = {}
        for old, variable in self.cell.variables.items():
            new = self.symbols[old]
            if old in self.fed:
                continue
            if new == old:
                found[new] = variable
                continue
            found[new] = replace(
                variable,
                symbol=new,
                name=new.name,
                shape=tuple(each.xreplace(self.sizes) for each in variable.shape),
                notation=f"{variable.notation} of layer {self.number}",
                position=variable.position + self.number * _FAR,
            )
        return found

    def equations(self) -> list[Equation]:
        changed = {**self.symbols, **self.sizes}
        return [
            Equation(
                self.symbols[each.target],
                each.value.xreplace(changed),
                f"{each.text}   (layer {self.number})",
                {self.symbols[old]: at for old, at in each.offsets.items()},
            )
            for each in self.cell.equations
        ]

    def states(self) -> list[State]:
        found = []
        for each in self.cell.states:
            current, previous = self.symbols[each.current], self.symbols[each.previous]
            found.append(State(current.name, current, previous))
        return found


class _Output:
    """An output of the top layer, under the name that it has in the cell."""

    def __init__(self, symbol: Symbol, source: Symbol, cell: Cell) -> None:
        self.symbol = symbol
        self.source = source
        self.notation = cell.variable(symbol).notation

    def variable(self, top: Variable) -> Variable:
        return replace(
            top,
            symbol=self.symbol,
            name=self.symbol.name,
            role=Role.VALUE,
            notation=self.notation,
            position=top.position + _FAR,
        )

    def equation(self) -> Equation:
        text = f"{self.notation} is that of the last layer"
        return Equation(self.symbol, self.source + Integer(0), text, {self.source: 0})
