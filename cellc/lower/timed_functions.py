r"""Functions with an index of time: `\sum_t x_t`, `mean_t(x_t)`, `f_t(W x_t)`.

In: the equations, and the names that have an equation or a declaration.  Out: an error
for each name that would be read as an input, and is rather a sum over the steps, a
function of the table, or a function that the text leaves open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from cellc.diagnostics import Diagnostics, Source
from cellc.diagnostics.foreign_functions import advice
from cellc.lower.applied import has_matrix
from cellc.lower.identifiers import GREEK_NAMES
from cellc.lower.names import ReadName, is_name, is_round, read_name
from cellc.lower.notation.walk import names_in, nodes_in
from cellc.lower.spelling import bare
from cellc.ops import spelled, spelled_reduction
from cellc.syntax.nodes import Binary, Group, Juxtaposition, Node, Scripted, Statement

_OVER_STEPS = {"sum": "sum", "prod": "product"}
_SIGNS = {"Sigma": "sum", "Pi": "product"}  # letters that are such signs too
_INPUTS = frozenset(["x", "u"])  # letters of what is given
_LETTERS = frozenset(["f", "g", "phi", "varphi", "psi"])  # of functions


def refuse_timed_functions(
    statements: Sequence[Statement], known: Collection[str], diagnostics: Diagnostics
) -> None:
    """Report what has a time index and is the name of a function."""
    silent = Diagnostics(Source(""))
    sides = [side for each in statements for side in each.sides[1:]]
    timed: Counter[str] = Counter()
    for side in sides:
        for node in names_in(side):
            name = read_name(node, silent)
            if name is not None and name.lag is not None:
                timed[name.identifier] += name.identifier not in known
    following = [each for side in sides for each in _followed(side, silent)]
    behinds = {name.span: behind for name, behind in following}
    reported: set[str] = set()
    for side in sides:
        for node in names_in(side):
            name = read_name(node, silent)
            if name is None or name.lag is None or name.identifier in known:
                continue
            behind = behinds.get(name.span)
            if name.identifier not in reported and _report(name, behind, diagnostics):
                reported.add(name.identifier)
    _refuse_open(following, timed, {*known, *reported}, diagnostics)


def _followed(side: Node, silent: Diagnostics) -> Iterator[tuple[ReadName, Node]]:
    """The names at some step that something stands right behind, and what that is."""
    for node in nodes_in(side):
        if not isinstance(node, Juxtaposition):
            continue
        for head, behind in pairwise(node.factors):
            name = read_name(head, silent) if is_name(head) else None
            if name is not None and name.lag is not None:
                yield name, behind


def _report(name: ReadName, behind: Node | None, diagnostics: Diagnostics) -> bool:
    """Report a sum over steps or a function of the table; whether it is one."""
    typed = bare(diagnostics.source.snippet(name.span))
    kind = _OVER_STEPS.get(name.base)
    if kind is not None:
        running = "s_t = s_{t-1} + ..." if kind == "sum" else "p_t = p_{t-1} ⊙ ..."
        diagnostics.error(
            "E0215",
            f"`{typed}` is a {kind} over the steps, and an equation has values of this "
            "step and of some before it",
            name.span,
            help="leave out the line of a loss, which is not part of the cell; for a "
            f"running {kind} write a state, {running}",
        )
        return True
    if name.base in _SIGNS and behind is not None and name.lag == 0:
        kind = _SIGNS[name.base]
        diagnostics.error(
            "E0208",
            f"`{typed}` can be the sign of a {kind} over the steps, or a value at t",
            name.span,
            help=f"declare the value in the where block, {typed} ∈ ℝ^n is input; for a "
            f"running {kind} write a state, s_t = s_{{t-1}} + ...",
        )
        return True
    function = spelled(name.base) or spelled_reduction(name.base)
    bracket = behind is not None and is_round(_without_power(behind))
    word = len(name.base) > 1 and name.base not in GREEK_NAMES
    foreign = word and bracket and advice(name.base, typed) is not None
    if not foreign and (function is None or not (word or bracket)):
        return False
    diagnostics.error(
        "E0208",
        "this is the name of a function, with a time index",
        name.span,
        help="write the function without the index, or give the value another name"
        + (f" or a declaration, {name.base}_t ∈ ℝ^n is input" if not bracket else ""),
    )
    return True


def _without_power(node: Node) -> Node:
    while isinstance(node, Scripted):
        node = node.base
    return node


def _refuse_open(
    following: Sequence[tuple[ReadName, Node]],
    timed: Counter[str],
    known: Collection[str],
    diagnostics: Diagnostics,
) -> None:
    """Report `f_t(W x_t + U h_{t-1})`: a function, or an input times a bracket.

    A name that stands elsewhere without a bracket is a factor here too; so is the only
    one that is left as an input.
    """
    silent = Diagnostics(Source(""))
    places: dict[str, list[tuple[ReadName, Group]]] = {}
    for name, behind in following:
        if isinstance(behind, Group) and is_round(behind) and len(behind.items) == 1:
            places.setdefault(name.identifier, []).append((name, behind))
    for identifier, found in places.items():
        name, argument = found[0]
        others = [each for each in timed if timed[each] and each != identifier]
        if identifier in known or name.lag != 0 or name.is_matrix_like or not others:
            continue
        if name.base in _INPUTS or len(found) < timed[identifier]:
            continue
        if all(_seems_applied(name, inner, silent) for name, inner in found):
            typed = bare(diagnostics.source.snippet(name.span))
            inner_typed = diagnostics.source.snippet(argument.span)
            diagnostics.error(
                "E0208",
                f"`{typed}` stands before a bracket and has no equation: it can be a "
                "function that is applied, or a factor that is given at every step",
                name.span | argument.span,
                help=f"for the factor write {typed} ⊙ {inner_typed}; for a function "
                "leave out its index and define it in the where block, such as "
                f"{name.base} = tanh",
            )


def _seems_applied(name: ReadName, argument: Group, silent: Diagnostics) -> bool:
    """`(x_t)`, whose brackets no product needs, and what a function is applied to."""
    (inner,) = argument.items
    if is_name(inner):
        return True
    names = {
        read.identifier for each in names_in(inner) if (read := read_name(each, silent))
    }
    summed = isinstance(inner, Binary) and inner.operator in ("+", "-")
    if name.base in _LETTERS:
        return len(names) > 1
    return summed and len(names) > 1 and has_matrix(inner, silent)
