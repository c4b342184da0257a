"""The number of the step as a value: `t mod T`, `\\sin(ω t)`.

What counts the steps is a state like any other, which the text leaves unsaid: 0 before
the first step and one more at each, so that it goes from one call to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.notation.index import TIME
from cellc.lower.notation.walk import (
    is_name,
    nodes_in,
    rewritten,
    rewritten_statement,
)
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Cases,
    Comparison,
    Declaration,
    Name,
    Node,
    Number,
    Output,
    Scripted,
    Statement,
)

Fact = Statement | Declaration | Output
_AT_FIRST: dict[str, Callable[[float], bool]] = {
    # whether t stands in this relation to a number at every step, t = 1, 2, ...
    ">": lambda number: number < 1,
    "≥": lambda number: number <= 1,
    "≠": lambda number: number < 1,
}
_NEVER: dict[str, Callable[[float], bool]] = {
    "=": lambda number: number < 1,
    "<": lambda number: number <= 1,
    "≤": lambda number: number < 1,
}


def with_first_cases(
    equations: tuple[Statement, ...], letter: str
) -> tuple[Statement, ...]:
    """The equations without cases that hold at no step, or at every one.

    A case `t = 0` is an initial value, as if it had an equation of its own.
    """
    out: list[Statement] = []
    for statement in equations:
        right = statement.sides[-1]
        if isinstance(right, Cases):
            right, starts = _without_first(statement, right, letter)
            out += starts
            statement = replace(statement, sides=(*statement.sides[:-1], right))
        out.append(statement)
    return tuple(out)


def _without_first(
    statement: Statement, cases: Cases, letter: str
) -> tuple[Node, list[Statement]]:
    values: list[Node] = []
    conditions: list[Node] = []
    starts: list[Statement] = []
    for value, condition in zip(cases.values, cases.conditions, strict=False):
        if _number_of(condition, letter, _AT_FIRST):
            values.append(value)
            break
        if not _number_of(condition, letter, _NEVER):
            values.append(value)
            conditions.append(condition)
        elif isinstance(condition, Comparison) and condition.operator == "=":
            left = _at(statement.sides[0], condition.right)
            starts.append(
                Statement((replace(left, span=condition.span), value), value.span)
            )
    else:
        last = cases.last
        if last is None or not _number_of(last, letter, _NEVER):
            values.append(cases.values[-1])
        elif values and isinstance(last, Comparison):
            conditions.pop()
            left = replace(_at(statement.sides[0], last.right), span=last.span)
            starts.append(Statement((left, cases.values[-1]), last.span))
    if len(values) == 1:
        return values[0], starts
    return Cases(tuple(values), tuple(conditions), cases.last, cases.span), starts


def _at(left: Node, number: Node) -> Node:
    """The name of a left side at another step."""

    def rule(node: Node) -> Node | None:
        return number if isinstance(node, Name) and node.text == TIME else None

    if isinstance(left, Scripted):
        return replace(left, items=tuple(rewritten(each, rule) for each in left.items))
    return left


def _number_of(
    condition: Node, letter: str, table: dict[str, Callable[[float], bool]]
) -> bool:
    match condition:
        case Comparison(
            operator=sign, left=Name(text=name), right=Number(text=number)
        ) if name == letter and sign in table:
            return table[sign](float(number))
    return False


def with_clock(
    equations: tuple[Statement, ...],
    facts: Sequence[Fact],
    letter: str,
    diagnostics: Diagnostics,
) -> tuple[tuple[Statement, ...], tuple[Fact, ...]]:
    """The equations with a state for the letter of time, where it is a value.

    That it is the number of the step is seen where it is counted by: in a remainder,
    in a comparison; or it is said, `t ∈ ℝ is step`.  Elsewhere it can as well be a time
    that is given with every step.  The facts say that this state is a number.
    """
    said = [each for each in facts if _says_step(each, letter)]
    facts = [each for each in facts if each not in said]
    uses = [
        node
        for each in equations
        for side in each.sides[1:]
        for node in nodes_in(side)
        if isinstance(node, Name) and node.text == letter
    ]
    others = _declared(facts) | _defined(equations) | _with_index(equations)
    if not uses or letter in others or not (said or _counts(equations, letter)):
        return equations, tuple(facts)
    first = uses[0]
    if not said:
        diagnostics.note(
            "N0680",
            f"`{letter}` is the number of the step here: 1 at the first",
            first.span,
            help="a state of its own counts it, 0 before the first step; for a time "
            "that is given with every step write an input, τ_t ∈ ℝ",
        )

    def rule(node: Node) -> Node | None:
        if isinstance(node, Name) and node.text == letter:
            return _counter(node, TIME)
        return node if isinstance(node, Scripted | Accent) and is_name(node) else None

    span = first.span
    before = Binary("-", Name(TIME, span), Number("1", span), span, span)
    lagged = Scripted(Name(letter, span), "sub", (before,), "{", span)
    count = Binary("+", lagged, Number("1", span), span, span)
    counting = Statement(
        (_counter(first, TIME), count), span, text=f"{letter}_t = {letter}_{{t-1}} + 1"
    )
    number = Declaration((_counter(first, TIME),), (), None, None, (), span)
    rest = (rewritten_statement(each, rule) for each in equations)
    return (counting, *rest), (*facts, number)


def _says_step(fact: Fact, letter: str) -> bool:
    match fact:
        case Declaration(names=(Name(text=text),), role=Name(text="step")):
            return text == letter
    return False


def _counts(equations: Iterable[Statement], letter: str) -> bool:
    """Whether the letter stands in a remainder, or is compared."""
    return any(
        isinstance(inner, Name) and inner.text == letter
        for each in equations
        for side in each.sides[1:]
        for node in nodes_in(side)
        if isinstance(node, Comparison)
        or (isinstance(node, Binary) and node.operator == "mod")
        for inner in nodes_in(node)
    )


def _with_index(equations: Iterable[Statement]) -> set[str]:
    """The names that have an index of time: `t_t`, a gate."""
    return {
        node.base.text
        for each in equations
        for side in each.sides
        for node in nodes_in(side)
        if isinstance(node, Scripted) and isinstance(node.base, Name)
    }


def _counter(name: Name, time: str) -> Node:
    return Scripted(name, "sub", (Name(time, name.span),), "", name.span)


def _declared(facts: Iterable[Fact]) -> set[str]:
    names: list[Node] = []
    for fact in facts:
        names += [fact.sides[0]] if isinstance(fact, Statement) else fact.names
    return {each.text for each in names if isinstance(each, Name)}


def _defined(equations: Iterable[Statement]) -> set[str]:
    lefts = [each.sides[0] for each in equations]
    return {each.text for each in lefts if isinstance(each, Name)}
