"""Lists without commas, `[x h]`, in a text whose left sides have them: `[r u] = ...`.

In: a spec.  Out: the same with the names in such brackets as the items of a list.  On a
left side names side by side are no product, so in this text a blank stands between
items; elsewhere it is told in a note.
"""

from __future__ import annotations

from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.names import is_weight_word, read_name
from cellc.lower.notation.walk import is_function, is_name, rewritten
from cellc.syntax.nodes import Group, Juxtaposition, Node, Spec, Statement


def with_blank_lists(spec: Spec, diagnostics: Diagnostics) -> Spec:
    """The spec with lists for names side by side in square brackets."""
    if not any(_names(each.sides[0]) for each in spec.equations):
        return spec
    silent = Diagnostics(diagnostics.source)

    def is_value(node: Node) -> bool:
        """Whether a name is called as vectors are, no function and no matrix."""
        name = None if is_function(node) else read_name(node, silent)
        if name is None or name.base in ("σ", "sigma", "\\sigma"):
            return False
        return not (name.is_matrix_like or is_weight_word(name.identifier))

    def rule(node: Node) -> Node | None:
        names = _names(node)
        if not names or not all(map(is_value, names)):
            return None
        assert isinstance(node, Group)
        typed = ", ".join(diagnostics.source.snippet(each.span) for each in names)
        diagnostics.note(
            "N0620",
            f"`{diagnostics.source.snippet(node.span)}` is read as a concatenation: a "
            "left side of this text has names in square brackets without commas too",
            node.span,
            help=f"write [{typed}]",
        )
        return replace(node, items=names)

    def statement(each: Statement) -> Statement:
        left, *rights = each.sides
        return replace(each, sides=(left, *(rewritten(one, rule) for one in rights)))

    return replace(spec, equations=tuple(map(statement, spec.equations)))


def _names(node: Node) -> tuple[Node, ...]:
    """The names of `[r u]`."""
    match node:
        case Group(bracket="[", items=(Juxtaposition(factors=factors),)) if all(
            map(is_name, factors)
        ):
            return factors
    return ()
