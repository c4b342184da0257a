r"""`W^\dagger`, `W^*`, `W^H`, `W^+`: marks that can make another matrix of W.

Of real numbers the conjugate transpose is the transpose; the same marks are labels, and
`\dagger` and `+` the pseudo-inverse.  A star, an H or a plus above a name that the text
has without it, and does not define with it, is refused; so is a dagger anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from cellc.diagnostics import Diagnostics
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.walk import names_in
from cellc.syntax.nodes import Name, Node, Scripted, Spec, Statement

_TRANSPOSING = ("dagger", "star", "H")
_WRITTEN = {"dagger": "d", "star": "s", "plus": "p"}  # as a label
_INVERTING = ("dagger", "plus")


def refuse_conjugates(spec: Spec, diagnostics: Diagnostics) -> None:
    """Report such marks above matrices."""
    silent = Diagnostics(diagnostics.source)
    lines = (*spec.equations, *spec.facts)
    own: set[tuple[str, ...]] = set()  # defined or declared with what stands above it
    uses: list[tuple[Node, ReadName]] = []
    for each in lines:
        nodes = each.sides[:1] if isinstance(each, Statement) else each.names
        own |= {name.key for _, name in _names(nodes, silent)}
        if isinstance(each, Statement):
            uses += _names(each.sides[1:], silent)
    plain = own | {name.key for _, name in uses}
    for node, name in uses:
        mark = _mark(node)
        if mark is None or name.lag is not None or name.key in own:
            continue
        bare = read_name(_without_mark(node), silent)
        if mark != "dagger" and (bare is None or bare.key not in plain):
            continue
        if mark in ("star", "plus") and not name.is_matrix_like:
            continue
        _refuse(node, mark, diagnostics)
        return


def _names(
    nodes: tuple[Node, ...], silent: Diagnostics
) -> Iterator[tuple[Node, ReadName]]:
    for side in nodes:
        for node in names_in(side):
            name = read_name(node, silent)
            if name is not None:
                yield node, name


def _mark(node: Node) -> str | None:
    """The mark above a name, the last of its scripts."""
    match node:
        case Scripted(position="super", bracket="" | "{", items=(Name(text=text),)):
            mark = text.removeprefix("\\")
            return mark if mark in (*_TRANSPOSING, *_INVERTING) else None
        case Scripted(position="sub", base=base):
            return _mark(base)
    return None


def _without_mark(node: Node) -> Node:
    match node:
        case Scripted(position="super", base=base):
            return base
        case Scripted(base=Scripted() as base):
            inner = _without_mark(base)
            return Scripted(inner, node.position, node.items, node.bracket, node.span)
    return node


def _refuse(node: Node, mark: str, diagnostics: Diagnostics) -> None:
    source = diagnostics.source
    typed = source.snippet(node.span)
    readings = ["a name of its own"]
    if mark in _TRANSPOSING:
        readings.append("the conjugate transpose (of real numbers the transpose)")
    if mark in _INVERTING:
        readings.append("the pseudo-inverse, which cellc does not compute")
    script = _WRITTEN.get(mark, mark)
    transpose = "^\\top for the transpose, and " if mark != "plus" else ""
    diagnostics.error(
        "E0208",
        f"`{typed}` can be {', '.join(readings[:-1])} or {readings[-1]}",
        node.span,
        help=f"write {transpose}^{{({script})}} for a name of its own",
    )
