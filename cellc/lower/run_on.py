"""Two equations on a line: `f_t = σ(W x_t) h_t = f_t h_{t-1}`.

They look like one with two right sides, the first of which ends with a name.  Where
these do not agree, a line break is missing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from cellc.diagnostics import Diagnostics, Edit, Label, Source, Span
from cellc.lower.names import read_name
from cellc.lower.notation.walk import is_name
from cellc.syntax.nodes import Binary, Juxtaposition, Negation, Node, Statement


def equations_run_on(statement: Statement, source: Source) -> list[Statement]:
    """The equations that may stand on the line; one where no side ends with a name."""
    found: list[Statement] = []
    sides = [statement.sides[0]]
    for side, following in pairwise(statement.sides[1:]):
        cut = _cut(side)
        if cut is None or _ends_line(cut[1].span, following.span, source):
            sides.append(side)
            continue
        found.append(_equation([*sides, cut[0]]))
        sides = [cut[1]]
    return [*found, _equation([*sides, statement.sides[-1]])]


def _equation(sides: list[Node]) -> Statement:
    return Statement((sides[0], sides[-1]), sides[0].span | sides[-1].span)


def _cut(node: Node) -> tuple[Node, Node] | None:
    """An expression without the name at its end, and the name."""
    match node:
        case Juxtaposition(factors=(*rest, last)) if is_name(last):
            name = read_name(last, Diagnostics(Source("")))
            if name is None or (name.lag or 0) > 0:
                return None
            body = rest[0] if len(rest) == 1 else replace(node, factors=tuple(rest))
            return body, last
        case Binary(right=right):
            cut = _cut(right)
            return cut and (replace(node, right=cut[0]), cut[1])
        case Negation(operand=operand):
            cut = _cut(operand)
            return cut and (replace(node, operand=cut[0]), cut[1])
    return None


def _ends_line(name: Span, following: Span, source: Source) -> bool:
    """Whether the `=` behind a name stands on a line of its own."""
    between = source.text[name.end : following.start].partition("=")[0]
    return "\n" in between or "\\\\" in between


def refuse_run_on(equations: list[Statement], diagnostics: Diagnostics) -> None:
    """Report every equation of a line but the first."""
    text = diagnostics.source.text
    latex = "\\\\" in text or re.search(r"\\begin\s*\{|\$\$|\\\[", text) is not None
    for before, each in pairwise(equations):
        name = each.sides[0].span
        diagnostics.error(
            "E0104",
            f"a second equation starts here, `{diagnostics.source.snippet(name)}` =",
            name,
            labels=(Label(before.sides[0].span, "the equation before"),),
            help="end the equation before with a line break" + " or `\\\\`" * latex,
            edit=Edit(Span(name.start, name.start), "\\\\\n" if latex else "\n"),
        )
