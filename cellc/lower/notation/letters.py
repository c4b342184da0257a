"""Letters written together: in `Wx_t` the matrix W stands before the vector x_t."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import zip_longest

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.identifiers import GREEK_NAMES
from cellc.lower.notation.index import indices_of
from cellc.lower.notation.walk import (
    is_name,
    names_in,
    rewritten,
    rewritten_statement,
)
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Node,
    Number,
    Output,
    Scripted,
    Statement,
)

_MATRICES = frozenset("WUV")
_STEPS = frozenset("ΔδΣΠ∂∇d")  # in front of a name they make another one: Δt


def separated(
    equations: tuple[Statement, ...],
    facts: Iterable[Statement | Declaration | Output],
    time: str | None,
    diagnostics: Diagnostics,
) -> tuple[Statement, ...]:
    """Read letters side by side as a product, where one of them is a name of its own.

    That is one upper-case and one lower-case letter with a time index, two upper-case
    ones, a Greek letter in front of a Latin name, `αh_{t-1}`, a Latin letter in front
    of a Greek one where both stand elsewhere, `aγ`, and two names that both have an
    equation or a declaration.  LaTeX sets `Wx_t` and `W x_t` alike.  What some
    equation defines, or a fact declares, is one name.
    """
    defined = {_base(each.sides[0]) for each in equations}
    declared = {_base(name) for each in facts for name in _named(each)}
    alone = {
        _base(name)
        for each in equations
        for side in each.sides
        for name in names_in(side)
    }
    reader = _Letters(defined, declared, alone, time, diagnostics)
    return tuple(rewritten_statement(each, reader.rule) for each in equations)


@dataclass(frozen=True)
class _Letters:
    defined: set[str]
    declared: set[str]
    alone: set[str]  # the letters of every name, whatever is below and above it
    time: str | None
    diagnostics: Diagnostics

    def rule(self, node: Node) -> Node | None:
        if isinstance(node, Juxtaposition):
            return self._with_arguments(node)
        if not is_name(node):
            return None
        timed = any(index.letter == self.time for index, _ in indices_of(node))
        parts = self._parts(node, timed)
        return node if parts is None else Juxtaposition(parts, node.span)

    def _with_arguments(self, node: Juxtaposition) -> Node:
        """The same for `Wx(t)`, where the time is an argument."""
        factors: list[Node] = []
        for factor, behind in zip_longest(node.factors, node.factors[1:]):
            timed = behind is not None and _is_step(behind, self.time)
            parts = self._parts(factor, timed) if timed and is_name(factor) else None
            factors += [rewritten(factor, self.rule)] if parts is None else parts
        return replace(node, factors=tuple(factors))

    def _parts(self, node: Node, timed: bool) -> tuple[Node, Node] | None:
        text = _base(node)
        first, rest = text[:1], text[1:]
        if not rest or not first.isalpha() or text in self.defined | self.declared:
            return None
        latin = timed and (self._is_latin(text) or self._are_known(first, rest))
        greek = self._is_greek(first, rest) or self._is_before_greek(first, rest)
        if not (latin or greek):
            if timed and first not in _STEPS and text not in GREEK_NAMES:
                self._refuse_doubtful(node, first, rest)
            return None
        self.diagnostics.note(
            "N0611",
            f"`{text}` is read as the product of {first} and {rest}",
            node.span,
            help=f"write {first} {rest}; a name of two letters is not used here",
        )
        typed = self.diagnostics.source.text
        start = typed.find(text, node.span.start, node.span.end)  # in \\mathbf{...}
        start = node.span.start if start < 0 else start
        return Name(first, Span(start, start + 1)), _without_first(node)

    def _is_greek(self, first: str, rest: str) -> bool:
        """`αI`, where I or α is a name of its own; `Δt` is one name."""
        return (
            unicodedata.name(first, "").startswith("GREEK")
            and first not in _STEPS
            and rest[0].isascii()
            and rest[0].isalpha()
            and rest != self.time
            and (rest in self.alone or first in self.alone | self.declared)
        )

    def _is_before_greek(self, first: str, rest: str) -> bool:
        """`aγ`, where both are names of their own; `dτ` is a step of τ."""
        known = self.alone | self.declared
        return (
            first.isascii()
            and first not in _STEPS
            and len(rest) == 1
            and unicodedata.name(rest, "").startswith("GREEK SMALL")
            and {first, rest} <= known
        )

    def _is_latin(self, text: str) -> bool:
        """`Wx` and `WX`; of other upper-case letters both are names of their own."""
        if len(text) != 2 or not (text.isascii() and text[0].isupper()):
            return False
        if text[1].islower() or text[0] in _MATRICES:
            return text[1].isalpha()
        return {*text} <= self.alone

    def _are_known(self, first: str, rest: str) -> bool:
        """`cr_t` where an equation defines r_t, and c is declared."""
        known = self.defined | self.declared
        return (
            first not in _STEPS
            and {first, rest} <= known
            and not self.defined.isdisjoint((first, rest))
        )

    def _refuse_doubtful(self, node: Node, first: str, rest: str) -> None:
        """`ah_{t-1}` beside h_t: a name that nothing defines, or a product."""
        if rest not in self.defined:
            return
        typed = self.diagnostics.source.snippet(node.span)
        self.diagnostics.error(
            "E0405",
            f"`{typed}` can be a name of its own, which no equation defines, or the "
            f"product of {first} with {typed[1:]}",
            node.span,
            help=f"write {first} {typed[1:]} for the product; for a name declare it in "
            f"the where block: {first}{rest}_{self.time} ∈ ℝ^n is input",
        )


def _named(fact: Statement | Declaration | Output) -> tuple[Node, ...]:
    return fact.sides[:1] if isinstance(fact, Statement) else fact.names


def _is_step(node: Node, time: str | None) -> bool:
    """Whether brackets hold a step: `(t)`, `(t-1)`."""
    if (
        not isinstance(node, Group)
        or node.bracket not in ("(", "[")
        or len(node.items) != 1
    ):
        return False
    (inner,) = node.items
    if isinstance(inner, Binary) and isinstance(inner.right, Number):
        inner = inner.left
    return isinstance(inner, Name) and inner.text == time


def _base(node: Node) -> str:
    if isinstance(node, Juxtaposition):
        node = node.factors[0]
    while isinstance(node, Scripted | Accent):
        node = node.base
    return node.text if isinstance(node, Name) else ""


def _without_first(node: Node) -> Node:
    """The name without its first letter."""
    span = Span(node.span.start + 1, node.span.end)
    match node:
        case Scripted(base=base) | Accent(base=base):
            return replace(node, base=_without_first(base), span=span)
        case Name(text=text):
            return replace(node, text=text[1:], span=span)
    return node
