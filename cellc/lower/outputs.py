"""Outputs: those that the text names, else the last state; readouts of an older one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cellc.diagnostics import Diagnostics, Edit, Label, Span
from cellc.lower.names import ReadName
from cellc.lower.order import refuse_own_value
from cellc.lower.ranks import RankFact
from cellc.lower.resolved import Definition, Resolved
from cellc.lower.spelling import bare, split_time
from cellc.lower.stacked import without_unused_stacks
from cellc.lower.suggest import Suggestion, instead_of_output
from cellc.lower.terms import Reference, references
from cellc.patterns import regex

_STEP = regex(r"(?:[_^]\s*(?:\{.*\}|\S)|\([^()]*\)|<[^<>]*>|['’′]+)\s*$")
_PRIMES = regex(r"['’′]+|\^\s*\{?\s*\\prime\s*\}?")
_OLDER = regex(r"[-−⁻₋]|prev|old|last|tm1|minus")


def choose_outputs(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Fill the list of outputs; report the names that cannot be any."""
    _name_outputs(resolved, diagnostics)
    without_unused_stacks(resolved)


def _name_outputs(resolved: Resolved, diagnostics: Diagnostics) -> None:
    timed = {each.identifier for each in resolved.definitions if each.timed}
    for name in resolved.facts.outputs:
        if name.identifier not in timed or (name.lag or 0) != 0:
            _refuse(name, resolved, diagnostics)
        elif name.identifier not in resolved.outputs:
            resolved.outputs.append(name.identifier)
    if resolved.facts.outputs or not resolved.definitions:
        return  # no definitions: a circle that all of them are in
    own = [each for each in resolved.states if each not in resolved.keepers]
    if not own:
        _refuse_no_state(resolved, diagnostics)
        return
    if diagnostics.has_errors:
        return  # a circle: there is no order of computation
    # the last one to be computed, in whatever order the text has them
    computed = [each.identifier for each in resolved.definitions]
    resolved.outputs = [max([*own, *resolved.stacks], key=computed.index)]


def prefer_vectors(
    resolved: Resolved, ranks: Mapping[str, RankFact], diagnostics: Diagnostics
) -> None:
    """The last state that is no matrix, where the text names no output and has none."""
    if resolved.facts.outputs or len(resolved.outputs) != 1:
        return
    (chosen,) = resolved.outputs
    vectors = [
        each.identifier
        for each in resolved.definitions  # in the order of computation
        if each.identifier in {*resolved.states} - {*resolved.keepers}
        and each.identifier in ranks
        and ranks[each.identifier].rank < 2
    ]
    if chosen not in ranks or ranks[chosen].rank < 2 or not vectors:
        return
    resolved.outputs = [vectors[-1]]
    matrix, vector = (
        resolved.definition(each).left for each in (chosen, resolved.outputs[0])
    )
    written = [bare(diagnostics.source.snippet(each)) for each in (vector, matrix)]
    diagnostics.note(
        "N0612",
        f"`{written[0]}` is read as the output: `{written[1]}`, which is computed "
        "last, is a matrix",
        vector,
        help=f"for the matrix name it in the where block: output {written[1]}",
    )


def _refuse(name: ReadName, resolved: Resolved, diagnostics: Diagnostics) -> None:
    snippet = diagnostics.source.snippet
    near = instead_of_output(name, resolved, diagnostics.source)
    message = "no equation defines it at t"
    used = {
        use.identifier for each in resolved.definitions for use in references(each.term)
    }
    labels = tuple(
        Label(each.left, f"nothing uses this; is it `{snippet(name.span)}`?")
        for each in resolved.definitions
        if each.identifier not in used
    )[:2]
    for each in resolved.definitions:
        if each.identifier == name.identifier and each.timed:
            left = snippet(each.left)
            message = f"its equation is that of `{left}`"
            near = Suggestion(f"write output {left}; ", Edit(name.span, left))
            labels = ()
    diagnostics.error(
        "E0228",
        f"`{snippet(name.span)}` cannot be an output: {message}",
        name.span,
        labels=labels,
        help=f"{near.help}an output is the left side of an equation",
        edit=near.edit,
    )


def _refuse_no_state(resolved: Resolved, diagnostics: Diagnostics) -> None:
    last = resolved.definitions[-1]
    if refuse_own_value(resolved, diagnostics):
        return
    diagnostics.error(
        "E0229",
        "nothing that is defined is read at t-1, so the cell carries no state from "
        "one step to the next",
        last.left,
        help="read a defined name at t-1; for a cell without memory "
        + (
            f"name the output: where output {diagnostics.source.snippet(last.left)}"
            if last.timed
            else "write the steps, h_t and x_t, and name the output in a where block"
        ),
    )


# ---------------------------------------------------------------- older states


def note_older_states(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Tell of `y_t = C x_t` beside `x_{t+1} = ...`, where both are outputs."""
    source = diagnostics.source

    def written(span: Span) -> str:
        """A name with the primes behind it."""
        primes = _PRIMES.match(source.text, span.end)
        return bare(source.snippet(span)) + (primes.group() if primes else "")

    used = {
        use.identifier
        for each in resolved.definitions
        for use in references(each.term)
        if use.identifier != each.identifier
    }
    for definition in resolved.definitions:
        if definition.identifier not in resolved.outputs or not definition.timed:
            continue
        if definition.identifier in used or definition.identifier in resolved.states:
            continue
        for state, use in _older(definition, resolved):
            new, old, left = map(written, (state.left, use.span, definition.left))
            if _OLDER.search(_step(old)) or _step(left) == _step(new):
                continue  # the text says itself that it is the older one
            diagnostics.note(
                "N0622",
                f"`{left}` is made of `{old}`, the state before this step, and "
                f"out.{state.identifier} holds `{new}`",
                definition.left,
                labels=(Label(state.left, "the state after this step"),),
                help=f"for a readout of the new state write {_at_step(left, new)} on "
                f"the left side, and make it of {new}",
            )


def _older(
    definition: Definition, resolved: Resolved
) -> Iterator[tuple[Definition, Reference]]:
    """The outputs that a value is made of as they were before the step, and only so."""
    waiting, seen = [definition], {definition.identifier}
    before: dict[str, Reference] = {}
    while waiting:
        for use in references(waiting.pop(0).term):
            if use.lag == 1 and use.identifier in resolved.outputs:
                before.setdefault(use.identifier, use)
            if use.lag != 0 or use.identifier in seen | {*resolved.inputs}:
                continue
            seen.add(use.identifier)
            if use.identifier not in resolved.outputs:
                waiting.append(resolved.definition(use.identifier))
    for identifier, use in before.items():
        if identifier not in seen:
            yield resolved.definition(identifier), use


def _step(typed: str) -> str:
    """What tells the step of a name as typed, in plain characters."""
    found = _STEP.search(typed)
    return re.sub(r"[\s{}_^()<>]", "", found.group()) if found else ""


def _at_step(typed: str, other: str) -> str:
    """A name at the step of another, as it would be typed: `y_t` as `y_{t+1}`."""
    mine, theirs = _STEP.search(typed), _STEP.search(other)
    parts = split_time(typed)
    name = parts[0] if parts else typed[: mine.start()] if mine else typed
    return name + (theirs.group() if theirs else "")
