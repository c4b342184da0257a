"""Values that are said twice: `a = 0.9` on a line, and `a ∈ ℝ = 0.9` in the block.

A value that is said again is one.  A declaration with a value makes a constant of the
cell; a number is put in where it is used.  Two values are refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Rational

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.lower.facts_known import Facts
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.walk import is_name
from cellc.lower.numbers import read_number
from cellc.syntax.nodes import Declaration, Statement


def is_known(
    name: ReadName, value: Rational, facts: Facts, errors: Diagnostics
) -> bool:
    """Whether a name has a value already; reports one that differs."""
    said = _value(name.identifier, facts)
    if said is None:
        return False
    if float(value) != said:
        _refuse(name, value, said, facts.places[name.identifier], errors)
    return True


def repeats(
    fact: Declaration, name: ReadName, facts: Facts, diagnostics: Diagnostics
) -> bool:
    """Whether a declaration says no more than what is known of a name's value.

    A number that it makes a constant is no longer put in.
    """
    if fact.spoken or fact.dimensions or fact.role is not None or fact.inits:
        return False
    identifier = name.identifier
    value = read_number(fact.value)
    if fact.value is None:
        return identifier in facts.numbers  # `a ∈ ℝ` beside `a = 0.9`
    if value is None or not is_known(name, value, facts, diagnostics):
        return False
    if identifier in facts.numbers and value == facts.numbers[identifier]:
        del facts.numbers[identifier]
        return False
    return True


def without_repeated(
    equations: Sequence[Statement], facts: Facts, diagnostics: Diagnostics
) -> list[Statement]:
    """The equations without `a = 0.9`, where the `where` block says so too."""
    kept: list[Statement] = []
    silent = Diagnostics(diagnostics.source)
    for statement in equations:
        left, value = statement.sides[0], read_number(statement.sides[-1])
        name = read_name(left, silent) if is_name(left) else None
        plain = name is not None and name.lag is None and name.power is None
        if (
            statement.spoken
            or name is None
            or value is None
            or not (plain and len(statement.sides) == 2)
            or not is_known(name, value, facts, diagnostics)
        ):
            kept.append(statement)
    return kept


def _value(identifier: str, facts: Facts) -> float | None:
    if identifier in facts.constants:
        return facts.constants[identifier]
    return float(facts.numbers[identifier]) if identifier in facts.numbers else None


def _refuse(
    name: ReadName, value: Rational, said: float, first: Span, diagnostics: Diagnostics
) -> None:
    typed = diagnostics.source.snippet(name.span)
    diagnostics.error(
        "E0220",
        f"`{typed}` has two values: {float(value):g} here, and {said:g}",
        name.span,
        labels=(Label(first, f"has the value {said:g} here"),),
        help="remove this line or that one",
    )
