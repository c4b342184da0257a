"""Layers: `h^{l-1}_t` is what comes from the layer below, which is this cell's input.

The index of the layer itself says nothing about one layer and is dropped.
"""

from __future__ import annotations

from cellc.diagnostics import Diagnostics
from cellc.lower.notation.index import indices_of, without_scripts
from cellc.lower.notation.walk import is_name, names_in, rewritten_statement
from cellc.syntax.nodes import Name, Node, Scripted, Statement

BELOW = "below"  # the label of a name of the layer below
_LETTERS = ("l", "ℓ")


def without_layers(
    equations: tuple[Statement, ...], time: str | None, diagnostics: Diagnostics
) -> tuple[Statement, ...]:
    """The equations of one layer, without the index that counts layers."""
    offsets: dict[str, set[int]] = {}
    for statement in equations:
        for side in statement.sides:
            for name in names_in(side):
                for index, _ in indices_of(name):
                    offsets.setdefault(index.letter, set()).add(index.offset)
    found = [
        each
        for each in _LETTERS
        if each != time and offsets.get(each, set()) == {0, -1}
    ]
    if not found:
        return equations
    letter = frozenset(found[:1])

    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        offset = next(
            (each.offset for each, _ in indices_of(node) if each.letter in letter), 0
        )
        bare = without_scripts(node, letter)
        if offset == 0:
            return bare
        return Scripted(bare, "super", (Name(BELOW, node.span),), "(", node.span)

    first = next(
        name
        for statement in equations
        for side in statement.sides
        for name in names_in(side)
        if any(each.letter in letter and each.offset for each, _ in indices_of(name))
    )
    diagnostics.note(
        "N0610",
        f"`{diagnostics.source.snippet(first.span)}` is of the layer below: it is read "
        "as an input of this one",
        first.span,
        help="the parameters and states of this layer have no index of the layer",
    )
    return tuple(rewritten_statement(each, rule) for each in equations)
