"""Polynomials over numbered atoms, with exact fractions: the arithmetic of the proof.

An atom is a tuple that a `Table` has numbered: a component of a parameter, a function
of polynomials, a sum over an index.  Two atoms are the same quantity for sure if their
numbers are equal, so two polynomials are if they are equal as values.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

Monomial = tuple[tuple[int, int], ...]  # (atom, exponent), sorted
Polynomial = tuple[tuple[Monomial, Fraction], ...]  # sorted, without zeros
Atom = tuple[Any, ...]

MOST_TERMS = 4000  # of one polynomial
MOST_STEPS = 1_500_000  # of multiplication, in one proof

ONE: Polynomial = (((), Fraction(1)),)
ZERO: Polynomial = ()


class TooLong(Exception):
    """The normal form is longer than what is worth waiting for."""


class Table:
    """The numbers of atoms, the same for both cells."""

    def __init__(self) -> None:
        self._numbers: dict[Atom, int] = {}
        self.atoms: list[Atom] = []
        self._steps = 0

    def number(self, atom: Atom) -> int:
        found = self._numbers.setdefault(atom, len(self.atoms))
        if found == len(self.atoms):
            self.atoms.append(atom)
        return found

    def of_atom(self, atom: Atom) -> Polynomial:
        return ((((self.number(atom), 1),), Fraction(1)),)

    def add(self, parts: Iterable[Polynomial]) -> Polynomial:
        total: dict[Monomial, Fraction] = {}
        for part in parts:
            for monomial, coefficient in part:
                total[monomial] = total.get(monomial, Fraction(0)) + coefficient
        return self.settled(total)

    def multiply(self, left: Polynomial, right: Polynomial) -> Polynomial:
        self.spend(len(left) * len(right))
        total: dict[Monomial, Fraction] = {}
        for a, number in left:
            for b, other in right:
                both = joined(a, b)
                total[both] = total.get(both, Fraction(0)) + number * other
        return self.settled(total)

    def spend(self, steps: int) -> None:
        self._steps += steps
        if self._steps > MOST_STEPS:
            raise TooLong

    def settled(self, total: dict[Monomial, Fraction]) -> Polynomial:
        self.spend(len(total))
        if len(total) > MOST_TERMS:
            raise TooLong
        return tuple(sorted((m, c) for m, c in total.items() if c))

    def power(self, base: Polynomial, exponent: int) -> Polynomial:
        if exponent > 8:
            raise TooLong
        result = ONE
        for _ in range(exponent):
            result = self.multiply(result, base)
        return result


def joined(left: Monomial, right: Monomial) -> Monomial:
    """The product of two monomials."""
    if not left or not right:
        return left or right
    exponents = dict(left)
    for atom, exponent in right:
        exponents[atom] = exponents.get(atom, 0) + exponent
    return tuple(sorted(exponents.items()))


def constant(number: Fraction | int) -> Polynomial:
    return (((), Fraction(number)),) if number else ZERO


def scaled(polynomial: Polynomial, factor: Fraction | int) -> Polynomial:
    if not factor:
        return ZERO
    return tuple((monomial, each * factor) for monomial, each in polynomial)
