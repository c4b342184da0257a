r"""Equations for every value of an index: `s^{(l)} = ... s^{(l-1)} ...  for l = 1..L`.

An index that runs over numbers that are known when compiling is a label of names: the
equation is written out for each number, and a sum over such an index is a sum of terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from cellc.diagnostics import Diagnostics
from cellc.lower.notation.free_indices import FreeIndices
from cellc.lower.notation.index_writer import (
    IndexWriter,
    Values,
    letters_of,
    stem,
    summed,
)
from cellc.lower.notation.labelled_sums import has_labelled_sum, items_of
from cellc.lower.notation.labels_of_ranges import without_labels
from cellc.lower.notation.open_ranges import refuse_open_ranges
from cellc.lower.notation.shifted_positions import refuse_open_shifts
from cellc.lower.notation.split_indices import with_split_indices
from cellc.lower.notation.walk import (
    everything_in,
    is_name,
    names_in,
)
from cellc.syntax.nodes import (
    Declaration,
    Name,
    Node,
    Number,
    Output,
    Range,
    Scripted,
    Spec,
    Statement,
)

MOST = 400  # equations that a text is written out to
_ELL = ("\\ell", "ℓ")
Fact = Statement | Declaration | Output


def written_out(spec: Spec, diagnostics: Diagnostics) -> Spec:
    """The spec with every such equation written out."""
    refuse_open_ranges(spec, diagnostics)
    if not spec.ranges and not any(map(has_labelled_sum, spec.equations)):
        refuse_open_shifts(spec.equations, diagnostics)
        return spec
    spec = with_split_indices(spec, _known_sums(spec), diagnostics)
    indices = _Indices.of(spec)
    free = FreeIndices(_known_sums(spec), _names(spec, indices), diagnostics)
    out: list[Statement] = []
    for place, statement in enumerate(spec.equations):
        ranges = indices.of_equation(spec, place)
        letters = [each.letter for each in ranges]
        ranges = without_labels(spec, statement, ranges, diagnostics)
        free.check(statement, letters)
        for values in _assignments(ranges):
            out.append(_written(statement, values, indices, diagnostics))
        if len(out) > MOST:
            diagnostics.error(
                "E0106",
                f"the equations written out for every index are more than {MOST}",
                statement.span,
                help="take smaller numbers",
            )
            diagnostics.raise_if_errors()
    for each in spec.ranges:
        _note(each, diagnostics)
    refuse_open_shifts(out, diagnostics)
    used = [each.count for each in spec.ranges if each.count is not None]
    ends = {*_ends_of_sums(spec)}
    used += [each for each in indices.counts if each in ends]
    return replace(
        spec,
        equations=tuple(out),
        facts=tuple(_fact_written(each, spec, indices) for each in spec.facts),
        ranges=(),
        counts=(*spec.counts, *dict.fromkeys(used)),
    )


def _assignments(ranges: list[Range]) -> Iterator[dict[str, int]]:
    for values in product(*(each.values for each in ranges)):
        yield dict(zip((each.letter for each in ranges), values, strict=True))


def _note(found: Range, diagnostics: Diagnostics) -> None:
    values = found.values
    listed = f"{values[0]}, ..., {values[-1]}"
    if len(values) < 4:
        listed = ", ".join(map(str, values))
    elif values[1] != values[0] + 1:
        listed = f"{values[0]}, {values[1]}, ..., {values[-1]}"
    diagnostics.note(
        "N0682",
        f"an equation with the index {found.letter} is written out for "
        f"{found.letter} = {listed}",
        found.span,
        help="each value has names of its own: what has no such index is shared",
    )


def _written(
    statement: Statement, values: Values, indices: _Indices, diagnostics: Diagnostics
) -> Statement:
    writer = indices.writer(values)
    sides = tuple(map(writer.node, statement.sides))
    text = statement.text
    if values:
        typed = " ".join(diagnostics.source.snippet(statement.span).split())
        text = (text or typed) + "".join(
            f", {letter} = {value}" for letter, value in values.items()
        )
    return replace(statement, sides=sides, text=text)


def _fact_written(fact: Fact, spec: Spec, indices: _Indices) -> Fact:
    """`W^{(l)} ∈ ℝ^{h×h}` is said of every l."""
    if isinstance(fact, Statement):
        return fact
    names = tuple(
        indices.writer(values).node(name)
        for name in fact.names
        for values in _assignments(indices.of_name(spec, name))
    )
    return replace(fact, names=names)


@dataclass(frozen=True)
class _Indices:
    """What is known of the indices of a text.

    counts: whole numbers that facts give names.  indexed: names with an index.
    taken: names of the cell: such a letter is an index in scripts only.
    bare: names with an index above them that has no brackets, `x^i`.
    whole: names declared without an index that always stand with one.
    """

    counts: dict[str, int]
    indexed: frozenset[str]
    taken: frozenset[str]
    bare: frozenset[str]
    whole: frozenset[str]

    @classmethod
    def of(cls, spec: Spec) -> _Indices:
        letters = {one.letter for one in spec.ranges}
        sides = [side for each in spec.equations for side in each.sides]
        sums = {
            letter
            for side in sides
            for node in everything_in(side)
            if (letter := summed(node)) is not None
        }
        indexed = {name for side in sides for name in _indexed(side, letters | sums)}
        taken = {
            stem(node)
            for side in sides
            for node in names_in(side)
            if isinstance(node, Scripted) and summed(node) is None
        }
        taken |= {stem(each.sides[0]) for each in spec.equations}
        bare = {
            stem(node)
            for side in sides
            for node in everything_in(side)
            if isinstance(node, Scripted)
            and (node.position, node.bracket == "(") == ("super", False)
            and any((letters | sums) & {*letters_of(each)} for each in node.items)
        }
        whole = {*_declared_whole(spec)} & indexed
        found = map(frozenset, (indexed, taken, bare, whole))
        return cls(_counts(spec), *found)

    def writer(self, values: Values) -> IndexWriter:
        return IndexWriter(
            values, self.counts, self.indexed, self.taken, self.bare, self.whole
        )

    def of_equation(self, spec: Spec, place: int) -> list[Range]:
        """What the indices of an equation run over, in the order of the alphabet."""
        statement = spec.equations[place]
        left = {*self._letters(statement.sides[0])}
        letters = {each for side in statement.sides for each in self._letters(side)}
        bound = {
            letter
            for side in statement.sides
            for node in everything_in(side)
            if (letter := summed(node)) is not None
        }
        own = {*self._scripts(statement.sides[0])}
        found = []
        for letter in sorted(letters - (bound - left)):
            near = letter in self.taken and letter not in own
            each = _range_of(spec, place, letter, near)
            if each is not None:
                found.append(each)
        return found

    def of_name(self, spec: Spec, name: Node) -> list[Range]:
        found = []
        for letter in sorted({*self._letters(name)}):
            alike = [each for each in spec.ranges if _alike(each.letter, letter)]
            found += [replace(each, letter=letter) for each in alike[:1]]
        return found

    def _letters(self, side: Node) -> Iterator[str]:
        """The letters that can be indices: in scripts, or alone."""
        yield from self._scripts(side)
        for node in everything_in(side):
            if isinstance(node, Name) and node.text not in self.taken:
                yield node.text

    def _scripts(self, side: Node) -> Iterator[str]:
        for node in everything_in(side):
            if isinstance(node, Scripted):
                for item in node.items:
                    yield from letters_of(item)


def _counts(spec: Spec) -> dict[str, int]:
    counts: dict[str, int] = {}
    for fact in (*spec.facts, *spec.equations):
        match fact:
            case Statement(sides=(Name(text=name), Number(text=text))):
                if text.isdigit():
                    counts[name] = int(text)
    return counts


def _declared_whole(spec: Spec) -> Iterator[str]:
    r"""The `F` of `F ∈ ℝ^{5×d}` and `s` of `s_t ∈ ℝ^3`: how many it has is a number."""
    counts = _counts(spec)
    for fact in spec.facts:
        if isinstance(fact, Declaration) and fact.dimensions:
            named = {*letters_of(fact.dimensions[0])}
            if named <= counts.keys():
                for name in fact.names:
                    if {*map(_text, items_of(name))} <= {"t"}:
                        yield stem(name)


def _text(node: Node) -> str:
    return node.text if isinstance(node, Name) else "?"


def _range_of(spec: Spec, place: int, letter: str, near: bool) -> Range | None:
    """What a letter of an equation runs over: behind it, above it, or anywhere.

    near: only behind it, as the letter is a label of the text as well.
    """
    alike = [each for each in spec.ranges if _alike(each.letter, letter)]
    if len(alike) < 2 and not near:
        return replace(alike[0], letter=letter) if alike else None
    statement = spec.equations[place]
    following = spec.equations[place + 1 : place + 2]
    until = following[0].span.start if following else None
    for each in alike:
        behind = each.span.start >= statement.span.end
        if not each.header and behind and (until is None or each.span.end <= until):
            return replace(each, letter=letter)
    if near:
        return None
    above = [
        each for each in alike if each.header and each.span.end <= statement.span.start
    ]
    return replace(above[-1] if above else alike[0], letter=letter)


def _alike(one: str, other: str) -> bool:
    return one == other or (one in _ELL and other in _ELL)


def _indexed(node: Node, letters: set[str]) -> Iterator[str]:
    """The names above or below which one of these letters stands."""
    for found in everything_in(node):
        if isinstance(found, Scripted) and is_name(found) and summed(found) is None:
            for item in found.items:
                if letters & {*letters_of(item)}:
                    yield stem(found)


# ---------------------------------------------------------------- sums


def _known_sums(spec: Spec) -> frozenset[str]:
    """The indices of the sums that are written out."""
    writer = IndexWriter({}, _counts(spec), (), ())
    bounds = [
        writer.bounds(node)
        for statement in spec.equations
        for side in statement.sides
        for node in everything_in(side)
    ]
    return frozenset(each[0] for each in bounds if each is not None)


def _names(spec: Spec, indices: _Indices) -> frozenset[str]:
    """The letters that are names of the cell, or have a fact."""
    said = [
        name
        for fact in spec.facts
        for name in (fact.sides[:1] if isinstance(fact, Statement) else fact.names)
    ]
    return indices.taken.union(map(stem, said))


def _ends_of_sums(spec: Spec) -> Iterator[str]:
    for statement in spec.equations:
        for side in statement.sides:
            for node in everything_in(side):
                if isinstance(node, Scripted) and summed(node) is not None:
                    for item in node.items:
                        yield from letters_of(item)
