"""Quotients, roots and logarithms behind a case get an operand in their range.

In: a valid graph.  Out: a valid graph that computes the same wherever the old one has a
value.  In `where(n, x / n, 0)` the branch that is not taken divides by zero, and its
gradient is zero times infinity.  The pass makes of it

    n_or_1 = where(n, n, 1)
    where(n, x / n_or_1, 0)

so that forward computes no such value, and backward no such gradient.  What is read by
a test and behind it too, as the root n = sqrt(q) above, is computed for each.
"""

from __future__ import annotations

from sympy import Expr, Integer, Symbol

from cellc.ir import Contraction, Graph, Over, Statement, operands_of
from cellc.ops import Elementwise, function
from cellc.passes.guards import (
    ALWAYS,
    NEVER,
    Case,
    Guard,
    Literal,
    flat_arguments,
    guards,
    in_order,
    is_singular,
    is_singular_power,
    tests_of,
    without,
)
from cellc.passes.order import dependents, in_dependency_order


def guard_operands(graph: Graph) -> None:
    """Rewrite the graph's statements in place of the ones it had."""
    if not any(_is_where(each.value) for each in graph.statements):
        return
    _separate_tests(graph)
    _Guarding(graph).rewrite()


def _is_where(value: Expr) -> bool:
    return isinstance(value, Elementwise) and value.operation.name == "where"


# ------------------------------------------------- what a test and a branch both read


def _separate_tests(graph: Graph) -> None:
    """Copies, for branches, of what both they and tests read and is singular."""
    used, passed = guards(graph), guards(graph, of_gradients=True)
    statements = graph.statements
    by_both = {
        each.target
        for each in statements
        if passed[each.target] not in (NEVER, used[each.target])
    }
    sources = {
        each.target
        for each in statements
        if each.target in by_both and is_singular(each.value)
    }
    if not sources:
        return
    copied = dependents(statements, sources) & by_both
    copies = {
        each.target: _copy_of(each.target, graph)
        for each in statements
        if each.target in copied
    }
    graph.statements = []
    for statement in statements:
        target, value = statement.target, statement.value
        behind = _with_copies(value, copies)
        if target in copies:
            graph.add(statement)
            graph.add(Statement(copies[target], behind))
        else:
            tests_alone = passed[target] == NEVER
            value = value if tests_alone else behind
            graph.add(Statement(target, value, statement.equation))


def _copy_of(symbol: Symbol, graph: Graph) -> Symbol:
    known = graph.variables[symbol]
    name = f"{known.name}_in_case"
    return graph.variable(name, known.shape, known.varies, known.role, known.position)


def _with_copies(value: Expr, copies: dict[Symbol, Symbol]) -> Expr:
    """A value of copies, but for what it has no gradient of."""
    if isinstance(value, Contraction):
        operands = operands_of(value)
        return value.with_operands(tuple(copies.get(each, each) for each in operands))
    if isinstance(value, Elementwise):
        pairs = zip(value.args, flat_arguments(value), strict=True)
        return value.func(
            *(each if flat else copies.get(each, each) for each, flat in pairs)
        )
    return value.xreplace(copies)


# ---------------------------------------------------------------- other operands


class _Guarding:
    """Writes the statements of a graph anew, with operands that are always in range."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.guards = guards(graph)
        self.values = {each.target: each.value for each in graph.statements}

    def rewrite(self) -> None:
        graph = self.graph
        for statement in graph.take_statements():
            target, value = statement.target, statement.value
            if is_singular(value):
                guard = self._readable(self.guards[target], target)
                if guard not in (ALWAYS, NEVER):
                    value = self._guarded(value, guard, statement)
                    self.values[target] = value
            graph.add(Statement(target, value, statement.equation))
        graph.statements = in_dependency_order(graph.statements)

    def _readable(self, guard: Guard, target: Symbol) -> Guard:
        """The part of a guard whose tests do not themselves read the target."""
        late = {each for each in tests_of(guard) if self._reads(each, target)}
        return without(guard, late) if late else guard

    def _reads(self, symbol: Symbol, other: Symbol) -> bool:
        waiting, seen = [symbol], {symbol}
        while waiting:
            at = waiting.pop()
            if at == other:
                return True
            value = self.values.get(at)
            new = value.free_symbols - seen if value is not None else set()
            seen |= new
            waiting.extend(new)
        return False

    def _guarded(self, value: Expr, guard: Guard, statement: Statement) -> Expr:
        if isinstance(value, Elementwise):
            stand_ins = value.operation.stand_ins
            stand_ins += (None,) * (len(value.args) - len(stand_ins))
            return value.func(
                *(
                    each
                    if other is None
                    else self._operand(each, Integer(other), guard, statement)
                    for each, other in zip(value.args, stand_ins, strict=True)
                )
            )
        if not value.args or not is_singular(value):
            return value
        parts = [self._guarded(each, guard, statement) for each in value.args]
        if is_singular_power(value):
            parts[0] = self._operand(parts[0], Integer(1), guard, statement)
        return value.func(*parts)

    def _operand(
        self, operand: Expr, other: Integer, guard: Guard, statement: Statement
    ) -> Expr:
        """The operand where the guard holds, another number where it does not."""
        if operand.free_symbols <= self.graph.cell.constants.keys():
            return operand  # a number that is the same at every step, in every case
        if not isinstance(operand, Symbol):
            operand = self._defined(f"{statement.target.name}_base", operand, statement)
        chosen: Expr = other
        name = f"{operand.name}_or_{other}"
        for case in sorted(guard, key=in_order, reverse=True):
            chosen = self._chosen(operand, chosen, case, name, statement)
        return chosen

    def _chosen(
        self, operand: Symbol, other: Expr, case: Case, name: str, statement: Statement
    ) -> Expr:
        """The operand in a case, `other` in all others: a `where` for every test."""
        chosen: Expr = operand
        for literal in sorted(case, key=str):
            test = self._test(literal, statement)
            pair = (chosen, other) if literal.holds else (other, chosen)
            chosen = self._defined(name, function("where")(test, *pair), statement)
        return chosen

    def _test(self, literal: Literal, statement: Statement) -> Symbol:
        """What is compared with 0; of all components, the one that decides."""
        test = literal.test
        if not literal.anywhere:
            return test
        if literal.holds:
            largest = Over("largest", test)
            return self._defined(f"{test.name}_max", largest, statement)
        negative = self._defined(f"minus_{test.name}", -test, statement)
        largest = Over("largest", negative)
        largest = self._defined(f"{negative.name}_max", largest, statement)
        return self._defined(f"{test.name}_min", -largest, statement)

    def _defined(self, name: str, value: Expr, statement: Statement) -> Symbol:
        symbol = self.graph.define(name, value, equation=statement.equation)
        self.values[symbol] = value
        return symbol
