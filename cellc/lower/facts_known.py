"""What the facts of a text are kept in, and what is told where two of them clash."""

from __future__ import annotations

from dataclasses import dataclass, field

from sympy import Expr, Rational

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.ir import Initializer, Noise
from cellc.lower.functions import Function
from cellc.lower.names import ReadName, read_name, with_time_argument
from cellc.patterns import regex
from cellc.syntax.nodes import Node


@dataclass(frozen=True, slots=True)
class DeclaredShape:
    """ℝ^{dimensions} as written, with the place it stands at.

    spoken: whether that is a sentence, or behind an equation.
    """

    dimensions: tuple[Expr, ...]
    span: Span
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class Doubted:
    """A function that a sentence names for a name, and does not stand by.

    changed: whether its words make another function of it.
    """

    function: Function
    typed: str
    sentence: str
    place: Span
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """`m ~ Bernoulli(0.9)`, of a name without a step: where it stands, and the law.

    noise: None where it is none that is drawn, or a sentence says it in words.
    """

    span: Span
    spoken: bool
    noise: Noise | None = None


@dataclass
class Facts:
    """What the `where` block and the definitions of functions say, by identifier.

    A sentence about the equations, `where $\\alpha \\in (0,1]$ is ...`, says facts too.
    """

    functions: dict[str, Function] = field(default_factory=dict)
    numbers: dict[str, Rational] = field(default_factory=dict)
    shapes: dict[str, DeclaredShape] = field(default_factory=dict)
    constants: dict[str, float] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    noise: dict[str, Noise] = field(default_factory=dict)
    drawn: dict[str, Drawn] = field(default_factory=dict)  # under names without time
    initializers: dict[str, Initializer] = field(default_factory=dict)
    outputs: list[ReadName] = field(default_factory=list)
    places: dict[str, Span] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)  # numbers and functions, by other facts
    block: set[str] = field(default_factory=set)  # functions of the `where` block
    spoken: set[str] = field(default_factory=set)  # of sentences only
    axes: dict[str, Expr] = field(default_factory=dict)  # what indices of heads count
    doubted: dict[str, Doubted] = field(default_factory=dict)  # not believed
    lines: tuple[Span, ...] = ()  # of the `where` block

    def without_lines(self, text: str) -> str:
        """A text with full stops in the place of the block's facts.

        They are no sentences, and none goes on from one of them to the next.
        """
        for place in self.lines:
            inside = regex(r"[^\n]").sub(".", text[place.start : place.end])
            text = text[: place.start] + inside + text[place.end :]
        return text


def plain_name(node: Node, diagnostics: Diagnostics) -> ReadName | None:
    name = read_name(with_time_argument(node)[0], diagnostics)
    if name is None or name.power is not None or name.transposed:
        diagnostics.error(
            "E0301", "a fact is about a name", node.span, help="write one name here"
        )
        return None
    return name


def refuse_second(name: ReadName, first: Span, diagnostics: Diagnostics) -> None:
    typed = diagnostics.source.snippet(name.span)
    diagnostics.error(
        "E0220",
        f"`{typed}` is defined twice",
        name.span,
        labels=(Label(first, "first defined here"),),
        help="remove one of the two, or give it another name",
    )
