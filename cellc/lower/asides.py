"""Equations in sentences that are no part of the cell: `Setting $U = 0$ recovers ...`.

In: a spec as it was parsed.  Out: the same without them, each told in a note.  Where a
text sets equations apart, these are the cell.  A sentence may say what a name in them
is; it does not define anew what they define, or fix what they have as a parameter.
"""

from __future__ import annotations

from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.walk import is_name, names_in
from cellc.lower.numbers import read_number
from cellc.syntax.nodes import Binary, Node, Spec, Statement


def without_asides(spec: Spec, diagnostics: Diagnostics) -> Spec:
    """Drop what sentences say beside the equations that are set apart."""
    apart = [each for each in spec.equations if not each.spoken]
    if not apart or len(apart) == len(spec.equations):
        return spec
    asides = _Asides(apart, Diagnostics(diagnostics.source))
    kept = []
    for statement in spec.equations:
        if statement.spoken and asides.is_aside(statement):
            typed = diagnostics.source.snippet(statement.span)
            diagnostics.note(
                "N0664",
                f"`{typed}` stands in a sentence and is not read: the equations that "
                "are set apart are the cell",
                statement.span,
                help="if it is meant, write it on a line of its own",
            )
        else:
            kept.append(statement)
    return replace(spec, equations=tuple(kept))


class _Asides:
    def __init__(self, apart: list[Statement], silent: Diagnostics) -> None:
        self.silent = silent
        heads = (self._name(each.sides[0]) for each in apart)
        self.defined = {each.identifier for each in heads if each is not None}
        self.used = {
            name.identifier
            for each in apart
            for node in names_in(each.sides[-1])
            if (name := self._name(node)) is not None
        }

    def _name(self, node: Node) -> ReadName | None:
        return read_name(node, self.silent) if is_name(node) else None

    def is_aside(self, statement: Statement) -> bool:
        if len(statement.sides) != 2:
            return False
        left, right = statement.sides
        if isinstance(left, Binary):
            return True  # dh/dt, or a relation between values
        name = self._name(left)
        if name is None:
            return False
        plain = read_number(right) is not None or self._is_identity(right)
        if name.lag is not None:
            unread = name.identifier not in self.used or name.power is not None
            renamed = is_name(right) and unread
            return name.identifier in self.defined or plain or renamed
        matrix = name.identifier[:1].isupper()
        return plain and (statement.supposed or matrix)

    def _is_identity(self, node: Node) -> bool:
        name = self._name(node)
        return name is not None and name.identifier in ("I", "Identity")
