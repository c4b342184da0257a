"""Emission of `backward`: forward mirrored, last statement first."""

from __future__ import annotations

from sympy import Symbol

from cellc.targets.numpy.backward_loop import BackwardLoop
from cellc.targets.numpy.checks import emit_cotangent_check, emit_tuple_check
from cellc.targets.numpy.forward import (
    emit_input_sequences,
    emit_parameters,
    sequence_texts,
    spread_over_batch,
    tape_candidates,
)
from cellc.targets.numpy.lines import Lines
from cellc.targets.numpy.memory import Memory
from cellc.targets.numpy.numbers import ATOM
from cellc.targets.numpy.scope import Scope
from cellc.targets.numpy.section import Section
from cellc.targets.numpy.signature import Surface


def emit_backward(surface: Surface, helpers: set[str]) -> Lines:
    """The function `backward` of a module."""
    return _Backward(surface, helpers).emit()


class _Backward:
    def __init__(self, surface: Surface, helpers: set[str]) -> None:
        self.surface = surface
        self.program = surface.program
        self.cell = surface.program.cell
        self.names = surface.names
        self.helpers = helpers
        self.lines = Lines()
        self.memory = Memory(surface)
        self.loop = BackwardLoop(surface, self.lines, helpers)

    def emit(self) -> Lines:
        lines = self.lines
        lines.add("def backward(params, tape, d_out, d_final=None):")
        with lines.indented():
            self._docstring()
            self._head()
            parts = self.program.backward
            spread = spread_over_batch(self.program, parts)
            emit_parameters(self.surface, lines, parts.everywhere(), spread)
            scope = self._before()
            self.loop.emit()
            self._after(scope)
            self._return(scope)
        return lines

    def _docstring(self) -> None:
        surface, cell = self.surface, self.cell
        outputs = ", ".join(
            f"{each.name} {surface.axes(each, 'T', 'B')}" for each in cell.outputs
        )
        finals = ", ".join(
            f"{each.name} {surface.axes(each.current, 'B')}" for each in cell.states
        )
        text = [
            '"""The gradient of a loss, from its gradient with respect to the outputs.'
        ]
        text += ["", "Arguments:"]
        text.append("    params, tape: what `forward` was given and what it returned.")
        text.append(f"    d_out: Outputs, {outputs}; a field of None is zero.")
        text.append(f"    d_final: State, {finals}: the gradient with respect to the")
        text.append("        final state; None is zero.")
        text += ["", "Returns:"]
        text.append(
            "    Gradients: params by name, inputs and the initial state, each in"
        )
        text.append("    the shape of what it is the gradient of.")
        text.append('"""')
        self.lines.doc("\n".join(text))

    def _head(self) -> None:
        lines, cell = self.lines, self.cell
        emit_tuple_check("d_out", "Outputs", lines)
        lines.add("if isinstance(tape, Checkpoints):")
        with lines.indented():
            lines.add("return _backward_by_parts(params, tape, d_out, d_final)")
        for field in tape_candidates(self.surface):
            lines.add(f"{field} = tape.{field}")
        first = cell.inputs[0].name
        lines.add(f"T, B = {first}.shape[:2]")
        lines.add(f"dtype = {first}.dtype")
        self._sizes()
        emit_cotangent_check(self.surface, lines)
        for output in cell.outputs:
            seed, name = self.program.seeds[output].name, f"d_out.{output.name}"
            shape = self.surface.place(output, "T")
            room = f'_room(room, "{seed}", {shape}, dtype)'
            lines.add(f"{seed} = _cotangent({name}, dead, {room})")
        emit_input_sequences(self.surface, lines)

    def _sizes(self) -> None:
        """Every size, from the arrays on the tape and the parameters."""
        from cellc.targets.numpy.checks import solved_sizes

        surface, cell = self.surface, self.cell
        axes = surface.input_axes()
        for state in cell.states:
            shape = surface.variable(state.current).shape
            whole = self.names.sequence(state.current)
            axes += [
                (size, f"{whole}.shape[{1 + axis}]") for axis, size in enumerate(shape)
            ]
        for symbol in cell.parameters:
            shape = surface.variable(symbol).shape
            axes += [
                (size, f'params["{symbol.name}"].shape[{axis}]')
                for axis, size in enumerate(shape)
            ]
        for name, text in solved_sizes(axes, self.names.sizes).items():
            self.lines.add(f"{self.names.sizes[name]} = {text}")

    # ------------------------------------------------------------ before

    def _before(self) -> Scope:
        program = self.program
        texts = sequence_texts(self.surface)
        for symbol in program.backward_stored:
            texts[symbol] = self.names.sequence(symbol)
        for symbol in program.packed:
            text = self.loop.packed_text(symbol, sequence=True)
            if text is not None:
                texts[symbol] = text
        for symbol in (*program.backward.before, *program.backward.after):
            texts.pop(symbol.target, None)
        scope = Scope(self.names, self.lines, self.helpers, sequence=True, texts=texts)
        if program.backward.before:
            later = {
                symbol
                for each in (
                    *program.backward.block,
                    *program.backward.loop,
                    *program.backward.after,
                )
                for symbol in each.value.free_symbols
            }
            self.lines.blank()
            self.lines.comment("Before the loop: what the gradient's recurrence needs.")
            Section(
                program, scope, program.backward.before, frozenset(later), forward=False
            ).emit()
        return scope

    # ------------------------------------------------------------ after

    def _after(self, scope: Scope) -> None:
        program = self.program
        if not program.backward.after:
            return
        self.lines.blank()
        homes: dict[Symbol, str] = {}
        if program.scanned:
            self.lines.comment(
                "The gradient's recurrence is linear as well: from the last step on."
            )
            homes = self.loop.emit_scanned()
        else:
            self.lines.comment("After the loop: what only collects over the steps.")
        results = frozenset(
            each for each in program.gradients.values() if isinstance(each, Symbol)
        )
        rows = frozenset(program.gradients[each] for each in self.surface.timed_inputs)
        read_as_one = self.memory.read_as_one()
        for symbol in self.loop.stored_in_order():
            if symbol in read_as_one:
                self._name_wide(symbol, scope)
        Section(
            program,
            scope,
            program.backward.after,
            results,
            homes,
            forward=False,
            row_results=rows,
        ).emit()

    def _name_wide(self, symbol: Symbol, scope: Scope) -> None:
        """A sequence as one matrix, the columns of all steps side by side."""
        scope.lay_side_by_side(symbol, self.names.sequence(symbol))
        scope.read_wide |= {symbol, *self.memory.living_in(symbol)}

    def _return(self, scope: Scope) -> None:
        lines, cell = self.lines, self.cell
        lines.blank()
        params = ", ".join(
            f'"{each.name}": {self._parameter_result(each, scope)}'
            for each in cell.trained
        )
        lines.add(f"d_params = {{{params}}}")
        inputs = ", ".join(
            f"{each.name}={self._input_result(each, scope)}" for each in cell.inputs
        )
        lines.add(f"d_inputs = Inputs({inputs})")
        states = ", ".join(
            f"{carry.state.name}="
            + self.surface.rows(carry.state.current, carry.arriving.name)
            for carry in self.program.carries
        )
        lines.add(f"return Gradients(d_params, d_inputs, State({states}))")

    def _parameter_result(self, symbol: Symbol, scope: Scope) -> str:
        """A parameter's gradient in the parameter's own shape."""
        gradient = self.program.gradients[symbol]
        shape = self.surface.variable(symbol).shape
        if gradient == 0:
            return f"np.zeros({self.surface.shape(symbol) if shape else '()'}, dtype)"
        text = scope.text(gradient, ATOM)
        if not shape:
            return f"np.asarray({text})"
        return f"{text}[:, 0]" if len(shape) == 1 else text

    def _input_result(self, symbol: Symbol, scope: Scope) -> str:
        """An input's gradient as rows, the form of the input."""
        gradient = self.program.gradients[symbol]
        if gradient == 0:
            return f"np.zeros({self.surface.shape(symbol, 'T', 'B')}, dtype)"
        text = scope.text(gradient)
        if not self.surface.variable(symbol).timed:
            return self.surface.rows(symbol, scope.text(gradient, ATOM))
        return text if gradient in scope.given_as_rows else f"_swapped({text})"
