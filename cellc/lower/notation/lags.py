"""Steps back that have a name: `h_{t-d}` with `d = 3` in the where block.

The number is put in place of the name, where an index stands.  A name that is no number
leaves open which step is meant, and is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.names import is_round, read_name
from cellc.lower.notation.index import is_letter, plain_letter
from cellc.lower.notation.index_writer import summed
from cellc.lower.notation.walk import (
    is_function,
    is_name,
    names_in,
    nodes_in,
    with_children,
)
from cellc.lower.numbers import read_number
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Node,
    Number,
    Output,
    Scripted,
    Statement,
)

_STEPS = ("Delta", "delta", "d")  # t + Δt is one step later, whatever Δt is

Fact = Statement | Declaration | Output


def with_numbers(
    equations: tuple[Statement, ...], facts: Sequence[Fact], silent: Diagnostics
) -> tuple[tuple[Statement, ...], tuple[Fact, ...], tuple[str, ...]]:
    """The equations and facts with numbers in their indices, and what was put in."""
    numbers: dict[str, str] = {}
    for fact in facts:
        if isinstance(fact, Statement) and len(fact.sides) == 2:
            name = read_name(fact.sides[0], silent)
            value = read_number(fact.sides[1])
            if name is not None and value is not None and value.q == 1 and value > 0:
                numbers[name.identifier] = str(value)
    used: dict[str, None] = {}

    def shifted(node: Node) -> Node:
        if isinstance(node, Group):
            return replace(node, items=tuple(map(shifted, node.items)))
        if not _is_shift(node):
            return node
        assert isinstance(node, Binary)
        name = read_name(node.right, silent)
        if name is None:
            return node
        if name.identifier in {f"{each}{plain_letter(node.left)}" for each in _STEPS}:
            if name.identifier in numbers:
                used[name.identifier] = None
            return replace(node, right=Number("1", node.right.span))
        if name.identifier not in numbers:
            return node
        used[name.identifier] = None
        return replace(node, right=Number(numbers[name.identifier], node.right.span))

    def change(node: Node) -> Node:
        node = with_children(node, change)
        if isinstance(node, Scripted):
            return replace(node, items=tuple(map(shifted, node.items)))
        if isinstance(node, Juxtaposition):
            factors = [
                shifted(each) if index and is_round(each) else each
                for index, each in enumerate(node.factors)
            ]
            return replace(node, factors=tuple(factors))
        return node

    changed = tuple(
        replace(each, sides=tuple(map(change, each.sides))) for each in equations
    )
    named = tuple(
        each
        if isinstance(each, Statement)
        else replace(each, names=tuple(map(change, each.names)))
        for each in facts
    )
    return changed, named, tuple(used)


def refuse_open_lags(
    equations: tuple[Statement, ...], letter: str, diagnostics: Diagnostics
) -> None:
    """Report `h_{t-d}` and `h(t-d)` where nothing says what d is."""
    nodes = [each for one in equations for side in one.sides for each in nodes_in(side)]
    ends = dict(end for each in nodes for end in _open_ends(each, diagnostics))
    for node in nodes:
        for item in _indices(node):
            if not _is_shift(item) or plain_letter(item.left) != letter:
                continue
            step = diagnostics.source.snippet(item.right.span)
            advice = f"write a number, or say in the where block which: {step} = 1"
            if step in ends:
                advice = f"say in the where block where the sum ends, {ends[step]} = 4"
            diagnostics.error(
                "E0227",
                f"how many steps away this is, is not said: `{step}` is no number",
                item.span,
                help=advice,
            )


def _open_ends(node: Node, diagnostics: Diagnostics) -> Iterator[tuple[str, str]]:
    r"""The index of a sum and a name in its end: `k` and `K` of `\sum_{k=0}^{K-1}`."""
    letter = summed(node)
    if letter is not None and isinstance(node, Scripted):
        for item in node.items:
            for name in names_in(item):
                yield letter, diagnostics.source.snippet(name.span)


def _indices(node: Node) -> Iterator[Binary]:
    found: list[Node] = []
    if is_name(node):
        base = node
        while isinstance(base, Scripted | Accent):
            found += base.items if isinstance(base, Scripted) else ()
            base = base.base
    elif isinstance(node, Juxtaposition):
        for head, group in zip(node.factors, node.factors[1:], strict=False):
            if is_round(group) and is_name(head) and not is_function(head):
                assert isinstance(group, Group)
                found += group.items
    for each in found:
        while isinstance(each, Group) and len(each.items) == 1:
            (each,) = each.items
        if isinstance(each, Binary):
            yield each


def _is_shift(node: Node) -> bool:
    match node:
        case Binary(operator="+" | "-", left=Name(text=text), right=right):
            return is_letter(text) and is_name(right)
    return False
