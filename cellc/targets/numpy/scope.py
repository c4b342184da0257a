"""What every symbol is called at every place of a generated function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sympy import Expr, Integer, Pow, Symbol

from cellc.ir import BatchMean, Role, Variable, operands_of, unique, variation
from cellc.schedule import Packed, Program
from cellc.targets.numpy.batch_texts import BatchTexts
from cellc.targets.numpy.lines import Lines
from cellc.targets.numpy.numbers import ATOM, Text
from cellc.targets.numpy.printer import Printer


@dataclass
class Names:
    """The names of one module: sizes, and sequences beside the values themselves."""

    program: Program
    sizes: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _sequences: dict[Symbol, str] = field(default_factory=dict)
    _wide: dict[Symbol, str] = field(default_factory=dict)
    _steps: dict[Symbol, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._taken = {each.name for each in self.program.variables.values()}
        for size in self.program.cell.sizes:
            self.sizes[size] = unique(f"n_{size}", self._taken)

    @cached_property
    def numbers(self) -> frozenset[Symbol]:
        """The numbers that only constants decide: Python's own, as these are."""
        program = self.program
        found = {*program.cell.constants}
        parts = (program.forward.everywhere(), program.backward.everywhere())
        for statement in (*parts[0], *parts[1], *program.step):
            variable = program.variables[statement.target]
            free = statement.value.free_symbols & program.variables.keys()
            if not variable.shape and not variable.varies and free <= found:
                found.add(statement.target)
        return frozenset(found)

    @cached_property
    def means(self) -> dict[Expr, str]:
        """The means over the batch, and the fields of `Statistics` that they are."""
        program = self.program
        every = (*program.forward.everywhere(), *program.step)
        return {
            each.value: each.target.name
            for each in every
            if isinstance(each.value, BatchMean)
        }

    def sequence(self, symbol: Symbol) -> str:
        """The array of a value's steps, where the value itself has the plain name.

        Of an input without steps, its columns.
        """
        if symbol not in self._sequences:
            timed = self.program.variables[symbol].timed
            stem = f"{symbol.name}_{'seq' if timed else 'col'}"
            self._sequences[symbol] = unique(stem, self._taken)
        return self._sequences[symbol]

    def wide(self, symbol: Symbol) -> str:
        """The same with time and batch in one axis: of an input rows, else columns."""
        if symbol not in self._wide:
            given = self.program.variables[symbol].role is Role.INPUT
            stem = f"{symbol.name}_{'rows' if given else 'cols'}"
            self._wide[symbol] = unique(stem, self._taken)
        return self._wide[symbol]

    def at_step(self, symbol: Symbol) -> str:
        """One step of an input, whose plain name is that of the whole array."""
        if symbol not in self._steps:
            self._steps[symbol] = unique(f"{symbol.name}_t", self._taken)
        return self._steps[symbol]

    def fresh(self, wanted: str) -> str:
        return unique(wanted, self._taken)


@dataclass
class Scope:
    """The names at one place: in the loop, or outside it, of forward or backward.

    values: what is written out where it is used, instead of having a name.
    texts: what is called otherwise than the plain name (`C_seq[t]`, `d_pre[:, :n_h]`).
    step: what the number of the step is called, in a loop over time.
    """

    names: Names
    lines: Lines
    helpers: set[str]
    sequence: bool
    values: dict[Symbol, Expr] = field(default_factory=dict)
    texts: dict[Symbol, str] = field(default_factory=dict)
    wide_texts: dict[Symbol, str] = field(default_factory=dict)
    order: Mapping[Symbol, int] = field(default_factory=dict)
    read_wide: set[Symbol] = field(default_factory=set)
    given_as_rows: set[Symbol] = field(default_factory=set)
    step: str = ""

    @property
    def variables(self) -> dict[Symbol, Variable]:
        return self.names.program.variables

    def printer(self) -> Printer:
        return Printer(
            self.variables,
            self._name,
            self._wide,
            self.names.sizes,
            self.sequence,
            self.order,
            self.helpers.add,
            self.names.numbers,
            self.read_wide.__contains__,
            BatchTexts(self.names.means, self.step),
        )

    def text(self, value: Expr, at: int = 0) -> str:
        return self.printer().text(value, at)

    def _name(self, symbol: Symbol) -> Text:
        if symbol in self.values:
            value = self.values[symbol]
            varies = self.variables[symbol].varies
            if varies < variation(value, self.variables):
                return self.printer().summed(value, varies)
            return self.printer().printed(value)
        return self.texts.get(symbol, symbol.name), ATOM

    def _wide(self, symbol: Symbol) -> str:
        """A sequence as one matrix; its line is written at its first use."""
        if symbol not in self.wide_texts:
            printer = self.printer()
            place = self.names.program.packed.get(symbol)
            if place is not None and symbol in self.texts:
                # a part of the whole that it lives in
                part = printer.part(*self._bounds(place))
                self.wide_texts[symbol] = f"{self._wide(place.whole)}[{part}]"
                return self.wide_texts[symbol]
            name = self.names.wide(symbol)
            if self.variables[symbol].role is Role.INPUT:  # it came as rows
                (size,) = self.variables[symbol].shape or (1,)
                width = "1" if size == 1 else printer.size(size)
                self.lines.add(f"{name} = {symbol.name}.reshape(T * B, {width})")
                self.wide_texts[symbol] = f"{name}.T"
            else:
                self.lay_side_by_side(symbol, printer.text(symbol))
        return self.wide_texts[symbol]

    def lay_side_by_side(self, symbol: Symbol, sequence: str) -> None:
        """The line that makes one matrix of the columns of all steps."""
        name = self.names.wide(symbol)
        (size,) = self.variables[symbol].shape or (Integer(1),)
        shape = f"({str(size).replace('*', '')}, T * B)"
        quoted = f'"{name}"'
        self.lines.add(f"{name} = _side_by_side({sequence}, room, {quoted})", shape)
        self.wide_texts[symbol] = name

    def _bounds(self, place: Packed) -> tuple[Expr | None, Expr | None]:
        """Where a packed value starts and stops; None at the ends of the whole."""
        (size,) = self.variables[place.whole].shape
        start = None if place.start == 0 else place.start
        return start, None if place.stop == size else place.stop


def occurrences(values: Iterable[Expr]) -> Counter[Symbol]:
    """How often each symbol is written in the text of expressions."""
    found: Counter[Symbol] = Counter()
    waiting = [*values]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Symbol):
            found[value] += 1
        elif (
            isinstance(value, Pow) and value.exp == 2 and isinstance(value.base, Symbol)
        ):
            found[value.base] += 2  # written as a product
        else:
            waiting += operands_of(value)
    return found
