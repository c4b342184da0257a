"""The scheduled program: what a target prints.

Three parts each for forward and backward: before the loop over time, in it, after it.
A value that varies with time is, before and after the loop, the whole sequence at once;
in the loop it is one step, and in the loop's block some steps in a row.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sympy import Expr, Symbol

from cellc.ir import Cell, State, Statement, Variable


@dataclass(frozen=True)
class Parts:
    """Statements in order: before the loop, in it, after it.

    block: what the loop computes for a block of steps at once, before these steps.
    """

    before: tuple[Statement, ...]
    loop: tuple[Statement, ...]
    after: tuple[Statement, ...]
    block: tuple[Statement, ...] = ()

    def everywhere(self) -> tuple[Statement, ...]:
        return (*self.before, *self.block, *self.loop, *self.after)


@dataclass(frozen=True)
class Packed:
    """A value that lives at positions `start` to `stop` of `whole`."""

    whole: Symbol
    start: Expr
    stop: Expr


@dataclass(frozen=True)
class Carry:
    """A state's gradient on its way back in time.

    arriving: the symbol of what comes from the step after.
    leaving: the expression of what goes to the step before (a symbol, or 0).
    """

    state: State
    arriving: Symbol
    leaving: Expr


@dataclass(frozen=True)
class Program:
    """A cell, scheduled.

    saved: values of forward that the tape keeps, besides inputs and states.
    forward_stored, backward_stored: values of the loop that are kept for every step,
        because something outside the loop reads them.
    packed: values of the backward loop that live inside another.
    overwritten: values of the forward loop that live in a sequence made before it.
    reserved: sequences of backward that forward makes room for, on the tape.
    summed: values without time that add up over the steps, inside the loop.
    step: the statements of one step, for `step`, as the equations have them.
    statistics: the means over the batch, in the order of the equations.
    scanned: where there is no loop, but `Scan`s of all steps at once: the gradients
        that they make, and what arrives at each from behind.
    """

    cell: Cell
    level: int
    variables: dict[Symbol, Variable]
    forward: Parts
    backward: Parts
    saved: tuple[Symbol, ...]
    forward_stored: frozenset[Symbol]
    backward_stored: frozenset[Symbol]
    packed: dict[Symbol, Packed]
    overwritten: dict[Symbol, Packed]
    reserved: tuple[Symbol, ...]
    summed: frozenset[Symbol]
    seeds: dict[Symbol, Symbol]
    carries: tuple[Carry, ...]
    gradients: dict[Symbol, Expr]
    step: tuple[Statement, ...]
    statistics: tuple[Symbol, ...] = ()
    scanned: dict[Symbol, Symbol] = field(default_factory=dict)
