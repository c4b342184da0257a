"""Facts of the `where` block that do not fit what the equations say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cellc.diagnostics import Diagnostics, Label, Source, Span
from cellc.lower.facts_spoken import note_unused
from cellc.lower.resolved import Resolved
from cellc.lower.spelling import bare
from cellc.lower.strangers import stranger_for
from cellc.lower.suggest import instead_of_declared
from cellc.lower.terms import Reference
from cellc.lower.written_names import range_behind

_ARTICLE = {"input": "an", "static": "a"} | dict.fromkeys(
    ["state", "parameter", "constant", "value"], "a"
)


def check_facts(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Report declared roles and initialisers that the equations contradict."""
    facts = resolved.facts
    roles = {each: "input" for each in resolved.inputs}
    roles |= {each: "static" for each in resolved.static}
    roles |= {each.identifier: "value" for each in resolved.definitions}
    roles |= {each: "state" for each in resolved.states}
    roles |= {each: "parameter" for each in resolved.parameters}
    roles |= {each: "constant" for each in resolved.constants}
    for identifier, declared in facts.roles.items():
        found = roles.get(identifier, declared)
        wanted = {"frozen": "parameter", "noise": "input"}.get(declared, declared)
        if found not in (declared, wanted):
            _report(
                f"this is declared as {declared}, but the equations make it "
                f"{_ARTICLE[found]} {found}",
                facts.places[identifier],
                "an input stands at t and is never defined; a state is defined at t "
                "and used at t-1; a parameter has no time index",
                diagnostics,
                resolved.first_use.get(identifier),
            )
    for identifier in facts.initializers:
        found = roles.get(identifier, "parameter")
        if found != "parameter":
            _report(
                f"this is {_ARTICLE[found]} {found}; `init` fills parameters only",
                facts.places[identifier],
                "remove the `init`; an initial state is an argument of `forward`",
                diagnostics,
                resolved.first_use.get(identifier),
            )
    for identifier in facts.constants:
        if roles.get(identifier, "constant") != "constant":
            _report(
                "this has a value here, but the equations do not make it a constant",
                facts.places[identifier],
                "a constant is a name without time index that no equation defines",
                diagnostics,
            )


def check_declared(
    resolved: Resolved,
    uses: Mapping[str, Sequence[Reference]],
    diagnostics: Diagnostics,
) -> None:
    """Report declared names that no equation uses.

    `W ∈ ℝ^{h×d}` beside W_f and W_i speaks of all of them; that is no misspelling.
    """
    source = diagnostics.source
    defined = {each.identifier for each in resolved.definitions}
    facts = resolved.facts
    for identifier in dict.fromkeys([*facts.shapes, *facts.roles]):
        if identifier in uses or identifier in defined:
            continue
        place = resolved.facts.places[identifier]
        family = [each for each in uses if each.startswith(f"{identifier}_")]
        bare = identifier not in {*resolved.facts.constants, *resolved.facts.roles}
        if bare and len(family) > 1 and identifier not in resolved.facts.initializers:
            del resolved.facts.shapes[identifier]
            first = source.snippet(uses[family[0]][0].span)
            diagnostics.note(
                "N0616",
                f"no equation uses `{source.snippet(place)}`; it seems to stand for "
                f"{first} and the like, which have the shapes that the equations need",
                place,
                help=f"to say more, write a line for each, such as {first} ∈ ...",
            )
            continue
        shape = resolved.facts.shapes.get(identifier)
        if shape is not None and shape.spoken and bare:
            del resolved.facts.shapes[identifier]  # `where $N \\in \\mathbb{R}$ is ...`
            continue
        near = instead_of_declared(identifier, uses, resolved, source)
        typed = source.snippet(place)  # any letter is one keystroke from another
        meant = stranger_for(typed, resolved, source) if len(typed) > 1 else None
        labels = (Label(meant, "is it meant here?"),) if meant else ()
        if identifier.removesuffix("_0") in resolved.states:
            _refuse_start(identifier, place, diagnostics)
            continue
        diagnostics.error(
            "E0225",
            "this name is declared but no equation uses it",
            place,
            labels=labels or near.labels,
            help=_written_together(identifier, resolved, uses, diagnostics)
            or _for_each(typed, uses, source)
            or near.or_else("remove the line, or correct the name"),
            edit=near.edit,
        )


def _refuse_start(identifier: str, place: Span, diagnostics: Diagnostics) -> None:
    """Report `W_0 ∈ ℝ^{k×k}` beside an equation of W_t."""
    state = identifier.removesuffix("_0")
    diagnostics.error(
        "E0225",
        f"this is the initial value of the state {state}, which no equation uses",
        place,
        help="remove the line: a state starts at zero, or with what is given to "
        f"forward, state=State({state}=...)",
    )


def _written_together(
    identifier: str,
    resolved: Resolved,
    uses: Mapping[str, Sequence[Reference]],
    diagnostics: Diagnostics,
) -> str | None:
    """`ab` in the equations, where a and b are declared: a product without a space."""
    facts = resolved.facts
    typed = diagnostics.source.snippet(facts.places[identifier])
    for other, places in uses.items():
        text = bare(diagnostics.source.snippet(places[0].span))
        rest = text.removeprefix(typed) if text.startswith(typed) else ""
        rest = rest or text.removesuffix(typed)
        known = {*facts.places, *uses} - {other}
        if other in facts.places or text in (typed, rest):
            continue
        if rest in known:
            first, second = (typed, rest) if text.startswith(typed) else (rest, typed)
            return f"`{text}` is one name: for the product write {first} {second}"
    return None


def _for_each(
    typed: str, uses: Mapping[str, Sequence[Reference]], source: Source
) -> str | None:
    """`c_j ∈ ℝ^h`, where a sum over j is written out."""
    places = ((each, found[0].span) for each, found in uses.items() if found)
    behind = range_behind(typed, places, source)
    if not behind:
        return None
    behind = behind.strip()
    return f"`{typed}` has a name for each index: write `{behind}` behind its shape"


def check_uses(resolved: Resolved, used: set[str], diagnostics: Diagnostics) -> None:
    """Report functions and numbers that nothing uses."""
    facts = resolved.facts
    numbers = (each for each in facts.numbers if each not in facts.spoken)
    for identifier in (*facts.functions, *numbers):
        if identifier in used:
            continue
        if identifier in facts.spoken:
            note_unused(facts.places[identifier], facts.places[identifier], diagnostics)
        elif not _refuse_end_of_a_sum(identifier, resolved, diagnostics):
            near = instead_of_declared(
                identifier,
                [*resolved.parameters, *resolved.inputs],
                resolved,
                diagnostics.source,
            )
            diagnostics.error(
                "E0225",
                "nothing uses this name",
                facts.places[identifier],
                labels=near.labels,
                help=near.or_else("remove the line, or correct the name"),
                edit=near.edit,
            )


def _refuse_end_of_a_sum(
    identifier: str, resolved: Resolved, diagnostics: Diagnostics
) -> bool:
    r"""Report the number k of `\sum_{i=1}^{k}`, a sum that goes over components."""
    place = resolved.facts.places[identifier]
    typed = re.escape(diagnostics.source.snippet(place))
    found = re.search(
        r"(?:\\sum(?:\\limits)?|[∑Σ])\s*_\s*\{?\s*(\w)\s*=\s*\d\s*\}?\s*\^\s*"
        rf"(?:\{{\s*{typed}\s*\}}|{typed}(?!\w))",
        diagnostics.source.text,
    )
    if identifier not in resolved.facts.numbers or found is None:
        return False
    name, letter = diagnostics.source.snippet(place), found[1]
    diagnostics.error(
        "E0225",
        f"`{name}` is the end of a sum over {letter}, which goes over components here: "
        "how many there are is told by their vector, and nothing else uses this number",
        place,
        labels=(Label(Span(*found.span()), "the sum"),),
        help=f"where {letter} counts names that have equations, write "
        f"`for {letter} = 1..{name}` behind each of these; for components declare the "
        f"vector, `v ∈ ℝ^{name}`",
    )
    return True


def _report(
    message: str,
    span: Span,
    help: str,
    diagnostics: Diagnostics,
    use: Span | None = None,
) -> None:
    labels = (Label(use, "used here"),) if use is not None else ()
    diagnostics.error("E0307", message, span, labels=labels, help=help)
