"""The proof of an equality: both cells' steps in normal form, with what corresponds."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

from sympy import Symbol

from cellc.equivalence.blocks import Block
from cellc.equivalence.forms import Forms
from cellc.equivalence.points import Points
from cellc.equivalence.polynomials import ZERO, Polynomial, TooLong, scaled
from cellc.equivalence.reading import Meaning, Reading
from cellc.equivalence.verdict import Correspondence, Sums
from cellc.ir import Role

Components = dict[tuple[Symbol, int], Polynomial]  # of an output or a state, by part


def proved(first: Points, second: Points, found: Correspondence) -> bool:
    """Whether the normal forms are equal; raises TooLong where they are too long.

    Two texts with the same definitions are equal definition by definition: that is
    tried first, since what is expanded grows as the product of what stands in it.
    """
    with suppress(TooLong):
        if _proved(first, second, found, Forms(), folded=True):
            return True
    return _proved(first, second, found, Forms(), folded=False)


def _proved(
    first: Points, second: Points, found: Correspondence, forms: Forms, folded: bool
) -> bool:
    def read(points: Points, meaning: Meaning, spell: dict[str, str]) -> Components:
        return _read(points, forms, meaning, spell, folded)

    for points, sums in ((first, found.ours), (second, found.theirs)):
        plain = _plain(points, forms)
        if sums.parts:
            whole = read(points, _summed(points, forms, sums), {})
            if whole != read(points, plain, {}):
                return False
    left = read(first, _without(_plain(first, forms), found.ours), {})
    meaning = _paired(first, second, forms, found)
    right = read(second, meaning, found.interface.sizes)
    outputs, states = found.interface.outputs, found.states
    sides = [(b, a, 1) for b, a in outputs.items()]
    sides += [(b, a, sign) for b, (a, sign) in states.items()]
    return all(_same(left, a, right, b, sign) for b, a, sign in sides)


def read_kept(points: Points, forms: Forms, sums: Sums) -> Components:
    """A cell's components by themselves, with the kept ones of sums."""
    return _read(points, forms, _without(_plain(points, forms), sums), {})


def _same(left: Components, a: Symbol, right: Components, b: Symbol, sign: int) -> bool:
    ours = [each for (symbol, _), each in sorted_of(left) if symbol == a]
    theirs = [each for (symbol, _), each in sorted_of(right) if symbol == b]
    return ours == [scaled(each, sign) for each in theirs]


def sorted_of(found: Components) -> list[tuple[tuple[Symbol, int], Polynomial]]:
    return sorted(found.items(), key=lambda each: (each[0][0].name, each[0][1]))


def _read(
    points: Points,
    forms: Forms,
    meaning: Meaning,
    spell: dict[str, str],
    folded: bool = False,
) -> Components:
    """Every component of outputs and states, one for each part of it."""
    reading = Reading(points.layout, forms, meaning, spell, folded)
    wanted = [*points.cell.outputs, *(each.current for each in points.cell.states)]
    return {
        (symbol, number): reading.value(symbol, reading.part(block))
        for symbol in wanted
        for number, block in enumerate(points.layout.blocks(symbol))
    }


def _leaf(forms: Forms, name: str, indices: tuple[int, ...]) -> Polynomial:
    return forms.table.of_atom(("leaf", name, indices))


def _plain(points: Points, forms: Forms) -> Meaning:
    """Every block is itself."""

    def meaning(block: Block, indices: tuple[int, ...]) -> Polynomial:
        return _leaf(forms, name_of(points, block), indices)

    return meaning


def name_of(points: Points, block: Block) -> str:
    """A name for a block: its symbol and the number of the part."""
    number = points.layout.blocks(block.symbol).index(block)
    return f"{block.symbol.name}/{number}"


def _without(meaning: Meaning, sums: Sums) -> Meaning:
    """Only the kept ones of sums; the others are zero."""
    gone = {other for parts in sums.parts.values() for _, other in parts}

    def kept(block: Block, indices: tuple[int, ...]) -> Polynomial:
        return ZERO if block in gone else meaning(block, indices)

    return kept


def _summed(points: Points, forms: Forms, sums: Sums) -> Meaning:
    """The kept ones stand for the whole sum, the others are zero."""
    plain = _plain(points, forms)
    reduced = _without(plain, sums)

    def whole(block: Block, indices: tuple[int, ...]) -> Polynomial:
        parts = [
            scaled(plain(other, indices), sign)
            for sign, other in sums.parts.get(block, ())
        ]
        return forms.table.add([reduced(block, indices), *parts])

    return whole


def _paired(
    first: Points, second: Points, forms: Forms, found: Correspondence
) -> Meaning:
    """The second cell's blocks as the first's."""
    pairs = {pair.theirs: pair for pair in found.pairs}
    previous = {each.previous: each.current for each in second.cell.states}
    ours_before = {each.current: each.previous for each in first.cell.states}

    def part(block: Block, symbol: Symbol) -> str:
        number = second.layout.blocks(block.symbol).index(block)
        return f"{symbol.name}/{number}"

    def meaning(block: Block, indices: tuple[int, ...]) -> Polynomial:
        role = second.cell.variable(block.symbol).role
        if role is Role.INPUT:
            ours = found.interface.inputs[block.symbol]
            return _leaf(forms, part(block, ours), indices)
        if role is Role.PREVIOUS:
            ours, sign = found.states[previous[block.symbol]]
            return scaled(_leaf(forms, part(block, ours_before[ours]), indices), sign)
        pair = pairs.get(block)
        if pair is None:  # the part of a sum
            return ZERO
        turned = indices[::-1] if pair.transposed else indices
        leaf = _leaf(forms, name_of(first, pair.ours), turned)
        return scaled(leaf, Fraction(pair.factor))

    return meaning
