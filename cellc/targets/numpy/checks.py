"""The part of a module that looks at arguments before any work is done."""

from __future__ import annotations

from sympy import Add, Expr, Symbol

from cellc.ir import size_text
from cellc.targets.numpy.lines import Lines
from cellc.targets.numpy.signature import Surface


def emit_parameter_check(surface: Surface, lines: Lines) -> None:
    """`_check_parameters(params)`: refuse what does not fit, return the sizes."""
    cell = surface.program.cell
    sizes = parameter_sizes(surface)
    lines.add("def _check_parameters(params):")
    with lines.indented():
        lines.doc('"""Refuse parameters that are missing, unknown or do not fit."""')
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


def parameter_sizes(surface: Surface) -> dict[str, str]:
    """Where each size can be read off the parameters: its name -> an expression."""
    cell = surface.program.cell
    axes = [
        (surface.variable(symbol).shape[axis], f'params["{symbol.name}"].shape[{axis}]')
        for symbol in cell.parameters
        for axis in range(len(surface.variable(symbol).shape))
    ]
    return solved_sizes(axes, cell.sizes, surface.names.sizes)


def solved_sizes(
    axes: list[tuple[Expr, str]], sizes: tuple[str, ...], spell: dict[str, str]
) -> dict[str, str]:
    """Read sizes off axes: those that stand alone first, then what a sum leaves."""
    found: dict[str, str] = {}
    progress = True
    while progress:
        progress = False
        for size, text in axes:
            unknown = [s for s in _symbols(size) if s.name not in found]
            if len(unknown) != 1 or unknown[0].name not in sizes:
                continue
            (symbol,) = unknown
            many = size.coeff(symbol)
            rest = size - many * symbol
            expression = text
            for term in Add.make_args(rest):
                if term != 0:
                    expression += f" - {size_text(term, spell)}"
            if many != 1:
                bracketed = f"({expression})" if rest != 0 else expression
                expression = f"{bracketed} // {many}"
            if rest == 0 or not any(_alone(each, symbol) for each, _ in axes):
                found[symbol.name] = expression
                progress = True
    return found


def _alone(size: Expr, symbol: Symbol) -> bool:
    return bool(size == symbol)


def _symbols(size: Expr) -> list[Symbol]:
    return sorted(size.free_symbols, key=lambda each: each.name)


def emit_argument_check(surface: Surface, lines: Lines, *, step: bool) -> None:
    """The first lines of `forward` and `step`: sizes, and checks of the arguments."""
    cell, names = surface.program.cell, surface.names
    known = list(parameter_sizes(surface)) if cell.parameters else []
    if cell.parameters:
        returned = [names.sizes[name] for name in known]
        lines.add(f"{', '.join([*returned, 'dtype'])} = _check_parameters(params)")
    else:
        lines.add("if params:")
        with lines.indented():
            lines.add('raise ValueError("the cell has no parameters")')
    suffix = "_t" if step else ""
    lead = ("B",) if step else ("T", "B")
    first = cell.inputs[0]
    for symbol in cell.inputs:
        sizes = [size_text(size) for size in surface.variable(symbol).shape] or ["1"]
        named = ", ".join(f'"{each}"' for each in (*lead, *sizes))
        lines.add(
            f'_check_rank("{symbol.name}{suffix}", {symbol.name}{suffix}, ({named}))'
        )
    shape = f"{first.name}{suffix}.shape"
    lines.add(f"B = {shape}[0]" if step else f"T, B = {shape}[:2]")
    if not cell.parameters:
        lines.add(f"dtype = {first.name}{suffix}.dtype")
    axes = [
        (surface.variable(each).shape[0], f"{each.name}{suffix}.shape[-1]")
        for each in cell.inputs
        if surface.variable(each).shape
    ]
    missing = tuple(name for name in cell.sizes if name not in known)
    for name, text in solved_sizes(axes, missing, names.sizes).items():
        lines.add(f"{names.sizes[name]} = {text}")
    for symbol in cell.inputs:
        shape = surface.shape(symbol, *lead)
        lines.add(
            f'_check("{symbol.name}{suffix}", {symbol.name}{suffix}, {shape}, dtype)'
        )
    lines.add("state = State() if state is None else state")
    for state in cell.states:
        _check_if_given(surface, lines, f"state.{state.name}", state.current)


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
    for state in cell.states:
        _check_if_given(surface, lines, f"d_final.{state.name}", state.current)
