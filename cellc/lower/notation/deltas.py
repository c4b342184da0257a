r"""Changes as names: `\Delta \mathbf{m}_t = ...` defines Δm_t.

In: a spec.  Out: the same with one name for a Δ and the letter behind it, where a left
side or a declared name is both and Δ stands nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cellc.lower.notation.walk import is_name, nodes_in, rewritten
from cellc.syntax.nodes import (
    Accent,
    Declaration,
    Juxtaposition,
    Name,
    Node,
    Output,
    Scripted,
    Spec,
    Statement,
)

_DELTAS = frozenset(["\\Delta", "Δ", "∆"])


def with_deltas(spec: Spec) -> Spec:
    """The spec with such names as one."""
    lefts = [each.sides[0] for each in spec.equations]
    said = [each.names for each in spec.facts if isinstance(each, Declaration)]
    declared = [node for names in said for node in names]
    letters = {
        _letter(each.factors[1])
        for each in (*lefts, *declared)
        if isinstance(each, Juxtaposition) and len(each.factors) == 2 and _begins(each)
    }
    letters = (letters | {*map(_behind_delta, declared)}) - {"", "t"}
    if not letters:
        return spec

    def rule(node: Node) -> Node | None:
        if not isinstance(node, Juxtaposition):
            return None
        factors = [rewritten(each, rule) for each in node.factors]
        out: list[Node] = []
        for each in factors:
            if out and _is_delta(out[-1]) and _letter(each) in letters:
                out[-1] = _joined(each, out[-1])
            else:
                out.append(each)
        return out[0] if len(out) == 1 else replace(node, factors=tuple(out))

    def changed(line: Statement) -> Statement:
        return replace(line, sides=tuple(rewritten(each, rule) for each in line.sides))

    def fact(
        line: Statement | Declaration | Output,
    ) -> Statement | Declaration | Output:
        if isinstance(line, Statement):
            return changed(line)
        return replace(line, names=tuple(rewritten(each, rule) for each in line.names))

    equations = tuple(map(changed, spec.equations))
    facts = tuple(map(fact, spec.facts))
    if _has_delta(side for each in equations for side in each.sides):
        return spec
    return replace(spec, equations=equations, facts=facts)


def _has_delta(nodes: Iterable[Node]) -> bool:
    return any(_is_delta(each) for node in nodes for each in nodes_in(node))


def _begins(node: Juxtaposition) -> bool:
    return _is_delta(node.factors[0])


def _is_delta(node: Node) -> bool:
    return isinstance(node, Name) and node.text in _DELTAS


def _letter(node: Node) -> str:
    """The letter of a name below its scripts and accents; "" if it is none."""
    if not is_name(node):
        return ""
    while isinstance(node, Scripted | Accent):
        node = node.base
    text = node.text if isinstance(node, Name) else ""
    return text if len(text) == 1 and text.isalpha() else ""


def _behind_delta(node: Node) -> str:
    """The v of `Δv_t`, typed as one name; "" of others."""
    while isinstance(node, Scripted | Accent):
        node = node.base
    text = node.text if isinstance(node, Name) else ""
    return text[1] if len(text) == 2 and text[0] in _DELTAS else ""


def _joined(node: Node, delta: Node) -> Node:
    """The name with Δ in front of its letter."""
    span = delta.span | node.span
    if isinstance(node, Scripted | Accent):
        return replace(node, base=_joined(node.base, delta), span=span)
    assert isinstance(node, Name)
    return Name(f"Δ{node.text}", span)
