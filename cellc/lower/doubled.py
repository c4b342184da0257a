"""Names with two equations: which other name one of the two may be meant for.

`z_t = σ(W_r x_t)` beside `z_t = σ(W_z x_t)`, where r_t is used and has no equation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cellc.diagnostics import Diagnostics
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.walk import names_in
from cellc.lower.spelling import bare
from cellc.syntax.nodes import Statement


def meant_instead(
    statement: Statement,
    statements: Sequence[Statement],
    heads: Sequence[ReadName | None],
    diagnostics: Diagnostics,
) -> str:
    """The name at t without an equation whose letter the parameters of one have."""
    silent = Diagnostics(diagnostics.source)
    defined = {each.identifier for each in heads if each is not None}
    loose = {
        name.identifier: name
        for each in statements
        for name in _names(each, silent)
        if name.lag == 0 and name.identifier not in defined
    }
    labels = {
        part
        for name in _names(statement, silent)
        if name.lag is None
        for part in name.identifier.split("_")[1:]
    }
    found = [name for identifier, name in loose.items() if identifier in labels]
    if len(found) != 1:
        return ""
    return bare(diagnostics.source.snippet(found[0].span))


def _names(statement: Statement, silent: Diagnostics) -> Iterator[ReadName]:
    for side in statement.sides[1:]:
        for node in names_in(side):
            name = read_name(node, silent)
            if name is not None:
                yield name
