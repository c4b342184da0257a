"""lower: AST to cell IR, by resolve, ranks, types and sizes."""

from __future__ import annotations

import re

from sympy import Expr, Symbol

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.ir import (
    Cell,
    Equation,
    Initializer,
    Role,
    State,
    Variable,
    safe,
    size_symbol,
    solve_sizes,
    unique,
)
from cellc.lower.ranks import RankFact, infer_ranks
from cellc.lower.resolve import resolve
from cellc.lower.resolved import Definition, Resolved
from cellc.lower.terms import references
from cellc.lower.typing import Shape, Typed, Typer, Untyped
from cellc.lower.unify import Sizes
from cellc.syntax import Spec

# which of two size names survives when they are found equal: the higher
_AXIS, _VALUE, _INPUT, _STATE, _OUTPUT = range(5)


def lower(spec: Spec, name: str, diagnostics: Diagnostics) -> Cell:
    """The cell IR of a parsed spec.

    Raises CellcError with the errors of names, roles and shapes.
    """
    resolved = resolve(spec, diagnostics)
    ranks = infer_ranks(resolved, diagnostics)
    sizes = Sizes()
    shapes = _initial_shapes(resolved, ranks, sizes)
    symbols = _symbols(resolved)
    typer = Typer(diagnostics, sizes, ranks)
    typer.parameters = frozenset(resolved.parameters)
    typer.fixed = {
        symbols[each] for each in (*resolved.parameters, *resolved.constants)
    } | {symbols[each.identifier] for each in resolved.definitions if not each.timed}
    for identifier in (*resolved.inputs, *resolved.parameters, *resolved.constants):
        typer.uses[identifier, False] = Typed(symbols[identifier], shapes[identifier])
    for identifier in resolved.states:
        previous = symbols[f"{identifier} prev"]
        typer.uses[identifier, True] = Typed(previous, shapes[identifier])
    expressions = _type_definitions(resolved, typer, symbols, shapes)
    _settle(sizes, typer, diagnostics)
    diagnostics.raise_if_errors()
    named = {each: tuple(map(sizes.resolve, shape)) for each, shape in shapes.items()}
    _refuse_unnamed(resolved, named, diagnostics)
    _refuse_matrices(resolved, named, diagnostics)
    _refuse_untold(resolved, named, diagnostics)
    diagnostics.raise_if_errors()
    return _assemble(spec, name, resolved, symbols, named, expressions, diagnostics)


# ---------------------------------------------------------------- shapes


def _initial_shapes(
    resolved: Resolved, ranks: dict[str, RankFact], sizes: Sizes
) -> dict[str, Shape]:
    """A shape for every name: as declared, else of sizes named after what has them."""
    declared = {
        symbol
        for shape in resolved.facts.shapes.values()
        for dimension in shape.dimensions
        for symbol in dimension.free_symbols
    }
    shapes: dict[str, Shape] = {}
    kinds = [(each, _INPUT) for each in resolved.inputs]
    kinds += [(each.identifier, _VALUE) for each in resolved.definitions]
    kinds += [(each, _AXIS) for each in (*resolved.parameters, *resolved.constants)]
    for identifier, kind in kinds:
        if identifier in resolved.facts.shapes:
            shapes[identifier] = resolved.facts.shapes[identifier].dimensions
            continue
        if identifier in resolved.outputs:
            kind = _OUTPUT
        elif identifier in resolved.states:
            kind = _STATE
        rank = ranks[identifier].rank if identifier in ranks else 0
        axes = []
        for axis in range(rank):
            # a value with one axis gives its size its own name
            own = rank == 1 and kind != _AXIS
            label = identifier if own else f"{identifier}[{axis}]"
            symbol = size_symbol(label)
            if symbol not in declared:
                sizes.preference[symbol] = kind
            axes.append(symbol)
        shapes[identifier] = tuple(axes)
    return shapes


def _type_definitions(
    resolved: Resolved,
    typer: Typer,
    symbols: dict[str, Symbol],
    shapes: dict[str, Shape],
) -> dict[str, Expr]:
    expressions: dict[str, Expr] = {}
    for definition in resolved.definitions:
        identifier = definition.identifier
        # known from its own axes even where its equation is in error
        typer.uses[identifier, False] = Typed(symbols[identifier], shapes[identifier])
        try:
            typed = typer.of(definition.term)
        except Untyped:
            continue
        expressions[identifier] = typed.expression
        if not _same_shape(typed.shape, shapes[identifier], definition.span, typer):
            snippet = typer.diagnostics.source.snippet(definition.left)
            typer.diagnostics.error(
                "E0408",
                f"`{snippet}` has shape "
                f"({_shape_text(shapes[identifier], typer)}), "
                f"its equation gives ({_shape_text(typed.shape, typer)})",
                definition.span,
                labels=_why_shape(definition, shapes[identifier], resolved, typer),
                help="make the sides equal in size, or put a matrix before the right",
            )
    return expressions


def _why_shape(
    definition: Definition, shape: Shape, resolved: Resolved, typer: Typer
) -> tuple[Label, ...]:
    """Where the shapes of both sides come from: declarations, or another use."""
    declared = resolved.facts.shapes
    names = [definition.identifier]
    names += [each.identifier for each in references(definition.term)]
    labels = [
        Label(declared[each].span, "declared here")
        for each in dict.fromkeys(names)
        if each in declared
    ]
    fact = typer.sizes.reason(shape[0]) if shape and not labels else None
    return (Label(fact.span, fact.why),) if fact else tuple(labels[:3])


def _same_shape(found: Shape, wanted: Shape, span: Span, typer: Typer) -> bool:
    if not found and wanted:
        return True  # a number fills the vector
    if len(found) != len(wanted):
        return False
    why = "its equation gives it this size"
    return all(
        typer.sizes.unify(one, other, span, why)
        for one, other in zip(wanted, found, strict=True)
    )


def _shape_text(shape: Shape, typer: Typer) -> str:
    return " × ".join(typer.size(size) for size in shape) or "a number"


def _settle(sizes: Sizes, typer: Typer, diagnostics: Diagnostics) -> None:
    conflict = sizes.settle()
    if conflict is not None:
        left, right, span, _why = conflict
        diagnostics.error(
            "E0402",
            f"the sizes {typer.size(left)} and {typer.size(right)} must be equal here "
            "and cannot be shown to be",
            span,
            help="declare the sizes of the names in the where block",
        )


def _refuse_unnamed(
    resolved: Resolved, shapes: dict[str, Shape], diagnostics: Diagnostics
) -> None:
    """A size that only parameters have, such as the inner size of U (V x)."""
    reported: set[Symbol] = set()
    for identifier in resolved.parameters:
        for symbol in sorted(_free(shapes[identifier]), key=str):
            if "[" not in symbol.name or symbol in reported:
                continue
            reported.add(symbol)
            span = resolved.first_use[identifier]
            typed = diagnostics.source.snippet(span)
            example = "×".join(
                "k" if "[" in str(size) else str(size).replace(" ", "")
                for size in shapes[identifier]
            )
            diagnostics.error(
                "E0409",
                f"a size of `{typed}` is not determined: nothing else has it",
                span,
                help=f"name it in the where block: {typed} ∈ ℝ^{{{example}}}",
            )


def _refuse_matrices(
    resolved: Resolved, shapes: dict[str, Shape], diagnostics: Diagnostics
) -> None:
    """Inputs, states and outputs are vectors or numbers."""
    lefts = {each.identifier: each.left for each in resolved.definitions}
    for identifier in dict.fromkeys(
        (*resolved.inputs, *resolved.states, *resolved.outputs)
    ):
        if len(shapes[identifier]) > 1:
            span = lefts.get(identifier) or resolved.first_use[identifier]
            diagnostics.error(
                "E0412",
                f"`{diagnostics.source.snippet(span)}` is a matrix; inputs, states and "
                "outputs are vectors or numbers",
                span,
                help="write it as several vectors",
            )


def _refuse_untold(
    resolved: Resolved, shapes: dict[str, Shape], diagnostics: Diagnostics
) -> None:
    """A size that no parameter and no input has: forward could not know it."""
    axes = [
        size
        for identifier in (*resolved.parameters, *resolved.inputs)
        for size in shapes[identifier]
    ]
    told = solve_sizes(axes)
    for definition in resolved.definitions:
        for symbol in sorted(_free(shapes[definition.identifier]), key=str):
            if symbol.name not in told and "[" not in symbol.name:
                diagnostics.error(
                    "E0411",
                    f"no parameter and no input has the size {symbol.name}, so nothing "
                    "says how large it is",
                    definition.left,
                    help="use a parameter of that size, or declare the size in the "
                    "where block as that of an input or as a number",
                )
                return


def _free(shape: Shape) -> set[Symbol]:
    return {symbol for size in shape for symbol in size.free_symbols}


# ---------------------------------------------------------------- assembly


def _symbols(resolved: Resolved) -> dict[str, Symbol]:
    """One SymPy symbol for every name, and one for every state at t-1."""
    taken: set[str] = set()
    symbols = {}
    names = [
        *resolved.inputs,
        *(each.identifier for each in resolved.definitions),
        *resolved.parameters,
        *resolved.constants,
    ]
    for identifier in names:
        symbols[identifier] = Symbol(unique(identifier, taken), real=True)
    for identifier in resolved.states:
        previous = unique(f"{safe(identifier)}_prev", taken)
        symbols[f"{identifier} prev"] = Symbol(previous, real=True)
    return symbols


def _assemble(
    spec: Spec,
    name: str,
    resolved: Resolved,
    symbols: dict[str, Symbol],
    shapes: dict[str, Shape],
    expressions: dict[str, Expr],
    diagnostics: Diagnostics,
) -> Cell:
    states = tuple(
        State(symbols[each].name, symbols[each], symbols[f"{each} prev"])
        for each in resolved.states
    )
    return Cell(
        name=name,
        header=_header(spec),
        text=diagnostics.source.text,
        variables=_variables(resolved, symbols, shapes, diagnostics),
        equations=_equations(resolved, symbols, expressions, diagnostics),
        inputs=tuple(symbols[each] for each in resolved.inputs),
        parameters=tuple(symbols[each] for each in resolved.parameters),
        constants={
            symbols[each]: resolved.facts.constants[each] for each in resolved.constants
        },
        states=states,
        outputs=tuple(symbols[each] for each in resolved.outputs),
        sizes=_size_names(resolved, shapes),
        initializers={
            symbols[each]: resolved.facts.initializers.get(
                each, _default_initializer(shapes[each])
            )
            for each in resolved.parameters
        },
    )


def _variables(
    resolved: Resolved,
    symbols: dict[str, Symbol],
    shapes: dict[str, Shape],
    diagnostics: Diagnostics,
) -> dict[Symbol, Variable]:
    """The table of variables: arguments first, then what the equations define."""
    variables: dict[Symbol, Variable] = {}

    def add(key: str, identifier: str, timed: bool, role: Role, span: Span) -> None:
        symbol, notation = symbols[key], _typed(span, diagnostics)
        shape = shapes[identifier]
        variables[symbol] = Variable(
            symbol, symbol.name, shape, timed, role, notation, span.start
        )

    for role, timed, identifiers in (
        (Role.INPUT, True, resolved.inputs),
        (Role.PARAMETER, False, resolved.parameters),
        (Role.CONSTANT, False, resolved.constants),
    ):
        for identifier in identifiers:
            add(identifier, identifier, timed, role, resolved.first_use[identifier])
    for definition in resolved.definitions:
        identifier = definition.identifier
        role = Role.STATE if identifier in resolved.states else Role.VALUE
        add(identifier, identifier, definition.timed, role, definition.left)
        if role is Role.STATE:
            lagged = resolved.first_lag[identifier]
            add(f"{identifier} prev", identifier, True, Role.PREVIOUS, lagged)
    return variables


def _equations(
    resolved: Resolved,
    symbols: dict[str, Symbol],
    expressions: dict[str, Expr],
    diagnostics: Diagnostics,
) -> tuple[Equation, ...]:
    """The equations with their text and the order of their names in it."""
    equations = []
    for definition in resolved.definitions:
        offsets: dict[Symbol, int] = {}
        for use in references(definition.term):
            key = f"{use.identifier} prev" if use.lag == 1 else use.identifier
            offsets.setdefault(symbols[key], use.span.start)
        identifier = definition.identifier
        text = _typed(definition.span, diagnostics)
        equations.append(
            Equation(symbols[identifier], expressions[identifier], text, offsets)
        )
    return tuple(equations)


def _typed(span: Span, diagnostics: Diagnostics) -> str:
    """A part of the text as typed, on one line, without comments."""
    return one_line(_COMMENT.sub("", diagnostics.source.snippet(span)))


def _default_initializer(shape: Shape) -> Initializer:
    return Initializer("glorot" if len(shape) == 2 else "zeros")


def _size_names(resolved: Resolved, shapes: dict[str, Shape]) -> tuple[str, ...]:
    """Every named size, inputs' first, then states', then the others'."""
    names: list[str] = []
    values = [each.identifier for each in resolved.definitions]
    for group in (resolved.inputs, resolved.states, values, resolved.parameters):
        for identifier in group:
            for size in shapes[identifier]:
                for symbol in sorted(size.free_symbols, key=lambda each: each.name):
                    if symbol.name not in names:
                        names.append(symbol.name)
    return tuple(names)


def _header(spec: Spec) -> dict[str, str]:
    header: dict[str, str] = {}
    for key, value in spec.header:
        text = one_line(value)
        header[key] = f"{header[key]}; {text}" if key in header else text
    return header


_COMMENT = re.compile(r"(?<!\\)[#%][^\n]*")


def one_line(text: str) -> str:
    """Printable text on one line; comments and strings of generated code need that."""
    words = re.split(r"\s+", text.strip())
    return "".join(char for char in " ".join(words) if char.isprintable())
