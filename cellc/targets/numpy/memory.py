"""The arrays that hold all steps: which there are, and where their memory comes from.

They come in one piece, which the next call can take again from a tape that is done
with, instead of asking the operating system for fresh pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Integer, Symbol

from cellc.ir import Contract, Statement
from cellc.schedule import Packed
from cellc.targets.numpy.lines import Lines
from cellc.targets.numpy.scope import Scope
from cellc.targets.numpy.signature import Surface


@dataclass(frozen=True)
class Memory:
    """The sequences that a module's forward and backward loops fill."""

    surface: Surface

    def steps(self, symbol: Symbol) -> str:
        """A sequence of states has one step more: it starts with the initial one."""
        states = {state.current for state in self.surface.program.cell.states}
        return "T + 1" if symbol in states else "T"

    def filled(self) -> list[Symbol]:
        """States, and what forward keeps for every step in memory of its own."""
        program = self.surface.program
        order = [each.target for each in program.forward.loop]
        own = program.forward_stored - program.overwritten.keys()
        states = [state.current for state in program.cell.states]
        return states + sorted(own, key=order.index)

    def read_as_one(self) -> frozenset[Symbol]:
        """Sequences of backward that only products and sums over all steps read.

        Their columns are laid side by side once, after the loop.  In the loop each step
        has columns of its own: where a step writes again what a product of many threads
        has just read, it waits for the other cores to give it up.
        """
        program = self.surface.program
        if program.level == 0:
            return frozenset()
        results = {*program.gradients.values()}
        outside = (*program.backward.before, *program.backward.after)
        found = set()
        for stored in program.backward_stored:
            members = {stored, *self.living_in(stored)}
            readers = [
                each
                for each in outside
                if not members.isdisjoint(each.value.free_symbols)
            ]
            if (
                len(self.surface.variable(stored).shape) == 1
                and members.isdisjoint(results)
                and any(_subscripts(each) == "i,j->ij" for each in readers)
                and all(self._reads_all_steps(each) for each in readers)
            ):
                found.add(stored)
        return frozenset(found)

    def living_in(self, whole: Symbol) -> list[Symbol]:
        """What is packed into a value, directly or further in."""
        packed = self.surface.program.packed
        direct = [each for each, place in packed.items() if place.whole == whole]
        return direct + [inner for each in direct for inner in self.living_in(each)]

    def _reads_all_steps(self, statement: Statement) -> bool:
        program = self.surface.program
        inputs = {program.gradients[each] for each in program.cell.inputs}
        match _subscripts(statement):
            case "i,j->ij" | "i->i":
                return not program.variables[statement.target].varies
            case "i,ij->j":
                return statement.target in inputs
        return False

    def wholes(self) -> list[Symbol]:
        """Sequences made before the loop whose place others take."""
        places = self.surface.program.overwritten.values()
        return list(dict.fromkeys(each.whole for each in places))

    def emit(self, lines: Lines, made: list[Symbol]) -> None:
        """The lines that make room for everything; `made` has room as well."""
        surface = self.surface
        names = [surface.names.sequence(each) for each in self.filled()]
        names += [each.name for each in made]
        names += [surface.names.sequence(each) for each in surface.program.reserved]
        shapes = [
            surface.place(each, self.steps(each)) for each in (*self.filled(), *made)
        ] + [surface.place(each, "T") for each in surface.program.reserved]
        lines.blank()
        lines.add("room = {} if tape is None else tape.room")
        if not names:
            return
        lines.comment("Room for what the steps fill.")
        if len(names) == 1:
            lines.add(f'{names[0]} = _room(room, "{names[0]}", {shapes[0]}, dtype)')
        else:
            arrays = f"_arrays(room, dtype, {', '.join(shapes)})"
            lines.add(f"{', '.join(names)} = {arrays}")

    def emit_views(self, lines: Lines, scope: Scope) -> None:
        """Names for the parts of a sequence whose place others take."""
        program, names = self.surface.program, self.surface.names
        views = {
            symbol: place
            for symbol, place in program.overwritten.items()
            if symbol in program.forward_stored
        }
        if views:
            lines.comment("What a step makes takes the place of what it is made of.")
        for symbol, place in views.items():
            lines.add(f"{names.sequence(symbol)} = {self._part(place, scope, ':')}")

    def at_step(self, place: Packed, scope: Scope) -> str:
        """One step of the part of a sequence: `pre_x[t]`, `pre_x[t, :n_h]`."""
        return self._part(place, scope, "t")

    def _part(self, place: Packed, scope: Scope, time: str) -> str:
        size = self.surface.variable(place.whole).shape[0]
        first = None if place.start == Integer(0) else place.start
        last = None if place.stop == size else place.stop
        name = place.whole.name
        if first is None and last is None:
            return name if time == ":" else f"{name}[{time}]"
        return f"{name}[{time}, {scope.printer().part(first, last)}]"


def _subscripts(statement: Statement) -> str | None:
    value = statement.value
    return value.subscripts if isinstance(value, Contract) else None
