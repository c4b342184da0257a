"""Names with an index over positions: taking it off, and what is left."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace

from cellc.lower.names import RUNNING
from cellc.lower.notation.index import TIME, plain_letter, read_index
from cellc.lower.notation.walk import everything_in, names_in
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


def stripped(
    name: Node, letters: frozenset[str], *, whole: bool = False
) -> Node | None:
    """The name with its indices as marks; None if it has no such index.

    whole: whether of two letters side by side both must be indices, or the step.
    """
    found: list[str] = []
    shifts: dict[str, Node] = {}

    def strip(node: Node) -> Node:
        match node:
            case Accent(base=base):
                return replace(node, base=strip(base))
            case Scripted(base=base, items=items) if node.position != "prime":
                inner = strip(base)
                kept = tuple(
                    one
                    for each in items
                    for one in without_letters(each, letters, found, shifts, whole)
                )
                return replace(node, base=inner, items=kept) if kept else inner
        return node

    plain = strip(name)
    if not found:
        return None
    return marked(plain, found, name, shifts)


def marked(
    plain: Node,
    letters: Iterable[str],
    name: Node,
    shifts: Mapping[str, Node] | None = None,
    bracket: str = "",
) -> Node:
    """The name with a mark for each letter, the last one outermost."""
    for letter in dict.fromkeys(letters):
        shift = (shifts or {}).get(letter)
        mark = Name(letter, name.span)
        items = (mark,) if shift is None else (mark, shift)
        plain = Scripted(plain, RUNNING, items, bracket, name.span)
    return plain


def unmarked(name: Node) -> Node:
    """The name without its marks."""
    while isinstance(name, Scripted) and name.position == RUNNING:
        name = name.base
    return name


def without_letters(
    item: Node,
    letters: frozenset[str],
    found: list[str],
    shifts: dict[str, Node] | None = None,
    whole: bool = False,
) -> Iterator[Node]:
    """An index without the letters of positions, which are put into `found`.

    shifts: what is added to such a letter, `-k` of `i - k`, goes here; without it an
        index that is shifted is left as it is.
    """
    index = read_index(item)
    if shifts is not None and (shifted := _shifted(item, letters)) is not None:
        found.append(shifted[0])
        shifts[shifted[0]] = shifted[1]
        return
    if index is not None and index.letter in letters and not index.offset:
        found.append(index.letter)
        return
    match item:
        case Name(text=text) if len(text) > 1 and {*text} - letters <= {TIME}:
            # `e_{ij}`, `e_{tij}`: all are indices, or the step
            found.extend(each for each in text if each in letters)
            if TIME in text:
                yield Name(TIME, item.span)
        case Name(text=text) if (
            len(text) == 2 and not letters.isdisjoint(text) and not whole
        ):
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
                for one in without_letters(each, letters, found, shifts, whole)
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


def marks(node: Node) -> tuple[str, ...]:
    """The indices of a name that are marks, in the order of their axes."""
    found: list[str] = []
    while isinstance(node, Scripted):
        if node.position == RUNNING:
            found += [each.text for each in node.items if isinstance(each, Name)]
        node = node.base
    return tuple(reversed(found))


def marks_in(node: Node) -> set[str]:
    """The marks of all names of an expression."""
    return {letter for name in names_in(node) for letter in marks(name)}


def with_first(name: Node, letters: Container[str]) -> Node:
    """The name with the marks of these letters in front of its other marks."""
    layers: list[Scripted] = []
    while isinstance(name, Scripted) and name.position == RUNNING:
        layers.insert(0, name)
        name = name.base
    for each in sorted(layers, key=lambda layer: marks(layer)[-1] not in letters):
        name = replace(each, base=name)
    return name


def letters_of_name(name: Node) -> str:
    """The letters of a name, whatever its indices."""
    accents = ""
    while isinstance(name, Scripted | Accent):
        if isinstance(name, Accent):
            accents += name.accent
        name = name.base
    return f"{accents}{name.text}" if isinstance(name, Name) else ""
