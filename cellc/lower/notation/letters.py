"""Letters written together: in `Wx_t` the matrix W stands before the vector x_t."""

from __future__ import annotations

from dataclasses import replace

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.notation.index import indices_of
from cellc.lower.notation.walk import is_name, rewritten_statement
from cellc.syntax.nodes import Accent, Juxtaposition, Name, Node, Scripted, Statement


def separated(
    equations: tuple[Statement, ...], time: str | None, diagnostics: Diagnostics
) -> tuple[Statement, ...]:
    """Read one upper-case and one lower-case letter with a time index as a product.

    LaTeX sets `Wx_t` and `W x_t` alike.  What some equation defines is one name.
    """
    defined = {_base(each.sides[0]) for each in equations}

    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        text = _base(node)
        if (
            len(text) != 2
            or not (text[0].isupper() and text[1].islower() and text.isascii())
            or text in defined
            or not any(index.letter == time for index, _ in indices_of(node))
        ):
            return node
        diagnostics.note(
            "N0611",
            f"`{text}` is read as the product of {text[0]} and {text[1]}",
            node.span,
            help=f"write {text[0]} {text[1]}; a name of two letters is not used here",
        )
        start = node.span.start
        matrix = Name(text[0], Span(start, start + 1))
        return Juxtaposition((matrix, _without_first(node)), node.span)

    return tuple(rewritten_statement(each, rule) for each in equations)


def _base(node: Node) -> str:
    while isinstance(node, Scripted | Accent):
        node = node.base
    return node.text if isinstance(node, Name) else ""


def _without_first(node: Node) -> Node:
    """The name without its first letter."""
    span = Span(node.span.start + 1, node.span.end)
    match node:
        case Scripted(base=base) | Accent(base=base):
            return replace(node, base=_without_first(base), span=span)
        case Name(text=text):
            return replace(node, text=text[1:], span=span)
    return node
