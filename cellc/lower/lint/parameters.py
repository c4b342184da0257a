"""Notes about parameters.

N0601: biases of which only the sum matters.  N0602: one parameter in two equations.
"""

from __future__ import annotations

from collections.abc import Iterator

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.lower.lint.uses import Use, Uses
from cellc.lower.resolved import Resolved
from cellc.lower.spelling import bare
from cellc.lower.terms import Negative, Reference, Sum, Term, children

_Place = tuple[Span, Span]  # of a name, of the equation that it stands in
_Sum = tuple[Span, str, tuple[str, ...]]  # its place, what it defines, the indices
SHOWN = 4  # equations that a note names, labels that it shows less one


def note_parameters(resolved: Resolved, uses: Uses, diagnostics: Diagnostics) -> None:
    """Report sums of parameters that are one parameter, and shared parameters."""
    parameters = {*resolved.parameters}
    places: dict[str, dict[_Place, tuple[_Sum, bool]]] = {}  # -> sum, sign in it
    for definition in resolved.definitions:
        for span, terms in _sums(definition.term):
            for reference, sign in terms:
                if reference.identifier in parameters:
                    found = places.setdefault(reference.identifier, {})
                    sum_ = span, definition.identifier, reference.running
                    found[reference.span, definition.span] = sum_, sign
    together: dict[tuple[tuple[_Sum, bool], ...], list[str]] = {}
    for identifier in resolved.parameters:
        sums = [*places.get(identifier, {}).values()]
        if _is_twice_in_a_sum(places.get(identifier, {})):
            _note_twice(identifier, uses[identifier], diagnostics)
        elif sums and len(sums) == len(uses[identifier]):
            together.setdefault(_unsigned(sums), []).append(identifier)
    for names in together.values():
        if len(names) > 1:
            _note_together(names, uses, diagnostics)
    for identifier in resolved.parameters:
        _note_shared(uses[identifier], diagnostics)


def _is_twice_in_a_sum(places: dict[_Place, tuple[_Sum, bool]]) -> bool:
    """Whether one sum of an equation has the name in two of its places.

    What stands once and is read several times, in a function's body or on the right
    side of a stack, is one place.
    """
    sums = [(equation, sums) for (_, equation), (sums, _) in places.items()]
    return len(set(sums)) < len(sums)


def _unsigned(sums: list[tuple[_Sum, bool]]) -> tuple[tuple[_Sum, bool], ...]:
    """The sums with signs against the first: b - c is a difference wherever it is."""
    ordered = sorted(dict.fromkeys(sums))
    first = ordered[0][1]
    return tuple((span, sign is first) for span, sign in ordered)


def _sums(term: Term) -> Iterator[tuple[Span, list[tuple[Reference, bool]]]]:
    """Every sum of a term, with the names that are terms of it and their signs."""
    pending = [term]
    while pending:
        part = pending.pop()
        if not isinstance(part, Sum):
            pending += children(part)
            continue
        names: list[tuple[Reference, bool]] = []
        inside: list[tuple[Term, bool]] = [(part, True)]
        while inside:
            each, sign = inside.pop()
            match each:
                case Sum(left=left, right=right):
                    inside += [(left, sign), (right, sign)]
                case Negative(operand=operand):
                    inside.append((operand, not sign))
                case Reference():
                    names.append((each, sign))
                case _:
                    pending.append(each)
        yield part.span, names


def _note_twice(identifier: str, uses: list[Use], diagnostics: Diagnostics) -> None:
    typed = _typed(uses[0], diagnostics)
    diagnostics.note(
        "N0601",
        f"`{typed}` is twice a term of one sum",
        uses[0].span,
        labels=tuple(Label(each.span, "here as well") for each in uses[1:SHOWN]),
        help=f"if two parameters are meant, give the second another name than {typed}",
    )


def _note_together(names: list[str], uses: Uses, diagnostics: Diagnostics) -> None:
    typed = [f"`{_typed(uses[each][0], diagnostics)}`" for each in names]
    listed = f"{', '.join(typed[:-1])} and {typed[-1]}"
    diagnostics.note(
        "N0601",
        f"{listed} are only ever added to each other, so one parameter would do",
        uses[names[0]][0].span,
        labels=tuple(
            Label(uses[each][0].span, "added here") for each in names[1:SHOWN]
        ),
        help="keep one of them, unless the parameters are to match those of another "
        "implementation",
    )


def _note_shared(uses: list[Use], diagnostics: Diagnostics) -> None:
    equations = {each.definition.span: each for each in uses}
    if len(equations) < 2:
        return
    lefts = dict.fromkeys(
        diagnostics.source.snippet(each.definition.left) for each in uses
    )
    named = [f"`{each}`" for each in lefts][:SHOWN]
    more = len(lefts) - len(named)
    listed = ", ".join(named[:-1]) + f" and {named[-1]}"
    if more:
        listed = f"{', '.join(named)} and {more} more"
    typed = _typed(uses[0], diagnostics)
    others = dict.fromkeys(each.span for each in uses[1:] if each.span != uses[0].span)
    diagnostics.note(
        "N0602",
        f"the equations of {listed} share the parameter `{typed}`",
        uses[0].span,
        labels=tuple(Label(span, "shared here") for span in [*others][: SHOWN - 1]),
        help="if each is to have its own, give them names with a label, such as "
        f"{typed}_f"
        if "_" not in typed
        else "if each is to have its own, give them names of their own",
    )


def _typed(use: Use, diagnostics: Diagnostics) -> str:
    return bare(diagnostics.source.snippet(use.span))
