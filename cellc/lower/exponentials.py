"""`e^{Δ A}` of a square matrix: the matrix exponential, or exp of every component.

In: typed equations.  Out: E0405 at the ones that can be either.  Where a text defines
a function of a number, `g(a) = exp(a)`, `g(A)` is meant for every component.
"""

from __future__ import annotations

from collections.abc import Iterator

from cellc.diagnostics import Diagnostics
from cellc.lower.resolved import Resolved
from cellc.lower.terms import Apply, Term, children
from cellc.lower.typing import Typer

_NAMES = ("exp", "raised")


def refuse_exponentials(
    resolved: Resolved, typer: Typer, diagnostics: Diagnostics
) -> None:
    """Report exp of square matrices."""
    resolve = typer.reasons.sizes.resolve
    for definition in resolved.definitions:
        for term in exponentials(definition.term):
            shape = tuple(map(resolve, typer.known_shape(term)))
            if len(shape) != 2 or shape[0] != shape[1]:
                continue
            diagnostics.error(
                "E0405",
                f"`{diagnostics.source.snippet(term.span)}` of a square matrix can be "
                "the matrix exponential or that of every component",
                term.span,
                help="there is no matrix exponential: for a diagonal matrix declare "
                "its diagonal, a vector; for components define a function in the "
                f"where block, {_function(term, diagnostics)}",
            )


def _function(term: Apply, diagnostics: Diagnostics) -> str:
    """What says that each component is meant: `expc(a) = exp(a), and write expc(A)`."""
    base, inner = (
        diagnostics.source.snippet(term.arguments[index].span) for index in (0, -1)
    )
    power = "exp(a)" if term.operation.name == "exp" else f"{base}^a"
    return f"expc(a) = {power}, and write expc({inner})"


def exponentials(term: Term) -> Iterator[Apply]:
    """The exponentials of a term that stand in it, as `exp(a)` or `e^a`."""
    waiting = [term]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Apply) and each.operation.name in _NAMES and _is_own(each):
            yield each
        waiting += children(each)


def _is_own(term: Apply) -> bool:
    """Whether the argument stands here, and not where a function is used."""
    inner = term.arguments[-1].span
    return term.own and term.span.start <= inner.start and inner.end <= term.span.end
