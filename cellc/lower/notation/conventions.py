"""The conventions of a text, one after the other; each stands on those before it."""

from __future__ import annotations

from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.names import read_name
from cellc.lower.notation.called import with_concatenations
from cellc.lower.notation.components import (
    Components,
    alike_matrices,
    component_letters,
    free_letters,
)
from cellc.lower.notation.counting import labels_of_t, time_letter
from cellc.lower.notation.earlier import values_of_this_step
from cellc.lower.notation.foreign import (
    refuse_foreign,
    refuse_label_of_time,
    refuse_two_letters,
)
from cellc.lower.notation.index import TIME
from cellc.lower.notation.lags import refuse_open_lags, with_numbers
from cellc.lower.notation.layers import without_layers
from cellc.lower.notation.lettered import lettered
from cellc.lower.notation.letters import separated
from cellc.lower.notation.mixed import without_mixed_components
from cellc.lower.notation.namesakes import told_apart
from cellc.lower.notation.nested import outer_steps
from cellc.lower.notation.numbered import numbered
from cellc.lower.notation.powers import with_powers
from cellc.lower.notation.repeated import refuse_repeated_indices
from cellc.lower.notation.restated import without_restated
from cellc.lower.notation.shifts import shifted_lefts
from cellc.lower.notation.spelled_out import in_vectors
from cellc.lower.notation.stacks import unstacked
from cellc.lower.notation.starred import with_products_of_transposes
from cellc.lower.notation.starts import defined_in_time, without_starts
from cellc.lower.notation.sums import over_products
from cellc.lower.notation.supplied import (
    with_declared_inputs,
    with_inputs,
    with_time,
)
from cellc.lower.notation.time import (
    as_time,
    defined_functions,
    letters_of,
    refuse_derivatives,
    refuse_powers_of_time,
)
from cellc.lower.notation.unindexed import without_letter
from cellc.lower.notation.variants import in_one_form
from cellc.lower.notation.walk import (
    Rewrite,
    rewritten,
    rewritten_statement,
)
from cellc.syntax.nodes import Declaration, Node, Output, Spec, Statement

Fact = Statement | Declaration | Output


def settle_notation(spec: Spec, diagnostics: Diagnostics) -> Spec:
    """A spec whose time is a subscript t and whose equations define one name each."""
    spec = in_vectors(in_one_form(spec), diagnostics)
    spec = with_concatenations(spec, diagnostics)
    equations = tuple(
        row for each in spec.equations for row in unstacked(each, diagnostics)
    )
    equations = without_restated(equations, diagnostics)
    silent = Diagnostics(diagnostics.source)
    equations, counts = with_numbers(equations, spec.facts, silent)
    refuse_foreign(equations, diagnostics)
    diagnostics.raise_if_errors()
    letter = time_letter(equations)
    equations = with_powers(equations, letter, diagnostics)
    facts = spec.facts
    labels = labels_of_t(equations, letter, diagnostics)
    if labels is not None:
        equations, facts = _renamed(equations, facts, labels)
    functions = frozenset[str]()
    if letter != TIME:
        functions = defined_functions(facts)
    equations, facts = _with_late_equations(equations, facts, letter, functions)
    if letter is not None:
        refuse_open_lags(equations, letter, diagnostics)
        refuse_derivatives(equations, letter, diagnostics)
        refuse_powers_of_time(equations, letter, diagnostics)
        refuse_two_letters(equations, letter, diagnostics)
        if letter != TIME:
            refuse_label_of_time(equations, letter, diagnostics)
    equations = separated(equations, facts, letter, diagnostics)
    equations = without_layers(equations, letter, diagnostics)
    if letter is not None:
        outer = outer_steps(equations, letter)
        if outer is not None:
            equations, facts = _renamed(equations, facts, outer)
        equations = tuple(as_time(each, letter, functions) for each in equations)
        facts = tuple(_fact_in_time(each, letter) for each in facts)
    for labelled in (numbered, lettered):
        rule = labelled(equations, diagnostics)
        if rule is not None:
            equations, facts = _renamed(equations, facts, rule)
    equations = over_products(equations)
    refuse_repeated_indices(equations, diagnostics)
    letters = component_letters(equations, TIME)
    matrices: list[Node] = []
    if letters:
        alike = alike_matrices(equations)
        free = free_letters(equations, letters)
        components = Components(letters, matrices, alike, free, diagnostics)
        equations = tuple(map(components.statement, equations))
    else:
        equations = without_mixed_components(equations, silent)
    if letter is None:
        found = without_letter(equations, diagnostics)
        if found is not None:
            equations = found
    heads = defined_in_time(equations, silent)
    equations = without_starts(equations, heads, letter or TIME, diagnostics)
    facts = without_starts(facts, heads, letter or TIME, diagnostics)
    apart = told_apart(equations, facts, letter or TIME, diagnostics)
    if apart is not None:
        equations, facts = _renamed(equations, facts, apart)
    equations = shifted_lefts(equations, diagnostics)
    earlier = values_of_this_step(equations, letter or TIME, diagnostics)
    if earlier is not None:
        equations, facts = _renamed(equations, facts, earlier)
    equations = with_time(equations, diagnostics)
    equations = with_declared_inputs(equations, facts, diagnostics)
    equations = with_inputs(equations, facts, diagnostics)
    equations = with_products_of_transposes(equations, silent)
    known = [read_name(each, silent) for each in matrices]
    ranks = tuple(each.identifier for each in known if each is not None)
    return replace(
        spec, equations=equations, facts=facts, matrices=ranks, counts=counts
    )


def _with_late_equations(
    equations: tuple[Statement, ...],
    facts: tuple[Fact, ...],
    letter: str | None,
    functions: frozenset[str],
) -> tuple[tuple[Statement, ...], tuple[Fact, ...]]:
    """What has a time index on its left side is an equation wherever it stands."""
    late = [
        each
        for each in facts
        if isinstance(each, Statement)
        and letter is not None
        and letter in {found for found, _ in letters_of(each.sides[0])}
        and functions.isdisjoint(defined_functions([each]))
    ]
    rest = tuple(each for each in facts if each not in late)
    return (*equations, *late), rest


def _fact_in_time(fact: Fact, letter: str) -> Fact:
    if isinstance(fact, Statement):
        return fact

    def timed(name: Node) -> Node:
        return as_time(Statement((name,), name.span), letter).sides[0]

    return replace(fact, names=tuple(map(timed, fact.names)))


def _renamed(
    equations: tuple[Statement, ...], facts: tuple[Fact, ...], rule: Rewrite
) -> tuple[tuple[Statement, ...], tuple[Fact, ...]]:
    return (
        tuple(rewritten_statement(each, rule) for each in equations),
        tuple(_fact_renamed(each, rule) for each in facts),
    )


def _fact_renamed(fact: Fact, rule: Rewrite) -> Fact:
    if isinstance(fact, Statement):
        return rewritten_statement(fact, rule)
    return replace(fact, names=tuple(rewritten(each, rule) for each in fact.names))
