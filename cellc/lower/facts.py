"""The facts of the `where` block: functions, numbers, outputs; and of sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from cellc.diagnostics import Diagnostics, Edit
from cellc.lower.facts_declared import declare, dimension
from cellc.lower.facts_in_words import help_for_words, refuse_some_steps
from cellc.lower.facts_known import Facts, plain_name
from cellc.lower.facts_said import believe_sentences
from cellc.lower.facts_spoken import (
    define,
    without_formulas,
    without_numbers,
)
from cellc.lower.functions import Lambda, nearest_function
from cellc.lower.names import ReadName, read_name, with_time_argument
from cellc.lower.numbers import read_number, refuse_out_of_range
from cellc.lower.second_names import without_second_name
from cellc.lower.values import is_known, without_repeated
from cellc.ops import operation, spelled, spelled_reduction
from cellc.syntax.doubts import is_one_of
from cellc.syntax.nodes import (
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Node,
    Output,
    Spec,
    Statement,
)


def gather_facts(
    spec: Spec, diagnostics: Diagnostics
) -> tuple[Facts, tuple[Statement, ...]]:
    """The facts of a spec, and those of its equations that define no function."""
    facts = Facts(
        lines=tuple(
            each.span
            for each in spec.facts
            if isinstance(each, Output) or not each.spoken
        )
    )
    equations: list[Statement] = []
    late = [each for each in spec.facts if _is_equation(each, diagnostics)]
    for each in (*spec.equations, *late):
        assert isinstance(each, Statement)
        statement = without_second_name(each, diagnostics)
        refuse_some_steps(statement, diagnostics)
        if len(statement.sides) == 2 and _function_definition(
            statement, facts, diagnostics
        ):
            continue
        equations.append(statement)
    for fact in spec.facts:
        if isinstance(fact, Statement) and fact not in late:
            _plain_fact(fact, facts, diagnostics)
    equations = without_numbers(equations, spec, facts, diagnostics)
    declared = [each for each in spec.facts if isinstance(each, Declaration)]
    for declaration in sorted(declared, key=lambda one: one.spoken):
        if not _is_range(declaration, equations, diagnostics):
            declare(declaration, facts, diagnostics)
    for letter, end in spec.axes:
        count = dimension(end, facts, diagnostics)
        if count is not None:
            facts.axes[letter] = count
    for fact in spec.facts:
        if isinstance(fact, Output):
            names = (plain_name(node, diagnostics) for node in fact.names)
            facts.outputs += [name for name in names if name is not None]
    equations = without_repeated(equations, facts, diagnostics)
    left = without_formulas(equations, facts, diagnostics)
    believe_sentences(left, facts, diagnostics)
    return facts, left


def _is_range(
    fact: Declaration, equations: Sequence[Statement], diagnostics: Diagnostics
) -> bool:
    r"""`$f_t \in (0, 1)$` of what an equation defines: that of each component."""
    if not (fact.spoken and fact.ranged) or fact.dimensions:
        return False
    silent = Diagnostics(diagnostics.source)
    lefts = {_identifier(each.sides[0], silent) for each in equations}
    return all(_identifier(each, silent) in lefts for each in fact.names)


def _identifier(node: Node, diagnostics: Diagnostics) -> str | None:
    name = read_name(with_time_argument(node)[0], diagnostics)
    return None if name is None else name.identifier


def _is_equation(
    fact: Statement | Declaration | Output, diagnostics: Diagnostics
) -> bool:
    """What has a time index on its left side is an equation wherever it stands."""
    if not isinstance(fact, Statement) or len(fact.sides) != 2:
        return False
    node, lag = with_time_argument(fact.sides[0])
    name = read_name(node, Diagnostics(diagnostics.source))
    return name is not None and (lag is not None or name.lag is not None)


def _function_definition(
    statement: Statement, facts: Facts, diagnostics: Diagnostics, block: bool = False
) -> bool:
    """Take `φ = tanh` and `φ(a) = a ⊙ σ(a)`; False for any other equation."""
    left, right = statement.sides
    match left:
        case Juxtaposition(factors=(head, Group(bracket="(", items=items))):
            names = [read_name(item, diagnostics) for item in items]
            function = read_name(head, diagnostics)
            if function is None or function.lag is not None:
                return False
            if any(each is None or each.lag is not None for each in names):
                return False
            parameters = tuple(each.identifier for each in names if each is not None)
            if parameters == ("t",):
                return False  # h(t) = ... defines h at t
            if len({*parameters}) < len(parameters):
                diagnostics.error(
                    "E0220",
                    "two arguments of this function have one name",
                    left.span,
                    help="give each argument a name of its own",
                )
            written = Lambda(parameters, right)
            define(function, written, statement, facts, diagnostics, block=block)
            return True
    silent = Diagnostics(diagnostics.source)  # `m = e^{-w}` is no name, and no error
    name, other = read_name(left, silent), read_name(right, silent)
    if silent.has_errors or not _is_plain(name) or not _is_plain(other):
        return False
    alias = (
        facts.functions.get(other.identifier)
        or spelled(other.identifier)
        or spelled_reduction(other.identifier)
    )
    if alias is None:
        return False
    facts.used.add(other.identifier)
    define(name, alias, statement, facts, diagnostics, block=block)
    return True


def _is_plain(name: ReadName | None) -> TypeGuard[ReadName]:
    return name is not None and name.lag is None and not (name.power or name.transposed)


def _plain_fact(fact: Statement, facts: Facts, diagnostics: Diagnostics) -> None:
    """`φ = tanh`, `φ(a) = ...` or `L = 3`."""
    if len(fact.sides) != 2:
        diagnostics.error(
            "E0104",
            "a fact has one `=` or one `∈`",
            fact.span,
            help=help_for_words(diagnostics.source.snippet(fact.span)),
        )
        return
    if not fact.spoken and is_one_of(diagnostics.source.text, fact.span):
        diagnostics.error(
            "E0103",
            f"`{diagnostics.source.snippet(fact.span)}` is one of several values that "
            "`or` stands between",
            fact.span,
            help="keep one of them",
        )
    if _function_definition(fact, facts, diagnostics, block=True):
        return
    name = plain_name(fact.sides[0], diagnostics)
    if name is None:
        return
    value = read_number(fact.sides[1])
    if value is None and refuse_out_of_range(fact.sides[1], diagnostics):
        return
    if value is None:
        typed = diagnostics.source.snippet(fact.sides[0].span)
        near = None
        if isinstance(fact.sides[1], Name):  # a function, misspelled or not there
            facts.functions.setdefault(name.identifier, operation("identity"))
            facts.places.setdefault(name.identifier, name.span)
            facts.used.add(name.identifier)
            near = nearest_function(fact.sides[1].text, facts.functions)
        hint = f"did you mean `{near}`? " if near else ""
        diagnostics.error(
            "E0302",
            "the right side of this fact is neither a known function nor a number",
            fact.sides[1].span,
            edit=Edit(fact.sides[1].span, near) if near else None,
            help=f"{hint}an equation belongs above the where block; a function of an "
            f"argument is written {typed}(a) = ...",
        )
        return
    if is_known(name, value, facts, diagnostics):
        return
    facts.numbers[name.identifier] = value
    facts.places[name.identifier] = name.span
