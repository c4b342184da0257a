"""No index at all: `h'` made from `h`, or `h_{new}` made from `h_{prev}`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from cellc.diagnostics import Diagnostics
from cellc.lower.names import read_name
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
    Group,
    Juxtaposition,
    Name,
    Node,
    Scripted,
    Statement,
)


def without_letter(
    equations: tuple[Statement, ...], diagnostics: Diagnostics
) -> tuple[Statement, ...] | None:
    """`h'` made from `h`, or `h_{new}` from `h_{prev}`: no index anywhere.

    None if the block does not say time that way.
    """
    reader = _Unindexed(equations, diagnostics)
    return reader.rewritten() if reader.applies() else None


class _Unindexed:
    def __init__(
        self, equations: tuple[Statement, ...], diagnostics: Diagnostics
    ) -> None:
        self.equations = tuple(each for each in equations if len(each.sides) == 2)
        self.silent = Diagnostics(diagnostics.source)
        heads = [each.sides[0] for each in self.equations]
        self.primed = {self._key(bare(each)) for each in heads if mark_of(each) == 0}
        self.defined = {self._key(bare(each)) for each in heads}
        self.vectors = {
            self._key(bare(each))
            for statement in self.equations
            for each in vectors_behind_matrices(statement.sides[1])
        }

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

    def _rule(self, node: Node) -> Node | None:
        if not is_name(node):
            return None
        mark, plain = mark_of(node), bare(node)
        key = self._key(plain)
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
        if node.position == "prime":
            return 0
        for item in node.items:
            if isinstance(item, Name) and item.text == "\\prime":
                return 0
            if isinstance(item, Name) and item.text in WORDS:
                return WORDS[item.text]
        node = node.base
    return None


def bare(name: Node) -> Node:
    """The name without the mark."""
    if isinstance(name, Scripted):
        inner = bare(name.base)
        if name.position == "prime":
            return inner
        kept = tuple(
            each
            for each in name.items
            if not (isinstance(each, Name) and each.text in {*WORDS, "\\prime"})
        )
        return replace(name, base=inner, items=kept) if kept else inner
    return name


def vectors_behind_matrices(side: Node) -> Iterator[Node]:
    """Names that stand behind a matrix, alone or in a concatenation."""
    for node in nodes_in(side):
        match node:
            case Juxtaposition(factors=factors):
                for before, factor in pairwise(factors):
                    if _looks_like_matrix(before):
                        yield from _vectors(factor)
            case Binary(operator="·" | "@", left=left, right=right):
                if _looks_like_matrix(left):
                    yield from _vectors(right)


def _vectors(node: Node) -> list[Node]:
    if isinstance(node, Group):
        return [name for item in node.items for name in names_in(item)]
    return [node] if is_name(node) else []


def _looks_like_matrix(node: Node) -> bool:
    while isinstance(node, Scripted):
        node = node.base
    return isinstance(node, Name) and len(node.text) == 1 and node.text.isupper()
