"""Names that an index made of one: `W^{(l)}` as W^{(1)}, W^{(2)}, W^{(3)}.

All of them are typed once.  Where variables would be shown alike, each is shown with
the numbers that its index has in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sympy import Symbol

from cellc.diagnostics import Diagnostics, Source
from cellc.ir import Variable
from cellc.lower.names import read_name
from cellc.lower.notation.index import TIME
from cellc.lower.notation.walk import everything_in, is_name, nodes_in
from cellc.lower.spelling import bare, of_this_step, one_line
from cellc.syntax.nodes import Binary, Name, Node, Number, Statement

_MINUS = "m"  # `W_m1` is what stands for W_{-1}


def told_apart(
    variables: Mapping[Symbol, Variable],
    identifiers: Mapping[Symbol, str],
    equations: Iterable[Statement],
    source: Source,
) -> dict[Symbol, Variable]:
    """The same variables; those that are shown alike with numbers for their index."""
    shown = Counter(each.notation for each in variables.values())
    alike = [each for each, one in variables.items() if shown[one.notation] > 1]
    if not alike:
        return {**variables}
    wanted = {(identifiers[each], variables[each].position) for each in alike}
    texts = dict(_texts(equations, wanted, source))
    found = {**variables}
    for symbol in alike:
        old = variables[symbol]
        text = texts.get((identifiers[symbol], old.position))
        if text is not None:
            given = old.timed and of_this_step(old.notation) == old.notation
            found[symbol] = replace(old, notation=of_this_step(text) if given else text)
    return found


def _texts(
    equations: Iterable[Statement], wanted: set[tuple[str, int]], source: Source
) -> Iterator[tuple[tuple[str, int], str]]:
    silent = Diagnostics(source)
    places = {position for _, position in wanted}
    for equation in equations:
        for side in equation.sides:
            for node in nodes_in(side):
                if node.span.start not in places or not is_name(node):
                    continue
                name = read_name(node, silent)
                key = (name.identifier if name else "", node.span.start)
                if key in wanted:
                    yield key, bare(one_line(_with_numbers(node, source)))


def _with_numbers(name: Node, source: Source) -> str:
    """A name as typed, with the numbers that stand for letters in it."""
    text, start = source.snippet(name.span), name.span.start
    changes = {}
    times = [each.span for each in everything_in(name) if _has_step(each)]
    for node in everything_in(name):
        number = None if node.span in times else _number(node)
        typed = source.snippet(node.span)
        if number is not None and typed.strip() != _text_of(node):
            changes[node.span] = number
    for span in sorted(changes, key=lambda each: each.start, reverse=True):
        at, end = span.start - start, span.end - start
        number = changes[span]
        above = text[:at].endswith("^{") and text[end:].startswith("}")
        if above or text[:at].endswith("^"):
            number = f"({number})"  # a label; a bare number above a name is a power
        if len(number) > 1 and text[:at].endswith(("_", "^")):
            number = f"{{{number}}}"
        text = text[:at] + number + text[end:]
    return text


def _has_step(node: Node) -> bool:
    """`t-1`, which is written anew: its number stands where all of it is typed."""
    return isinstance(node, Binary) and _text_of(node.left) == TIME


def _number(node: Node) -> str | None:
    text = _text_of(node)
    if isinstance(node, Name) and text.startswith(_MINUS) and text[1:].isdigit():
        return f"-{text[1:]}"
    return text if isinstance(node, Number) else None


def _text_of(node: Node) -> str:
    return node.text if isinstance(node, Name | Number) else ""
