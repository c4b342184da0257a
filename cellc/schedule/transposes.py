"""Products with a transposed matrix, in the loop: the transpose is laid out once.

Every step multiplies by the same matrix; a product along the rows of a copy is faster
than one along the columns of the original.
"""

from __future__ import annotations

from dataclasses import replace

from cellc.ir import Contract, Graph, Statement
from cellc.schedule.program import Parts


def lay_out_transposes(parts: Parts, graph: Graph) -> Parts:
    """The same parts, each transposed matrix of the loop a value made before it."""
    made: dict[Statement, None] = {}
    loop = []
    for statement in parts.loop:
        value = statement.value
        if isinstance(value, Contract) and value.subscripts == "i,ij->j":
            vector, matrix = value.operands
            if not graph.variables[matrix].timed:
                transpose = Contract("ij->ji", matrix)
                symbol = graph.define(f"{matrix.name}_T", transpose)
                made[Statement(symbol, transpose)] = None
                product = Contract("ij,j->i", symbol, vector)
                statement = Statement(statement.target, product, statement.equation)
        loop.append(statement)
    return replace(parts, before=(*parts.before, *made), loop=tuple(loop))
