r"""Terms with an index over positions: marks for the index, nodes for sums over it.

In: a side of an equation, and the letters that run.  Out: the same with `a_i` as a name
that is marked, and `\sum_i`, `\max_i` or `\mathrm{Concat}_i` as one call.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from cellc.diagnostics import Diagnostics
from cellc.lower.names import OVER, is_name
from cellc.lower.notation.component_forms import sum_letter, sum_start
from cellc.lower.notation.heads import Heads, joined_letter
from cellc.lower.notation.index import plain_letter, read_index
from cellc.lower.notation.over_index import function_over, is_operator, keeps, reach_of
from cellc.lower.notation.position_names import (
    is_shifted_by,
    letters_of_name,
    marks,
    marks_in,
    stripped,
    unmarked,
    with_first,
)
from cellc.lower.notation.walk import (
    nodes_in,
    rewritten,
)
from cellc.syntax.nodes import (
    Binary,
    Call,
    Group,
    Juxtaposition,
    Name,
    Node,
    Number,
    Scripted,
)

_PRODUCTS = ("·", "*", "×", "⊙", "∘")
_OVER_ALL = ("softmax", "\\softmax")


@dataclass
class PositionTerms:
    """The indices over positions of a text, and the names that have one.

    indexed: these names, and how many of the indices they have.
    firsts: the number that an index begins with, where the text says it.
    fewest: how many indices there are where a function says which it goes over.
    """

    letters: frozenset[str]
    ends: dict[str, Node]
    diagnostics: Diagnostics
    heads: Heads
    indexed: dict[str, int] = field(default_factory=dict)
    defined: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    sets: dict[str, Scripted] = field(default_factory=dict)
    firsts: dict[str, int] = field(default_factory=dict)
    fewest: int = 2

    def side(self, node: Node, letters: frozenset[str]) -> Node:
        """One side of an equation, in which these letters run."""

        def rule(each: Node) -> Node | None:
            if (letter := self._as_number(each)) is not None:
                one = Number("1", each.span)
                return Call(f"sum{OVER}{letter}", one, each.span)
            if is_name(each) and (count := self._count(each)) is not None:
                return count
            if (number := self.as_number(each, letters)) is not None:
                return number
            if is_name(each) and isinstance(each, Scripted):
                found = self.named(each, letters)
                return found if found is not None or is_exponential(each) else each
            if isinstance(each, Juxtaposition):
                return self._juxtaposed(each, letters)
            if isinstance(each, Binary) and each.operator in _PRODUCTS:
                return self._summed_product(each, letters)
            return None

        return rewritten(node, rule)

    def as_number(self, node: Node, letters: frozenset[str]) -> Node | None:
        """The index itself where it stands as a number, `2^{-i}`, also `i^2`."""
        match node:
            case Scripted(base=Name() as base, position="super", items=(Number(),)):
                inner = self.as_number(base, letters)
                return None if inner is None else replace(node, base=inner)
            case Name():
                letter = plain_letter(node) or ""
            case _:
                return None
        if letter not in letters or letter in self.defined | self.given:
            return None
        first = self.firsts.get(letter)
        if first is None:
            self._refuse_number(node, letter)
            first = 1
        count = Number(str(first), node.span)
        return Call(f"number{OVER}{letter}", count, node.span)

    def _refuse_number(self, node: Node, letter: str) -> None:
        """Report an index as a number where nothing says with what it begins."""
        self.diagnostics.error(
            "E0241",
            f"whether the index {letter} counts from 0 or from 1 is not said, and "
            "it stands as a number here",
            node.span,
            help=f"say it in the where block: for {letter} = 1..{self.end_of(letter)}, "
            f"or for {letter} = 0..{self.end_of(letter)}-1",
        )

    def end_of(self, letter: str) -> str:
        end = self.ends.get(letter)
        return "L" if end is None else self.diagnostics.source.snippet(end.span)

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
        if (kept := self._kept(node, letters)) is not None:
            return kept
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
            if (start := sum_start(factor)) in ("0", "1"):
                self.firsts.setdefault(letter, int(start))
            inner = self.side(_side_by_side(rest), letters | {letter})
            total = Call(f"sum{OVER}{letter}", inner, factor.span | inner.span)
            front = tuple(self.side(each, letters) for each in factors[:at])
            return _side_by_side((*front, total))
        if factors != node.factors:
            return self.side(replace(node, factors=factors), letters)
        return None

    def _kept(self, node: Juxtaposition, letters: frozenset[str]) -> Node | None:
        r"""`softmax_j(e_{ij})`: over one of the indices, which its value has too."""
        for at, (factor, behind) in enumerate(pairwise(node.factors)):
            found = function_over(factor)
            if found is None or not keeps(found[0]) or found[1] not in letters:
                continue
            match behind:
                case Group(bracket="(" | "[", items=(inner,)):
                    inner = self.side(inner, letters)
                case _:
                    continue
            if len(marks_in(inner)) < self.fewest:
                continue  # over the positions, which its argument has
            self._refuse_part(factor)
            whole = Call(
                f"{found[0]}{OVER}{found[1]}", inner, factor.span | behind.span
            )
            factors = (*node.factors[:at], whole, *node.factors[at + 2 :])
            return self.side(_side_by_side(factors), letters)
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
        inner = self.side(inner, letters | {letter})
        whole = Call(f"concatenation{OVER}{letter}", inner, factor.span | group.span)
        front = tuple(self.side(each, letters) for each in factors[:at])
        behind = tuple(self.side(each, letters) for each in factors[at + 2 :])
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
        factors_alone = [each for each in rest if not is_operator(each)]
        has = [self._runs_in(each, letter) for each in factors_alone]
        reach = reach_of(kind, rest, has)
        if reach is None:
            return None  # refused where it is no function
        self._refuse_part(factors[at])
        inner = self.side(_side_by_side(rest[:reach]), letters | {letter})
        span = factors[at].span | inner.span
        total = Call(f"{kind}{OVER}{letter}", inner, span)
        whole = (*factors[:at], total, *rest[reach:])
        return self.side(_side_by_side(whole), letters)

    def _runs_in(self, node: Node, letter: str) -> bool:
        return any(
            self.taken(name, frozenset([letter])) is not None
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
                    return self.side(Juxtaposition(whole, node.span), letters)
        return None

    def _refuse_part(self, node: Node) -> None:
        r"""Report `\sum_{i=2}^{L}`: a sum over positions goes over all of them."""
        ends = [*above(node)]
        if sum_start(node) in (None, "1") and all(map(self._is_end, ends)):
            return
        heads = sum_letter(node) in self.heads.letters or joined_letter(node)
        self.diagnostics.error(
            "E0215",
            "this sum goes over part of the vectors of a set"
            if not heads and sum_letter(node) is not None
            else "this goes over part of the vectors of a set"
            if not heads
            else "this goes over part of what the index counts",
            node.span,
            help="go over all of them"
            if heads
            else "sum over all of them, with a static weight that is 0 where a vector "
            "is left out"
            if sum_letter(node) is not None
            else "go over all of them; a case with a static number for each can leave "
            "vectors out",
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
            self.ends[letter] = next(above(over))
            return True
        names = [name for each in terms for name in nodes_in(each) if is_name(name)]
        if any(is_shifted_by(each, letter, self.letters) for each in names):
            return False  # a window around each position
        known = self.letters | {letter}
        taken = (self.taken(name, known) for name in names)
        return any(letter in marks(name) for name in taken if name is not None)

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
        return any(snippet(each.span) in known for each in above(over))

    def named(self, name: Node, letters: frozenset[str]) -> Node | None:
        """A name where these letters run; None where it stays as it is."""
        return self.taken(name, letters)

    def taken(self, name: Node, letters: frozenset[str]) -> Node | None:
        """The name with its index as a mark; None if it has no such index."""
        if own := marks(name):  # it was taken before
            return name if letters.intersection(own) else None
        found = stripped(name, letters)
        if found is None:
            return None
        several = self.indexed.get(letters_of_name(name), 0)
        if several or self._is_whole(found):
            if several and len(marks(found)) > several:  # others count its components
                found = stripped(name, letters & (self.letters | self.heads.letters))
            return None if found is None else with_first(found, self.heads.letters)
        # an index over a set is a label of anything else
        return stripped(name, letters & self.heads.letters)

    def _is_whole(self, name: Node) -> bool:
        """`α_{ti}` where `α_t` is defined, the vector of them."""
        plain = unmarked(name)
        return letters_of_name(name) in self.defined and isinstance(plain, Scripted)


def is_exponential(node: Node) -> bool:
    """`e^{-i}`, whose exponent is no label."""
    match node:
        case Scripted(base=Name(text="e"), position="super"):
            return True
    return False


def above(node: Node) -> Iterator[Node]:
    while isinstance(node, Scripted):
        if node.position == "super" and len(node.items) == 1:
            yield node.items[0]
        node = node.base


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
