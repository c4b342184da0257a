"""One letter for two names: `a = σ(Λ)`, the same at every step, and `a_t = a ⊙ r_t`.

In: equations whose time is a subscript t.  The name with the index gets it as a label
too, so that the two differ.  Without an equation or a declaration for the one without
index, the index may have been forgotten; that is for the resolver to refuse.
"""

from __future__ import annotations

from collections.abc import Sequence

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.walk import Rewrite, is_function, is_name, names_in
from cellc.lower.numbers import read_number
from cellc.syntax.nodes import Declaration, Name, Node, Output, Scripted, Statement

Fact = Statement | Declaration | Output


def told_apart(
    equations: tuple[Statement, ...],
    facts: Sequence[Fact],
    letter: str,
    diagnostics: Diagnostics,
) -> Rewrite | None:
    """The rule that labels the names with an index; None if there are none."""
    silent = Diagnostics(diagnostics.source)
    heads = [_head(each, silent) for each in equations]
    timed = {
        each.identifier: each.span
        for each in heads
        if each is not None and each.lag is not None
    }
    settled = {**_declared(facts, silent), **_lasting(equations, heads, silent)}
    used = {
        name.identifier
        for each in equations
        for side in each.sides
        for node in names_in(side)
        if (name := read_name(node, silent)) is not None and name.lag is None
    }
    both = [each for each in settled if each in timed and each in used]
    for each in both:
        one, other = (
            diagnostics.source.snippet(span) for span in (settled[each], timed[each])
        )
        diagnostics.note(
            "N0630",
            f"`{one}` is the same at every step and `{other}` is not: they are read as "
            "two names",
            timed[each],
            labels=(Label(settled[each], "without a time index"),),
            help="give one of them another letter to make that plain",
        )
    if not both:
        return None

    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        name = read_name(node, silent)
        if name is None or name.lag is None or name.identifier not in both:
            return node
        label = Name(f"\\{letter}", node.span)
        return Scripted(node, "sub", (label,), "{", node.span)

    return rule


def _head(statement: Statement, silent: Diagnostics) -> ReadName | None:
    if len(statement.sides) != 2 or is_function(statement.sides[1]):
        return None
    return read_name(statement.sides[0], silent)


def _declared(facts: Sequence[Fact], silent: Diagnostics) -> dict[str, Span]:
    """Names without time that the where block says to be constants or parameters."""
    found: dict[str, Span] = {}
    for fact in facts:
        for node in _settled(fact):
            name = read_name(node, silent)
            if name is not None and name.lag is None:
                found[name.identifier] = name.span
    return found


def _settled(fact: Fact) -> tuple[Node, ...]:
    match fact:
        case Declaration(role=Name(text="parameter")):
            return fact.names
        case Declaration() if fact.value is not None:
            return fact.names
        case Statement(sides=(left, value)) if read_number(value) is not None:
            return (left,)
    return ()


def _lasting(
    equations: tuple[Statement, ...],
    heads: Sequence[ReadName | None],
    silent: Diagnostics,
) -> dict[str, Span]:
    """Names without time whose equations do not vary with it."""
    found = {
        head.identifier: (head.span, _used(each.sides[1], silent))
        for each, head in zip(equations, heads, strict=True)
        if head is not None and head.lag is None
    }
    defined = {*found}
    while True:
        lasting = {
            key: (span, names)
            for key, (span, names) in found.items()
            if not any(
                each.lag is not None
                or (each.identifier in defined and each.identifier not in found)
                for each in names
            )
        }
        if len(lasting) == len(found):
            return {key: span for key, (span, _) in lasting.items()}
        found = lasting


def _used(side: Node, silent: Diagnostics) -> list[ReadName]:
    names = [read_name(each, silent) for each in names_in(side)]
    return [each for each in names if each is not None]
