"""The cell IR: the meeting point of all stages.

An equation is a scalar SymPy expression that holds for every component of its left
side; what mixes components is a contraction node.  Names are SymPy symbols; what a
symbol is (shape, role, whether it varies with time) is in the table of variables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sympy import Expr, Symbol


class Role(StrEnum):
    INPUT = "input"
    PARAMETER = "parameter"
    CONSTANT = "constant"
    STATE = "state"  # a state's new value, defined at t
    PREVIOUS = "previous"  # a state's value at t-1
    VALUE = "value"  # defined, with or without time; also what a pass introduces
    COTANGENT = "cotangent"  # the gradient of the loss with respect to a variable


@dataclass(frozen=True, slots=True)
class Variable:
    """What a symbol stands for.

    name: an ASCII identifier, unique in the cell; the stem of every name in the code.
    shape: sizes of the axes, without those of time and batch.
    timed: whether it varies with time (and with the sequence of a batch).
    batched: whether it varies with the sequence of a batch, and not with time.
    notation: as the spec writes it, for people.
    position: where it first stands in the text; what is printed keeps that order.
    indices: the letters in its notation that run over its first axes, `k` of `W^{(k)}`.
    """

    symbol: Symbol
    name: str
    shape: tuple[Expr, ...]
    timed: bool
    role: Role
    notation: str = ""
    position: int = 0
    batched: bool = False
    indices: tuple[str, ...] = ()

    @property
    def varies(self) -> int:
        """With what it varies: 0 nothing, 1 the sequence of a batch, 2 time too."""
        return 2 if self.timed else int(self.batched)


@dataclass(frozen=True, slots=True)
class State:
    """A value carried from step to step: its symbols at t and at t-1."""

    name: str
    current: Symbol
    previous: Symbol


@dataclass(frozen=True, slots=True)
class Initializer:
    """How `init` fills a parameter: a scheme and its number.

    each: how many axes in front count what is filled by itself, as heads are.
    """

    scheme: str
    argument: float | None = None
    each: int = 0

    def __str__(self) -> str:
        if self.scheme == "constant" and self.argument is not None:
            return f"{self.argument:g}"
        if self.argument is None:
            return self.scheme
        return f"{self.scheme}({self.argument:g})"


@dataclass(frozen=True, slots=True)
class Noise:
    """How an input is drawn that is not given: normal, uniform or bernoulli.

    probability: of a one, of a Bernoulli variable.
    """

    distribution: str
    probability: float | None = None


@dataclass(frozen=True)
class Equation:
    """`target = value`, and its text as typed, on one line.

    offsets: where each symbol first stands in this equation, for the order of printing.
    """

    target: Symbol
    value: Expr
    text: str
    offsets: dict[Symbol, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Statement:
    """`target = value` in static single assignment form.

    `value` is either elementwise over symbols, or one contraction of symbols.
    `equation` is the index of the equation that it came from, None for a pass's own.
    """

    target: Symbol
    value: Expr
    equation: int | None = None


@dataclass(frozen=True)
class Cell:
    """A cell: typed names and ordered equations.

    inputs: those of every step first, then those that a whole sequence has one of.
    Invariant: equations stand in an order in which every name at t is defined before
    it is used; every symbol of every equation is a key of `variables`.

    frozen: parameters that are not trained; they have no gradient.
    below: inputs that are values of the layer below, and which: `c^{(l-1)}_t`.
    noise: inputs that `forward` draws where they are not given.
    text: of the spec, as it was read.  command: the words behind `cellc build` that
    make the cell again: the spec, and what was chosen beside it.
    transforms: what the cell of the text was changed by, as it was asked for.
    """

    name: str
    header: dict[str, str]
    text: str
    variables: dict[Symbol, Variable]
    equations: tuple[Equation, ...]
    inputs: tuple[Symbol, ...]
    parameters: tuple[Symbol, ...]
    constants: dict[Symbol, float]
    states: tuple[State, ...]
    outputs: tuple[Symbol, ...]
    sizes: tuple[str, ...]
    initializers: dict[Symbol, Initializer] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    frozen: frozenset[Symbol] = frozenset()
    below: dict[Symbol, Symbol] = field(default_factory=dict)
    noise: dict[Symbol, Noise] = field(default_factory=dict)
    transforms: tuple[str, ...] = ()

    @property
    def trained(self) -> tuple[Symbol, ...]:
        """The parameters that have a gradient."""
        return tuple(each for each in self.parameters if each not in self.frozen)

    def variable(self, symbol: Symbol) -> Variable:
        return self.variables[symbol]
