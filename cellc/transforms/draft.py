"""A cell in the making: a transform changes its equations one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sympy import Expr, Integer, Symbol

from cellc.ir import (
    Cell,
    Equation,
    Initializer,
    Noise,
    Role,
    State,
    Variable,
    is_timed,
    shape_of,
    unique,
)
from cellc.transforms.letters import Style, indexed, labelled, split_step, style_of
from cellc.transforms.request import Request
from cellc.transforms.written import Writer, has_sigma

Shape = tuple[Expr, ...]
BEFORE, AFTER = -0.5, 0.5  # a name beside others, in the order of printing


class Draft:
    """The names and the equations of a cell, and what is changed of them.

    values: what each name that is defined is, in the order of the equations.
    """

    def __init__(self, cell: Cell, request: Request) -> None:
        self.cell = cell
        self.request = request
        self.style: Style = style_of(cell)
        self.variables = dict(cell.variables)
        self.values = {each.target: each.value for each in cell.equations}
        self.initializers = dict(cell.initializers)
        self.noise = dict(cell.noise)
        self.states = list(cell.states)
        self.outputs = list(cell.outputs)
        self.sizes = list(cell.sizes)
        self.frozen = {*cell.frozen}
        self._before = dict(self.values)
        self._texts = {each.target: each for each in cell.equations}
        self._order: dict[Symbol, dict[Symbol, float]] = {
            each.target: dict(each.offsets) for each in cell.equations
        }
        self._taken = {each.name for each in self.variables.values()}
        self._taken |= {f"n_{size}" for size in cell.sizes} | {*cell.sizes}

    # ------------------------------------------------------------ what there is

    def shape(self, value: Expr) -> Shape:
        return shape_of(value, self.variables)

    def is_timed(self, value: Expr) -> bool:
        return is_timed(value, self.variables)

    def role(self, symbol: Symbol) -> Role:
        role: Role = self.variables[symbol].role
        return role

    def stem(self, symbol: Symbol) -> str:
        """A name as it is written, without its step."""
        for state in self.states:
            if symbol == state.previous:
                symbol = state.current
        return split_step(self.variables[symbol])[0]

    def named(self, word: str, symbols: Sequence[Symbol]) -> Symbol | None:
        """Which of the symbols a word of the request names."""
        for each in symbols:
            if word in (self.variables[each].name, self.stem(each)):
                return each
        return None

    # ------------------------------------------------------------ new names

    def new(
        self,
        letter: str,
        of: Sequence[Symbol],
        shape: Shape,
        role: Role,
        number: int = 0,
        once: bool = False,
    ) -> Symbol:
        """A name such as γ_f, for what has to do with f.

        once: whether it is an input that a whole sequence has one of.
        """
        stem = "_".join([letter, *(self.variables[each].name for each in of)])
        name, labels = stem, [self.stem(each) for each in of]
        if number or name in self._taken:
            number = number or 2
            while f"{stem}_{number}" in self._taken:
                number += 1
            name, labels = f"{stem}_{number}", [*labels, str(number)]
        timed = role is not Role.PARAMETER and not once
        step = split_step(self.variables[of[0]])[1] if timed else ""
        indices = self.indices_of(shape, of[0])
        notation = labelled(self.style.letter(letter), labels, step, indices)
        return self.add_name(name, notation, shape, role, of[0], once, indices)

    def indices_of(self, shape: Shape, near: Symbol) -> tuple[str, ...]:
        """The index that a new name beside others has, from what it counts.

        A vector has none, and a matrix that stands for itself neither.
        """
        inside = self.values.get(near, Integer(0)).free_symbols
        for each in sorted(inside | {near}, key=lambda one: (one != near, one.name)):
            found = self.variables[each]
            if found.indices and found.shape[:1] == shape[:1] and len(shape) > 1:
                letters: tuple[str, ...] = found.indices
                return letters
        return ()

    def add_name(
        self,
        wanted: str,
        notation: str,
        shape: Shape,
        role: Role,
        near: Symbol,
        once: bool = False,
        indices: tuple[str, ...] = (),
    ) -> Symbol:
        name = unique(wanted, self._taken)
        if name != wanted:
            notation = indexed(name, indices)  # the usual one is another's
        symbol = Symbol(name, real=True)
        timed = role is not Role.PARAMETER and not once
        position = self.variables[near].position
        self.variables[symbol] = Variable(
            symbol, name, shape, timed, role, notation, position, once, indices
        )
        return symbol

    def parameter(
        self, letter: str, of: Symbol, shape: Shape, init: Initializer, number: int = 0
    ) -> Symbol:
        symbol = self.new(letter, [of], shape, Role.PARAMETER, number)
        self.initializers[symbol] = init
        return symbol

    def mask(self, state: State, probability: float, once: bool = False) -> Symbol:
        """A Bernoulli mask of a state, for each step or once for a sequence."""
        shape = self.variables[state.current].shape
        symbol = self.new("m", [state.current], shape, Role.INPUT, once=once)
        self.noise[symbol] = Noise("bernoulli", probability)
        return symbol

    # ------------------------------------------------------------ changes

    def place(self, symbol: Symbol, beside: Expr, shift: float) -> None:
        """Say that a new name stands before or after an expression."""
        for order in self._order.values():
            known = [order[each] for each in beside.free_symbols if each in order]
            if known:
                edge = min(known) if shift < 0 else max(known)
                order.setdefault(symbol, edge + shift)

    def replace(self, changes: dict[Expr, Expr]) -> None:
        """Change expressions wherever they stand, on right sides."""
        for target, value in self.values.items():
            self.values[target] = value.xreplace(changes)

    def define(self, target: Symbol, value: Expr, behind: Symbol | None = None) -> None:
        """Give a name its equation; a new one is ordered as that of `behind`."""
        self.values[target] = value
        if behind is not None:
            self._order[target] = dict(self._order.get(behind, {}))

    def rename(self, old: Symbol, new: Symbol) -> None:
        """Let the equation of one name be that of another."""
        self.values = {
            (new if target == old else target): value
            for target, value in self.values.items()
        }
        self._order[new] = self._order.get(old, {})

    def put(self, target: Symbol, symbols: Sequence[Symbol]) -> None:
        """Say in what order names stand in an equation."""
        base = self.variables[target].position
        self._order[target] = {each: base + n for n, each in enumerate(symbols)}

    def reshape(self, symbol: Symbol, shape: Shape) -> None:
        self.variables[symbol] = replace(self.variables[symbol], shape=shape)

    def become_value(self, state: State) -> None:
        """What was a state is not carried to the next step any more."""
        old = self.variables[state.current]
        self.variables[state.current] = replace(old, role=Role.VALUE)
        del self.variables[state.previous]

    # ------------------------------------------------------------ the end

    def cell_now(self) -> Cell:
        """The cell with all changes, its equations in an order that can be computed."""
        self._drop_unused()
        targets = self._ordered()
        used = {each for value in self.values.values() for each in value.free_symbols}
        gone = {each for each in self.initializers if each not in used}
        noise = {each: how for each, how in self.noise.items() if each in used}
        gone |= {each for each in self.cell.inputs if each not in used}
        inputs = [
            each
            for each in self.cell.inputs
            if each not in self.noise and each not in gone
        ]
        header = dict(self.cell.header)
        if "title" in header:
            header["title"] += f", with {self.request}"
        variables = {
            symbol: variable
            for symbol, variable in self.variables.items()
            if symbol not in gone
        }
        return replace(
            self.cell,
            header=header,
            variables=variables,
            equations=tuple(map(self._equation, targets)),
            inputs=(*inputs, *noise),
            parameters=tuple(each for each in self.initializers if each not in gone),
            states=tuple(self.states),
            outputs=tuple(self.outputs),
            sizes=self._sizes_of(variables),
            initializers={
                each: how for each, how in self.initializers.items() if each not in gone
            },
            frozen=frozenset(self.frozen - gone),
            noise=noise,
            below={
                given: own
                for given, own in self.cell.below.items()
                if given in variables and own in variables
            },
        )

    def _drop_unused(self) -> None:
        """Take out the equations that were of use before the change and are not now."""
        ends = [*(each.current for each in self.states), *self.outputs]
        now = _reached(ends, self.values)
        before = _reached(
            [*(each.current for each in self.cell.states), *self.cell.outputs],
            self._before,
        )
        for name in (*self.values,):
            if name not in now and (name in before or name not in self._before):
                del self.values[name]
                del self.variables[name]

    def _ordered(self) -> list[Symbol]:
        """The names that are defined, each behind those that it needs."""
        waiting = [*self.values]
        done: list[Symbol] = []
        while waiting:
            ready = [
                each
                for each in waiting
                if not (self.values[each].free_symbols & {*waiting}) - {each}
                and each not in self.values[each].free_symbols
            ]
            if not ready:
                circle = ", ".join(self.variables[each].notation for each in waiting)
                raise self.request.refusal(
                    "E0123",
                    f"{circle} would need each other at the same step",
                    "take another name",
                )
            done.append(ready[0])
            waiting.remove(ready[0])
        return done

    def _equation(self, target: Symbol) -> Equation:
        value = self.values[target]
        old = self._texts.get(target)
        if old is not None and value == self._before[target]:
            return old
        variables, order = self.variables, self._order.get(target, {})
        writer = Writer(self.style, has_sigma(self.cell), variables, order)
        text = f"{variables[target].notation} = {writer.text(value)}"
        return Equation(target, value, text, self._offsets(target))

    def _offsets(self, target: Symbol) -> dict[Symbol, int]:
        """Where each name stands in a printed equation."""
        base = self.variables[target].position
        order = self._order.get(target, {})
        symbols = sorted(
            self.values[target].free_symbols,
            key=lambda each: (
                order.get(each, self.variables[each].position),
                self.variables[each].name,
            ),
        )
        return {symbol: base + number for number, symbol in enumerate(symbols)}

    def _sizes_of(self, variables: dict[Symbol, Variable]) -> tuple[str, ...]:
        used = {
            symbol.name
            for variable in variables.values()
            for size in variable.shape
            for symbol in size.free_symbols
        }
        return tuple(each for each in self.sizes if each in used)


def _reached(ends: Iterable[Symbol], values: Mapping[Symbol, Expr]) -> set[Symbol]:
    """The names that others are made of, and those."""
    waiting, found = [*ends], set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += values[name].free_symbols if name in values else ()
    return found
