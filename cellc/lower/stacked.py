"""A stack of states is no state of its own: `u_t = [a_t, b_t]` beside a_{t-1}.

In: resolved equations.  Out: the same, with `u_{t-1}` read as [a_{t-1}, b_{t-1}].  A
state u beside a and b would have an initial value of its own, which can contradict
theirs.  A stack of which no part is a state stays the state that it is.
"""

from __future__ import annotations

from dataclasses import replace

from cellc.lower.resolved import Definition, Resolved
from cellc.lower.terms import Concatenate, Reference, Term, rebuilt, references


def with_stacked_states(resolved: Resolved) -> None:
    """Read the earlier values of each such stack from those of its parts."""
    timed = {each.identifier for each in resolved.definitions if each.timed}
    earlier = {
        use.identifier
        for each in resolved.definitions
        for use in references(each.term)
        if use.lag and use.lag > 0 and use.identifier in timed
    }
    stacks = _stacks(resolved, timed, earlier)

    def read(term: Term) -> Term:
        if not isinstance(term, Reference) or not term.lag:
            return term
        parts = stacks.get(term.identifier)
        if parts is None:
            return term
        earlier = (replace(each, lag=term.lag, span=term.span) for each in parts)
        return Concatenate(tuple(map(read, earlier)), term.span)

    resolved.stacks = [each for each in stacks if each in earlier]
    resolved.definitions = [
        replace(each, term=rebuilt(each.term, read)) for each in resolved.definitions
    ]


def without_unused_stacks(resolved: Resolved) -> None:
    """Drop a stack that is read at earlier steps alone, and is no output."""
    used = {
        use.identifier for each in resolved.definitions for use in references(each.term)
    }
    used |= {*resolved.outputs, *resolved.facts.places}
    resolved.definitions = [
        each
        for each in resolved.definitions
        if each.identifier not in resolved.stacks or each.identifier in used
    ]


def _stacks(
    resolved: Resolved, timed: set[str], earlier: set[str]
) -> dict[str, tuple[Reference, ...]]:
    """The parts of each stack of which a part is read at an earlier step."""
    made = {each.identifier: _parts(each, timed) for each in resolved.definitions}

    def ends(identifier: str, path: tuple[str, ...] = ()) -> set[str]:
        """What a stack and the stacks in it are made of."""
        if not made[identifier] or identifier in path:
            return {identifier}
        inner = (ends(one.identifier, (*path, identifier)) for one in made[identifier])
        return set[str]().union(*inner)

    found = {each: ends(each) for each, parts in made.items() if parts}
    if any(each in leaves for each, leaves in found.items()):
        return {}  # a circle, which is refused
    return {each: made[each] for each in found if earlier & found[each]}


def _parts(definition: Definition, timed: set[str]) -> tuple[Reference, ...]:
    """The names below one another of which a definition is made; none for another."""
    if not definition.timed or not isinstance(definition.term, Concatenate):
        return ()
    parts = [each for each in definition.term.items if isinstance(each, Reference)]
    stacked = len(parts) == len(definition.term.items) and all(
        (each.lag, each.running) == (0, ())
        and each.identifier in timed - {definition.identifier}
        for each in parts
    )
    return tuple(parts) if stacked else ()
