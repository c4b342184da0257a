"""Emission of the loop of `backward`, in blocks of steps where that saves work."""

from __future__ import annotations

from sympy import Integer, Symbol

from cellc.ir import Slice
from cellc.targets.numpy.lines import Lines
from cellc.targets.numpy.scope import Scope, occurrences
from cellc.targets.numpy.section import Section
from cellc.targets.numpy.signature import Surface

# elements of one local derivative over a block of steps
CACHED = "2**16"


class BackwardLoop:
    """Values of the loop, where they live, and its lines."""

    def __init__(self, surface: Surface, lines: Lines, helpers: set[str]) -> None:
        self.surface = surface
        self.program = surface.program
        self.cell = surface.program.cell
        self.names = surface.names
        self.helpers = helpers
        self.lines = lines
        self.kept = {
            each.arriving: surface.names.fresh(f"{each.arriving.name}_kept")
            for each in self.program.carries
        }
        self.packed = self.program.packed
        self.wholes = list(dict.fromkeys(each.whole for each in self.packed.values()))
        self.block, self.start, self.stop, self.step = (
            surface.names.fresh(each) for each in ("block", "start", "stop", "k")
        )

    def emit(self) -> None:
        lines, program, names = self.lines, self.program, self.names
        if program.scanned or (not program.backward.loop and not program.carries):
            return
        lines.blank()
        lines.comment("The loop over time, backward.")
        self._emit_arriving()
        for symbol in self._in_order(program.summed):
            shape = self.surface.place(symbol)
            lines.add(f"{symbol.name} = np.zeros({shape}, dtype)")
        for symbol in self.stored_in_order():
            if symbol in program.reserved:
                continue  # it has room on the tape
            shape = self.surface.place(symbol, "T")
            axes = self.surface.place_axes(symbol, "T")
            name = names.sequence(symbol)
            lines.add(f'{name} = _room(room, "{name}", {shape}, dtype)', axes)
        for symbol in self.wholes:
            stored = symbol in program.backward_stored
            if not stored and symbol not in self.packed:
                shape = self.surface.place(symbol)
                axes = self.surface.place_axes(symbol)
                lines.add(f"{symbol.name} = np.empty({shape}, dtype)", axes)
        if program.backward.block:
            self._emit_blocks()
        else:
            lines.add("for t in reversed(range(T)):")
            with lines.indented():
                self._loop_body({})

    def emit_scanned(self) -> dict[Symbol, str]:
        """What arrives at the last step; returns where the scans' gradients live."""
        self._emit_arriving()
        return {each: self.names.sequence(each) for each in self.program.scanned}

    def _emit_arriving(self) -> None:
        for carry in self.program.carries:
            shape = self.surface.place(carry.state.current)
            given = f"d_final.{carry.state.name}"
            self.lines.add(
                f"{carry.arriving.name} = "
                f"np.zeros({shape}, dtype) if {given} is None else "
                + self.surface.columns(carry.state.current, given)
            )

    def _emit_blocks(self) -> None:
        lines, start, stop = self.lines, self.start, self.stop
        lines.comment("Steps by blocks whose local derivatives fit the cache.")
        lines.add(f"{self.block} = 1 + {CACHED} // (1 + {self._elements()})")
        lines.add(f"for {stop} in range(T, 0, -{self.block}):")
        with lines.indented():
            lines.add(f"{start} = max(0, {stop} - {self.block})")
            at_step = self._emit_local()
            lines.add(f"for t in reversed(range({start}, {stop})):")
            with lines.indented():
                lines.add(f"{self.step} = t - {start}")
                self._loop_body(at_step)

    def _elements(self) -> str:
        """How many elements a value of the block has at one step, the largest."""
        variables = self.program.variables
        shapes = [variables[each.target].shape for each in self.program.backward.block]
        largest = max(shapes, key=lambda sizes: (len(sizes), str(sizes)))
        return " * ".join([*map(self.surface.size, largest), "B"])

    def _emit_local(self) -> dict[Symbol, str]:
        """What a block of steps needs; returns what a step calls it."""
        program, step = self.program, self.step
        block = program.backward.block
        read = {s for each in program.backward.loop for s in each.value.free_symbols}
        made = {each.target for each in block}
        texts = self._columns()
        at_step = {each: f"{each.name}[{step}]" for each in read & made}
        counts = occurrences(each.value for each in block)
        for symbol, (whole, ahead) in self._sequences().items():
            uses = counts[symbol]
            sliced = any(
                isinstance(each.value, Slice) and symbol in each.value.operands
                for each in block
            )
            part = f"{whole}[{self._steps(ahead)}]"
            named = symbol in self.surface.inputs or whole == symbol.name
            if (uses > 1 or sliced) and not named:
                self.lines.add(f"{symbol.name} = {part}")
                at_step[symbol] = f"{symbol.name}[{step}]"
            elif uses:
                texts[symbol] = part
        scope = Scope(self.names, self.lines, self.helpers, sequence=True, texts=texts)
        kept = frozenset(read & made)
        Section(program, scope, block, kept, forward=False, shapes=False).emit()
        return at_step

    def _columns(self) -> dict[Symbol, str]:
        """What the inputs that have no steps are called."""
        timed = self.surface.timed_inputs
        others = (each for each in self.surface.inputs if each not in timed)
        return {each: self.names.sequence(each) for each in others}

    def _steps(self, ahead: int) -> str:
        """The steps of a block, in a sequence that starts `ahead` steps earlier."""
        if not ahead:
            return f"{self.start}:{self.stop}"
        return f"{self.start} + {ahead} : {self.stop} + {ahead}"

    def _in_order(self, symbols: frozenset[Symbol]) -> list[Symbol]:
        order = [each.target for each in self.program.backward.loop]
        return sorted(symbols, key=order.index)

    def stored_in_order(self) -> list[Symbol]:
        order = [each.target for each in self.program.backward.loop] + self.wholes
        return sorted(self.program.backward_stored, key=order.index)

    def _loop_body(self, at_step: dict[Symbol, str]) -> None:
        program, lines, names = self.program, self.lines, self.names
        scope = Scope(names, lines, self.helpers, sequence=False, step="t")
        if program.carries:
            lines.add("if dead is not None:")
        with lines.indented():
            for carry in program.carries:
                name = carry.arriving.name
                kept = self.kept[carry.arriving]
                lines.add(f"{kept} = np.where(dead[t], {name}, 0)")
                lines.add(f"{name} = np.where(dead[t], 0, {name})")
        self._bind_at_step(scope, at_step)
        homes = {
            each: f"{names.sequence(each)}[t]"
            for each in program.backward_stored
            if each not in self.wholes
        }
        for symbol in self.wholes:
            if symbol in program.backward_stored:
                lines.add(f"{symbol.name} = {names.sequence(symbol)}[t]")
        for symbol in self.packed:
            text = self.packed_text(symbol, sequence=False)
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
            homes=homes,
            summed=program.summed,
            extra_uses=uses,
            forward=False,
        ).emit()
        self._carry(scope)

    def _sequences(self) -> dict[Symbol, tuple[str, int]]:
        """The arrays of all steps that the loop reads, and how far they are ahead."""
        program, names = self.program, self.names
        found: dict[Symbol, tuple[str, int]] = {}
        for symbol in self.surface.timed_inputs:
            found[symbol] = (names.sequence(symbol), 0)
        for state in self.cell.states:
            found[state.previous] = (names.sequence(state.current), 0)
            found[state.current] = (names.sequence(state.current), 1)
        outside = {s.target for s in (*program.forward.before, *program.forward.after)}
        for symbol in program.saved:
            own = symbol.name if symbol in outside else names.sequence(symbol)
            found[symbol] = (own, 0)
        for statement in program.backward.before:
            if program.variables[statement.target].timed:
                found[statement.target] = (statement.target.name, 0)
        for seed in program.seeds.values():
            found[seed] = (seed.name, 0)
        return found

    def _bind_at_step(self, scope: Scope, of_block: dict[Symbol, str]) -> None:
        """Names for what the loop reads of sequences; what is read once needs none."""
        program, names = self.program, self.names
        loop = program.backward.loop
        at_step = {
            symbol: f"{whole}[t + {ahead}]" if ahead else f"{whole}[t]"
            for symbol, (whole, ahead) in self._sequences().items()
        } | of_block
        scope.texts |= self._columns()
        counts = occurrences(each.value for each in loop)
        for symbol, text in at_step.items():
            uses = counts[symbol]
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

    def packed_text(self, symbol: Symbol, *, sequence: bool) -> str | None:
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
