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
            starts.append(Statement((left, value), value.span))
    else:
        last = cases.last
        if last is None or not _number_of(last, letter, _NEVER):
            values.append(cases.values[-1])
        elif values:
            conditions.pop()
            starts.append(
                Statement((_at(statement.sides[0], last), cases.values[-1]), last.span)
            )
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

    The facts say that this state is a number.
    """
    uses = [
        node
        for each in equations
        for side in each.sides[1:]
        for node in nodes_in(side)
        if isinstance(node, Name) and node.text == letter
    ]
    if not uses or letter in _declared(facts) or letter in _defined(equations):
        return equations, tuple(facts)
    first = uses[0]
    diagnostics.note(
        "N0680",
        f"`{letter}` is the number of the step here: 1 at the first",
        first.span,
        help=f"a state of its own counts it, 0 before the first step; if it is a "
        "parameter, give it another name",
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
