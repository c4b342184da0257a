"""The letter that counts steps, decided for a text as a whole.

It is t, unless t is no more than a label and another letter stands with ±1 and on left
sides: in `h_m = tanh(W_t x_m + U h_{m-1})` steps are counted by m.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, zip_longest

from cellc.diagnostics import Diagnostics, Source
from cellc.lower.names import read_name
from cellc.lower.notation.index import TIME, indices_of, read_index, without_scripts
from cellc.lower.notation.time import arguments_of, letters_of
from cellc.lower.notation.unindexed import looks_like_matrix
from cellc.lower.notation.walk import Rewrite, is_name, names_in, nodes_in
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Group,
    Juxtaposition,
    Name,
    Node,
    Scripted,
    Statement,
)

_PREFERRED = "tnkτsmij"
_LABEL = "\\t"  # a name that is spelled t and is no time


def time_letter(equations: tuple[Statement, ...]) -> str | None:
    """The letter that counts steps: it stands on left sides, and with ±1 somewhere."""
    lefts: Counter[str] = Counter()
    moved: set[str] = set()
    everywhere: set[str] = set()
    for statement in equations:
        if len(statement.sides) != 2:
            continue
        lefts.update({letter for letter, _ in letters_of(statement.sides[0])})
        for side in statement.sides:
            for letter, offset in letters_of(side):
                everywhere.add(letter)
                if offset:
                    moved.add(letter)
    found = [each for each in moved if lefts[each]]
    found.sort(key=lambda each: (-lefts[each], _rank(each)))
    if TIME in everywhere:
        other = found[0] if found and TIME not in {*moved, *lefts} else None
        return other if other and _is_label(equations, other) else TIME
    if not found:
        whole = [each for each, count in lefts.items() if count == len(equations)]
        found = [each for each in whole if each in "nkτ"]
        found.sort(key=lambda each: (-lefts[each], _rank(each)))
    return found[0] if found else None


def refuse_stray_time(
    equations: tuple[Statement, ...],
    components: frozenset[str],
    diagnostics: Diagnostics,
) -> None:
    """Report the t of `g_i^t` where left sides have i, and others i - 1.

    components: the letters that would count components, as t is there.
    """
    lefts = {found for each in equations for found, _ in letters_of(each.sides[0])}
    placed = [
        found for each in equations for side in each.sides for found in letters_of(side)
    ]
    moved = {letter for letter, offset in placed if offset}
    counting = sorted(components & lefts & moved)
    if TIME in lefts | moved or not counting:
        return
    letter = counting[0]
    name = next(
        (
            each
            for one in equations
            for side in one.sides
            for each in names_in(side)
            if _has(each, TIME)
        ),
        None,
    )
    if name is None:
        return
    typed = diagnostics.source.snippet(name.span)
    diagnostics.error(
        "E0215",
        f"t is taken for the step where `{typed}` has it, and {letter}, which left "
        f"sides have, also stands with {letter}-1",
        name.span,
        help=f"where {letter} counts the steps, leave out the t of `{typed}`; where t "
        f"does, write it at all names that vary with it, and no {letter}-1",
    )
    diagnostics.raise_if_errors()


def _rank(letter: str) -> tuple[int, str]:
    at = _PREFERRED.find(letter)
    return (at if at >= 0 else len(_PREFERRED), letter)


# ---------------------------------------------------------------- t as a label


def _is_label(equations: tuple[Statement, ...], letter: str) -> bool:
    """Whether t is but a label where `letter` may count the steps.

    It stands at names that have no equation and never the other letter, and that no
    matrix is applied to; and something is left that can be the input.  Above a name
    that stands alone too, `W^t` beside W, it can be a transpose.
    """
    silent = Diagnostics(Source(""))
    names = [each for one in equations for side in one.sides for each in names_in(side)]
    with_t = [each for each in names if _has(each, TIME)]
    stepped = {_key(each, silent) for each in names if _has(each, letter)}
    stepped |= {
        _key(head, silent)
        for one in equations
        for side in one.sides
        for node in nodes_in(side)
        if isinstance(node, Juxtaposition)
        for head, index in arguments_of(node)
        if index.letter == letter
    }
    lefts = {_key(each.sides[0], silent) for each in equations}
    applied = {
        _key(each, silent)
        for one in equations
        for side in one.sides
        for each in _applied(side, letter)
    }
    labels = {_key(each, silent) for each in with_t}
    above = [
        each
        for each in with_t
        for index, script in indices_of(each)
        if index.letter == TIME and script.position != "sub"
    ]
    whole = {_identifier(each, silent) for each in names if not _has(each, TIME)}
    places = sum(found == TIME for one in equations for found in _letters(one))
    return (
        whole.isdisjoint(_identifier(each, silent) for each in above)  # W^t beside W
        and len(with_t) == places  # no `x(t)`
        and labels.isdisjoint(stepped | lefts | applied)
        and bool(stepped - lefts)
    )


def labels_of_t(
    equations: tuple[Statement, ...], letter: str | None, diagnostics: Diagnostics
) -> Rewrite | None:
    """The rule that makes a label of t where another letter counts the steps.

    None where t counts them, or is nowhere.
    """
    found = [
        each
        for one in equations
        for side in one.sides
        for each in names_in(side)
        if _has(each, TIME)
    ]
    if letter in (None, TIME) or not found:
        return None
    typed = list(dict.fromkeys(diagnostics.source.snippet(each.span) for each in found))
    shown = ", ".join(f"`{each}`" for each in typed[:3])
    if len(typed) > 3:
        shown += " and others"
    diagnostics.note(
        "N0618",
        f"{letter} counts the steps of this text; the t of {shown} is read as a label",
        found[0].span,
        help=f"write {letter} in its place for a value that varies with time",
    )

    def rule(node: Node) -> Node | None:
        return _labelled(node) if is_name(node) else None

    return rule


def _labelled(name: Node) -> Node:
    match name:
        case Scripted(base=base, items=items):
            return replace(
                name, base=_labelled(base), items=tuple(map(_label_item, items))
            )
        case Accent(base=base):
            return replace(name, base=_labelled(base))
    return name


def _label_item(item: Node) -> Node:
    index = read_index(item)
    return Name(_LABEL, item.span) if index and index.letter == TIME else item


def _letters(statement: Statement) -> Iterator[str]:
    return (letter for side in statement.sides for letter, _ in letters_of(side))


def _applied(side: Node, letter: str) -> Iterator[Node]:
    """Names that a matrix is applied to: those behind it, with no vector behind them.

    What stands behind a capital letter with the index of a step is no such name.
    """
    for node in nodes_in(side):
        match node:
            case Juxtaposition(factors=factors):
                for (before, factor), behind in zip_longest(
                    pairwise(factors), factors[2:]
                ):
                    last = behind is None or isinstance(factor, Group)
                    if last and _is_matrix(before, letter):
                        yield from names_in(factor)
            case Binary(operator="·" | "@" | "×", left=left, right=right):
                if _is_matrix(left, letter):
                    yield from names_in(right)


def _is_matrix(node: Node, letter: str) -> bool:
    return looks_like_matrix(node) and not _has(node, letter)


def _has(name: Node, letter: str) -> bool:
    return is_name(name) and any(
        index.letter == letter for index, _ in indices_of(name)
    )


def _key(node: Node, silent: Diagnostics) -> str:
    """A name without any index of one letter, as an identifier."""
    if isinstance(node, Juxtaposition):  # h(m)
        node = node.factors[0]
    letters = frozenset(index.letter for index, _ in indices_of(node))
    return _identifier(without_scripts(node, letters), silent)


def _identifier(node: Node, silent: Diagnostics) -> str:
    name = read_name(node, silent)
    return name.identifier if name is not None else ""
