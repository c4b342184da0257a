"""No index at all: `h'` made from `h`, or `h_{new}` made from `h_{prev}`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from cellc.diagnostics import Diagnostics, Source
from cellc.lower.names import is_matrix_word, read_name
from cellc.lower.notation.index import WORDS, at_time
from cellc.lower.notation.walk import (
    is_function,
    is_name,
    names_in,
    nodes_in,
    rewritten_statement,
)
from cellc.syntax.nodes import (
    Binary,
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Node,
    Output,
    Scripted,
    Statement,
)

Fact = Statement | Declaration | Output


def without_letter(
    equations: tuple[Statement, ...], facts: tuple[Fact, ...], diagnostics: Diagnostics
) -> tuple[tuple[Statement, ...], tuple[Fact, ...]] | None:
    """`h'` made from `h`, or `h_{new}` from `h_{prev}`: no index anywhere.

    None if the block does not say time that way.
    """
    matrices = declared_matrices(facts, diagnostics)
    reader = _Unindexed(equations, matrices, diagnostics)
    if not reader.applies():
        return None
    return reader.rewritten(), tuple(map(reader.named, facts))


class _Unindexed:
    def __init__(
        self,
        equations: tuple[Statement, ...],
        matrices: frozenset[str],
        diagnostics: Diagnostics,
    ) -> None:
        self.equations = tuple(each for each in equations if len(each.sides) == 2)
        self.silent = Diagnostics(diagnostics.source)
        stars = has_dotted_stars(self.equations, diagnostics.source)
        heads = [each.sides[0] for each in self.equations]
        self.primed = {self._key(bare(each)) for each in heads if mark_of(each) == 0}
        # x_h_prev = [x, h_prev] is a name of its own
        self.whole = {self._key(each) for each in heads if mark_of(each) == 1}
        self.defined = {self._key(bare(each)) for each in heads if mark_of(each) != 1}
        self.vectors = {
            self._key(bare(each))
            for statement in self.equations
            for each in vectors_behind_matrices(statement.sides[1], matrices, stars)
        } | self._beside_at()
        if self.vectors <= self.defined | self.whole:
            self.vectors |= self._concatenated()
        self.fixed = self._fixed()

    def _fixed(self) -> set[str]:
        """What is defined of parameters alone, `A = W - W^T`: it has no step."""
        uses: dict[str, set[str]] = {}
        varying = self.primed | self.whole | (self.vectors - self.defined)
        for statement in self.equations:
            head = self._own(statement.sides[0])
            names = [*names_in(statement.sides[1])]
            if any(mark_of(each) is not None for each in names):
                varying.add(head)
            uses.setdefault(head, set()).update(map(self._own, names))
        while True:
            more = {each for each in uses if uses[each] & varying} - varying
            if not more:
                return self.defined - varying
            varying |= more

    def _beside_at(self) -> set[str]:
        """Names on the side of every @, the left or the right, that has vectors."""
        found: tuple[set[str], set[str]] = set(), set()
        vectors = {True: 0, False: 0}
        for statement in self.equations:
            for node in nodes_in(statement.sides[1]):
                if not isinstance(node, Binary) or node.operator != "@":
                    continue
                for behind, side in enumerate((node.left, node.right)):
                    names = _vectors(side)
                    found[behind].update(map(self._own, names))
                    vectors[bool(behind)] += any(map(self._is_timed, names))
        if bool(vectors[True]) == bool(vectors[False]):
            return set()
        return found[bool(vectors[True])]

    def _concatenated(self) -> set[str]:
        """Names in a concatenation with one that says its step."""
        found: set[str] = set()
        for statement in self.equations:
            for node in nodes_in(statement.sides[1]):
                if isinstance(node, Group) and node.bracket == "[":
                    names = [each for each in node.items if is_name(each)]
                    if len(node.items) > 1 and any(map(self._is_timed, names)):
                        found.update(map(self._own, names))
        return found

    def _is_timed(self, name: Node) -> bool:
        return self._own(name) in self.defined | self.whole

    def _own(self, name: Node) -> str:
        """The key of a name, without its mark unless that is part of the name."""
        key = self._key(name)
        return key if key in self.whole else self._key(bare(name))

    def applies(self) -> bool:
        """Whether some left side is marked as new, and used unmarked or as old."""
        old = {
            self._key(bare(each))
            for statement in self.equations
            for each in names_in(statement.sides[1])
            if mark_of(each) != 0
        }
        lagged = {
            self._key(bare(each))
            for statement in self.equations
            for each in names_in(statement.sides[1])
            if mark_of(each) == 1
        }
        return bool(self.primed & old) or bool(lagged & self.defined)

    def _key(self, node: Node) -> str:
        name = read_name(node, self.silent)
        return name.identifier if name is not None else ""

    def rewritten(self) -> tuple[Statement, ...]:
        return tuple(rewritten_statement(each, self._rule) for each in self.equations)

    def named(self, fact: Fact) -> Fact:
        """`output h'` and `h_{new} ∈ ℝ^h` are about what the left sides define."""
        if isinstance(fact, Statement):
            return fact

        def new(node: Node) -> Node:
            marked = is_name(node) and mark_of(node) == 0
            return (self._rule(node) or node) if marked else node

        return replace(fact, names=tuple(map(new, fact.names)))

    def _rule(self, node: Node) -> Node | None:
        if not is_name(node):
            return None
        if self._key(node) in self.whole:
            return at_time(node, 0)
        mark, plain = mark_of(node), bare(node)
        key = self._key(plain)
        if key in self.fixed:
            return node
        if key in self.defined:
            if mark is None:
                mark = 1 if key in self.primed else 0
            return at_time(plain, -mark)
        if key in self.vectors and not is_function(plain):
            return at_time(node, 0)  # multiplied by a matrix: an input
        return node


def mark_of(name: Node) -> int | None:
    """0 for `h'` and `h_{new}`, 1 for `h_{prev}`, None for `h`."""
    node = name
    while isinstance(node, Scripted):
        if node.position == "prime" or (
            node.position == "super" and any(map(_is_prime, node.items))
        ):
            return 0 if _primes(node) == 1 else None
        for item in node.items:
            if isinstance(item, Name) and item.text in WORDS:
                return WORDS[item.text]
        node = node.base
    return None


def _is_prime(item: Node) -> bool:
    return isinstance(item, Name) and item.text in ("prime", "\\prime")


def _primes(script: Scripted) -> int:
    marks = "".join(each.text for each in script.items if isinstance(each, Name))
    return marks.count("prime")


def bare(name: Node) -> Node:
    """The name without the mark."""
    if isinstance(name, Scripted):
        inner = bare(name.base)
        if name.position == "prime":
            return inner
        kept = tuple(
            each
            for each in name.items
            if not (isinstance(each, Name) and (each.text in WORDS or _is_prime(each)))
        )
        return replace(name, base=inner, items=kept) if kept else inner
    return name


def declared_matrices(
    facts: Iterable[Fact], diagnostics: Diagnostics
) -> frozenset[str]:
    """Names for which a fact has a shape with two sizes, `lateral ∈ ℝ^{h×h}`."""
    silent = Diagnostics(diagnostics.source)
    return frozenset(
        name.identifier
        for fact in facts
        if isinstance(fact, Declaration) and len(fact.dimensions) == 2
        for node in fact.names
        if (name := read_name(node, silent)) is not None
    )


def has_dotted_stars(equations: Iterable[Statement], source: Source) -> bool:
    """Whether `.*` is the elementwise product of a text, so that `*` is the other."""
    return any(
        isinstance(node, Binary)
        and node.operator == "⊙"
        and source.snippet(node.operator_span) == ".*"
        for statement in equations
        for side in statement.sides
        for node in nodes_in(side)
    )


def vectors_behind_matrices(
    side: Node, declared: frozenset[str] = frozenset(), stars: bool = False
) -> Iterator[Node]:
    """Names that stand behind a matrix, alone or in a concatenation.

    declared: matrices whatever their names look like.  stars: whether `*` is a matrix
    product.
    """
    for node in nodes_in(side):
        match node:
            case Juxtaposition(factors=factors):
                for before, factor in pairwise(factors):
                    if _is_matrix(before, declared):
                        yield from _vectors(factor, declared)
            case Binary(operator="·" | "@" | "×" | "*" as sign, left=left, right=right):
                if sign == "*" and (not stars or _is_matrix(right, declared)):
                    continue
                if _is_matrix(left, declared):
                    yield from _vectors(right, declared)


def _vectors(node: Node, declared: frozenset[str] = frozenset()) -> list[Node]:
    """The names of what stands behind a matrix, without the matrices in it."""
    if isinstance(node, Group):
        matrices = {
            id(before)
            for item in node.items
            for each in nodes_in(item)
            if isinstance(each, Juxtaposition)
            for before in each.factors[:-1]
            if _is_matrix(before, declared)
        }
        names = [name for item in node.items for name in names_in(item)]
        return [each for each in names if id(each) not in matrices]
    return [node] if is_name(node) else []


def _is_matrix(node: Node, declared: frozenset[str]) -> bool:
    if looks_like_matrix(node):
        return True
    name = read_name(node, Diagnostics(Source(""))) if is_name(node) else None
    return name is not None and name.identifier in declared


def looks_like_matrix(node: Node) -> bool:
    while isinstance(node, Scripted):
        node = node.base
    if not isinstance(node, Name):
        return False
    single = len(node.text) == 1 and node.text.isupper()
    return single or is_matrix_word(node.text)
