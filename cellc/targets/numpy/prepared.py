"""Emission of `prepare`: what many steps need of the parameters, made once.

`step` has the equations as they stand.  With what `prepare` made it takes the scheduled
forward part in their place, whose products are fused.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sympy import Symbol

from cellc.ir import Statement, size_symbol
from cellc.targets.numpy.batch import emit_statistics
from cellc.targets.numpy.checks import (
    emit_argument_check,
    emit_parameter_sizes,
    needed_of_inputs,
    parameter_sizes,
)
from cellc.targets.numpy.forward import emit_parameters
from cellc.targets.numpy.lines import Lines
from cellc.targets.numpy.scope import Scope
from cellc.targets.numpy.section import Section
from cellc.targets.numpy.signature import Surface
from cellc.targets.numpy.step import emit_previous, emit_results, others


@dataclass(frozen=True)
class Preparation:
    """A program's forward part, split by what depends on the parameters alone."""

    surface: Surface

    @cached_property
    def _alive(self) -> list[Statement]:
        """The statements that outputs and states need, in order."""
        program = self.surface.program
        wanted = {*program.cell.outputs, *program.statistics}
        wanted |= {state.current for state in program.cell.states}
        found = []
        for each in reversed(program.forward.everywhere()):
            if each.target in wanted:
                wanted |= each.value.free_symbols
                found.append(each)
        return found[::-1]

    @cached_property
    def fixed(self) -> list[Statement]:
        """What can be made before the first step."""
        known = {*self.surface.program.cell.parameters}
        found = []
        for each in self._alive if known else []:
            if each.value.free_symbols <= known and self._is_told(each):
                known.add(each.target)
                found.append(each)
        return found

    @cached_property
    def of_step(self) -> tuple[Statement, ...]:
        made = {each.target for each in self.fixed}
        return tuple(each for each in self._alive if each.target not in made)

    @cached_property
    def fields(self) -> list[Symbol]:
        """Parameters, and what is made of them, that a step reads."""
        read = {symbol for each in self.of_step for symbol in each.value.free_symbols}
        cell = self.surface.program.cell
        every = [*cell.parameters, *(each.target for each in self.fixed)]
        return [each for each in every if each in read]

    @property
    def sizes(self) -> list[str]:
        """The sizes that parameters tell, in the code's own names."""
        surface = self.surface
        needed = dict.fromkeys(needed_of_inputs(surface), "")
        told = parameter_sizes(surface, needed)
        return [surface.names.sizes[name] for name in told]

    def _is_told(self, statement: Statement) -> bool:
        """Whether parameters tell all sizes, and inputs nothing."""
        variable = self.surface.program.variables[statement.target]
        sizes = {each for size in variable.shape for each in size.free_symbols}
        own = {*map(size_symbol, self.surface.program.cell.sizes)}
        sizes |= statement.value.atoms(Symbol) & own
        told = {*self.sizes, *self._given}
        spelled = self.surface.names.sizes
        return not variable.varies and {spelled[e.name] for e in sizes} <= told

    @property
    def _given(self) -> list[str]:
        """The sizes that `prepare` is told beside the parameters."""
        spelled = self.surface.names.sizes
        return [spelled[name] for name in needed_of_inputs(self.surface)]


def emit_tuple(preparation: Preparation) -> str:
    """`Prepared`."""
    lines = ["class Prepared(NamedTuple):"]
    lines += ['    """Parameters as `step` takes them best: see `prepare`."""', ""]
    lines += [f"    {each.name}: np.ndarray" for each in preparation.fields]
    if preparation.surface.program.cell.parameters:
        lines += [f"    {name}: int" for name in preparation.sizes]
        lines.append("    dtype: np.dtype")
    return "\n".join(lines).rstrip()


def emit_prepare(preparation: Preparation, helpers: set[str]) -> Lines:
    """The function `prepare` of a module."""
    surface = preparation.surface
    cell, names = surface.program.cell, surface.names
    lines = Lines()
    needed = needed_of_inputs(surface)
    arguments = ["params", *(["*", *needed] if needed else [])]
    lines.add(f"def prepare({', '.join(arguments)}):")
    with lines.indented():
        text = ['"""What `step` needs of the parameters, made once for many steps.', ""]
        text += ["Arguments:"]
        text.append("    params: the parameters by name, as `init` makes them.")
        text += [
            f"    {each}: the size {each}, which the parameters do not tell."
            for each in needed
        ]
        text += ["", "Returns:", "    Prepared, for `step` in the place of params."]
        text.append("        Parameters that change are to be prepared again.")
        lines.doc("\n".join([*text, '"""']))
        for each in needed:
            lines.add(f"{names.sizes[each]} = {each}")
        emit_parameter_sizes(surface, lines)
        fixed, fields = tuple(preparation.fixed), preparation.fields
        emit_parameters(surface, lines, (*fixed, *preparation.of_step))
        if fixed:
            lines.blank()
            scope = Scope(names, lines, helpers, sequence=True)
            Section(surface.program, scope, fixed, frozenset(fields)).emit()
        lines.blank()
        values = [each.name for each in fields]
        if cell.parameters:
            values += [*preparation.sizes, "dtype"]
        lines.add(f"return Prepared({', '.join(values)})")
    return lines


def emit_prepared_step(preparation: Preparation, helpers: set[str]) -> Lines:
    """`_step_prepared`: one step with what `prepare` made."""
    surface = preparation.surface
    program, cell = surface.program, surface.program.cell
    lines = Lines()
    lines.add(f"def _step_prepared({', '.join(['ready', *others(surface)])}):")
    with lines.indented():
        lines.doc('"""`step`, with what `prepare` made of the parameters."""')
        told = ", ".join([*preparation.sizes, "dtype"])
        values = ", ".join(f"ready.{each}" for each in [*preparation.sizes, "dtype"])
        sizes = f"{told} = {values}" if cell.parameters else ""
        emit_argument_check(surface, lines, step=True, prepared=sizes)
        emit_statistics(surface, lines, step=True)
        lines.blank()
        for each in preparation.fields:
            lines.add(f"{each.name} = ready.{each.name}")
        emit_previous(surface, lines)
        lines.blank()
        scope = Scope(surface.names, lines, helpers, sequence=False)
        scope.texts = {
            each: surface.columns(each, surface.argument(each, "_t"))
            for each in surface.inputs
        }
        kept = frozenset({*cell.outputs, *(state.current for state in cell.states)})
        Section(program, scope, preparation.of_step, kept).emit()
        lines.blank()
        emit_results(surface, lines)
    return lines
