r"""An index over the vectors of a set: `a_i ∈ ℝ^a is static`, `\sum_i α_{ti} a_i`.

A static input with an index is one vector of a set that a sequence has, and the index
runs over them.  What has this index has one value for each: `e_{ti}` is a vector with a
component for every `a_i`.  The index leaves the labels of a name and becomes a mark of
its own, "running"; a sum over it becomes one node.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.names import OVER, is_name
from cellc.lower.notation.component_forms import sum_letter, sum_start
from cellc.lower.notation.heads import Heads, facts_with_axes, joined_letter
from cellc.lower.notation.index import TIME, read_index
from cellc.lower.notation.over_index import function_over, keeps, reach_of
from cellc.lower.notation.position_names import (
    is_shifted_by,
    letters_of_name,
    marks,
    scripts,
    stripped,
    subscripts,
    without_letters,
)
from cellc.lower.notation.walk import (
    children,
    nodes_in,
    rewritten,
)
from cellc.syntax.nodes import (
    Binary,
    Call,
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Node,
    Number,
    Scripted,
    Spec,
    Statement,
)

_PRODUCTS = ("·", "*", "×", "⊙", "∘")
_OVER_ALL = ("softmax", "\\softmax")


def with_positions(spec: Spec, diagnostics: Diagnostics) -> Spec:
    """The spec with indices over the vectors of static inputs as marks of their own."""
    sets = [each for each in spec.facts if _is_set(each)]
    letters = {each for fact in sets for each in _letters(fact)} & _indices(spec)
    heads = Heads.of(spec, letters, diagnostics)
    if not letters and not heads.letters:
        return spec
    every = frozenset(letters | heads.letters)
    positions = _Positions(every, _ends(spec, every), diagnostics, heads)
    positions.find(spec)
    for letter in sorted(letters):
        found = next(each for each in sets if letter in _letters(each))
        assert isinstance(found, Declaration)
        diagnostics.note(
            "N0641",
            f"the index {letter} runs over the {positions.end(letter)} vectors of "
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


def _ends(spec: Spec, letters: frozenset[str]) -> dict[str, Node]:
    r"""Where each index ends: by its range, or by a sum `\sum_{i=1}^{L}`."""
    ends: dict[str, Node] = {}
    for each in (*spec.open_ranges, *spec.ranges):
        if each.count is not None:
            last = Span(each.span.end - len(each.count), each.span.end)
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
                    for end in _above(node):
                        if isinstance(end, Number) or is_name(end):
                            ends.setdefault(letter, end)
    return ends


def _above(node: Node) -> Iterator[Node]:
    while isinstance(node, Scripted):
        if node.position == "super" and len(node.items) == 1:
            yield node.items[0]
        node = node.base


@dataclass
class _Positions:
    """The indices over positions of a text, and the names that have one."""

    letters: frozenset[str]
    ends: dict[str, Node]
    diagnostics: Diagnostics
    heads: Heads
    indexed: set[str] = field(default_factory=set)
    defined: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    sets: dict[str, Scripted] = field(default_factory=dict)

    def end(self, letter: str) -> str:
        end = self.ends.get(letter)
        return "L" if end is None else self.diagnostics.source.snippet(end.span)

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
            if stripped(name, self.letters) is not None:
                self.indexed.add(letters_of_name(name))

    def statement(self, statement: Statement) -> Statement:
        left = self._side(statement.sides[0], self.letters)
        own = frozenset(marks(left))
        bound = self.heads.bound(left, self.letters)
        sides = (left, *(self._side(each, bound) for each in statement.sides[1:]))
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
                    f"the index {each.letter} counts {self.end(each.letter)} of what "
                    "has it, along an axis of their own",
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

    def _side(self, node: Node, letters: frozenset[str]) -> Node:
        def rule(each: Node) -> Node | None:
            if (letter := self._as_number(each)) is not None:
                one = Number("1", each.span)
                return Call(f"sum{OVER}{letter}", one, each.span)
            if is_name(each) and (count := self._count(each)) is not None:
                return count
            if is_name(each) and isinstance(each, Scripted):
                return self._taken(each, letters)
            if isinstance(each, Juxtaposition):
                return self._juxtaposed(each, letters)
            if isinstance(each, Binary) and each.operator in _PRODUCTS:
                return self._summed_product(each, letters)
            return None

        return rewritten(node, rule)

    def _as_number(self, node: Node) -> str | None:
        """The index that counts H, where H stands as a number: `1/H`."""
        if not is_name(node):
            return None
        typed = self.diagnostics.source.snippet
        found = (
            each
            for each in sorted(self.heads.letters)
            if typed(node.span) == typed(self.ends[each].span)
        )
        known = self.heads.identifier(node) in self.heads.known
        return None if known else next(found, None)

    def _juxtaposed(self, node: Juxtaposition, letters: frozenset[str]) -> Node | None:
        factors = tuple(_without_index(each, letters) for each in node.factors)
        for at, factor in enumerate(factors[:-1]):
            applied = self._applied(factors, at, letters)
            if applied is not None:
                return applied
            rest = factors[at + 1 :]
            if (joined := self._joined(factors, at, letters)) is not None:
                return joined
            letter = sum_letter(factor)
            if letter is None or not self._runs(letter, rest, factor):
                continue
            self._refuse_part(factor)
            inner = self._side(_side_by_side(rest), letters | {letter})
            total = Call(f"sum{OVER}{letter}", inner, factor.span | inner.span)
            front = tuple(self._side(each, letters) for each in factors[:at])
            return _side_by_side((*front, total))
        if factors != node.factors:
            return self._side(replace(node, factors=factors), letters)
        return None

    def _joined(
        self, factors: tuple[Node, ...], at: int, letters: frozenset[str]
    ) -> Node | None:
        r"""`W_o \mathrm{Concat}_i(o_{i,t})`: the vectors of all positions in one."""
        match factors[at : at + 2]:
            case (factor, Group(bracket="(" | "[", items=(inner,)) as group):
                letter = joined_letter(factor)
            case _:
                return None
        if letter is None or not self._runs(letter, (inner,), factor):
            return None
        self._refuse_part(factor)
        inner = self._side(inner, letters | {letter})
        whole = Call(f"concatenation{OVER}{letter}", inner, factor.span | group.span)
        front = tuple(self._side(each, letters) for each in factors[:at])
        behind = tuple(self._side(each, letters) for each in factors[at + 2 :])
        return _side_by_side((*front, whole, *behind))

    def _applied(
        self, factors: tuple[Node, ...], at: int, letters: frozenset[str]
    ) -> Node | None:
        r"""`\max_i e_{ti}` among factors, its index being one over positions."""
        found = function_over(factors[at])
        rest = factors[at + 1 :]
        if found is None or not self._runs(found[1], rest, factors[at]):
            return None
        kind, letter = found
        has = [self._runs_in(each, letter) for each in rest]
        reach = reach_of(kind, rest, has)
        if reach is None:
            return None  # refused where it is no function
        inner = self._side(_side_by_side(rest[:reach]), letters | {letter})
        span = factors[at].span | inner.span
        total = Call(f"{kind}{OVER}{letter}", inner, span)
        whole = (*factors[:at], total, *rest[reach:])
        return self._side(_side_by_side(whole), letters)

    def _runs_in(self, node: Node, letter: str) -> bool:
        return any(
            self._taken(name, frozenset([letter])) is not None
            for name in nodes_in(node)
            if is_name(name)
        )

    def _summed_product(self, node: Binary, letters: frozenset[str]) -> Node | None:
        r"""`\sum_i α_{ti} ⊙ a_i`: the sum goes over the whole product."""
        match node.left:
            case Juxtaposition(factors=factors):
                for at, factor in enumerate(factors[:-1]):
                    letter = sum_letter(factor)
                    if letter is None or not self._runs(letter, (node.right,), factor):
                        continue
                    left = _side_by_side(factors[at + 1 :])
                    product = replace(node, left=left, span=left.span | node.span)
                    whole = (*factors[: at + 1], product)
                    return self._side(Juxtaposition(whole, node.span), letters)
        return None

    def _refuse_part(self, node: Node) -> None:
        r"""Report `\sum_{i=2}^{L}`: a sum over positions goes over all of them."""
        ends = [*_above(node)]
        if sum_start(node) in (None, "1") and all(map(self._is_end, ends)):
            return
        heads = sum_letter(node) in self.heads.letters or joined_letter(node)
        self.diagnostics.error(
            "E0215",
            "this sum goes over part of the vectors of a set"
            if not heads
            else "this goes over part of what the index counts",
            node.span,
            help="go over all of them"
            if heads
            else "sum over all of them, with a static weight that is 0 where a vector "
            "is left out",
        )

    def _is_end(self, node: Node) -> bool:
        snippet = self.diagnostics.source.snippet
        known = {snippet(each.span) for each in self.ends.values()}
        return not known or snippet(node.span) in known

    def _runs(self, letter: str, terms: tuple[Node, ...], over: Node) -> bool:
        """Whether a sum over this index goes over positions."""
        if letter in self.letters | self.heads.letters:
            return True
        if self._counts_heads(over):
            self.heads.letters.add(letter)
            self.ends[letter] = next(_above(over))
            return True
        names = [name for each in terms for name in nodes_in(each) if is_name(name)]
        if any(is_shifted_by(each, letter, self.letters) for each in names):
            return False  # a window around each position
        return any(self._taken(name, frozenset([letter])) is not None for name in names)

    def _count(self, name: Node) -> Node | None:
        """`L` as a number, how many vectors a set has: the end of its index."""
        typed = self.diagnostics.source.snippet(name.span)
        for letter, end in self.ends.items():
            known = letter in self.sets and not isinstance(end, Number)
            if known and typed == self.diagnostics.source.snippet(end.span):
                if letters_of_name(name) in self.defined | self.given:
                    return None
                one = replace(self.sets[letter], span=name.span)
                return Call(f"count{OVER}{letter}", one, name.span)
        return None

    def _counts_heads(self, over: Node) -> bool:
        r"""Whether a sum ends where heads end, `\sum_{k=1}^{H}`."""
        snippet = self.diagnostics.source.snippet
        known = {snippet(self.ends[each].span) for each in self.heads.letters}
        return any(snippet(each.span) in known for each in _above(over))

    def _taken(self, name: Node, letters: frozenset[str]) -> Node | None:
        """The name with its index as a mark; None if it has no such index."""
        self.heads.refuse_second(name, letters)
        found = stripped(name, letters)
        if found is not None and not self.heads.letters.isdisjoint(marks(found)):
            return found
        known = letters_of_name(name) in self.indexed
        return found if known or (found is not None and self._is_whole(found)) else None

    def _is_whole(self, name: Node) -> bool:
        """`α_{ti}` where `α_t` is defined, the vector of them."""
        assert isinstance(name, Scripted)
        return letters_of_name(name) in self.defined and isinstance(name.base, Scripted)


def _without_index(node: Node, letters: frozenset[str]) -> Node:
    r"""`\mathrm{softmax}_i`: over the positions, which its argument has."""
    match node:
        case Scripted(base=Name(text=text) as base, position="sub", items=(item,)):
            index = read_index(item)
            if text in _OVER_ALL and index is not None and index.letter in letters:
                return base
            found = function_over(node)
            if found is not None and keeps(found[0]) and found[1] in letters:
                return base
    return node


def _side_by_side(factors: tuple[Node, ...]) -> Node:
    if len(factors) == 1:
        return factors[0]
    return Juxtaposition(factors, factors[0].span | factors[-1].span)
