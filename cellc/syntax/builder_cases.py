"""AST nodes of values by cases, and what every rule's method stands on."""

from __future__ import annotations

from typing import Any

from lark import Token, Transformer

from cellc.diagnostics import Span
from cellc.syntax.environments import span_of
from cellc.syntax.nodes import (
    Accent,
    Cases,
    Comparison,
    Group,
    Indicator,
    Name,
    Node,
    Scripted,
)

Children = list[Any]


def span_between(first: Any, last: Any) -> Span:
    start = span_of(first) if isinstance(first, Token) else first.span
    end = span_of(last) if isinstance(last, Token) else last.span
    return Span(start.start, end.end)


def unbraced(node: Node) -> Node:
    """A name in braces, `{\\tilde c}_t`, is the name."""
    while isinstance(node, Group) and node.bracket == "{" and len(node.items) == 1:
        (inner,) = node.items
        if not isinstance(inner, Name | Accent | Scripted | Group):
            break
        node = inner
    return node


class CasesBuilder(Transformer[Token, Node]):
    """The rules `branches`, `condition` and what uses them."""

    def branch(self, children: Children) -> tuple[Node, Node | None]:
        """A value and its condition, None for `otherwise` and where none is."""
        value, *rest = children
        conditions = [each for each in rest if not isinstance(each, Token | None)]
        return unbraced(value), conditions[0] if conditions else None

    def branches(self, children: Children) -> Children:
        return [each for each in children if not isinstance(each, Token)]

    def cases(self, children: Children) -> Cases:
        branches = children[1]
        values = tuple(value for value, _ in branches)
        conditions = tuple(condition for _, condition in branches)
        span = span_between(children[0], children[-1])
        return Cases(values, conditions[:-1], conditions[-1], span)

    def comparison(self, children: Children) -> Comparison:
        """`0 < a < 1` is both of its parts."""
        found: Comparison | None = None
        for left, sign, right in zip(
            children[::2], children[1::2], children[2::2], strict=False
        ):
            part = Comparison(str(sign), left, right, span_between(left, right))
            found = part if found is None else self.both([found, None, part])
        assert found is not None
        return found

    def both(self, children: Children) -> Comparison:
        left, right = children[0], children[-1]
        return Comparison("and", left, right, span_between(left, right))

    def either(self, children: Children) -> Comparison:
        left, right = children[0], children[-1]
        return Comparison("or", left, right, span_between(left, right))

    def indicator(self, children: Children) -> Indicator:
        return Indicator(children[1], span_between(children[0], children[-1]))
