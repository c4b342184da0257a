"""Why a term has its shape: descriptions of both sides of a conflict, and labels.

A size is explained link by link, each link at the place that forced it; at most
three places are shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr

from cellc.diagnostics import Label, Source, Span
from cellc.ir import size_text
from cellc.lower.ranks import KINDS, RankFact
from cellc.lower.spelling import bare, with_whole_brackets
from cellc.lower.terms import Reference, Term
from cellc.lower.unify import Sizes

Shape = tuple[Expr, ...]
MOST_LABELS = 3
LONGEST_SNIPPET = 40  # characters of a term in a message
UNKNOWN = "?"  # a size that has no name yet


@dataclass(frozen=True)
class Side:
    """One side of a conflict: what was written, its shape, the size in question."""

    term: Term
    shape: Shape
    axis: int = 0

    @property
    def size(self) -> Expr:
        return self.shape[self.axis]


@dataclass(frozen=True)
class Reasons:
    """Says what the shape of a term is and where it comes from."""

    source: Source
    sizes: Sizes
    ranks: dict[str, RankFact]

    def snippet(self, span: Span) -> str:
        """What stands at a place, on one line and not longer than a message allows.

        Brackets of which the place has one end only are shown whole.
        """
        short = Span(span.start, min(span.end, span.start + 4 * LONGEST_SNIPPET))
        whole = with_whole_brackets(short, self.source)
        span, short = whole | span, whole
        text = " ".join(self.source.snippet(short).split())
        if short == span and len(text) <= LONGEST_SNIPPET:
            return text
        return text[: LONGEST_SNIPPET - 3] + "..."

    def written(self, term: Term) -> str:
        """A term as typed; a name without the power or transpose behind it."""
        text = self.snippet(term.span)
        return bare(text) if isinstance(term, Reference) else text

    def size(self, size: Expr) -> str:
        """A size as people read it."""
        resolved = self.sizes.resolve(size)
        unnamed = any("[" in each.name for each in resolved.free_symbols)
        return UNKNOWN if unnamed else size_text(resolved)

    def shape(self, shape: Shape) -> str:
        """`a vector of size h`, `a matrix (h × x)`."""
        kind = KINDS.get(len(shape), f"an array of {len(shape)} axes")
        sizes = [self.size(each) for each in shape]
        if {*sizes} <= {UNKNOWN}:
            return kind
        if len(shape) == 1:
            return f"{kind} of size {sizes[0]}"
        return f"{kind} ({' × '.join(sizes)})"

    def described(self, side: Side) -> str:
        """`the vector b of size h`, with the term as it was written."""
        _, kind, *rest = self.shape(side.shape).split(" ")
        return " ".join(["the", kind, f"`{self.written(side.term)}`", *rest])

    # ------------------------------------------------------------ labels

    def of_sizes(self, left: Side, right: Side, place: Span) -> tuple[Label, ...]:
        """Why the two sides at `place` have their sizes, at most three links."""
        return _shortened([self._links(each, place) for each in (left, right)])

    def behind(self, *sizes: Expr) -> tuple[Label, ...]:
        """Why these sizes are what they are, at most three links."""
        chains = [self.sizes.chain(each) for each in sizes]
        return _shortened(
            [[Label(fact.span, fact.why) for fact in chain] for chain in chains]
        )

    def _links(self, side: Side, place: Span) -> list[Label]:
        facts = [fact for fact in self.sizes.chain(side.size) if fact.span != place]
        if facts:
            return [Label(fact.span, fact.why) for fact in facts]
        if side.term.span == place:
            return []
        return [Label(side.term.span, f"this has size {self.size(side.size)}")]

    def of_ranks(self, *sides: Side) -> tuple[Label, ...]:
        """Why these sides have their numbers of axes."""
        return tuple(dict.fromkeys(self._rank_label(each) for each in sides))

    def is_used_elsewhere(self, side: Side) -> bool:
        """Whether a name without time has its number of axes from another use."""
        term = side.term
        if not isinstance(term, Reference) or term.lag is not None:
            return False
        fact = self.ranks.get(term.identifier)
        return (
            fact is not None
            and not fact.declared
            and fact.span | term.span != term.span
        )

    def _rank_label(self, side: Side) -> Label:
        term = side.term
        if isinstance(term, Reference) and term.identifier in self.ranks:
            fact = self.ranks[term.identifier]
            return Label(fact.span, f"`{self.written(term)}` {fact.why}")
        return Label(term.span, f"this is {self.shape(side.shape)}")


def _shortened(chains: list[list[Label]]) -> tuple[Label, ...]:
    """At most three labels of all chains; the last of each is the spec's own word."""
    while sum(map(len, chains)) > MOST_LABELS:
        longer = max(chains, key=len)
        del longer[1 if len(longer) > 2 else 0]
    return tuple(dict.fromkeys(label for chain in chains for label in chain))
