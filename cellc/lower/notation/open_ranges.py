r"""An index that must run over numbers, where nothing says how far: `l = 1, ..., L`.

Without an end an index counts components, and `h^{l-1}` is the layer below.  It counts
names where one of them has a number or the end in its place, `h^{(0)}_t`, `h^{(L)}_t`,
and is a number itself in `2^{-k}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from cellc.diagnostics import Diagnostics
from cellc.lower.notation.index_writer import letters_of, stem
from cellc.lower.notation.walk import everything_in, is_name
from cellc.syntax.nodes import Name, Node, Number, Range, Scripted, Spec

_LAYERS = ("l", "\\ell", "ℓ")


def refuse_open_ranges(spec: Spec, diagnostics: Diagnostics) -> None:
    """Raises CellcError for ranges whose end must be known, and is not."""
    known = {each.letter for each in spec.ranges}
    for each in spec.open_ranges:
        if each.letter not in known and (each.header or counts_names(each, spec)):
            _refuse_end(each, diagnostics)
            break
    diagnostics.raise_if_errors()


def _refuse_end(found: Range, diagnostics: Diagnostics) -> None:
    """Report a range whose last number nothing says."""
    letter, count = found.letter, found.count
    advice = (
        f"say it in the where block, {count} = 3: the equations are written out when "
        "the cell is compiled"
    )
    if found.header:
        advice += (
            "; for an index over the vectors of a set that the caller gives write "
            f"a_{letter} ∈ ℝ^a is static, for {letter} = 1..{count}"
        )
    diagnostics.error(
        "E0118",
        f"how far this index runs is not said: `{count}` has no number",
        found.span,
        help=advice,
    )


def counts_names(found: Range, spec: Spec, *, powers: bool = True) -> bool:
    """Whether an index counts names, which have its numbers at other places.

    powers: whether it does so too where it is an exponent, 2^{-k}.
    """
    indexed: set[tuple[str, str]] = set()
    numbered: set[tuple[str, str]] = set()
    for name, item in _scripts(spec):
        place = stem(name), name.position
        above = name.position == "super"
        if not is_name(name):
            if above and powers and found.letter in letters_of(item):
                return True  # 2^{-k}
            continue
        if not (above or found.letter in _LAYERS):
            continue
        if found.letter in letters_of(item):
            indexed.add(place)
        elif isinstance(item, Number) or (
            isinstance(item, Name) and item.text == found.count
        ):
            numbered.add(place)
    return not indexed.isdisjoint(numbered)


def _scripts(spec: Spec) -> Iterator[tuple[Scripted, Node]]:
    for statement in spec.equations:
        for side in statement.sides:
            for node in everything_in(side):
                if isinstance(node, Scripted):
                    for item in node.items:
                        yield node, item
