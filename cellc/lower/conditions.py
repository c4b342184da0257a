"""Values by cases and indicators: conditions as signs of numbers.

`a < b` holds where the margin `b - a` is greater than 0, `a ≤ b` where `a - b` is not.
So a value by cases is the operation `where` of a margin and two values, and nothing but
the values has a gradient.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sympy import Integer

from cellc.diagnostics import Span
from cellc.lower.lists import Lists
from cellc.lower.numbers import read_number
from cellc.lower.terms import Apply, Constant, Negative, Product, Sum, Term
from cellc.lower.truths import known_truth
from cellc.ops import operation
from cellc.syntax.nodes import Cases, Comparison, Group, Indicator, Node

_OPPOSITE = {"=": "≠", "≠": "=", "<": "≥", "≥": "<", ">": "≤", "≤": ">"}
_TURNED = {"=": "=", "≠": "≠", "<": ">", ">": "<", "≤": "≥", "≥": "≤"}


class _Truth(NamedTuple):
    """What holds where `margin` is greater than 0; with `negated`, where it is not."""

    margin: Term
    negated: bool


@dataclass
class Conditions(Lists):
    """Reads values by cases."""

    def _cases(self, node: Cases) -> Term:
        self._note_last(node)
        values = [node.values[-1]]
        conditions: list[Node] = []
        for value, condition in zip(
            reversed(node.values[:-1]), reversed(node.conditions), strict=True
        ):
            known = self._known_truth(condition)
            if known is True:  # what stands behind it is never reached
                values, conditions = [value], []
            elif known is None:
                values.append(value)
                conditions.append(condition)
        result = self._term(values[0])
        for value, condition in zip(values[1:], conditions, strict=True):
            chosen = self._term(value)
            margin, negated = self._truth(condition)
            pair = (result, chosen) if negated else (chosen, result)
            result = self._weighed(
                Apply(operation("where"), (margin, *pair), node.span)
            )
        return result

    def _indicator(self, node: Indicator) -> Term:
        known = self._known_truth(node.condition)
        if known is not None:
            return self._weighed(Constant(Integer(int(known)), node.span))
        return self._number_of(self._truth(node.condition), node.span)

    def _note_last(self, node: Cases) -> None:
        """The last value is taken where none of the conditions holds."""
        if node.last is None or (
            len(node.conditions) == 1
            and self._are_opposite(node.conditions[0], node.last)
        ):
            return
        written = self.diagnostics.source.snippet(node.last.span)
        self.diagnostics.note(
            "N0681",
            f"the last case is taken wherever no other condition holds, not only where "
            f"`{written}`",
            node.last.span,
            help="write `otherwise` for the last case if that is what is meant",
        )

    # ------------------------------------------------------------ conditions

    def _truth(self, node: Node) -> _Truth:
        while isinstance(node, Group) and len(node.items) == 1:
            (node,) = node.items
        assert isinstance(node, Comparison)
        if node.operator in ("and", "or"):
            left, right = (
                self._number_of(self._truth(each), each.span)
                for each in (node.left, node.right)
            )
            if node.operator == "and":
                both = Product("*", left, right, node.span, node.span)
                return _Truth(self._weighed(both), False)
            return _Truth(self._weighed(Sum(left, right, node.span)), False)
        left, right = self._term(node.left), self._term(node.right)
        if node.operator in ("<", "≥"):
            left, right = right, left
        margin = self._difference(left, right, node.span)
        if node.operator in ("=", "≠"):
            margin = self._weighed(Apply(operation("abs"), (margin,), node.span))
        return _Truth(margin, node.operator in ("=", "≤", "≥"))

    def _difference(self, left: Term, right: Term, span: Span) -> Term:
        if isinstance(right, Constant) and right.value == 0:
            return left
        if isinstance(left, Constant) and left.value == 0:
            return self._weighed(Negative(right, span))
        negative = self._weighed(Negative(right, right.span))
        return self._weighed(Sum(left, negative, span))

    def _number_of(self, truth: _Truth, span: Span) -> Term:
        """1 where it holds, 0 elsewhere."""
        step = self._weighed(Apply(operation("step"), (truth.margin,), span))
        if not truth.negated:
            return step
        one = self._weighed(Constant(Integer(1), span))
        negative = self._weighed(Negative(step, span))
        return self._weighed(Sum(one, negative, span))

    def _known_truth(self, node: Node) -> bool | None:
        return known_truth(
            node, lambda each: read_number(each, self.numbers, self.used)
        )

    def _are_opposite(self, one: Node, other: Node) -> bool:
        """Whether exactly one of two holds: `a < b` and `a ≥ b`, or `b ≤ a`."""
        if not (isinstance(one, Comparison) and isinstance(other, Comparison)):
            return False
        if one.operator not in _OPPOSITE or other.operator not in _OPPOSITE:
            return False
        sides, others = (
            tuple(self._written(each) for each in (node.left, node.right))
            for node in (one, other)
        )
        if sides == others:
            return other.operator == _OPPOSITE[one.operator]
        turned = _TURNED[other.operator]
        return sides == others[::-1] and turned == _OPPOSITE[one.operator]

    def _written(self, node: Node) -> str:
        return "".join(self.diagnostics.source.snippet(node.span).split())
