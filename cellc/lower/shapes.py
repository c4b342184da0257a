"""infer: every name's shape, and every equation as a typed expression.

In: resolved equations and the rank of every name.  Out: `Inferred`: shapes over named
sizes only, equations as scalar SymPy expressions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sympy import Expr, Integer, Symbol

from cellc.diagnostics import Diagnostics, Source, Span
from cellc.ir import OverComponents, safe, size_symbol, unique
from cellc.lower.circled import Circled
from cellc.lower.columns import Columns
from cellc.lower.dotted import stands_between_vectors
from cellc.lower.elementwise import Typed, Untyped
from cellc.lower.exponentials import refuse_exponentials
from cellc.lower.implicit import solved
from cellc.lower.inner_sizes import name_inner_sizes
from cellc.lower.ranks import RankFact
from cellc.lower.reasons import Reasons, Shape, Side
from cellc.lower.resolved import Definition, Resolved
from cellc.lower.sides import refuse_sides
from cellc.lower.size_names import namesakes, note_namesakes
from cellc.lower.spelling import bare, typed
from cellc.lower.terms import Reference, references
from cellc.lower.trials import Trials
from cellc.lower.typing import Typer
from cellc.lower.undetermined import refuse_undetermined
from cellc.lower.unify import Sizes
from cellc.lower.windows import reaches

# which of two size names survives when they are found equal: the higher
_AXIS, _NOISE, _VALUE, _INPUT, _STATE, _OUTPUT = range(6)


@dataclass
class Inferred:
    """What the stage finds, by identifier; "NAME prev" is a state at t-1."""

    symbols: dict[str, Symbol]
    shapes: dict[str, Shape]
    expressions: dict[str, Expr] = field(default_factory=dict)


def infer_shapes(
    resolved: Resolved,
    ranks: dict[str, RankFact],
    diagnostics: Diagnostics,
    *,
    trial: bool = False,
) -> Inferred:
    """Type every equation; raises CellcError with the errors of shapes.

    trial: whether it is to see if a reading fits, and help lines may say less.
    """
    sizes = Sizes()
    reasons = Reasons(diagnostics.source, sizes, ranks)
    inferred = Inferred(_symbols(resolved), _axes(resolved, ranks, reasons))
    typer = _typer(resolved, inferred, reasons, diagnostics)
    if not trial:
        typer.trials = Trials(resolved, ranks, diagnostics.source, _shapes_alone)
    spelled = _spelled(resolved, inferred.symbols, diagnostics.source)
    for definition in resolved.definitions:
        _type_definition(definition, inferred, spelled, typer)
    _settle(reasons, diagnostics)
    diagnostics.raise_if_errors()
    refuse_exponentials(resolved, typer, diagnostics)
    note_namesakes(resolved, sizes, diagnostics)
    name_inner_sizes(resolved, inferred.shapes, sizes, diagnostics)
    inferred.shapes = {
        each: tuple(map(sizes.resolve, shape))
        for each, shape in inferred.shapes.items()
    }
    inferred.expressions = {
        each: _with_sizes(expression, sizes)
        for each, expression in inferred.expressions.items()
    }
    refuse_undetermined(resolved, inferred.shapes, diagnostics)
    diagnostics.raise_if_errors()
    return inferred


def _shapes_alone(
    resolved: Resolved, ranks: dict[str, RankFact], silent: Diagnostics
) -> dict[str, Shape]:
    """The shapes of a text that is tried."""
    return infer_shapes(resolved, ranks, silent, trial=True).shapes


def _with_sizes(expression: Expr, sizes: Sizes) -> Expr:
    """An expression with the sizes in it, of slices, as they were found to be."""
    found = {*sizes.preference, *sizes.bound}
    inside = expression.atoms(Symbol) & found
    return expression.xreplace({each: sizes.resolve(each) for each in inside})


def _symbols(resolved: Resolved) -> dict[str, Symbol]:
    """One SymPy symbol for every name, and one for every state at t-1."""
    taken: set[str] = set()
    symbols = {}
    names = [
        *resolved.inputs,
        *resolved.static,
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


# ---------------------------------------------------------------- axes


def _axes(
    resolved: Resolved, ranks: dict[str, RankFact], reasons: Reasons
) -> dict[str, Shape]:
    """A size for every axis of every name, bound where the spec declares it."""
    sizes = reasons.sizes
    declared = {
        symbol
        for shape in resolved.facts.shapes.values()
        for dimension in shape.dimensions
        for symbol in dimension.free_symbols
    }
    others = namesakes(resolved)
    shapes: dict[str, Shape] = {}
    noise = resolved.facts.noise
    kinds = [(each, _NOISE if each in noise else _INPUT) for each in resolved.inputs]
    kinds += [(each, _INPUT) for each in resolved.static]
    kinds += [(each.identifier, _VALUE) for each in resolved.definitions]
    kinds += [(each, _AXIS) for each in (*resolved.parameters, *resolved.constants)]
    keepers, running = resolved.keepers, resolved.running
    for identifier, kind in kinds:
        if identifier in resolved.facts.shapes:
            shapes[identifier] = _declared(identifier, resolved, reasons)
            continue
        if identifier in keepers:
            kind = _AXIS
        elif identifier in resolved.outputs:
            kind = _OUTPUT
        elif identifier in resolved.states:
            kind = _STATE
        rank = ranks[identifier].rank if identifier in ranks else 0
        # a vector gives its size its own name, and so do the vectors of heads
        one = rank == 1 + running.get(identifier, 0)
        size = others.get(identifier, identifier)
        labels = [f"{identifier}[{n}]" for n in range(rank)]
        if one and kind != _AXIS:
            labels[-1] = size
        shapes[identifier] = tuple(size_symbol(label) for label in labels)
        for axis, symbol in enumerate(shapes[identifier], 1):
            if symbol not in declared:
                named = rank == 1 or (one and axis == rank)
                sizes.preference[symbol] = kind if named else _AXIS
    return shapes


def _declared(identifier: str, resolved: Resolved, reasons: Reasons) -> Shape:
    """Axes of their own, so that a conflict finds the declaration behind them."""
    fact = resolved.facts.shapes[identifier]
    name = reasons.snippet(resolved.facts.places[identifier])
    why = f"`{name}` is declared as {reasons.shape(fact.dimensions)}"
    axes = [size_symbol(f"{identifier}[{n}]") for n in range(len(fact.dimensions))]
    for axis, dimension in zip(axes, fact.dimensions, strict=True):
        reasons.sizes.declare(axis, dimension, fact.span, why)
        for open_size in dimension.free_symbols:
            if "[" in open_size.name:  # of a trial: any size
                reasons.sizes.preference.setdefault(open_size, _AXIS)
    return tuple(axes)


# ---------------------------------------------------------------- equations


def _typer(
    resolved: Resolved, inferred: Inferred, reasons: Reasons, diagnostics: Diagnostics
) -> Typer:
    symbols, shapes = inferred.symbols, inferred.shapes
    circled = Circled.of(resolved.definitions, diagnostics.source.text)
    typer = Typer(diagnostics, reasons, circled=circled, columns=Columns.of(resolved))
    typer.parameters = frozenset(resolved.parameters)
    typer.positions = any(
        bool(use.running)
        for each in resolved.definitions
        for use in references(each.term)
    )
    typer.axes, typer.several = resolved.facts.axes, {*resolved.running}
    typer.inputs = frozenset(resolved.inputs)
    typer.upper_vectors = any(
        each.identifier in resolved.matrix_like for each in resolved.definitions
    )
    known = {each: fact.rank for each, fact in reasons.ranks.items()}
    typer.dotted = stands_between_vectors(resolved.definitions, known)
    typer.fixed = {
        symbols[each] for each in (*resolved.parameters, *resolved.constants)
    } | {symbols[each.identifier] for each in resolved.definitions if not each.timed}
    given = (*resolved.inputs, *resolved.static, *resolved.parameters)
    for identifier in (*given, *resolved.constants):
        typer.uses[identifier, False] = Typed(symbols[identifier], shapes[identifier])
    for identifier in resolved.states:
        previous = symbols[f"{identifier} prev"]
        typer.uses[identifier, True] = Typed(previous, shapes[identifier])
    return typer


def _spelled(
    resolved: Resolved, symbols: dict[str, Symbol], source: Source
) -> dict[Symbol, Symbol]:
    """Every symbol as the text writes it."""
    places: dict[str, Span] = dict(resolved.first_use)
    places |= {each.identifier: each.left for each in resolved.definitions}
    places |= {f"{each} prev": span for each, span in resolved.first_lag.items()}
    return {
        symbols[key]: Symbol(bare(typed(span, source)), real=True)
        for key, span in places.items()
        if key in symbols
    }


def _type_definition(
    definition: Definition,
    inferred: Inferred,
    spelled: dict[Symbol, Symbol],
    typer: Typer,
) -> None:
    identifier = definition.identifier
    shape = inferred.shapes[identifier]
    # known from its own axes even where its equation is in error
    typer.uses[identifier, False] = Typed(inferred.symbols[identifier], shape)
    written = bare(typed(definition.left, typer.diagnostics.source))
    typer.circled.begin(identifier, written, len(shape))
    typer.equation = definition
    typer.counts.clear()
    typer.reach = reaches(definition.term)
    try:
        found = _of_positions(definition, typer.of(definition.term), shape, typer)
    except Untyped:
        return
    if not shape and [*map(typer.reasons.sizes.resolve, found.shape)] == [1]:
        # C h_t with C ∈ ℝ^{1×d}: its only component is the number
        found = Typed(OverComponents(Integer(1)).total(found.expression), ())
    inferred.expressions[identifier] = solved(
        definition,
        inferred.symbols[identifier],
        found.expression,
        spelled,
        typer.diagnostics,
    )
    if not found.shape and shape:
        return  # a number fills the vector
    left = Reference(identifier, None, False, definition.left)
    reasons = typer.reasons
    if len(found.shape) != len(shape):
        refuse_sides(
            definition, Side(left, shape), found.shape, reasons, typer.diagnostics
        )
        return
    why = f"`{reasons.snippet(definition.left)}` has the size of its equation"
    for axis, (one, other) in enumerate(zip(shape, found.shape, strict=True)):
        if not reasons.sizes.unify(one, other, definition.span, why):
            side = Side(left, shape, axis)
            refuse_sides(definition, side, found.shape, reasons, typer.diagnostics)
            return


def _of_positions(
    definition: Definition, found: Typed, shape: Shape, typer: Typer
) -> Typed:
    """The right side with the axis of positions, if the left side has one."""
    letters = definition.running
    free = [each for each in found.running if each not in letters]
    if free:
        typer.refuse_free(free[0], definition.span, definition.left)
        raise Untyped
    if not letters:
        return found
    if definition.own and found.shape:
        typer.refuse_entry(definition, found)
    counts = []
    for letter, size in zip(letters, shape, strict=False):
        known = typer.axes.get(letter, size)
        counts.append(typer.counts.setdefault(letter, known))
    whole = typer.at_all(found, letters)
    return Typed(whole.expression, (*counts, *whole.shape))


def _settle(reasons: Reasons, diagnostics: Diagnostics) -> None:
    conflict = reasons.sizes.settle()
    if conflict is None:
        return
    left, right, span, why = conflict
    one, other = reasons.size(left), reasons.size(right)
    diagnostics.error(
        "E0402",
        f"{why}, but {one} and {other} cannot be shown to be equal",
        span,
        labels=reasons.behind(left, right),
        help="declare the sizes of the names in the where block",
    )
