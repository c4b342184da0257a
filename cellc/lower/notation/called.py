"""Concatenations written as libraries call them: `concat(h_{t-1}, x_t)`.

Two values or more are what brackets hold, `[h_{t-1}, x_t]`.  `vstack` and `hstack` put
rows of numbers below or beside each other; with column vectors they are the same, which
is told in a note.
"""

from __future__ import annotations

from dataclasses import replace

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.notation.walk import Rewrite, rewritten, rewritten_statement
from cellc.syntax.nodes import (
    Accent,
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Node,
    Output,
    Scripted,
    Spec,
    Statement,
)

_PLAIN = frozenset(["concat", "concatenate", "concatenation", "cat"])
_STACKED = frozenset(["vstack", "hstack"])


def with_concatenations(spec: Spec, diagnostics: Diagnostics) -> Spec:
    """The spec with brackets in the place of such calls; what it defines is its own."""
    lines = (*spec.equations, *spec.facts)
    known = {_base(name) for line in lines for name in _left(line)}

    def rule(node: Node) -> Node | None:
        if not isinstance(node, Juxtaposition):
            return None
        factors: list[Node] = []
        waiting = [*node.factors]
        while waiting:
            factor = waiting.pop(0)
            listed = _called(factor, waiting, known)
            if listed is None:
                factors.append(rewritten(factor, rule))
                continue
            span = factor.span | waiting.pop(0).span
            if _base(factor).lower() in _STACKED:
                _note(span, listed, diagnostics)
            items = tuple(rewritten(each, rule) for each in listed)
            factors.append(Group("[", items, span))
        if len(factors) == 1:
            return factors[0]
        return replace(node, factors=tuple(factors))

    return _changed(spec, rule)


def _called(
    function: Node, behind: list[Node], known: set[str]
) -> tuple[Node, ...] | None:
    """The values that a call puts together; None if it is none."""
    if not isinstance(function, Name) or not behind or function.text in known:
        return None
    if function.text.removeprefix("\\").lower() not in _PLAIN | _STACKED:
        return None
    match behind[0]:
        case Group(bracket="(" | "[", items=(Group(bracket="(" | "[", items=items),)):
            pass
        case Group(bracket="(" | "[", items=items):
            pass
        case _:
            return None
    return items if len(items) > 1 else None


def _note(span: Span, items: tuple[Node, ...], diagnostics: Diagnostics) -> None:
    typed = "; ".join(diagnostics.source.snippet(each.span) for each in items)
    diagnostics.note(
        "N0620",
        f"`{diagnostics.source.snippet(span)}` is read as the concatenation of vectors",
        span,
        help=f"write [{typed}]",
    )


def _left(line: Statement | Declaration | Output) -> tuple[Node, ...]:
    return line.sides[:1] if isinstance(line, Statement) else line.names


def _base(node: Node) -> str:
    if isinstance(node, Juxtaposition):
        node = node.factors[0]
    while isinstance(node, Scripted | Accent):
        node = node.base
    return node.text if isinstance(node, Name) else ""


def _changed(spec: Spec, rule: Rewrite) -> Spec:
    equations = tuple(rewritten_statement(each, rule) for each in spec.equations)
    facts = tuple(
        rewritten_statement(each, rule) if isinstance(each, Statement) else each
        for each in spec.facts
    )
    return replace(spec, equations=equations, facts=facts)
