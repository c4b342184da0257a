"""Parameters that another way of writing could move by something fixed.

`b + 1` is as good as `b`, `h + W h` as good as `W h`, and `(V + W) h` as good as `V h`
where W stands elsewhere too.  All are told from the sums of the normal form: what a
parameter stands before must stand nowhere else in its sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from cellc.equivalence.forms import Forms
from cellc.equivalence.points import Points
from cellc.equivalence.polynomials import Monomial, Polynomial, joined
from cellc.equivalence.proof import read_kept
from cellc.equivalence.verdict import Sums


def movable(points: Points, sums: Sums) -> str | None:
    """What is done to a parameter that could be moved, or None; raises TooLong."""
    forms = Forms(tanh_as_sigmoid=False)
    components = read_kept(points, forms, sums)
    names = {each.name for each in points.cell.parameters}
    for polynomial in _every(forms, components.values()):
        found = _movable_in(forms, polynomial, names)
        if found is not None:
            return found
    return None


def _every(forms: Forms, roots: Iterable[Polynomial]) -> Iterator[Polynomial]:
    """The polynomials of all values, and those within their functions."""
    seen: set[int] = set()
    left: list[Polynomial] = [*roots]
    while left:
        polynomial = left.pop()
        yield polynomial
        for monomial, _ in polynomial:
            for atom, _ in monomial:
                if atom not in seen:
                    seen.add(atom)
                    left += _inner(forms, atom)


def _inner(forms: Forms, atom: int) -> list[Polynomial]:
    form = forms.table.atoms[atom]
    match form[0]:
        case "function":
            return [*form[2]]
        case "power":
            return [form[1]]
        case "sum":
            return [((form[2], Fraction(1)),)]
        case "over":
            return [each for _, each in form[2]]
    return []


def _movable_in(forms: Forms, polynomial: Polynomial, names: set[str]) -> str | None:
    """What is done to a parameter that is multiplied with another, or that stands
    before what another one or none stands before as well."""
    beside: set[Monomial] = set()
    owners: dict[Monomial, str] = {}
    for monomial, _ in polynomial:
        found = [*_factors(forms, monomial, names)]
        if _count(forms, monomial, names) > 1:
            return f"multiplies {_base(found[0][0])} with other parameters"
        if not found:
            beside.add(monomial)
        for name, rest in found:
            if owners.setdefault(rest, name) != name:
                return _added(name)
    shared = [name for rest, name in owners.items() if rest in beside]
    return _added(shared[0]) if shared else None


def _base(name: str) -> str:
    return name.partition("/")[0]


def _added(name: str) -> str:
    return f"adds to {_base(name)} what another way to write it may have in it"


def _count(forms: Forms, monomial: Monomial, names: set[str]) -> int:
    """How many parameters are factors of a product, those of its sums among them."""
    total = 0
    for atom, exponent in monomial:
        form = forms.table.atoms[atom]
        if form[0] == "leaf":
            total += exponent * (_base(form[1]) in names)
        elif form[0] == "sum":
            total += exponent * _count(forms, form[2], names)
    return total


def _factors(
    forms: Forms, monomial: Monomial, names: set[str]
) -> Iterator[tuple[str, Monomial]]:
    """What each parameter of a product stands before."""
    for atom, exponent in monomial:
        form = forms.table.atoms[atom]
        rest = tuple(each for each in monomial if each[0] != atom)
        if exponent > 1:
            rest = joined(rest, ((atom, exponent - 1),))
        if form[0] == "leaf" and form[1].partition("/")[0] in names:
            yield form[1], rest
        elif form[0] == "sum":
            for name, inner in _within(forms, form[1], form[2], names):
                yield name, joined(rest, inner)


def _within(
    forms: Forms, sizes: tuple[str, ...], body: Monomial, names: set[str]
) -> Iterator[tuple[str, Monomial]]:
    """A matrix in a sum, as the identity and as all ones."""
    for atom, exponent in body:
        leaf = forms.table.atoms[atom]
        if leaf[0] != "leaf" or leaf[1].partition("/")[0] not in names or exponent > 1:
            continue
        rest = tuple(each for each in body if each[0] != atom)
        whole = forms.table.number(("sum", sizes, rest))
        yield leaf[1], ((whole, 1),)
        if len(leaf[2]) == 2:
            for kept, gone in (leaf[2], leaf[2][::-1]):
                same = forms.renamed(((rest, Fraction(1)),), {gone: kept})
                if len(same) == 1:
                    yield leaf[1], same[0][0]
