"""Emission of `backward`: forward mirrored, last statement first."""

from __future__ import annotations

from sympy import Integer, Symbol

from cellc.targets.numpy.checks import emit_cotangent_check
from cellc.targets.numpy.forward import (
    _emit_parameters,
    emit_input_sequences,
    sequence_texts,
    tape_candidates,
)
from cellc.targets.numpy.lines import Lines
from cellc.targets.numpy.memory import Memory
from cellc.targets.numpy.numbers import ATOM
from cellc.targets.numpy.scope import Scope, occurrences
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
        self.kept = {
            each.arriving: surface.names.fresh(f"{each.arriving.name}_kept")
            for each in self.program.carries
        }
        self.packed = self.program.packed
        self.wholes = list(dict.fromkeys(each.whole for each in self.packed.values()))
        self.memory = Memory(surface)
        self.as_rows = self.memory.stored_as_rows()

    def emit(self) -> Lines:
        lines = self.lines
        lines.add("def backward(params, tape, d_out, d_final=None):")
        with lines.indented():
            self._docstring()
            self._head()
            _emit_parameters(self.surface, lines, self.program.backward.everywhere())
            scope = self._before()
            self._loop()
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
            lines.add(f"{seed} = _cotangent({name}, {shape}, dead, dtype)")
        emit_input_sequences(self.surface, lines)

    def _sizes(self) -> None:
        """Every size, from the arrays on the tape and the parameters."""
        from cellc.targets.numpy.checks import solved_sizes

        surface, cell = self.surface, self.cell
        axes = []
        for symbol in cell.inputs:
            shape = surface.variable(symbol).shape
            axes += [(size, f"{symbol.name}.shape[-1]") for size in shape[:1]]
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
        for symbol in self.packed:
            text = self._packed_text(symbol, sequence=True)
            if text is not None:
                texts[symbol] = text
        for symbol in (*program.backward.before, *program.backward.after):
            texts.pop(symbol.target, None)
        scope = Scope(self.names, self.lines, self.helpers, sequence=True, texts=texts)
        if program.backward.before:
            later = {
                symbol
                for each in (*program.backward.loop, *program.backward.after)
                for symbol in each.value.free_symbols
            }
            self.lines.blank()
            self.lines.comment("Before the loop: what the gradient's recurrence needs.")
            Section(
                program, scope, program.backward.before, frozenset(later), forward=False
            ).emit()
        return scope

    def _packed_text(self, symbol: Symbol, *, sequence: bool) -> str | None:
        """Where a packed value lives: its part of the outermost whole."""
        start, stop = Integer(0), None
        place = symbol
        while place in self.packed:
            packed = self.packed[place]
            stop = packed.start + (
                stop if stop is not None else packed.stop - packed.start
            )
            start = packed.start + start
            place = packed.whole
        if sequence and place not in self.program.backward_stored:
            return None
        base = self.names.sequence(place) if sequence else place.name
        scope = Scope(self.names, self.lines, self.helpers, sequence=sequence)
        whole = self.surface.variable(place).shape[0]
        first = None if start == 0 else start
        last = None if stop == whole else stop
        part = scope.printer().part(first, last)
        return f"{base}[:, {part}]" if sequence else f"{base}[{part}]"

    # ------------------------------------------------------------ the loop

    def _loop(self) -> None:
        lines, program, names = self.lines, self.program, self.names
        if not program.backward.loop and not program.carries:
            return
        lines.blank()
        lines.comment("The loop over time, backward.")
        for carry in program.carries:
            shape = self.surface.place(carry.state.current)
            given = f"d_final.{carry.state.name}"
            lines.add(
                f"{carry.arriving.name} = "
                f"np.zeros({shape}, dtype) if {given} is None else {given}.T"
            )
        for symbol in self._in_order(program.summed):
            shape = self.surface.place(symbol)
            lines.add(f"{symbol.name} = np.zeros({shape}, dtype)")
        for symbol in self._stored_in_order():
            if symbol in program.reserved:
                continue  # it has room on the tape
            shape = self.surface.place(symbol, "T")
            axes = self.surface.place_axes(symbol, "T")
            lines.add(f"{names.sequence(symbol)} = np.empty({shape}, dtype)", axes)
        for symbol in self.wholes:
            stored = symbol in program.backward_stored - self.as_rows
            if not stored and symbol not in self.packed:
                shape = self.surface.place(symbol)
                axes = self.surface.place_axes(symbol)
                lines.add(f"{symbol.name} = np.empty({shape}, dtype)", axes)
        lines.add("for t in reversed(range(T)):")
        with lines.indented():
            self._loop_body()

    def _in_order(self, symbols: frozenset[Symbol]) -> list[Symbol]:
        order = [each.target for each in self.program.backward.loop]
        return sorted(symbols, key=order.index)

    def _stored_in_order(self) -> list[Symbol]:
        order = [each.target for each in self.program.backward.loop] + self.wholes
        return sorted(self.program.backward_stored, key=order.index)

    def _loop_body(self) -> None:
        program, lines, names = self.program, self.lines, self.names
        scope = Scope(names, lines, self.helpers, sequence=False)
        if program.carries:
            lines.add("if dead is not None:")
        with lines.indented():
            for carry in program.carries:
                name = carry.arriving.name
                kept = self.kept[carry.arriving]
                lines.add(f"{kept} = np.where(dead[t], {name}, 0)")
                lines.add(f"{name} = np.where(dead[t], 0, {name})")
        self._bind_at_step(scope)
        homes = {
            each: f"{names.sequence(each)}[t]"
            for each in program.backward_stored - self.as_rows
            if each not in self.wholes
        }
        for symbol in self.wholes:
            if symbol in program.backward_stored - self.as_rows:
                lines.add(f"{symbol.name} = {names.sequence(symbol)}[t]")
        for symbol in self.packed:
            text = self._packed_text(symbol, sequence=False)
            assert text is not None
            if symbol not in self.wholes:
                homes[symbol] = text
            scope.texts[symbol] = text
        uses: dict[Symbol, int] = {}
        for carry in program.carries:
            if isinstance(carry.leaving, Symbol):
                uses[carry.leaving] = uses.get(carry.leaving, 0) + 1
        Section(
            program,
            scope,
            program.backward.loop,
            self.as_rows,
            homes=homes,
            summed=program.summed,
            extra_uses=uses,
            forward=False,
        ).emit()
        for symbol in self._stored_in_order():
            if symbol in self.as_rows:
                lines.add(f"{names.sequence(symbol)}[t] = {symbol.name}.T")
        self._carry(scope)

    def _bind_at_step(self, scope: Scope) -> None:
        """Names for what the loop reads of sequences; what is read once needs none."""
        program, names = self.program, self.names
        loop = program.backward.loop
        at_step: dict[Symbol, str] = {}
        for symbol in self.surface.inputs:
            at_step[symbol] = f"{names.sequence(symbol)}[t]"
        for state in self.cell.states:
            at_step[state.previous] = f"{names.sequence(state.current)}[t]"
            at_step[state.current] = f"{names.sequence(state.current)}[t + 1]"
        outside = {s.target for s in (*program.forward.before, *program.forward.after)}
        for symbol in program.saved:
            own = symbol.name if symbol in outside else names.sequence(symbol)
            at_step[symbol] = f"{own}[t]"
        for statement in program.backward.before:
            if program.variables[statement.target].timed:
                at_step[statement.target] = f"{statement.target.name}[t]"
        for seed in program.seeds.values():
            at_step[seed] = f"{seed.name}[t]"
        for symbol, text in at_step.items():
            uses = sum(occurrences(each.value, symbol) for each in loop)
            uses += sum(carry.leaving == symbol for carry in program.carries)
            same_name = text.split("[")[0] == symbol.name
            if uses > 1 and symbol in self.surface.inputs:
                scope.texts[symbol] = names.at_step(symbol)
                self.lines.add(f"{scope.texts[symbol]} = {text}")
            elif uses > 1 and not same_name:
                self.lines.add(f"{symbol.name} = {text}")
            elif uses:
                scope.texts[symbol] = text

    def _carry(self, scope: Scope) -> None:
        """What leaves this step is what arrives at the step before."""
        lines, carries = self.lines, self.program.carries
        texts = []
        for carry in carries:
            if carry.leaving == 0:
                texts.append(f"np.zeros_like({carry.arriving.name})")
            else:
                texts.append(scope.text(carry.leaving))
        arriving = [carry.arriving.name for carry in carries]
        clash = any(
            name in text
            for index, text in enumerate(texts)
            for name in arriving[:index]
        )
        if clash:
            lines.add(f"{', '.join(arriving)} = {', '.join(texts)}")
        else:
            for name, text in zip(arriving, texts, strict=True):
                lines.add(f"{name} = {text}")
        if carries:
            lines.add("if dead is not None:")
        with lines.indented():
            for carry in carries:
                name = carry.arriving.name
                lines.add(f"{name} = {name} + {self.kept[carry.arriving]}")

    # ------------------------------------------------------------ after

    def _after(self, scope: Scope) -> None:
        program = self.program
        if not program.backward.after:
            return
        self.lines.blank()
        self.lines.comment("After the loop: what only collects over the steps.")
        results = frozenset(
            each for each in program.gradients.values() if isinstance(each, Symbol)
        )
        rows = frozenset(program.gradients[each] for each in self.cell.inputs)
        for symbol in self._stored_in_order():
            if symbol in self.as_rows:
                self._name_rows(symbol, scope)
        Section(
            program,
            scope,
            program.backward.after,
            results,
            forward=False,
            row_results=rows,
        ).emit()

    def _name_rows(self, symbol: Symbol, scope: Scope) -> None:
        """What was kept as rows, with time and batch in one axis."""
        name, whole = self.names.rows(symbol), self.names.sequence(symbol)
        size = self.surface.size(self.surface.variable(symbol).shape[0])
        self.lines.add(f"{name} = {whole}.reshape(T * B, {size})")
        scope.row_names[symbol] = name
        scope.row_readers |= {symbol, *self.memory.living_in(symbol)}

    def _return(self, scope: Scope) -> None:
        lines, cell = self.lines, self.cell
        lines.blank()
        params = ", ".join(
            f'"{each.name}": {self._parameter_result(each, scope)}'
            for each in cell.parameters
        )
        lines.add(f"d_params = {{{params}}}")
        inputs = ", ".join(
            f"{each.name}={self._input_result(each, scope)}" for each in cell.inputs
        )
        lines.add(f"d_inputs = Inputs({inputs})")
        states = ", ".join(
            f"{carry.state.name}={carry.arriving.name}.T.copy()"
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
        return text if gradient in scope.given_as_rows else f"_swapped({text})"
