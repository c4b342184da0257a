"""Definitions in an order of computation, and the ones that nothing uses."""

from __future__ import annotations

import re

from cellc.diagnostics import Diagnostics, Edit, Label, Source, Span
from cellc.lower.resolved import Definition, Resolved
from cellc.lower.said_outputs import called_output
from cellc.lower.spelling import at_t, balanced, bare
from cellc.lower.strangers import is_misspelled, stranger_for
from cellc.lower.suggest import instead_of_unused
from cellc.lower.terms import Reference, references

_TIMES = ("_t", "t-1", "t}", "(t", ",t", "'", "prev")  # what a text has with steps
_ACCENTS = frozenset(["tilde", "hat", "bar", "check", "prime"])


def ordered(
    definitions: list[Definition], diagnostics: Diagnostics
) -> list[Definition]:
    """Definitions in an order of computation, as near to the text's as possible."""
    by_name = {each.identifier: each for each in definitions}
    result: list[Definition] = []
    done: set[str] = set()
    path: list[str] = []

    def visit(definition: Definition, use: Span | None) -> bool:
        if definition.identifier in done:
            return True
        if definition.identifier in path:
            circle = path[path.index(definition.identifier) :]
            _report_cycle([by_name[each] for each in circle], use, diagnostics)
            return False
        path.append(definition.identifier)
        for reference in references(definition.term):
            other = by_name.get(reference.identifier)
            if (
                other is not None
                and other is not definition  # solved for it, where that can be
                and reference.lag != 1
                and not visit(other, reference.span)
            ):
                return False
        path.pop()
        done.add(definition.identifier)
        result.append(definition)
        return True

    if len(definitions) > 400:
        diagnostics.error(
            "E0106",
            f"the spec has {len(definitions)} equations; the limit is 400",
            definitions[400].span,
            help="split it into several cells",
        )
        return definitions
    # without time first: they are computed once, before the sequence
    for definition in sorted(definitions, key=lambda each: each.timed):
        if not visit(definition, None):
            break
    return result


def refuse_own_value(resolved: Resolved, diagnostics: Diagnostics) -> bool:
    """Report a definition by its own value at the same step, if there is one."""
    for definition in resolved.definitions:
        for reference in references(definition.term):
            if reference.identifier == definition.identifier and reference.lag != 1:
                _report_cycle([definition], reference.span, diagnostics)
                return True
    return False


def _report_cycle(
    circle: list[Definition], use: Span | None, diagnostics: Diagnostics
) -> None:
    first = circle[0]
    snippet = diagnostics.source.snippet
    if len(circle) == 1:
        message = (
            f"`{snippet(first.left)}` is defined by its own value at the same step"
        )
    else:
        chain = " → ".join(snippet(each.left) for each in [*circle, first])
        message = f"these definitions go in a circle at one step: {chain}"
    if _glued_step(circle, diagnostics):
        return
    labels = tuple(Label(each.left, "part of the circle") for each in circle)
    advice = "one of them must be the value of the step before: write t-1"
    lefts = [snippet(each.left) for each in sorted(circle, key=lambda one: one.left)]
    if not any(each in diagnostics.source.text for each in _TIMES):
        new = lefts[-1]
        advice = (
            f"one of them must be the value of the step before: write {new}' = ... "
            f"for the new value, where {new} is the one before, or {at_t(new)} with t-1"
        )
    diagnostics.error(
        "E0230",
        message,
        use or first.left,
        labels=labels[:3],
        help=advice,
    )


def _glued_step(circle: list[Definition], diagnostics: Diagnostics) -> bool:
    """Point at `Ht-1` in a circle: H at t-1 was meant, and Ht less one is read."""
    source = diagnostics.source
    for definition in circle:
        for reference in references(definition.term):
            span = reference.span
            name = source.snippet(span)
            behind = source.text[span.end : span.end + 2]
            if len(name) > 1 and name.endswith("t") and behind in ("-1", "−1"):
                place = Span(span.start, span.end + 2)
                diagnostics.error(
                    "E0230",
                    f"`{name}{behind}` is read as `{name}` less 1, and `{name}` is "
                    "defined by way of it",
                    place,
                    help=f"for the value of the step before write {name[:-1]}_{{t-1}}, "
                    f"and {name[:-1]}_t for `{name}`",
                )
                return True
    return False


def settle_unused(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """What nothing uses: a readout of the output becomes one, the rest is refused."""
    used = {
        reference.identifier
        for definition in resolved.definitions
        for reference in references(definition.term)
        if reference.identifier != definition.identifier
    }
    unused = [
        each
        for each in resolved.definitions
        if each.identifier not in {*used, *resolved.outputs, *resolved.stacks}
    ]
    known = not resolved.facts.outputs
    for definition in unused:
        near = instead_of_unused(definition, resolved, diagnostics.source)
        read = _output_read(definition, resolved)
        if known and near.edit is None and read is not None:
            _note_readout(definition, read, resolved, diagnostics)
            continue
        why = _why_output(definition, resolved, diagnostics.source) if known else ""
        if why and near.edit is None:
            _note_further(definition, f"and {why}", resolved, diagnostics)
        else:
            _report_unused(definition, resolved, diagnostics)


def _why_output(definition: Definition, resolved: Resolved, source: Source) -> str:
    """What tells that it is an output; nothing where an equation can be missing."""
    if _missing_equation(resolved) or _stranger(definition, resolved, source):
        return ""
    return called_output(definition, resolved, source)


def _stranger(
    definition: Definition, resolved: Resolved, source: Source
) -> Span | None:
    """The stranger that is probably this definition, where it makes no circle."""
    beside = resolved.made_of(definition.identifier)
    return stranger_for(source.snippet(definition.left), resolved, source, beside)


def _output_read(definition: Definition, resolved: Resolved) -> Reference | None:
    """The output of its own step that it is made of, as `y_t = V h_t` is.

    Or of the state before the step, `y_n = C x_n` beside `x_{n+1} = ...`, and of no
    input.
    """
    waiting, seen = [definition], set()
    before: Reference | None = None
    while waiting:
        for reference in references(waiting.pop().term):
            if reference.lag == 1 and reference.identifier in resolved.outputs:
                before = before or reference
            if reference.lag != 0 or reference.identifier in seen:
                continue
            if reference.identifier in resolved.outputs:
                return reference
            seen.add(reference.identifier)
            if reference.identifier not in resolved.inputs:
                waiting.append(resolved.definition(reference.identifier))
    return before if seen.isdisjoint(resolved.inputs) else None


def _note_readout(
    definition: Definition,
    read: Reference,
    resolved: Resolved,
    diagnostics: Diagnostics,
) -> None:
    outputs = ", ".join(_typed_outputs(resolved, diagnostics))
    if read.lag == 1:
        outputs = bare(diagnostics.source.snippet(read.span))
    why = f"which is made of {outputs}"
    _note_further(definition, why, resolved, diagnostics)


def _note_further(
    definition: Definition, why: str, resolved: Resolved, diagnostics: Diagnostics
) -> None:
    """Make an output of what nothing uses, and tell why."""
    typed = balanced(diagnostics.source.snippet(definition.left))
    resolved.outputs.append(definition.identifier)
    diagnostics.note(
        "N0612",
        f"nothing uses `{typed}`, {why}: it is read as a further output",
        definition.left,
        help=f"to have it alone, or not at all, name the outputs in the where block: "
        f"output {typed}",
    )


def _report_unused(
    definition: Definition, resolved: Resolved, diagnostics: Diagnostics
) -> None:
    """Point at the one of two names that is misspelled, if this is one of two."""
    if _report_entries(definition, diagnostics):
        return
    source = diagnostics.source
    typed = source.snippet(definition.left)
    near = instead_of_unused(definition, resolved, source)
    meant = near.labels[0].span if near.labels else None
    other = meant or _stranger(definition, resolved, source)
    message, place, help_line = f"nothing uses `{typed}`", definition.left, near.help
    labels: tuple[Label, ...] = ()
    edit = near.edit
    if other is not None:
        wrong = source.snippet(other)
        if wrong not in (source.snippet(each.left) for each in resolved.definitions):
            message += f", and no equation defines `{wrong}`"
        labels = (Label(other, "is it meant here?"),)
        edit = Edit(place, wrong)
        help_line = help_line or f"did you mean `{wrong}`? "
        if meant or not is_misspelled(definition, other, source):
            place, edit = other, near.edit if meant else Edit(other, typed)
            labels = (Label(definition.left, "defined here"),)
            help_line = near.help or f"did you mean `{typed}`? "
    missing = None if other or near.help else _missing_equation(resolved)
    if missing is not None:
        _report_missing(definition, missing, diagnostics)
        return
    outputs = ", ".join(dict.fromkeys([*_typed_outputs(resolved, diagnostics), typed]))
    otherwise = f"remove the equation, or make it an output: where output {outputs}"
    if not resolved.facts.outputs and outputs != typed:
        otherwise += f", or output {typed} for it alone"
    diagnostics.error(
        "E0231",
        message,
        place,
        labels=labels,
        help=f"{help_line}if not, {otherwise}" if help_line else otherwise,
        edit=edit,
    )


def _report_entries(definition: Definition, diagnostics: Diagnostics) -> bool:
    r"""Report `A_{i,j} = (2i + 1) ..., for i = 0..5, j = 0..5`: no matrix is made."""
    typed = diagnostics.source.snippet(definition.left)
    indices = re.findall(r", ([^\W\d_]) = \d+(?=, |$)", definition.text or "")
    if definition.timed or not indices:
        return False
    name = typed.partition("_")[0]
    kind = "vector" if len(indices) == 1 else "matrix"
    diagnostics.error(
        "E0231",
        f"nothing uses `{typed}`: entries with numbers of their own, which make no "
        f"{kind} `{name}` together",
        definition.left,
        help="compute it from a vector of indices, e = I \\mathbf{1}, i = cumsum(e) - 1"
        + ", P = i e^T with the rows' and P^T with the columns'" * (kind == "matrix")
        + f", as in {name} = 2 {'i' if kind == 'vector' else 'P'} + 1; see "
        + '"A matrix by a formula" in the description of the language',
    )
    return True


def _missing_equation(resolved: Resolved) -> Reference | None:
    """An input such as h̃_t where h_t is defined: a value of the step, not supplied."""
    defined = {each.identifier for each in resolved.definitions}
    for definition in resolved.definitions:
        for use in references(definition.term):
            base, _, accent = use.identifier.rpartition("_")
            supplied = use.identifier in resolved.inputs
            declared = use.identifier in resolved.facts.places
            if supplied and not declared and base in defined and accent in _ACCENTS:
                return use
    return None


def _report_missing(
    definition: Definition, missing: Reference, diagnostics: Diagnostics
) -> None:
    snippet = diagnostics.source.snippet
    typed, other = snippet(definition.left), snippet(missing.span)
    diagnostics.error(
        "E0231",
        f"nothing uses `{typed}`, and `{other}` has no equation",
        definition.left,
        labels=(Label(missing.span, "is the equation of this missing?"),),
        help=f"write the equation of `{other}`, if it is missing; if it is supplied "
        f"from outside, write `{other} ∈ ℝ^h is input` in the where block and remove "
        f"the equation of `{typed}`",
    )


def _typed_outputs(resolved: Resolved, diagnostics: Diagnostics) -> list[str]:
    lefts = {each.identifier: each.left for each in resolved.definitions}
    return [diagnostics.source.snippet(lefts[each]) for each in resolved.outputs]
