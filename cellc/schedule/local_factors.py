"""Local derivatives leave the backward loop: what needs no gradient is known before.

In: the statements of the backward loop.  Out: statements that compute the same, in
which a gradient is multiplied by one value that forward alone decides, such as
∂h/∂C = o (1 - tanh² C).  Those values are computed for a block of steps at once, which
fits the cache (`Parts.block`).

The terms of the chain rule may be put together in any order: Griewank & Walther,
"Evaluating Derivatives" (2008), chapter 9.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sympy import Add, Expr, Integer, Mul, Symbol, diff

from cellc.ir import (
    Concat,
    Contraction,
    Graph,
    Role,
    Slice,
    Statement,
    is_timed,
    shape_of,
)
from cellc.passes import dependents, in_dependency_order


def with_local_factors(
    statements: list[Statement],
    loop: set[Symbol],
    arriving: set[Symbol],
    fixed: set[Symbol],
    graph: Graph,
) -> tuple[list[Statement], frozenset[Symbol]]:
    """The statements anew, and which of them are values of a block of steps.

    Arguments:
        statements: the adjoint, in order.
        loop: what is computed in the loop.
        arriving: the gradients that come from the step after.
        fixed: results, which keep a statement of their own.
    """
    before = graph.statements
    graph.statements = []
    factoring = _Factoring(graph, loop, dependents(statements, arriving), fixed)
    done = factoring.run(statements)
    made = [each for each in graph.statements if each.target in factoring.made]
    graph.statements = before
    local = frozenset(factoring.local)
    return in_dependency_order([*made, *done]), local


@dataclass
class _Factoring:
    graph: Graph
    loop: set[Symbol]
    varying: set[Symbol]  # with the gradient that arrives
    fixed: set[Symbol]
    values: dict[Symbol, Expr] = field(default_factory=dict)
    made: set[Symbol] = field(default_factory=set)
    local: set[Symbol] = field(default_factory=set)

    def run(self, statements: list[Statement]) -> list[Statement]:
        self.values = {each.target: each.value for each in statements}
        equations = {each.target: each.equation for each in statements}
        for target in [each.target for each in statements]:
            self._distribute(target)
        self._inline()
        for target in [*self.values]:
            if self._is_elementwise(target):
                self.values[target] = self._factored(target)
        return [
            Statement(target, value, equations.get(target))
            for target, value in self.values.items()
        ]

    def _is_elementwise(self, target: Symbol) -> bool:
        value = self.values.get(target)
        return (
            value is not None
            and target in self.loop
            and target in self.varying
            and not isinstance(value, Contraction)
            and not value.has(Contraction)
        )

    def _readers(self) -> dict[Symbol, list[Symbol]]:
        readers: dict[Symbol, list[Symbol]] = {}
        for target, value in self.values.items():
            for symbol in value.free_symbols:
                readers.setdefault(symbol, []).append(target)
        return readers

    # ------------------------------------------------------------ the parts of a stack

    def _distribute(self, target: Symbol) -> None:
        """`[d_f; d_i] * s'` part by part: `[d_f * s'[:h]; d_i * s'[h:]]`."""
        if not self._is_elementwise(target) or target in self.fixed:
            return
        value = self.values[target]
        stacks = [
            symbol
            for symbol in value.free_symbols & self.varying
            if isinstance(self.values.get(symbol), Concat)
        ]
        if len(stacks) != 1 or len(value.free_symbols & self.varying) != 1:
            return
        (stack,) = stacks
        whole = self.values[stack]
        assert isinstance(whole, Concat)
        if stack in self.fixed or self._readers()[stack] != [target] or whole.axis:
            return
        if self.varying.issuperset(whole.operands):  # all of it stays in the loop
            value = self._with_local_slope(value, stack, target)
        parts: list[Symbol] = []
        start: Expr = Integer(0)
        for operand in whole.operands:
            stop = start + shape_of(operand, self.graph.variables)[0]
            exchanged = {stack: operand}
            for symbol in value.free_symbols & self.graph.variables.keys() - {stack}:
                if self.graph.variables[symbol].shape:
                    exchanged[symbol] = self._part(symbol, start, stop)
            part = self._define(f"{operand.name}_pre", value.xreplace(exchanged))
            self.varying.add(part)
            self.loop.add(part)
            parts.append(part)
            start = stop
        del self.values[stack]
        self.values[target] = Concat(0, *parts)

    def _with_local_slope(self, value: Expr, stack: Symbol, target: Symbol) -> Expr:
        """`stack * s * (1 - s)` with the slope of all parts computed in one piece."""
        slope = diff(value, stack)
        if value.expand() != (stack * slope).expand():
            return value
        stacked, made = _stem(stack), _stem(target).removeprefix(f"{_stem(stack)}_")
        return stack * self._local(slope, target, f"d{stacked}_d{made}")

    def _part(self, symbol: Symbol, start: Expr, stop: Expr) -> Symbol:
        part = self._define(f"{symbol.name}_part", Slice(symbol, 0, start, stop))
        if symbol in self.local:
            self.local.add(part)
        return part

    def _define(self, name: str, value: Expr) -> Symbol:
        """A symbol of the graph, and the statement of it if it has none yet."""
        count = len(self.graph.statements)
        found = self.graph.define(name, value)
        if len(self.graph.statements) > count:
            self.values[found] = value
        return found

    # ------------------------------------------------------------ chains

    def _inline(self) -> None:
        """Write what one other value reads where it is read."""
        readers = self._readers()
        for target in [*self.values]:
            into = readers.get(target, [])
            if (
                len(into) != 1
                or target in self.fixed
                or not self._is_elementwise(target)
                or not self._is_elementwise(into[0])
                or self._shape(target) != self._shape(into[0])
            ):
                continue
            value = self.values.pop(target)
            self.values[into[0]] = self.values[into[0]].xreplace({target: value})
            for symbol in value.free_symbols:
                readers[symbol] = [
                    into[0] if each == target else each for each in readers[symbol]
                ]

    def _shape(self, symbol: Symbol) -> tuple[Expr, ...]:
        return self.graph.variables[symbol].shape

    # ------------------------------------------------------------ factors

    def _factored(self, target: Symbol) -> Expr:
        """`d_h * o * (1 - tanh_C**2)` as `d_h` times one local value.

        Gradients with the same slope are added up first: `(d_h_next + d_out_h) * ...`.
        """
        value = self.values[target]
        if self.varying.isdisjoint(value.free_symbols):
            return value  # a part of a stack that no gradient of the loop reaches
        alike: dict[Expr, list[Symbol]] = {}
        for symbol in self.graph.symbols_in_order(value):
            slope = Add(*(diff(each, symbol) for each in Add.make_args(value)))
            if symbol in self.varying or self._is_given_gradient(symbol, slope):
                alike.setdefault(slope, []).append(symbol)
        gradients = [each for of in alike.values() for each in of]
        terms = [value.xreplace({each: Integer(0) for each in gradients})]
        for slope, of in alike.items():
            first = next((each for each in of if each in self.varying), of[0])
            name = f"d{_stem(first)}_d{_stem(target)}"
            numbers, slope = self._numbers_apart(slope, first, target)
            terms.append(Mul(Add(*of), numbers, self._local(slope, target, name)))
        return Add(*terms)

    def _numbers_apart(
        self, slope: Expr, gradient: Symbol, target: Symbol
    ) -> tuple[Expr, Expr]:
        """The factors of a slope that are numbers, and the others.

        The gradient of a number is multiplied by them in no time.
        """
        if self._shape(gradient) or not self._shape(target):
            return Integer(1), slope
        variables = self.graph.variables
        factors = Mul.make_args(slope)
        numbers = [each for each in factors if not shape_of(each, variables)]
        others = [each for each in factors if each not in numbers]
        return Mul(*numbers), Mul(*others)

    def _is_given_gradient(self, symbol: Symbol, slope: Expr) -> bool:
        """Whether it is a gradient that no step decides, and a factor of no other."""
        inside = slope.free_symbols & self.graph.variables.keys()
        return self._is_gradient(symbol) and not any(map(self._is_gradient, inside))

    def _is_gradient(self, symbol: Symbol) -> bool:
        return self.graph.variables[symbol].role is Role.COTANGENT

    def _local(self, slope: Expr, target: Symbol, name: str) -> Expr:
        cheap = -slope if slope.could_extract_minus_sign() else slope
        if cheap.is_Symbol or cheap.is_Number:
            return slope
        variables = self.graph.variables
        if not is_timed(slope, variables) or self.varying & slope.free_symbols:
            return slope
        if shape_of(slope, variables) != self._shape(target):
            return slope
        found = self._define(name, slope)
        self.local.add(found)
        return found


def _stem(gradient: Symbol) -> str:
    """Of what a gradient is: C of `d_C` and `d_C_next`."""
    name: str = gradient.name
    return name.removeprefix("d_").removesuffix("_next")
