"""Reverse-mode differentiation: one sweep over the statements, last to first.

In: a `Graph` of a cell's statements.  Out: an `Adjoint`: the statements that compute
the gradients, in the same form.  Local derivatives of elementwise statements are
SymPy's; a contraction has one rule, its own form with one operand exchanged for the
cotangent.  The chain rule follows Griewank & Walther, "Evaluating Derivatives" (2008),
chapter 3.

A gradient with respect to `v` is called `d_v`.  What arrives from the step after is
`d_v_next`, for every state v; what leaves to the step before is `d_v_prev`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sympy import Add, Expr, Integer, Symbol, diff

from cellc.autodiff.defining import Defining, DefiningEach, ones
from cellc.ir import (
    BatchMean,
    BatchShare,
    Concat,
    Contract,
    Contraction,
    Graph,
    Over,
    Repeat,
    Reshape,
    Role,
    Slice,
    Statement,
    Zeros,
    operands_of,
    shape_of,
)
from cellc.ops import Elementwise, reduction


@dataclass(frozen=True)
class Piece:
    """A contribution to the positions `start` to `stop` of an axis."""

    axis: int
    start: Expr
    stop: Expr
    value: Symbol


@dataclass
class Adjoint:
    """The backward statements and where its inputs and results are.

    seeds: output -> the cotangent that `backward` is given for it.
    carries: state -> the gradient that arrives from the step after.
    gradients: parameter, input or state at t-1 -> its gradient (0 if it has none).
    """

    seeds: dict[Symbol, Symbol]
    carries: dict[Symbol, Symbol]
    gradients: dict[Symbol, Expr] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)


def differentiate(graph: Graph) -> Adjoint:
    """The adjoint of a graph's statements; adds its variables to the graph."""
    return _Sweep(graph).run()


class _Sweep:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.cell = graph.cell
        self.forward = tuple(graph.statements)
        self.contributions: dict[Symbol, list[Expr]] = {}
        self.pieces: dict[Symbol, list[Piece]] = {}
        self.arriving: set[Symbol] = set()
        self.wanted = self._reaching_leaves()
        self.uses = self._count_uses()

    def run(self) -> Adjoint:
        graph, cell = self.graph, self.cell
        adjoint = Adjoint({}, {})
        for output in cell.outputs:
            seed = self._cotangent_like(output, f"d_out_{output.name}")
            adjoint.seeds[output] = seed
            self._contribute(output, seed)
        for state in cell.states:
            carry = self._cotangent_like(state.current, f"d_{state.name}_next")
            adjoint.carries[state.current] = carry
            self.arriving.add(carry)
            self._contribute(state.current, carry)
        graph.statements = []
        for statement in reversed(self.forward):
            self._pull_back(statement)
        leaves = [state.previous for state in cell.states]
        for leaf in (*leaves, *cell.inputs, *cell.trained):
            gradient = self._total(leaf)
            if isinstance(gradient, Symbol):
                gradient = self._spread(gradient, leaf)
            adjoint.gradients[leaf] = gradient
        adjoint.statements = graph.statements
        graph.statements = list(self.forward)
        return adjoint

    def _cotangent_like(self, symbol: Symbol, name: str) -> Symbol:
        like = self.graph.variables[symbol]
        return self.graph.variable(name, like.shape, 2, Role.COTANGENT, -1)

    def _reaching_leaves(self) -> set[Symbol]:
        """Symbols through which a gradient flows to something that wants one."""
        wanted = {*self.cell.inputs, *self.cell.trained}
        wanted |= {state.previous for state in self.cell.states}
        for statement in self.forward:
            if not wanted.isdisjoint(statement.value.free_symbols):
                wanted.add(statement.target)
        return wanted

    def _count_uses(self) -> dict[Symbol, int]:
        """How many contributions each gradient will have."""
        uses: dict[Symbol, int] = {}
        for statement in self.forward:
            operands = operands_of(statement.value)
            if not isinstance(statement.value, Contraction):
                operands = tuple(statement.value.free_symbols)
            for symbol in operands:
                uses[symbol] = uses.get(symbol, 0) + 1
        for symbol in self.cell.outputs:
            uses[symbol] = uses.get(symbol, 0) + 1
        for state in self.cell.states:
            uses[state.current] = uses.get(state.current, 0) + 1
        return uses

    # ------------------------------------------------------------ contributions

    def _contribute(self, symbol: Symbol, value: Expr) -> None:
        if symbol in self.wanted and value != 0:
            self.contributions.setdefault(symbol, []).append(value)

    def _total(self, symbol: Symbol) -> Expr:
        """The gradient with respect to `symbol`, all its uses being known."""
        terms = list(self.contributions.get(symbol, ()))
        terms += self._assembled(symbol)
        if not terms:
            return Integer(0)
        total = Add(*terms)
        if isinstance(total, Symbol) and total not in self.arriving:
            return total
        return self._defined(f"d_{symbol.name}", total, symbol)

    def _defined(self, name: str, value: Expr, of: Symbol) -> Symbol:
        varies = self.graph.variables[of].varies
        return self.graph.define(name, value, varies=varies, role=Role.COTANGENT)

    def _part(self, value: Expr, of: Symbol, by: Symbol) -> Symbol:
        """A contribution to the gradient of `of`, by way of the value `by`."""
        name = f"d_{of.name}"
        if self.uses.get(of, 0) > 1:
            name = f"{name}_{by.name.removesuffix('_pre')}"
        return self._defined(name, value, of)

    def _assembled(self, symbol: Symbol) -> list[Expr]:
        """The pieces of a sliced value put together, gaps filled with zeros."""
        pieces = self.pieces.pop(symbol, [])
        shape = self.graph.variables[symbol].shape
        assembled: list[Expr] = []
        while pieces:
            axis = pieces[0].axis
            layer, position = [], Integer(0)
            for piece in self._in_order(pieces):
                gap = piece.start - position
                if piece.axis != axis or (gap != 0 and not _positive(gap)):
                    continue
                if gap != 0:
                    layer.append(self._zeros(shape, axis, gap))
                layer.append(piece.value)
                position = piece.stop
                pieces.remove(piece)
            rest = shape[axis] - position
            if rest != 0:
                layer.append(self._zeros(shape, axis, rest))
            whole = layer[0] if len(layer) == 1 else Concat(axis, *layer)
            if not isinstance(whole, Symbol):
                whole = self._defined(f"d_{symbol.name}", whole, symbol)
            assembled.append(whole)
        return assembled

    def _in_order(self, pieces: list[Piece]) -> list[Piece]:
        """Pieces by their start: a start of fewer terms lies inside a longer one."""
        return sorted(
            pieces,
            key=lambda each: (sum(_coefficients(each.start)), str(each.start)),
        )

    def _zeros(self, shape: tuple[Expr, ...], axis: int, size: Expr) -> Symbol:
        block = Zeros(*(*shape[:axis], size, *shape[axis + 1 :]))
        return self.graph.define("zeros", block, varies=0)

    # ------------------------------------------------------------ one statement

    def _pull_back(self, statement: Statement) -> None:
        target, value = statement.target, statement.value
        if target not in self.wanted:
            return
        cotangent = self._total(target)
        if cotangent == 0:
            return
        assert isinstance(cotangent, Symbol)
        if isinstance(value, Contraction):
            cotangent = self._spread(cotangent, target)
        match value:
            case Contract():
                self._pull_back_contract(value, cotangent, target)
            case Concat():
                self._pull_back_concat(value, cotangent, target)
            case Repeat():
                if isinstance(value.operand, Symbol):
                    self._scatter(value.operand, cotangent, target)
            case Slice():
                (operand,) = value.operands
                if operand in self.wanted:
                    piece = Piece(value.axis, value.start, value.stop, cotangent)
                    self.pieces.setdefault(operand, []).append(piece)
            case Reshape():
                (operand,) = value.operands
                shape = self.graph.variables[operand].shape
                back = Reshape(cotangent, *shape)
                self._contribute(operand, self._part(back, operand, target))
            case Over():
                self._pull_back_over(value, cotangent, target)
            case BatchMean():
                (operand,) = value.operands
                share = BatchShare(cotangent)
                self._contribute(operand, self._part(share, operand, target))
            case Elementwise():
                derivatives = value.operation_derivatives(target)
                for argument, derivative in zip(value.args, derivatives, strict=True):
                    if isinstance(argument, Symbol):
                        self._scatter(argument, cotangent * derivative, target)
            case _:
                slopes = self._derivatives(value)
                for symbol in self.graph.symbols_in_order(value):
                    self._scatter(symbol, cotangent * slopes[symbol], target)

    def _spread(self, cotangent: Symbol, target: Symbol) -> Symbol:
        """A gradient of a vector that is one number, as behind a sum, as a vector."""
        shape = self.graph.variables[target].shape
        if len(self.graph.variables[cotangent].shape) == len(shape):
            return cotangent
        zeros = self.graph.define("zeros", Zeros(*shape), varies=0)
        return self._defined(f"d_{target.name}_spread", zeros + cotangent, target)

    def _derivatives(self, value: Expr) -> dict[Symbol, Expr]:
        """Partial derivatives; term by term, so that long sums take linear time."""
        slopes: dict[Symbol, list[Expr]] = {}
        for term in Add.make_args(value):
            for symbol in term.free_symbols & self.graph.variables.keys():
                slopes.setdefault(symbol, []).append(diff(term, symbol))
        return {symbol: Add(*terms) for symbol, terms in slopes.items()}

    def _scatter(self, symbol: Symbol, value: Expr, target: Symbol) -> None:
        """Contribute a value, summed over the axes that `symbol` does not have."""
        if symbol not in self.wanted or value == 0:
            return
        variable = self.graph.variables[symbol]
        result = self.graph.variables[target]
        same_shape = len(variable.shape) == len(result.shape)
        if same_shape and variable.varies == result.varies:
            self._contribute(symbol, value)
            return
        labels = "ijkl"[: len(result.shape)]
        kept = labels if same_shape else ""
        if not isinstance(value, Symbol):
            value = self._defined(f"d_{symbol.name}_terms", value, target)
        value = self._spread(value, target)
        summed = Contract(f"{labels}->{kept}", value)
        self._contribute(symbol, self._part(summed, symbol, target))

    def _pull_back_contract(
        self, value: Contract, cotangent: Symbol, target: Symbol
    ) -> None:
        """Exchange the operand for the cotangent, and its labels for the result's."""
        for index, operand in enumerate(value.operands):
            if operand not in self.wanted:
                continue
            others = [
                (labels, each)
                for position, (labels, each) in enumerate(
                    zip(value.labels, value.operands, strict=True)
                )
                if position != index
            ]
            labels = value.labels[index]
            available = {*value.result, *"".join(each for each, _ in others)}
            if not set(labels) <= available:
                kept = "".join(each for each in labels if each in available)
                # the operand is summed over an axis of its own: its gradient is spread
                part = cotangent
                if others or kept:
                    part = self._over_missing(
                        value, cotangent, others, labels, kept, operand
                    )
                self._contribute(operand, part)
                continue
            subscripts = ",".join([value.result, *(each for each, _ in others)])
            node = Contract(
                f"{subscripts}->{labels}", cotangent, *(each for _, each in others)
            )
            self._contribute(operand, self._part(node, operand, target))

    def _over_missing(
        self,
        value: Contract,
        cotangent: Symbol,
        others: list[tuple[str, Expr]],
        labels: str,
        kept: str,
        operand: Symbol,
    ) -> Symbol:
        """The gradient along the axes that are left, the same along the others."""
        name = f"d_{operand.name}_sum"
        if others or kept != value.result:
            subscripts = ",".join([value.result, *(each for each, _ in others)])
            values = (each for _, each in others)
            node = Contract(f"{subscripts}->{kept}", cotangent, *values)
            cotangent = self._defined(name, node, operand)
        shape = dict(zip(labels, self.graph.variables[operand].shape, strict=True))
        missing = "".join(each for each in labels if each not in kept)
        filled = ones(self.graph, *(shape[each] for each in missing))
        spread = Contract(f"{kept},{missing}->{labels}", cotangent, filled)
        return self._defined(f"{name}_spread", spread, operand)

    def _pull_back_concat(
        self, value: Concat, cotangent: Symbol, target: Symbol
    ) -> None:
        start: Expr = Integer(0)
        for operand in value.operands:
            stop = start + shape_of(operand, self.graph.variables)[value.axis]
            if operand in self.wanted:
                part = Slice(cotangent, value.axis, start, stop)
                varies = self.graph.variables[operand].varies
                if varies == self.graph.variables[target].varies:
                    self._contribute(operand, self._part(part, operand, target))
                else:
                    piece = self._defined(f"d_{operand.name}_part", part, target)
                    labels = "ijkl"[: len(self.graph.variables[operand].shape)]
                    summed = Contract(f"{labels}->{labels}", piece)
                    self._contribute(operand, self._part(summed, operand, target))
            start = stop

    def _pull_back_over(self, value: Over, cotangent: Symbol, target: Symbol) -> None:
        operand = value.operands[0]
        gradient = reduction(value.name).gradient
        assert isinstance(operand, Symbol)
        assert gradient is not None
        *several, size = self.graph.variables[operand].shape
        nodes = Defining(self.graph, size, target, value.axis)
        if several and value.axis == -1:
            each = DefiningEach(self.graph, size, target, several=len(several))
            if not reduction(value.name).keeps:
                cotangent, target = map(each.spread, (cotangent, target))
            nodes = each
        found = gradient(cotangent, operand, target, nodes)
        if isinstance(found, Over):
            found = self._part(found, operand, target)
        else:
            found = nodes.opened(found)
        self._contribute(operand, found)


def _positive(size: Expr) -> bool:
    return all(each > 0 for each in _coefficients(size))


def _coefficients(size: Expr) -> list[int]:
    return [int(term.as_coeff_Mul()[0]) for term in Add.make_args(size)]
