r"""An index over heads: `q_{i,t} = W_{q,i} x_t  for i = 1..H`, where H is a size.

An index whose end has no number counts one more axis of what has it, of parameters and
states as well: W_q is an array of H matrices.  No equation shifts such an index; one
that is shifted, `s^{(l-1)}`, is a label and its equations are written out, for which
its end must be known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from cellc.diagnostics import Diagnostics
from cellc.lower.names import read_name
from cellc.lower.notation.index import indices_of, read_index
from cellc.lower.notation.open_ranges import counts_names
from cellc.lower.notation.position_names import (
    letters_of_name,
    marks,
    stripped,
    unmarked,
    with_first,
)
from cellc.lower.notation.walk import is_name, names_in, nodes_in
from cellc.syntax.nodes import (
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Node,
    Number,
    Output,
    Range,
    Scripted,
    Spec,
    Statement,
)

Fact = Statement | Declaration | Output


def head_letters(spec: Spec) -> frozenset[str]:
    """The letters that count heads: of ranges whose end is no number.

    A range in a line of its own says so; one behind an equation can be that of
    components, and says it where a matrix is declared with the index.
    """
    known = {each.letter for each in spec.ranges}
    declared = {*_declared_of_matrices(spec)}
    found = {
        each.letter
        for each in spec.open_ranges
        if (each.header or each.letter in declared) and each.letter not in known
        if each.count is not None and not _is_label(each, spec)
    }
    return frozenset(found) - {*_of_components(spec)}


def _declared_of_matrices(spec: Spec) -> Iterator[str]:
    for fact in spec.facts:
        if isinstance(fact, Declaration) and len(fact.dimensions) == 2:
            for name in fact.names:
                yield from (index.letter for index, _ in indices_of(name))


def _is_label(found: Range, spec: Spec) -> bool:
    """Whether the index is shifted, or names have numbers in its place."""
    for side in _sides(spec):
        for node in nodes_in(side):
            if is_name(node) and any(
                index.letter == found.letter and index.offset
                for index, _ in indices_of(node)
            ):
                return True
    return counts_names(found, spec, powers=False)


def _of_components(spec: Spec) -> Iterator[str]:
    """The letters of `[...]_j`, which is a component of a vector."""
    for side in _sides(spec):
        for node in nodes_in(side):
            if isinstance(node, Scripted) and isinstance(node.base, Group):
                for item in node.items:
                    index = read_index(item)
                    if index is not None:
                        yield index.letter


def _sides(spec: Spec) -> Iterator[Node]:
    return (side for each in spec.equations for side in each.sides)


def _defined(spec: Spec) -> set[str]:
    return {letters_of_name(each.sides[0]) for each in spec.equations}


@dataclass
class Heads:
    """The indices over heads of a text, and what is known of names with one.

    letters: of the indices; sums bring further ones, `\\sum_{k=1}^{H}`.
    loose: those that are names of the cell too, a gate `i_t` say: labels of whatever
    stands outside the equations and sums that have the index.
    known: identifiers of names that have an equation or a declaration.
    """

    letters: set[str]
    loose: frozenset[str]
    diagnostics: Diagnostics
    known: frozenset[str]
    labels: dict[str, Node] = field(default_factory=dict)
    marked: dict[str, Node] = field(default_factory=dict)
    plain: dict[str, Node] = field(default_factory=dict)
    numbered: dict[str, Node] = field(default_factory=dict)

    @classmethod
    def of(cls, spec: Spec, sets: set[str], diagnostics: Diagnostics) -> Heads:
        """sets: the letters that run over the vectors of static inputs."""
        found = head_letters(spec) - sets
        silent = Diagnostics(diagnostics.source)
        facts = [each for each in spec.facts if isinstance(each, Declaration)]
        names = [each.sides[0] for each in spec.equations]
        names += [name for each in facts for name in each.names]
        read = [read_name(each, silent) for each in names if is_name(each)]
        known = frozenset(each.identifier for each in read if each is not None)
        return cls({*found}, found & _defined(spec), diagnostics, known)

    def bound(self, left: Node, letters: frozenset[str]) -> frozenset[str]:
        """The letters that are indices on the right of this left side."""
        return letters - (self.loose - {*marks(left)})

    def identifier(self, name: Node) -> str | None:
        read = read_name(name, Diagnostics(self.diagnostics.source))
        return None if read is None else read.identifier

    def note(self, side: Node) -> None:
        """Keep which names of a side, already marked, have an index and which not."""
        for name in names_in(side):
            label = stripped(name, self.loose) if self.loose else None
            if label is not None:
                assert isinstance(label, Scripted)
                self.labels.setdefault(self.identifier(label.base) or "", name)
            elif (identifier := self.identifier(name)) is not None:
                indexed = any(each in self.letters for each in marks(name))
                kept = self.marked if indexed else self.plain
                kept.setdefault(identifier, name)
                if not indexed and (bare := without_numbers(name)) is not None:
                    self.numbered.setdefault(self.identifier(bare) or "", name)

    def refuse_twofold(self, defined: set[str]) -> None:
        """Report what has the index at one place and none, or a label, at another.

        defined: the identifiers of left sides, whose values may be meant as a whole.
        """
        for identifier, name in self.marked.items():
            other = self.labels.get(identifier)
            if other is None and identifier not in defined:
                other = self.plain.get(identifier)
            if other is None:
                continue
            snippet = self.diagnostics.source.snippet
            letter = " and ".join(marks(name))
            self.diagnostics.error(
                "E0215",
                f"`{snippet(name.span)}` has the index {letter}, and "
                f"`{snippet(other.span)}` stands where nothing gives {letter} a value",
                other.span,
                help="write them as two names, or give both the index and sum over it",
            )
        for identifier in sorted(self.numbered.keys() & self.marked.keys()):
            self._refuse_one(self.numbered[identifier], self.marked[identifier])

    def _refuse_one(self, one: Node, every: Node) -> None:
        """Report `h_{1,t}` beside `h_{i,t}`, whose index counts an axis."""
        snippet = self.diagnostics.source.snippet
        letter = marks(every)[0]
        self.diagnostics.error(
            "E0215",
            f"`{snippet(one.span)}` is one of `{snippet(every.span)}`, whose index "
            f"{letter} has no number for its end: they are one array",
            one.span,
            help="say in the where block how many there are, as in H = 4, which makes "
            "a name for each; or rename what is no part of them",
        )

    def refuse_constant(self, name: Node, letters: frozenset[str]) -> None:
        """Report `γ_i = 0.9`: a constant is one number."""
        marked = stripped(name, letters)
        if not isinstance(marked, Scripted) or (
            self.loose.intersection(marks(marked))
            and self.identifier(unmarked(marked)) in self.labels
        ):
            return
        letter = " and ".join(marks(marked))
        if self.letters.isdisjoint(marks(marked)):
            return
        typed = self.diagnostics.source.snippet
        self.diagnostics.error(
            "E0303",
            f"`{typed(name.span)}` has the index {letter}, and a constant is one "
            "number",
            name.span,
            help="drop the index everywhere for one number; a number for each is a "
            f"parameter, {typed(name.span)} ∈ ℝ is frozen init 0.9",
        )


def without_numbers(name: Node) -> Node | None:
    """The name without numbers below or in brackets above it; None if it has none."""
    if not isinstance(name, Scripted):
        return None
    inner = without_numbers(name.base)
    kept = name.items
    if name.position == "sub" or name.bracket == "(":
        kept = tuple(each for each in name.items if not isinstance(each, Number))
    if inner is None and len(kept) == len(name.items):
        return None
    base = name.base if inner is None else inner
    return replace(name, base=base, items=kept) if kept else base


# ---------------------------------------------------------------- concatenations

_JOINS = frozenset(["concat", "concatenate", "concatenation", "cat"])


def joined_letter(node: Node) -> str | None:
    r"""The index of `Concat_i` or `\mathrm{concat}_{i=1}^{H}`; None for another."""
    base = node
    letter: str | None = None
    while isinstance(base, Scripted):
        if base.position == "sub" and base.items:
            index = read_index(base.items[0])
            letter = index.letter if index is not None else letter
        base = base.base
    if isinstance(base, Name) and base.text.removeprefix("\\").lower() in _JOINS:
        return letter
    return None


# ---------------------------------------------------------------- facts


def facts_with_axes(
    fact: Fact, letters: frozenset[str], ends: dict[str, Node], heads: Heads
) -> Iterator[Fact]:
    """The facts with how many there are: `W_i ∈ ℝ^{d×x}` is H matrices W."""
    if isinstance(fact, Statement):
        if is_name(fact.sides[0]):
            heads.refuse_constant(fact.sides[0], letters)
        yield fact
        return
    if isinstance(fact, Declaration):
        if fact.value is not None:
            for name in fact.names:
                heads.refuse_constant(name, letters)
        fact = replace(fact, dimensions=_with_products(fact.dimensions, ends, heads))
    by_letters: dict[tuple[str, ...], list[Node]] = {}
    for name in fact.names:
        marked = stripped(name, letters)
        if marked is None or (
            heads.loose.intersection(marks(marked))
            and heads.identifier(unmarked(marked)) in heads.labels
        ):
            by_letters.setdefault((), []).append(name)
        else:
            marked = with_first(marked, heads.letters)
            by_letters.setdefault(marks(marked), []).append(unmarked(marked))
    for own, names in by_letters.items():
        if isinstance(fact, Output) or not own:
            yield replace(fact, names=tuple(names))
        else:
            each = tuple(ends.get(one, Name("L", fact.span)) for one in own)
            yield replace(fact, names=tuple(names), each=each)


def _with_products(
    dimensions: tuple[Node, ...], ends: dict[str, Node], heads: Heads
) -> tuple[Node, ...]:
    """`Hd` in a shape is the product of H and d, where H counts heads."""
    counts = {
        end.text
        for letter, end in ends.items()
        if letter in heads.letters and isinstance(end, Name)
    }

    def product(node: Node) -> Node:
        match node:
            case Name(text=text, span=span) if (
                len(text) == 2 and len({*text} & counts) == 1
            ):
                return Juxtaposition(tuple(Name(each, span) for each in text), span)
        return node

    return tuple(map(product, dimensions))
