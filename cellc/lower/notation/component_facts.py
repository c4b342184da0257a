r"""Facts about components: `output z_j^t`, `\tau_j \in \mathbb{R}^n`, `\beta_j = 1`.

In: the facts of a text whose equations are written for one component, and its letters.
Out: the facts with the names as the equations have them, without these letters.
"""

from __future__ import annotations

from dataclasses import replace

from cellc.lower.notation.component_forms import (
    bare_matrix,
    base_of,
    letters_below,
)
from cellc.lower.notation.components import Components
from cellc.lower.notation.index import without_scripts
from cellc.lower.notation.walk import is_name, rewritten_statement
from cellc.syntax.nodes import Declaration, Node, Output, Statement

Fact = Statement | Declaration | Output


def without_components(
    facts: tuple[Fact, ...], components: Components
) -> tuple[Fact, ...]:
    """The facts with names that have no index of a component."""

    def plain(node: Node) -> Node | None:
        return _without(node, components) if is_name(node) else None

    return tuple(
        rewritten_statement(each, plain)
        if isinstance(each, Statement)
        else replace(each, names=tuple(_without(one, components) for one in each.names))
        for each in facts
    )


def _without(name: Node, components: Components) -> Node:
    letters = letters_below(name)
    if len(letters) > 1 and all(each in components.letters for each in letters):
        return name if base_of(name) in components.alike else bare_matrix(name)
    return without_scripts(name, components.letters)
