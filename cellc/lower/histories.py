"""Values of earlier steps: a state for each step further back.

A state holds one step.  `h_{t-3}` is a chain of states that hand the value on: one that
keeps h_{t-1}, and one that keeps what the first kept.  `x_{t-1}` of an input is a state
that keeps x_t.
"""

from __future__ import annotations

from dataclasses import replace

from cellc.diagnostics import Diagnostics, Source, Span
from cellc.ir import unique
from cellc.lower.resolved import Definition, Resolved
from cellc.lower.spelling import split_time, typed
from cellc.lower.terms import Reference, Term, rebuilt, references

FURTHEST = 64  # steps back


def with_histories(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Give every value of an earlier step a state that keeps it.

    Afterwards no reference is older than one step, and none to an input is older than
    the step itself.
    """
    furthest = _furthest(resolved, diagnostics)
    taken = {each.identifier for each in resolved.definitions} | furthest.keys()
    taken |= {
        use.identifier for each in resolved.definitions for use in references(each.term)
    }
    keepers: dict[tuple[str, int], str] = {}
    made: list[Definition] = []
    defined = {each.identifier: each for each in resolved.definitions}
    for identifier, (lag, first) in furthest.items():
        own = defined.get(identifier)
        stem = _stem(own.left if own else first.span, diagnostics.source)
        fact = resolved.facts.shapes.get(identifier)
        for back in range(2 if own else 1, lag + 1):
            name = unique(f"{identifier}_lag{back}", taken)
            source = keepers.get((identifier, back - 1), identifier)
            step = 0 if own is None and back == 1 else 1
            kept = f"{stem}_t" if back == 1 else f"{stem}_{{t-{back - 1}}}"
            made.append(
                Definition(
                    name,
                    True,
                    Reference(source, step, False, first.span),
                    first.span,
                    first.span,
                    f"{kept}, kept for the next step",
                    notation=f"{stem}_{{t-{back}}}",  # what the equations read it as
                    keeps=identifier,
                )
            )
            keepers[identifier, back] = name
            if fact is not None:
                resolved.facts.shapes[name] = fact
                resolved.facts.places[name] = resolved.facts.places[identifier]
    resolved.definitions = [
        replace(each, term=_reading(each.term, keepers))
        for each in resolved.definitions
    ] + made


def _furthest(
    resolved: Resolved, diagnostics: Diagnostics
) -> dict[str, tuple[int, Reference]]:
    """How far back each name is read that needs a history, and where first."""
    defined = {each.identifier for each in resolved.definitions if each.timed}
    found: dict[str, tuple[int, Reference]] = {}
    only = _only_input(resolved, defined, diagnostics)
    for definition in resolved.definitions:
        for use in references(definition.term):
            lag = use.lag or 0
            declared = resolved.facts.roles.get(use.identifier) == "input"
            declared = declared or use.identifier == only
            nearest = 1 if use.identifier in defined or not declared else 0
            if lag <= nearest or (use.identifier not in defined and not declared):
                continue
            if lag > FURTHEST:
                _refuse(use.span, lag, diagnostics)
                continue
            known, first = found.get(use.identifier, (0, use))
            found[use.identifier] = (max(known, lag), first)
    return found


def _only_input(
    resolved: Resolved, defined: set[str], diagnostics: Diagnostics
) -> str | None:
    """The input of a cell that has no other, where it is read at earlier steps too.

    Where there are several names without an equation, one of them may be a state whose
    equation is missing.
    """
    uses = [
        use
        for definition in resolved.definitions
        for use in references(definition.term)
        if use.lag is not None
    ]
    names = {use.identifier for use in uses} - defined
    lagged = [use for use in uses if use.identifier in names and (use.lag or 0) > 0]
    now = any(use.lag == 0 for use in uses if use.identifier in names)
    carried = any((use.lag or 0) > 0 for use in uses if use.identifier in defined)
    if len(names) != 1 or not lagged or not now or not carried:
        return None
    (name,) = names
    if name not in resolved.facts.roles:
        typed_name = diagnostics.source.snippet(lagged[0].span)
        diagnostics.note(
            "N0614",
            f"`{typed_name}` is read as the input of an earlier step",
            lagged[0].span,
            help="before the first step it is zero, or what the state says",
        )
    return name


def _refuse(span: Span, lag: int, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "E0227",
        f"this value is {lag} steps old; the limit is {FURTHEST}",
        span,
        help="a cell keeps every step up to the oldest one that it reads",
    )


def _stem(span: Span, source: Source) -> str:
    """A name as typed, without its time."""
    text = typed(span, source)
    parts = split_time(text)
    return parts[0] if parts else text.partition("_")[0]


def _reading(term: Term, keepers: dict[tuple[str, int], str]) -> Term:
    """The term with every older value read from the state that keeps it."""

    def read(each: Term) -> Term:
        if not isinstance(each, Reference) or each.lag is None:
            return each
        keeper = keepers.get((each.identifier, each.lag))
        return each if keeper is None else replace(each, identifier=keeper, lag=1)

    return rebuilt(term, read)
