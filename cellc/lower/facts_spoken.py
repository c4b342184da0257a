"""Facts in sentences, `where $\\alpha = \\Delta t/\\tau$ is ...`, beside other facts.

A fact that is said twice is one.  The `where` block goes before a sentence: it says
which value the reader gives to what the paper explains.  Two that contradict each other
are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sympy import Integer, Rational

from cellc.diagnostics import Diagnostics, Label, Source, Span
from cellc.ir import Initializer
from cellc.lower.asides import is_closed
from cellc.lower.definition_limits import changed_function, is_limited
from cellc.lower.facts_in_words import is_trained
from cellc.lower.facts_known import DeclaredShape, Doubted, Facts, refuse_second
from cellc.lower.functions import Function, Lambda
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.walk import is_name, names_in
from cellc.lower.numbers import read_number
from cellc.lower.units import refuse_mixed_units, warn_of_half_units
from cellc.ops import spelled, spelled_reduction
from cellc.syntax.doubts import doubt
from cellc.syntax.nodes import (
    Declaration,
    Group,
    Juxtaposition,
    Spec,
    Statement,
    Telling,
)

_KINDS = ("a number", "a vector", "a matrix")


# ---------------------------------------------------------------- functions


def define(
    name: ReadName,
    function: Function,
    statement: Statement,
    facts: Facts,
    diagnostics: Diagnostics,
    *,
    block: bool,
) -> None:
    """Take the definition of a function, or see that it is the one already known.

    block: whether it stands in the `where` block.
    """
    identifier = name.identifier
    if is_limited(identifier, function, statement, diagnostics):
        return
    if statement.spoken and not block:
        sentence = doubt(diagnostics.source.text, statement.span)
        if sentence:
            right = diagnostics.source.snippet(statement.sides[-1].span)
            found = Doubted(function, right, sentence, statement.span)
            facts.doubted.setdefault(identifier, found)
            return
    if not isinstance(function, Lambda) and identifier not in facts.doubted:
        changed = changed_function(statement, diagnostics)
        if changed:
            right = diagnostics.source.snippet(statement.sides[-1].span)
            words = f"{right} {changed}"
            place = statement.span
            found = Doubted(function, right, words, place, changed=True)
            facts.doubted[identifier] = found
            return
    first = facts.functions.get(identifier)
    if first is not None:
        place = facts.places[identifier]
        both = block and identifier in facts.block
        same = _same(first, function, diagnostics)
        if both or not (same or _gives_way(identifier, first, function, block, facts)):
            refuse_second(name, place, diagnostics)
            return
        if not block:
            return
        if not same:
            _note_unread(place, name.span, diagnostics)
    facts.functions[identifier] = function
    facts.places[identifier] = name.span
    if block:
        facts.block.add(identifier)
        facts.spoken.discard(identifier)
    elif statement.spoken:
        facts.spoken.add(identifier)


def _gives_way(
    identifier: str, first: Function, second: Function, block: bool, facts: Facts
) -> bool:
    """Whether a formula in a sentence may be what the block says by name."""
    written = isinstance(first, Lambda) or isinstance(second, Lambda)
    return written and block and identifier in facts.spoken


def _same(one: Function, two: Function, diagnostics: Diagnostics) -> bool:
    one, two = _plain(one), _plain(two)
    if not (isinstance(one, Lambda) and isinstance(two, Lambda)):
        return one == two
    typed = [diagnostics.source.snippet(each.body.span) for each in (one, two)]
    return one.parameters == two.parameters and len({*map(_bare, typed)}) == 1


def _bare(text: str) -> str:
    return "".join(text.split())


def _plain(function: Function) -> Function:
    """`φ(x) = tanh(x)` is tanh."""
    match function:
        case Lambda(
            parameters=(parameter,),
            body=Juxtaposition(factors=(head, Group(bracket="(", items=(item,)))),
        ):
            silent = Diagnostics(Source(""))
            applied, argument = read_name(head, silent), read_name(item, silent)
            if applied and argument and argument.identifier == parameter:
                known = spelled(applied.identifier)
                return known or spelled_reduction(applied.identifier) or function
    return function


# ---------------------------------------------------------------- numbers, formulas


def without_numbers(
    equations: Sequence[Statement], spec: Spec, facts: Facts, diagnostics: Diagnostics
) -> list[Statement]:
    """The equations without `where $N = 100$`, which is a number like those of facts.

    What the `where` block declares is left to be compared with it.
    """
    declared = {
        name.identifier
        for fact in spec.facts
        if isinstance(fact, Declaration) and not fact.spoken
        for node in fact.names
        if (name := read_name(node, Diagnostics(diagnostics.source))) is not None
    }
    kept: list[Statement] = []
    taken: dict[str, Statement] = {}
    for statement in equations:
        name = _head(statement, diagnostics)
        value = read_number(statement.sides[-1])
        if name is None or value is None or name.identifier in declared:
            kept.append(statement)
        elif name.identifier in facts.initializers:
            if facts.initializers[name.identifier].argument != float(value):
                refuse_second(name, facts.places[name.identifier], diagnostics)
        elif name.identifier not in facts.numbers and is_trained(
            statement.span, diagnostics.source.text
        ):
            _start_from(name, value, statement, facts, diagnostics)
        elif name.identifier not in facts.numbers:
            facts.numbers[name.identifier] = value
            facts.places[name.identifier] = name.span
            facts.spoken.add(name.identifier)
            taken[name.identifier] = statement
            if statement.telling is Telling.CHOSEN:
                _note_chosen(name, statement, diagnostics)
        elif facts.numbers[name.identifier] != value:
            refuse_second(name, facts.places[name.identifier], diagnostics)
    used = {*_used(kept, diagnostics)}
    values = [each for name, each in taken.items() if name in used]
    refuse_mixed_units((*spec.facts, *values), diagnostics)
    warn_of_half_units(spec.equations, (*spec.facts, *values), diagnostics)
    return kept


def _start_from(
    name: ReadName,
    value: Rational,
    statement: Statement,
    facts: Facts,
    diagnostics: Diagnostics,
) -> None:
    r"""`$\\alpha = 0.5$ is trained`: a parameter, and the number it starts with."""
    facts.shapes[name.identifier] = DeclaredShape((), statement.span, spoken=True)
    facts.initializers[name.identifier] = Initializer("constant", float(value))
    facts.places[name.identifier] = name.span
    typed, number = map(
        diagnostics.source.snippet, (name.span, statement.sides[-1].span)
    )
    diagnostics.note(
        "N0699",
        f"`{typed}` is read as a number that is trained and starts at {number}, "
        f"as this "
        "sentence says",
        statement.span,
        help=f"for a number that is not trained write in the where block {typed} = "
        f"{number}",
    )


def without_formulas(
    equations: Sequence[Statement], facts: Facts, diagnostics: Diagnostics
) -> tuple[Statement, ...]:
    """The equations without those of sentences that the block or no equation needs."""
    plain = [each for each in equations if _head(each, diagnostics) is None]
    kept: list[Statement] = []
    for statement in equations:
        name = _head(statement, diagnostics)
        others = [each for each in equations if each is not statement]
        if name is None or not plain:
            kept.append(statement)
        elif _is_said(name.identifier, facts):
            _refuse_or_note(name, statement, facts, diagnostics)
        elif _has_time(statement, diagnostics):
            kept.append(statement)
        elif name.identifier not in {*_used(others, diagnostics)}:
            note_unused(name.span, statement.span, diagnostics)
        elif name.identifier in facts.shapes and not _is_known(
            statement, others, facts, diagnostics
        ):
            _refuse_or_note(name, statement, facts, diagnostics)
        else:
            kept.append(statement)
            if statement.telling is Telling.CHOSEN and is_closed(statement.sides[-1]):
                _note_chosen(name, statement, diagnostics)
    return tuple(kept)


def _head(statement: Statement, diagnostics: Diagnostics) -> ReadName | None:
    """The name without time that an equation in a sentence is about."""
    if not statement.spoken or len(statement.sides) != 2:
        return None
    left = statement.sides[0]
    name = read_name(left, Diagnostics(diagnostics.source)) if is_name(left) else None
    if name is None or name.lag is not None or name.power or name.transposed:
        return None
    return name


def _is_said(identifier: str, facts: Facts) -> bool:
    functions = {each for each in facts.functions if each in facts.block}
    return identifier in functions | {*facts.constants, *facts.numbers, *facts.roles}


def _refuse_or_note(
    name: ReadName, statement: Statement, facts: Facts, diagnostics: Diagnostics
) -> None:
    place = facts.places[name.identifier]
    said = facts.constants.get(name.identifier)
    value = read_number(statement.sides[-1])
    if value is not None and said is not None:
        if float(value) != said:
            refuse_second(name, place, diagnostics)
        return
    _note_unread(statement.span, place, diagnostics)


def _has_time(statement: Statement, diagnostics: Diagnostics) -> bool:
    return any(each.lag is not None for each in _names([statement], diagnostics))


def _is_known(
    statement: Statement,
    others: Sequence[Statement],
    facts: Facts,
    diagnostics: Diagnostics,
) -> bool:
    """Whether the names of a right side are declared, or stand elsewhere."""
    known = {*_used(others, diagnostics), *facts.shapes, *facts.numbers}
    known |= {*facts.functions}
    return {*_used([statement], diagnostics)} <= known


def _used(statements: Sequence[Statement], diagnostics: Diagnostics) -> Iterator[str]:
    return (each.identifier for each in _names(statements, diagnostics))


def _names(
    statements: Sequence[Statement], diagnostics: Diagnostics
) -> Iterator[ReadName]:
    """The names on right sides."""
    silent = Diagnostics(diagnostics.source)
    for statement in statements:
        for side in statement.sides[1:]:
            for node in names_in(side):
                name = read_name(node, silent)
                if name is not None:
                    yield name


# ---------------------------------------------------------------- shapes


def agrees(
    name: ReadName, shape: DeclaredShape, facts: Facts, diagnostics: Diagnostics
) -> None:
    """Compare a shape in a sentence with the one that is known; report what differs."""
    first = facts.shapes[name.identifier]
    one, two = first.dimensions, shape.dimensions
    pairs = [*zip(_vector(one), _vector(two), strict=False)]
    sizes = [each for each in pairs if all(isinstance(size, Integer) for size in each)]
    if len(_vector(one)) == len(_vector(two)) and all(a == b for a, b in sizes):
        return
    typed = diagnostics.source.snippet(name.span)
    diagnostics.error(
        "E0307",
        f"`{typed}` is {_described(two)} here, and is declared as {_described(one)}",
        shape.span,
        labels=(Label(first.span, "declared here"),),
        help="make both of one shape, or remove one of them",
    )


def _vector(dimensions: Sequence[object]) -> list[object]:
    """A row or a column, ℝ^{1×d}, is a vector."""
    long = [each for each in dimensions if each != 1]
    return long if len(long) == 1 < len(dimensions) else [*dimensions]


def _described(dimensions: Sequence[object]) -> str:
    kind = _KINDS[min(len(dimensions), 2)]
    return f"{kind} ({' × '.join(map(str, dimensions))})" if dimensions else kind


# ---------------------------------------------------------------- notes


def _note_chosen(
    name: ReadName, statement: Statement, diagnostics: Diagnostics
) -> None:
    value = statement.sides[-1].span
    typed, number = map(diagnostics.source.snippet, (name.span, value))
    diagnostics.note(
        "N0668",
        f"`{typed} = {number}` of a sentence is read: `{typed}` is this number, and "
        "not trained",
        statement.span,
        help=f"for a parameter declare it in the where block: {typed} ∈ ℝ",
    )


def _note_unread(place: Span, said: Span, diagnostics: Diagnostics) -> None:
    typed = diagnostics.source.snippet(place)
    diagnostics.note(
        "N0661",
        f"`{typed}` stands in a sentence and is not read: the where block says what "
        "it is",
        place,
        labels=(Label(said, "said here"),),
        help="to have the equation of the sentence, remove the line of the block",
    )


def note_unused(name: Span, place: Span, diagnostics: Diagnostics) -> None:
    """Tell that what stands in a sentence about `name` is not read."""
    typed = diagnostics.source.snippet(name)
    diagnostics.note(
        "N0661",
        f"this is not read: it stands in a sentence, and no equation uses `{typed}`",
        place,
        help="what is computed stands on a line of its own",
    )
