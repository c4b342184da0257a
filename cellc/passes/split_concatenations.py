"""W·[h, x] becomes W_h·h + W_x·x, with W_h and W_x the columns of W.

In: a valid graph.  Out: a valid graph in which no matrix that is fixed in time stands
before a concatenation.  The part that does not depend on the recurrence can then leave
the loop on its own.
"""

from __future__ import annotations

from sympy import Add, Expr, Integer, Symbol

from cellc.ir import Concat, Contract, Graph, Slice, Statement, shape_of
from cellc.passes.order import in_dependency_order, without_unused


def split_concatenations(graph: Graph) -> None:
    """Rewrite the graph's statements in place of the ones it had."""
    before = graph.take_statements()
    concatenations = {
        each.target: each.value for each in before if isinstance(each.value, Concat)
    }
    for statement in before:
        value = statement.value
        if _splits(value, graph, concatenations):
            terms = _terms(value, graph, concatenations, statement.equation)
            value = Add(*terms)
        graph.add(Statement(statement.target, value, statement.equation))
    ordered = in_dependency_order(graph.statements)
    states = {state.current for state in graph.cell.states}
    graph.statements = without_unused(ordered, states | {*graph.cell.outputs})


def _splits(value: Expr, graph: Graph, concatenations: dict[Symbol, Concat]) -> bool:
    return (
        isinstance(value, Contract)
        and value.subscripts == "ij,j->i"
        and not graph.variables[value.operands[0]].timed
        and value.operands[1] in concatenations
        and concatenations[value.operands[1]].axis == 0
    )


def _terms(
    value: Contract,
    graph: Graph,
    concatenations: dict[Symbol, Concat],
    equation: int | None,
) -> list[Expr]:
    matrix, vector = value.operands
    terms: list[Expr] = []
    start: Expr = Integer(0)
    for part in concatenations[vector].operands:
        stop = start + shape_of(part, graph.variables)[0]
        name = f"{matrix.name}_{part.name.removesuffix('_prev')}"
        columns = graph.define(name, Slice(matrix, 1, start, stop))
        product = Contract("ij,j->i", columns, part)
        if _splits(product, graph, concatenations):
            terms += _terms(product, graph, concatenations, equation)
        else:
            name = f"{part.name}_by_{columns.name}"
            terms.append(graph.define(name, product, equation=equation))
        start = stop
    return terms
