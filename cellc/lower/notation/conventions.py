"""The conventions of a text, one after the other; each stands on those before it."""

from __future__ import annotations

from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.components import (
    Components,
    alike_matrices,
    component_letters,
    free_letters,
)
from cellc.lower.notation.foreign import (
    refuse_foreign,
    refuse_label_of_time,
    refuse_two_letters,
)
from cellc.lower.notation.index import TIME, at_time
from cellc.lower.notation.lags import refuse_open_lags, with_numbers
from cellc.lower.notation.layers import without_layers
from cellc.lower.notation.letters import separated
from cellc.lower.notation.mixed import without_mixed_components
from cellc.lower.notation.numbered import numbered
from cellc.lower.notation.repeated import refuse_repeated_indices
from cellc.lower.notation.stacks import unstacked
from cellc.lower.notation.starred import with_products_of_transposes
from cellc.lower.notation.starts import defined_in_time, without_starts
from cellc.lower.notation.sums import over_products
from cellc.lower.notation.time import (
    as_time,
    defined_functions,
    letters_of,
    refuse_derivatives,
    refuse_powers_of_time,
    shifted_lefts,
    time_letter,
)
from cellc.lower.notation.unindexed import vectors_behind_matrices, without_letter
from cellc.lower.notation.variants import in_one_form
from cellc.lower.notation.walk import (
    Rewrite,
    is_name,
    names_in,
    rewritten,
    rewritten_statement,
)
from cellc.ops import spelled
from cellc.syntax.nodes import Declaration, Node, Output, Spec, Statement

Fact = Statement | Declaration | Output


def settle_notation(spec: Spec, diagnostics: Diagnostics) -> Spec:
    """A spec whose time is a subscript t and whose equations define one name each."""
    spec = in_one_form(spec)
    equations = tuple(
        row for each in spec.equations for row in unstacked(each, diagnostics)
    )
    silent = Diagnostics(diagnostics.source)
    equations, counts = with_numbers(equations, spec.facts, silent)
    refuse_foreign(equations, diagnostics)
    diagnostics.raise_if_errors()
    letter = time_letter(equations)
    functions = frozenset[str]()
    if letter != TIME:
        functions = defined_functions(spec.facts)
    equations, facts = _with_late_equations(equations, spec.facts, letter, functions)
    if letter is not None:
        refuse_open_lags(equations, letter, diagnostics)
        refuse_derivatives(equations, letter, diagnostics)
        refuse_powers_of_time(equations, letter, diagnostics)
        refuse_two_letters(equations, letter, diagnostics)
        if letter != TIME:
            refuse_label_of_time(equations, letter, diagnostics)
    equations = separated(equations, letter, diagnostics)
    equations = without_layers(equations, letter, diagnostics)
    if letter is not None:
        equations = tuple(as_time(each, letter, functions) for each in equations)
        facts = tuple(_fact_in_time(each, letter) for each in facts)
    labelled = numbered(equations, diagnostics)
    if labelled is not None:
        equations = tuple(rewritten_statement(each, labelled) for each in equations)
        facts = tuple(_fact_renamed(each, labelled) for each in facts)
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
    equations = shifted_lefts(equations, diagnostics)
    equations = _with_time(equations, diagnostics)
    equations = _with_inputs(equations, facts, diagnostics)
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


def _fact_renamed(fact: Fact, rule: Rewrite) -> Fact:
    if isinstance(fact, Statement):
        return rewritten_statement(fact, rule)
    return replace(fact, names=tuple(rewritten(each, rule) for each in fact.names))


# ---------------------------------------------------------------- missing indices


def _with_time(
    equations: tuple[Statement, ...], diagnostics: Diagnostics
) -> tuple[Statement, ...]:
    """A definition without index that varies with time is one at t: write it so.

    Only where the name never has an index; otherwise it is for the resolver to refuse.
    """
    reader = _Missing(equations, diagnostics)
    varying = reader.varying()
    if not varying:
        return equations
    for statement in equations:
        name = reader.head(statement)
        if name is not None and name.identifier in varying:
            typed = diagnostics.source.snippet(name.span)
            diagnostics.note(
                "N0604",
                f"`{typed}` has no time index but its equation varies with time: it "
                f"is read as its value at t",
                name.span,
                help=f"write {typed}_t here and where it is used",
            )

    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        name = read_name(node, reader.silent)
        if name is not None and name.identifier in varying and name.lag is None:
            return at_time(node, 0)
        return node

    return tuple(rewritten_statement(each, rule) for each in equations)


def _with_inputs(
    equations: tuple[Statement, ...],
    facts: tuple[Fact, ...],
    diagnostics: Diagnostics,
) -> tuple[Statement, ...]:
    """Where no name at t is left undefined, what a matrix is applied to is the input.

    `z_j = σ([W x]_j + [U h^{<t-1>}]_j)`: x is the input although it has no index.
    """
    silent = Diagnostics(diagnostics.source)
    used = [
        name
        for each in equations
        for side in each.sides[1:]
        for node in names_in(side)
        if (name := read_name(node, silent)) is not None
    ]
    heads = {
        name.identifier
        for each in equations
        if (name := read_name(each.sides[0], silent)) is not None
    }
    timed = {name.identifier for name in used if name.lag is not None}
    if not timed or timed - heads:
        return equations
    declared = {
        name.identifier
        for fact in facts
        if isinstance(fact, Declaration)
        for node in fact.names
        if (name := read_name(node, silent)) is not None
    }
    inputs: dict[str, ReadName] = {}
    for statement in equations:
        for node in vectors_behind_matrices(statement.sides[-1]):
            name = read_name(node, silent)
            if (
                name is not None
                and name.lag is None
                and name.identifier not in heads | declared
                and not name.is_matrix_like
            ):
                inputs.setdefault(name.identifier, name)
    for name in inputs.values():
        diagnostics.note(
            "N0604",
            f"`{diagnostics.source.snippet(name.span)}` has no time index; it is read "
            "as the input at t, because no other name can be one",
            name.span,
            help="write its index, or declare it in the where block: is parameter",
        )

    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        name = read_name(node, silent)
        if name is not None and name.lag is None and name.identifier in inputs:
            return at_time(node, 0)
        return node

    return tuple(rewritten_statement(each, rule) for each in equations)


class _Missing:
    def __init__(
        self, equations: tuple[Statement, ...], diagnostics: Diagnostics
    ) -> None:
        self.silent = Diagnostics(diagnostics.source)
        self.equations = [each for each in equations if len(each.sides) == 2]
        self.names = {
            id(each): [
                name
                for node in names_in(each.sides[1])
                if (name := read_name(node, self.silent)) is not None
            ]
            for each in self.equations
        }

    def head(self, statement: Statement) -> ReadName | None:
        if len(statement.sides) != 2 or not is_name(statement.sides[0]):
            return None
        name = read_name(statement.sides[0], self.silent)
        if name is None or name.lag is not None or name.identifier == TIME:
            return None
        if spelled(name.identifier) is not None:
            return None  # the name of a function
        return name

    def varying(self) -> set[str]:
        """Identifiers defined without time whose equations vary with it."""
        timed = {
            name.identifier
            for found in self.names.values()
            for name in found
            if name.lag is not None
        }
        timed_heads = {
            name.identifier
            for each in self.equations
            if is_name(each.sides[0])
            and (name := read_name(each.sides[0], self.silent)) is not None
            and name.lag is not None
        }
        found: set[str] = set()
        while True:
            more = {
                head.identifier
                for each in self.equations
                if (head := self.head(each)) is not None
                and head.identifier not in timed | timed_heads
                and any(
                    name.lag is not None or name.identifier in found
                    for name in self.names[id(each)]
                )
            }
            if more <= found:
                return found
            found |= more
