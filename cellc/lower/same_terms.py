"""Whether two terms say the same: the numerator of a softmax and its denominator."""

from __future__ import annotations

from dataclasses import fields

from cellc.lower.terms import Term


def same_but_for_index(first: Term, second: Term, letter: str, other: str) -> bool:
    """Whether the second term is the first with the other letter for the index."""
    if type(first) is not type(second):
        return False
    for each in fields(first):
        one, two = getattr(first, each.name), getattr(second, each.name)
        if each.name in ("span", "operator_span"):
            continue
        if each.name == "running":
            letters = (one,) if isinstance(one, str) else one
            renamed = tuple(other if at == letter else at for at in letters)
            if renamed != ((two,) if isinstance(two, str) else two):
                return False
        elif isinstance(one, Term):
            if not same_but_for_index(one, two, letter, other):
                return False
        elif isinstance(one, tuple) and one and isinstance(one[0], Term):
            if len(one) != len(two) or not all(
                same_but_for_index(a, b, letter, other)
                for a, b in zip(one, two, strict=True)
            ):
                return False
        elif one != two:
            return False
    return True
