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
from cellc.lower.names import RUNNING, SUM_OVER, is_name
from cellc.lower.notation.component_forms import sum_letter, sum_start
from cellc.lower.notation.index import TIME, read_index
from cellc.lower.notation.position_names import (
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
    _refuse_sets_of_sets(spec, diagnostics)
    sets = [each for each in spec.facts if _is_set(each)]
    letters = {each for fact in sets for each in _letters(fact)} & _indices(spec)
    if not letters:
        return spec
    positions = _Positions(frozenset(letters), _ends(spec, letters), diagnostics)
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
    return replace(
        spec,
        equations=tuple(map(positions.statement, spec.equations)),
        facts=tuple(
            positions.fact(each) if isinstance(each, Declaration) else each
            for each in spec.facts
        ),
        ranges=tuple(each for each in spec.ranges if each.letter not in letters),
        open_ranges=tuple(
            each for each in spec.open_ranges if each.letter not in letters
        ),
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


def _ends(spec: Spec, letters: set[str]) -> dict[str, Node]:
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
    indexed: set[str] = field(default_factory=set)
    defined: set[str] = field(default_factory=set)

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
        names += lefts
        for left in lefts:
            if not is_name(left):  # refused later, `2 x_i = ...`
                names += [each for each in nodes_in(left) if is_name(each)]
        for name in names:
            if stripped(name, self.letters) is not None:
                self.indexed.add(letters_of_name(name))

    def statement(self, statement: Statement) -> Statement:
        sides = tuple(self._side(each, self.letters) for each in statement.sides)
        own = frozenset(marks(sides[0]))
        for each in sides[1:]:
            self._refuse_labels(each, own)
        return replace(statement, sides=sides)

    def _refuse_labels(self, node: Node, bound: frozenset[str]) -> None:
        """Report `W_i` where i runs: a parameter has no value for each position."""
        if isinstance(node, Call) and node.function.startswith(SUM_OVER):
            bound |= {node.function.removeprefix(SUM_OVER)}
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

    def fact(self, fact: Declaration) -> Declaration:
        """`a_i ∈ ℝ^a` is `a ∈ ℝ^{L×a}`."""
        found = [*_letters(fact)]
        if not self.letters.intersection(found):
            return fact
        letter = next(each for each in found if each in self.letters)
        end = self.ends.get(letter, Name("L", fact.span))
        names = tuple(self._taken(each, self.letters) or each for each in fact.names)
        plain = tuple(
            each.base
            if isinstance(each, Scripted) and each.position == RUNNING
            else each
            for each in names
        )
        return replace(fact, names=plain, dimensions=(end, *fact.dimensions))

    def _side(self, node: Node, letters: frozenset[str]) -> Node:
        def rule(each: Node) -> Node | None:
            if is_name(each) and isinstance(each, Scripted):
                return self._taken(each, letters)
            if isinstance(each, Juxtaposition):
                return self._juxtaposed(each, letters)
            if isinstance(each, Binary) and each.operator in _PRODUCTS:
                return self._summed_product(each, letters)
            return None

        return rewritten(node, rule)

    def _juxtaposed(self, node: Juxtaposition, letters: frozenset[str]) -> Node | None:
        factors = tuple(_without_index(each, letters) for each in node.factors)
        for at, factor in enumerate(factors[:-1]):
            letter = sum_letter(factor)
            rest = factors[at + 1 :]
            if letter is None or not self._runs(letter, rest):
                continue
            self._refuse_part(factor)
            inner = self._side(_side_by_side(rest), letters | {letter})
            total = Call(f"{SUM_OVER}{letter}", inner, factor.span | inner.span)
            front = tuple(self._side(each, letters) for each in factors[:at])
            return _side_by_side((*front, total))
        if factors != node.factors:
            return self._side(replace(node, factors=factors), letters)
        return None

    def _summed_product(self, node: Binary, letters: frozenset[str]) -> Node | None:
        r"""`\sum_i α_{ti} ⊙ a_i`: the sum goes over the whole product."""
        match node.left:
            case Juxtaposition(factors=factors):
                for at, factor in enumerate(factors[:-1]):
                    letter = sum_letter(factor)
                    if letter is None or not self._runs(letter, (node.right,)):
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
        self.diagnostics.error(
            "E0215",
            "this sum goes over part of the vectors of a set",
            node.span,
            help="sum over all of them, with a static weight that is 0 where a vector "
            "is left out",
        )

    def _is_end(self, node: Node) -> bool:
        snippet = self.diagnostics.source.snippet
        known = {snippet(each.span) for each in self.ends.values()}
        return not known or snippet(node.span) in known

    def _runs(self, letter: str, terms: tuple[Node, ...]) -> bool:
        """Whether a sum over this index goes over positions."""
        if letter in self.letters:
            return True
        return any(
            self._taken(name, frozenset([letter])) is not None
            for each in terms
            for name in nodes_in(each)
            if is_name(name)
        )

    def _taken(self, name: Node, letters: frozenset[str]) -> Node | None:
        """The name with its index as a mark; None if it has no such index."""
        found = stripped(name, letters)
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
    return node


def _side_by_side(factors: tuple[Node, ...]) -> Node:
    if len(factors) == 1:
        return factors[0]
    return Juxtaposition(factors, factors[0].span | factors[-1].span)
