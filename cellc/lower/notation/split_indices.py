"""Indices of numbers written together: `U^{kj}` for k = 1..2 and j = 1..2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.notation.index_writer import letters_of, stem, summed
from cellc.lower.notation.walk import everything_in, is_name, rewritten_statement
from cellc.syntax.nodes import Name, Node, Scripted, Spec


def with_split_indices(
    spec: Spec, summed_up: frozenset[str], diagnostics: Diagnostics
) -> Spec:
    """The spec with such indices apart; refused where one letter may be a label.

    summed_up: the indices of sums that are written out.  Raises CellcError.
    """
    ranged = {each.letter for each in spec.ranges}
    ranged |= summed_up - {*_stems(spec)}
    sums = {
        letter
        for each in spec.equations
        for side in each.sides
        for node in everything_in(side)
        if (letter := summed(node)) is not None
    }
    scripts = {
        letter
        for each in spec.equations
        for side in each.sides
        for node in everything_in(side)
        if isinstance(node, Scripted)
        for item in node.items
        for letter in letters_of(item)
    }
    single = (ranged | sums) & scripts

    def rule(node: Node) -> Node | None:
        if not (isinstance(node, Scripted) and is_name(node) and len(node.items) == 1):
            return None
        (item,) = node.items
        if not isinstance(item, Name) or len(item.text) != 2 or item.text in single:
            return None
        inside = [each in single for each in item.text]
        if ranged.isdisjoint(item.text) or not any(inside):
            return None
        if not all(inside):
            _refuse(node, item.text, ranged, diagnostics)
            return None
        return replace(node, items=tuple(Name(each, item.span) for each in item.text))

    if not ranged:
        return spec
    equations = tuple(rewritten_statement(each, rule) for each in spec.equations)
    diagnostics.raise_if_errors()
    return replace(spec, equations=equations)


def _stems(spec: Spec) -> Iterator[str]:
    """The letters of what is defined, and of what has a step."""
    for statement in spec.equations:
        yield stem(statement.sides[0])
        for side in statement.sides:
            for node in everything_in(side):
                if isinstance(node, Scripted) and summed(node) is None:
                    yield stem(node)


def _refuse(
    node: Scripted, text: str, ranged: set[str], diagnostics: Diagnostics
) -> None:
    typed = diagnostics.source.snippet(node.span)
    letter = next(each for each in text if each in ranged)
    diagnostics.error(
        "E0208",
        f"`{text}` of `{typed}` can be a label, or have the index {letter} in it",
        node.span,
        help=f"write {{{text[0]},{text[1]}}} where {letter} is an index; for a label "
        "without it use other letters",
    )
