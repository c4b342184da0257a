"""Powers whose exponents vary with time: `a^{c r_t}` is the function of a and c r_t.

A label has no index of time, so what has one above a name is an exponent.
"""

from __future__ import annotations

from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.names import is_transpose, read_name
from cellc.lower.notation.index import argument_index, indices_of
from cellc.lower.notation.walk import (
    is_name,
    nodes_in,
    rewritten,
    with_children,
)
from cellc.syntax.nodes import Group, Juxtaposition, Name, Node, Scripted, Statement


def with_powers(
    equations: tuple[Statement, ...], letter: str | None, diagnostics: Diagnostics
) -> tuple[Statement, ...]:
    """The equations with such exponents as arguments, where later stages see them."""
    if letter is None:
        return equations
    powers = _Powers(letter, diagnostics)
    return tuple(
        replace(
            each,
            sides=(
                each.sides[0],
                *(rewritten(side, powers) for side in each.sides[1:]),
            ),
        )
        for each in equations
    )


class _Powers:
    def __init__(self, letter: str, diagnostics: Diagnostics) -> None:
        self.letter = letter
        self.diagnostics = diagnostics
        self.silent = Diagnostics(diagnostics.source)

    def __call__(self, node: Node) -> Node | None:
        if isinstance(node, Juxtaposition):
            return self._product(node)
        if not isinstance(node, Scripted):
            return None
        base, (exponent, *others) = node.base, node.items
        if (
            node.position != "super"
            or node.bracket not in ("", "{")
            or others
            or is_transpose(node)
            or not self._varies(exponent)
        ):
            return None
        if self._is_matrix(base):
            return self._refuse(node, exponent)
        above = rewritten(exponent, self)
        if isinstance(base, Name) and base.text == "e":
            return _applied("exp", (above,), node)
        return _applied("raised", (rewritten(base, self), above), node)

    def _product(self, node: Juxtaposition) -> Node:
        """`σ(x)^{r_t}` and `h(t-1)^{r_t}`: brackets behind a name are no base."""
        factors = []
        before: Node | None = None
        for each in node.factors:
            argument = isinstance(each, Scripted) and isinstance(each.base, Group)
            if argument and before is not None and is_name(before):
                factors.append(with_children(each, lambda part: rewritten(part, self)))
            else:
                factors.append(rewritten(each, self))
            before = each
        return replace(node, factors=tuple(factors))

    def _varies(self, exponent: Node) -> bool:
        for node in nodes_in(exponent):
            if is_name(node) and any(
                index.letter == self.letter for index, _ in indices_of(node)
            ):
                return True
            argument = argument_index(node)
            if argument is not None and argument[1].letter == self.letter:
                return True
            if isinstance(node, Scripted) and self._varies_above(node):
                return True
        return False

    def _varies_above(self, node: Scripted) -> bool:
        """`e^{-e^{x_t}}`: names are not opened on the way."""
        return node.position == "super" and any(map(self._varies, node.items))

    def _refuse(self, node: Node, exponent: Node) -> Node:
        """`W^{r_t}`: matrices have no such powers, and labels no time."""
        self.diagnostics.error(
            "E0203",
            "this index is neither a time (t, t-1) nor a label",
            exponent.span,
            help="a label is letters or digits, such as W_f or W_{hh}; a power with "
            "this exponent needs a number or a vector",
        )
        return node

    def _is_matrix(self, base: Node) -> bool:
        """Whether a name is called as matrices are; their powers are refused later."""
        if not is_name(base):
            return False
        name = read_name(base, self.silent)
        timed = any(index.letter == self.letter for index, _ in indices_of(base))
        return name is not None and name.is_matrix_like and not timed


def _applied(function: str, arguments: tuple[Node, ...], node: Node) -> Node:
    bracket = Group("(", arguments, node.span)
    return Juxtaposition((Name(function, node.span), bracket), node.span)
