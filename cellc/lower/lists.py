"""Brackets: groups, concatenations by commas and by signs, tuples behind matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cellc.diagnostics.foreign_functions import operand
from cellc.lower.juxtapose import Factors
from cellc.lower.names import is_name, is_round, is_transpose, read_name
from cellc.lower.terms import Concatenate, Term, Transposed
from cellc.syntax.nodes import (
    Binary,
    Group,
    Juxtaposition,
    Negation,
    Node,
    Number,
    Scripted,
)

_ELEMENTWISE = ("⊙", "*", "×", "⊗")


@dataclass
class Lists(Factors):
    """Reads brackets; `operators` are those of the whole text."""

    operators: frozenset[str] = frozenset()

    def _group(self, node: Group) -> Term:
        if node.bracket == "[" and len(node.items) == 1:
            self._refuse_blank(node.items[0])
            self._refuse_ring(node.items[0])
        match node:
            case Group(bracket="[", items=(Binary(operator="‖") as inner,)):
                return self._joined(inner)
            case Group(bracket="<", items=(inner,)):
                self._refuse_average(node, inner)
            case Group(items=(inner,)):
                return self._term(inner)
            case Group(bracket="[", items=items):
                return self._weighed(
                    Concatenate(tuple(map(self._term, items)), node.span)
                )
        if node.bracket == "<" and len(node.items) == 2:
            left, right = map(self._typed, node.items)
            raise self._reject(
                "E0206",
                "an inner product in angle brackets is not read",
                node.span,
                f"write ({operand(left)}^T {operand(right)})",
            )
        raise self._reject(
            "E0206",
            "a list in these brackets has no meaning here",
            node.span,
            "write [a, b] for a concatenation",
        )

    def _refuse_average(self, node: Group, inner: Node) -> None:
        """`⟨x_t⟩`: of units, of time or of trials, or just brackets."""
        x = self._typed(inner)
        raise self._reject(
            "E0130",
            f"`{self._typed(node)}` can be an average, and of what is not said, or {x} "
            "in brackets",
            node.span,
            f"write mean({x}) for the average over its components, ({x}) for brackets; "
            "an average over time is a state of its own, m_t = a m_{t-1} + (1 - a) x_t",
        )

    def _typed(self, node: Node) -> str:
        return self.diagnostics.source.snippet(node.span)

    def _refuse_blank(self, inner: Node) -> None:
        """`[x_t h_{t-1}]`: is it a product, or a concatenation without its comma?"""
        if not isinstance(inner, Juxtaposition) or not all(map(is_name, inner.factors)):
            return
        names = [read_name(each, self.diagnostics) for each in inner.factors]
        if any(each is None or each.lag is None for each in names):
            return
        typed = [*map(self._typed, inner.factors)]
        raise self._reject(
            "E0208",
            "names side by side in square brackets can be a product or a concatenation",
            inner.span,
            f"write [{', '.join(typed)}] or ({' ⊙ '.join(typed)})",
        )

    def _refuse_ring(self, inner: Node) -> None:
        """`[x_t ∘ m_t]` in a text that has ⊙ for the elementwise product."""
        if not isinstance(inner, Binary) or "⊙" not in self.operators:
            return
        parts = _parts(inner, "∘")
        if len(parts) < 2 or not all(map(is_name, parts)):
            return
        names = [read_name(each, self.diagnostics) for each in parts]
        if any(each is None or self.function_of(each) is not None for each in names):
            return
        typed = [*map(self._typed, parts)]
        raise self._reject(
            "E0207",
            f"`{self._typed(inner)}` can be a concatenation or an elementwise product, "
            "as the text writes ⊙ for the elementwise product elsewhere",
            inner.span,
            f"write [{'; '.join(typed)}] or ({' ⊙ '.join(typed)})",
        )

    def _column_of_rows(self, node: Node) -> tuple[Term, ...] | None:
        """The parts of `[x^T, h^T]^T`, rows side by side stood up; None if it is none.

        A product of rows has no meaning, so a blank between them is a comma.
        """
        match node:
            case Group(bracket="[", items=(Juxtaposition(factors=items),)):
                pass
            case Group(items=(Binary(operator="‖") as inner,)):
                items = _parts(inner, "‖")
            case Group(bracket="[" | "(", items=items) if len(items) > 1:
                pass
            case _:
                return None
        if not all(isinstance(each, Scripted) and _is_row(each) for each in items):
            return None
        rows = [self._term(each) for each in items]
        return tuple(each.operand for each in rows if isinstance(each, Transposed))

    # ------------------------------------------------------------ signs

    def _joined(self, node: Binary) -> Term:
        """`x ‖ h`, and whatever sign the text has for it."""
        items = tuple(map(self._term, _parts(node, "‖")))
        return self._weighed(Concatenate(items, node.span))

    def _joined_in_open(self, node: Binary) -> Term:
        """The same without square brackets, where it is not always seen what it joins.

        `W x ‖ h` can be W (x ‖ h), `x ‖ h + b` ends before the + or not.
        """
        parts = _parts(node, "‖")
        if all(map(_is_closed, parts)):
            return self._joined(node)
        typed = "; ".join(map(self._typed, parts))
        raise self._reject(
            "E0208",
            f"what `{self._typed_sign(node)}` concatenates can be read in two ways",
            node.span,
            f"put it in square brackets, as in [{typed}]",
        )

    def _typed_sign(self, node: Binary) -> str:
        return self.diagnostics.source.snippet(node.operator_span)

    # ------------------------------------------------------------ tuples

    def _with_lists(self, factors: Sequence[Node]) -> list[Node]:
        """`W_f (h_{t-1}, x_t)` with the square brackets of a concatenation."""
        found = [*factors]
        for at in range(1, len(found)):
            before = found[at - 1]
            if self._is_matrix(before):
                found[at] = self._with_list(found[at])
        return found

    def _behind_matrix(self, node: Binary) -> Node:
        """The right side of `W_f · (h_{t-1}, x_t)`, the same way."""
        plain = node.operator in ("·", "@") and self._is_plain_name(node.left)
        return self._with_list(node.right) if plain else node.right

    def _with_list(self, node: Node) -> Node:
        if not is_round(node) or not isinstance(node, Group) or len(node.items) < 2:
            return node
        if not any(each.code == "N0620" for each in self.diagnostics):
            typed = [*map(self._typed, node.items)]
            self.diagnostics.note(
                "N0620",
                f"`{self._typed(node)}` behind a matrix is read as a concatenation",
                node.span,
                help=f"write [{'; '.join(typed)}]",
            )
        return replace(node, bracket="[")


def _parts(node: Node, operator: str) -> tuple[Node, ...]:
    """What a sign stands between, from left to right."""
    if isinstance(node, Binary) and node.operator == operator:
        return (*_parts(node.left, operator), *_parts(node.right, operator))
    return (node,)


def _is_closed(node: Node) -> bool:
    """A name, a bracket, a function of a bracket, or an elementwise product of such."""
    match node:
        case Binary(operator=operator, left=left, right=right):
            return operator in _ELEMENTWISE and _is_closed(left) and _is_closed(right)
        case Juxtaposition(factors=(first, Group(bracket="(" | "["))):
            return is_name(first)
        case Juxtaposition() | Negation():
            return False
    return True


def _is_row(node: Node) -> bool:
    """`x_t^T` and `x^T_t`: a name or a group with a transpose and no power."""
    found = False
    while isinstance(node, Scripted):
        if is_transpose(node):
            found = True
        elif node.position == "super" and isinstance(node.items[0], Number | Negation):
            return False
        node = node.base
    return found
