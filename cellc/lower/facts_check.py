"""Facts of the `where` block that do not fit what the equations say."""

from __future__ import annotations

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.lower.resolved import Resolved

_ARTICLE = {"input": "an"} | dict.fromkeys(
    ["state", "parameter", "constant", "value"], "a"
)


def check_facts(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Report declared roles and initialisers that the equations contradict."""
    facts = resolved.facts
    roles = {each: "input" for each in resolved.inputs}
    roles |= {each.identifier: "value" for each in resolved.definitions}
    roles |= {each: "state" for each in resolved.states}
    roles |= {each: "parameter" for each in resolved.parameters}
    roles |= {each: "constant" for each in resolved.constants}
    for identifier, declared in facts.roles.items():
        found = roles.get(identifier, declared)
        if found != declared:
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


def check_uses(resolved: Resolved, used: set[str], diagnostics: Diagnostics) -> None:
    """Report functions and numbers that nothing uses."""
    facts = resolved.facts
    for identifier in (*facts.functions, *facts.numbers):
        if identifier not in used:
            diagnostics.error(
                "E0225",
                "nothing uses this name",
                facts.places[identifier],
                help="remove the line, or correct the name",
            )


def _report(
    message: str,
    span: Span,
    help: str,
    diagnostics: Diagnostics,
    use: Span | None = None,
) -> None:
    labels = (Label(use, "used here"),) if use is not None else ()
    diagnostics.error("E0307", message, span, labels=labels, help=help)
