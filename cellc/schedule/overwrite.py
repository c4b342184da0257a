"""Values of the loop that are written over what they are made of.

A sequence that is made before the loop, and of which every step is read once, by a sum
of the same shape, is not needed when that sum is there: the sum takes its place, and
the function of the sum that is kept for every step takes the place of the sum.  So the
pre-activations and the activations of all steps share one piece of memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sympy import Add, Expr, Integer, Symbol

from cellc.ir import Contract, Slice, Statement, Variable
from cellc.ops import Elementwise
from cellc.schedule.program import Packed, Parts


def overwrite(
    parts: Parts,
    stored: frozenset[Symbol],
    kept: set[Symbol],
    variables: dict[Symbol, Variable],
) -> dict[Symbol, Packed]:
    """Where values of the forward loop live in a sequence made before it.

    stored: what is kept for every step, outside the loop.
    kept: values that must stay as they are: what the tape keeps, and the outputs.
    """
    return _Overwriting(parts, stored, kept, variables).places()


@dataclass
class _Overwriting:
    parts: Parts
    stored: frozenset[Symbol]
    kept: set[Symbol]
    variables: dict[Symbol, Variable]

    def __post_init__(self) -> None:
        self.readers: dict[Symbol, list[Statement]] = {}
        for statement in self.parts.everywhere():
            for symbol in statement.value.free_symbols:
                self.readers.setdefault(symbol, []).append(statement)

    def places(self) -> dict[Symbol, Packed]:
        found: dict[Symbol, Packed] = {}
        for statement in self.parts.before:
            if self._is_made_there(statement):
                for part in self._parts_of(statement.target):
                    found |= self._taken_over(part, statement.target)
        return found

    def _is_made_there(self, statement: Statement) -> bool:
        """Whether it is a new array of all steps, and no view of another."""
        target, value = statement.target, statement.value
        makes = isinstance(value, (Add, Contract))
        vector = len(self.variables[target].shape) == 1
        return makes and vector and self._may_go(target)

    def _may_go(self, symbol: Symbol) -> bool:
        return self.variables[symbol].timed and symbol not in self.kept

    def _parts_of(self, whole: Symbol) -> list[Packed]:
        """The parts in which a sequence is read: all of it, or slices side by side."""
        readers = self.readers.get(whole, [])
        if not all(isinstance(each.value, Slice) for each in readers):
            return [Packed(whole, Integer(0), self.variables[whole].shape[0])]
        return self._disjoint(whole, readers)

    def _disjoint(self, whole: Symbol, slices: Iterable[Statement]) -> list[Packed]:
        bounds: list[Packed] = []
        for each in slices:
            value = each.value
            assert isinstance(value, Slice)
            bounds.append(Packed(each.target, value.start, value.stop))
        stops = {each.start: each.stop for each in bounds}
        position: Expr = Integer(0)
        while position in stops:
            position = stops.pop(position)
        if stops or len({each.start for each in bounds}) < len(bounds):
            return []  # they overlap, or leave a gap
        return bounds

    def _taken_over(self, part: Packed, whole: Symbol) -> dict[Symbol, Packed]:
        """The sum that reads one part, and what is made of it."""
        readers = self.readers.get(part.whole, [])
        if len(readers) != 1 or not self._may_go(part.whole):
            return {}
        (statement,) = readers
        total = statement.target
        own = self.variables[part.whole].shape
        adds = isinstance(statement.value, Add) and part.whole in statement.value.args
        if (
            statement not in self.parts.loop
            or not adds
            or self.variables[total].shape != own
            or not self._may_go(total)
        ):
            return {}
        if total in self.stored:
            return {total: Packed(whole, part.start, part.stop)}
        made = self._made_of(total)
        if made is None:
            return {}
        places: dict[Symbol, Packed] = {}
        if [*made.values()] != [Packed(total, Integer(0), own[0])]:
            places[total] = Packed(whole, part.start, part.stop)
        for symbol, inner in made.items():
            start = part.start + inner.start
            places[symbol] = Packed(whole, start, part.start + inner.stop)
        return places

    def _made_of(self, total: Symbol) -> dict[Symbol, Packed] | None:
        """Stored functions of a sum, each of all of it or of a slice of its own."""
        made: dict[Symbol, Packed] = {}
        readers = self.readers.get(total, [])
        size = self.variables[total].shape[0]
        parts = [Packed(total, Integer(0), size)]
        if all(isinstance(each.value, Slice) for each in readers):
            parts = self._disjoint(total, readers)
        for part in parts:
            inner = self.readers.get(part.whole, [])
            if len(inner) != 1:
                return None
            (statement,) = inner
            if (
                statement not in self.parts.loop
                or not isinstance(statement.value, Elementwise)
                or statement.value.args != (part.whole,)
                or statement.target not in self.stored
            ):
                return None
            made[statement.target] = Packed(total, part.start, part.stop)
        return made or None
