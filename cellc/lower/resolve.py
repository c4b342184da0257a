"""resolve: AST to named, ordered equations.

In: a `Spec`.  Out: `Resolved`: every name with its role, equations in an order in
which each name at t is defined before it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cellc.diagnostics import Diagnostics, Label, Source, Span
from cellc.lower.applied import refuse_applied
from cellc.lower.batch import without_batch
from cellc.lower.circled import with_outer_products
from cellc.lower.collisions import refuse_collisions
from cellc.lower.counted import read_sizes
from cellc.lower.doubled import meant_instead
from cellc.lower.drawn import settle_drawn, settle_spoken_noise
from cellc.lower.elaborate import Elaborator
from cellc.lower.facts import gather_facts
from cellc.lower.facts_check import check_declared, check_facts, check_uses
from cellc.lower.facts_known import Facts
from cellc.lower.functions import report_unknown
from cellc.lower.histories import with_histories
from cellc.lower.lefts import read_left, refuse_second
from cellc.lower.matrix_words import without_matrices
from cellc.lower.names import ReadName
from cellc.lower.notation.walk import nodes_in
from cellc.lower.order import ordered
from cellc.lower.outputs import choose_outputs
from cellc.lower.powers_applied import note_applied_powers
from cellc.lower.quantities import quantities
from cellc.lower.resolved import Definition, Resolved
from cellc.lower.rows import as_columns
from cellc.lower.spelling import at_t
from cellc.lower.stacked import with_stacked_states
from cellc.lower.strangers import no_time_behind, timeless, unused_beside
from cellc.lower.terms import (
    Identity,
    Reference,
    Term,
    rebuilt,
    references,
    with_matrix_word,
)
from cellc.lower.timed_functions import refuse_timed_functions
from cellc.lower.transpose import transposed
from cellc.lower.undefined import declared_input, report_undefined
from cellc.ops import spelled
from cellc.syntax.nodes import Binary, Spec, Statement


def resolve(spec: Spec, diagnostics: Diagnostics) -> Resolved:
    """Resolve a spec; raises CellcError with all errors of names and roles."""
    facts, statements = gather_facts(spec, diagnostics)
    heads = [read_left(each, statements, diagnostics) for each in statements]
    refuse_collisions(spec, statements, diagnostics)
    known = frozenset(each.identifier for each in heads if each and each.base != "t")
    known |= quantities(statements, known, facts, spec.asides, diagnostics)
    known |= facts.shapes.keys()
    refuse_timed_functions(statements, known | facts.roles.keys(), diagnostics)
    elaborator = Elaborator(
        diagnostics,
        facts.functions,
        facts.numbers,
        known,
        operators=_operators(statements),
    )
    definitions = _definitions(statements, heads, facts, elaborator, diagnostics)
    diagnostics.raise_if_errors()
    resolved = Resolved(facts, list(definitions.values()))
    resolved.matrices, resolved.vectors = spec.matrices, spec.vectors
    text = diagnostics.source.text
    resolved.definitions = with_outer_products(resolved.definitions, text)
    without_batch(resolved, diagnostics)
    resolved.definitions = as_columns(resolved, diagnostics)
    with_stacked_states(resolved)
    with_histories(resolved, diagnostics)
    _read_identities(resolved, diagnostics)
    read_sizes(resolved, diagnostics)
    diagnostics.raise_if_errors()
    _assign_roles(resolved, diagnostics)
    settle_drawn(resolved, diagnostics)
    settle_spoken_noise(resolved, diagnostics)
    check_facts(resolved, diagnostics)
    used = elaborator.used | facts.used | {*spec.counts}
    check_uses(resolved, used, diagnostics)
    diagnostics.raise_if_errors()
    _refuse_nothing(resolved, diagnostics)
    last = resolved.definitions[-1]
    resolved.definitions = ordered(resolved.definitions, diagnostics)
    choose_outputs(resolved, diagnostics)
    if not resolved.inputs:
        diagnostics.error(
            "E0232",
            "no name with a time index is left undefined, so the cell has no input "
            "and nothing says how many steps there are",
            last.span,
            labels=timeless(resolved, diagnostics.source),
            help="use the input at t in an equation, such as W x_t, or say in the "
            "where block which name is the input: x ∈ ℝ^x is input",
        )
    diagnostics.raise_if_errors()
    return resolved


def _definitions(
    statements: Sequence[Statement],
    heads: Sequence[ReadName | None],
    facts: Facts,
    elaborator: Elaborator,
    diagnostics: Diagnostics,
) -> dict[str, Definition]:
    """What each equation defines, by identifier; reports what cannot be read."""
    definitions: dict[str, Definition] = {}
    doubled: set[str] = set()
    for statement, head in zip(statements, heads, strict=True):
        if head is None:
            continue
        term = elaborator.term(statement.sides[1])
        if term is None:
            continue
        term = rebuilt(term, with_matrix_word)
        if head.transposed:
            term = transposed(term, _declared_matrices(facts))
        if head.identifier in definitions:
            meant = meant_instead(statement, statements, heads, diagnostics)
            refuse_second(head, definitions[head.identifier], diagnostics, meant)
            doubled.add(head.identifier)
            continue
        definitions[head.identifier] = Definition(
            head.identifier,
            head.lag is not None,
            term,
            head.span,
            statement.span,
            statement.text,
            running=head.running,
            own=head.own,
        )
    found = definitions.values()
    applied = sorted(elaborator.unknown.items(), key=lambda each: each[1].span)
    unknown = without_matrices(dict(applied), found, diagnostics)
    said = {name: each.sentence for name, each in facts.doubted.items()}
    report_unknown(unknown, facts.functions, diagnostics, said)
    refuse_applied(elaborator.applied, found, diagnostics)
    note_applied_powers(elaborator.powers, diagnostics)
    for definition in definitions.values():
        if definition.identifier not in doubled:
            _refuse_missing_time(definition, diagnostics)
    return definitions


def _refuse_nothing(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Raises CellcError where sentences and numbers were all there was."""
    if not resolved.definitions:
        diagnostics.error(
            "E0100",
            "there is no equation in this text",
            help="write one equation a line, such as h_t = tanh(W_h h_{t-1} + W_x x_t)",
        )
        diagnostics.raise_if_errors()


def _operators(statements: Sequence[Statement]) -> frozenset[str]:
    """The operators of a text."""
    return frozenset(
        node.operator
        for each in statements
        for side in each.sides
        for node in nodes_in(side)
        if isinstance(node, Binary)
    )


def _declared_matrices(facts: Facts) -> frozenset[str]:
    shapes = facts.shapes.items()
    return frozenset(each for each, shape in shapes if len(shape.dimensions) == 2)


def _refuse_missing_time(definition: Definition, diagnostics: Diagnostics) -> None:
    """A name without time is computed once; what varies with time cannot be."""
    varying = [use for use in references(definition.term) if use.lag is not None]
    if definition.timed or not varying:
        return
    typed = diagnostics.source.snippet(definition.left)
    advice = f"write {at_t(typed)} here and where it is used"
    if all(spelled(use.identifier) for use in varying):
        applied = diagnostics.source.snippet(varying[0].span)
        advice = (
            f"`{applied}` is read as a value at t; where t is a number that is "
            f"supplied give it another name and an index, {applied[:-2]}s_t)"
        )
    diagnostics.error(
        "E0233",
        f"`{typed}` has no time index, but its equation varies with time",
        definition.left,
        labels=(Label(varying[0].span, "varies with time"),),
        help=advice,
    )


# ---------------------------------------------------------------- roles


def _assign_roles(resolved: Resolved, diagnostics: Diagnostics) -> None:
    defined = {each.identifier: each for each in resolved.definitions}
    uses: dict[str, list[Reference]] = {}
    for definition in resolved.definitions:
        for use in references(definition.term):
            uses.setdefault(use.identifier, []).append(use)
            resolved.first_use.setdefault(use.identifier, use.span)
            if use.matrix_like:
                resolved.matrix_like.add(use.identifier)
    for identifier, found in uses.items():
        _assign_role(identifier, found, defined, resolved, diagnostics)
    # states in the order of their equations
    order = [each.identifier for each in resolved.definitions]
    resolved.states.sort(key=order.index)
    check_declared(resolved, uses, diagnostics)


def _read_identities(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """`I` is the identity matrix, unless the spec says what else it is."""
    meant = {each.identifier for each in resolved.definitions}
    meant |= {*resolved.facts.shapes, *resolved.facts.constants}
    if "I" in meant:
        return

    found: list[Span] = []

    def read(term: Term) -> Term:
        if isinstance(term, Reference) and term.identifier == "I" and term.lag is None:
            found.append(term.span)
            return Identity(term.span)
        return term

    resolved.definitions = [
        replace(each, term=rebuilt(each.term, read)) for each in resolved.definitions
    ]
    if found:
        diagnostics.note(
            "N0613",
            "`I` is read as the identity matrix",
            found[0],
            help="a parameter of this name is declared in the where block: I ∈ ℝ^{h×h}",
        )


def _assign_role(
    identifier: str,
    uses: list[Reference],
    defined: dict[str, Definition],
    resolved: Resolved,
    diagnostics: Diagnostics,
) -> None:
    snippet = diagnostics.source.snippet
    definition = defined.get(identifier)
    timed = [use for use in uses if use.lag is not None]
    untimed = [use for use in uses if use.lag is None]
    if (timed and untimed) or (definition and definition.timed and untimed):
        other = timed[0].span if timed else definition.left if definition else None
        typed = snippet(untimed[0].span)
        advice = "write the time index here too, or give the two different names"
        if definition and timed and all(use.lag == 0 for use in timed):
            advice += (
                f"; a parameter `{typed}` beside it is declared in the where block: "
                f"{typed} ∈ ℝ^n is parameter"
            )
        diagnostics.error(
            "E0224",
            f"`{typed}` has no time index here, but elsewhere",
            untimed[0].span,
            labels=(
                *((Label(other, "with a time index"),) if other else ()),
                *no_time_behind(untimed[0].span, diagnostics.source),
            ),
            help=advice,
        )
        return
    if definition is not None and not definition.timed and timed:
        diagnostics.error(
            "E0224",
            f"`{snippet(timed[0].span)}` has a time index but is defined without one",
            timed[0].span,
            labels=(Label(definition.left, "defined here"),),
            help="write the definition with t on its left side, or drop the index here",
        )
        return
    for use in timed:
        if use.lag is not None and (use.lag < 0 or use.lag > 1):
            _refuse_lag(use, resolved, diagnostics)
            return
    lagged = [use for use in timed if use.lag == 1]
    if definition is not None:
        if lagged:
            resolved.states.append(identifier)
            resolved.first_lag[identifier] = lagged[0].span
    elif lagged:
        report_undefined(lagged, resolved, diagnostics)
    elif timed:
        resolved.inputs.append(identifier)
    elif identifier in resolved.facts.constants:
        resolved.constants.append(identifier)
    elif resolved.facts.roles.get(identifier) == "static":
        resolved.static.append(identifier)
    else:
        resolved.parameters.append(identifier)


def _refuse_lag(use: Reference, resolved: Resolved, diagnostics: Diagnostics) -> None:
    assert use.lag is not None
    if use.lag < 0:
        diagnostics.error(
            "E0227",
            "a value of a later step cannot be used",
            use.span,
            help="write t on left sides, and t and t-1 on right sides",
        )
        return
    advice = "carry it on under another name: p_t = h_{t-1}, then use p_{t-1}"
    if not any(each.identifier == use.identifier for each in resolved.definitions):
        declared = declared_input(diagnostics.source.snippet(use.span))
        advice = (
            "add the equation that defines it; for an input declare it in the where "
            f"block: {declared}"
        )
    diagnostics.error(
        "E0227",
        f"this value is {use.lag} steps old; a state holds one step",
        use.span,
        labels=_unused_instead(use, resolved, diagnostics.source),
        help=advice,
    )


def _unused_instead(
    use: Reference, resolved: Resolved, source: Source
) -> tuple[Label, ...]:
    """Definitions that nothing uses, where the name has no equation."""
    if any(each.identifier == use.identifier for each in resolved.definitions):
        return ()
    return unused_beside(source.snippet(use.span), resolved)
