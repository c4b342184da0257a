"""Names with an index over positions: taking it off, and what is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cellc.lower.names import RUNNING
from cellc.lower.notation.index import read_index
from cellc.syntax.nodes import Accent, Juxtaposition, Name, Node, Scripted


def subscripts(name: Node) -> Iterator[Node]:
    while isinstance(name, Scripted | Accent):
        if isinstance(name, Scripted) and name.position == "sub":
            yield from name.items
        name = name.base


def stripped(name: Node, letters: frozenset[str]) -> Node | None:
    """The name with its index as a mark; None if it has no such index."""
    found: list[str] = []

    def strip(node: Node) -> Node:
        match node:
            case Accent(base=base):
                return replace(node, base=strip(base))
            case Scripted(base=base, items=items) if node.position != "prime":
                kept = tuple(
                    one
                    for each in items
                    for one in without_letters(each, letters, found)
                )
                inner = strip(base)
                return replace(node, base=inner, items=kept) if kept else inner
        return node

    plain = strip(name)
    if not found:
        return None
    mark = Name(found[0], name.span)
    return Scripted(plain, RUNNING, (mark,), "", name.span)


def without_letters(
    item: Node, letters: frozenset[str], found: list[str]
) -> Iterator[Node]:
    """An index without the letters of positions, which are put into `found`."""
    index = read_index(item)
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
                one for each in factors for one in without_letters(each, letters, found)
            )
            yield from kept if len(kept) < len(factors) else (item,)
        case _:
            yield item


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
