r"""Facts in words: functions that a sentence names, `$\eta$ is the sigmoid function`.

In: equations and facts.  Out: the facts with the functions that the equations apply,
that nothing else defines, and that a sentence states to be one that cellc has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.facts_known import Doubted, Facts
from cellc.lower.names import is_name, read_name, time_lag
from cellc.lower.notation.walk import nodes_in
from cellc.lower.said_functions import Saying, known_function, sayings
from cellc.ops import Operation, Reduction, operation
from cellc.syntax.nodes import Group, Juxtaposition, Statement

_FORMULAS = {  # what texts do not agree about
    "hard_sigmoid": "clip(a/6 + 1/2, 0, 1)",
    "leaky_relu": "max(a, 0.01 a)",
    "hard_tanh": "clip(a, -1, 1)",
}
_SIGMA = "sigma"  # is the logistic function where nothing says otherwise


def believe_sentences(
    equations: Iterable[Statement], facts: Facts, diagnostics: Diagnostics
) -> None:
    """Take the functions that sentences name, of what nothing else says what it is."""
    equations = [*equations]
    known = {*facts.functions, *facts.shapes, *facts.numbers, *facts.constants}
    known |= _defined(equations, diagnostics)
    text = diagnostics.source.text
    comments = any(each.code == "N0650" for each in diagnostics)
    for identifier in dict.fromkeys(_applied(equations, diagnostics)):
        usual = known_function(identifier)
        if identifier in known:
            continue
        doubted = facts.doubted.get(identifier)
        found = [
            each
            for each in sayings(identifier, text, comments=comments)
            if doubted is None or not _is_in(each.place, doubted.place)
        ]
        if _refuse_changed(identifier, found, facts, diagnostics):
            continue
        function = _stated(found)
        if usual is not None and identifier != _SIGMA and not _is_like(function, usual):
            continue
        if function is None and usual is not None:
            if doubted is not None and doubted.function is not usual:
                _warn_of_doubted(doubted, diagnostics)
            else:
                _warn_of_other(found, diagnostics)
        if function is None or function is usual:
            continue
        facts.functions[identifier] = function
        facts.places[identifier] = found[0].place
        facts.spoken.add(identifier)
        typed = diagnostics.source.snippet(found[0].place)
        diagnostics.note(
            "N0669",
            f"`{typed}` is read as the function {_shown(found[0].function)}, as this "
            "sentence says",
            found[0].place,
            help=f"for another one say which in the where block: {typed} = ...",
        )


def _stated(found: Sequence[Saying]) -> Operation | Reduction | None:
    """The function that all sentences about a name state it is."""
    named = {each.function for each in found if each.stated}
    if len(named) != 1 or not all(each.stated for each in found):
        return None
    return known_function(named.pop())


def _shown(function: str) -> str:
    """A function by name; with its formula where texts differ about that."""
    formula = _FORMULAS.get(function)
    return function if formula is None else f"{function}(a) = {formula}"


def _is_like(function: Operation | Reduction | None, usual: object) -> bool:
    """Whether `tanh is the hard tanh` names a form of the function of that name."""
    name = getattr(usual, "name", "")
    return function is not None and name != "" and function.name.endswith(f"_{name}")


def _refuse_changed(
    identifier: str, found: Sequence[Saying], facts: Facts, diagnostics: Diagnostics
) -> bool:
    """Report words that make another function of the one that they name."""
    said = [(each.place, each.changed) for each in found if each.changed]
    doubted = facts.doubted.get(identifier)
    if doubted is not None and doubted.changed:
        said = [(doubted.place, doubted.sentence)]
    for place, changed in said:
        typed = diagnostics.source.snippet(place).partition("=")[0].strip()
        diagnostics.error(
            "E0314",
            f"a sentence calls `{typed}` `{changed}`: these words name no "
            "function that is known, or not one for all uses",
            place,
            help=f"write its formula in the where block, such as `{typed}(a) = "
            f"2 tanh(a / 3)`; or one that cellc has: {typed} = sigmoid, tanh, relu, "
            "hard_sigmoid, hard_tanh, leaky_relu, ...",
        )
        facts.functions[identifier] = operation("identity")  # no second error
        facts.places[identifier] = place
        facts.used.add(identifier)
        return True
    return False


def _warn_of_other(found: Sequence[Saying], diagnostics: Diagnostics) -> None:
    """Tell that σ is read as the logistic function where a sentence names another."""
    told = {each.span for each in diagnostics if each.code == "W0503"}
    for each in found:
        if each.doubted in ("", "sigmoid") or each.place in told:
            continue
        typed = diagnostics.source.snippet(each.place)
        diagnostics.warning(
            "W0503",
            f"a sentence names {each.doubted} beside `{typed}`, and not for certain; "
            f"`{typed}` is read as the logistic function",
            each.place,
            help=f"say which in the where block: {typed} = {each.doubted}, or "
            f"{typed} = sigmoid",
        )
        return


def _warn_of_doubted(doubted: Doubted, diagnostics: Diagnostics) -> None:
    """Tell that a formula of a sentence about σ is not believed."""
    typed = diagnostics.source.snippet(doubted.place).partition("=")[0].strip()
    diagnostics.warning(
        "W0503",
        f"`{doubted.sentence}` does not say for certain what `{typed}` is; `{typed}` "
        "is read as the logistic function",
        doubted.place,
        help=f"say which in the where block: {typed} = {doubted.typed}, or "
        f"{typed} = sigmoid",
    )


def _is_in(place: Span, other: Span) -> bool:
    return other.start <= place.start and place.end <= other.end


def _applied(equations: Iterable[Statement], diagnostics: Diagnostics) -> Iterator[str]:
    """The names before round brackets with one argument, which is no step of time."""
    silent = Diagnostics(diagnostics.source)
    for statement in equations:
        for side in statement.sides[1:]:
            for node in nodes_in(side):
                if not isinstance(node, Juxtaposition):
                    continue
                for head, behind in zip(node.factors, node.factors[1:], strict=False):
                    name = read_name(head, silent) if is_name(head) else None
                    if name is None or name.lag is not None or name.power:
                        continue
                    if not isinstance(behind, Group) or behind.bracket != "(":
                        continue
                    if len(behind.items) == 1 and time_lag(behind) is None:
                        yield name.identifier


def _defined(equations: Iterable[Statement], diagnostics: Diagnostics) -> set[str]:
    silent = Diagnostics(diagnostics.source)
    names = (read_name(each.sides[0], silent) for each in equations)
    return {name.identifier for name in names if name is not None}
