"""Numbers above names that are labels: `h^1_t` and `h^2_t`, two layers of one cell.

No equation defines a power, so a number above a left side is a label, there and in the
whole text; so it is above matrices, which have no powers.  Above another name it can be
either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.walk import is_name, names_in
from cellc.syntax.nodes import Accent, Node, Number, Scripted, Statement


def numbered(
    equations: tuple[Statement, ...], diagnostics: Diagnostics
) -> Callable[[Node], Node | None] | None:
    """The rule that makes labels of these numbers; None if no left side has one.

    Reports names above which a number can be a power as well.
    """
    silent = Diagnostics(diagnostics.source)
    names = [
        (node, name)
        for each in equations
        for side in each.sides
        for node in names_in(side)
        if (name := read_name(node, silent)) is not None
    ]
    lefts = [read_name(each.sides[0], silent) for each in equations]
    defined = {
        left.identifier: left
        for left in lefts
        if left is not None and left.lag is not None and number_above(left) is not None
    }
    if not defined:
        return None
    first = {name.identifier for _, name in names if number_above(name) == "1"}
    labelled = {*defined, *first}
    labelled |= {name.identifier for _, name in names if name.is_matrix_like}
    if any(
        name.identifier in defined and name.lag is not None and name.power is None
        for _, name in names
    ):
        return None  # `h_t^2` beside `h_{t-1}`: a power, which no equation defines
    for node, name in names:
        number = number_above(name)
        if number is None or name.identifier in labelled:
            continue
        typed, other = (
            diagnostics.source.snippet(each.span)
            for each in (name, next(iter(defined.values())))
        )
        diagnostics.error(
            "E0208",
            f"the {number} in `{typed}` can be a power, or a label as in `{other}`",
            node.span,
            help=f"write {name.base}^{{({number})}} for the label; write a power as a "
            "product with ⊙",
        )

    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        name = read_name(node, silent)
        if (
            name is None
            or name.identifier not in labelled
            or number_above(name) is None
        ):
            return node
        return as_label(node, is_number_above)

    return rule


def number_above(name: ReadName) -> str | None:
    power = name.power
    return power.text if isinstance(power, Number) and power.text.isdigit() else None


def as_label(node: Node, is_label: Callable[[Scripted], bool]) -> Node:
    """The name with such a script in brackets, as a label is written."""
    match node:
        case Scripted() if is_label(node):
            return replace(node, bracket="(")
        case Scripted(base=base) | Accent(base=base):
            return replace(node, base=as_label(base, is_label))
    return node


def is_number_above(script: Scripted) -> bool:
    match script:
        case Scripted(position="super", items=(Number(),)):
            return True
    return False
