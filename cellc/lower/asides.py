"""Equations in sentences that are no part of the cell: `Setting $U = 0$ recovers ...`.

In: a spec as it was parsed.  Out: the same without them, each told in a note.  Where a
text sets equations apart, these are the cell.  A sentence may say what a name in them
is; it does not define anew what they define, or fix what they have as a parameter.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace

from cellc.diagnostics import Diagnostics, Label, Source, Span
from cellc.lower.considered import considered
from cellc.lower.identifiers import GREEK_NAMES
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.restated import form_of
from cellc.lower.notation.walk import (
    everything_in,
    is_function,
    is_name,
    names_in,
    nodes_in,
)
from cellc.lower.numbers import read_number
from cellc.lower.resolved import Resolved
from cellc.syntax.doubts import doubt
from cellc.syntax.nodes import (
    Binary,
    Declaration,
    Group,
    Juxtaposition,
    Node,
    Number,
    Output,
    Spec,
    Statement,
    Telling,
)

_GREEK_CAPITALS = tuple(each for each in GREEK_NAMES if each[0].isupper())
_INDICES = ("_n", "_k", "_i", "_j", "_s")


def without_asides(spec: Spec, diagnostics: Diagnostics) -> Spec:
    """Drop what sentences say beside the equations that are set apart."""
    apart = [each for each in spec.equations if not each.spoken]
    if not apart or len(apart) == len(spec.equations):
        return spec
    asides = _Asides(apart, spec, Diagnostics(diagnostics.source))
    others = considered(spec.equations, asides.silent)
    kept, dropped = [], []
    for statement in spec.equations:
        if statement in others:
            _note_considered(statement, diagnostics)
        elif statement.spoken and asides.is_aside(statement):
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
            return each if is_closed(each.sides[-1]) else None
    return None


def warn_of_values(
    resolved: Resolved,
    decided: Container[str],
    asides: Sequence[Statement],
    diagnostics: Diagnostics,
) -> None:
    """Report parameters for which a sentence that is not read has a number.

    Not where it speaks of a case, nor where the `where` block declares the parameter.
    decided: the names of which it is known whether they are numbers.
    """
    declared = resolved.facts.shapes
    for identifier in (each for each in resolved.parameters if each in decided):
        said = said_of(identifier, asides, diagnostics.source)
        shape = declared.get(identifier)
        block = identifier in resolved.facts.roles or (shape and not shape.spoken)
        if said is None or block or _is_of_a_case(said):
            continue
        if identifier in resolved.matrix_like or identifier[:1].isupper():
            continue
        line, typed = (
            diagnostics.source.snippet(each.span) for each in (said, said.sides[0])
        )
        diagnostics.warning(
            "W0504",
            f"`{typed}` is a parameter that is trained, and a sentence that is not "
            f"read says `{line}`",
            said.span,
            labels=(Label(resolved.first_use[identifier], "used here"),),
            help=f"for the number write {line} in the where block, for a parameter "
            f"{typed} ∈ ℝ",
        )


def _is_of_a_case(said: Statement) -> bool:
    """`Setting $b = 1$ recovers ...`, and `if $b = 0$`, where no name is left."""
    zero = read_number(said.sides[-1]) == 0
    return said.telling is Telling.CASE or (zero and said.telling is Telling.DOUBTED)


def is_closed(node: Node) -> bool:
    """A number, or what is computed of numbers: `10^{-2}`."""
    return read_number(node) is not None or not any(names_in(node))


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


def _note_considered(statement: Statement, diagnostics: Diagnostics) -> None:
    typed = diagnostics.source.snippet(statement.span)
    diagnostics.note(
        "N0670",
        f"`{typed}` is of the system that a sentence considers, and is not read: the "
        "equations that are set apart are a cell of their own",
        statement.span,
        help="to have it computed too, write it on a line of its own",
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
    def __init__(self, apart: list[Statement], spec: Spec, silent: Diagnostics) -> None:
        self.silent = silent
        heads = (self._name(each.sides[0]) for each in apart)
        self.defined = {each.identifier for each in heads if each is not None}
        self.used = {name for each in apart for name in self._names(each.sides[-1])}
        self.disputed = {*self._disputed(spec.equations)}
        self.block = {*self._said(spec.facts)}
        self.numbers = {*self._dividing(apart), *self._summands(apart)}
        self.mentioned = {
            name
            for each in spec.equations
            for side in each.sides[1:]
            for node in everything_in(side)  # exponents too
            if (name := self._identifier(node)) is not None
        }

    def _said(self, facts: Iterable[Statement | Declaration | Output]) -> Iterator[str]:
        """The names that the `where` block says something of."""
        for fact in facts:
            if isinstance(fact, Output) or fact.spoken:
                continue
            nodes = fact.sides[:1] if isinstance(fact, Statement) else fact.names
            names = map(self._name, nodes)
            yield from (each.identifier for each in names if each is not None)

    def _disputed(self, every: Iterable[Statement]) -> Iterator[str]:
        """Names for which sentences choose different numbers."""
        first: dict[str, Hashable] = {}
        for each in every:
            name = self._name(each.sides[0])
            if name is None or each.telling is not Telling.CHOSEN:
                continue
            value = form_of(each.sides[-1])
            if first.setdefault(name.identifier, value) != value:
                yield name.identifier

    def _dividing(self, equations: Iterable[Statement]) -> Iterator[str]:
        """The N of `1/N` and of `1/√N`: no matrix is a denominator."""
        for each in equations:
            for node in nodes_in(each.sides[-1]):
                if isinstance(node, Binary) and node.operator == "/":
                    name = self._name(_inside(node.right))
                    if name is not None:
                        yield name.identifier

    def _summands(self, equations: Iterable[Statement]) -> Iterator[str]:
        """The U of `U - u_t` and of `1 - U`: no matrix is added to these."""
        for each in equations:
            for node in nodes_in(each.sides[-1]):
                if not isinstance(node, Binary) or node.operator not in ("+", "-"):
                    continue
                for one, other in ((node.left, node.right), (node.right, node.left)):
                    name = self._name(one)
                    if name is not None and self._is_no_matrix(other):
                        yield name.identifier

    def _is_no_matrix(self, node: Node) -> bool:
        name = self._name(node)
        return isinstance(node, Number) or (
            name is not None and name.base not in GREEK_NAMES and name.base.islower()
        )

    def _identifier(self, node: Node) -> str | None:
        name = self._name(node)
        return None if name is None else name.identifier

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
        if isinstance(left, Juxtaposition) and _is_product(left):
            return True  # τ dx/dt
        name = self._name(left)
        if name is None:
            return False
        if self._is_apart(name, right):
            return True
        plain = is_closed(right) or self._is_identity(right)
        if name.lag is not None:
            unread = name.identifier not in self.used or name.power is not None
            renamed = is_name(right) and unread
            return name.identifier in self.defined or plain or renamed
        capital = _is_latin_capital(name) and name.identifier not in self.numbers
        matrix = capital or self._is_identity(right)
        return plain and (matrix or not self._is_given(statement, name))

    def _is_given(self, statement: Statement, name: ReadName) -> bool:
        """Whether a sentence stands by its number, and it is no first value."""
        if doubt(self.silent.source.text, statement.span, value=True):
            return False
        if statement.telling is not Telling.CHOSEN:
            return statement.telling is Telling.GIVEN
        zero = read_number(statement.sides[-1]) == 0
        bias = name.base.startswith("b") and name.base not in GREEK_NAMES
        other = name.identifier in self.disputed | self.block
        return name.identifier in self.mentioned and not (zero or bias or other)

    def _is_identity(self, node: Node) -> bool:
        name = self._name(node)
        return name is not None and name.identifier in ("I", "Identity")


def _inside(node: Node) -> Node:
    """What stands in brackets, or below a root."""
    match node:
        case Group(items=(inner,)):
            return _inside(inner)
        case Juxtaposition(factors=(head, Group(items=(inner,)))) if is_function(head):
            return _inside(inner)
    return node


def _is_product(left: Juxtaposition) -> bool:
    """`\\tau \\dot{x}`; not `g(a)`, `h(t)` and `\\log a_t`."""
    applied = any(isinstance(each, Group) for each in left.factors)
    return not applied and not is_function(left.factors[0])


def _is_latin_capital(name: ReadName) -> bool:
    r"""`W`, `Wx`, as papers name matrices; the Δ of `\Delta t` is a Greek letter."""
    base = name.base
    return base[:1].isupper() and not base.startswith(_GREEK_CAPITALS)
