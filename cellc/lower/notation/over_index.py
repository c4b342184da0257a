r"""Functions over a named index: `\max_i e_{ti}`, `\mathrm{mean}_i(a_i)`.

The index stands below the function, alone or with its range.  What the function is
applied to is the bracket behind it, or, without one, a product of what has this index.
"""

from __future__ import annotations

from collections.abc import Iterable

from cellc.diagnostics import Diagnostics
from cellc.lower.identifiers import spell
from cellc.lower.notation.component_forms import letters_below, sum_letter
from cellc.lower.notation.index import read_index
from cellc.lower.notation.walk import names_in, nodes_in
from cellc.ops import reduction, spelled_reduction
from cellc.syntax.nodes import Group, Name, Node, Scripted, Statement

SMALLEST = "smallest"  # the largest of the negatives, with its sign
# that can stand without a bracket, \max_i x_i
_OPEN = frozenset(["largest", SMALLEST, "product"])


def function_over(node: Node) -> tuple[str, str] | None:
    """The function and the index below it; None for anything else.

    The function is called as in the table of those over components.
    """
    base, letter = node, None
    while isinstance(base, Scripted):
        if base.position == "sub" and base.items:
            index = read_index(base.items[0])
            letter = index.letter if index is not None and not index.offset else None
        base = base.base
    if letter is None or not isinstance(base, Name) or sum_letter(node) is not None:
        return None
    if base.text.removeprefix("\\") == "min":
        return SMALLEST, letter
    try:
        found = spelled_reduction(spell(base.text)[0])
    except ValueError:
        return None
    return (found.name, letter) if found is not None else None


def keeps(kind: str) -> bool:
    """Whether the value has the index too, as that of softmax."""
    return kind != SMALLEST and reduction(kind).keeps


def is_operator(node: Node) -> bool:
    r"""`\sum_i` or `\max_i`, which another one can stand in front of."""
    return sum_letter(node) is not None or function_over(node) is not None


def reach_of(
    kind: str, rest: tuple[Node, ...], has_index: Iterable[bool]
) -> int | None:
    """How many of the factors behind the function it is applied to; None if unclear."""
    if rest and isinstance(rest[0], Group) and rest[0].bracket in ("(", "["):
        return 1
    if kind in _OPEN and rest and all(has_index):
        return len(rest)
    return 1 if kind in _OPEN and len(rest) == 1 else None


_LARGEST = (
    "write max(a) for the largest component of a vector a, -max(-a) for the smallest, "
    "max(a, b) for the larger of two values; over the vectors of a set write what it "
    "goes over in brackets, \\max_i (e_{ti})"
)
_FACTORS = (
    "write prod(a) for the product of the components of a vector a, a ⊙ b ⊙ c for that "
    "of several; over the vectors of a set write what it goes over in brackets, "
    "\\prod_i (e_{ti})"
)


def refuse_over_index(
    equations: Iterable[Statement], diagnostics: Diagnostics, *, early: bool = False
) -> None:
    r"""Report `\max_j x_t` where j is no index over the vectors of a set.

    early: only where no name of the equation has the index, which is one of components
        else.
    """
    for statement in equations:
        known = {
            letter
            for side in statement.sides
            for name in names_in(side)
            if function_over(name) is None
            for letter in letters_below(name)
        }
        for side in statement.sides:
            for node in nodes_in(side):
                found = function_over(node)
                if found is None or not _is_command(node):
                    continue
                if early and found[1] in known:
                    continue
                typed = diagnostics.source.snippet(node.span)
                diagnostics.error(
                    "E0111",
                    f"`{typed}`, a product over an index, is not read here"
                    if found[0] == "product"
                    else f"`{typed}` over an index is not read here",
                    node.span,
                    help=_FACTORS if found[0] == "product" else _LARGEST,
                )


def _is_command(node: Node) -> bool:
    while isinstance(node, Scripted):
        node = node.base
    return isinstance(node, Name) and node.text in ("\\max", "\\min", "\\prod")
