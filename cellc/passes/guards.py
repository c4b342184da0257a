"""Guards: where a value is used, told by the cases that its uses stand behind.

In: a valid graph.  Out: for every symbol of it a guard, a condition that holds wherever
the value is used; it may hold elsewhere too.

A value behind the first branch of `where(test, a, b)` is used where the test holds,
one behind the second where it does not; a value with several uses, where one of them
is.  A guard is such an "or" of "and"s.  `ALWAYS` is the guard of what has a use behind
no case, `NEVER` of what has no use.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from sympy import Expr, Pow, Symbol

from cellc.ir import BatchMean, Contraction, Graph, Statement, operands_of
from cellc.ops import Elementwise

MANY = 6  # alternatives; of more only what they have in common is kept


class Literal(NamedTuple):
    """One case: a test, and whether it holds or does not.

    anywhere: for at least one of the test's components, not for the same component.
    """

    test: Symbol
    holds: bool
    anywhere: bool = False


Case = frozenset[Literal]
Guard = frozenset[Case]

NEVER: Guard = frozenset()
ALWAYS: Guard = frozenset([frozenset()])


class Use(NamedTuple):
    """An operand of a statement, and the case behind which it stands there, if any."""

    operand: Symbol
    case: Case
    mixes: bool  # a component of the result has uses for other components of it


def guards(graph: Graph, *, of_gradients: bool = False) -> dict[Symbol, Guard]:
    """The guard of every symbol that the graph's statements read or define.

    of_gradients: where a gradient arrives, not where the value is used; a test has
        none, nor has what is rounded down.
    """
    found: dict[Symbol, Guard] = {}
    for state in graph.cell.states:
        found[state.current] = ALWAYS
    for output in graph.cell.outputs:
        found[output] = ALWAYS
    for statement in reversed(graph.statements):
        guard = found.setdefault(statement.target, NEVER)
        over_batch = isinstance(statement.value, BatchMean)
        for use in uses_of(statement, with_flat=not of_gradients):
            cases = frozenset(
                _of_operand(case | use.case, use, graph, over_batch) for case in guard
            )
            known = found.get(use.operand, NEVER)
            found[use.operand] = simplified(known | cases)
    return found


def uses_of(statement: Statement, *, with_flat: bool) -> Iterator[Use]:
    """What a statement reads.

    with_flat: among it what the result is flat in, so that it has no gradient.
    """
    value, nothing = statement.value, frozenset[Literal]()
    if isinstance(value, Elementwise):
        flat = flat_arguments(value)
        for index, argument in enumerate(value.args):
            if isinstance(argument, Symbol) and (with_flat or not flat[index]):
                yield Use(argument, _case(value, index), False)
    elif isinstance(value, Contraction):
        for operand in operands_of(value):
            if isinstance(operand, Symbol):
                yield Use(operand, nothing, True)
    else:
        for symbol in sorted(value.free_symbols, key=str):
            yield Use(symbol, nothing, False)


def flat_arguments(value: Elementwise) -> list[bool]:
    """Which arguments of an operation have the derivative zero, wherever it has one."""
    return [each == 0 for each in value.operation_derivatives(value)]


def _case(value: Elementwise, index: int) -> Case:
    test = value.args[0]
    if value.operation.name != "where" or index == 0 or not isinstance(test, Symbol):
        return frozenset()
    return frozenset([Literal(test, index == 1)])


def _of_operand(case: Case, use: Use, graph: Graph, over_batch: bool) -> Case:
    """What a case of a result says of an operand: less, where that is not the same."""
    operand = graph.variables.get(use.operand)
    if operand is None:  # the size of an axis
        return frozenset()
    kept = set()
    for literal in case:
        test = graph.variables[literal.test]
        if test.varies > (0 if over_batch else operand.varies):
            continue
        one = literal.anywhere or not test.shape
        if one or (not use.mixes and len(test.shape) == len(operand.shape)):
            kept.add(literal)
        elif len(test.shape) == 1:
            kept.add(literal._replace(anywhere=True))
    return frozenset(kept)


def simplified(guard: Guard) -> Guard:
    """The same guard in fewer cases, or one that holds in more places."""
    while True:
        shorter = _absorbed(guard)
        merged = _merged(shorter)
        if merged is None:
            break
        guard = merged
    if len(shorter) > MANY:
        return frozenset([frozenset.intersection(*shorter)])
    return shorter


def _absorbed(guard: Guard) -> Guard:
    return frozenset(case for case in guard if not any(other < case for other in guard))


def _merged(guard: Guard) -> Guard | None:
    """Two cases that differ in whether one test holds are the rest of them."""
    for one, other in combinations(sorted(guard, key=in_order), 2):
        differing = one ^ other
        if len(differing) != 2:
            continue
        first, second = differing
        if first.test == second.test and first.anywhere == second.anywhere:
            return guard - {one, other} | {one & other}
    return None


def in_order(case: Case) -> list[tuple[str, bool, bool]]:
    """A key to sort cases by."""
    return sorted((str(each.test), each.holds, each.anywhere) for each in case)


def without(guard: Guard, tests: set[Symbol]) -> Guard:
    """A guard that does not read some tests: it holds in more places."""
    return simplified(
        frozenset(
            frozenset(each for each in case if each.test not in tests) for case in guard
        )
    )


def tests_of(guard: Guard) -> set[Symbol]:
    return {literal.test for case in guard for literal in case}


def is_singular_power(value: Expr) -> bool:
    """Whether a power, or its derivative, may have no value where its base is zero."""
    if not value.is_Pow or not value.base.free_symbols:
        return False
    return not (value.exp.is_Integer and value.exp >= 0)


def is_singular(value: Expr) -> bool:
    """Whether a statement's value or derivative may be infinite or not a number."""
    if isinstance(value, Contraction):
        return False
    if isinstance(value, Elementwise):
        stand_ins = value.operation.stand_ins
        return any(each is not None for each in stand_ins)
    return any(is_singular_power(each) for each in value.atoms(Pow))
