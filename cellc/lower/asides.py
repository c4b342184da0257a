"""Equations in sentences that are no part of the cell: `Setting $U = 0$ recovers ...`.

In: a spec as it was parsed.  Out: the same without them, each told in a note.  Where a
text sets equations apart, these are the cell.  A sentence may say what a name in them
is; it does not define anew what they define, or fix what they have as a parameter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cellc.diagnostics import Diagnostics, Label, Source, Span
from cellc.lower.identifiers import GREEK_NAMES
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.walk import is_name, names_in
from cellc.lower.numbers import read_number
from cellc.syntax.nodes import Binary, Declaration, Node, Spec, Statement

_GREEK_CAPITALS = tuple(each for each in GREEK_NAMES if each[0].isupper())
_INDICES = ("_n", "_k", "_i", "_j", "_s")


def without_asides(spec: Spec, diagnostics: Diagnostics) -> Spec:
    """Drop what sentences say beside the equations that are set apart."""
    apart = [each for each in spec.equations if not each.spoken]
    if not apart or len(apart) == len(spec.equations):
        return spec
    asides = _Asides(apart, spec.equations, Diagnostics(diagnostics.source))
    kept, dropped = [], []
    for statement in spec.equations:
        if statement.spoken and asides.is_aside(statement):
            dropped.append(statement)
            _note(statement, spec, diagnostics)
        else:
            kept.append(statement)
    return replace(spec, equations=tuple(kept), asides=tuple(dropped))


def said_of(
    identifier: str, asides: Iterable[Statement], source: Source
) -> Statement | None:
    """The number that a sentence which is not read gives to a name."""
    silent = Diagnostics(source)
    for each in asides:
        name = read_name(each.sides[0], silent) if is_name(each.sides[0]) else None
        if name is not None and name.lag is None and name.identifier == identifier:
            return each if read_number(each.sides[-1]) is not None else None
    return None


def _note(statement: Statement, spec: Spec, diagnostics: Diagnostics) -> None:
    typed = diagnostics.source.snippet(statement.span)
    help_line = "if it is meant, write it on a line of its own"
    declared = _declared_bare(statement, spec, diagnostics.source)
    if declared is not None:
        said = diagnostics.source.snippet(declared)
        number = diagnostics.source.snippet(statement.sides[-1].span)
        help_line = f"the where block makes it a parameter that is trained, `{said}`; "
        help_line += f"for the number write {said} = {number}"
    diagnostics.note(
        "N0664",
        f"`{typed}` stands in a sentence and is not read: the equations that are set "
        "apart are the cell",
        statement.span,
        labels=() if declared is None else (Label(declared, "declared here"),),
        help=help_line,
    )


def _declared_bare(statement: Statement, spec: Spec, source: Source) -> Span | None:
    """Where the block declares, with no value, what a sentence gives one."""
    for fact in spec.facts:
        if not isinstance(fact, Declaration) or fact.spoken or fact.dimensions:
            continue
        for node in fact.names:
            name = read_name(node, Diagnostics(source)) if is_name(node) else None
            said = name and said_of(name.identifier, [statement], source)
            if said and fact.value is None and fact.role is None and not fact.inits:
                return fact.span
    return None


class _Asides:
    def __init__(
        self, apart: list[Statement], every: Iterable[Statement], silent: Diagnostics
    ) -> None:
        self.silent = silent
        heads = (self._name(each.sides[0]) for each in apart)
        self.defined = {each.identifier for each in heads if each is not None}
        self.used = {name for each in apart for name in self._names(each.sides[-1])}
        self.mentioned = {
            name
            for each in every
            for side in each.sides[1:]
            for name in self._names(side)
        }

    def _name(self, node: Node) -> ReadName | None:
        return read_name(node, self.silent) if is_name(node) else None

    def _names(self, node: Node) -> set[str]:
        names = (self._name(each) for each in names_in(node))
        return {name.identifier for name in names if name is not None}

    def _is_apart(self, name: ReadName, right: Node) -> bool:
        """`t_n = n Δt`: made of nothing of the cell, and used nowhere."""
        indexed = name.lag is not None or name.identifier.endswith(_INDICES)
        unused = name.identifier not in self.mentioned | self.defined
        return indexed and unused and self._names(right).isdisjoint(self.defined)

    def is_aside(self, statement: Statement) -> bool:
        if len(statement.sides) != 2:
            return False
        left, right = statement.sides
        if isinstance(left, Binary):
            return True  # dh/dt, or a relation between values
        name = self._name(left)
        if name is None:
            return False
        if self._is_apart(name, right):
            return True
        plain = read_number(right) is not None or self._is_identity(right)
        if name.lag is not None:
            unread = name.identifier not in self.used or name.power is not None
            renamed = is_name(right) and unread
            return name.identifier in self.defined or plain or renamed
        matrix = _is_latin_capital(name) or self._is_identity(right)
        return plain and (statement.supposed or matrix)

    def _is_identity(self, node: Node) -> bool:
        name = self._name(node)
        return name is not None and name.identifier in ("I", "Identity")


def _is_latin_capital(name: ReadName) -> bool:
    r"""`W`, `Wx`, as papers name matrices; the Δ of `\Delta t` is a Greek letter."""
    base = name.base
    return base[:1].isupper() and not base.startswith(_GREEK_CAPITALS)
