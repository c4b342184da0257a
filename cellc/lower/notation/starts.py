"""Initial values: `h_0 = 0` says what is so anyway."""

from __future__ import annotations

from cellc.diagnostics import Diagnostics
from cellc.lower.names import read_name
from cellc.lower.notation.walk import is_name
from cellc.syntax.nodes import (
    Accent,
    Group,
    Juxtaposition,
    Node,
    Number,
    Scripted,
    Statement,
)


def without_starts(
    equations: tuple[Statement, ...], diagnostics: Diagnostics
) -> tuple[Statement, ...]:
    """Drop `h_0 = 0`; another initial value is an argument of `forward`."""
    silent = Diagnostics(diagnostics.source)
    heads = set()
    for each in equations:
        name = read_name(each.sides[0], silent) if is_name(each.sides[0]) else None
        if name is not None and name.lag is not None:
            heads.add(name.identifier)
    kept = []
    for each in equations:
        started = _started(each.sides[0]) if len(each.sides) == 2 else None
        name = read_name(started, silent) if started is not None else None
        if name is None or name.identifier not in heads:
            kept.append(each)
            continue
        value = each.sides[1]
        if _is_zero(value):
            continue
        typed = diagnostics.source.snippet(each.sides[0].span)
        diagnostics.error(
            "E0217",
            f"`{typed}` is an initial value; it is not part of the cell",
            each.span,
            help="remove the line, and give the value to forward: "
            f"state=State({name.identifier}=...)",
        )
    return tuple(kept)


def _started(left: Node) -> Node | None:
    """The name of `h_0`, `h^{(0)}`, `h(0)` without its index; None if it has none."""
    match left:
        case Juxtaposition(
            factors=(head, Group(bracket="(", items=(Number(text="0"),)))
        ):
            return head if is_name(head) else None
        case Scripted(base=base, items=(Number(text="0"),)):
            return base
        case Scripted(base=base, items=(Group(items=(Number(text="0"),)),)):
            return base
        case Accent(base=base):
            return _started(base)
    return None


def _is_zero(node: Node) -> bool:
    match node:
        case Number(text=text):
            return not text.strip("0.")
        case Group(items=(inner,)):
            return _is_zero(inner)
        case Scripted(base=base):
            return _is_zero(base)
    return False
