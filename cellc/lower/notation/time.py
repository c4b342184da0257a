"""Time: whatever letter it has and wherever it stands, as a subscript t.

`h_n`, `h^{(k)}`, `h(n-1)`, `h'` beside `h`, `h_{\\text{prev}}`, and `h_{n+1}` made from
`h_n` all say which step a value is of.  Which letter is time is decided for the block
as a whole; a name that is defined at t+1 is written one step earlier everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from cellc.diagnostics import Diagnostics, Source
from cellc.lower.names import is_round, read_name
from cellc.lower.notation.component_forms import sum_letter
from cellc.lower.notation.index import (
    TIME,
    Index,
    argument_index,
    at_time,
    indices_of,
    with_index,
)
from cellc.lower.notation.walk import (
    Rewrite,
    is_function,
    is_name,
    names_in,
    nodes_in,
    rewritten,
    rewritten_statement,
)
from cellc.syntax.nodes import (
    Group,
    Juxtaposition,
    Node,
    Scripted,
    Statement,
)


def letters_of(side: Node) -> list[tuple[str, int]]:
    found = [
        (index.letter, index.offset)
        for name in names_in(side)
        for index, _ in indices_of(name)
    ]
    return found + [
        (index.letter, index.offset)
        for node in nodes_in(side)
        if isinstance(node, Juxtaposition)
        for _, index in arguments_of(node)
    ]


def arguments_of(node: Juxtaposition) -> list[tuple[Node, Index]]:
    pairs = pairwise(node.factors)
    found = []
    for head, group in pairs:
        read = argument_index(Juxtaposition((head, group), node.span))
        if read is not None and not is_function(read[0]):
            found.append(read)
    return found


# ---------------------------------------------------------------- rewriting


def as_time(
    statement: Statement, letter: str, functions: frozenset[str] = frozenset()
) -> Statement:
    """The statement with `letter` written t, and arguments as subscripts.

    functions: names that the text defines as functions; a letter below is their label.
    """

    def rule(node: Node) -> Node | None:
        if is_name(node):
            if functions and _identifier(node) in functions:
                return node
            return with_index(node, letter, 0)
        if isinstance(node, Juxtaposition):
            return _with_arguments(node, letter, rule)
        return None

    return rewritten_statement(statement, rule)


def _with_arguments(node: Juxtaposition, letter: str, rule: Rewrite) -> Node:
    factors: list[Node] = []
    index = 0
    while index < len(node.factors):
        head = node.factors[index]
        following = node.factors[index + 1 : index + 2]
        power: Scripted | None = None
        if following and isinstance(following[0], Scripted):
            power = following[0]
            following = (power.base,)
        read = argument_index(Juxtaposition((head, *following), node.span))
        if read is not None and read[1].letter == letter and not is_function(head):
            span = head.span | following[0].span
            timed = replace(at_time(head, read[1].offset), span=span)
            factors.append(replace(power, base=timed) if power else timed)
            index += 2
        elif letter != TIME and _is_labelled_function(head, following):
            factors.append(head)
            index += 1
        else:
            factors.append(rewritten(head, rule))
            index += 1
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors))


def _is_labelled_function(head: Node, following: tuple[Node, ...]) -> bool:
    """`\\sigma_s(...)`: the letter below is a label, whatever else it counts."""
    while isinstance(head, Scripted) and head.position == "sub":
        head = head.base
    return bool(following) and is_round(following[0]) and is_function(head)


def _identifier(node: Node) -> str:
    name = read_name(node, Diagnostics(Source("")))
    return name.identifier if name is not None else ""


def defined_functions(lines: Iterable[object]) -> frozenset[str]:
    """What `\\sigma_s = \\tanh` and `f_k(a) = ...` define."""
    found: set[str] = set()
    for line in lines:
        match line:
            case Statement(sides=(Juxtaposition(factors=(head, Group())), _)):
                found.add(_identifier(head))
            case Statement(sides=(left, right)) if is_name(left) and is_function(right):
                found.add(_identifier(left))
    return frozenset(found - {""})


def refuse_powers_of_time(
    equations: tuple[Statement, ...], letter: str, diagnostics: Diagnostics
) -> None:
    """`γ^t` where time stands below everywhere: a power, or a slip."""
    places = [
        (name, script)
        for each in equations
        for side in each.sides
        for name in names_in(side)
        for index, script in indices_of(name)
        if index.letter == letter
    ]
    lefts = {
        script.position
        for each in equations
        for index, script in indices_of(each.sides[0])
        if index.letter == letter
    }
    if lefts != {"sub"}:
        return
    for name, script in places:
        if script.position == "super" and sum_letter(name) not in (None, letter):
            diagnostics.error(
                "E0215",
                f"`{diagnostics.source.snippet(name.span)}` is a sum over the steps so "
                "far, and an equation has values of this step and of some before it",
                name.span,
                help="write a state that adds up: s_t = s_{t-1} + W x_t",
            )
            return
        if script.position == "super" and script.bracket in ("", "{"):
            typed = diagnostics.source.snippet(name.span)
            diagnostics.error(
                "E0208",
                f"`{typed}` can be a power with the number of the step, or a value at "
                "that step; time stands below in this text",
                name.span,
                help="write the time below; the number of the step is no value yet",
            )
