"""First powers beside other ones: `W x^1_t + U x^2_t` has two inputs, x^1 and x^2.

Nobody writes a first power but in a polynomial, so such numbers are labels, which is
told.  Where the name stands without a number too, it can be either.
"""

from __future__ import annotations

from collections.abc import Callable

from cellc.diagnostics import Diagnostics, Label
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.numbered import as_label, is_number_above, number_above
from cellc.lower.notation.walk import is_name, names_in
from cellc.syntax.nodes import Node, Statement


def first_powers(
    equations: tuple[Statement, ...], diagnostics: Diagnostics
) -> Callable[[Node], Node | None] | None:
    """The rule that makes labels of the numbers above such names; None without one."""
    silent = Diagnostics(diagnostics.source)
    seen: dict[str, dict[str | None, ReadName]] = {}
    for each in equations:
        for side in each.sides:
            for node in names_in(side):
                name = read_name(node, silent)
                if name is not None and name.lag is not None:
                    number = number_above(name)
                    seen.setdefault(name.identifier, {}).setdefault(number, name)
    labelled = {
        identifier
        for identifier, found in seen.items()
        if "1" in found and len({*found} - {None}) > 1
    }
    if not labelled:
        return None
    for identifier in sorted(labelled):
        _tell(seen[identifier], diagnostics)

    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        name = read_name(node, silent)
        if name is None or name.identifier not in labelled or not number_above(name):
            return node
        return as_label(node, is_number_above)

    return rule


def _tell(found: dict[str | None, ReadName], diagnostics: Diagnostics) -> None:
    plain = found.get(None)
    higher = next(found[each] for each in found if each not in (None, "1"))
    first = diagnostics.source.snippet(found["1"].span)
    other = diagnostics.source.snippet(higher.span)
    base = found["1"].base
    if plain is None:
        diagnostics.note(
            "N0618",
            f"`{first}` and `{other}` are read as two names, with labels: nobody "
            "writes a first power",
            found["1"].span,
            help=f"write {base}^{{(1)}} to make that plain, {base}_t ⊙ {base}_t for a "
            "square",
        )
        return
    diagnostics.error(
        "E0208",
        f"the numbers in `{first}` and `{other}` can be labels, or powers of "
        f"`{diagnostics.source.snippet(plain.span)}`",
        found["1"].span,
        labels=(Label(plain.span, "without a number"),),
        help=f"write {base}^{{(1)}} and so on for labels; write a square as "
        f"{base}_t ⊙ {base}_t",
    )
