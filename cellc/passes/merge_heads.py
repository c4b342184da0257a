"""Products with the matrices of all heads as one product with one matrix.

In: a valid graph.  Out: a valid graph that computes the same.  H matrices before one
vector are the rows of one matrix, and H matrices before as many vectors, summed, are
the columns of one:

    q_i = W_i x        q = reshape(rows x),  rows of (H*d, x)
    y = Σ_i V_i o_i    y = columns reshape(o),  columns of (y, H*d)

so that they are fused with the other products of that vector.
"""

from __future__ import annotations

from sympy import Expr, Symbol

from cellc.ir import Contract, Graph, Reshape, Statement
from cellc.passes.order import in_dependency_order


def merge_heads(graph: Graph) -> None:
    """Rewrite the graph's statements in place of the ones it had."""
    before = graph.take_statements()
    for statement in before:
        value = statement.value
        if isinstance(value, Contract) and _is_fixed_before_timed(value, graph):
            match value.subscripts:
                case "aij,j->ai":
                    value = _by_rows(value, statement, graph)
                case "aij,aj->i":
                    value = _by_columns(value, graph)
        graph.add(Statement(statement.target, value, statement.equation))
    graph.statements = in_dependency_order(graph.statements)


def _is_fixed_before_timed(value: Contract, graph: Graph) -> bool:
    if len(value.operands) != 2:
        return False
    matrix, vector = (graph.variables[each] for each in value.operands)
    return not matrix.varies and vector.timed


def _by_rows(value: Contract, statement: Statement, graph: Graph) -> Expr:
    matrices, vector = value.operands
    heads, rows, columns = graph.variables[matrices].shape
    name = f"{matrices.name}_rows"
    matrix = graph.define(name, Reshape(matrices, heads * rows, columns))
    name = f"{statement.target.name}_rows"
    product = graph.define(name, Contract("ij,j->i", matrix, vector))
    return Reshape(product, heads, rows)


def _by_columns(value: Contract, graph: Graph) -> Expr:
    matrices, vectors = value.operands
    heads, rows, columns = graph.variables[matrices].shape
    turned = graph.define(f"{matrices.name}_turned", Contract("aij->iaj", matrices))
    name = f"{matrices.name}_columns"
    matrix = graph.define(name, Reshape(turned, rows, heads * columns))
    vector = _joined(vectors, heads * columns, graph)
    return Contract("ij,j->i", matrix, vector)


def _joined(vectors: Symbol, size: Expr, graph: Graph) -> Symbol:
    return graph.define(f"{vectors.name}_joined", Reshape(vectors, size))
