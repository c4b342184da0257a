"""Left sides: the name that an equation defines, at t or without a time."""

from __future__ import annotations

from cellc.diagnostics import Diagnostics, Edit, Label, Source, Span
from cellc.lower.names import ReadName, is_name, read_name, with_time_argument
from cellc.lower.notation.walk import names_in
from cellc.lower.resolved import Definition
from cellc.syntax.nodes import Group, Juxtaposition, Node, Statement


def read_left(
    statement: Statement, statements: tuple[Statement, ...], diagnostics: Diagnostics
) -> ReadName | None:
    """The name on the left side of one of the equations; None after reporting."""
    if len(statement.sides) != 2:
        _refuse_equals(statement, diagnostics)
        return None
    node, lag = with_time_argument(statement.sides[0])
    name = read_name(node, diagnostics)
    if name is None or name.power is not None:
        _refuse_left(statement.sides[0], diagnostics)
        return None
    if lag is not None:
        name = ReadName(
            name.identifier,
            name.key,
            name.base,
            lag,
            None,
            name.transposed,
            statement.sides[0].span,
            name.running,
            name.shifts,
            name.own,
        )
    if name.lag not in (None, 0):
        _refuse_step(name, statements, diagnostics)
        return None
    if name.identifier == "t" and name.lag is None:
        diagnostics.error(
            "E0214",
            "`t` stands for the time index and cannot be defined",
            name.span,
            help="give it another name, or an index of its own: t_t",
        )
        return None
    return name


def _refuse_left(left: Node, diagnostics: Diagnostics) -> None:
    """Report a left side that is no name; `(h_t, c_t)` are several."""
    message = "the left side of an equation is one name"
    advice = "write the name that is defined, such as h_t"
    if isinstance(left, Group) and len(left.items) > 1:
        typed = [diagnostics.source.snippet(each.span) for each in (left, *left.items)]
        message = f"`{typed[0]}` are several names on the left side of one equation"
        advice = (
            "write one equation for each of them, on lines of their own: "
            f"{typed[1]} = ..."
        )
    elif names := _names_beside(left):
        typed = [diagnostics.source.snippet(each.span) for each in names]
        advice = f"write [{', '.join(typed)}] = ... for the parts of one vector"
    diagnostics.error("E0221", message, left.span, help=advice)


def _names_beside(left: Node) -> tuple[Node, ...]:
    """The names in brackets of a left side such as `(r u)`."""
    match left:
        case Group(items=(Juxtaposition(factors=factors),)) if all(
            map(is_name, factors)
        ):
            return factors
    return ()


def _refuse_equals(statement: Statement, diagnostics: Diagnostics) -> None:
    if len(statement.sides) == 1:
        diagnostics.error(
            "E0104",
            "this line has no `=`",
            statement.span,
            help="an equation is written name = expression; a comment starts with #",
        )
        return
    diagnostics.error(
        "E0104",
        "this line has more than one `=`",
        statement.sides[2].span,
        help="write one equation a line",
    )


def refuse_second(
    left: ReadName, first: Definition, diagnostics: Diagnostics, meant: str = ""
) -> None:
    """Report another equation for a name, or for it with a time index and without.

    meant: the name that the second one may be the equation of.
    """
    snippet = diagnostics.source.snippet
    typed, other = snippet(left.span), snippet(first.left)
    if first.timed == (left.lag is not None):
        diagnostics.error(
            "E0220",
            f"`{typed}` is defined twice",
            left.span,
            labels=(Label(first.left, "first here"),),
            help=f"is this the equation of `{meant}`, which has none? write {meant} on "
            "its left side"
            if meant
            else "remove one of the two equations, or give it another name",
            edit=Edit(left.span, meant) if meant else None,
        )
        return
    plain, timed = (other, typed) if left.lag is not None else (typed, other)
    diagnostics.error(
        "E0224",
        f"`{plain}` and `{timed}` both have an equation, and both vary with time",
        left.span,
        labels=(Label(first.left, "the other one"),),
        help=f"`{plain}` can be the value at t, which `{timed}` is too: give one of "
        "them another name, or remove it",
    )


# ---------------------------------------------------------------- at another step


def _refuse_step(
    left: ReadName, statements: tuple[Statement, ...], diagnostics: Diagnostics
) -> None:
    """Report `h_{t-1} = ...`; the value is used at that step, or at others, or both."""
    silent = Diagnostics(diagnostics.source)
    same: list[Span] = []
    others: list[ReadName] = []
    for statement in statements:
        own = left.span in (each.span for each in statement.sides)
        for node in (each for side in statement.sides for each in names_in(side)):
            name = read_name(node, silent)
            if name is None or name.identifier != left.identifier or name.lag is None:
                continue
            if name.lag != left.lag:
                others.append(name)
            elif not own:
                same.append(name.span)
    place = "on the left side"
    labels = tuple(Label(each.span, "at another step here") for each in others[:1])
    if same:
        lines = sorted({_line(each, diagnostics.source) for each in same})
        numbers = ", ".join(map(str, lines))
        word = "lines" if len(lines) > 1 else "line"
        place += f", and where this value is used: {word} {numbers}"
        labels += tuple(Label(each, "used here") for each in same[:2])
    others_at_t = [each for each in others if each.lag == 0]
    if same and others_at_t:
        typed = _with_primes(others_at_t[0].span, diagnostics.source)
        advice = f"write t {place}; give it another name than that of `{typed}`"
    elif same:
        advice = f"write t {place}"
    else:
        advice = f"write t {place}, and t-1 for the values of the step before"
    message = "an equation defines a name at t"
    lefts = [each.sides[0].span for each in statements]
    if any(each.span in lefts for each in others_at_t):
        typed, now = (
            _with_primes(each.span, diagnostics.source)
            for each in (left, others_at_t[0])
        )
        message = (
            f"`{typed}` and `{now}` both have an "
            "equation: these are two definitions of one name"
        )
    diagnostics.error(
        "E0222",
        message,
        left.span,
        labels=labels,
        help=advice,
    )


def _with_primes(span: Span, source: Source) -> str:
    """A name as typed, with the primes behind it: `h'` and `h''` are two."""
    behind = source.text[span.end : span.end + 4]
    return source.snippet(span) + behind[: len(behind) - len(behind.lstrip("'′″"))]


def _line(span: Span, source: Source) -> int:
    """The number of the line where something was typed."""
    while source.origin is not None:
        span, source = source.origin.place(span), source.origin.source
    return source.shown(source.position(span.start)[0])[1]
