"""Notation that would be read as something else: indicators, components, labels.

`\\mathbb{1}[x > 0]` is no product with one, `x_t[1]` no product at all, and a letter
that counts steps is no label.
"""

from __future__ import annotations

import re
from itertools import pairwise

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.lower.names import read_name
from cellc.lower.notation.index import indices_of, read_index
from cellc.lower.notation.time import arguments_of, letters_of
from cellc.lower.notation.unindexed import vectors_behind_matrices
from cellc.lower.notation.walk import is_name, names_in, nodes_in
from cellc.syntax.nodes import (
    Accent,
    Group,
    Juxtaposition,
    Name,
    Node,
    Number,
    Scripted,
    Statement,
)

_SUMS = ("\\sum", "∑")
_MOMENTS = {"E": "mean", "𝔼": "mean", "Var": "var", "var": "var"}


def refuse_foreign(equations: tuple[Statement, ...], diagnostics: Diagnostics) -> None:
    """Report what a juxtaposition or a quotient would be misread for."""
    for statement in equations:
        for side in statement.sides:
            _refuse_empty_sums(side, diagnostics)
            for node in nodes_in(side):
                if isinstance(node, Juxtaposition):
                    for first, behind in pairwise(node.factors):
                        _check_bracket(first, behind, diagnostics)


def _refuse_empty_sums(side: Node, diagnostics: Diagnostics) -> None:
    """`\\sum_{k=1}^{3}` with nothing behind it."""
    nodes = list(nodes_in(side))
    full = {
        id(each)
        for node in nodes
        if isinstance(node, Juxtaposition)
        for each in node.factors[:-1]
    }
    for node in nodes:
        if is_name(node) and _base(node) in _SUMS and id(node) not in full:
            diagnostics.error(
                "E0215",
                f"nothing stands behind `{diagnostics.source.snippet(node.span)}`, so "
                "the sum has no terms",
                node.span,
                help="write behind it what is added, or remove it",
            )


def _check_bracket(first: Node, behind: Node, diagnostics: Diagnostics) -> None:
    source = diagnostics.source
    if not isinstance(behind, Group) or len(behind.items) != 1:
        return
    (inner,) = behind.items
    span = first.span | behind.span
    if behind.bracket in "([" and _is_one(first, source.text):
        diagnostics.error(
            "E0208",
            f"`{source.snippet(span)}` can be an indicator, 1 where something holds "
            "and 0 elsewhere, or a product with 1",
            span,
            help="write step(x) for what is 1 where x > 0, and 0 elsewhere; leave the "
            "1 of a product out",
        )
    elif behind.bracket == "[" and _is_moment(first, source.snippet(inner.span)):
        inside, kind = source.snippet(inner.span), _MOMENTS[_base(first)]
        over = {
            "mean": f"mean({inside})",
            "var": f"mean(({inside} - mean({inside}))^2)",
        }
        diagnostics.error(
            "E0208",
            f"`{source.snippet(span)}` can be a moment, over the sequences of a batch "
            f"or over components, and reads as a product with "
            f"`{source.snippet(first.span)}`",
            span,
            help=f"over the batch write batch_{kind}({inside}), over the components "
            f"{over[kind]}; write a product without the brackets",
        )
    elif behind.bracket == "[" and is_name(first) and _is_place(inner, first):
        diagnostics.error(
            "E0208",
            f"`{source.snippet(span)}` can be a component, and reads as a product",
            span,
            help="write vectors without indices of components; write a product as "
            f"{source.snippet(first.span)} ⊙ ({source.snippet(inner.span)})",
        )


def _is_moment(name: Node, inside: str) -> bool:
    """Whether it is an expected value or a variance, and no component, `E[n, k]`."""
    is_index = "," in inside or inside.strip() in ("t", "n", "k")
    return is_name(name) and _base(name) in _MOMENTS and not is_index


def _is_one(node: Node, text: str) -> bool:
    """`1` and `\\mathbb{1}` right before a bracket."""
    if isinstance(node, Number):
        return node.text == "1"
    start = max(0, node.span.start - 20)
    typed = text[start : node.span.end]
    return isinstance(node, Name) and bool(re.search(r"\\mathbb\s*\{?\s*I\}?$", typed))


def _is_place(inner: Node, name: Node) -> bool:
    """Whether what stands in square brackets behind a name with time is a place."""
    if not any(True for _ in indices_of(name)):
        return False
    index = read_index(inner)
    return isinstance(inner, Number) or (index is not None and index.letter in "ijk")


# ---------------------------------------------------------------- letters


def refuse_label_of_time(
    equations: tuple[Statement, ...], letter: str, diagnostics: Diagnostics
) -> None:
    """Report `b_i` where i counts steps, and is the label of a gate as well."""
    silent = Diagnostics(diagnostics.source)
    names = [
        node for each in equations for side in each.sides for node in names_in(side)
    ]
    label = next((each for each in names if _has_label(each, letter)), None)
    gates = [each.sides[0] for each in equations if _base(each.sides[0]) == letter]
    if label is None and not gates:
        return
    defined = {_key(each.sides[0], letter, silent) for each in equations}
    applied = {
        _key(node, letter, silent)
        for each in equations
        for node in vectors_behind_matrices(each.sides[-1])
    }
    for node in names:
        found = [index for index, _ in indices_of(node) if index.letter == letter]
        if (
            not found
            or any(index.offset for index in found)
            or _key(node, letter, silent) in defined | applied
        ):
            continue
        typed = diagnostics.source.snippet(node.span)
        other = label if label is not None else gates[0]
        diagnostics.error(
            "E0208",
            f"the {letter} of `{typed}` can be the step, or a label as in "
            f"`{diagnostics.source.snippet(other.span)}`",
            node.span,
            labels=(Label(other.span, "the label"),),
            help=f"write {_base(node)}_{{({letter})}} with t for the steps, or another "
            "letter for the label",
        )
        return


def _key(node: Node, letter: str, silent: Diagnostics) -> tuple[str, ...]:
    name = read_name(node, silent)
    if name is None:
        return ()
    return tuple(each for each in name.key if each != letter)


def _has_label(name: Node, letter: str) -> bool:
    """Whether the letter is one of several in a script: `W_{xi}`."""
    while isinstance(name, Scripted | Accent):
        if isinstance(name, Scripted) and name.position == "sub":
            for item in name.items:
                text = item.text if isinstance(item, Name) else ""
                if letter in text and 1 < len(text) < 4 and text.isalpha():
                    return True
        name = name.base
    return False


def _base(node: Node) -> str:
    while isinstance(node, Scripted | Accent):
        node = node.base
    return node.text if isinstance(node, Name) else ""


def refuse_two_letters(
    equations: tuple[Statement, ...], letter: str, diagnostics: Diagnostics
) -> None:
    """Report `h_n` and `h_{n-1}` in a text whose steps are counted by t."""
    places: dict[str, Span] = {}
    moved: set[str] = set()
    for statement in equations:
        for found, _ in letters_of(statement.sides[0]):
            places.setdefault(found, statement.sides[0].span)
        for side in statement.sides:
            moved |= {found for found, offset in letters_of(side) if offset}
    if letter not in places and letter not in moved:
        _refuse_other_letter(equations, letter, places, moved, diagnostics)
    others = [each for each in places if each in moved and each in "tnkτ"]
    if letter not in places or not set(others) - {letter}:
        return
    other = next(each for each in others if each != letter)
    typed = diagnostics.source.snippet(places[other])
    diagnostics.error(
        "E0202",
        f"two letters count steps in this text, {letter} and {other} as in `{typed}`",
        places[other],
        help=f"write {letter} for the step everywhere",
    )


def _refuse_other_letter(
    equations: tuple[Statement, ...],
    letter: str,
    places: dict[str, Span],
    moved: set[str],
    diagnostics: Diagnostics,
) -> None:
    """Report `x_t` beside `h_k` and `h_{k-1}`, where t is on no left side."""
    other = next((each for each in places if each in moved and each in "nkτsm"), None)
    sides = [side for each in equations for side in each.sides]
    names = [
        node.span
        for side in sides
        for node in names_in(side)
        if any(index.letter == letter for index, _ in indices_of(node))
    ]
    names += [
        Span(head.span.start, index.span.end + 1)
        for side in sides
        for node in nodes_in(side)
        if isinstance(node, Juxtaposition)
        for head, index in arguments_of(node)
        if index.letter == letter
    ]
    if other is None or not names:
        return
    first = min(names)
    typed = diagnostics.source.snippet(first)
    diagnostics.error(
        "E0202",
        f"two letters count steps in this text, {other} as in "
        f"`{diagnostics.source.snippet(places[other])}` and {letter}, because of "
        f"`{typed}`",
        first,
        labels=(Label(places[other], f"{other} stands on a left side, and with ±1"),),
        help=f"write {other} for the step everywhere; if {letter} is a label here, "
        "write another one",
    )
