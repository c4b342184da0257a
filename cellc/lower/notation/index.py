"""Indices of a name: the letters that stand below, above or behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cellc.diagnostics import Span
from cellc.lower.names import RUNNING, is_transpose
from cellc.lower.notation.walk import is_name
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Group,
    Juxtaposition,
    Name,
    Node,
    Number,
    Scripted,
)

TIME = "t"
WORDS = {  # labels that say which step a value is of
    "prev": 1,
    "previous": 1,
    "old": 1,
    "last": 1,
    "tm1": 1,  # h_tm1 for t minus one
    "new": 0,
    "next": 0,
    "cur": 0,
    "curr": 0,
    "current": 0,
    "now": 0,
    "plus": 0,  # x^+
}


@dataclass(frozen=True, slots=True)
class Index:
    """One index: a letter and what is added to it; `n` is ("n", 0), `n+1` ("n", 1)."""

    letter: str
    offset: int
    span: Span


def read_index(node: Node) -> Index | None:
    """The index that a node spells, None if it is something else."""
    match node:
        case Group(items=(inner,)):
            return read_index(inner)
        case Name(text=text) if is_letter(text):
            return Index(_plain(text), 0, node.span)
        case Scripted(
            base=Name(text=text), position="prime", items=(Name(text=marks),)
        ) if is_letter(text):  # another one like it
            primes = "'" * (len(marks) // len("prime"))
            return Index(_plain(text) + primes, 0, node.span)
        case Binary(
            operator="+" | "-" as sign, left=Name(text=text), right=Number(text=number)
        ) if is_letter(text) and number.isdigit() and len(number) < 4:
            offset = int(number) if sign == "+" else -int(number)
            return Index(_plain(text), offset, node.span)
    return None


_COMMANDS = {"\\tau": "τ", "\\ell": "ℓ", "\\iota": "ι", "\\nu": "ν", "\\kappa": "κ"}


def _plain(text: str) -> str:
    return _COMMANDS.get(text, text)


def plain_letter(node: Node) -> str | None:
    """The letter that a node is, however it is typed."""
    return _plain(node.text) if isinstance(node, Name) else None


def is_letter(text: str) -> bool:
    return len(text) == 1 or text in _COMMANDS


def indices_of(name: Node) -> Iterator[tuple[Index, Scripted]]:
    """Every index of a name, with the script that it stands in."""
    node = name
    while isinstance(node, Scripted | Accent):
        if isinstance(node, Scripted) and node.position not in ("prime", RUNNING):
            transposes = is_transpose(node)
            for item in node.items:
                index = read_index(item)
                if index is not None and not transposes:
                    yield index, node
        node = node.base


def with_index(name: Node, letter: str, offset: int) -> Node:
    """The name with its index `letter` written as a time that is `offset` later."""
    match name:
        case Scripted(base=base, items=items):
            changed = tuple(
                _time(each, offset)
                if (found := read_index(each)) is not None and found.letter == letter
                else each
                for each in items
            )
            return replace(name, base=with_index(base, letter, offset), items=changed)
        case Accent(base=base):
            return replace(name, base=with_index(base, letter, offset))
    return name


def _time(item: Node, shift: int) -> Node:
    index = read_index(item)
    assert index is not None
    return time_node(index.offset + shift, item.span)


def time_node(offset: int, span: Span) -> Node:
    """`t`, `t-1`, `t+1` ... as a node."""
    time = Name(TIME, span)
    if offset == 0:
        return time
    sign = "+" if offset > 0 else "-"
    return Binary(sign, time, Number(str(abs(offset)), span), span, span)


def at_time(name: Node, offset: int) -> Node:
    """A name without time, at the step `offset`."""
    return Scripted(name, "sub", (time_node(offset, name.span),), "{", name.span)


def argument_index(node: Node) -> tuple[Node, Index] | None:
    """`h(n-1)` side by side: the name, and the index in the bracket behind it."""
    match node:
        case Juxtaposition(factors=(head, Group(bracket="(" | "[" | "<") as group)):
            index = read_index(group)
            if index is not None and is_name(head):
                return head, index
    return None


def without_scripts(name: Node, drop: frozenset[str]) -> Node:
    """The name without the indices of these letters."""
    match name:
        case Scripted(base=base, items=items):
            kept = tuple(
                each
                for each in items
                if (found := read_index(each)) is None or found.letter not in drop
            )
            inner = without_scripts(base, drop)
            return replace(name, base=inner, items=kept) if kept else inner
        case Accent(base=base):
            return replace(name, base=without_scripts(base, drop))
    return name
