"""Sizes: linear expressions over named sizes, such as `h`, `h + x`, `4*h`, `3`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from sympy import Add, Expr, Integer, Mul, Symbol

from cellc.ir.names import safe


@cache
def size_symbol(name: str) -> Symbol:
    """The size called `name`: a positive integer that `init` is given."""
    return Symbol(safe(name), integer=True, positive=True)


def size_terms(size: Expr, order: Sequence[str] = ()) -> list[tuple[str, int]]:
    """(name, multiple) of named sizes, in an order or by name, then ("", number)."""
    terms: dict[str, int] = {}
    for term in Add.make_args(size):
        if isinstance(term, Symbol):
            terms[term.name] = terms.get(term.name, 0) + 1
        elif isinstance(term, Integer):
            terms[""] = terms.get("", 0) + int(term)
        else:
            number, symbol = term.as_two_terms() if isinstance(term, Mul) else (1, term)
            terms[symbol.name] = terms.get(symbol.name, 0) + int(number)
    named = sorted((name, many) for name, many in terms.items() if name and many)
    named.sort(key=lambda term: [*order, term[0]].index(term[0]))
    constant = terms.get("", 0)
    return named + ([("", constant)] if constant or not named else [])


def size_text(
    size: Expr, spell: dict[str, str] | None = None, order: Sequence[str] = ()
) -> str:
    """A size as text; `spell` renames the named sizes (`h` to `n_h`)."""
    parts = []
    for name, many in size_terms(size, order):
        if not name:
            parts.append(str(many))
            continue
        word = spell[name] if spell else name
        parts.append(word if many == 1 else f"{many} * {word}")
    return " + ".join(parts)


@dataclass(frozen=True, slots=True)
class SizeSource:
    """How to read a size off: (length of axis `axis` - rest) // multiple."""

    axis: int
    multiple: int
    rest: Expr


def solve_sizes(
    axes: Sequence[Expr], given: Iterable[str] = ()
) -> dict[str, SizeSource]:
    """Named sizes that the lengths of some axes determine, in an order of solution.

    Axes that are one size alone come first, then what a sum leaves.
    """
    return dict(_solved(tuple(axes), frozenset(given)))


@lru_cache(maxsize=1024)
def _solved(
    axes: tuple[Expr, ...], given: frozenset[str]
) -> tuple[tuple[str, SizeSource], ...]:
    found: dict[str, SizeSource] = {}
    known = {*given}
    first: dict[Expr, int] = {}  # of equal axes the first is taken
    for index, size in enumerate(axes):
        first.setdefault(size, index)
    waiting = [(index, size, size.free_symbols) for size, index in first.items()]
    while True:
        candidates = []
        for index, size, symbols in waiting:
            unknown = [each for each in symbols if each.name not in known]
            if len(unknown) == 1:
                many = int(size.coeff(unknown[0]))
                rest = size - many * unknown[0]
                candidates.append((rest != 0, index, unknown[0].name, many, rest))
        if not candidates:
            return tuple(found.items())
        _, index, name, many, rest = min(candidates, key=lambda each: each[:2])
        found[name] = SizeSource(index, many, rest)
        known.add(name)
