"""Emission of `step`."""

from __future__ import annotations

from cellc.targets.numpy.batch import emit_statistics
from cellc.targets.numpy.checks import emit_argument_check
from cellc.targets.numpy.forward import emit_parameters
from cellc.targets.numpy.lines import Lines
from cellc.targets.numpy.scope import Scope
from cellc.targets.numpy.section import Section
from cellc.targets.numpy.signature import Surface


def emit_step(surface: Surface, helpers: set[str]) -> Lines:
    """The function `step`: the equations as they stand, for one time step."""
    program, cell = surface.program, surface.program.cell
    lines = Lines()
    inputs = [surface.argument(each, "_t") for each in surface.given]
    arguments = ["params", "state", *inputs]
    if named := _named(surface):
        arguments += ["*", *named]
    lines.add(f"def step({', '.join(arguments)}):")
    with lines.indented():
        _emit_docstring(surface, lines)
        _emit_branch(surface, lines)
        emit_argument_check(surface, lines, step=True)
        emit_statistics(surface, lines, step=True)
        emit_parameters(surface, lines, program.step)
        emit_previous(surface, lines)
        lines.blank()
        scope = Scope(surface.names, lines, helpers, sequence=False)
        scope.texts = {
            each: surface.columns(each, surface.argument(each, "_t"))
            for each in surface.inputs
        }
        kept = frozenset({*cell.outputs, *(state.current for state in cell.states)})
        Section(program, scope, program.step, kept).emit()
        lines.blank()
        emit_results(surface, lines)
    return lines


def emit_previous(surface: Surface, lines: Lines) -> None:
    """The values of the step before, as columns; zero where none are given."""
    for state in surface.program.cell.states:
        name = f"state.{state.name}"
        shape = surface.place(state.current)
        lines.add(
            f"{state.previous.name} = "
            f"np.zeros({shape}, dtype) if {name} is None else "
            + surface.columns(state.current, name)
        )


def emit_results(surface: Surface, lines: Lines) -> None:
    """What `step` returns, as rows."""
    cell = surface.program.cell
    outs = ", ".join(
        f"{each.name}={surface.rows(each, each.name)}" for each in cell.outputs
    )
    news = ", ".join(
        f"{each.name}={surface.rows(each.current, each.current.name)}"
        for each in cell.states
    )
    lines.add(f"return Outputs({outs}), State({news})")


def _emit_docstring(surface: Surface, lines: Lines) -> None:
    cell = surface.program.cell
    outputs = ", ".join(
        f"{each.name} {surface.axes(each, 'B')}" for each in cell.outputs
    )
    text = ['"""Run the cell for one step, without a tape.', "", "Arguments:"]
    text.append("    params: the parameters by name, or what `prepare` made of them.")
    text.append("    state: the State before the step, None for zeros.")
    text += [f"    {line}" for line in surface.input_docs("_t", "B")]
    text += [f"    {line}" for line in surface.noise_docs("_t", "B")]
    text += [f"    {line}" for line in surface.statistics_docs()]
    for symbol, value in surface.constants.items():
        notation = surface.variable(symbol).notation
        text.append(
            f"    {symbol.name}: the constant {notation}, {value!r} by default."
        )
    text += ["", "Returns:", f"    out: Outputs, {outputs}."]
    text += ["    state: the State after the step.", '"""']
    lines.doc("\n".join(text))


def _emit_branch(surface: Surface, lines: Lines) -> None:
    """The lines of `step` that hand over to `_step_prepared`."""
    lines.add("if isinstance(params, Prepared):")
    with lines.indented():
        lines.add(f"return _step_prepared({', '.join(['params', *others(surface)])})")


def others(surface: Surface) -> list[str]:
    """The arguments of `step` behind the first, without their defaults."""
    inputs = [surface.argument(each, "_t") for each in surface.given]
    return ["state", *inputs, *(each.partition("=")[0] for each in _named(surface))]


def _named(surface: Surface) -> list[str]:
    return [
        *surface.noise_arguments("_t"),
        *surface.statistics_arguments(),
        *surface.constant_arguments(),
    ]
