r"""Softmax written out: `y_i = \frac{\exp(a_i)}{\sum_j \exp(a_j)}` is softmax(a).

In: equations.  Out: the same with `softmax(a_i)` in the place of such quotients, and
the letters i, which count components.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from cellc.lower.notation.component_forms import sum_letter
from cellc.lower.notation.index import indices_of, read_index
from cellc.lower.notation.restated import form_of
from cellc.lower.notation.walk import is_name, names_in, rewritten
from cellc.syntax.nodes import (
    Binary,
    Group,
    Juxtaposition,
    Name,
    Node,
    Scripted,
    Statement,
)

_ANY = "*"  # in the place of the index that is compared


def with_softmax_by_name(
    equations: tuple[Statement, ...],
) -> tuple[tuple[Statement, ...], frozenset[str]]:
    """The equations, and the letters of what softmax is applied to."""
    letters: set[str] = set()
    read = []
    for each in equations:
        own = {index.letter for index, _ in indices_of(each.sides[0])}

        def rule(node: Node, own: set[str] = own) -> Node | None:
            found = _softmax(node, own)
            if found is None:
                return None
            letters.add(found[0])
            return found[1]

        left, *rights = each.sides
        sides = (left, *(rewritten(one, rule) for one in rights))
        read.append(replace(each, sides=sides))
    return tuple(read), frozenset(letters)


def _softmax(node: Node, own: set[str]) -> tuple[str, Node] | None:
    """The letter, and softmax of what stands in the exponential."""
    if not isinstance(node, Binary) or node.operator != "/":
        return None
    argument, bottom = _exponent(node.left), _opened(node.right)
    if argument is None or not isinstance(bottom, Juxtaposition):
        return None
    summed = sum_letter(bottom.factors[0])
    rest = bottom.factors[1:]
    inner = rest[0] if len(rest) == 1 else Juxtaposition(rest, node.right.span)
    other = _exponent(inner)
    if summed is None or other is None:
        return None
    for letter in sorted(own):
        indexed = any(
            index.letter == letter
            for name in names_in(argument)
            for index, _ in indices_of(name)
        )
        if indexed and _compared(argument, letter) == _compared(other, summed):
            group = Group("(", (argument,), argument.span)
            return letter, Juxtaposition((Name("softmax", node.span), group), node.span)
    return None


def _compared(node: Node, letter: str) -> Hashable:
    """What an expression says, whatever the letter of this index is."""

    def index(item: Node) -> Node | None:
        found = read_index(item)
        if found is None or found.letter != letter or found.offset:
            return None
        return Name(_ANY, item.span)

    def rule(each: Node) -> Node | None:
        if not isinstance(each, Scripted):
            return None
        items = tuple(rewritten(item, index) for item in each.items)
        return replace(each, base=rewritten(each.base, rule), items=items)

    return form_of(rewritten(node, rule))


def _exponent(node: Node) -> Node | None:
    r"""What stands in `\exp(...)` or `e^{...}`."""
    match _opened(node):
        case Scripted(base=Name(text="e"), position="super", items=(inner,)):
            return _opened(inner)
        case Juxtaposition(factors=(Name(text="exp" | "\\exp"), inner)) if isinstance(
            inner, Group
        ) or is_name(inner):
            return _opened(inner)
    return None


def _opened(node: Node) -> Node:
    while isinstance(node, Group) and len(node.items) == 1:
        (node,) = node.items
    return node
