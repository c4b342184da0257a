"""Which input, output and size of one cell can be which of the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, permutations

from sympy import Expr, Symbol

from cellc.ir import Cell, size_symbol

MOST = 24


@dataclass(frozen=True)
class Interface:
    """Of the second cell, what is which of the first.

    sizes: names of sizes, those without a counterpart left out.
    complete: whether every size of both has its counterpart.
    """

    sizes: dict[str, str]
    inputs: dict[Symbol, Symbol]
    outputs: dict[Symbol, Symbol]
    complete: bool

    def translated(self, shape: Sequence[Expr]) -> tuple[Expr, ...]:
        """A shape of the second cell in sizes of the first."""
        spelled = {size_symbol(b): size_symbol(a) for b, a in self.sizes.items()}
        return tuple(each.subs(spelled, simultaneous=True) for each in shape)


def interfaces(first: Cell, second: Cell) -> list[Interface]:
    """Every way to pair inputs and outputs by their shapes, the likeliest first."""
    return [*islice(_every(first, second), MOST)]


def _every(first: Cell, second: Cell) -> Iterator[Interface]:
    for sizes in _sizes(first, second):
        complete = len(sizes) == len(first.sizes) == len(second.sizes)
        bare = Interface(sizes, {}, {}, complete)
        for inputs in _pairings(first, first.inputs, second, second.inputs, bare):
            for outputs in _pairings(
                first, first.outputs, second, second.outputs, bare
            ):
                yield Interface(sizes, inputs, outputs, complete)


def _sizes(first: Cell, second: Cell) -> Iterator[dict[str, str]]:
    ours, theirs = first.sizes, second.sizes
    if len(theirs) <= len(ours):
        options = [
            dict(zip(theirs, order, strict=True))
            for order in permutations(ours, len(theirs))
        ]
    else:
        options = [
            dict(zip(order, ours, strict=True))
            for order in permutations(theirs, len(ours))
        ]
    yield from sorted(options, key=lambda each: sum(a != b for a, b in each.items()))


def _pairings(
    first: Cell,
    ours: Sequence[Symbol],
    second: Cell,
    theirs: Sequence[Symbol],
    bare: Interface,
) -> Iterator[dict[Symbol, Symbol]]:
    if len(ours) != len(theirs):
        return
    for order in permutations(ours):
        pairs = [*zip(theirs, order, strict=True)]
        if all(_is_alike(first, a, second, b, bare) for b, a in pairs):
            yield dict(pairs)


def _is_alike(
    first: Cell, ours: Symbol, second: Cell, theirs: Symbol, bare: Interface
) -> bool:
    """Whether both have one shape, at every step or once for a sequence."""
    a, b = first.variable(ours), second.variable(theirs)
    return bare.translated(b.shape) == a.shape and a.timed == b.timed
