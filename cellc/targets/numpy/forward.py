"""Emission of `forward`."""

from __future__ import annotations

from collections.abc import Set

from sympy import Symbol

from cellc.ir import Contraction, Statement, is_timed
from cellc.schedule import Parts, Program
from cellc.targets.numpy.batch import emit_statistics, statistics_text
from cellc.targets.numpy.checkpoints import CHECKPOINT_DOC, emit_branch
from cellc.targets.numpy.checks import emit_argument_check
from cellc.targets.numpy.lines import Lines
from cellc.targets.numpy.memory import Memory
from cellc.targets.numpy.scope import Scope, occurrences
from cellc.targets.numpy.section import Section
from cellc.targets.numpy.signature import Surface


def emit_forward(surface: Surface, helpers: set[str]) -> Lines:
    """The function `forward` of a module."""
    lines = Lines()
    _emit_head(surface, lines)
    with lines.indented():
        _emit_docstring(surface, lines)
        emit_argument_check(surface, lines, step=False)
        lines.add("dead = _dead_steps(lengths, T, B)")
        emit_statistics(surface, lines)
        emit_branch(surface, lines)
        lines.add("if dead is not None:")
        with lines.indented():
            for symbol in surface.timed_inputs:
                name = symbol.name
                lines.add(f"{name} = _within_lengths({name}, np.asarray(lengths))")
        emit_input_sequences(surface, lines)
        parts = surface.program.forward
        spread = spread_over_batch(surface.program, parts)
        emit_parameters(surface, lines, parts.everywhere(), spread)
        sequence = _emit_before(surface, lines, helpers)
        _emit_loop(surface, lines, helpers)
        _emit_after(surface, lines, sequence)
        _emit_return(surface, lines)
    return lines


def _emit_head(surface: Surface, lines: Lines) -> None:
    inputs = [each.name for each in surface.given]
    arguments = ["params", *inputs, "state=None", "*", "lengths=None"]
    arguments += ["tape=None", "checkpoint=None"]
    arguments += surface.noise_arguments()
    arguments += surface.statistics_arguments()
    arguments += surface.constant_arguments()
    lines.add(f"def forward({', '.join(arguments)}):")


def _emit_docstring(surface: Surface, lines: Lines) -> None:
    cell = surface.program.cell
    outputs = ", ".join(
        f"{each.name} {surface.axes(each, 'T', 'B')}" for each in cell.outputs
    )
    finals = ", ".join(
        f"{each.name} {surface.axes(each.current, 'B')}" for each in cell.states
    )
    text = ['"""Run the cell over whole sequences.', "", "Arguments:"]
    text.append("    params: the parameters by name, as `init` makes them.")
    text += [f"    {line}" for line in surface.input_docs("", "T", "B")]
    text.append(f"    state: the initial State, {finals}; a field of None is zero.")
    text.append("    lengths: (B,), the number of steps of each sequence; past it the")
    text.append("        state stays as it is and the outputs are zero.")
    text.append("    tape: a tape that is done with; its memory is taken again.")
    text += [f"    {line}" for line in CHECKPOINT_DOC]
    text += [f"    {line}" for line in surface.noise_docs("", "T", "B")]
    text += [f"    {line}" for line in surface.statistics_docs()]
    for symbol, value in surface.constants.items():
        notation = surface.variable(symbol).notation
        text.append(
            f"    {symbol.name}: the constant {notation}, {value!r} by default."
        )
    text += ["", "Returns:"]
    text.append(f"    out: Outputs, {outputs}.")
    text.append("    final: the State after the last step, a state for the next call.")
    text.append("    tape: what `backward` needs; it refers to the input arrays.")
    text.append('"""')
    lines.doc("\n".join(text))


def emit_parameters(
    surface: Surface,
    lines: Lines,
    statements: tuple[Statement, ...],
    spread: Set[Symbol] = frozenset(),
) -> None:
    """`W_f = params["W_f"]` for the parameters that these statements read.

    spread: the vectors that get a column for each sequence of the batch.
    """
    read = {symbol for each in statements for symbol in each.value.free_symbols}
    wanted = [each for each in surface.program.cell.parameters if each in read]
    if wanted:
        lines.blank()
    columns = any(len(surface.variable(each).shape) == 1 for each in wanted)
    if columns:
        lines.comment(
            "Vectors are columns, so that a product reads as in the equation."
        )
    if not spread.isdisjoint(wanted):
        lines.comment("Those that every step reads have a column for each sequence.")
    for symbol in wanted:
        vector = len(surface.variable(symbol).shape) == 1
        tail = "[:, None]" if vector else ""
        if symbol in spread:
            tail += ".repeat(B, axis=1)"
        lines.add(f'{symbol.name} = params["{symbol.name}"]{tail}')


def spread_over_batch(program: Program, parts: Parts) -> frozenset[Symbol]:
    """The vectors that steps read beside values of the batch, and nothing else reads.

    NumPy runs along whole rows several times as fast as over a column again and again.
    """
    if program.level == 0:
        return frozenset()
    found = {symbol for each in parts.loop for symbol in each.value.free_symbols}
    for statement in parts.everywhere():
        value = statement.value
        beside = not isinstance(value, Contraction) and is_timed(
            value, program.variables
        )
        if not beside or statement in (*parts.before, *parts.after):
            found -= value.free_symbols
    return frozenset(each for each in found if len(program.variables[each].shape) == 1)


def emit_input_sequences(surface: Surface, lines: Lines) -> None:
    """Views of the inputs as columns; dropped again where nothing reads them."""
    for symbol in surface.inputs:
        name = surface.names.sequence(symbol)
        axes = surface.place_axes(symbol, "T")
        lines.add(f"{name} = {surface.columns_over_time(symbol, symbol.name)}", axes)


def sequence_texts(surface: Surface) -> dict[Symbol, str]:
    """What values of the loop are called outside it: the arrays of all their steps."""
    program, names = surface.program, surface.names
    texts = {each: names.sequence(each) for each in program.saved}
    texts |= {each: names.sequence(each) for each in program.forward_stored}
    for state in program.cell.states:
        whole = names.sequence(state.current)
        texts[state.current] = f"{whole}[1:]"
        texts[state.previous] = f"{whole}[:-1]"
    for symbol in surface.inputs:
        texts[symbol] = names.sequence(symbol)
    # what is made for all steps at once, before or after the loop, has the plain name
    outside = {s.target for s in (*program.forward.before, *program.forward.after)}
    states = {state.current for state in program.cell.states}
    for symbol in outside & texts.keys() - states:
        del texts[symbol]
    return texts


def _emit_before(surface: Surface, lines: Lines, helpers: set[str]) -> Scope:
    program, names = surface.program, surface.names
    scope = Scope(names, lines, helpers, sequence=True, texts=sequence_texts(surface))
    read_later = {
        symbol
        for each in (*program.forward.loop, *program.forward.after)
        for symbol in each.value.free_symbols
    }
    kept = frozenset(read_later | _returned(program))
    memory = Memory(surface)
    at = len(lines.collected)
    rooms = frozenset(memory.wholes())
    section = Section(program, scope, program.forward.before, kept, rooms=rooms)
    if program.forward.before:
        lines.blank()
        lines.comment("Before the loop: what does not depend on the recurrence.")
        section.emit()
    # which products are written where there is room is known only now
    made, lines.collected = lines.collected[at:], lines.collected[:at]
    memory.emit(lines, section.filled)
    lines.collected += made
    return scope


def _emit_loop(surface: Surface, lines: Lines, helpers: set[str]) -> None:
    program, names = surface.program, surface.names
    cell = program.cell
    if not program.forward.loop:
        return
    lines.blank()
    lines.comment(
        "The loop over time. A sequence of states starts with the initial one."
    )
    scope = Scope(names, lines, helpers, sequence=False, step="t")
    memory = Memory(surface)
    memory.emit_views(lines, scope)
    _emit_initial_states(surface, lines)
    lines.add("for t in range(T):")
    with lines.indented():
        _bind_at_step(surface, scope, lines)
        homes = {
            each: memory.at_step(place, scope)
            for each, place in program.overwritten.items()
        }
        for each in program.forward_stored:
            homes[each] = f"{names.sequence(each)}[t]"
        for state in cell.states:
            homes[state.current] = f"{names.sequence(state.current)}[t + 1]"
        section = Section(program, scope, program.forward.loop, homes=homes)
        section.emit()
        if cell.states:
            lines.add("if dead is not None:")
        with lines.indented():
            for state in cell.states:
                whole = names.sequence(state.current)
                lines.add(f"np.copyto({whole}[t + 1], {whole}[t], where=dead[t])")


def _emit_initial_states(surface: Surface, lines: Lines) -> None:
    for state in surface.program.cell.states:
        given, whole = f"state.{state.name}", surface.names.sequence(state.current)
        columns = surface.columns(state.current, given)
        lines.add(f"{whole}[0] = 0 if {given} is None else {columns}")


def _bind_at_step(surface: Surface, scope: Scope, lines: Lines) -> None:
    """Names for what the loop reads of sequences; used once, it is written in place."""
    program, names = surface.program, surface.names
    loop = program.forward.loop
    at_step: dict[Symbol, str] = {}
    for state in program.cell.states:
        at_step[state.previous] = f"{names.sequence(state.current)}[t]"
    for symbol in surface.inputs:
        timed = surface.variable(symbol).timed
        at_step[symbol] = f"{names.sequence(symbol)}{'[t]' if timed else ''}"
    for statement in program.forward.before:
        if program.variables[statement.target].timed:
            at_step[statement.target] = f"{statement.target.name}[t]"
    counts = occurrences(each.value for each in loop)
    for symbol, text in at_step.items():
        uses = counts[symbol]
        if uses > 1 and symbol in surface.timed_inputs:
            scope.texts[symbol] = names.at_step(symbol)
            lines.add(f"{scope.texts[symbol]} = {text}")
        elif uses > 1 and symbol.name != text.split("[")[0] and "[" in text:
            lines.add(f"{symbol.name} = {text}")
        elif uses:
            scope.texts[symbol] = text


def _emit_after(surface: Surface, lines: Lines, scope: Scope) -> None:
    program = surface.program
    if not program.forward.after:
        return
    lines.blank()
    kept = frozenset(_returned(program))
    homes: dict[Symbol, str] = {}
    if program.scanned:
        lines.comment("The recurrence is linear: all steps at once.")
        lines.comment("A sequence of states starts with the initial one.")
        _emit_initial_states(surface, lines)
        for state in program.cell.states:
            homes[state.current] = f"{surface.names.sequence(state.current)}[1:]"
    else:
        lines.comment("After the loop: what the recurrence does not need.")
    Section(program, scope, program.forward.after, kept, homes).emit()


def _returned(program: Program) -> set[Symbol]:
    """What `forward` returns, on the tape or beside it."""
    return {*program.saved, *program.cell.outputs, *program.statistics}


def _emit_return(surface: Surface, lines: Lines) -> None:
    program, names = surface.program, surface.names
    cell = program.cell
    texts = sequence_texts(surface)
    lines.blank()
    fields = ", ".join(
        f"{each.name}=_outputs({texts.get(each, each.name)}, dead)"
        for each in cell.outputs
    )
    lines.add(f"out = Outputs({fields})")
    finals = ", ".join(
        f"{each.name}="
        + surface.rows(each.current, f"{names.sequence(each.current)}[T]")
        for each in cell.states
    )
    lines.add(f"final = State({finals})")
    if program.statistics:
        lines.add(f"statistics = {statistics_text(surface, texts)}")
    lines.add(f"tape = Tape({', '.join(surface.tape)})")
    lines.add("return out, final, tape")


def tape_candidates(surface: Surface) -> list[str]:
    """All that a tape could hold, as locals of both functions are called."""
    program, names = surface.program, surface.names
    outside = {s.target for s in (*program.forward.before, *program.forward.after)}
    fields = [each.name for each in surface.inputs]
    fields += [names.sequence(each.current) for each in program.cell.states]
    fields += [
        each.name if each in outside else names.sequence(each)
        for each in program.saved
        if each not in {state.current for state in program.cell.states}
    ]
    fields += [names.sequence(each) for each in program.reserved]
    fields += [each.name for each in surface.constants]
    fields += ["share", "statistics"] if program.statistics else []
    fields += ["room"]
    return [*fields, "dead"]
