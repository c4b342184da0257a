"""Capital letters right before brackets: `H(v_t - 1)`, a function or a matrix.

`U(r_t ⊙ h_{t-1})` is how papers write a matrix product whose vector needs brackets.
Where they hold what a function is applied to, a threshold or the sum of a gate, and the
letter stands nowhere else, either can be meant.  Brackets that a product does not need
are worth a note.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cellc.diagnostics import Diagnostics, Source
from cellc.lower.names import ReadName, is_name, read_name, time_lag
from cellc.lower.notation.walk import nodes_in
from cellc.lower.resolved import Definition
from cellc.lower.terms import references
from cellc.patterns import regex
from cellc.syntax.nodes import Binary, Group, Juxtaposition, Negation, Node, Number

_SIZED = regex(r"\\(?:left|right|[bB]igg?[lr]?)[ \t]*(?=[()\[\]])")


@dataclass(frozen=True)
class Applied:
    """A letter and the bracket behind it."""

    name: ReadName
    argument: Group


def refuse_applied(
    applied: Iterable[Applied],
    definitions: Iterable[Definition],
    diagnostics: Diagnostics,
) -> None:
    """Report letters that nothing but such a bracket shows to be matrices."""
    uses = Counter(
        use.identifier for each in definitions for use in references(each.term)
    )
    found: dict[str, list[Applied]] = {}
    for each in applied:
        found.setdefault(each.name.identifier, []).append(each)
    for identifier, places in found.items():
        if len(places) < uses[identifier]:
            continue
        one = places[0]
        letter = diagnostics.source.snippet(one.name.span)
        inner = _SIZED.sub("", diagnostics.source.snippet(one.argument.span))
        example = "step" if _is_threshold(one) else "tanh"
        function = f"for a function say which in the where block, {letter} = {example}"
        if all(_is_doubtful(each, diagnostics) for each in places):
            diagnostics.error(
                "E0405",
                f"`{letter}{inner}` can be a function {letter}, or the product with a "
                f"matrix {letter}",
                one.name.span | one.argument.span,
                help=f"{function}; for the product write {letter}·{inner}, or declare "
                f"the matrix: {letter} ∈ ℝ^{{...}}",
            )
        elif all(
            (is_name(_inside(each)) or _is_difference(each)) and _is_bare(each)
            for each in places
        ):
            bare = is_name(_inside(one))
            diagnostics.note(
                "N0609",
                f"`{letter}{inner}` is read as the product with a matrix {letter}",
                one.name.span | one.argument.span,
                help=f"{function}; for the product write "
                + (f"{letter} without brackets" if bare else f"{letter}·{inner}"),
            )


def _is_doubtful(each: Applied, diagnostics: Diagnostics) -> bool:
    if _is_threshold(each):
        return True
    terms = [*_terms(each.argument)]
    silent = Diagnostics(diagnostics.source)
    gate = len(terms) > 1 and any(has_matrix(term, silent) for term in terms)
    return gate and _is_bare(each) and not _is_difference(each)


def _is_bare(each: Applied) -> bool:
    """Whether the letter has no label; `W_h` is a matrix among others."""
    return each.name.key[-2:] == ("_", "^")


def _inside(each: Applied) -> Node:
    (inner,) = each.argument.items
    return inner


def _is_threshold(each: Applied) -> bool:
    """`v_t - 1`: vectors are not shifted by a number before a matrix product."""
    terms = [*_terms(each.argument)]
    return len(terms) > 1 and any(isinstance(term, Number) for term in terms)


def _is_difference(each: Applied) -> bool:
    """`K (y_t - C x̂_t)`: an error that a gain weighs; the sum of a gate has a +."""
    match _opened(_inside(each)):
        case Binary(operator="-", left=left, right=right):
            return _is_timed(left) and any(map(_is_timed, nodes_in(right)))
    return False


def _opened(node: Node) -> Node:
    while isinstance(node, Group) and len(node.items) == 1:
        (node,) = node.items
    return node


def _is_timed(node: Node) -> bool:
    """Whether a node is a name with an index of time, `y_t` or `y(t)`."""
    match node:
        case Juxtaposition(factors=(head, Group() as argument)):
            return is_name(head) and time_lag(argument) is not None
    silent = Diagnostics(Source("", ""))
    name = read_name(node, silent) if is_name(node) else None
    return name is not None and name.lag is not None


def _terms(node: Node) -> Iterator[Node]:
    match node:
        case Group(bracket="(" | "{", items=(inner,)) | Negation(operand=inner):
            yield from _terms(inner)
        case Binary(operator="+" | "-", left=left, right=right):
            yield from _terms(left)
            yield from _terms(right)
        case _:
            yield node


def has_matrix(node: Node, silent: Diagnostics) -> bool:
    """Whether a term is a matrix product: the sum in it is what a gate is made of."""
    for each in nodes_in(node):
        first: Node
        match each:
            case Juxtaposition(factors=(first, *_)):
                pass
            case Binary(operator="·" | "@", left=first):
                pass
            case _:
                continue
        name = read_name(first, silent) if is_name(first) else None
        if name is not None and name.is_matrix_like and name.lag is None:
            return True
    return False
