"""Values made in this step and written at t-1: `ĥ_{t-1} = γ_t ⊙ h_{t-1}`.

A name that stands at t-1 wherever it stands, on its left side too, is another name for
the same value at t.
"""

from __future__ import annotations

from cellc.diagnostics import Diagnostics
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.index import TIME, with_index
from cellc.lower.notation.walk import Rewrite, is_name, names_in
from cellc.syntax.nodes import Node, Statement


def values_of_this_step(
    equations: tuple[Statement, ...], letter: str, diagnostics: Diagnostics
) -> Rewrite | None:
    """The rule that writes them at t; None if there are none."""
    silent = Diagnostics(diagnostics.source)
    lags: dict[str, set[int | None]] = {}
    for statement in equations:
        for side in statement.sides:
            for node in names_in(side):
                name = read_name(node, silent)
                if name is not None:
                    lags.setdefault(name.identifier, set()).add(name.lag)
    found: dict[str, ReadName] = {}
    for statement in equations:
        left = read_name(statement.sides[0], silent)
        if left is not None and lags.get(left.identifier) == {1}:
            found.setdefault(left.identifier, left)
    if not found:
        return None
    for left in found.values():
        typed = diagnostics.source.snippet(left.span)
        diagnostics.note(
            "N0619",
            f"`{typed}` stands at {letter}-1 wherever it is used and on its left side "
            f"too: it is read as a value made at {letter}",
            left.span,
            help=f"write {letter} for {letter}-1 on the left side and where it is used",
        )

    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        name = read_name(node, silent)
        if name is None or name.identifier not in found:
            return node
        return with_index(node, TIME, 1)

    return rule
