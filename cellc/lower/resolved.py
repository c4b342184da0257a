"""What resolve hands on: named equations and the role of every name."""

from __future__ import annotations

from dataclasses import dataclass, field

from cellc.diagnostics import Span
from cellc.lower.facts_known import Facts
from cellc.lower.terms import Reference, Term, references


@dataclass(frozen=True, slots=True)
class Definition:
    """One equation: the name on its left side and the term on its right side."""

    identifier: str
    timed: bool
    term: Term
    left: Span
    span: Span
    text: str | None = None  # what it reads as, where that is not what was typed
    notation: str | None = None  # likewise its name
    running: tuple[str, ...] = ()  # its indices over the vectors of sets, over heads
    own: int = 0  # how many of them, the last ones, count its own components
    keeps: str | None = None  # the name whose value it keeps for a later step


@dataclass
class Resolved:
    """Names with roles, and equations in order of computation.

    Identifiers stand in the order of their first use in the text.
    """

    facts: Facts
    definitions: list[Definition]
    inputs: list[str] = field(default_factory=list)
    static: list[str] = field(default_factory=list)  # inputs of a whole sequence
    states: list[str] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    constants: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    first_use: dict[str, Span] = field(default_factory=dict)
    first_lag: dict[str, Span] = field(default_factory=dict)  # of a state, at t-1
    matrix_like: set[str] = field(default_factory=set)
    stacks: list[str] = field(default_factory=list)  # of states: no states of their own
    matrices: tuple[str, ...] = ()  # shown to be such by their notation
    vectors: tuple[str, ...] = ()  # likewise, where no use says what they are

    @property
    def keepers(self) -> set[str]:
        """States that keep a value for a later step, and have no equation."""
        return {each.identifier for each in self.definitions if each.keeps}

    @property
    def running(self) -> dict[str, int]:
        """Names that stand with indices over positions: how many axes these are.

        They are the first ones; an index of its own components is none of them.
        """
        found = {
            use.identifier: use.outer
            for each in self.definitions
            for use in references(each.term)
            if use.outer
        }
        lefts = ((one, len(one.running) - one.own) for one in self.definitions)
        return found | {one.identifier: outer for one, outer in lefts if outer}

    @property
    def indices(self) -> dict[str, tuple[str, ...]]:
        """The letters of these indices, as each name first has them."""
        found: dict[str, tuple[str, ...]] = {}
        for each in self.definitions:
            if len(each.running) > each.own:
                letters = each.running[: len(each.running) - each.own]
                found.setdefault(each.identifier, letters)
        for each in self.definitions:
            for use in references(each.term):
                if use.outer:
                    found.setdefault(use.identifier, use.running[: use.outer])
        return found

    @property
    def by_entries(self) -> dict[str, Reference]:
        """Names that stand with indices of their own components, and where."""
        return {
            use.identifier: use
            for each in self.definitions
            for use in references(each.term)
            if use.own
        }

    def definition(self, identifier: str) -> Definition:
        return next(d for d in self.definitions if d.identifier == identifier)

    def made_of(self, identifier: str) -> set[str]:
        """A name and everything that its value at a step is made of at that step."""
        terms = {each.identifier: each.term for each in self.definitions}
        found, waiting = {identifier}, [identifier]
        while waiting:
            term = terms.get(waiting.pop())
            for use in references(term) if term is not None else ():
                if use.lag != 1 and use.identifier not in found:
                    found.add(use.identifier)
                    waiting.append(use.identifier)
        return found
