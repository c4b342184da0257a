r"""Labels with the letter of an index: `W_i x_t` of a gate, beside `for i = 1..k`.

An equation whose left side has not the index would be written out to several equations
of one name.  Where no other equation has its names with that index, the letter is a
label; elsewhere, and under a `for` that stands above the equation, it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from cellc.diagnostics import Diagnostics, Label
from cellc.lower.notation.index_writer import letters_of, stem, summed
from cellc.lower.notation.walk import everything_in, names_in
from cellc.syntax.nodes import Name, Node, Range, Scripted, Spec, Statement


def without_labels(
    spec: Spec, statement: Statement, ranges: list[Range], diagnostics: Diagnostics
) -> list[Range]:
    """The ranges of an equation without those whose letter is a label in it."""
    left, *sides = statement.sides
    own = {letter for letter, _ in _with_letters(left)}
    own |= {each.text for each in everything_in(left) if isinstance(each, Name)}
    kept = []
    for found in ranges:
        if found.letter in own or len(found.values) < 2:
            kept.append(found)
            continue
        names = [
            name
            for side in sides
            for letter, name in _with_letters(side)
            if letter == found.letter
        ]
        elsewhere = {*_indexed_elsewhere(spec, statement, found.letter)}
        if (
            names
            and not found.header
            and not any(stem(each) in elsewhere for each in names)
            and not _stands_alone(sides, found.letter)
        ):
            _note(names[0], found, diagnostics)
        else:
            _refuse(statement, names, found, diagnostics)
    return kept


def _with_letters(node: Node) -> Iterator[tuple[str, Node]]:
    """Every letter below or above a name, with the name."""
    for name in names_in(node):
        if isinstance(name, Scripted) and summed(name) is None:
            for each in everything_in(name):
                if isinstance(each, Scripted):
                    for item in each.items:
                        for letter in letters_of(item):
                            yield letter, name


def _indexed_elsewhere(spec: Spec, statement: Statement, letter: str) -> Iterator[str]:
    """The names that have a letter in other equations."""
    for other in spec.equations:
        if other is not statement:
            for side in other.sides:
                for each, name in _with_letters(side):
                    if each == letter:
                        yield stem(name)


def _stands_alone(sides: list[Node], letter: str) -> bool:
    """Whether the letter counts outside of scripts too, `(2i + 1) x_t`."""
    return any(
        isinstance(each, Name) and each.text == letter
        for side in sides
        for each in names_in(side)
    )


def _note(name: Node, found: Range, diagnostics: Diagnostics) -> None:
    letter, typed = found.letter, diagnostics.source.snippet(name.span)
    diagnostics.note(
        "N0618",
        f"the {letter} of `{typed}` is read as a label: the left side of this equation "
        f"has no index {letter}",
        name.span,
        labels=(Label(found.span, "what the index runs over"),),
        help=f"write \\text{{{letter}}} or another letter for the label; for the index "
        f"write {letter} on the left side too",
    )


def _refuse(
    statement: Statement, names: list[Node], found: Range, diagnostics: Diagnostics
) -> None:
    letter = found.letter
    left, *_ = statement.sides
    place = names[0].span if names else statement.span
    has = f"`{diagnostics.source.snippet(place)}` has" if names else "this equation has"
    typed = diagnostics.source.snippet(left.span)
    diagnostics.error(
        "E0215",
        f"{has} the index {letter}, and the left side `{typed}` has not: for each "
        f"{letter} it would be defined again",
        place,
        labels=(Label(found.span, "what the index runs over"),),
        help=f"write {letter} on the left side too, or a sum over {letter} in front; a "
        f"label that is no index is written \\text{{{letter}}} or as another letter",
    )
