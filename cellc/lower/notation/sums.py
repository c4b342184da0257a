"""Where a sum ends: `\\sum_i w_{ij} \\cdot x_i` goes over the whole product."""

from __future__ import annotations

from dataclasses import replace

from cellc.lower.notation.component_forms import sum_letter
from cellc.lower.notation.time import letters_of
from cellc.lower.notation.walk import rewritten, rewritten_statement, with_children
from cellc.syntax.nodes import Binary, Juxtaposition, Node, Statement


def over_products(equations: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """The equations with every sum in front of the product that it goes over."""
    return tuple(rewritten_statement(each, _rule) for each in equations)


def _rule(node: Node) -> Node | None:
    if not isinstance(node, Binary) or node.operator not in ("·", "*", "×"):
        return None
    inner = with_children(node, lambda each: rewritten(each, _rule))
    assert isinstance(inner, Binary)
    behind = {letter for letter, _ in letters_of(inner.right)}
    match inner.left:
        case Juxtaposition(factors=factors):
            for at, factor in enumerate(factors[:-1]):
                if sum_letter(factor) in behind:
                    rest = factors[at + 1 :]
                    left = rest[0]
                    if len(rest) > 1:
                        left = Juxtaposition(rest, rest[0].span | rest[-1].span)
                    product = replace(inner, left=left, span=left.span | inner.span)
                    return Juxtaposition((*factors[: at + 1], product), inner.span)
    return inner
