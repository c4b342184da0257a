"""Strangers: names that stand once, and that no equation defines and no fact declares.

In: what is resolved of a spec.  Out: the place of the stranger that one keystroke makes
another name of, where that other name is missing somewhere.  `suggest` asks what two
names have in common; this asks how they were typed: `ft`, `f_y` and `ff_t` are each one
keystroke from `f_t`.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from cellc.diagnostics import Label, Source, Span
from cellc.lower.resolved import Definition, Resolved
from cellc.lower.spelling import bare, split_time
from cellc.lower.terms import Reference, references
from cellc.patterns import regex

SHOWN = 2  # labels of one kind
_NEARLY_A_TIME = regex(r"[ \t]*+(\([^()\s\\]{1,8}\))")


def stranger_for(
    typed: str, resolved: Resolved, source: Source, beside: Collection[str] = ()
) -> Span | None:
    """The stranger that is one keystroke from a name; None if there is none, or two.

    The only input of a cell is no stranger, wherever it stands, nor is what stands in
    the equations of `beside`: what a left side is made of cannot be made of it.
    """
    wanted = _strokes(typed)
    near = [
        use
        for use in _strangers(resolved, beside)
        if _one_apart(_strokes(bare(source.snippet(use.span))), wanted)
    ]
    best = [use for use in near if use.lag is not None] or near
    return _place(best[0], source) if len(best) == 1 else None


def _strangers(resolved: Resolved, beside: Collection[str] = ()) -> list[Reference]:
    """Uses of strangers; beside: definitions in which none is looked for."""
    known = {each.identifier for each in resolved.definitions}
    known |= resolved.facts.places.keys()
    uses: dict[str, list[Reference]] = {}
    left_out: set[str] = set()
    for definition in resolved.definitions:
        for use in references(definition.term):
            if use.identifier not in known:
                uses.setdefault(use.identifier, []).append(use)
                if definition.identifier in beside and use.lag == 0:
                    left_out.add(use.identifier)
    once = [
        found[0]
        for name, found in uses.items()
        if len(found) == 1 and name not in left_out
    ]
    if len(resolved.inputs) == 1:
        once = [use for use in once if use.identifier != resolved.inputs[0]]
    return once


def _place(use: Reference, source: Source) -> Span:
    """Where the name stands, without the power behind it."""
    return Span(use.span.start, use.span.start + len(bare(source.snippet(use.span))))


def unused_beside(
    name: str, resolved: Resolved, *, own: bool = False
) -> tuple[Label, ...]:
    """Definitions that nothing uses, where `name` has none: one may be misspelled.

    own: a value that its own equation reads at t-1 is used.
    """
    wanted = {each.identifier for each in resolved.facts.outputs}
    for definition in resolved.definitions:
        for use in references(definition.term):
            if own or use.identifier != definition.identifier:
                wanted.add(use.identifier)
    unused = [each for each in resolved.definitions if each.identifier not in wanted]
    text = f"nothing uses this; is it `{name}`?"
    return tuple(Label(each.left, text) for each in unused[:SHOWN])


def no_time_behind(place: Span, source: Source) -> tuple[Label, ...]:
    """`x(nn-1)`: brackets behind a name that hold what is nearly a time."""
    found = _NEARLY_A_TIME.match(source.text, place.end)
    if found is None:
        return ()
    return (Label(Span(*found.span(1)), "this is read as no time"),)


def is_misspelled(definition: Definition, stranger: Span, source: Source) -> bool:
    """Whether it is rather the left side that is wrong than the name that stands once.

    A left side without time among values with time is; so is one whose equation has
    the letter of the other name as its label: `m_t = σ(W_j x_t + b_j)`.
    """
    typed, other = source.snippet(definition.left), source.snippet(stranger)
    times = [split_time(each) for each in (typed, other)]
    if None in times:
        return times[0] is None and times[1] is not None
    own, letters = (_strokes(each[0]) for each in times if each is not None)
    labels = set(re.findall(r"_\{?(\w+)", source.snippet(definition.span)))
    return letters in labels and own not in labels


def timeless(resolved: Resolved, source: Source) -> tuple[Label, ...]:
    """Names such as `xt` and `x_tt`, where an input with a time index is missing."""
    found = []
    for use in _strangers(resolved):
        if use.lag is None and "t" in _strokes(source.snippet(use.span))[1:]:
            found.append(Label(_place(use, source), "is this an input at t?"))
    return tuple(found[:SHOWN])


# ---------------------------------------------------------------- keystrokes


def _strokes(typed: str) -> str:
    """A name as it is heard: without braces, spaces and backslashes."""
    return re.sub(r"[\\{}<>()\s]", "", typed)


def _one_apart(one: str, other: str) -> bool:
    """Whether a character is wrong, missing or doubled, or two are swapped."""
    if one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    if a[1:] == b[1:] or a[1:] == b or a == b[1:]:
        return True
    return a[:2] == b[:2][::-1] and a[2:] == b[2:]
