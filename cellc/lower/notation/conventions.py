"""The conventions of a text, one after the other; each stands on those before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cellc.diagnostics import Diagnostics, Source
from cellc.lower.names import read_name
from cellc.lower.notation.alike import settle_alike
from cellc.lower.notation.arguments import with_plain_arguments
from cellc.lower.notation.blank_lists import with_blank_lists
from cellc.lower.notation.called import with_concatenations
from cellc.lower.notation.clock import with_clock, with_first_cases
from cellc.lower.notation.component_facts import without_components
from cellc.lower.notation.component_forms import alike_matrices
from cellc.lower.notation.component_sums import sizes_of
from cellc.lower.notation.components import (
    Components,
    component_letters,
    defined_letters,
    free_letters,
)
from cellc.lower.notation.conjugates import refuse_conjugates
from cellc.lower.notation.counting import (
    labels_of_t,
    refuse_stray_time,
    time_letter,
)
from cellc.lower.notation.deltas import with_deltas
from cellc.lower.notation.derivatives import (
    refuse_derivatives,
    refuse_derivatives_at,
)
from cellc.lower.notation.diagonals import with_diagonals
from cellc.lower.notation.earlier import values_of_this_step
from cellc.lower.notation.entries import for_entries, with_entries
from cellc.lower.notation.euler import with_euler
from cellc.lower.notation.first_powers import first_powers
from cellc.lower.notation.foreign import (
    refuse_foreign,
    refuse_label_of_time,
    refuse_two_letters,
)
from cellc.lower.notation.index import TIME
from cellc.lower.notation.kept_indices import (
    refuse_counted_labels,
    refuse_kept_indices,
)
from cellc.lower.notation.lags import refuse_open_lags, with_numbers
from cellc.lower.notation.layers import without_layers
from cellc.lower.notation.lettered import lettered
from cellc.lower.notation.letters import separated
from cellc.lower.notation.matrix_rows import with_whole_matrices
from cellc.lower.notation.mixed import without_mixed_components
from cellc.lower.notation.mixed_products import note_mixed_products
from cellc.lower.notation.namesakes import told_apart
from cellc.lower.notation.nested import outer_steps
from cellc.lower.notation.numbered import numbered
from cellc.lower.notation.numbers_behind import without_numbers_behind
from cellc.lower.notation.over_index import refuse_over_index
from cellc.lower.notation.pi import with_pi
from cellc.lower.notation.positions import with_positions
from cellc.lower.notation.powers import with_powers
from cellc.lower.notation.powers_given import with_given_powers
from cellc.lower.notation.remainders import refuse_open_remainders
from cellc.lower.notation.repeated import refuse_repeated_indices
from cellc.lower.notation.restated import without_restated
from cellc.lower.notation.shifted_positions import refuse_remainders
from cellc.lower.notation.shifts import shifted_lefts, shifted_outputs
from cellc.lower.notation.side_by_side import refuse_side_by_side
from cellc.lower.notation.softmax_written import with_softmax_by_name
from cellc.lower.notation.spelled_out import in_vectors
from cellc.lower.notation.stacks import unstacked
from cellc.lower.notation.starred import with_products_of_transposes
from cellc.lower.notation.starts import (
    defined_in_time,
    refuse_starts_in_equations,
    without_starts,
)
from cellc.lower.notation.sums import over_products
from cellc.lower.notation.supplied import (
    with_declared_inputs,
    with_inputs,
    with_readouts,
    with_time,
)
from cellc.lower.notation.swapped import refuse_swapped
from cellc.lower.notation.time import (
    as_time,
    defined_functions,
    letters_of,
    refuse_powers_of_time,
)
from cellc.lower.notation.two_arguments import with_steps_alone
from cellc.lower.notation.unindexed import without_letter
from cellc.lower.notation.variants import in_one_form
from cellc.lower.notation.walk import (
    Rewrite,
    rewritten,
    rewritten_statement,
)
from cellc.lower.notation.written_out import written_out
from cellc.syntax.nodes import Declaration, Node, Number, Output, Spec, Statement

Fact = Statement | Declaration | Output


def settle_notation(spec: Spec, diagnostics: Diagnostics) -> Spec:
    """A spec whose time is a subscript t and whose equations define one name each."""
    numbered_lines = without_numbers_behind(spec.equations, diagnostics)
    spec = with_deltas(replace(spec, equations=numbered_lines))
    refuse_side_by_side(spec, diagnostics)
    refuse_open_remainders(spec, diagnostics)
    refuse_conjugates(spec, diagnostics)
    note_mixed_products(spec.equations, diagnostics)
    refuse_remainders(spec.equations, diagnostics)
    spec = with_positions(spec, diagnostics)
    refuse_over_index(spec.equations, diagnostics, early=True)
    spec = written_out(spec, diagnostics)
    spec = with_given_powers(spec, diagnostics)
    spec = in_vectors(in_one_form(spec), diagnostics)
    vectors: list[Node] = []
    spec = with_diagonals(spec, vectors, diagnostics)
    spec = with_concatenations(with_blank_lists(spec, diagnostics), diagnostics)
    refuse_side_by_side(spec, diagnostics, lists=True)
    alone, said = with_steps_alone(spec.equations, spec.facts, vectors, diagnostics)
    spec = replace(spec, equations=alone, facts=said)
    equations = tuple(
        row for each in spec.equations for row in unstacked(each, diagnostics)
    )
    equations = without_restated(equations, diagnostics)
    silent = Diagnostics(diagnostics.source)
    equations, facts, counts = with_numbers(equations, spec.facts, silent)
    refuse_derivatives(equations, diagnostics)
    refuse_foreign(equations, diagnostics)
    diagnostics.raise_if_errors()
    settling = _Settling(equations, facts, diagnostics)
    settling.asides, settling.vectors = spec.asides, vectors
    settling.settle_time()
    settling.settle_indices()
    settling.settle_steps()

    def known(nodes: list[Node]) -> tuple[str, ...]:
        names = [read_name(each, silent) for each in nodes]
        return tuple(each.identifier for each in names if each is not None)

    return replace(
        spec,
        equations=settling.equations,
        facts=settling.facts,
        matrices=known(settling.matrices),
        vectors=known(settling.vectors),
        counts=(*spec.counts, *counts),
    )


class _Settling:
    """The equations and facts of a text, while its conventions are settled.

    letter: what counts the steps, None where nothing does.
    matrices: what sums over components show to be matrices.
    vectors: what had the index of a component, and stands outside these sums.
    asides: what sentences say, which is not read, but shows what is a name.
    """

    def __init__(
        self,
        equations: tuple[Statement, ...],
        facts: tuple[Fact, ...],
        diagnostics: Diagnostics,
    ) -> None:
        self.equations = equations
        self.facts = facts
        self.diagnostics = diagnostics
        self.silent = Diagnostics(diagnostics.source)
        self.letter = time_letter(equations)
        self.matrices: list[Node] = []
        self.vectors: list[Node] = []
        self.asides: tuple[Statement, ...] = ()

    def settle_time(self) -> None:
        """Every index of time a subscript with the letter t."""
        letter, diagnostics = self.letter, self.diagnostics
        self.equations = with_powers(self.equations, letter, diagnostics)
        self._rename(labels_of_t(self.equations, letter, diagnostics))
        self.equations, self.facts = with_plain_arguments(
            self.equations, self.facts, letter or TIME, diagnostics
        )
        self.equations, self.facts = with_euler(self.equations, self.facts, diagnostics)
        self.equations = with_pi(self.equations, self.facts, diagnostics)
        functions = frozenset[str]()
        if letter != TIME:
            functions = defined_functions(self.facts)
        self.equations, self.facts = _with_late_equations(
            self.equations, self.facts, letter, functions
        )
        if letter is not None:
            self._refuse_indices(letter)
        known = (*self.facts, *self.asides)
        self.equations = separated(self.equations, known, letter, diagnostics)
        self.equations, self.facts = without_layers(
            self.equations, self.facts, letter, diagnostics
        )
        if letter is not None:
            self._rename(outer_steps(self.equations, letter))
            self.equations = tuple(
                as_time(each, letter, functions) for each in self.equations
            )
            self.facts = tuple(_fact_in_time(each, letter) for each in self.facts)

    def _refuse_indices(self, letter: str) -> None:
        equations, diagnostics = self.equations, self.diagnostics
        refuse_open_lags(equations, letter, diagnostics)
        refuse_derivatives_at(equations, letter, diagnostics)
        refuse_powers_of_time(equations, letter, diagnostics)
        refuse_two_letters(equations, letter, diagnostics)
        if letter != TIME:
            refuse_label_of_time(equations, letter, diagnostics)

    def settle_indices(self) -> None:
        """Numbers of layers and of components, and sums over them."""
        diagnostics = self.diagnostics
        self._rename(numbered(self.equations, diagnostics))
        self._rename(first_powers(self.equations, diagnostics))
        self._rename(lettered(self.equations, diagnostics))
        self.equations = with_entries(self.equations, diagnostics)
        refuse_over_index(self.equations, diagnostics)
        whole = self.equations
        self.equations = tuple(each for each in whole if not for_entries(each))
        self._settle_components()
        rest = iter(self.equations)
        self.equations = tuple(
            each if for_entries(each) else next(rest) for each in whole
        )

    def _settle_components(self) -> None:
        """Indices of components in equations that vectors and matrices say."""
        diagnostics = self.diagnostics
        self.equations, sure = with_softmax_by_name(self.equations)
        self.equations = over_products(self.equations)
        refuse_repeated_indices(self.equations, diagnostics)
        letters = component_letters(self.equations, TIME) | sure
        if not letters:
            refuse_counted_labels(self.equations, diagnostics)
            self.equations = without_mixed_components(
                self.equations, self.vectors, self.matrices, diagnostics
            )
            return
        refuse_stray_time(self.equations, letters, diagnostics)
        refuse_swapped(self.equations, letters, diagnostics)
        free = free_letters(self.equations, letters)
        self.equations = tuple(
            with_whole_matrices(each, letters - free, self.matrices, diagnostics)
            for each in self.equations
        )
        refuse_kept_indices(self.equations, self.facts, letters - free, diagnostics)
        alike = alike_matrices(self.equations)
        settle_alike(self.equations, alike, diagnostics)
        components = Components(
            letters,
            self.matrices,
            self.vectors,
            alike,
            free,
            diagnostics,
            sizes_of(self.facts),
            defined_letters(self.equations),
        )
        self.equations = tuple(map(components.statement, self.equations))
        self.facts = without_components(self.facts, components)
        self.facts += tuple(_lengths_told(components.lengths, self.facts))

    def settle_steps(self) -> None:
        """Every equation defines a name at t; what has no index gets one."""
        diagnostics = self.diagnostics
        if self.letter is None:
            found = without_letter(self.equations, self.facts, diagnostics)
            self.equations, self.facts = found or (self.equations, self.facts)
        letter = self.letter or TIME
        self.equations = with_first_cases(self.equations, letter)
        if self.letter is not None:
            self.equations, self.facts = with_clock(
                self.equations, self.facts, letter, diagnostics
            )
        heads = defined_in_time(self.equations, self.silent)
        self.equations = without_starts(self.equations, heads, letter, diagnostics)
        self.facts = without_starts(self.facts, heads, letter, diagnostics)
        refuse_starts_in_equations(self.equations, self.facts, heads, diagnostics)
        self._rename(told_apart(self.equations, self.facts, letter, diagnostics))
        self.facts = shifted_outputs(self.facts, self.equations, self.silent)
        self.equations = shifted_lefts(self.equations, diagnostics)
        self._rename(values_of_this_step(self.equations, letter, diagnostics))
        self.equations = with_declared_inputs(self.equations, self.facts, diagnostics)
        self.equations = with_time(self.equations, diagnostics)
        self.equations = with_inputs(self.equations, self.facts, diagnostics)
        self.equations = with_time(self.equations, diagnostics)  # made of these inputs
        self.equations = with_readouts(self.equations, diagnostics)
        self.equations = with_products_of_transposes(self.equations, self.silent)

    def _rename(self, rule: Rewrite | None) -> None:
        if rule is not None:
            self.equations = tuple(
                rewritten_statement(each, rule) for each in self.equations
            )
            self.facts = tuple(_fact_renamed(each, rule) for each in self.facts)


def _lengths_told(
    lengths: list[tuple[Node, str]], facts: tuple[Fact, ...]
) -> Iterator[Declaration]:
    """What sums say of vectors that have no declaration: `b ∈ ℝ^3`."""
    silent = Diagnostics(Source(""))

    def identifier(name: Node) -> str:
        read = read_name(name, silent)
        return read.identifier if read is not None else ""

    said = {
        identifier(name)
        for each in facts
        for name in (each.names if isinstance(each, Declaration) else ())
    }
    for name, count in lengths:
        if identifier(name) not in said:
            said.add(identifier(name))
            size = Number(count, name.span)
            yield Declaration((name,), (size,), None, None, (), name.span)


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


def _fact_renamed(fact: Fact, rule: Rewrite) -> Fact:
    if isinstance(fact, Statement):
        return rewritten_statement(fact, rule)
    return replace(fact, names=tuple(rewritten(each, rule) for each in fact.names))
