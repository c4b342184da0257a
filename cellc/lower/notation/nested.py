"""A step inside a label: `\\gamma_{x_t}` is the γ_x of step t.

Read so where an equation defines the name, which is then one of every step.  Below a
parameter, `W_{x_t}`, such an index is refused by who reads names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cellc.lower.notation.index import Index, indices_of, time_node, without_scripts
from cellc.lower.notation.walk import Rewrite, is_name
from cellc.syntax.nodes import Accent, Binary, Name, Node, Scripted, Statement


def outer_steps(equations: tuple[Statement, ...], letter: str) -> Rewrite | None:
    """The rule that moves these indices out of the labels; None if there are none."""
    defined = {
        _spelled(found[0])
        for each in equations
        if (found := _moved_out(each.sides[0], letter)) is not None
    }
    if not defined:
        return None

    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        found = _moved_out(node, letter)
        if found is None or _spelled(found[0]) not in defined:
            return node
        plain, index = found
        step = _step(letter, index)
        return Scripted(plain, "sub", (step,), "{", node.span)

    return rule


def _moved_out(name: Node, letter: str) -> tuple[Node, Index] | None:
    """The name without the index inside its label, and that index."""
    if not is_name(name) or any(each.letter == letter for each, _ in indices_of(name)):
        return None
    inner = [
        index
        for item in _items_below(name)
        for index, _ in indices_of(item)
        if index.letter == letter
    ]
    if len(inner) != 1:
        return None
    return _without(name, letter), inner[0]


def _items_below(name: Node) -> Iterator[Node]:
    while isinstance(name, Scripted | Accent):
        if isinstance(name, Scripted) and name.position == "sub":
            yield from (each for each in name.items if isinstance(each, Scripted))
        name = name.base


def _without(name: Node, letter: str) -> Node:
    match name:
        case Scripted(base=base, position="sub", items=items):
            plain = tuple(without_scripts(each, frozenset([letter])) for each in items)
            return replace(name, base=_without(base, letter), items=plain)
        case Scripted(base=base) | Accent(base=base):
            return replace(name, base=_without(base, letter))
    return name


def _step(letter: str, index: Index) -> Node:
    step = time_node(index.offset, index.span)
    if isinstance(step, Binary):
        return replace(step, left=Name(letter, index.span))
    return Name(letter, index.span)


def _spelled(node: Node) -> str:
    """A name by what is written, wherever it stands."""
    match node:
        case Name(text=text):
            return text
        case Accent(accent=accent, base=base):
            return f"{accent}({_spelled(base)})"
        case Scripted(base=base, position=position, items=items):
            inner = ",".join(map(_spelled, items))
            return f"{_spelled(base)}{position}({inner})"
    return repr(node)
