r"""Indices that are no components: `y_{t,j} = η_j^\top h^{(j)}_t`, vectors for j.

The index of a component is dropped from every name of its equation.  Where a name with
it is transposed, or stands beside a value of the step that has it not, the index counts
vectors, and what it counts to is not said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cellc.diagnostics import Diagnostics
from cellc.lower.names import is_transpose
from cellc.lower.notation.component_forms import bare_name, base_of, factors_of
from cellc.lower.notation.index import TIME, indices_of
from cellc.lower.notation.walk import is_name, names_in, nodes_in
from cellc.syntax.nodes import (
    Binary,
    Declaration,
    Juxtaposition,
    Node,
    Output,
    Statement,
)

_COUNTING = frozenset("ijk")


def refuse_kept_indices(
    equations: tuple[Statement, ...],
    facts: Iterable[Statement | Declaration | Output],
    letters: frozenset[str],
    diagnostics: Diagnostics,
) -> None:
    """Report the first index of a component that is one of a vector.

    letters: those of components that left sides have.  A value that an equation makes
    or that is declared a number can stand beside components as it is.
    """
    known = {base_of(bare_name(each.sides[0])) for each in equations}
    for fact in facts:
        if isinstance(fact, Declaration) and not fact.dimensions:
            known |= {base_of(bare_name(each)) for each in fact.names}
    for statement in equations:
        own = _letters(statement.sides[0]) & letters & _COUNTING
        for side in statement.sides[1:]:
            for name in _transposed(side):
                for letter in sorted(own & _letters(name)):
                    _refuse(name, letter, "a component has no transpose", diagnostics)
                    return
            for name, whole in _beside_whole(side, own):
                if base_of(bare_name(whole)) not in known:
                    typed = diagnostics.source.snippet(whole.span)
                    why = f"it stands beside `{typed}`, which has no such index"
                    _refuse(name, min(own & _letters(name)), why, diagnostics)
                    return


def refuse_counted_labels(
    equations: Iterable[Statement], diagnostics: Diagnostics
) -> None:
    """Report an index that only some equations have, and parameters of others too."""
    equations = [each for each in equations if len(each.sides) == 2]
    heads = {base_of(bare_name(each.sides[0])) for each in equations}
    lefts = [_letters(each.sides[0]) for each in equations]
    counted = {
        letter
        for found in lefts
        if TIME in found
        for letter in found & _COUNTING - heads
    }
    for statement, own in zip(equations, lefts, strict=True):
        for name in names_in(statement.sides[1]):
            found = _letters(name)
            for letter in sorted((found & counted) - own):
                if TIME not in found:
                    why = "nothing binds it in this equation"
                    _refuse(name, letter, why, diagnostics)
                    return


def _letters(name: Node) -> frozenset[str]:
    return frozenset(index.letter for index, _ in indices_of(name))


def _transposed(side: Node) -> Iterator[Node]:
    for node in nodes_in(side):
        if is_name(node) and is_transpose(node):
            yield node


def _beside_whole(side: Node, own: frozenset[str]) -> Iterator[tuple[Node, Node]]:
    """Names with one of the indices, and inputs without that they are multiplied by."""
    for node in nodes_in(side):
        if not isinstance(node, Juxtaposition | Binary):
            continue
        factors = factors_of(node)
        if isinstance(node, Binary) and node.operator == "⊙":
            factors = [node.left, node.right]
        counted = [
            name for each in factors for name in names_in(each) if own & _letters(name)
        ]
        for whole in factors if counted else ():
            if is_name(whole) and _letters(whole) == {TIME}:
                yield counted[0], whole


def _refuse(name: Node, letter: str, why: str, diagnostics: Diagnostics) -> None:
    typed = diagnostics.source.snippet(name.span)
    diagnostics.error(
        "E0215",
        f"what the index {letter} of `{typed}` counts is not said: {why}",
        name.span,
        help=f"where there is one vector for every {letter}, say how many in the where "
        f"block: for {letter} = 1..d; where {letter} is the index of a component, "
        "write vectors without it, a ⊙ x and w^T x",
    )
