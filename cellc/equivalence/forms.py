"""Atoms of the normal form: functions and sums over an index, each in one form.

An index is a number: negative for the components of a result, `CANONICAL` and above
for the index of a sum in its one form, `FRESH` and above while a sum is made.

    ("leaf", name, indices)          a component of a block, by the block's name
    ("size", name)                   a size as a number
    ("same", i, j)                   1 where two indices are equal, else 0
    ("function", name, arguments)    polynomials
    ("power", base, exponent)        neither a natural number
    ("sum", sizes, monomial)         over indices that all its factors have
    ("over", name, parts, place)     an operation over the components of a vector
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import permutations

from cellc.equivalence.polynomials import (
    ONE,
    Atom,
    Monomial,
    Polynomial,
    Table,
    constant,
    joined,
    scaled,
)

CANONICAL, FRESH, MASK = 0, 1_000_000, -1_000
MOST_INDICES = 4  # of one sum
WIDTH = 8  # room for them
# f(-a) = k - f(a): the k of each such function
MIRRORED = {"sigmoid": 1, "normal_cdf": 1, "hard_sigmoid": 1}
MIRRORED |= {"tanh": 0, "sin": 0, "sign": 0, "hard_tanh": 0, "batch_mean": 0}
EVEN = ("abs", "cos")
SYMMETRIC = ("max", "min")


class Forms:
    """Makes atoms in their one form."""

    def __init__(self, tanh_as_sigmoid: bool = True) -> None:
        self._tanh_as_sigmoid = tanh_as_sigmoid
        self.table = Table()
        self._fresh = FRESH
        self._indices: dict[int, frozenset[int]] = {}
        self._heights: dict[int, int] = {}
        self._sizes: dict[int, str] = {}

    def fresh(self, size: str) -> int:
        """A new index that runs over a size."""
        self._fresh += 1
        self._sizes[self._fresh] = size
        return self._fresh

    # ---------------------------------------------------------------- functions

    def function(self, name: str, arguments: tuple[Polynomial, ...]) -> Polynomial:
        """An elementwise function; tanh and what is even or mirrored in one form."""
        first = arguments[0]
        if name == "tanh" and self._tanh_as_sigmoid:  # 2σ(2a) - 1
            whole = scaled(self.function("sigmoid", (scaled(first, 2),)), 2)
            return self.table.add([whole, constant(-1)])
        if name in MIRRORED and self._is_negative(first):
            mirror = scaled(self.function(name, (scaled(first, -1),)), -1)
            return self.table.add([mirror, constant(MIRRORED[name])])
        if name in EVEN and self._is_negative(first):
            return self.function(name, (scaled(first, -1),))
        if name in SYMMETRIC:
            arguments = tuple(sorted(arguments))
        return self.table.of_atom(("function", name, arguments))

    def _is_negative(self, argument: Polynomial) -> bool:
        """Whether its first term has a minus, in an order that no index changes."""
        free = dict.fromkeys(self._indices_of(argument), MASK)
        order = [
            (not monomial, self._renamed_monomial(monomial, free), coefficient)
            for monomial, coefficient in argument
        ]
        return bool(order) and min(order)[2] < 0

    def folded(self, value: Polynomial) -> Polynomial:
        """A value as one atom, so that its terms are multiplied by nothing.

        What is equal then is equal expanded as well, but not the other way round.
        """
        if len(value) <= 1 and all(len(monomial) <= 1 for monomial, _ in value):
            return value
        return self.table.of_atom(("function", "folded", (value,)))

    def power(self, base: Polynomial, exponent: Fraction) -> Polynomial:
        if exponent.denominator == 1 and exponent > 0:
            return self.table.power(base, int(exponent))
        if len(base) == 1 and not base[0][0] and exponent == -1:
            return constant(1 / base[0][1])
        logistic = self._logistic(base) if exponent == -1 else None
        if logistic is not None:
            return logistic
        return self.table.of_atom(("power", base, exponent))

    def _logistic(self, base: Polynomial) -> Polynomial | None:
        """1/(1 + exp(a)) as σ(-a)."""
        if len(base) != 2 or base[0] != ((), Fraction(1)) or base[1][1] != 1:
            return None
        (monomial, _) = base[1]
        if len(monomial) != 1 or monomial[0][1] != 1:
            return None
        atom = self.table.atoms[monomial[0][0]]
        if atom[:2] != ("function", "exp"):
            return None
        return self.function("sigmoid", (scaled(atom[2][0], -1),))

    def over(
        self,
        name: str,
        parts: tuple[tuple[str, int, Polynomial], ...],
        place: tuple[int, int] | None,
    ) -> Polynomial:
        """An operation over a vector in parts: (size, index of it, components).

        place: the part and the index of the result's component, if it is a vector.
        """
        height = 1 + max((self._height_of(each) for *_, each in parts), default=0)
        bound = CANONICAL + height * WIDTH
        inner = tuple(
            (size, self.renamed(each, {index: bound})) for size, index, each in parts
        )
        return self.table.of_atom(("over", name, inner, place))

    # ---------------------------------------------------------------- sums

    def total(self, body: Polynomial, index: int) -> Polynomial:
        """The sum of a polynomial over an index."""
        return self.table.add(
            scaled(self._total_of(monomial, index), coefficient)
            for monomial, coefficient in body
        )

    def _total_of(self, monomial: Monomial, index: int) -> Polynomial:
        outside: Monomial = ()
        inside: Monomial = ()
        for atom, exponent in monomial:
            if index not in self.indices(atom):
                outside = joined(outside, ((atom, exponent),))
                continue
            same = self.table.atoms[atom]
            if same[0] == "same":
                other = same[1] if same[2] == index else same[2]
                left = tuple(each for each in monomial if each[0] != atom)
                return self.renamed(((left, Fraction(1)),), {index: other})
            inside = joined(inside, ((atom, exponent),))
        if not inside:
            size = self.table.of_atom(("size", self._sizes[index]))
            return self.table.multiply(((outside, Fraction(1)),), size)
        summed = self._sum(*self._all_opened(inside, index))
        return self.table.multiply(((outside, Fraction(1)),), summed)

    def _all_opened(self, body: Monomial, index: int) -> tuple[Monomial, set[int]]:
        """The factors, sums among them opened, unless that makes too many indices."""
        result: Monomial = ()
        bound = {index}
        for atom, exponent in body:
            for _ in range(exponent):
                opened, indices = self._opened(atom)
                result = joined(result, opened)
                bound |= indices
        return (result, bound) if len(bound) <= MOST_INDICES else (body, {index})

    def _opened(self, atom: int) -> tuple[Monomial, set[int]]:
        """A sum that is a factor, with indices of its own."""
        form = self.table.atoms[atom]
        if form[0] != "sum":
            return ((atom, 1),), set()
        lowest = CANONICAL + self.height(atom) * WIDTH
        fresh = {lowest + n: self.fresh(size) for n, size in enumerate(form[1])}
        return self._renamed_monomial(form[2], fresh), {*fresh.values()}

    def _sum(self, body: Monomial, bound: set[int]) -> Polynomial:
        """Over indices that connect all factors, in the one form of it."""
        height = 1 + max(self.height(atom) for atom, _ in body)
        lowest = CANONICAL + height * WIDTH
        forms = []
        for order in permutations(sorted(bound)):
            names = {each: lowest + n for n, each in enumerate(order)}
            sizes = tuple(self._sizes[each] for each in order)
            forms.append((sizes, self._renamed_monomial(body, names)))
            self.table.spend(len(body) * 4)
        sizes, monomial = min(forms)
        return self.table.of_atom(("sum", sizes, monomial))

    # ---------------------------------------------------------------- indices

    def indices(self, atom: int) -> frozenset[int]:
        """The indices that an atom depends on, without those that it sums over."""
        if atom not in self._indices:
            self._indices[atom] = self._find_indices(atom)
        return self._indices[atom]

    def _find_indices(self, atom: int) -> frozenset[int]:
        form = self.table.atoms[atom]
        match form[0]:
            case "leaf":
                return frozenset(form[2])
            case "same":
                return frozenset(form[1:])
            case "function":
                return self._indices_of(*form[2])
            case "power":
                return self._indices_of(form[1])
            case "sum":
                lowest = CANONICAL + self.height(atom) * WIDTH
                own = frozenset(range(lowest, lowest + WIDTH))
                return self._indices_of(((form[2], Fraction(1)),)) - own
            case "over":
                lowest = CANONICAL + self.height(atom) * WIDTH
                inner = self._indices_of(*(each for _, each in form[2])) - {lowest}
                return inner | ({form[3][1]} if form[3] else frozenset())
        return frozenset()

    def _indices_of(self, *polynomials: Polynomial) -> frozenset[int]:
        found: frozenset[int] = frozenset()
        for polynomial in polynomials:
            for monomial, _ in polynomial:
                for atom, _ in monomial:
                    found |= self.indices(atom)
        return found

    def height(self, atom: int) -> int:
        """How deep sums stand in one another: no two of a nest share an index."""
        if atom not in self._heights:
            form = self.table.atoms[atom]
            parts: tuple[Polynomial, ...] = ()
            match form[0]:
                case "function":
                    parts = form[2]
                case "power":
                    parts = (form[1],)
                case "sum":
                    parts = (((form[2], Fraction(1)),),)
                case "over":
                    parts = tuple(each for _, each in form[2])
            own = form[0] in ("sum", "over")
            inner = max((self._height_of(each) for each in parts), default=0)
            self._heights[atom] = inner + own
        return self._heights[atom]

    def _height_of(self, polynomial: Polynomial) -> int:
        return max(
            (self.height(atom) for monomial, _ in polynomial for atom, _ in monomial),
            default=0,
        )

    def renamed(self, polynomial: Polynomial, names: Mapping[int, int]) -> Polynomial:
        """With other indices; functions are put in their one form again."""
        if not names or not self._indices_of(polynomial) & names.keys():
            return polynomial
        return self.table.add(
            scaled(self._rebuilt(monomial, names), coefficient)
            for monomial, coefficient in polynomial
        )

    def _rebuilt(self, monomial: Monomial, names: Mapping[int, int]) -> Polynomial:
        result = ONE
        for atom, exponent in monomial:
            renamed = self._renamed_atom(atom, names)
            result = self.table.multiply(result, self.table.power(renamed, exponent))
        return result

    def _renamed_monomial(
        self, monomial: Monomial, names: Mapping[int, int]
    ) -> Monomial:
        """Atom for atom: a sum in the making keeps its factors."""
        result: Monomial = ()
        for atom, exponent in monomial:
            form = self._with_names(atom, names)
            result = joined(result, ((self.table.number(form), exponent),))
        return result

    def _renamed_atom(self, atom: int, names: Mapping[int, int]) -> Polynomial:
        return self.table.of_atom(self._with_names(atom, names))

    def _with_names(self, atom: int, names: Mapping[int, int]) -> Atom:
        form = self.table.atoms[atom]
        if not self.indices(atom) & names.keys():
            return form
        self.table.spend(4)

        def name(index: int) -> int:
            return names.get(index, index)

        def each(polynomial: Polynomial) -> Polynomial:
            total = {
                self._renamed_monomial(monomial, names): coefficient
                for monomial, coefficient in polynomial
            }
            return tuple(sorted(total.items()))

        renamed: Callable[[Polynomial], Polynomial] = each
        match form[0]:
            case "leaf":
                return (*form[:2], tuple(name(index) for index in form[2]))
            case "same":
                return ("same", *sorted(name(index) for index in form[1:]))
            case "function":
                return (*form[:2], tuple(renamed(argument) for argument in form[2]))
            case "power":
                return ("power", renamed(form[1]), form[2])
            case "sum":
                return (*form[:2], self._renamed_monomial(form[2], names))
        parts = tuple((size, renamed(part)) for size, part in form[2])
        place = (form[3][0], name(form[3][1])) if form[3] else None
        return ("over", form[1], parts, place)
