"""Where every name stands on the right sides of equations."""

from __future__ import annotations

from dataclasses import dataclass

from cellc.diagnostics import Span
from cellc.lower.resolved import Definition, Resolved
from cellc.lower.terms import Reference, references


@dataclass(frozen=True, slots=True)
class Use:
    """A name in an equation."""

    reference: Reference
    definition: Definition

    @property
    def span(self) -> Span:
        return self.reference.span


Uses = dict[str, list[Use]]


def uses_of(resolved: Resolved) -> Uses:
    """The uses of each name in the order of the text, one for each place.

    A function's body and a stack's right side stand once and are read several times.
    """
    places: dict[tuple[Span, Span, str], Use] = {}
    for definition in resolved.definitions:
        for reference in references(definition.term):
            use = Use(reference, definition)
            place = (reference.span, definition.span, reference.identifier)
            places.setdefault(place, use)
    found: Uses = {}
    for use in sorted(places.values(), key=lambda each: each.span):
        found.setdefault(use.reference.identifier, []).append(use)
    return found


def feeding(identifier: str, resolved: Resolved) -> set[str]:
    """The names that an equation needs at the same step, itself among them."""
    defined = {each.identifier: each for each in resolved.definitions}
    found: set[str] = set()
    pending = [identifier]
    while pending:
        name = pending.pop()
        if name in found or name not in defined:
            continue
        found.add(name)
        uses = references(defined[name].term)
        pending += [each.identifier for each in uses if each.lag == 0]
    return found
