"""Unification of sizes: linear expressions over named and unknown sizes.

Every binding keeps the place that forced it and the size on the other side there, so
that a conflict can show link by link where each size came from.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import reduce
from math import gcd
from operator import and_

from sympy import Add, Expr, Integer, Mul, Symbol

from cellc.diagnostics import Span
from cellc.ir import size_terms


@dataclass(frozen=True, slots=True)
class SizeFact:
    """Why an unknown has its value: the place that forced it.

    `source` is the size on the other side there as it stood: where to ask on.
    """

    value: Expr
    span: Span
    why: str
    source: Expr


@dataclass
class Sizes:
    """Unknown sizes and what they are bound to.

    preference: unknown -> rank; of two unknowns the one with the lower rank is bound
    to the other.  A symbol that is not in it is fixed: the spec declares it.
    """

    preference: dict[Symbol, int] = field(default_factory=dict)
    bound: dict[Symbol, SizeFact] = field(default_factory=dict)
    deferred: list[tuple[Expr, Expr, Span, str]] = field(default_factory=list)

    def resolve(self, size: Expr) -> Expr:
        """The size with every bound unknown replaced, to the end."""
        if isinstance(size, Symbol):
            fact = self.bound.get(size)
            return size if fact is None else self.resolve(fact.value)
        if isinstance(size, Integer):
            return size
        return size.xreplace({each: self.resolve(each) for each in size.free_symbols})

    def declare(self, size: Symbol, value: Expr, span: Span, why: str) -> None:
        """Bind a size to what the spec declares it to be."""
        self.bound[size] = SizeFact(value, span, why, value)

    def unify(self, left: Expr, right: Expr, span: Span, why: str) -> bool:
        """Make two sizes equal; False if they cannot be."""
        if left == right:
            return True
        theirs = self.resolve(right)
        difference = self.resolve(left) - theirs
        if difference == 0:
            return True
        common = gcd(*(many for _, many in size_terms(difference)))
        common *= _common_factor(difference)
        difference = sum(
            (term / common for term in Add.make_args(difference)), Integer(0)
        )
        unknowns = [
            symbol for symbol in difference.free_symbols if symbol in self.preference
        ]
        unknowns.sort(key=lambda each: (self.preference[each], each.name))
        for unknown in unknowns:
            coefficient = difference.coeff(unknown)
            if abs(coefficient) != 1:
                continue
            value = unknown - coefficient * difference
            if _is_size(value):
                source = left if unknown in theirs.free_symbols else right
                self.bound[unknown] = SizeFact(value, span, why, source)
                return True
        if len(unknowns) > 1:
            self.deferred.append((left, right, span, why))
            return True
        return False

    def settle(self) -> tuple[Expr, Expr, Span, str] | None:
        """Take up what was deferred; the first that cannot hold, or None."""
        while self.deferred:
            waiting, self.deferred = self.deferred, []
            for each in waiting:
                if not self.unify(*each):
                    return each
            if len(self.deferred) == len(waiting):
                return self.deferred[0]
        return None

    def chain(self, size: Expr) -> list[SizeFact]:
        """The facts that make a size what it is, from its own to the farthest."""
        found: list[SizeFact] = []
        pending = [size]
        while pending:
            asked = pending.pop(0)
            for symbol in sorted(asked.free_symbols, key=lambda each: each.name):
                fact = self.bound.get(symbol)
                if fact is not None and fact not in found:
                    found.append(fact)
                    pending.append(fact.source)
        return found


def _common_factor(size: Expr) -> Expr:
    """The sizes that every term is a multiple of: H of `H*d - H*k`."""
    terms = [Counter(names) for names, _ in size_terms(size)]
    shared = reduce(and_, terms)
    symbols = {each.name: each for each in size.free_symbols}
    return Mul(*(symbols[name] for name in sorted(shared.elements())))


def _is_size(value: Expr) -> bool:
    """A sum of sizes and of positive numbers; sizes cannot be zero or negative."""
    if value == 0:
        return False
    return all(
        (term.is_Integer and term > 0)
        or (term.as_coeff_Mul()[0] > 0 and not term.is_Integer)
        for term in Add.make_args(value)
    )
