"""The part of a module that looks at arguments before any work is done."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Add, Expr, Symbol

from cellc.ir import size_text, solve_sizes
from cellc.targets.numpy.lines import Lines
from cellc.targets.numpy.signature import Surface


def emit_parameter_check(surface: Surface, lines: Lines) -> None:
    """`_check_parameters(params)`: refuse what does not fit, return the sizes."""
    cell = surface.program.cell
    given = needed_of_inputs(surface)
    sizes = parameter_sizes(surface, dict.fromkeys(given, ""))
    arguments = ["params", *(surface.names.sizes[name] for name in given)]
    lines.add(f"def _check_parameters({', '.join(arguments)}):")
    with lines.indented():
        lines.doc('"""Refuse parameters that are missing, unknown or do not fit."""')
        lines.add("if not isinstance(params, dict):")
        with lines.indented():
            lines.add("kind = type(params).__name__")
            lines.add(
                'raise TypeError(f"params is a {kind}; it must be a dict of arrays")'
            )
        lines.add('for name in CELL["parameters"]:')
        with lines.indented():
            lines.add("if name not in params:")
            with lines.indented():
                lines.add('raise ValueError(f"the parameter {name} is missing")')
        lines.add("for name in params:")
        with lines.indented():
            lines.add('if name not in CELL["parameters"]:')
            with lines.indented():
                lines.add('raise ValueError(f"the cell has no parameter {name!r}")')
        lines.add('for name, described in CELL["parameters"].items():')
        with lines.indented():
            lines.add(
                '_check_rank(f"params[{name!r}]", params[name], described["shape"])'
            )
        first = cell.parameters[0]
        lines.add(f'dtype = params["{first.name}"].dtype')
        for name, text in sizes.items():
            lines.add(f"{surface.names.sizes[name]} = {text}")
        for symbol in cell.parameters:
            name = symbol.name
            shape = surface.shape(symbol) if surface.variable(symbol).shape else "()"
            lines.add(f'_check("params[\'{name}\']", params["{name}"], {shape}, dtype)')
        returned = [surface.names.sizes[name] for name in sizes]
        lines.add(f"return {', '.join([*returned, 'dtype'])}")


def input_sizes(surface: Surface, suffix: str = "") -> dict[str, str]:
    """Sizes that the inputs tell and the parameters do not."""
    known = parameter_sizes(surface, {})
    found = solved_sizes(surface.input_axes(suffix), surface.names.sizes)
    return {name: text for name, text in found.items() if name not in known}


def parameter_sizes(surface: Surface, given: dict[str, str]) -> dict[str, str]:
    """Where each size can be read off the parameters: its name -> an expression."""
    cell = surface.program.cell
    axes = [
        (surface.variable(symbol).shape[axis], f'params["{symbol.name}"].shape[{axis}]')
        for symbol in cell.parameters
        for axis in range(len(surface.variable(symbol).shape))
    ]
    return solved_sizes(axes, surface.names.sizes, given)


def needed_of_inputs(surface: Surface) -> list[str]:
    """Sizes in the parameters' shapes that only the inputs tell."""
    cell = surface.program.cell
    used = {
        symbol.name
        for each in cell.parameters
        for size in surface.variable(each).shape
        for symbol in size.free_symbols
    }
    return [name for name in input_sizes(surface) if name in used]


def solved_sizes(
    axes: list[tuple[Expr, str]],
    spell: dict[str, str],
    given: Iterable[str] = (),
) -> dict[str, str]:
    """Sizes as expressions in the lengths of axes."""
    found = {}
    for name, source in solve_sizes([size for size, _ in axes], given).items():
        text = axes[source.axis][1]
        if source.rest != 0:
            for term in Add.make_args(source.rest):
                text += f" - {size_text(term, spell)}"
        if source.multiple != 1:
            bracketed = f"({text})" if source.rest != 0 else text
            text = f"{bracketed} // {source.multiple}"
        found[name] = text
    return found


def emit_parameter_sizes(surface: Surface, lines: Lines) -> None:
    """Sizes and dtype from parameters that are checked."""
    cell, names = surface.program.cell, surface.names
    if cell.parameters:
        needed = needed_of_inputs(surface)
        known = [
            names.sizes[name]
            for name in parameter_sizes(surface, dict.fromkeys(needed, ""))
        ]
        arguments = ", ".join(["params", *(names.sizes[name] for name in needed)])
        lines.add(f"{', '.join([*known, 'dtype'])} = _check_parameters({arguments})")
    else:
        lines.add("if params:")
        with lines.indented():
            lines.add('raise ValueError("the cell has no parameters")')


def emit_argument_check(
    surface: Surface, lines: Lines, *, step: bool, prepared: str | None = None
) -> None:
    """The first lines of `forward` and `step`: sizes, and checks of the arguments.

    prepared: the line that has sizes and dtype where parameters were checked before.
    """
    cell, names = surface.program.cell, surface.names
    suffix = "_t" if step else ""
    lead = ("B",) if step else ("T", "B")
    for symbol in surface.given:
        sizes = [size_text(size) for size in surface.variable(symbol).shape] or ["1"]
        own = surface.lead(symbol, lead)
        named = ", ".join(f'"{each}"' for each in (*own, *sizes))
        name = surface.argument(symbol, suffix)
        lines.add(f'_check_rank("{name}", {name}, ({named}))')
    first = surface.given[0]
    shape = f"{first.name}{suffix}.shape"
    lines.add(f"B = {shape}[0]" if step else f"T, B = {shape}[:2]")
    for name, text in input_sizes(surface, suffix).items():
        lines.add(f"{names.sizes[name]} = {text}")
    if prepared is None:
        emit_parameter_sizes(surface, lines)
    elif prepared:
        lines.add(prepared)
    if not cell.parameters:
        lines.add(f"dtype = {first.name}{suffix}.dtype")
    _emit_draws(surface, lines, suffix, *lead)
    for symbol in cell.inputs:
        shape = surface.shape(symbol, *lead)
        name = surface.argument(symbol, suffix)
        lines.add(f'_check("{name}", {name}, {shape}, dtype)')
    lines.add("state = State() if state is None else state")
    emit_tuple_check("state", "State", lines)
    for state in cell.states:
        _check_if_given(surface, lines, f"state.{state.name}", state.current)
    if not step:
        emit_tuple_check("tape", "Tape", lines, others="Checkpoints | None")


def _emit_draws(surface: Surface, lines: Lines, suffix: str, *lead: str) -> None:
    """Noise that is not given is drawn, in the order of the arguments."""
    if surface.noise:
        lines.add("rng = np.random.default_rng(rng)")
    for symbol in surface.noise:
        name = surface.argument(symbol, suffix)
        lines.add(f"if {name} is None:")
        with lines.indented():
            lines.add(f"{name} = {surface.draw(symbol, *lead)}")


def _check_if_given(
    surface: Surface, lines: Lines, name: str, symbol: Symbol, *lead: str
) -> None:
    shape = surface.shape(symbol, *(lead or ("B",)))
    lines.add(f"if {name} is not None:")
    with lines.indented():
        lines.add(f'_check("{name}", {name}, {shape}, dtype)')


def emit_cotangent_check(surface: Surface, lines: Lines) -> None:
    """The checks of `backward`: cotangents must look like what forward returned."""
    cell = surface.program.cell
    for output in cell.outputs:
        name = f"d_out.{output.name}"
        _check_if_given(surface, lines, name, output, "T", "B")
    lines.add("d_final = State() if d_final is None else d_final")
    emit_tuple_check("d_final", "State", lines)
    for state in cell.states:
        _check_if_given(surface, lines, f"d_final.{state.name}", state.current)


def emit_tuple_check(name: str, kind: str, lines: Lines, *, others: str = "") -> None:
    """Refuse an argument that is not the named tuple it must be, or one of others."""
    kinds = f"{kind} | {others}" if others else kind
    lines.add(f"if not isinstance({name}, {kinds}):")
    with lines.indented():
        lines.add(
            f'raise TypeError(f"{name} is a {{type({name}).__name__}}; '
            f'it must be {"an" if kind[0] in "AEIOU" else "a"} {kind}")'
        )
