"""A name of the step before that no equation defines: what it can be.

In: its uses, and what is resolved of the spec.  Out: E0226, with what to write for what
the text suggests: another name, the stack of names that are defined, or an input whose
value of the step before is kept.
"""

from __future__ import annotations

import re

from cellc.diagnostics import Diagnostics, Label, Source
from cellc.lower.resolved import Resolved
from cellc.lower.spelling import of_this_step, split_time
from cellc.lower.strangers import unused_beside
from cellc.lower.suggest import instead_of_undefined
from cellc.lower.terms import Negative, Reference, Sum, Term, references, walk
from cellc.patterns import regex
from cellc.syntax.document import defined_at

SHOWN = 4  # parts of a stack that are named one by one
_LATER = regex(r"\w+\s*\+\s*[^\s(){}<>]+")


def report_undefined(
    uses: list[Reference], resolved: Resolved, diagnostics: Diagnostics
) -> None:
    """Point at a name at t-1, or at the unused left side that is misspelled."""
    source = diagnostics.source
    place = uses[0].span
    typed = source.snippet(place)
    message = f"`{typed}` is used but no equation defines it at t"
    elsewhere = _in_another_display(typed, source) or _stack(uses[0], resolved, source)
    if elsewhere is not None:
        diagnostics.error("E0226", message, place, help=elsewhere)
        return
    newest = _newest_step(typed, resolved, source)
    if newest is not None:
        message = (
            f"`{typed}` is used but no equation defines it at {newest}, which is the "
            f"step of this text: what is at t is of the step before"
        )
    near = instead_of_undefined(uses[0], resolved, source)
    labels = unused_beside(typed, resolved, own=True)
    at_t = any(
        use.identifier == uses[0].identifier and use.lag == 0
        for each in resolved.definitions
        for use in references(each.term)
    )
    if len(uses) > 1 and len(labels) == 1 and not at_t:  # one name of many is right
        message += f", and nothing uses `{source.snippet(labels[0].span)}`"
        place, labels = labels[0].span, (Label(place, "used here"),)
    advice = (
        f"add the equation that defines it; for an input, use it at {newest or 't'}, "
        f"or declare it in the where block: {declared_input(typed)}"
    )
    if _is_difference(uses[0].identifier, resolved):
        advice = (
            "add the equation that defines it; for an input, declare it in the where "
            f"block: {_declared_number(typed)} for a number of every step, such as the "
            f"time of a clock, or {declared_input(typed)} for a vector"
        )
    diagnostics.error(
        "E0226",
        message,
        place,
        labels=labels,
        help=near.or_else(advice),
        edit=near.edit,
    )


def _in_another_display(typed: str, source: Source) -> str | None:
    """Where a document defines what the chosen display does not."""
    first = source if source.origin is None else source.origin.source
    if first.read is None:
        return None
    label = defined_at(typed, Source(first.read, first.label))
    if label is None:
        return None
    return (
        f"the display {label} of this document defines it: give its --label too, "
        f"--label {label}"
    )


def _stack(use: Reference, resolved: Resolved, source: Source) -> str | None:
    """What to write where the numbered parts of a name are defined, `u_1` to `u_3`."""
    parts = split_time(source.snippet(use.span))
    name = parts[0] if parts else source.snippet(use.span)
    found = sorted(
        int(number[1])
        for each in resolved.definitions
        if each.timed
        and (
            number := re.fullmatch(
                rf"{re.escape(use.identifier)}_(\d+)", each.identifier
            )
        )
    )
    if len(found) < 2 or not re.fullmatch(r"\\?\w+", name):
        return None
    spelled = [f"{name}_{each}" for each in found]
    if len(found) > SHOWN:
        spelled = [*spelled[:2], "...", spelled[-1]]
    items = ", ".join(f"{name}_{{{each},t}}" for each in found)
    return (
        f"{', '.join(spelled)} are defined; if `{name}` has them below one another, "
        f"write {name}_t = [{items}]"
    )


def _newest_step(typed: str, resolved: Resolved, source: Source) -> str | None:
    """How the text writes its step where that is later than t: `t+1`."""
    own = split_time(typed)
    if own is None or re.search(r"[-−₋⁻]", own[1]):
        return None
    for each in resolved.definitions:
        parts = split_time(source.snippet(each.left))
        later = _LATER.search(parts[1].lstrip("_^")) if parts else None
        if later is not None:
            return "".join(later.group().split())
    return None


def _is_difference(identifier: str, resolved: Resolved) -> bool:
    """Whether what changes in a name is used, `τ_t - τ_{t-1}`, and nothing else."""
    uses = [
        each
        for one in resolved.definitions
        for each in references(one.term)
        if each.identifier == identifier
    ]
    changes = [
        each
        for one in resolved.definitions
        for each in walk(one.term)
        if _is_change(each, identifier)
    ]
    return bool(changes) and len(uses) == 2 * len(changes)


def _is_change(term: Term, identifier: str) -> bool:
    match term:
        case Sum(
            left=Reference(identifier=one, lag=0),
            right=Negative(operand=Reference(identifier=other, lag=1)),
        ):
            return one == other == identifier
    return False


def _declared_number(typed: str) -> str:
    parts = split_time(typed)
    return f"{parts[0] if parts else typed}_t ∈ ℝ is input"


def declared_input(typed: str) -> str:
    """The line that says that a name at t-1 is an input: `x_t ∈ ℝ^x is input`."""
    parts = split_time(of_this_step(typed))
    name = parts[0] if parts else typed
    size = name if len(name) == 1 and name != "t" else "n"
    return f"{name}_t ∈ ℝ^{size} is input"
