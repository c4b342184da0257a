"""schedule: statements to a program of three parts, forward and backward.

In: the forward statements and their adjoint.  Out: a `Program`.

What depends on the recurrence and is needed by it stays in the loop.  What does not
depend on it moves before the loop, what only depends on it moves behind, both for all
steps at once; weight gradients so become one product after the loop.  At level 0
nothing moves: the textbook form.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sympy import Symbol

from cellc.autodiff import Adjoint
from cellc.ir import BatchMean, Contraction, Graph, Reshape, Slice, Statement, is_timed
from cellc.ops import Elementwise
from cellc.passes import dependents, in_dependency_order, without_unused
from cellc.schedule.local_factors import with_local_factors
from cellc.schedule.overwrite import overwrite
from cellc.schedule.packing import pack
from cellc.schedule.program import Carry, Packed, Parts, Program
from cellc.schedule.scans import find_scans
from cellc.schedule.transposes import lay_out_transposes


def schedule(
    graph: Graph,
    adjoint: Adjoint,
    step: tuple[Statement, ...],
    level: int,
    *,
    scan: bool = True,
) -> Program:
    """The program of a differentiated graph.

    scan: whether linear recurrences may leave the loop.
    """
    cell = graph.cell
    forward = _forward_parts(graph, level)
    wanted = {each for each in adjoint.gradients.values() if isinstance(each, Symbol)}
    statements = without_unused(adjoint.statements, wanted)
    carries = tuple(
        Carry(state, adjoint.carries[state.current], adjoint.gradients[state.previous])
        for state in cell.states
    )
    fixed = {each for each in adjoint.carries.values()} | wanted
    local: frozenset[Symbol] = frozenset()
    scans = None
    if level > 0 and scan:
        scans = find_scans(graph, forward, statements, carries)
    if scans is not None:
        forward, statements = scans.forward, scans.backward
    elif level > 0:
        loop = {
            each.target
            for each in _backward_parts(_Placing(graph, statements, carries)).loop
        }
        arriving = {each.arriving for each in carries}
        statements, local = with_local_factors(statements, loop, arriving, fixed, graph)
    saved, recomputed = _saved_and_recomputed(graph, statements)
    both = in_dependency_order([*recomputed, *statements])
    again = frozenset(each.target for each in recomputed)
    if local:
        local |= {each.target for each in recomputed if isinstance(each.value, Slice)}
    packed: dict[Symbol, Packed] = {}
    if scans is not None:
        backward = Parts((), (), tuple(both))
    else:
        placing = _Placing(graph, both, carries, again, local, level)
        backward = _backward_parts(placing)
    if level > 0:
        backward, packed = pack(backward, fixed, graph.variables)
    statistics = _statistics(graph)
    outside = _read_outside(forward) | {*saved, *statistics}
    in_loop = {each.target for each in forward.loop}
    current = {state.current for state in cell.states}
    forward_stored = frozenset((outside | {*cell.outputs}) & in_loop - current)
    backward_stored = _backward_stored(backward, packed, adjoint, graph)
    reserved = {*backward_stored, *(scans.carried if scans is not None else ())}
    kept = {*saved, *cell.outputs, *statistics} - forward_stored
    overwritten: dict[Symbol, Packed] = {}
    if level > 0:
        overwritten = overwrite(forward, forward_stored, kept, graph.variables)
        backward = lay_out_transposes(backward, graph)
    return Program(
        cell=cell,
        level=level,
        variables=graph.variables,
        forward=forward,
        backward=backward,
        saved=saved,
        forward_stored=forward_stored,
        backward_stored=backward_stored,
        packed=packed,
        overwritten=overwritten,
        reserved=_reserved(reserved, graph) if level > 0 else (),
        summed=frozenset(
            each.target
            for each in backward.loop
            if not graph.variables[each.target].timed
        ),
        seeds=adjoint.seeds,
        carries=carries,
        gradients=adjoint.gradients,
        step=step,
        statistics=statistics,
        scanned={} if scans is None else scans.carried,
    )


def _statistics(graph: Graph) -> tuple[Symbol, ...]:
    """The means over the batch: what is returned, and can be given in their place."""
    return tuple(
        each.target for each in graph.statements if isinstance(each.value, BatchMean)
    )


def _backward_stored(
    backward: Parts, packed: dict[Symbol, Packed], adjoint: Adjoint, graph: Graph
) -> frozenset[Symbol]:
    """Values of the backward loop that are read behind it or are results."""
    results = {
        gradient
        for leaf, gradient in adjoint.gradients.items()
        if leaf in graph.cell.inputs
    }
    read = _read_outside(backward) | results
    values = {each.target for each in backward.loop}
    values |= {place.whole for place in packed.values()}
    stored = {each for each in read & values if graph.variables[each].timed}
    # a part that is read behind the loop keeps the whole that it lives in
    for symbol in [each for each in stored if each in packed]:
        while symbol in packed:
            stored.discard(symbol)
            symbol = packed[symbol].whole
            stored.add(symbol)
    for symbol in [each for each in stored if each in packed]:
        stored.discard(symbol)
    return frozenset(stored)


def _reserved(stored: set[Symbol], graph: Graph) -> tuple[Symbol, ...]:
    """In the order in which the graph made them."""
    return tuple(each for each in graph.variables if each in stored)


def _read_outside(parts: Parts) -> set[Symbol]:
    """What the statements before and after the loop read."""
    return {
        symbol
        for statement in (*parts.before, *parts.after)
        for symbol in statement.value.free_symbols
    }


# ---------------------------------------------------------------- forward


def _forward_parts(graph: Graph, level: int) -> Parts:
    cell, variables = graph.cell, graph.variables
    current = {state.current for state in cell.states}
    # a state is made in the loop, so what reads it cannot stand before the loop
    sources = {each.previous for each in cell.states} | current
    recurrent = dependents(graph.statements, sources)
    needed = {
        each.target for each in without_unused(graph.statements, current)
    } | current
    before, loop, after = [], [], []
    for statement in graph.statements:
        target = statement.target
        if not variables[target].timed:
            before.append(statement)
        elif level == 0 or target in current:
            loop.append(statement)
        elif target not in recurrent:
            before.append(statement)
        elif target in needed:
            loop.append(statement)
        else:
            after.append(statement)
    return Parts(tuple(before), tuple(loop), tuple(after))


# ---------------------------------------------------------------- what is saved


def _saved_and_recomputed(
    graph: Graph, backward: list[Statement]
) -> tuple[tuple[Symbol, ...], list[Statement]]:
    """What of forward the tape keeps, and what backward computes again.

    A value is computed again if that is cheap (no function, no product) and everything
    that it needs is there.  A value without time is always computed again.
    """
    chooser = _Chooser(graph)
    own = {each.target for each in backward}
    read = {
        symbol
        for statement in backward
        for symbol in statement.value.free_symbols
        if symbol in chooser.values and symbol not in own
    }
    order = [each.target for each in graph.statements]
    read |= chooser.wholes_of(read)
    for symbol in sorted(read, key=order.index):
        if not chooser.is_cheap(symbol):
            chooser.save(symbol)
    for symbol in sorted(read, key=order.index):
        chooser.provide(symbol)
    recomputed = [each for each in graph.statements if each.target in chooser.again]
    saved = tuple(each for each in order if each in chooser.saved)
    return saved, recomputed


@dataclass
class _Chooser:
    graph: Graph
    saved: set[Symbol] = field(default_factory=set)
    again: set[Symbol] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.values = {each.target: each.value for each in self.graph.statements}
        cell = self.graph.cell
        self.there = {*cell.inputs, *cell.parameters, *cell.constants}
        for state in cell.states:
            self.there |= {state.previous, state.current}

    def is_cheap(self, symbol: Symbol) -> bool:
        if symbol in self.there or not self.graph.variables[symbol].timed:
            return True
        value = self.values[symbol]
        if isinstance(value, Slice | Reshape):
            return True  # a view
        return not isinstance(value, Contraction) and not value.has(Elementwise)

    def wholes_of(self, read: set[Symbol]) -> set[Symbol]:
        """Values of which several parts are read: the whole is one array."""
        parts = [self.values[each] for each in read]
        sliced = [each.operands[0] for each in parts if isinstance(each, Slice)]
        return {
            each
            for each in sliced
            if sliced.count(each) > 1
            and each in self.values
            and self.graph.variables[each].timed
        }

    def save(self, symbol: Symbol) -> None:
        """Keep a value on the tape."""
        self.saved.add(symbol)

    def provide(self, symbol: Symbol) -> None:
        if symbol in self.there or symbol in self.saved:
            return
        if self._reachable(symbol):
            self._compute_again(symbol)
        else:
            self.save(symbol)

    def _reachable(self, symbol: Symbol) -> bool:
        """Whether it can be computed from what is there, cheaply."""
        if symbol in self.there or symbol in self.saved or symbol in self.again:
            return True
        if not self.is_cheap(symbol):
            return False
        sources = self.values[symbol].free_symbols & self.graph.variables.keys()
        return all(self._reachable(source) for source in sources)

    def _compute_again(self, symbol: Symbol) -> None:
        if symbol in self.there or symbol in self.saved or symbol in self.again:
            return
        self.again.add(symbol)
        for source in self.values[symbol].free_symbols & self.graph.variables.keys():
            self._compute_again(source)


# ---------------------------------------------------------------- backward


@dataclass
class _Placing:
    """What decides where the statements of backward go.

    again: values of forward that are computed again; local: those of a block of steps.
    """

    graph: Graph
    statements: list[Statement]
    carries: tuple[Carry, ...]
    again: frozenset[Symbol] = frozenset()
    local: frozenset[Symbol] = frozenset()
    level: int = 2


def _backward_parts(placing: _Placing) -> Parts:
    variables, carries = placing.graph.variables, placing.carries
    statements = placing.statements
    arriving = {carry.arriving for carry in carries}
    leaving = {carry.leaving for carry in carries if isinstance(carry.leaving, Symbol)}
    carried = dependents(statements, arriving)
    needed = {each.target for each in without_unused(statements, leaving)}
    place: dict[Symbol, str] = {}
    readers: dict[Symbol, set[str]] = {symbol: {"loop"} for symbol in leaving}
    for statement in reversed(statements):
        target = statement.target
        timed = variables[target].timed
        sums = not timed and is_timed(statement.value, variables)
        read = readers.get(target, set())
        if target in placing.local or (read == {"block"} and timed):
            where = "block"
        elif placing.level == 0:
            early = {"before", "loop"} & read
            where = "loop" if timed or sums else "before" if early else "after"
        elif sums:
            where = "after"
        elif target in carried:
            # what arrives is there for one step only: its readers stay in the loop
            arrives = not arriving.isdisjoint(statement.value.free_symbols)
            kept = target in needed or arrives or "loop" in read
            where = "loop" if kept else "after"
        else:
            where = "before" if {"before", "block", "loop"} & read else "after"
        if target in placing.again:
            where = _place_again(statement, read, timed, placing.level)
        place[target] = where
        for symbol in statement.value.free_symbols:
            readers.setdefault(symbol, set()).add(where)
    parts: dict[str, list[Statement]] = {
        "before": [],
        "loop": [],
        "after": [],
        "block": [],
    }
    for statement in statements:
        parts[place[statement.target]].append(statement)
    return Parts(**{where: tuple(found) for where, found in parts.items()})


def _place_again(
    statement: Statement, readers: set[str], timed: bool, level: int
) -> str:
    """Where a value of forward is computed again: beside its readers."""
    if not timed:
        return "before"
    if level == 0 or readers == {"loop"}:
        return "loop"
    if "block" in readers and readers <= {"loop", "block"}:
        return "block"
    if {"loop", "before", "block"} & readers:
        return "before"
    return "after"
