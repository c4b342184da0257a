r"""π as the number: `\log(2\pi)`, in a text that has no π of its own."""

from __future__ import annotations

from collections.abc import Sequence

from cellc.diagnostics import Diagnostics
from cellc.lower.notation.walk import everything_in, is_name, rewritten_statement
from cellc.syntax.nodes import (
    Accent,
    Declaration,
    Name,
    Node,
    Number,
    Output,
    Scripted,
    Statement,
)

Fact = Statement | Declaration | Output
DIGITS = "3.14159265358979323846"
_SPELLINGS = frozenset(["π", "\\pi"])


def with_pi(
    equations: tuple[Statement, ...], facts: Sequence[Fact], diagnostics: Diagnostics
) -> tuple[Statement, ...]:
    """The equations with the number for π, where nothing says that π is a name.

    An index makes a name of it (`π_t`, mixture weights), and so does a line of the
    `where` block or an equation.
    """
    found: list[Name] = []
    for each in equations:
        for side in each.sides:
            for node in everything_in(side):
                if isinstance(node, Name) and node.text in _SPELLINGS:
                    found.append(node)
                if isinstance(node, Scripted | Accent) and is_name(node):
                    base = node.base
                    if isinstance(base, Name) and base.text in _SPELLINGS:
                        return equations
    declared = [
        name
        for fact in facts
        for name in ([fact.sides[0]] if isinstance(fact, Statement) else fact.names)
    ]
    lefts = [each.sides[0] for each in equations]
    own = any(
        isinstance(each, Name) and each.text in _SPELLINGS
        for name in (*declared, *lefts)
        for each in everything_in(name)
    )
    if not found or own:
        return equations
    first = min(found, key=lambda each: each.span)
    diagnostics.note(
        "N0690",
        f"`{diagnostics.source.snippet(first.span)}` is read as the number 3.14159...",
        first.span,
        help="if it is a parameter, declare it in the where block: π ∈ ℝ",
    )

    def rule(node: Node) -> Node | None:
        if isinstance(node, Name) and node.text in _SPELLINGS:
            return Number(DIGITS, node.span)
        return None

    return tuple(rewritten_statement(each, rule) for each in equations)
