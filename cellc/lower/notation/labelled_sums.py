r"""Sums that go over labels or steps: `\sum_k W_k x_{t-k}`, and no components."""

from __future__ import annotations

from collections.abc import Container

from cellc.lower.names import RUNNING
from cellc.lower.notation.index_writer import letters_of, stem, summed, sums_in
from cellc.lower.notation.walk import everything_in, is_function, names_in
from cellc.syntax.nodes import Binary, Group, Name, Node, Number, Scripted, Statement


def has_labelled_sum(statement: Statement) -> bool:
    """Whether a sum goes over steps back, `h_{t-k}`, or labels, `h^{(k)}`, `W_k x_t`.

    Over components it is a product of a matrix, an inner product or a sum.
    """
    left = {each for item in items_of(statement.sides[0]) for each in letters_of(item)}
    labels = {
        stem(node)
        for side in statement.sides
        for node in names_in(side)
        if isinstance(node, Scripted) and summed(node) is None
    } - left
    return any(
        _goes_over_labels(terms, letter, labels)
        or any(
            _is_label_or_lag(each, letter)
            for behind in terms
            for each in everything_in(behind)
        )
        for side in statement.sides
        for letter, terms in sums_in(side)
    )


def _goes_over_labels(
    terms: tuple[Node, ...], letter: str, labels: Container[str]
) -> bool:
    """`W_k x_t` under a sum over k: k is the only index where it stands at all.

    labels: what can stand beside it, `W_{h,k}`; a number can as well.
    """
    names = [each for term in terms for each in names_in(term) if not is_function(each)]
    own = [
        each
        for each in names
        if any(letter in {*letters_of(s)} for s in items_of(each))
    ]
    others = [
        each
        for name in own
        for each in items_of(name)
        if not isinstance(each, Number) and letter not in letters_of(each)
    ]
    return 0 < len(own) < len(names) and all(
        isinstance(each, Name) and each.text in labels for each in others
    )


def items_of(name: Node) -> list[Node]:
    """Everything that stands below or above a name."""
    found: list[Node] = []
    while isinstance(name, Scripted):
        found += name.items
        name = name.base
    return found


def _is_label_or_lag(node: Node, letter: str) -> bool:
    match node:
        case Scripted(position="super", bracket="(", items=(Name(text=text),)):
            return text == letter
        case Binary(operator="-", left=Name(), right=Name(text=text)):
            return text == letter
        case Scripted(position=position, items=(_, shift)) if position == RUNNING:
            return letter in letters_of(shift)
        case Scripted(items=items):
            return any(_is_shifted(each, letter) for each in items)
    return False


def _is_shifted(index: Node, letter: str) -> bool:
    """`t - k + 1`: letters and numbers added up, this letter and another among them."""
    parts = [index]
    names: set[str] = set()
    while parts:
        match parts.pop():
            case Binary(operator="+" | "-", left=left, right=right):
                parts += left, right
            case Group(items=(inner,)):
                parts.append(inner)
            case Name(text=text):
                names.add(text)
            case Number():
                continue
            case _:
                return False
    return letter in names and len(names) > 1
