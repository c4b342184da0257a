"""T above names that is a label: `C^T_t`, the long-term part of C_t.

A left side is no transpose of a name that another equation defines.  Where T stands
above other names too it can be their transpose, and the text is refused.
"""

from __future__ import annotations

from cellc.diagnostics import Diagnostics, Label
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.numbered import as_label
from cellc.lower.notation.walk import Rewrite, is_name, names_in
from cellc.syntax.nodes import Accent, Name, Node, Scripted, Statement


def lettered(
    equations: tuple[Statement, ...], diagnostics: Diagnostics
) -> Rewrite | None:
    """The rule that makes labels of these letters; None if no left side shows it.

    Reports a T above another name, which can be a transpose.
    """
    silent = Diagnostics(diagnostics.source)

    def marked(node: Node) -> ReadName | None:
        name = read_name(node, silent) if _has_letter(node) else None
        return name if name is not None and name.transposed else None

    heads = [read_name(each.sides[0], silent) for each in equations]
    plain = {
        each.identifier: each
        for each in heads
        if each is not None and not each.transposed
    }
    lefts = [
        name
        for each in equations
        if (name := marked(each.sides[0])) is not None and name.lag is not None
    ]
    shown = next((each for each in lefts if each.identifier in plain), None)
    if shown is None:
        return None
    bases = {each.base for each in lefts if each.identifier in plain}
    labelled = {each.identifier for each in lefts if each.base in bases}
    for node in (
        each for one in equations for side in one.sides for each in names_in(side)
    ):
        name = marked(node)
        if name is not None and name.identifier not in labelled:
            _refuse(name, shown, plain[shown.identifier], diagnostics)
            return None
    diagnostics.note(
        "N0618",
        f"the T of `{diagnostics.source.snippet(shown.span)}` is read as a label, as "
        f"`{diagnostics.source.snippet(plain[shown.identifier].span)}` has an equation "
        "of its own",
        shown.span,
        help="write ^{(T)} to make that plain",
    )

    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        name = marked(node)
        if name is None or name.identifier not in labelled:
            return node
        return as_label(node, _is_letter)

    return rule


def _refuse(
    other: ReadName, left: ReadName, plain: ReadName, diagnostics: Diagnostics
) -> None:
    snippet = diagnostics.source.snippet
    diagnostics.error(
        "E0208",
        f"the T of `{snippet(other.span)}` can be a transpose, or a label as in "
        f"`{snippet(left.span)}`, which is no transpose: `{snippet(plain.span)}` has "
        "an equation of its own",
        other.span,
        labels=(
            Label(left.span, "defined here"),
            Label(plain.span, "and without T here"),
        ),
        help="write ^\\top for the transpose, and ^{(T)} for the label",
    )


def _has_letter(node: Node) -> bool:
    while isinstance(node, Scripted | Accent):
        if isinstance(node, Scripted) and _is_letter(node):
            return True
        node = node.base
    return False


def _is_letter(script: Scripted) -> bool:
    """A T above, as a letter: `\\top` and ⊤ are transposes."""
    match script:
        case Scripted(position="super", bracket="" | "{", items=(Name(text="T"),)):
            return True
    return False
