r"""Functions that are defined at a value of the cell: `g(\Delta_t) = 1/(1 + \Delta_t)`.

In: the equations and facts, and the letter of time.  Out: the same with such an
argument written without its index: it is the argument of g, whatever g is applied to.
Refused where the right side has other names of the cell than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cellc.diagnostics import Diagnostics, Label
from cellc.lower.names import read_name
from cellc.lower.notation.index import indices_of, read_index
from cellc.lower.notation.restated import form_of
from cellc.lower.notation.walk import is_name, names_in, nodes_in, rewritten
from cellc.syntax.nodes import (
    Declaration,
    Group,
    Juxtaposition,
    Node,
    Output,
    Scripted,
    Statement,
)

Fact = Statement | Declaration | Output


def with_plain_arguments(
    equations: Sequence[Statement],
    facts: Sequence[Fact],
    letter: str,
    diagnostics: Diagnostics,
) -> tuple[tuple[Statement, ...], tuple[Fact, ...]]:
    """Equations and facts whose functions have arguments without time."""
    silent = Diagnostics(diagnostics.source)
    said = [each for each in facts if isinstance(each, Statement)]
    every = [*equations, *said]
    applied = {
        name
        for each in every
        for side in each.sides[1:]
        for name in _applied(side, silent)
    }

    def plain(statement: Statement) -> Statement:
        head = _head(statement)
        if head is None or _key(head, silent) not in applied:
            return statement
        return _plain(statement, letter, diagnostics)

    read = {id(each): plain(each) for each in every}
    return (
        tuple(read[id(each)] for each in equations),
        tuple(
            read[id(each)] if isinstance(each, Statement) else each for each in facts
        ),
    )


def _applied(side: Node, silent: Diagnostics) -> Iterable[str]:
    """The names that stand before round brackets."""
    for node in nodes_in(side):
        if isinstance(node, Juxtaposition):
            for head, behind in zip(node.factors, node.factors[1:], strict=False):
                if isinstance(behind, Group) and behind.bracket == "(":
                    yield _key(head, silent)


def _key(node: Node, silent: Diagnostics) -> str:
    name = read_name(node, silent) if is_name(node) else None
    return "" if name is None else name.identifier


def _head(statement: Statement) -> Node | None:
    """The g of `g(a) = ...`, where it has no index itself."""
    if len(statement.sides) != 2:
        return None
    match statement.sides[0]:
        case Juxtaposition(factors=(head, Group(bracket="("))) if is_name(head):
            return None if any(indices_of(head)) else head
    return None


def _plain(statement: Statement, letter: str, diagnostics: Diagnostics) -> Statement:
    """The definition with its arguments without time, if all of it can be so."""
    left, right = statement.sides
    assert isinstance(left, Juxtaposition)
    head, group = left.factors
    assert isinstance(group, Group)
    bases = [_without_time(each, letter) for each in group.items]
    if not any(bases):
        return statement
    items = zip(group.items, bases, strict=True)
    meant = {form_of(each): base for each, base in items if base is not None}
    others = [
        each
        for each in names_in(right)
        if _is_timed(each, letter) and form_of(each) not in meant
    ]
    untimed = {*map(form_of, meant.values())}
    both = [each for each in names_in(right) if form_of(each) in untimed]
    if others or both:
        _refuse(statement, (others or both)[0], diagnostics)
        return statement

    def rule(node: Node) -> Node | None:
        return meant.get(form_of(node)) if is_name(node) else None

    arguments = tuple(
        each if base is None else base
        for each, base in zip(group.items, bases, strict=True)
    )
    defined = replace(left, factors=(head, replace(group, items=arguments)))
    return replace(statement, sides=(defined, rewritten(right, rule)))


def _is_timed(node: Node, letter: str) -> bool:
    return any(index.letter == letter for index, _ in indices_of(node))


def _without_time(node: Node, letter: str) -> Node | None:
    r"""`Δ` of `Δ_t`; None of any other argument."""
    match node:
        case Scripted(base=base, position="sub", items=(item,)):
            index = read_index(item)
            timed = index is not None and index.letter == letter
            return base if timed and is_name(base) else None
    return None


def _refuse(statement: Statement, other: Node, diagnostics: Diagnostics) -> None:
    left = statement.sides[0]
    assert isinstance(left, Juxtaposition)
    snippet = diagnostics.source.snippet
    head, typed = (snippet(each.span) for each in (left.factors[0], left))
    diagnostics.error(
        "E0221",
        f"`{typed}` can define the function `{head}`, and its right side has a name of "
        f"the cell that is no argument, `{snippet(other.span)}`",
        left.span,
        labels=(Label(other.span, "no argument"),),
        help=f"give the function every argument, {head}(a, b) = ..., or write the name "
        "of the value that is defined on the left side",
    )
