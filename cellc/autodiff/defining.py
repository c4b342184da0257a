"""The nodes of the gradient of an operation over components, as statements.

In: what a gradient of `cellc/ops/reductions.py` asks for.  Out: the symbols of new
statements of the graph.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Integer, Symbol

from cellc.ir import Contract, Count, Graph, Over, Role, Zeros
from cellc.ops import reduction


def ones(graph: Graph, *shape: Expr) -> Symbol:
    """An array of ones, the same for all gradients that need it."""
    return graph.define("ones", Zeros(*shape) + Integer(1), varies=0)


@dataclass(frozen=True)
class Defining:
    """The nodes of a gradient, each a statement of its own."""

    graph: Graph
    size: Expr
    target: Symbol
    axis: int = -1

    def _defined(self, name: str, node: Expr) -> Symbol:
        graph, target = self.graph, self.target
        varies, name = graph.variables[target].varies, f"d_{target.name}_{name}"
        return graph.define(name, node, varies=varies, role=Role.COTANGENT)

    def _symbol(self, value: Expr) -> Symbol:
        return value if isinstance(value, Symbol) else self._defined("part", value)

    def dot(self, left: Expr, right: Expr) -> Expr:
        node = Contract("i,i->", self._symbol(left), self._symbol(right))
        return self._defined("dot", node)

    def total(self, operand: Expr) -> Expr:
        return self._defined("sum", Contract("i->", self._symbol(operand)))

    def over(self, name: str, operand: Expr) -> Expr:
        return Over(name, self._symbol(operand), self.axis)

    def opened(self, gradient: Expr) -> Expr:
        """A gradient in which what mixes components has a name."""
        nodes = sorted(gradient.atoms(Over), key=str)
        return gradient.xreplace(
            {each: self._defined(each.name, each) for each in nodes}
        )

    def count(self) -> Expr:
        return self.graph.define("count", Count(self.size))


@dataclass(frozen=True)
class DefiningEach(Defining):
    """The same for several vectors side by side, as of heads: one number for each.

    A number is spread over the components that it stands beside.
    several: how many axes stand in front of that of the components.
    """

    several: int = 1

    @property
    def _front(self) -> str:
        return "acdefgh"[: self.several]

    def spread(self, number: Expr) -> Symbol:
        form = f"{self._front},i->{self._front}i"
        node = Contract(form, self._symbol(number), self._ones())
        return self._defined("spread", node)

    def _ones(self) -> Symbol:
        return ones(self.graph, self.size)

    def dot(self, left: Expr, right: Expr) -> Expr:
        return self.total(self._symbol(left) * self._symbol(right))

    def total(self, operand: Expr) -> Expr:
        form = f"{self._front}i,j->{self._front}j"
        node = Contract(form, self._symbol(operand), self._ones())
        return self._defined("sum", node)

    def over(self, name: str, operand: Expr) -> Expr:
        found = super().over(name, operand)
        return found if reduction(name).keeps else self.spread(found)
