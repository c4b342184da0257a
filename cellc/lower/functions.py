"""Functions that a spec may apply: operations of the table, and its own."""

from __future__ import annotations

from dataclasses import dataclass

from cellc.ops import Operation
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
