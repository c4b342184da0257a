"""Layers: `h^{l-1}_t` is what comes from the layer below, which is this cell's input.

The index of the layer itself, which left sides have, `l` or `l+1`, says nothing about
one layer and is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.notation.index import indices_of, without_scripts
from cellc.lower.notation.walk import is_name, names_in, rewritten, rewritten_statement
from cellc.syntax.nodes import Declaration, Name, Node, Output, Scripted, Statement

Fact = Statement | Declaration | Output

BELOW = "below"  # the label of a name of the layer below
_LETTERS = ("l", "ℓ")


def without_layers(
    equations: tuple[Statement, ...],
    facts: tuple[Fact, ...],
    time: str | None,
    diagnostics: Diagnostics,
) -> tuple[tuple[Statement, ...], tuple[Fact, ...]]:
    """The equations of one layer and their facts, without the index of layers."""
    names = [
        name for each in equations for side in each.sides for name in names_in(side)
    ]
    heads = [name for each in equations for name in names_in(each.sides[0])]
    for letter in _LETTERS:
        own = _own_layer(_offsets(names, letter), _offsets(heads, letter))
        if letter != time and own is not None:
            break
    else:
        return equations, facts

    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        bare = without_scripts(node, frozenset([letter]))
        if _offsets([node], letter) <= {own}:
            return bare
        return Scripted(bare, "super", (Name(BELOW, node.span),), "(", node.span)

    first = next(each for each in names if _offsets([each], letter) - {own})
    diagnostics.note(
        "N0610",
        f"`{diagnostics.source.snippet(first.span)}` is of the layer below: it is read "
        "as an input of this one",
        first.span,
        help="the parameters and states of this layer have no index of the layer",
    )
    return (
        tuple(rewritten_statement(each, rule) for each in equations),
        tuple(
            rewritten_statement(each, rule)
            if isinstance(each, Statement)
            else replace(each, names=tuple(rewritten(one, rule) for one in each.names))
            for each in facts
        ),
    )


def _own_layer(offsets: set[int], heads: set[int]) -> int | None:
    """What is added to the letter of this layer: 0 beside l-1, 1 beside l."""
    if offsets == {0, -1}:
        return 0
    return 1 if offsets == {0, 1} and heads == {1} else None


def _offsets(names: Iterable[Node], letter: str) -> set[int]:
    return {
        index.offset
        for name in names
        for index, _ in indices_of(name)
        if index.letter == letter
    }
