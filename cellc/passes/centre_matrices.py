"""A product that is centred is a product with a matrix that is.

In: a valid graph.  Out: a valid graph that computes the same.  The mean of W·v over the
components is the mean of the rows of W before v, so

    centred(W·v + b) = centred(W)·v + centred(b)

where the right side centres what does not vary with time: the mean of layer norm
(Ba et al. 2016, eq. 4) leaves the loop, forward and backward.
"""

from __future__ import annotations

from sympy import Add, Expr, Symbol

from cellc.ir import Contract, Graph, Over, Statement
from cellc.passes.affine import Affine, find_affines
from cellc.passes.order import in_dependency_order, without_unused

CENTRED = "centred"


def centre_matrices(graph: Graph) -> None:
    """Rewrite the graph's statements in place of the ones it had."""
    if not any(_is_centred(each) for each in graph.statements):
        return
    affines = {each.target: each for each in find_affines(graph)}
    kept = {*graph.cell.outputs, *(state.current for state in graph.cell.states)}
    alone = _read_once(graph) - kept
    for statement in graph.take_statements():
        value = statement.value
        if _is_centred(statement) and value.operands[0] in alone & affines.keys():
            affine = affines[value.operands[0]]
            if not affine.rest and not affine.outer_rest:
                value = _of_centred_parts(affine, graph)
        graph.add(Statement(statement.target, value, statement.equation))
    ordered = in_dependency_order(graph.statements)
    graph.statements = without_unused(ordered, kept)


def _is_centred(statement: Statement) -> bool:
    value = statement.value
    return isinstance(value, Over) and value.name == CENTRED and value.axis == -1


def _read_once(graph: Graph) -> set[Symbol]:
    readers: dict[Symbol, int] = {}
    for statement in graph.statements:
        for symbol in statement.value.free_symbols:
            readers[symbol] = readers.get(symbol, 0) + 1
    return {symbol for symbol, count in readers.items() if count == 1}


def _of_centred_parts(affine: Affine, graph: Graph) -> Expr:
    products = []
    for matrix, vector in (*affine.inner, *affine.outer):
        name = f"{matrix.name}_{CENTRED}"
        centred = graph.define(name, Over(CENTRED, matrix, 0))
        products.append(Contract("ij,j->i", centred, vector))
    if len(products) == 1 and not affine.biases:
        return products[0]
    terms = [
        graph.define(f"{each.operands[1].name}_by_{each.operands[0].name}", each)
        for each in products
    ]
    terms += [
        graph.define(f"{each.name}_{CENTRED}", Over(CENTRED, each))
        for each in affine.biases
    ]
    return Add(*terms)
