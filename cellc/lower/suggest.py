"""Did you mean: the name that an unknown one could be a misspelling of.

In: a name where it stands, and the names it could be.  Out: how the help line begins,
and the edit that follows it where one name alone is meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from cellc.diagnostics import Edit, Label, Source, Span
from cellc.lower.likeness import nearest
from cellc.lower.names import ReadName
from cellc.lower.resolved import Definition, Resolved
from cellc.lower.spelling import bare, split_time
from cellc.lower.terms import Reference, references

SHOWN = 3  # names of one question


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`help` is empty or a question with a space behind it."""

    help: str = ""
    edit: Edit | None = None
    labels: tuple[Label, ...] = ()

    def or_else(self, text: str) -> str:
        """The whole help line, with what to do where the question is answered no."""
        return f"{self.help}if not, {text}" if self.help else text


NOTHING = Suggestion()


@dataclass(frozen=True)
class Names:
    """The names of a spec as they were typed, for each time they stand at."""

    definitions: tuple[Definition, ...]
    places: dict[str, Span]  # in the where block
    source: Source

    @cached_property
    def typed(self) -> dict[str, dict[int | None, str]]:
        found: dict[str, dict[int | None, str]] = {}
        for definition in self.definitions:
            lag = 0 if definition.timed else None
            left = Reference(definition.identifier, lag, False, definition.left)
            for use in (left, *references(definition.term)):
                text = bare(self.source.snippet(use.span))
                found.setdefault(use.identifier, {}).setdefault(use.lag, text)
        for identifier, span in self.places.items():
            text = self.source.snippet(span)
            lag = 0 if split_time(text) else None
            found.setdefault(identifier, {}).setdefault(lag, text)
        return found

    @cached_property
    def times(self) -> dict[int | None, str]:
        """How the text writes each time."""
        found: dict[int | None, str] = {None: ""}
        for uses in self.typed.values():
            for lag, text in uses.items():
                parts = split_time(text)
                if parts is not None:
                    found.setdefault(lag, parts[1])
        return found

    def like(self, identifier: str, lag: int | None) -> str | None:
        """A name as it would be typed at a time; None if that cannot be told."""
        typed = self.typed.get(identifier, {})
        if lag in typed:
            return typed[lag]
        for text in typed.values():
            parts = split_time(text)
            if parts is not None and lag in self.times:
                return parts[0] + self.times[lag]
        return None


def names_of(resolved: Resolved, source: Source) -> Names:
    return Names(tuple(resolved.definitions), resolved.facts.places, source)


def did_you_mean(
    identifier: str,
    lag: int | None,
    span: Span,
    candidates: Iterable[str],
    names: Names,
) -> Suggestion:
    """The candidates nearest to a name that stands at `span`."""
    near = nearest(identifier, (each for each in candidates if each != identifier))
    wrong = bare(names.source.snippet(span))
    meant = [names.like(each, lag) for each in near]
    known = [each for each in meant if each is not None]
    if len(known) == 1 and len(near) == 1:
        place = Span(span.start, span.start + len(wrong))
        return Suggestion(_question(known), Edit(place, known[0]))
    return Suggestion(_question(known))


def instead_of_unused(
    definition: Definition, resolved: Resolved, source: Source
) -> Suggestion:
    """Where a definition that nothing uses is probably meant, under another name.

    That is in an input or a parameter that no fact declares, or in an equation that
    reads its own value: `C_t = f_t * C_{t-1} + i_t * C_t` beside an unused `C̃_t`.
    """
    declared = resolved.facts.places
    undefined = resolved.inputs if definition.timed else resolved.parameters
    loose = {each for each in undefined if each not in declared}
    places: dict[str, dict[Span, str]] = {}
    circle = resolved.made_of(definition.identifier)
    for each in resolved.definitions:
        for use in references(each.term):
            if use.lag == 0 and each.identifier in circle:
                continue  # it would be made of itself
            if use.identifier in loose:
                why = "no equation defines this"
            elif use.identifier == each.identifier and use.lag == 0:
                why = "this is what the equation defines"
            else:
                continue
            places.setdefault(use.identifier, {})[use.span] = why
    near = nearest(definition.identifier, places)
    uses = [found for each in near for found in places[each].items()]
    if len(near) != 1:
        return NOTHING
    span, why = uses[0]
    wrong = bare(source.snippet(span))
    typed = source.snippet(definition.left)
    if wrong == typed:
        return NOTHING  # read as two names, for a reason that another line tells
    question = f"did you mean `{typed}` where `{wrong}` stands? "
    place = Span(span.start, span.start + len(wrong))
    edit = Edit(place, typed) if len(uses) == 1 else None
    return Suggestion(question, edit, (Label(place, why),))


def instead_of_declared(
    identifier: str, used: Iterable[str], resolved: Resolved, source: Source
) -> Suggestion:
    """The name that a declaration without uses is probably about."""
    places = resolved.facts.places
    lag = 0 if split_time(source.snippet(places[identifier])) else None
    undeclared = [each for each in used if each not in places]
    names = names_of(resolved, source)
    found = did_you_mean(identifier, lag, places[identifier], undeclared, names)
    near = nearest(identifier, (each for each in undeclared if each != identifier))
    uses = [
        use.span
        for each in resolved.definitions
        for use in references(each.term)
        if use.identifier in near[:1]
    ]
    labels = tuple(Label(each, "is it meant here?") for each in uses[:1])
    return replace(found, labels=labels if found.edit else ())


def instead_of_undefined(
    use: Reference, resolved: Resolved, source: Source
) -> Suggestion:
    """The defined name that one at t-1 without an equation probably is."""
    timed = [each.identifier for each in resolved.definitions if each.timed]
    names = names_of(resolved, source)
    return did_you_mean(use.identifier, use.lag, use.span, timed, names)


def instead_of_output(name: ReadName, resolved: Resolved, source: Source) -> Suggestion:
    """The defined name that an output without an equation probably is."""
    timed = [each.identifier for each in resolved.definitions if each.timed]
    names = names_of(resolved, source)
    return did_you_mean(name.identifier, 0, name.span, timed, names)


def _question(names: list[str]) -> str:
    if not names or len(names) > SHOWN:
        return ""
    quoted = [f"`{each}`" for each in names]
    listed = quoted[0]
    if len(quoted) > 1:
        listed = f"{', '.join(quoted[:-1])} or {quoted[-1]}"
    return f"did you mean {listed}? "
