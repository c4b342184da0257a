"""Terms: an equation with its names resolved and its products not yet typed.

Between AST and IR.  A closed set of frozen nodes, each with its span.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from sympy import Rational

from cellc.diagnostics import Span
from cellc.lower.names import is_matrix_word
from cellc.ops import Operation, Reduction


@dataclass(frozen=True, slots=True)
class Constant:
    value: Rational
    span: Span


@dataclass(frozen=True, slots=True)
class Reference:
    """A use of a name; `lag` is None for a name without time.

    running: its indices that run, `i` of `a_i`, in the order of their axes.
    shifts: what is added to each, -1 of `a_{i-1}`; outside of the set a value is zero.
    own: how many of them, the last ones, count its own components, `S_{ij}`.
    """

    identifier: str
    lag: int | None
    matrix_like: bool
    span: Span
    running: tuple[str, ...] = ()
    shifts: tuple[int, ...] = ()
    own: int = 0

    @property
    def outer(self) -> int:
        """How many of its indices count axes in front of its shape."""
        return len(self.running) - self.own


@dataclass(frozen=True, slots=True)
class Sum:
    left: Term
    right: Term
    span: Span


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Term
    span: Span


@dataclass(frozen=True, slots=True)
class Product:
    """`operator` as written: "" (side by side), · @ for products that shapes decide,
    × too; * ⊙ ∘ ⊗ for elementwise ones.

    chained: of several factors side by side, `right` is all but the first.
    """

    operator: str
    left: Term
    right: Term
    span: Span
    operator_span: Span
    chained: bool = False

    @property
    def elementwise(self) -> bool:
        return self.operator in ("*", "⊙", "∘", "⊗")


@dataclass(frozen=True, slots=True)
class Quotient:
    left: Term
    right: Term
    span: Span


@dataclass(frozen=True, slots=True)
class Power:
    base: Term
    exponent: Rational
    span: Span


@dataclass(frozen=True, slots=True)
class Apply:
    """own: it is written where it stands, and no body of a function of the text."""

    operation: Operation | Reduction
    arguments: tuple[Term, ...]
    span: Span
    own: bool = True


@dataclass(frozen=True, slots=True)
class Concatenate:
    items: tuple[Term, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Transposed:
    operand: Term
    span: Span


@dataclass(frozen=True, slots=True)
class Diagonal:
    """`diag(p)`: a matrix with the vector on its diagonal."""

    operand: Term
    span: Span


@dataclass(frozen=True, slots=True)
class Portion:
    """One of `count` equal parts of a vector, counted from the top."""

    operand: Term
    index: int
    count: int
    span: Span


@dataclass(frozen=True, slots=True)
class Entry:
    """One of `count` components of a vector, or rows of a matrix, from the top."""

    operand: Term
    index: int
    count: int
    span: Span


@dataclass(frozen=True, slots=True)
class Identity:
    """`I`: the identity matrix, of the size that is needed."""

    span: Span


@dataclass(frozen=True, slots=True)
class Size:
    r"""The d of `\sqrt{d}`: how many components what is declared with it has."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Filled:
    r"""`\mathbf{1}_{d \times m}`: an array of ones, of the sizes that it names."""

    sizes: tuple[Size, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Ones:
    r"""`\mathbf{1}`: a vector of ones, of the size that is needed."""

    span: Span


@dataclass(frozen=True, slots=True)
class Total:
    r"""`\sum_i`: the sum over all positions of an index.

    kind: "sum", or another function of what all positions have, "largest", "mean",
        "log_sum_exp", "norm", "smallest"; "count" is how many positions there are.
    """

    operand: Term
    running: str
    span: Span
    kind: str = "sum"


@dataclass(frozen=True, slots=True)
class Ordinal:
    """The index itself as a number, `i` in `2^{-i}`: first, first + 1, ..."""

    running: str
    first: int
    span: Span


@dataclass(frozen=True, slots=True)
class Along:
    r"""`softmax_j(S_{ij})`: an operation over one index, which its value has too."""

    operation: Reduction
    operand: Term
    running: str
    span: Span


@dataclass(frozen=True, slots=True)
class Joined:
    """`[o_{1,t}; ...; o_{H,t}]`: the vectors of all positions of an index in one."""

    operand: Term
    running: str
    span: Span


Term = (
    Constant
    | Reference
    | Sum
    | Negative
    | Product
    | Quotient
    | Power
    | Apply
    | Concatenate
    | Transposed
    | Diagonal
    | Portion
    | Entry
    | Identity
    | Size
    | Filled
    | Ones
    | Total
    | Along
    | Ordinal
    | Joined
)


def children(term: Term) -> tuple[Term, ...]:
    return _CHILDREN[type(term)](term)


_CHILDREN: dict[type, Callable[[Any], tuple[Term, ...]]] = {
    Constant: lambda term: (),
    Reference: lambda term: (),
    Identity: lambda term: (),
    Size: lambda term: (),
    Filled: lambda term: (),
    Ones: lambda term: (),
    Ordinal: lambda term: (),
    Sum: lambda term: (term.left, term.right),
    Product: lambda term: (term.left, term.right),
    Quotient: lambda term: (term.left, term.right),
    Negative: lambda term: (term.operand,),
    Transposed: lambda term: (term.operand,),
    Diagonal: lambda term: (term.operand,),
    Portion: lambda term: (term.operand,),
    Entry: lambda term: (term.operand,),
    Total: lambda term: (term.operand,),
    Along: lambda term: (term.operand,),
    Joined: lambda term: (term.operand,),
    Power: lambda term: (term.base,),
    Apply: lambda term: term.arguments,
    Concatenate: lambda term: term.items,
}


def walk(term: Term) -> Iterator[Term]:
    """A term and every part of it, in the order of the text; deep ones too."""
    waiting = [term]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += _CHILDREN[type(found)](found)[::-1]


def references(term: Term) -> list[Reference]:
    """Every use of a name in a term, in the order of the text."""
    return [each for each in walk(term) if isinstance(each, Reference)]


def free_running(term: Term) -> frozenset[str]:
    """The indices of a term that run, and that no sum in it goes over."""
    if isinstance(term, Reference):
        return frozenset(term.running)
    if isinstance(term, Ordinal):
        return frozenset([term.running])
    found = frozenset[str]().union(*map(free_running, children(term)))
    return found - {term.running} if isinstance(term, Total | Joined) else found


def with_matrix_word(term: Term) -> Term:
    """`Wf x_t`: a name like Wf without time is called as matrices are."""
    if (
        isinstance(term, Reference)
        and term.lag is None
        and is_matrix_word(term.identifier.partition("_")[0])
    ):
        return replace(term, matrix_like=True)
    return term


def rebuilt(term: Term, change: Callable[[Term], Term]) -> Term:
    """The same term with every node changed, the innermost first."""
    new: dict[str, object] = {}
    for each in fields(term):
        value = getattr(term, each.name)
        if isinstance(value, Term):
            new[each.name] = rebuilt(value, change)
        elif isinstance(value, tuple) and value and isinstance(value[0], Term):
            new[each.name] = tuple(rebuilt(one, change) for one in value)
    return change(replace(term, **new) if new else term)  # type: ignore[arg-type]
