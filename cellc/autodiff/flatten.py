"""Equations to statements in single assignment form.

In: a cell.  Out: a `Graph` in which every value is elementwise over symbols without
functions, or one function of symbols, or one contraction of symbols.  A name that the
spec gives is kept; what had none is named after what it is part of.
"""

from __future__ import annotations

from sympy import Expr, Number, Symbol

from cellc.ir import (
    BatchMean,
    Cell,
    Concat,
    Contract,
    Contraction,
    Count,
    Graph,
    Identity,
    Over,
    Repeat,
    Reshape,
    Statement,
    Zeros,
    is_timed,
    shape_of,
)
from cellc.ops import Elementwise, reduction


def flatten(cell: Cell) -> Graph:
    """The statements of a cell's equations."""
    graph = Graph.of(cell)
    for index, equation in enumerate(cell.equations):
        _Flattener(graph, index, equation.target).flatten(equation.value)
    return graph


class _Flattener:
    """Flattens one equation."""

    def __init__(self, graph: Graph, index: int, target: Symbol) -> None:
        self.graph = graph
        self.index = index
        self.target = target

    def flatten(self, value: Expr) -> None:
        opened = self._opened(value)
        variable = self.graph.variables[self.target]
        known = self.graph.variables
        alike = shape_of(opened, known) == variable.shape
        if variable.timed and not (alike and is_timed(opened, known)):
            if not isinstance(opened, Symbol | Number):
                opened = self.graph.define(f"{self.target.name}_value", opened)
            opened = Repeat(opened, *variable.shape)
        self.graph.add(Statement(self.target, opened, self.index))

    def _opened(self, value: Expr) -> Expr:
        """The value with everything under its first node made a symbol."""
        if isinstance(value, Over):
            return self._over(value.name, self._argument(value.operands[0]))
        if isinstance(value, Contraction):
            operands = tuple(self._operand(each) for each in value.operands)
            return value.with_operands(operands)
        if isinstance(value, Elementwise):
            return value.func(*(self._argument(each) for each in value.args))
        return self._elementwise(value)

    def _over(self, name: str, operand: Expr) -> Over:
        """The operation, with the number that it makes its value of, if one."""
        given = reduction(name).given
        if given is None or len(shape_of(operand, self.graph.variables)) > 1:
            return Over(name, operand)
        number = Over(given[0], operand)
        found = self.graph.define(self._name(number), number, equation=self.index)
        return Over(name, operand, given=found)

    def _elementwise(self, value: Expr) -> Expr:
        """Sums, products and powers stay; functions and contractions get a name."""
        if isinstance(value, Symbol | Number):
            return value
        if isinstance(value, Contraction | Elementwise):
            opened = self._opened(value)
            return self.graph.define(self._name(opened), opened, equation=self.index)
        # functions first: what they are applied to may stand beside them once more
        flat = {
            each: self._elementwise(each)
            for each in sorted(value.args, key=lambda arg: not arg.has(Elementwise))
        }
        whole = value.func(*(flat[each] for each in value.args))
        return self.graph.known(whole) or whole

    def _argument(self, value: Expr) -> Expr:
        flat = self._elementwise(value)
        if isinstance(flat, Symbol | Number):
            return flat
        name = f"{self.target.name}_pre"
        return self.graph.define(name, flat, equation=self.index)

    def _operand(self, value: Expr) -> Expr:
        flat = self._elementwise(value)
        if isinstance(flat, Symbol):
            return flat
        return self.graph.define(self._joined(flat), flat, equation=self.index)

    def _joined(self, value: Expr) -> str:
        """A name for an operand, after the names in it: `r_h` for r_t ⊙ h_{t-1}."""
        names = [
            each.name.removesuffix("_prev")
            for each in self.graph.symbols_in_order(value)
        ]
        return "_".join(dict.fromkeys(names[:3])) or f"{self.target.name}_value"

    def _name(self, value: Expr) -> str:
        match value:
            case Concat():
                operands = [each.name.removesuffix("_prev") for each in value.operands]
                return "_".join(dict.fromkeys(operands[:4]))
            case Contract() if len(value.operands) == 1:
                return f"{value.operands[0].name}_T"
            case Reshape():
                return f"{value.operands[0].name}_joined"
            case Over():
                operand = value.operands[0]
                named = operand in self.graph.cell.variables
                of = operand.name if named else self.target.name
                return f"{value.name}_{of}"
            case BatchMean():
                return f"{value.stem}_{self._moment_of(value.operands[0])}"
            case Count():
                return "count"
            case Identity():
                return "identity"
            case Zeros():
                return "component"
            case Contraction():
                names = [each.name.removesuffix("_prev") for each in value.operands]
                return "_by_".join(reversed(names))
        operation: Elementwise = value
        stem = self.target.name
        if len(value.args) == 1 and isinstance(value.args[0], Symbol):
            stem = value.args[0].name.removesuffix("_pre")
        return f"{operation.operation.name}_{stem}"

    def _moment_of(self, operand: Symbol) -> str:
        """What a mean over the batch is of; a variance, of what its mean is."""
        values = {each.target: each.value for each in self.graph.statements}
        for symbol in self.graph.symbols_in_order(values.get(operand, operand)):
            mean = values.get(symbol)
            if isinstance(mean, BatchMean):
                operand = mean.operands[0]
        return str(operand.name.removesuffix("_pre"))
