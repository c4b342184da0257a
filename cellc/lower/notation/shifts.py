"""The step of left sides: `h_{n+1} = ... h_n ...` is written at n, like `y_n`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cellc.diagnostics import Diagnostics, Label
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.index import TIME, with_index
from cellc.lower.notation.walk import is_name, names_in, rewritten_statement
from cellc.syntax.nodes import Declaration, Node, Output, Statement

Fact = Statement | Declaration | Output


def shifted_lefts(
    equations: tuple[Statement, ...], diagnostics: Diagnostics
) -> tuple[Statement, ...]:
    """Names defined at t+1 are written one step earlier, on both sides alike.

    Where that leaves a value of a later step, the equations themselves are: they hold
    at every step.
    """
    silent = Diagnostics(diagnostics.source)
    lags: dict[str, set[int]] = {}
    for name in _names(equations, silent):
        if name.lag is not None:
            lags.setdefault(name.identifier, set()).add(name.lag)
    heads = [read_name(each.sides[0], silent) for each in equations]
    shifts = {
        head.identifier: head.lag
        for head in heads
        if head is not None and head.lag is not None and head.lag < 0
    }
    if not shifts:
        return equations
    renamed = _renamed(equations, shifts, lags, silent)
    if not _reads_later(renamed, silent):
        return renamed
    moved = tuple(
        each if head is None or head.lag is None else _moved(each, head.lag)
        for each, head in zip(equations, heads, strict=True)
    )
    if not _reads_later(moved, silent):
        return moved
    _refuse_later(equations, diagnostics)
    return renamed


def shifted_outputs(
    facts: tuple[Fact, ...], equations: tuple[Statement, ...], silent: Diagnostics
) -> tuple[Fact, ...]:
    """`output h_{t+1}` is what `h_{t+1} = ...` defines, and is written at t as that."""
    heads = [read_name(each.sides[0], silent) for each in equations]
    lags = {each.identifier: each.lag for each in heads if each is not None}

    def shifted(node: Node) -> Node:
        name = read_name(node, silent)
        if name is None or name.lag is None or name.lag >= 0:
            return node
        at_left = lags.get(name.identifier) == name.lag
        return with_index(node, TIME, name.lag) if at_left else node

    return tuple(
        replace(each, names=tuple(map(shifted, each.names)))
        if isinstance(each, Output)
        else each
        for each in facts
    )


def _names(equations: Iterable[Statement], silent: Diagnostics) -> Iterator[ReadName]:
    for statement in equations:
        for side in statement.sides:
            for node in names_in(side):
                name = read_name(node, silent)
                if name is not None:
                    yield name


def _reads_later(equations: tuple[Statement, ...], silent: Diagnostics) -> bool:
    """Whether a right side has a value of a later step than t."""
    return any(
        name.lag is not None and name.lag < 0 for name in _names(equations, silent)
    )


def _moved(statement: Statement, steps: int) -> Statement:
    """The equation at a step that is this much later."""

    def rule(node: Node) -> Node | None:
        return with_index(node, TIME, steps) if is_name(node) else None

    return rewritten_statement(statement, rule) if steps else statement


def _refuse_later(equations: tuple[Statement, ...], diagnostics: Diagnostics) -> None:
    """Report what no shift of the equations makes a value of this step or before."""
    silent = Diagnostics(diagnostics.source)
    snippet = diagnostics.source.snippet
    uses: list[tuple[ReadName, ReadName]] = []
    for statement in equations:
        head = read_name(statement.sides[0], silent)
        if head is not None and head.lag is not None:
            rest = replace(statement, sides=statement.sides[1:])
            uses += [(head, each) for each in _names([rest], silent)]
    for head, name in uses:
        assert head.lag is not None
        if name.lag is None or name.lag >= head.lag:
            continue
        claim = f"`{snippet(name.span)}` is used for `{snippet(head.span)}`"
        other = next(
            (
                each
                for each in uses
                if each[1].identifier == name.identifier and each[1].lag != name.lag
            ),
            None,
        )
        if other is not None:
            claim += f", and `{snippet(other[1].span)}` for `{snippet(other[0].span)}`"
        diagnostics.error(
            "E0227",
            f"a value of a later step cannot be used: {claim}",
            name.span,
            labels=(Label(other[1].span, "at another step here"),) if other else (),
            help="write all that is computed at one step with the same index on the "
            "left, and the values that it needs with that index or an earlier one",
        )


def _renamed(
    equations: tuple[Statement, ...],
    shifts: dict[str, int],
    lags: dict[str, set[int]],
    silent: Diagnostics,
) -> tuple[Statement, ...]:
    """The names with another step on both sides; inputs stay where they are."""
    shifts = dict(shifts)
    equations = _at_the_inputs_step(equations, shifts, lags, silent)
    heads = {
        name.identifier
        for statement in equations
        if (name := read_name(statement.sides[0], silent)) is not None
    }
    for identifier, found in lags.items():  # inputs at t+1 only, or at t only
        if identifier not in heads and len(found) == 1 and min(found) < 0:
            shifts[identifier] = min(found)

    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        name = read_name(node, silent)
        if name is None or name.lag is None or name.identifier not in shifts:
            return node
        return with_index(node, TIME, shifts[name.identifier])

    return tuple(rewritten_statement(each, rule) for each in equations)


def _at_the_inputs_step(
    equations: tuple[Statement, ...],
    shifts: dict[str, int],
    lags: dict[str, set[int]],
    silent: Diagnostics,
) -> tuple[Statement, ...]:
    """`y(n) = C x(n)` beside `x(n+1) = ... u(n+1)` is written at n+1 as well.

    An equation holds at every step; the step is that of the input.
    """
    heads = [read_name(each.sides[0], silent) for each in equations]
    known = {each.identifier for each in heads if each is not None}
    inputs = [each for each in lags if each not in known]
    if not inputs or any(lags[each] != {-1} for each in inputs):
        return equations

    moved = []
    for statement, head in zip(equations, heads, strict=True):
        if head is not None and head.lag == 0:
            shifts[head.identifier] = -1
            statement = _moved(statement, 1)
        moved.append(statement)
    return tuple(moved)
