"""Missing indices: names without a step that are values of one all the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.index import TIME, at_time
from cellc.lower.notation.unindexed import (
    declared_matrices,
    has_dotted_stars,
    vectors_behind_matrices,
)
from cellc.lower.notation.walk import is_name, names_in, rewritten_statement
from cellc.lower.spelling import at_t
from cellc.ops import spelled
from cellc.syntax.nodes import (
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Node,
    Output,
    Statement,
)

Fact = Statement | Declaration | Output


def with_time(
    equations: tuple[Statement, ...], diagnostics: Diagnostics
) -> tuple[Statement, ...]:
    """A definition without index that varies with time is one at t: write it so.

    Only where the name never has an index; otherwise it is for the resolver to refuse.
    """
    reader = _Missing(equations, diagnostics)
    varying = reader.varying()
    if not varying:
        return equations
    for statement in equations:
        name = reader.head(statement)
        if name is not None and name.identifier in varying:
            typed = diagnostics.source.snippet(name.span)
            diagnostics.note(
                "N0604",
                f"`{typed}` has no time index but its equation varies with time: it "
                f"is read as its value at t",
                name.span,
                help=f"write {at_t(typed)} here and where it is used",
            )
    return _at_t(equations, frozenset(varying), reader.silent)


def with_declared_inputs(
    equations: tuple[Statement, ...],
    facts: tuple[Fact, ...],
    diagnostics: Diagnostics,
) -> tuple[Statement, ...]:
    """What is declared as an input and never has an index is the input at t.

    So is noise, `m_t ~ Bernoulli(0.9)`, where the equations have m; not `m ~ ...`.
    """
    silent = Diagnostics(diagnostics.source)
    lags: dict[str, set[int | None]] = {}
    first: dict[str, ReadName] = {}
    for each in equations:
        for side in each.sides:
            for node in names_in(side):
                name = read_name(node, silent)
                if name is not None:
                    lags.setdefault(name.identifier, set()).add(name.lag)
                    first.setdefault(name.identifier, name)
    heads = {
        name.identifier
        for each in equations
        if (name := read_name(each.sides[0], silent)) is not None
    }
    inputs = {
        name.identifier: fact.role.text
        for fact in facts
        if isinstance(fact, Declaration) and fact.role
        for node in fact.names
        if (name := read_name(node, silent)) is not None
        and _is_of_a_step(fact, name)
        and lags.get(name.identifier) == {None}
        and name.identifier not in heads
    }
    for identifier, role in inputs.items():
        name = first[identifier]
        typed = diagnostics.source.snippet(name.span)
        if role != "input":
            diagnostics.note(
                "N0604",
                f"`{typed}` has no time index; it is read as noise that is drawn anew "
                "at every step, as it is declared",
                name.span,
                help=f"write {at_t(typed)}",
            )
            continue
        diagnostics.note(
            "N0604",
            f"`{typed}` has no time index; it is read "
            "as the input at t, because it is declared as one",
            name.span,
            help="give it at every step, the same value where it does not change",
        )
    return _at_t(equations, frozenset(inputs), silent) if inputs else equations


def _is_of_a_step(fact: Declaration, name: ReadName) -> bool:
    """Whether a role is that of a value at every step."""
    role = fact.role.text if fact.role else ""
    return role in ("input", "noise") or (fact.is_drawn and name.lag is not None)


def _at_t(
    equations: tuple[Statement, ...], names: frozenset[str], silent: Diagnostics
) -> tuple[Statement, ...]:
    def at_t(statement: Statement) -> Statement:
        own = {*_arguments(statement, silent)}

        def rule(node: Node) -> Node | None:
            if not is_name(node):
                return None
            name = read_name(node, silent)
            if name is None or name.lag is not None:
                return node
            timed = name.identifier in names and name.identifier not in own
            return at_time(node, 0) if timed else node

        return rewritten_statement(statement, rule)

    return tuple(map(at_t, equations))


def _arguments(statement: Statement, silent: Diagnostics) -> Iterator[str]:
    r"""The δ of `g(\delta) = 1 / \log(e + \delta)`: whatever g is applied to."""
    match statement.sides[0]:
        case Juxtaposition(factors=(Name(), Group(bracket="(", items=items))):
            names = (read_name(each, silent) for each in items if is_name(each))
            yield from (each.identifier for each in names if each is not None)


def with_inputs(
    equations: tuple[Statement, ...],
    facts: tuple[Fact, ...],
    diagnostics: Diagnostics,
) -> tuple[Statement, ...]:
    """Where no name at t is left undefined, what a matrix is applied to is the input.

    `z_j = σ([W x]_j + [U h^{<t-1>}]_j)`: x is the input although it has no index.
    """
    silent = Diagnostics(diagnostics.source)
    used = [
        name
        for each in equations
        for side in each.sides[1:]
        for node in names_in(side)
        if (name := read_name(node, silent)) is not None
    ]
    heads = {
        name.identifier
        for each in equations
        if (name := read_name(each.sides[0], silent)) is not None
    }
    timed = {name.identifier for name in used if name.lag is not None}
    if not timed or timed - heads:
        return equations
    declared = {
        name.identifier
        for fact in facts
        if isinstance(fact, Declaration)
        for node in fact.names
        if (name := read_name(node, silent)) is not None
    }
    inputs: dict[str, ReadName] = {}
    matrices = declared_matrices(facts, diagnostics)
    stars = has_dotted_stars(equations, diagnostics.source)
    for statement in equations:
        for node in vectors_behind_matrices(statement.sides[-1], matrices, stars):
            name = read_name(node, silent)
            if (
                name is not None
                and name.lag is None
                and name.identifier not in heads | declared
                and not name.is_matrix_like
            ):
                inputs.setdefault(name.identifier, name)
    for name in inputs.values():
        diagnostics.note(
            "N0604",
            f"`{diagnostics.source.snippet(name.span)}` has no time index; it is read "
            "as the input at t, because no other name can be one",
            name.span,
            help="write its index, or declare it in the where block: is parameter",
        )
    return _at_t(equations, frozenset(inputs), silent)


def with_readouts(
    equations: tuple[Statement, ...], diagnostics: Diagnostics
) -> tuple[Statement, ...]:
    """`P(s_t) = softmax(...)` defines P_t, where s_t and P stand nowhere else.

    What P is the probability of is then no value of the cell.
    """
    silent = Diagnostics(diagnostics.source)
    found: dict[str, int] = {}
    for each in equations:
        for side in each.sides:
            for node in names_in(side):
                name = read_name(node, silent)
                if name is not None:
                    found[name.identifier] = found.get(name.identifier, 0) + 1

    def alone(node: Node) -> ReadName | None:
        name = read_name(node, silent) if is_name(node) else None
        known = name is None or name.power or found[name.identifier] > 1
        return None if known else name

    def read(statement: Statement) -> Statement:
        match statement.sides:
            case (Juxtaposition(factors=(head, Group(bracket="(") as group)), right):
                pass
            case _:
                return statement
        name = alone(head)
        values = [alone(each) for each in group.items]
        if name is None or name.lag is not None or not values:
            return statement
        if any(each is None or each.lag != 0 for each in values):
            return statement
        left = statement.sides[0].span
        typed, short = (diagnostics.source.snippet(each) for each in (left, name.span))
        diagnostics.note(
            "N0604",
            f"`{typed}` is read as the value of {short} at t: nothing else has what "
            "stands in its brackets",
            left,
            help=f"write {short}_t",
        )
        return replace(statement, sides=(at_time(replace(head, span=left), 0), right))

    return tuple(map(read, equations))


class _Missing:
    def __init__(
        self, equations: tuple[Statement, ...], diagnostics: Diagnostics
    ) -> None:
        self.silent = Diagnostics(diagnostics.source)
        self.equations = [each for each in equations if len(each.sides) == 2]
        self.names = {
            id(each): [
                name
                for node in names_in(each.sides[1])
                if (name := read_name(node, self.silent)) is not None
            ]
            for each in self.equations
        }

    def head(self, statement: Statement) -> ReadName | None:
        if len(statement.sides) != 2 or not is_name(statement.sides[0]):
            return None
        name = read_name(statement.sides[0], self.silent)
        if name is None or name.lag is not None or name.identifier == TIME:
            return None
        if spelled(name.identifier) is not None:
            return None  # the name of a function
        return name

    def varying(self) -> set[str]:
        """Identifiers defined without time whose equations vary with it."""
        timed = {
            name.identifier
            for found in self.names.values()
            for name in found
            if name.lag is not None
        }
        timed_heads = {
            name.identifier
            for each in self.equations
            if is_name(each.sides[0])
            and (name := read_name(each.sides[0], self.silent)) is not None
            and name.lag is not None
        }
        known = timed | timed_heads
        heads = [
            (head.identifier, self.names[id(each)])
            for each in self.equations
            if (head := self.head(each)) is not None and head.identifier not in known
        ]
        found: set[str] = set()
        while True:
            more = {
                identifier
                for identifier, names in heads
                if any(
                    name.lag is not None or name.identifier in found for name in names
                )
            }
            if more <= found:
                return found
            found |= more
