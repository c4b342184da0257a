"""The AST: what was written, with a source span on every node, and no meaning.

A closed set of frozen nodes.  Juxtaposition stays a flat sequence and scripts stay
unread: that `h(t-1)` is a time index and `W(h)` a product is for the resolver.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cellc.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Number:
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """One identifier or LaTeX command as typed, without scripts and accents."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Accent:
    """A tilde, hat, bar, dot or arrow over `base`."""

    accent: str
    base: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Scripted:
    """`base` with one subscript or superscript; further scripts nest around it.

    `position` is "sub", "super" or "prime"; `bracket` tells `<t>` and `(t)` from `{t}`.
    """

    base: Node
    position: str
    items: tuple[Node, ...]
    bracket: str
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    """A bracketed list: `bracket` is "(", "[", "{" or "<"."""

    bracket: str
    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Juxtaposition:
    """Two or more factors side by side."""

    factors: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Binary:
    """`operator` is one of + - * ⊙ ∘ · @ / × ⊗ ⊕ mod, and ‖ for any concatenation."""

    operator: str
    left: Node
    right: Node
    span: Span
    operator_span: Span


@dataclass(frozen=True, slots=True)
class Negation:
    operand: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """Notation that is a function by its form: a root, bars, a fraction is none."""

    function: str
    argument: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Stack:
    """A column of a LaTeX matrix environment: parts on top of one another."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Part:
    """One of `count` equal parts of a vector, from the top; of a stacked equation."""

    operand: Node
    index: int
    count: int
    span: Span


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared: `operator` is one of = ≠ < > ≤ ≥; `and`, `or` join two."""

    operator: str
    left: Node
    right: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Cases:
    """A value by cases: `values[k]` where `conditions[k]` is the first that holds.

    The last value stands where none of them holds.  `last` is the condition that was
    written beside it, None for `otherwise`.
    """

    values: tuple[Node, ...]
    conditions: tuple[Node, ...]
    last: Node | None
    span: Span


@dataclass(frozen=True, slots=True)
class Indicator:
    """`[t mod T = 0]`: 1 where the condition holds, 0 elsewhere."""

    condition: Node
    span: Span


Node = (
    Number
    | Name
    | Accent
    | Scripted
    | Group
    | Juxtaposition
    | Binary
    | Negation
    | Call
    | Stack
    | Part
    | Comparison
    | Cases
    | Indicator
)


class Telling(StrEnum):
    """What a sentence does with a value.

    GIVEN: `where a = 1`.  CHOSEN: `we set a = 1`, `the rate is a = 1`.  DOUBTED: `we
    found a = 1 to work well`.  CASE: `for a = 1 it is another cell`.
    """

    GIVEN = "given"
    CHOSEN = "chosen"
    DOUBTED = "doubted"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Statement:
    """`sides[0] = sides[1]`, with as many sides as were written.

    text: what it reads as, where that is not what was typed (a row of a stack).
    spoken: whether it stands in a sentence: `where $\\phi = \\tanh$ is ...`.
    telling: what that sentence does with it: gives what is there, or speaks of a case
        or of the beginning of training: `Setting $U = 0$ recovers ...`.
    """

    sides: tuple[Node, ...]
    span: Span
    text: str | None = None
    spoken: bool = False
    telling: Telling = Telling.GIVEN


@dataclass(frozen=True, slots=True)
class Init:
    """How a parameter is initialised: a scheme's name and an optional number."""

    scheme: str
    argument: float | None
    span: Span


@dataclass(frozen=True, slots=True)
class Declaration:
    """`names ∈ ℝ^{dimensions} = value is role init scheme` of the `where` block.

    spoken: whether it stands in a sentence, or behind an equation.
    ranged: whether the set is an interval, `(0, 1)`, and not ℝ.
    sized: whether it says a shape at all; `W is frozen` does not.
    often: the word behind a distribution that says how often it is drawn from.
    each: how many of this shape there are, where an index runs over them.
    """

    names: tuple[Node, ...]
    dimensions: tuple[Node, ...]
    value: Node | None
    role: Name | None
    inits: tuple[Init, ...]
    span: Span
    spoken: bool = False
    ranged: bool = False
    sized: bool = True
    often: Name | None = None
    each: tuple[Node, ...] = ()

    @property
    def is_drawn(self) -> bool:
        """`m ~ Bernoulli(0.9)`."""
        return self.role is not None and " " in self.role.text


@dataclass(frozen=True, slots=True)
class Output:
    """`output h_t, y_t` of the `where` block."""

    names: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Range:
    """`for l = 1..L`: the whole numbers that a letter runs over.

    header: whether it stands on a line of its own, above its equations.
    count: the name that gives its end, None for a number.
    """

    letter: str
    values: tuple[int, ...]
    span: Span
    header: bool = False
    count: str | None = None


@dataclass(frozen=True, slots=True)
class Spec:
    """A parsed spec: its header, its equations, and the facts of its `where` block.

    matrices: identifiers that the notation shows to be matrices (`\\sum_j w_{ij} x_j`).
    vectors: those that it shows to be vectors (`\\tau_i c_i`).
    counts: identifiers of numbers that stood in indices (`h_{t-d}`).
    asides: what sentences say beside the equations, which is not read.
    ranges: what indices run over that equations are written out for.
    open_ranges: likewise, with an end that has no number, so without values.
    axes: indices over heads, and how many each counts.
    """

    header: tuple[tuple[str, str], ...]
    equations: tuple[Statement, ...]
    facts: tuple[Statement | Declaration | Output, ...]
    matrices: tuple[str, ...] = ()
    vectors: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    asides: tuple[Statement, ...] = ()
    ranges: tuple[Range, ...] = ()
    open_ranges: tuple[Range, ...] = ()
    axes: tuple[tuple[str, Node], ...] = ()
