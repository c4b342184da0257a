"""Initial values: `h_0 = 0` says what is so anyway."""

from __future__ import annotations

from typing import TypeVar

from cellc.diagnostics import Diagnostics
from cellc.lower.names import read_name
from cellc.lower.notation.index import plain_letter
from cellc.lower.notation.walk import is_name, names_in
from cellc.syntax.nodes import (
    Accent,
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Negation,
    Node,
    Number,
    Output,
    Scripted,
    Statement,
)

Line = TypeVar("Line", bound=Statement | Declaration | Output)


def defined_in_time(
    equations: tuple[Statement, ...], silent: Diagnostics
) -> frozenset[str]:
    """The names that equations define at some step."""
    lefts = [each.sides[0] for each in equations if is_name(each.sides[0])]
    names = [read_name(each, silent) for each in lefts]
    return frozenset(
        each.identifier for each in names if each is not None and each.lag is not None
    )


def without_starts(
    lines: tuple[Line, ...],
    heads: frozenset[str],
    letter: str,
    diagnostics: Diagnostics,
) -> tuple[Line, ...]:
    """Drop `h_0 = 0`; another initial value is an argument of `forward`."""
    silent = Diagnostics(diagnostics.source)
    kept: list[Line] = []
    before: Statement | None = None  # the line before this one
    for each in lines:
        if not isinstance(each, Statement):
            kept.append(each)
            continue
        line, before = before, each
        if line is not None and line in kept[-1:] and _is_condition(each, letter):
            kept.pop()
            _at_one_step(line, each, diagnostics)
            continue
        *lefts, value = each.sides
        started = [_started(left) for left in lefts]
        names = [read_name(one, silent) for one in started if one is not None]
        known = [one for one in names if one is not None and one.identifier in heads]
        if not known or len(known) < len(lefts):
            kept.append(each)
        elif not _is_zero(value):
            typed = diagnostics.source.snippet(lefts[0].span)
            diagnostics.error(
                "E0217",
                f"`{typed}` is an initial value; it is not part of the cell",
                each.span,
                help="remove the line, and give the value to forward: "
                f"state=State({known[0].identifier}=...)",
            )
    return tuple(kept)


def refuse_starts_in_equations(
    equations: tuple[Statement, ...],
    facts: tuple[Statement | Declaration | Output, ...],
    heads: frozenset[str],
    diagnostics: Diagnostics,
) -> None:
    """`h_t = ... + h_0`: the initial value of h, or a parameter that is called so."""
    silent = Diagnostics(diagnostics.source)
    said = [
        name for each in facts if isinstance(each, Declaration) for name in each.names
    ]
    said += [
        each.sides[0] for each in (*equations, *facts) if isinstance(each, Statement)
    ]
    known = {one.identifier for each in said if (one := read_name(each, silent))}
    for statement in equations:
        for name in (one for side in statement.sides[1:] for one in names_in(side)):
            base = _started(name)
            if not isinstance(name, Scripted) or name.position != "sub" or base is None:
                continue
            whole, state = read_name(name, silent), read_name(base, silent)
            if state is None or state.lag is not None or state.identifier not in heads:
                continue
            if whole is not None and whole.identifier in known:
                continue
            typed = diagnostics.source.snippet(name.span)
            diagnostics.error(
                "E0217",
                f"`{typed}` can be the initial value of {state.identifier}, or a "
                "parameter",
                name.span,
                help=f"for a parameter declare it in the where block, `{typed} ∈ ℝ^h`; "
                "the initial value is given to forward and is not part of the cell",
            )
            return


def _is_condition(line: Statement, letter: str) -> bool:
    """`t = 0` behind `h_t = 0`."""
    match line.sides:
        case (Name() as name, Number() | Negation()):
            return plain_letter(name) == letter
    return False


def _at_one_step(
    line: Statement, condition: Statement, diagnostics: Diagnostics
) -> None:
    """An equation for one step alone: dropped if it is a zero in front of them all."""
    (_, step), value = condition.sides, line.sides[-1]
    if _is_start(step) and _is_zero(value):
        return
    diagnostics.error(
        "E0217",
        "this equation is for one step alone, and a cell is the same at every step",
        line.span | condition.span,
        help="remove it; an initial value is given to forward: state=State(...)",
    )


def _started(left: Node) -> Node | None:
    """The name of `h_0`, `h_{t=0}`, `h(-1)` without its index; None if it has none."""
    match left:
        case Juxtaposition(factors=(head, Group(bracket="(", items=(step,)))):
            return head if is_name(head) and _is_start(step) else None
        case Scripted(base=base, items=(step,)) if _is_start(step):
            return base
        case Scripted(base=base, bracket="=", items=(_, step)) if _is_start(step):
            return base
        case Accent(base=base):
            return _started(base)
    return None


def _is_start(node: Node) -> bool:
    """0, or -1 where the first step is 0."""
    match node:
        case Group(items=(inner,)):
            return _is_start(inner)
        case Number(text="0") | Negation(operand=Number(text="1")):
            return True
    return False


def _is_zero(node: Node) -> bool:
    match node:
        case Number(text=text):
            return not text.strip("0.")
        case Group(items=(inner,)):
            return _is_zero(inner)
        case Scripted(base=base):
            return _is_zero(base)
    return False
