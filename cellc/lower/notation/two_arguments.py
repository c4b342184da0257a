"""Two arguments, a step and a component: `M(t,f) = (1-s) M(t-1,f) + s E(t,f)`.

In: the equations and facts of a text.  Out: the same with the step alone, `M(t)`, where
all names with two arguments have the same two letters and one of them is moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.notation.index import Index, read_index
from cellc.lower.notation.walk import is_function, is_name, nodes_in, rewritten
from cellc.syntax.nodes import (
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Node,
    Output,
    Scripted,
    Statement,
)

Fact = Statement | Declaration | Output
Pair = tuple[Index, Index]


def with_steps_alone(
    equations: tuple[Statement, ...],
    facts: tuple[Fact, ...],
    vectors: list[Node],
    diagnostics: Diagnostics,
) -> tuple[tuple[Statement, ...], tuple[Fact, ...]]:
    """The lines without the argument that counts components.

    Adds to `vectors` the names that have but this argument, `s(f)`.
    """
    nodes = [
        node
        for each in equations
        for side in each.sides
        for node in nodes_in(side)
        if isinstance(node, Juxtaposition)
    ]
    pairs = [pair for each in nodes for _, pair in _pairs(each.factors)]
    lefts = [each.sides[0] for each in equations]
    place = _place_of_step(pairs)
    if place is None or not any(_is_pair(each) for each in lefts):
        return equations, facts
    letter = pairs[0][1 - place].letter
    _note(pairs[0], letter, diagnostics)
    for pair in pairs:
        if pair[1 - place].offset:
            _refuse(pair[1 - place].span, diagnostics)

    def rule(node: Node) -> Node | None:
        if not isinstance(node, Juxtaposition):
            return None
        factors = _without(node.factors, place, letter, vectors)
        if factors == node.factors:
            return None
        if len(factors) == 1:
            return rewritten(factors[0], rule)
        inner = tuple(rewritten(each, rule) for each in factors)
        return replace(node, factors=inner)

    return (
        tuple(_statement(each, rule) for each in equations),
        tuple(
            _statement(each, rule)
            if isinstance(each, Statement)
            else replace(each, names=tuple(rewritten(one, rule) for one in each.names))
            for each in facts
        ),
    )


def _statement(statement: Statement, rule: object) -> Statement:
    assert callable(rule)
    return replace(
        statement, sides=tuple(rewritten(each, rule) for each in statement.sides)
    )


def _pairs(factors: Iterable[Node]) -> Iterator[tuple[Node, Pair]]:
    """The names with two indices in brackets behind them."""
    for head, behind in pairwise(factors):
        pair = _indices(behind)
        if pair is not None and is_name(head) and not is_function(head):
            yield head, pair


def _is_pair(left: Node) -> bool:
    return isinstance(left, Juxtaposition) and any(_pairs(left.factors))


def _indices(node: Node) -> Pair | None:
    """The two indices of `(t-1,f)`, and of `(t,f)^2`."""
    if isinstance(node, Scripted) and node.position == "super":
        node = node.base
    match node:
        case Group(bracket="(" | "[", items=(one, two)):
            first, second = read_index(one), read_index(two)
            if first is not None and second is not None:
                return first, second
    return None


def _place_of_step(pairs: list[Pair]) -> int | None:
    """Which argument counts steps: the one that is moved; both have one letter each."""
    for place in (0, 1):
        letters = {tuple(each.letter for each in pair) for pair in pairs}
        moved = any(pair[place].offset for pair in pairs)
        if len(letters) == 1 and moved:
            one, two = letters.pop()
            return place if one != two else None
    return None


def _without(
    factors: tuple[Node, ...], place: int, letter: str, vectors: list[Node]
) -> tuple[Node, ...]:
    r"""The factors with `(t)` for `(t,f)`, and without `(f)` behind a name."""
    kept: list[Node] = []
    for at, factor in enumerate(factors):
        before = factors[at - 1] if at else None
        named = before is not None and is_name(before) and not is_function(before)
        if named and _indices(factor) is not None:
            kept.append(_step_alone(factor, place))
        elif before is not None and named and _is_component(factor, letter):
            vectors.append(before)
        else:
            kept.append(factor)
    return tuple(kept)


def _step_alone(node: Node, place: int) -> Node:
    if isinstance(node, Scripted):
        return replace(node, base=_step_alone(node.base, place))
    assert isinstance(node, Group)
    return replace(node, items=(node.items[place],))


def _is_component(node: Node, letter: str) -> bool:
    match node:
        case Group(bracket="(" | "[", items=(Name(text=text),)):
            return text == letter
    return False


def _note(pair: Pair, letter: str, diagnostics: Diagnostics) -> None:
    span: Span = pair[0].span | pair[1].span
    diagnostics.note(
        "N0683",
        f"of the arguments `{diagnostics.source.snippet(span)}` the letter {letter} "
        "counts components: names with it are vectors, and equations hold for each "
        "component",
        span,
        help="numbers without it are the same for all components",
    )


def _refuse(span: Span, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "E0215",
        "this is a component of another place",
        span,
        help="write what mixes components as the product of a matrix and a vector",
    )
