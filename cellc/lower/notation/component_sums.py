r"""Sums of components that are no products of matrices: `\sum_j x_j`, `\sum_j a_j x_j`.

A sum over the components of one vector is its `sum`, with 1/N before it, where N is the
end of the sum, its `mean`; over a product of components it is an inner product.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Mapping
from dataclasses import dataclass

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.notation.component_forms import letters_below, sum_letter
from cellc.lower.notation.index import TIME, indices_of, without_scripts
from cellc.lower.notation.unindexed import looks_like_matrix
from cellc.lower.notation.walk import is_function, is_name, names_in
from cellc.syntax.nodes import (
    Binary,
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Negation,
    Node,
    Number,
    Output,
    Scripted,
    Statement,
)

NO_PRODUCT = (
    "this sum is not a matrix times a vector",
    "write the product of a matrix and a vector, W x, or a name for the sum",
)
MATRIX_ALONE = (
    "this sum goes over the components of a matrix, with no vector behind it",
    r"write S \mathbf{1} for the sums of the rows of S, \mathbf{1}^\top S for those of "
    "its columns",
)


@dataclass(frozen=True)
class Sizes:
    """The sizes that vectors are declared with, and names that numbers are given."""

    of_vectors: Mapping[str, str]
    given: frozenset[str]


def sizes_of(facts: Collection[Statement | Declaration | Output]) -> Sizes:
    """`h ∈ ℝ^N` and `N = 100`."""
    found: dict[str, str] = {}
    given: set[str] = set()
    for fact in facts:
        if isinstance(fact, Declaration) and len(fact.dimensions) == 1:
            size = fact.dimensions[0]
            if isinstance(size, Name | Number):
                found.update({_letters(name): size.text for name in fact.names})
        elif isinstance(fact, Statement):
            given.add(_letters(fact.sides[0]))
    return Sizes(found, frozenset(given))


def sum_end(node: Node) -> str | None:
    r"""The `n` of `\sum_{j=1}^{n}`."""
    while isinstance(node, Scripted):
        if node.position == "super" and len(node.items) == 1:
            end = _opened(node.items[0])
            return end.text if isinstance(end, Name | Number) else "?"
        node = node.base
    return None


def part_of_a_sum(node: Node, free: frozenset[str]) -> str | None:
    r"""What above a sum tells that it does not go over all: `i - 1`, `n/2`, a prime.

    free: the indices of the left side.
    """
    marked = node
    while isinstance(marked, Scripted):
        for each in marked.items:
            if isinstance(each, Name) and each.text in _MARKS:
                return f"as a {each.text} tells"
        marked = marked.base
    end = sum_end(node)
    if end == "?":
        return "up to what is computed"
    return f"up to {end}" if end in {*free, TIME, "\\infty", "∞"} else None


def range_for(node: Node) -> str:
    r"""What to write where the i of `\sum_{i=1}^{k_1}` counts names, not components."""
    letter, item = sum_letter(node), _end_of(node)
    end = "" if item is None else _end_in_text(item)
    if not end or letter is None:
        return ""
    return (
        f"where {letter} counts names that have equations, write behind each of these "
        f"`for {letter} = 1..{end}`, and `{end} = 2` in the where block; else "
    )


def _end_of(node: Node) -> Node | None:
    found = None
    while isinstance(node, Scripted):
        if node.position == "super" and len(node.items) == 1:
            found = _opened(node.items[0])
        node = node.base
    return found


def running_total(node: Node, letters: Container[str]) -> str:
    r"""What to write for `\sum_{j=1}^{i}`, where i is an index of the left side."""
    item = _end_of(node)
    if isinstance(item, Name) and item.text in letters:
        letter = sum_letter(node)
        return (
            f"the sum of the components a_{letter} of a vector up to each one is "
            "cumsum(a); else "
        )
    return range_for(node)


def _end_in_text(node: Node) -> str:
    match node:
        case Scripted(position="sub", base=Name(text=text), items=(item,)) if (
            isinstance(item, Name | Number)
        ):
            return f"{text}_{item.text}"
    return ""


_MARKS = frozenset(["prime", "star"])  # above or behind the sign
Terms = tuple[Node, ...]  # the factors of a product


def addends(terms: Terms) -> list[tuple[str, Terms]]:
    """`(a + b - c)` under a sum, alone or with matrices: its terms with their signs."""
    for at, factor in enumerate(terms):
        matrices = any(len(letters_below(each)) > 1 for each in names_in(factor))
        if len(terms) == 1 or (isinstance(factor, Group) and matrices):
            before, behind = terms[:at], terms[at + 1 :]
            return [(sign, (*before, one, *behind)) for sign, one in _signed(factor)]
    return [("+", terms)]


def _signed(node: Node, sign: str = "+") -> list[tuple[str, Node]]:
    match node:
        case Group(bracket="(" | "[" | "{", items=(inner,)):
            found = _signed(inner, sign)
            return found if len(found) > 1 else [(sign, node)]
        case Binary(operator="+" | "-" as between, left=left, right=right):
            other = sign if between == "+" else _turned(sign)
            return [*_signed(left, sign), *_signed(right, other)]
        case Negation(operand=operand):
            return _signed(operand, _turned(sign))
    return [(sign, node)]


def _turned(sign: str) -> str:
    return "-" if sign == "+" else "+"


def added(parts: list[tuple[str, Node]]) -> Node:
    """The terms in one expression again."""
    (sign, total), *others = parts
    if sign == "-":
        total = Negation(total, total.span)
    for between, each in others:
        span = total.span | each.span
        total = Binary(between, total, each, span, span)
    return total


@dataclass(frozen=True)
class ComponentSum:
    """A sum over `letter` of these factors, which are no matrix.

    end: what stands above the sum.  others: other letters of components.
    """

    letter: str
    end: str | None
    factors: list[Node]
    others: frozenset[str]
    sizes: Sizes
    node: Node

    def settle(self, diagnostics: Diagnostics) -> bool:
        """Whether it has one meaning; what is doubtful is reported."""
        typed = diagnostics.source.snippet
        found = self._doubt(typed)
        if found is not None:
            message, advice = found
            diagnostics.error("E0215", message, self.node.span, help=advice)
        elif self._could_be_vectors():
            diagnostics.note(
                "N0691",
                f"`{typed(self.node.span)}` is read as an inner product, which is one "
                "number",
                self.node.span,
                help="for a sum of vectors with weights write them as the columns of "
                "a matrix, A α_t",
            )
        return found is None

    def _doubt(self, typed: Callable[[Span], str]) -> tuple[str, str] | None:
        names = [
            name
            for factor in self.factors
            for name in names_in(factor)
            if not is_function(name)
        ]
        counted = [each for each in names if self.letter in _indices(each)]
        if not counted:
            return (
                f"`{typed(self.factors[-1].span)}` under this sum has no index "
                f"{self.letter}",
                f"write the index, x_{{t,{self.letter}}}; what the sum does not go "
                "over stands outside it, in brackets of its own",
            )
        for name in counted:
            size = self._size(name) or ""
            if size.isdigit() and (self.end or "").isdigit() and size != self.end:
                return (
                    f"this sum goes over {self.end} components, and "
                    f"`{typed(name.span)}` is declared with {size}",
                    "a sum goes over all components; write another end or declaration",
                )
        rest = [each for each in names if each not in counted]
        if any(_indices(each) & self.others - {self.letter} for each in names):
            return NO_PRODUCT
        if rest:
            return (
                f"under this sum `{typed(counted[0].span)}` has the index "
                f"{self.letter}, `{typed(rest[0].span)}` has not",
                f"for components write the index at both; where {self.letter} counts "
                "matrices or vectors write its ends as numbers, "
                f"\\sum_{{{self.letter}=1}}^{{2}}",
            )
        if len(self.factors) > 1 and not self._is_inner_product(counted):
            first = typed(self.factors[0].span)
            return (
                f"this sum can be an inner product, and a sum of vectors "
                f"`{typed(counted[-1].span)}`, each with its weight `{first}`",
                "write a^T x for the inner product, one number; for a set of vectors "
                f"declare it in the where block: {typed(counted[-1].span)} ∈ ℝ^n is "
                "static",
            )
        return None

    def lengths(self) -> Iterator[tuple[Node, str]]:
        r"""The b of `\sum_{j=1}^{3} b_j`, which has 3 components."""
        if self.end is not None and self.end.isdigit():
            for factor in self.factors:
                for name in names_in(factor):
                    if self.letter in _indices(name) and self._size(name) is None:
                        yield without_scripts(name, frozenset([self.letter])), self.end

    def _is_inner_product(self, names: list[Node]) -> bool:
        """Whether nothing suggests that these are a set of vectors."""
        timed = [TIME in _indices(each) for each in names]
        if any(looks_like_matrix(each) for each in names):
            return False
        weighed = timed[-1] and self.end is None  # `a_i x_{t,i}`, not `α_{t,i} a_i`
        return all(timed) or weighed or self._is_size(names)

    def _is_size(self, names: list[Node]) -> bool:
        return self.end is not None and self.end in map(self._size, names)

    def _could_be_vectors(self) -> bool:
        """Whether another reader could take its factors for vectors."""
        names = [each for factor in self.factors for each in names_in(factor)]
        timed = all(TIME in _indices(each) for each in names if not is_function(each))
        return len(self.factors) > 1 and not (timed or self._is_size(names))

    def counts(self, node: Node) -> bool:
        """Whether a name is the number of the components: the end, or a size."""
        node = _opened(node)
        if not isinstance(node, Name) or node.text in self.sizes.given:
            return False
        names = [each for factor in self.factors for each in names_in(factor)]
        return node.text in (self.end, *map(self._size, names))

    def _size(self, name: Node) -> str | None:
        return self.sizes.of_vectors.get(_letters(name))

    def is_divided(self, node: Node) -> bool:
        r"""Whether this factor before a sum is 1 over the number of its components."""
        match _opened(node):
            case Binary(operator="/", left=left, right=right):
                one = _opened(left)
                return (
                    isinstance(one, Number) and one.text == "1" and self.counts(right)
                )
        return False


def inner_product(factors: list[Node]) -> Node | None:
    """`a^T x` of two names."""
    match factors:
        case [first, second] if _is_plain(first) and _is_plain(second):
            top = Name("T", first.span)
            turned = Scripted(first, "super", (top,), "", first.span)
            return Binary("@", turned, second, first.span | second.span, first.span)
    return None


def _is_plain(node: Node) -> bool:
    """A name that nothing stands above, so that it can be transposed."""
    below = node
    while isinstance(below, Scripted) and below.position == "sub":
        below = below.base
    return isinstance(below, Name) and is_name(node)


def applied(function: str, argument: Node) -> Node:
    group = Group("(", (argument,), argument.span)
    return Juxtaposition((Name(function, argument.span), group), argument.span)


def letters_in(terms: Terms) -> set[str]:
    """The letters of the indices of all names in a product."""
    names = [name for each in terms for name in names_in(each)]
    return {index.letter for name in names for index, _ in indices_of(name)}


def _indices(name: Node) -> set[str]:
    return {index.letter for index, _ in indices_of(name)}


def _letters(name: Node) -> str:
    while isinstance(name, Scripted):
        name = name.base
    return name.text if isinstance(name, Name) else ""


def _opened(node: Node) -> Node:
    while isinstance(node, Group) and len(node.items) == 1:
        (node,) = node.items
    return node
