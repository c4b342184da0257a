r"""An index over the vectors of a set: `a_i ∈ ℝ^a is static`, `\sum_i α_{ti} a_i`.

A static input with an index is one vector of a set that a sequence has, and the index
runs over them.  What has this index has one value for each: `e_{ti}` is a vector with a
component for every `a_i`.  The index leaves the labels of a name and becomes a mark of
its own, "running"; a sum over it becomes one node.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cellc.diagnostics import Diagnostics, Source, Span
from cellc.lower.names import OVER, is_name
from cellc.lower.notation.component_forms import sum_letter
from cellc.lower.notation.heads import Heads, facts_with_axes
from cellc.lower.notation.index import TIME, read_index
from cellc.lower.notation.position_names import (
    letters_of_name,
    marks,
    scripts,
    stripped,
    subscripts,
    without_letters,
)
from cellc.lower.notation.position_terms import PositionTerms, above
from cellc.lower.notation.walk import (
    children,
    nodes_in,
)
from cellc.syntax.nodes import (
    Call,
    Declaration,
    Juxtaposition,
    Name,
    Node,
    Number,
    Scripted,
    Spec,
    Statement,
)


def with_positions(spec: Spec, diagnostics: Diagnostics) -> Spec:
    """The spec with indices over the vectors of static inputs as marks of their own."""
    _refuse_sets_of_sets(spec, diagnostics)
    sets = [each for each in spec.facts if _is_set(each)]
    letters = {each for fact in sets for each in _letters(fact)} & _indices(spec)
    heads = Heads.of(spec, letters, diagnostics)
    if not letters and not heads.letters:
        return spec
    every = frozenset(letters | heads.letters)
    source = diagnostics.source
    positions = _Positions(every, _ends(spec, every, source), diagnostics, heads)
    positions.firsts = _firsts(spec, source)
    positions.find(spec)
    for letter in sorted(letters):
        found = next(each for each in sets if letter in _letters(each))
        assert isinstance(found, Declaration)
        diagnostics.note(
            "N0641",
            f"the index {letter} runs over the {positions.end_of(letter)} vectors of "
            f"`{diagnostics.source.snippet(found.names[0].span)}`",
            found.names[0].span,
            help="what has this index has one value for each of them",
        )
    equations = tuple(map(positions.statement, spec.equations))
    positions.tell_heads(spec, equations)
    facts = (facts_with_axes(each, every, positions.ends, heads) for each in spec.facts)
    return replace(
        spec,
        equations=equations,
        facts=tuple(each for found in facts for each in found),
        ranges=tuple(each for each in spec.ranges if each.letter not in every),
        open_ranges=tuple(
            each for each in spec.open_ranges if each.letter not in every
        ),
        axes=tuple((each, positions.ends[each]) for each in sorted(heads.letters)),
    )


def _refuse_sets_of_sets(spec: Spec, diagnostics: Diagnostics) -> None:
    """Report `a_{ij} is static`, with two letters that count; raises CellcError."""
    counting = {each.letter for each in (*spec.open_ranges, *spec.ranges)}
    counting |= {
        letter
        for statement in spec.equations
        for side in statement.sides
        for node in nodes_in(side)
        if (letter := sum_letter(node)) is not None
    }
    for fact in spec.facts:
        if not isinstance(fact, Declaration) or fact.role is None:
            continue
        names = fact.names if fact.role.text == "static" else ()
        for item in (item for name in names for item in subscripts(name)):
            letters = item.text if isinstance(item, Name) else ""
            if len(letters) == 2 and {*letters} <= counting - {TIME}:
                diagnostics.error(
                    "E0234",
                    f"this has two indices, {letters[0]} and {letters[1]}: an index "
                    "runs over the vectors of one set, and this is a set of sets",
                    fact.names[0].span,
                    help="give each set a name and an index of its own, or all vectors "
                    f"one index: a_{letters[0]} ∈ ℝ^a is static, for {letters[0]} = "
                    "1..L",
                )
                diagnostics.raise_if_errors()


def _indices(spec: Spec) -> set[str]:
    """Letters that count: of a range, of a sum, beside the step on a left side.

    Any other letter is a label: `x_s` of what is static.
    """
    found = {each.letter for each in (*spec.open_ranges, *spec.ranges)}
    for statement in spec.equations:
        left = statement.sides[0]
        items = [*subscripts(left)]
        if len(items) > 1 or isinstance(left, Juxtaposition):
            found |= {
                index.letter
                for each in items
                if (index := read_index(each)) is not None
            }
        for item in items:
            if isinstance(item, Name) and len(item.text) == 2:
                found |= {*item.text}  # `e_{ti}`
        for side in statement.sides:
            for node in nodes_in(side):
                letter = sum_letter(node)
                if letter is not None:
                    found.add(letter)
    return found


def _is_set(fact: object) -> bool:
    return (
        isinstance(fact, Declaration)
        and fact.role is not None
        and fact.role.text == "static"
        and any(True for _ in _letters(fact))
    )


def _letters(fact: object) -> Iterator[str]:
    """The indices of the names of a declaration, `i` of `a_i`."""
    if isinstance(fact, Declaration):
        for name in fact.names:
            for item in subscripts(name):
                index = read_index(item)
                if index is not None and not index.offset and index.letter != TIME:
                    yield index.letter


def _firsts(spec: Spec, source: Source) -> dict[str, int]:
    """The number that each index begins with: 1 of 1..H, 0 of 0..H-1."""
    firsts: dict[str, int] = {}
    for each in (*spec.open_ranges, *spec.ranges):
        typed = source.snippet(each.span)
        first = re.search(r"\d+", typed)
        last = re.search(rf"{re.escape(each.count or '')}\W*(- ?1)?\W*$", typed)
        if each.count and first and last and (last[1] is None) == (first[0] == "1"):
            firsts.setdefault(each.letter, int(first[0]))
        elif each.values:
            firsts.setdefault(each.letter, each.values[0])
    return {letter: first for letter, first in firsts.items() if first in (0, 1)}


def _ends(spec: Spec, letters: frozenset[str], source: Source) -> dict[str, Node]:
    r"""Where each index ends: by its range, or by a sum `\sum_{i=1}^{L}`."""
    ends: dict[str, Node] = {}
    for each in (*spec.open_ranges, *spec.ranges):
        if each.count is not None:
            at = each.span.start + source.snippet(each.span).rindex(each.count)
            last = Span(at, at + len(each.count))
            base, _, label = each.count.partition("_")
            end: Node = Name(base, last)
            if label:
                below = Name(label.strip("{}"), last)
                end = Scripted(end, "sub", (below,), "", last)
            ends.setdefault(each.letter, end)
        elif each.values:
            ends.setdefault(each.letter, Number(str(len(each.values)), each.span))
    for statement in spec.equations:
        for side in statement.sides:
            for node in nodes_in(side):
                letter = sum_letter(node)
                if letter in letters:
                    for end in above(node):
                        if isinstance(end, Number) or is_name(end):
                            ends.setdefault(letter, end)
    return ends


@dataclass
class _Positions(PositionTerms):
    """Marks the indices of a text."""

    def find(self, spec: Spec) -> None:
        """The names that have such an index: sets, and what equations define with it.

        An index of any other name is a label: `W_i` of a gate i.
        """
        sets = [each for each in spec.facts if isinstance(each, Declaration)]
        names = [name for each in sets if _is_set(each) for name in each.names]
        lefts = [each.sides[0] for each in spec.equations]
        self.defined = {*map(letters_of_name, lefts)}
        for name in names:
            found = stripped(name, self.letters)
            if isinstance(found, Scripted) and isinstance(found.items[0], Name):
                self.sets.setdefault(found.items[0].text, found)
        self.given = {
            letters_of_name(name)
            for each in spec.facts
            if isinstance(each, Statement | Declaration)
            for name in (each.sides[:1] if isinstance(each, Statement) else each.names)
        }
        names += lefts
        for left in lefts:
            if not is_name(left):  # refused later, `2 x_i = ...`
                names += [each for each in nodes_in(left) if is_name(each)]
        for name in names:
            if (found := stripped(name, self.letters)) is not None:
                most = self.indexed.get(letters_of_name(name), 0)
                self.indexed[letters_of_name(name)] = max(most, len(marks(found)))

    def statement(self, statement: Statement) -> Statement:
        left = self.side(statement.sides[0], self.letters)
        own = frozenset(marks(left))
        bound = self.heads.bound(left, self.letters)
        sides = (left, *(self.side(each, bound) for each in statement.sides[1:]))
        for each in sides[1:]:
            self._refuse_labels(each, own - self.heads.loose)
        for each in sides:
            self.heads.note(each)
        return replace(statement, sides=sides)

    def tell_heads(self, spec: Spec, equations: tuple[Statement, ...]) -> None:
        """Say what the indices over heads count; report names with two meanings."""
        defined = {self.heads.identifier(each.sides[0]) or "" for each in equations}
        self.heads.refuse_twofold(defined)
        told: set[str] = set()
        for each in spec.open_ranges:
            if each.letter in self.heads.letters - told:
                told.add(each.letter)
                self.diagnostics.note(
                    "N0694",
                    f"the index {each.letter} counts {self.end_of(each.letter)} of "
                    "what has it, along an axis of their own",
                    each.span,
                    help="parameters and states with it have this axis in front; for "
                    f"a name for each of them say how many, {each.count} = 4",
                )

    def _refuse_labels(self, node: Node, bound: frozenset[str]) -> None:
        """Report `W_i` where i runs: a parameter has no value for each position."""
        if isinstance(node, Call) and OVER in node.function:
            bound |= {node.function.partition(OVER)[2]}
        if not is_name(node):
            for each in children(node):
                self._refuse_labels(each, bound)
            return
        found: list[str] = []
        for item in scripts(node):
            [*without_letters(item, bound, found)]
        if found:
            self.diagnostics.error(
                "E0226",
                f"`{self.diagnostics.source.snippet(node.span)}` has the index "
                f"{found[0]}, which runs over the vectors of a set, and nothing gives "
                "it a value for each of them",
                node.span,
                help="define it with this index, declare it as static, or give it "
                "another label",
            )
