"""Sums of products taken apart: matrices before vectors, biases, and the rest.

In: a valid graph.  Out: its `Affine`s; the graph is not changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sympy import Add, Expr, Symbol

from cellc.ir import Contract, Graph, Statement
from cellc.ops import Elementwise
from cellc.passes.order import dependents

Term = tuple[Symbol, Symbol]  # a matrix and the vector it stands before


@dataclass
class Affine:
    """`target = Σ matrix·vector + Σ biases + rest`, and the function of it, if one."""

    target: Symbol
    size: Expr
    place: int
    equation: int | None
    inner: list[Term] = field(default_factory=list)
    outer: list[Term] = field(default_factory=list)
    biases: list[Symbol] = field(default_factory=list)
    rest: list[Expr] = field(default_factory=list)
    outer_rest: list[Expr] = field(default_factory=list)
    function: type[Elementwise] | None = None
    result: Symbol | None = None

    @property
    def operands(self) -> tuple[Symbol, ...]:
        return tuple(vector for _, vector in self.inner)

    @property
    def outer_operands(self) -> tuple[Symbol, ...]:
        return tuple(vector for _, vector in self.outer)

    @property
    def is_plain(self) -> bool:
        """One inner product, an outer part, and nothing else."""
        others = self.rest or self.outer_rest
        return len(self.inner) == 1 and bool(self.outer) and not others

    @property
    def stem(self) -> str:
        """What names that belong to it are made of."""
        return str(self.target.name).removesuffix("_pre")


def find_affines(graph: Graph) -> list[Affine]:
    """Every sum with a product of a fixed matrix in it, taken apart."""
    values = {each.target: each.value for each in graph.statements}
    uses: dict[Symbol, list[Statement]] = {}
    for statement in graph.statements:
        for symbol in statement.value.free_symbols:
            uses.setdefault(symbol, []).append(statement)
    previous = {state.previous for state in graph.cell.states}
    recurrent = dependents(graph.statements, previous)
    absorbed: set[Symbol] = set()
    found: list[Affine] = []
    for place, statement in reversed([*enumerate(graph.statements)]):
        variable = graph.variables[statement.target]
        if (
            statement.target in absorbed
            or not variable.timed
            or len(variable.shape) != 1
        ):
            continue
        terms = _flat_terms(statement.target, values, uses, absorbed)
        affine = Affine(statement.target, variable.shape[0], place, statement.equation)
        for term in terms:
            _sort_in(term, affine, values, uses, recurrent, absorbed, graph)
        if affine.inner or affine.outer:
            _note_function(affine, uses)
            found.append(affine)
    return found[::-1]


def _flat_terms(
    target: Symbol,
    values: dict[Symbol, Expr],
    uses: dict[Symbol, list[Statement]],
    absorbed: set[Symbol],
) -> list[Expr]:
    """The terms of a sum, sums that only it uses written out."""
    if isinstance(values[target], Contract):
        return [target]
    terms: list[Expr] = []
    for term in Add.make_args(values[target]):
        if isinstance(values.get(term), Add) and len(uses[term]) == 1:
            absorbed.add(term)
            terms += _flat_terms(term, values, uses, absorbed)
        else:
            terms.append(term)
    return terms


def _sort_in(
    term: Expr,
    affine: Affine,
    values: dict[Symbol, Expr],
    uses: dict[Symbol, list[Statement]],
    recurrent: set[Symbol],
    absorbed: set[Symbol],
    graph: Graph,
) -> None:
    value = values.get(term)
    own = term == affine.target or len(uses.get(term, ())) == 1
    if isinstance(value, Contract) and own and _is_fixed_product(value, graph):
        matrix, vector = value.operands
        side = affine.inner if vector in recurrent else affine.outer
        side.append((matrix, vector))
        absorbed.add(term)
    elif (
        isinstance(term, Symbol)
        and not graph.variables[term].timed
        and graph.variables[term].shape == (affine.size,)
    ):
        affine.biases.append(term)
    elif recurrent.isdisjoint(term.free_symbols):
        affine.outer_rest.append(term)
    else:
        affine.rest.append(term)


def _is_fixed_product(value: Contract, graph: Graph) -> bool:
    return (
        value.subscripts == "ij,j->i"
        and not graph.variables[value.operands[0]].timed
        and graph.variables[value.operands[1]].timed
    )


def _note_function(affine: Affine, uses: dict[Symbol, list[Statement]]) -> None:
    readers = uses.get(affine.target, [])
    if len(readers) == 1:
        value = readers[0].value
        if isinstance(value, Elementwise) and value.args == (affine.target,):
            affine.function = type(value)
            affine.result = readers[0].target
