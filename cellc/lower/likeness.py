"""How two names differ, where one could be a misspelling of the other.

Names are compared as identifiers: `C_tilde`, `W_hi`, `varphi`.  A difference is a set
of kinds, each of which a hand makes: another case, an accent too few, ε for ϵ, W_hi
for W_ih, a letter too many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

ACCENTS = frozenset(
    {
        *["tilde", "hat", "bar", "dot", "ddot", "vec", "check", "breve", "acute"],
        *["grave", "mathring", "widetilde", "widehat", "overline", "prime"],
        "primeprime",
    }
)
_MARKS = frozenset({"star"})  # marks behind a name: h^*
_FORMS = {  # of one letter
    "varepsilon": "epsilon",
    "vartheta": "theta",
    "varrho": "rho",
    "varsigma": "sigma",
    "varphi": "phi",
    "varkappa": "kappa",
    "varpi": "pi",
}
_LOOKS = {  # letters that look alike
    "nu": "v",
    "omega": "w",
    "alpha": "a",
    "kappa": "k",
    "chi": "x",
    "omicron": "o",
    "upsilon": "u",
    "ell": "l",
    "i": "l",
    "iota": "l",
}
_SHORTEST = 4  # letters of a name in which one wrong letter shows
_LONGEST = 40  # letters of a name that is looked at for one


class Kind(StrEnum):
    """What differs, as it is said behind "differs only in"."""

    CASE = "letter case"
    ACCENT = "its accent"
    MARK = "the mark behind it"
    FORM = "the form of a letter"
    LOOK = "a letter that looks alike"
    ORDER = "the order of its labels"
    LETTER = "one letter"
    LABEL = "a label"


Difference = frozenset[Kind]


@dataclass(frozen=True, slots=True)
class _Name:
    base: str
    accents: tuple[str, ...]
    labels: tuple[str, ...]


@cache
def _parts(identifier: str) -> _Name:
    base, *rest = identifier.split("_")
    over = ACCENTS | _MARKS
    accents = tuple(sorted(each for each in rest if each in over))
    return _Name(base, accents, tuple(each for each in rest if each not in over))


def accents_of(identifier: str) -> tuple[str, ...]:
    """The accents and marks of a name."""
    return _parts(identifier).accents


def difference(one: str, other: str) -> Difference | None:
    """The kinds in which two identifiers differ; None if they are not alike."""
    a, b = _parts(one), _parts(other)
    kinds: set[Kind] = set()
    if a.accents != b.accents:
        marked = {*a.accents} ^ {*b.accents} <= _MARKS
        kinds.add(Kind.MARK if marked else Kind.ACCENT)
    base = _of_words((a.base,), (b.base,))
    labels = _of_words(a.labels, b.labels)
    if labels in (None, {Kind.LETTER}) and _reordered(a.labels, b.labels):
        labels = {Kind.ORDER}
    if base is None or (labels is None and not _one_label(a.labels, b.labels)):
        return None
    return frozenset(kinds | base | ({Kind.LABEL} if labels is None else labels))


def _of_words(a: tuple[str, ...], b: tuple[str, ...]) -> set[Kind] | None:
    if a == b:
        return set()
    if [each.lower() for each in a] == [each.lower() for each in b]:
        return {Kind.CASE}
    if _mapped(a, _FORMS) == _mapped(b, _FORMS):
        return {Kind.FORM}
    if _mapped(a, _LOOKS) == _mapped(b, _LOOKS):
        return {Kind.LOOK}
    one, other = "".join(a), "".join(b)
    return {Kind.LETTER} if within_a_letter(one, other) else None


def _reordered(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """W_hi and W_ih, W_{h,i} and W_hi; numbers in another order tell names apart."""
    one, other = "".join(a), "".join(b)
    return sorted(one) == sorted(other) and not _digits(one)


def _mapped(words: tuple[str, ...], table: dict[str, str]) -> list[str]:
    return [table.get(each, each) for each in words]


def _one_label(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether one label is missing, or one is another."""
    one, other = "".join(a), "".join(b)
    if abs(len(one) - len(other)) == 1 and len(one) <= _LONGEST:
        longer, shorter = sorted((one, other), key=len, reverse=True)
        return any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def within_a_letter(one: str, other: str) -> bool:
    """Whether a letter is wrong, missing, or two are swapped, in a name of several.

    A number that differs, or a first or last letter that does, tells names apart.
    """
    longer, shorter = sorted((one, other), key=len, reverse=True)
    if not _SHORTEST <= len(longer) <= _LONGEST or one == other:
        return False
    if len(longer) - len(shorter) > 1:
        return False
    if _digits(one) != _digits(other):
        return False
    if len(longer) > len(shorter):
        return any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))
    places = [n for n in range(len(one)) if one[n] != other[n]]
    if len(places) == 1:
        return 0 < places[0] < len(one) - 1
    first, last = places[0], places[-1]
    swapped = one[first] == other[last] and one[last] == other[first]
    return len(places) == 2 and last == first + 1 and swapped


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())


def nearest(identifier: str, candidates: Iterable[str]) -> list[str]:
    """The candidates that differ least: none, one, or several that are as near."""
    found: dict[tuple[bool, int], list[str]] = {}
    for each in dict.fromkeys(candidates):
        kinds = difference(identifier, each)
        if kinds:
            found.setdefault((Kind.LABEL in kinds, len(kinds)), []).append(each)
    if not found:
        return []
    (loose, many), best = min(found.items())
    if loose and (many > 1 or len(best) > 1):
        return []  # W_f beside W_i, W_o, W_c: any of them
    return best


def signatures(identifier: str) -> Iterator[str]:
    """Words of which two names share one if one slip of the hand makes them one."""
    name = _parts(identifier)
    base, *labels = _mapped((name.base, *name.labels), _FORMS)
    yield f"{base.lower()} {''.join(sorted(''.join(labels).lower()))}"
    base, *labels = _mapped((name.base, *name.labels), _LOOKS)
    yield f"{base} looks {' '.join(labels)}"
    for word, rest in (
        (name.base, " ".join(name.labels)),
        ("".join(name.labels), name.base),
    ):
        if _SHORTEST - 1 <= len(word) <= _LONGEST:
            yield f"{word} {rest}"
            yield from (f"{word[:n]}{word[n + 1 :]} {rest}" for n in range(len(word)))
