"""What to write for an exponent that is not read."""

from __future__ import annotations

from cellc.lower.notation.walk import everything_in
from cellc.syntax.nodes import Name, Node


def other_exponents(exponent: Node) -> str:
    """The help line for an exponent that is no number which is known here."""
    named = any(isinstance(each, Name) for each in everything_in(exponent))
    given = "give a name in it its value without a set, `τ = 8`; " * named
    return f"write x^2, x^{{-1}} or x^{{1/2}}; {given}for other powers use exp and log"
