r"""Facts in words: functions that a sentence names, `$\eta$ is the sigmoid function`.

In: equations and facts.  Out: the facts with the functions that the equations apply,
that nothing else defines, and that a sentence states to be one that cellc has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cellc.diagnostics import Diagnostics
from cellc.lower.facts_known import Facts
from cellc.lower.names import is_name, read_name, time_lag
from cellc.lower.notation.walk import nodes_in
from cellc.lower.said_functions import known_function, sayings
from cellc.syntax.nodes import Group, Juxtaposition, Statement


def believe_sentences(
    equations: Iterable[Statement], facts: Facts, diagnostics: Diagnostics
) -> None:
    """Take the functions that sentences name, of what nothing else says what it is."""
    equations = [*equations]
    known = {*facts.functions, *facts.shapes, *facts.numbers, *facts.constants}
    known |= _defined(equations, diagnostics)
    for identifier in dict.fromkeys(_applied(equations, diagnostics)):
        if identifier in known or known_function(identifier) is not None:
            continue
        found = [*sayings(identifier, diagnostics.source.text)]
        if len({each.function for each in found}) != 1 or not found[0].stated:
            continue
        function = known_function(found[0].function)
        if function is None or not all(each.stated for each in found):
            continue
        facts.functions[identifier] = function
        facts.places[identifier] = found[0].place
        facts.spoken.add(identifier)
        typed = diagnostics.source.snippet(found[0].place)
        diagnostics.note(
            "N0669",
            f"`{typed}` is read as the function {found[0].function}, as this sentence "
            "says",
            found[0].place,
            help=f"for another one say which in the where block: {typed} = ...",
        )


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
