"""Names with an index over positions: taking it off, and what is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cellc.lower.names import RUNNING
from cellc.lower.notation.index import plain_letter, read_index
from cellc.lower.notation.walk import everything_in
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Group,
    Juxtaposition,
    Name,
    Negation,
    Node,
    Scripted,
)


def subscripts(name: Node) -> Iterator[Node]:
    while isinstance(name, Scripted | Accent):
        if isinstance(name, Scripted) and name.position == "sub":
            yield from name.items
        name = name.base


def stripped(name: Node, letters: frozenset[str]) -> Node | None:
    """The name with its index as a mark; None if it has no such index."""
    found: list[str] = []
    shifts: list[Node] = []

    def strip(node: Node) -> Node:
        match node:
            case Accent(base=base):
                return replace(node, base=strip(base))
            case Scripted(base=base, items=items) if node.position != "prime":
                kept = tuple(
                    one
                    for each in items
                    for one in without_letters(each, letters, found, shifts)
                )
                inner = strip(base)
                return replace(node, base=inner, items=kept) if kept else inner
        return node

    plain = strip(name)
    if not found:
        return None
    mark = Name(found[0], name.span)
    return Scripted(plain, RUNNING, (mark, *shifts[:1]), "", name.span)


def without_letters(
    item: Node,
    letters: frozenset[str],
    found: list[str],
    shifts: list[Node] | None = None,
) -> Iterator[Node]:
    """An index without the letters of positions, which are put into `found`.

    shifts: what is added to such a letter, `-k` of `i - k`, goes here; without it an
        index that is shifted is left as it is.
    """
    index = read_index(item)
    if shifts is not None and (shifted := _shifted(item, letters)) is not None:
        found.append(shifted[0])
        shifts.append(shifted[1])
        return
    if index is not None and index.letter in letters and not index.offset:
        found.append(index.letter)
        return
    match item:
        case Name(text=text) if len(text) == 2 and not letters.isdisjoint(text):
            # `e_{ti}`, `e_{ij}`: one letter is the index, the other the step
            letter = text[1] if text[1] in letters else text[0]
            found.append(letter)
            yield Name(text.replace(letter, "", 1), item.span)
        case Scripted(base=Name(text=text) as base, position="prime") if (
            len(text) == 2
            and (index := read_index(replace(item, base=replace(base, text=text[1]))))
            and index.letter in letters
        ):  # `x_{ts'}`
            found.append(index.letter)
            yield Name(text[0], item.span)
        case Juxtaposition(factors=factors):
            kept = tuple(
                one
                for each in factors
                for one in without_letters(each, letters, found, shifts)
            )
            yield from kept if len(kept) < len(factors) else (item,)
        case _:
            yield item


def _shifted(item: Node, letters: frozenset[str]) -> tuple[str, Node] | None:
    """`i - k` as i and (-k); None for anything else, and for an index alone."""
    node = item
    terms: list[Node] = []
    while isinstance(node, Binary) and node.operator in ("+", "-"):
        minus = node.operator == "-"
        terms.append(Negation(node.right, item.span) if minus else node.right)
        node = node.left
    parts: list[Node] = [node, *reversed(terms)]
    own = [
        each
        for each in parts
        if (at := plain_letter(each)) is not None and at in letters
    ]
    if not terms or len(own) != 1:
        return None
    rest = [each for each in parts if each is not own[0]]
    total = rest[0]
    for each in rest[1:]:
        total = Binary("+", total, each, item.span, item.span)
    return plain_letter(own[0]) or "", Group("(", (total,), item.span)


def is_shifted_by(name: Node, letter: str, letters: frozenset[str]) -> bool:
    """Whether a name has an index over positions that is shifted by this letter."""
    found = [_shifted(each, letters) for each in scripts(name)]
    return any(
        isinstance(part, Name) and part.text == letter
        for each in found
        if each is not None
        for part in everything_in(each[1])
    )


def scripts(name: Node) -> Iterator[Node]:
    while isinstance(name, Scripted | Accent):
        if isinstance(name, Scripted) and name.position not in ("prime", RUNNING):
            yield from name.items
        name = name.base


def marks(node: Node) -> Iterator[str]:
    """The index over positions of a left side."""
    while isinstance(node, Scripted):
        if node.position == RUNNING:
            yield from (each.text for each in node.items if isinstance(each, Name))
        node = node.base


def letters_of_name(name: Node) -> str:
    """The letters of a name, whatever its indices."""
    accents = ""
    while isinstance(name, Scripted | Accent):
        if isinstance(name, Accent):
            accents += name.accent
        name = name.base
    return f"{accents}{name.text}" if isinstance(name, Name) else ""
