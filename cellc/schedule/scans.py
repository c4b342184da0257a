"""Linear recurrences leave the loop: s_t = a_t ⊙ s_{t-1} + b_t, for all steps at once.

In: the statements of the forward loop, and the adjoint.  Out: the same statements with
`Scan` nodes in the place of the states' recurrences, forward and backward; or None,
where one state of the cell is not linear in its old value, component by component, with
a_t and b_t that no recurrence decides.  The states may follow one another: what decides
a_t may be a state that is scanned before.

The gradient of such a recurrence is one backward, d_t = a_{t+1} ⊙ d_{t+1} + g_t.  How
blocks of steps are put together is known since G. E. Blelloch, "Prefix sums and their
applications" (1990), section 1.4.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sympy import Dummy, Expr, Integer, Symbol

from cellc.ir import Contract, Contraction, Graph, Scan, State, Statement
from cellc.ops import Elementwise
from cellc.passes import in_dependency_order, without_unused
from cellc.schedule.program import Carry, Parts


@dataclass(frozen=True)
class Scans:
    """A program without a loop.

    forward: without a loop; the recurrences and what follows stand after it.
    backward: the adjoint.
    carried: the gradients that scans make, and what arrives at each from behind.
    """

    forward: Parts
    backward: list[Statement]
    carried: dict[Symbol, Symbol]


def find_scans(
    graph: Graph,
    forward: Parts,
    backward: list[Statement],
    carries: tuple[Carry, ...],
) -> Scans | None:
    """The scans of a cell all of whose states are linear recurrences."""
    if not carries or not forward.loop:
        return None
    found = _Finding(graph, forward.loop)
    made = found.forward()
    if made is None:
        return None
    of_gradients = found.backward(backward, carries)
    if of_gradients is None:
        return None
    parts = Parts(forward.before, (), (*made, *forward.after))
    return Scans(_with_products(parts, of_gradients), of_gradients, found.carried)


def _with_products(parts: Parts, backward: list[Statement]) -> Parts:
    """Outer products of all steps are made where the recurrence goes over them."""
    read = [each.value.free_symbols for each in (*parts.everywhere(), *backward)]
    products = {
        each.target: each
        for each in parts.before
        if isinstance(each.value, Contract)
        and each.value.subscripts == "i,j->ij"
        and sum(each.target in symbols for symbols in read) == 1
    }
    used = set()
    after = []
    for statement in parts.after:
        value = statement.value
        if isinstance(value, Scan) and value.new in products:
            used.add(value.new)
            keep, new, *third = value.operands
            product = products[new].value
            statement = replace(statement, value=Scan(keep, product, *third))
        after.append(statement)
    before = tuple(each for each in parts.before if each.target not in used)
    return Parts(before, (), tuple(after))


@dataclass
class _Finding:
    graph: Graph
    loop: tuple[Statement, ...]
    keeps: dict[Symbol, Expr] = field(default_factory=dict)
    carried: dict[Symbol, Symbol] = field(default_factory=dict)

    def __post_init__(self) -> None:
        states = self.graph.cell.states
        self.states: dict[Symbol, State] = {each.current: each for each in states}
        # what is not known for all steps yet
        self.open = {each.target for each in self.loop}
        self.open |= {each.previous for each in states}

    def forward(self) -> list[Statement] | None:
        """The loop's statements with scans, in an order in which all is known."""
        made: list[Statement] = []
        waiting, count = [*self.loop], 0
        while waiting and len(waiting) != count:
            count = len(waiting)
            waiting = self._round(waiting, made)
        if any(each.target in self.states for each in waiting):
            return None
        return made

    def _round(
        self, waiting: list[Statement], made: list[Statement]
    ) -> list[Statement]:
        """Add what is known now to `made`; returns what still waits."""
        inlined: dict[Symbol, Expr] = {}
        left = []
        for statement in waiting:
            value, state = statement.value, self.states.get(statement.target)
            mixes = value.has(Contraction)
            if not mixes:
                value = value.xreplace(inlined)
            if state is not None and (found := self._scanned(state, value)) is not None:
                self.open -= {state.current, state.previous}
                made.append(replace(statement, value=found))
            elif state is None and self.open.isdisjoint(statement.value.free_symbols):
                self.open.discard(statement.target)
                made.append(statement)
            else:
                left.append(statement)
                if state is None and not mixes and not value.has(Elementwise):
                    inlined[statement.target] = value
        return left

    def _scanned(self, state: State, value: Expr) -> Scan | None:
        keep, new = _linear(value, state.previous)
        known = self.open.isdisjoint(keep.free_symbols | new.free_symbols)
        if not known or state.previous in new.free_symbols:
            return None
        self.keeps[state.current] = keep
        return Scan(keep, new, state.previous)

    def backward(
        self, statements: list[Statement], carries: tuple[Carry, ...]
    ) -> list[Statement] | None:
        """The adjoint with scans in the place of what is carried back in time."""
        values = {each.target: each for each in statements}
        for carry in carries:
            readers = [
                each
                for each in values.values()
                if carry.arriving in each.value.free_symbols
            ]
            if len(readers) != 1:
                return None
            (reader,) = readers
            target = reader.target
            slope, rest = _linear(reader.value, carry.arriving)
            if slope != 1 or carry.arriving in rest.free_symbols:
                return None
            keep = self.keeps[carry.state.current]
            late = self._late(carry.leaving, target, keep, values)
            if late is None:
                return None
            self.carried[target] = carry.arriving
            values[target] = replace(reader, value=Scan(keep, rest, *late))
        arriving = {each.arriving for each in carries}
        if any(arriving & each.value.free_symbols for each in values.values()):
            return None
        ordered = in_dependency_order([*values.values()])
        first = without_unused(ordered, {*self.carried})
        return [*first, *(each for each in ordered if each not in first)]

    def _late(
        self,
        leaving: Expr,
        gradient: Symbol,
        keep: Expr,
        values: dict[Symbol, Statement],
    ) -> tuple[Symbol, ...] | None:
        """What the step before gets beside the gradient times `keep`: one or none.

        None in the place of that, where what it gets is something else.
        """
        if leaving == gradient:
            return () if keep == 1 else None
        if not isinstance(leaving, Symbol) or leaving not in values:
            return () if leaving == 0 and keep == 0 else None
        slope, rest = _linear(values[leaving].value, gradient)
        if (slope - keep).expand() != 0 or gradient in rest.free_symbols:
            return None
        if any(leaving in each.value.free_symbols for each in values.values()):
            return None
        if rest == 0:
            del values[leaving]
            return ()
        values[leaving] = replace(values[leaving], value=rest)
        return (leaving,)


def _linear(value: Expr, symbol: Symbol) -> tuple[Expr, Expr]:
    """`a` and `b` of a value a·s + b; b has s in it where the value is none."""
    names: dict[Expr, Dummy] = {}

    def flat(node: Expr) -> Expr:
        if isinstance(node, Elementwise | Contraction):
            return names.setdefault(node, Dummy(real=True))
        return node.func(*map(flat, node.args)) if node.args else node

    opened = flat(value)
    behind = {name: node for node, name in names.items()}
    slope = opened.diff(symbol)
    if slope.has(symbol):
        return slope, symbol
    rest = opened.xreplace({symbol: Integer(0)})
    if isinstance(value, Contraction):
        return Integer(0), value
    return slope.xreplace(behind), rest.xreplace(behind)
