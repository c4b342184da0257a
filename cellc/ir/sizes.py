"""Sizes: sums of named sizes and products of them: `h`, `h + x`, `4*h`, `H*d`, `3`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import prod

from sympy import Add, Expr, Integer, Mul, Symbol

from cellc.ir.names import safe

Names = tuple[str, ...]  # of the sizes that are multiplied


@cache
def size_symbol(name: str) -> Symbol:
    """The size called `name`: a positive integer that `init` is given."""
    return Symbol(safe(name), integer=True, positive=True)


def size_terms(size: Expr, order: Sequence[str] = ()) -> list[tuple[Names, int]]:
    """(names, multiple) of its terms, in an order or by name, then ((), number).

    The names of a term are those of the sizes whose product it is: ("H", "d") of H*d.
    """
    terms: dict[Names, int] = {}
    for term in Add.make_args(size):
        number, rest = term.as_coeff_Mul()
        names = tuple(sorted(_names(rest)))
        terms[names] = terms.get(names, 0) + int(number)
    named = sorted((names, many) for names, many in terms.items() if names and many)
    named.sort(key=lambda term: [*order, term[0][0]].index(term[0][0]))
    constant = terms.get((), 0)
    return named + ([((), constant)] if constant or not named else [])


def _names(product: Expr) -> list[str]:
    """The sizes of a product, each as often as it is a factor."""
    found: list[str] = []
    for factor in Mul.make_args(product):
        base, exponent = factor.as_base_exp()
        if isinstance(base, Symbol):
            found += [base.name] * int(exponent)
    return found


def measure(size: Expr, sizes: Mapping[str, int]) -> int:
    """A size as a number."""
    return sum(
        many * prod(sizes[name] for name in names) for names, many in size_terms(size)
    )


def size_text(
    size: Expr, spell: dict[str, str] | None = None, order: Sequence[str] = ()
) -> str:
    """A size as text; `spell` renames the named sizes (`h` to `n_h`)."""
    parts = []
    for names, many in size_terms(size, order):
        words = [spell[name] if spell else name for name in names]
        if many != 1 or not words:
            words.insert(0, str(many))
        parts.append(" * ".join(words))
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
                many = size.coeff(unknown[0])
                if not isinstance(many, Integer):
                    continue  # of a product of sizes the others are not told
                rest = size - many * unknown[0]
                many = int(many)
                candidates.append((rest != 0, index, unknown[0].name, many, rest))
        if not candidates:
            return tuple(found.items())
        _, index, name, many, rest = min(candidates, key=lambda each: each[:2])
        found[name] = SizeSource(index, many, rest)
        known.add(name)
