r"""Equations for the entries of matrices: `A_{ij} = softmax_j(S_{ij})`.

An equation whose left side has two indices of components, or that goes over one of them
in a way that no product of matrices says, `\max_j S_{ij}`, holds for every value of its
indices.  In it an index becomes a mark of the name that has it, and a sum or a function
over one a node, as those over positions do; vectors and matrices keep their shapes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from cellc.diagnostics import Diagnostics
from cellc.lower.names import OWN, is_name
from cellc.lower.notation.component_forms import (
    base_of,
    flat_factors,
    letters_below,
    sum_letter,
    sum_start,
)
from cellc.lower.notation.component_sums import addends, part_of_a_sum
from cellc.lower.notation.heads import Heads
from cellc.lower.notation.index import TIME
from cellc.lower.notation.over_index import SMALLEST, function_over
from cellc.lower.notation.position_names import marked, marks, stripped, unmarked
from cellc.lower.notation.position_terms import PositionTerms, above
from cellc.lower.notation.walk import names_in, nodes_in
from cellc.ops import reduction
from cellc.syntax.nodes import Group, Juxtaposition, Node, Number, Scripted, Statement

_PAIRS = frozenset("ijklmnpq")  # letters that count the rows and columns of a matrix


def with_entries(
    equations: tuple[Statement, ...], diagnostics: Diagnostics
) -> tuple[Statement, ...]:
    """The equations, those for entries with marks for their indices; notes them."""
    defined = {base_of(each.sides[0]) for each in equations}
    found = [_letters(each, defined) for each in equations]
    return tuple(
        _marked(each, letters, diagnostics) if letters else each
        for each, letters in zip(equations, found, strict=True)
    )


def for_entries(statement: Statement) -> bool:
    """Whether an equation was read so: its indices are marks already."""
    return any(
        each.bracket == OWN
        for side in statement.sides
        for name in names_in(side)
        for each in _marks_of(name)
    )


def _marks_of(name: Node) -> Iterator[Scripted]:
    while isinstance(name, Scripted):
        if marks(name):
            yield name
        name = name.base


def _marked(
    statement: Statement, letters: frozenset[str], diagnostics: Diagnostics
) -> Statement:
    left, *sides = statement.sides
    bound = {each for side in sides for each in _bound(side)}
    free = letters - bound | {*letters_below(left)} & letters
    terms = _Entries.of(letters, free, diagnostics)
    own = terms.side(left, free)
    first, *rest = sorted(letters)
    what = f"the index {first} counts"
    if rest:
        what = f"the indices {', '.join((first, *rest[:-1]))} and {rest[-1]} count"
    typed = diagnostics.source.snippet(left.span)
    diagnostics.note(
        "N0671",
        f"{what} components in the equation of `{typed}`",
        left.span,
        help="a matrix has two such indices, a vector one, and what has none is a "
        "number, the same for all",
    )
    changed = (own, *(terms.side(each, free) for each in sides))
    return replace(statement, sides=changed)


# ---------------------------------------------------------------- which equations


def _letters(statement: Statement, defined: Collection[str]) -> frozenset[str]:
    """The indices of an equation for entries; none of any other."""
    if len(statement.sides) != 2:
        return frozenset()
    left, right = statement.sides
    own = [each for each in letters_below(left) if each in _PAIRS]
    if not is_name(left) or not {*own}.isdisjoint(defined):
        return frozenset()
    bound = {*_bound(right)} - {TIME}
    letters = frozenset(own) | bound
    names = [each for each in names_in(right) if {*letters_below(each)} & letters]
    seen = {letter for each in names for letter in letters_below(each)}
    if len({*own}) == 2 and len(own) == 2 and {*own} <= seen:
        return letters
    if any(_is_over(node, names) for node in nodes_in(right)):
        return letters
    if any(_is_open_sum(node, letters) for node in nodes_in(right)):
        return letters
    return frozenset()


def _bound(side: Node) -> Iterator[str]:
    """The indices that a sum or a function goes over."""
    for node in nodes_in(side):
        letter = sum_letter(node) or _over(node)
        if letter is not None:
            yield letter


def _over(node: Node) -> str | None:
    """The j of `\\max_j`, where such a letter counts components."""
    found = function_over(node)
    if found is None or found[1] not in _PAIRS:
        return None
    kind, letter = found
    if any(isinstance(each, Number) for each in above(node)):
        return None  # over so many names, `\\max_{k=1}^{3} a_k`
    return None if kind != SMALLEST and reduction(kind).batch else letter


def _is_over(node: Node, names: list[Node]) -> bool:
    letter = _over(node)
    return letter is not None and any(letter in letters_below(each) for each in names)


def _is_open_sum(node: Node, letters: frozenset[str]) -> bool:
    """Whether a sum goes over entries that no vector is multiplied with."""
    if not isinstance(node, Juxtaposition):
        return False
    for at, factor in enumerate(node.factors[:-1]):
        letter = sum_letter(factor)
        if letter is None:
            continue
        for _, term in addends(node.factors[at + 1 :]):
            factors = flat_factors(term)
            matrices = [each for each in factors if _has_two(each, letters)]
            inside = [
                name
                for each in factors
                if not is_name(each)
                for name in names_in(each)
                if _has_two(name, letters)
            ]
            alone = len(matrices) == len(factors) == 1
            every = (*matrices, *inside)
            if (inside or alone or len(matrices) > 1) and any(
                letter in letters_below(one) for one in every
            ):
                return True
    return False


def _has_two(node: Node, letters: frozenset[str]) -> bool:
    below = letters_below(node) if is_name(node) else []
    return len(below) > 1 and {*below} <= letters


# ---------------------------------------------------------------- their terms


@dataclass
class _Entries(PositionTerms):
    """Marks the indices of one equation; none of them counts heads.

    left: the indices of its left side.
    """

    left: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, letters: frozenset[str], left: frozenset[str], diagnostics: Diagnostics
    ) -> _Entries:
        heads = Heads(set(), frozenset(), diagnostics, frozenset())
        return cls(letters, {}, diagnostics, heads, left=left, fewest=1)

    def taken(self, name: Node, letters: frozenset[str]) -> Node | None:
        if any(each.bracket == OWN for each in _marks_of(name)):
            return name if letters.intersection(marks(name)) else None
        found = stripped(unmarked(name), letters, whole=True)
        if found is None:
            return None
        plain = marked(unmarked(found), marks(name), name)
        return marked(plain, marks(found), name, bracket=OWN)

    def named(self, name: Node, letters: frozenset[str]) -> Node | None:
        below = letters_below(name)
        if not self.letters.isdisjoint(below) and {*below} <= _PAIRS | letters:
            self._refuse_unbound(name, [each for each in below if each not in letters])
            if len(below) > len({*below}):
                self._refuse_diagonal(name)
        return self.taken(name, letters)

    def _runs(self, letter: str, terms: tuple[Node, ...], over: Node) -> bool:
        return any(self._runs_in(each, letter) for each in terms)

    def _runs_in(self, node: Node, letter: str) -> bool:
        return any(letter in letters_below(name) for name in names_in(node))

    def _applied(
        self, factors: tuple[Node, ...], at: int, letters: frozenset[str]
    ) -> Node | None:
        found, rest = function_over(factors[at]), factors[at + 1 :]
        whole = super()._applied(factors, at, letters)
        if (
            whole is not None
            or found is None
            or not self._runs(found[1], rest, rest[0])
        ):
            return whole
        if len(rest) == 1:  # one factor: no doubt how far it reaches
            inside = Group("(", rest, rest[0].span)
            return super()._applied((*factors[: at + 1], inside), at, letters)
        typed = self.diagnostics.source.snippet
        name, first = typed(factors[at].span), typed(rest[0].span)
        every = typed(rest[0].span | rest[-1].span)
        behind = every.removeprefix(first)
        self.diagnostics.error(
            "E0208",
            f"how far `{name}` reaches can be read in two ways",
            factors[at].span | rest[-1].span,
            help=f"write {name}({first}){behind} or {name}({every})",
        )
        return Number("1", factors[at].span)

    def _refuse_part(self, node: Node) -> None:
        start, part = sum_start(node), part_of_a_sum(node, self.left)
        if start in (None, "1") and part is None:
            return
        self.diagnostics.error(
            "E0215",
            "this goes over some components only, " + (part or f"from {start} on"),
            node.span,
            help="go over all of them; a factor that is 0 where a component is left "
            "out does the same",
        )

    def _refuse_unbound(self, name: Node, rest: list[str]) -> None:
        """Report `T_{ik}` where nothing gives k a value."""
        if rest:
            typed = self.diagnostics.source.snippet(name.span)
            self.diagnostics.error(
                "E0215",
                f"the index {rest[0]} of `{typed}` is bound by nothing here",
                name.span,
                help=f"write \\sum_{rest[0]} in front of the product that goes over "
                "it, or an index of the left side; for a label take another letter",
            )

    def _refuse_number(self, node: Node, letter: str) -> None:
        typed = self.diagnostics.source.snippet(node.span)
        self.diagnostics.error(
            "E0241",
            f"`{typed}` counts components, from 0 or from 1, and stands as a number",
            node.span,
            help="write the numbers as a vector and give it the index: e = I "
            f"\\mathbf{{1}}, n = cumsum(e) for 1, 2, ... or n = cumsum(e) - 1 for 0, "
            f"1, ..., and n_{letter}",
        )

    def _refuse_diagonal(self, name: Node) -> None:
        typed = self.diagnostics.source.snippet(name.span)
        self.diagnostics.error(
            "E0215",
            f"`{typed}` has one index twice: the diagonal of a matrix is not read here",
            name.span,
            help="write the diagonal as a vector with a name of its own",
        )
