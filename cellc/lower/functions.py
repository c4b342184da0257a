"""Functions that a spec may apply: operations of the table, and its own."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.ops import Operation, spellings
from cellc.syntax.nodes import Node


@dataclass(frozen=True, slots=True)
class Lambda:
    """A function that the spec defines, `φ(a) = a·σ(a)`."""

    parameters: tuple[str, ...]
    body: Node


Function = Operation | Lambda


def arity(function: Function) -> int:
    """How many arguments a function takes."""
    if isinstance(function, Lambda):
        return len(function.parameters)
    return function.arity


def report_unknown(unknown: dict[str, Span], diagnostics: Diagnostics) -> None:
    """One diagnostic for all functions that are applied and nowhere defined."""
    if not unknown:
        return
    typed = [diagnostics.source.snippet(span) for span in unknown.values()]
    identifier, span = next(iter(unknown.items()))
    if len(unknown) == 1:
        message = f"`{typed[0]}` is applied to an argument but is no known function"
    else:
        listed = ", ".join(f"`{each}`" for each in typed)
        message = f"{listed} are applied to arguments but are no known functions"
    close = difflib.get_close_matches(identifier, spellings(), n=1, cutoff=0.7)
    hint = f"did you mean `{close[0]}`? " if close and len(unknown) == 1 else ""
    lines = ", ".join(f"{each} = tanh" for each in typed)
    diagnostics.error(
        "E0209",
        message,
        span,
        labels=tuple(Label(each, "this one too") for each in [*unknown.values()][1:4]),
        help=f"{hint}say what they are in the where block: {lines}"
        if len(unknown) > 1
        else f"{hint}define it in the where block, `{lines}`; for a product write "
        f"{typed[0]} ⊙ (...)",
    )
