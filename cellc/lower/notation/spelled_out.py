r"""Functions that a text spells out: softmax by components, and `log a_t` on the left.

`g(z_m) = e^{z_m} / \sum_k e^{z_k}` defines softmax, whatever its letters are, and
`log a_t = ...` says `a_t = exp(...)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from cellc.diagnostics import Diagnostics
from cellc.lower.identifiers import spell
from cellc.lower.notation.component_forms import letters_below, sum_letter
from cellc.lower.notation.index import without_scripts
from cellc.lower.notation.powers_of_names import with_labels_for_powers
from cellc.lower.notation.walk import is_function, is_name
from cellc.ops import operation, spelled, spelled_reduction
from cellc.syntax.nodes import (
    Binary,
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Node,
    Output,
    Scripted,
    Spec,
    Statement,
)

_Line = TypeVar("_Line", Statement, Statement | Declaration | Output)


def in_vectors(spec: Spec, diagnostics: Diagnostics) -> Spec:
    """A spec with labels for what is no power, softmax by name, names on left sides."""
    spec = with_labels_for_powers(spec, Diagnostics(diagnostics.source))
    equations = solved_for_names(with_softmax(spec.equations), diagnostics)
    return replace(spec, equations=equations, facts=with_softmax(spec.facts))


def with_softmax(lines: Iterable[_Line]) -> tuple[_Line, ...]:
    """Lines whose definition of softmax, if they have one, is by its name."""
    read = (_softmax(each) if isinstance(each, Statement) else each for each in lines)
    return tuple(each for each in read if each is not None)


def _softmax(statement: Statement) -> Statement | None:
    """The definition in vectors; None for one of softmax itself."""
    if len(statement.sides) != 2:
        return statement
    left, right = statement.sides
    defined = _component_of_function(left)
    if defined is None or not isinstance(right, Binary) or right.operator != "/":
        return statement
    function, argument, letter = defined
    top, bottom = _opened(right.left), _opened(right.right)
    if not isinstance(bottom, Juxtaposition) or len(bottom.factors) < 2:
        return statement
    summed = sum_letter(bottom.factors[0])
    if summed is None or not (
        _is_exponential(top, argument, letter)
        and _is_exponential(_product(bottom.factors[1:]), argument, summed)
    ):
        return statement
    name = _spelling(function)
    if name is not None and (reduction := spelled_reduction(name)) is not None:
        return None if reduction.name == "softmax" else statement
    bracket = Group("(", (argument,), argument.span)
    span = right.span
    sides = (
        Juxtaposition((function, bracket), left.span),
        Juxtaposition((Name("softmax", span), bracket), span),
    )
    return replace(statement, sides=sides)


def _component_of_function(left: Node) -> tuple[Node, Node, str] | None:
    """Of `g(z_m)`, `g(z)_m` and `g_m(z)`: the function, z, and m."""
    match left:
        case Juxtaposition(factors=(function, Group(bracket="(", items=(inner,)))):
            indexed: Node = inner if letters_below(inner) else function
        case Juxtaposition(
            factors=(function, Scripted(base=Group(items=(inner,))) as indexed)
        ):
            pass
        case _:
            return None
    letters = letters_below(indexed)
    if len(letters) != 1 or not is_name(inner) or not is_name(function):
        return None
    dropped = frozenset(letters)
    plain = without_scripts(function, dropped), without_scripts(inner, dropped)
    return *plain, letters[0]


def _is_exponential(node: Node, argument: Node, letter: str) -> bool:
    r"""Whether a node is `e^{z_m}` or `\exp(z_m)`."""
    match node:
        case Scripted(base=Name(text="e"), position="super", items=(inner,)):
            pass
        case Juxtaposition(factors=(Name() as head, inner)) if _spelling(head) == "exp":
            pass
        case _:
            return False
    inner = _opened(inner)
    if not is_name(inner) or letters_below(inner) != [letter]:
        return False
    return _same(without_scripts(inner, frozenset([letter])), argument)


def _same(one: Node, other: Node) -> bool:
    """Whether two names are written alike."""
    match one, other:
        case Name(text=a), Name(text=b):
            return a == b
        case Scripted(), Scripted():
            alike = one.position == other.position and len(one.items) == len(
                other.items
            )
            parts = zip(
                (one.base, *one.items), (other.base, *other.items), strict=False
            )
            return alike and all(_same(a, b) for a, b in parts)
    return False


def _opened(node: Node) -> Node:
    while isinstance(node, Group) and len(node.items) == 1:
        (node,) = node.items
    return node


def _product(factors: tuple[Node, ...]) -> Node:
    if len(factors) == 1:
        return _opened(factors[0])
    return Juxtaposition(factors, factors[0].span | factors[-1].span)


def _spelling(node: Node) -> str | None:
    if not isinstance(node, Name):
        return None
    try:
        letters, accents = spell(node.text)
    except ValueError:
        return None
    return None if accents else letters


# ---------------------------------------------------------------- inverses


def solved_for_names(
    equations: tuple[Statement, ...], diagnostics: Diagnostics
) -> tuple[Statement, ...]:
    """`log a_t = ...` as `a_t = exp(...)`, for the functions that have an inverse."""
    return tuple(_solved(each, diagnostics) for each in equations)


def _solved(statement: Statement, diagnostics: Diagnostics) -> Statement:
    match statement.sides:
        case (Juxtaposition(factors=(Name() as head, *rest)), right):
            pass
        case _:
            return statement
    name = _name_alone(rest)
    found = spelled(_spelling(head) or "")
    if name is None or found is None or found.inverse is None or not is_function(head):
        return statement
    inverse = operation(found.inverse).name
    typed, value = (
        " ".join(diagnostics.source.snippet(each.span).split())
        for each in (name, right)
    )
    left = statement.sides[0]
    diagnostics.note(
        "N0606",
        f"`{diagnostics.source.snippet(left.span)}` is solved for `{typed}`: "
        f"{typed} = {inverse}({value})",
        left.span,
        help=f"write {typed} = {inverse}(...)",
    )
    bracket = Group("(", (right,), right.span)
    solution = Juxtaposition((Name(inverse, right.span), bracket), right.span)
    return replace(statement, sides=(name, solution))


def _name_alone(rest: list[Node]) -> Node | None:
    """The name of `log a_t`, `log(a_t)` and `log a(t)`; `log(a) =` defines log."""
    match rest:
        case [Group(bracket="(" | "[" | "{", items=(inner,))]:
            return None if isinstance(inner, Name) else _name_alone([inner])
        case [Juxtaposition(factors=factors)]:
            return _name_alone([*factors])
        case [name, Group(bracket="(") as time] if is_name(name):
            return Juxtaposition((name, time), name.span | time.span)
        case [name] if is_name(name):
            return name
    return None
