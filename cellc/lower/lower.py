"""lower: AST to cell IR, by resolve, ranks, types and sizes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import PurePath

from sympy import Expr, Symbol

from cellc.diagnostics import Diagnostics, Source, Span
from cellc.ir import (
    Cell,
    Equation,
    Initializer,
    Role,
    State,
    Variable,
)
from cellc.lower.asides import warn_of_values, without_asides
from cellc.lower.beginnings import beginnings
from cellc.lower.commands import refuse_unknown_commands
from cellc.lower.dotted import with_dots_read
from cellc.lower.imaginary import refuse_imaginary
from cellc.lower.lengths import refuse_lengths
from cellc.lower.lint import lint
from cellc.lower.notation import settle_notation
from cellc.lower.notation.layers import BELOW
from cellc.lower.numbered_names import told_apart
from cellc.lower.order import settle_unused
from cellc.lower.outputs import note_older_states, prefer_vectors
from cellc.lower.ranks import infer_ranks
from cellc.lower.reasons import Shape
from cellc.lower.resolve import resolve
from cellc.lower.resolved import Resolved
from cellc.lower.said_ranks import with_said_ranks
from cellc.lower.shapes import Inferred, infer_shapes
from cellc.lower.spelling import bare, of_this_step, one_line, typed
from cellc.lower.terms import references
from cellc.lower.undecided import refuse_undecided
from cellc.syntax import Spec


def lower(spec: Spec, name: str, diagnostics: Diagnostics) -> Cell:
    """The cell IR of a parsed spec.

    Raises CellcError with the errors of names, roles and shapes.
    """
    spec = without_asides(spec, diagnostics)
    refuse_unknown_commands(spec, diagnostics)
    if any(len(each.sides) > 2 for each in spec.equations):
        from cellc.lower.agreeing import lower_agreeing  # few texts need it

        return lower_agreeing(spec, partial(_lower, name=name), diagnostics)
    return _lower(spec, diagnostics, name=name)


def _lower(
    spec: Spec, diagnostics: Diagnostics, *, name: str, whole: bool = True
) -> Cell:
    """whole: whether what nothing uses is looked for, and what may not be meant."""
    settled = settle_notation(spec, diagnostics)
    diagnostics.raise_if_errors()
    resolved = resolve(settled, diagnostics)
    if whole:
        settle_unused(resolved, diagnostics)
        diagnostics.raise_if_errors()
        note_older_states(resolved, diagnostics)
    refuse_imaginary(resolved, diagnostics)
    diagnostics.raise_if_errors()
    ranks = infer_ranks(resolved)
    if whole:
        warn_of_values(resolved, ranks, spec.asides, diagnostics)
    ranks = with_said_ranks(resolved, ranks, diagnostics)
    refuse_undecided(resolved, ranks, spec.asides, diagnostics)
    prefer_vectors(resolved, ranks, diagnostics)
    resolved.definitions = with_dots_read(resolved, ranks, diagnostics)
    inferred = infer_shapes(resolved, ranks, diagnostics)
    refuse_lengths(resolved, inferred.shapes, diagnostics)
    diagnostics.raise_if_errors()
    if whole:
        lint(resolved, inferred.shapes, diagnostics)
    return _assemble(settled, name, resolved, inferred, diagnostics.source)


# ---------------------------------------------------------------- assembly


def _assemble(
    spec: Spec,
    name: str,
    resolved: Resolved,
    inferred: Inferred,
    source: Source,
) -> Cell:
    symbols, shapes = inferred.symbols, inferred.shapes
    defined = {each.identifier for each in resolved.definitions}
    states = tuple(
        State(symbols[each].name, symbols[each], symbols[f"{each} prev"])
        for each in resolved.states
    )
    return Cell(
        name=name,
        header=_header(spec),
        text=_as_read(source),
        variables=_with_batches(
            _variables(resolved, symbols, shapes, spec, source), resolved, inferred
        ),
        equations=_equations(resolved, symbols, inferred.expressions, source),
        inputs=tuple(symbols[each] for each in (*resolved.inputs, *resolved.static)),
        parameters=tuple(symbols[each] for each in resolved.parameters),
        constants={
            symbols[each]: resolved.facts.constants[each] for each in resolved.constants
        },
        states=states,
        outputs=tuple(symbols[each] for each in resolved.outputs),
        sizes=_size_names(resolved, shapes),
        initializers=_initializers(resolved, inferred),
        command=(_argument(name, source), *source.choices),
        frozen=frozenset(
            symbols[each]
            for each in resolved.parameters
            if resolved.facts.roles.get(each) == "frozen"
        ),
        noise={
            symbols[each]: found
            for each, found in resolved.facts.noise.items()
            if each in (*resolved.inputs, *resolved.static)
        },
        below={
            symbols[each]: symbols[own]
            for each in resolved.inputs
            if (own := each.removesuffix(f"_{BELOW}")) != each and own in defined
        },
    )


def _as_read(source: Source) -> str:
    """The text of a spec before anything was chosen from it, or made of it."""
    first = source if source.origin is None else source.origin.source
    return first.text if first.read is None else first.read


def _argument(name: str, source: Source) -> str:
    """What names the spec on a command line: its name, or the file if it needs it."""
    path = PurePath(source.label)
    named = source.label.startswith("<") or path.name in (name, f"{name}.cell")
    return name if named else path.name


def _variables(
    resolved: Resolved,
    symbols: dict[str, Symbol],
    shapes: dict[str, Shape],
    settled: Spec,
    source: Source,
) -> dict[Symbol, Variable]:
    """The table of variables: arguments first, then what the equations define."""
    variables: dict[Symbol, Variable] = {}
    named: dict[Symbol, str] = {}
    indices = resolved.indices

    def add(
        key: str,
        identifier: str,
        timed: bool,
        role: Role,
        span: Span,
        notation: str | None = None,
    ) -> None:
        symbol = symbols[key]
        notation = notation or bare(typed(span, source))
        shape = shapes[identifier]
        named[symbol] = identifier
        variables[symbol] = Variable(
            symbol, symbol.name, shape, timed, role, notation, span.start
        )
        if identifier in indices:
            found = replace(variables[symbol], indices=indices[identifier])
            variables[symbol] = found

    for role, timed, identifiers in (
        (Role.INPUT, True, resolved.inputs),
        (Role.INPUT, False, resolved.static),
        (Role.PARAMETER, False, resolved.parameters),
        (Role.CONSTANT, False, resolved.constants),
    ):
        for identifier in identifiers:
            first = resolved.first_use[identifier]
            notation = of_this_step(bare(typed(first, source))) if timed else None
            add(identifier, identifier, timed, role, first, notation)
    for definition in resolved.definitions:
        identifier = definition.identifier
        role = Role.STATE if identifier in resolved.states else Role.VALUE
        left, notation = definition.left, definition.notation
        add(identifier, identifier, definition.timed, role, left, notation)
        if role is Role.STATE:
            lagged = resolved.first_lag[identifier]
            add(f"{identifier} prev", identifier, True, Role.PREVIOUS, lagged)
    return told_apart(variables, named, settled.equations, source)


def _with_batches(
    variables: dict[Symbol, Variable], resolved: Resolved, inferred: Inferred
) -> dict[Symbol, Variable]:
    """The same with what is made of static inputs, and not of steps, told so."""
    found = {inferred.symbols[each] for each in resolved.static}
    for definition in resolved.definitions:  # each stands behind what it uses
        value = inferred.expressions[definition.identifier]
        if not definition.timed and not found.isdisjoint(value.free_symbols):
            found.add(inferred.symbols[definition.identifier])
    return {
        symbol: replace(variable, batched=symbol in found)
        for symbol, variable in variables.items()
    }


def _equations(
    resolved: Resolved,
    symbols: dict[str, Symbol],
    expressions: dict[str, Expr],
    source: Source,
) -> tuple[Equation, ...]:
    """The equations with their text and the order of their names in it."""
    equations = []
    for definition in resolved.definitions:
        offsets: dict[Symbol, int] = {}
        for use in references(definition.term):
            key = f"{use.identifier} prev" if use.lag == 1 else use.identifier
            offsets.setdefault(symbols[key], use.span.start)
        identifier = definition.identifier
        text = one_line(definition.text or typed(definition.span, source))
        equations.append(
            Equation(symbols[identifier], expressions[identifier], text, offsets)
        )
    return tuple(equations)


def _initializers(resolved: Resolved, inferred: Inferred) -> dict[Symbol, Initializer]:
    """How each parameter is filled: as the text says, or by its use."""
    symbols = inferred.symbols
    several = resolved.running
    shapes = {
        symbols[each]: shape[several.get(each, 0) :]
        for each, shape in inferred.shapes.items()
    }
    usual = beginnings(
        [symbols[each] for each in resolved.parameters],
        shapes,
        {symbols[each]: value for each, value in inferred.expressions.items()},
    )
    found = dict(usual)
    for each in resolved.parameters:
        said = resolved.facts.initializers.get(each, usual[symbols[each]])
        found[symbols[each]] = replace(said, each=several.get(each, 0))
    return found


def _size_names(resolved: Resolved, shapes: dict[str, Shape]) -> tuple[str, ...]:
    """Every named size, inputs' first, then states', then the others'."""
    names: list[str] = []
    values = [each.identifier for each in resolved.definitions]
    others = (resolved.static, resolved.states, values, resolved.parameters)
    for group in (resolved.inputs, *others):
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
