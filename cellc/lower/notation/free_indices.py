r"""Indices that nothing binds where they stand: `\sum_{k=1}^2 \tanh(W_k x) + U_k h`.

An index of a sum that is written out means something in its terms only.  Elsewhere its
letter would be a label, and one parameter be made where several may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cellc.diagnostics import Diagnostics
from cellc.lower.names import RUNNING
from cellc.lower.notation.component_forms import sum_letter
from cellc.lower.notation.index_writer import PRODUCTS, letters_of
from cellc.lower.notation.walk import children, is_name, nodes_in
from cellc.patterns import regex
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Juxtaposition,
    Name,
    Node,
    Number,
    Scripted,
    Statement,
)

_COUNTING = frozenset("ijklmnpq")  # what hardly is a label beside another index
_ROMAN = regex(r"\\(?:text|math|rm|it)[a-z]*\b", re.ASCII)


@dataclass(frozen=True)
class FreeIndices:
    """Reports them.

    sums: the letters of all sums that are written out.
    names: letters that are names of the cell or have a declaration, so that they are
        labels too, as the i of a gate.
    """

    sums: frozenset[str]
    names: Collection[str]
    diagnostics: Diagnostics

    def check(self, statement: Statement, ranged: Collection[str]) -> None:
        """Report the first of an equation whose indices `ranged` are numbers."""
        left, *sides = statement.sides
        bound = frozenset(_letters(left)) | frozenset(ranged)
        for side in sides:
            if self._sums_over(side, frozenset(ranged)):
                return
            for name, letters in _names(side, bound):
                if self._refused(name, letters, self.sums.union(ranged)):
                    return

    def _sums_over(self, side: Node, ranged: frozenset[str]) -> bool:
        r"""Report `h^{(k)} = \sum_{k=1}^2 U^{(k)} x`, one letter for two indices."""
        for node in nodes_in(side):
            letter = sum_letter(node)
            if letter is None or letter not in ranged & self.sums:
                continue
            self.diagnostics.error(
                "E0215",
                f"this sum goes over {letter}, which is the index of this equation too",
                node.span,
                help="write another letter for one of them, and that letter at what it "
                "belongs to",
            )
            return True
        return False

    def _refused(
        self, name: Node, bound: frozenset[str], known: frozenset[str]
    ) -> bool:
        if isinstance(name, Name):
            found = name.text
            if found in self.sums - bound and found not in self.names:
                self._refuse_outside(name, found)
                return True
            return False
        for items in _scripts(name):
            for item in items:
                if _is_times(item) and not known.isdisjoint(letters_of(item)):
                    self._refuse_times(name, item)
                    return True
                for letter in letters_of(item):
                    if self._is_label(letter, item) or letter in bound:
                        continue
                    if letter in self.sums:
                        self._refuse_outside(name, letter)
                        return True
                    if self._stands_beside(letter, items, bound & known):
                        self._refuse_beside(name, letter)
                        return True
        return False

    def _is_label(self, letter: str, item: Node) -> bool:
        r"""A name of the cell, or in roman type, `\text{k}`."""
        typed = self.diagnostics.source.snippet(item.span)
        return letter in self.names or _ROMAN.match(typed) is not None

    def _stands_beside(
        self, letter: str, items: tuple[Node, ...], bound: frozenset[str]
    ) -> bool:
        """Whether it counts in a list with an index: the m of `U^{(l,m)}`."""
        others = {each for item in items for each in letters_of(item)} - {letter}
        return len(items) > 1 and letter in _COUNTING and not others.isdisjoint(bound)

    def _refuse_outside(self, name: Node, letter: str) -> None:
        self.diagnostics.error(
            "E0215",
            f"the index {letter} of `{self._typed(name)}` is bound by nothing here: no "
            f"sum over {letter} reaches it",
            name.span,
            help="if the sum goes over it, write what it goes over in brackets, "
            f"\\sum_{letter} (a + b); a label is written \\text{{{letter}}}, or as "
            "another letter",
        )

    def _refuse_beside(self, name: Node, letter: str) -> None:
        self.diagnostics.error(
            "E0215",
            f"the index {letter} of `{self._typed(name)}` is bound by nothing here",
            name.span,
            help=f"write the sum over {letter} with its ends, "
            f"\\sum_{{{letter}=1}}^{{2}}, or the values of {letter} behind the "
            f"equation; a label is written \\text{{{letter}}}",
        )

    def _refuse_times(self, name: Node, item: Node) -> None:
        typed = self.diagnostics.source.snippet(item.span)
        assert isinstance(item, Juxtaposition)
        parts = [self.diagnostics.source.snippet(each.span) for each in item.factors]
        product, listed = " \\cdot ".join(parts), ",".join(parts)
        self.diagnostics.error(
            "E0208",
            f"`{typed}` of `{self._typed(name)}` can be a product of numbers, or "
            "several indices",
            item.span,
            help=f"write {{{product}}} for the product, {{{listed}}} for several "
            "indices",
        )

    def _typed(self, name: Node) -> str:
        return self.diagnostics.source.snippet(name.span)


def _names(node: Node, bound: frozenset[str]) -> Iterator[tuple[Node, frozenset[str]]]:
    """Every name with the indices that are bound where it stands."""
    if is_name(node):
        if sum_letter(node) is None:
            yield node, bound
        return
    match node:
        case Scripted(base=base):  # a bracket, `(a + b)_k`
            yield from _names(base, bound)
        case Juxtaposition(factors=factors):
            for factor in factors:
                yield from _names(factor, bound)
                letter = sum_letter(factor)
                bound = bound if letter is None else bound | {letter}
        case Binary(operator=operator, left=left, right=right):
            yield from _names(left, bound)
            reached = _in_front(left) if operator in PRODUCTS else set()
            yield from _names(right, bound | reached)
        case _:
            for each in children(node):
                yield from _names(each, bound)


def _in_front(node: Node) -> set[str]:
    r"""The indices of the sums that a product goes on: `\sum_j a_j ⊙ b_j`."""
    while isinstance(node, Binary) and node.operator in PRODUCTS:
        node = node.left
    if not isinstance(node, Juxtaposition):
        return set()
    return {each for each in map(sum_letter, node.factors) if each is not None}


def _scripts(name: Node) -> Iterator[tuple[Node, ...]]:
    while isinstance(name, Scripted | Accent):
        if isinstance(name, Scripted) and name.position not in ("prime", RUNNING):
            yield name.items
        name = name.base


def _letters(node: Node) -> Iterator[str]:
    """The letters below and above the names of an expression."""
    for name, _ in _names(node, frozenset()):
        for items in _scripts(name):
            for item in items:
                yield from letters_of(item)


def _is_times(item: Node) -> bool:
    match item:
        case Juxtaposition(factors=factors):
            return any(isinstance(each, Number) for each in factors)
    return False
