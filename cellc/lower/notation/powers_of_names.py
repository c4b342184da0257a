"""Scripts that look like powers and are labels: `W = W^1 (W^2)^T`, `logit^{-1}(a)`.

A shape given for `W^1` says that 1 is a label, and so does a matrix that is defined by
its own powers, or of which the text has the first power.  An inverse function that the
text defines is a function of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.names import ReadName, read_name
from cellc.lower.notation.walk import (
    Rewrite,
    is_name,
    names_in,
    rewritten,
    rewritten_statement,
)
from cellc.syntax.nodes import (
    Accent,
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Negation,
    Node,
    Number,
    Output,
    Scripted,
    Spec,
    Statement,
)

_INVERSE = "inverse"


def with_labels_for_powers(spec: Spec, silent: Diagnostics) -> Spec:
    """The spec with such scripts as the labels that they are."""
    labelled = {*_declared(spec, silent), *_factored(spec, silent)}
    labelled |= {*_counted(spec, silent)}
    inverses = {*_inverses(spec, silent)}
    if not labelled and not inverses:
        return spec

    def rule(node: Node) -> Node | None:
        if not is_name(node):
            return None
        name = read_name(node, silent)
        if name is None:
            return node
        if name.identifier in labelled and _number(name):
            return _labelled(node, _is_number, lambda script: script.items)
        if name.identifier in inverses and _is_inverse(name):
            return _labelled(
                node, _is_minus_one, lambda script: (Name(_INVERSE, script.span),)
            )
        return node

    return _changed(spec, rule)


def _changed(spec: Spec, rule: Rewrite) -> Spec:
    def changed(
        fact: Statement | Declaration | Output,
    ) -> Statement | Declaration | Output:
        if isinstance(fact, Statement):
            return rewritten_statement(fact, rule)
        return replace(fact, names=tuple(rewritten(each, rule) for each in fact.names))

    return replace(
        spec,
        equations=tuple(rewritten_statement(each, rule) for each in spec.equations),
        facts=tuple(map(changed, spec.facts)),
    )


def _declared(spec: Spec, silent: Diagnostics) -> Iterator[str]:
    """`W^1 ∈ ℝ^{h×p}`: a shape is given for a name, never for a power."""
    for fact in spec.facts:
        if isinstance(fact, Declaration):
            for node in fact.names:
                name = read_name(node, silent)
                if name is not None and _number(name):
                    yield name.identifier


def _factored(spec: Spec, silent: Diagnostics) -> Iterator[str]:
    """`W = W^1 (W^2)^T`: nothing is defined by its own powers at the same step."""
    for each in spec.equations:
        if len(each.sides) != 2:
            continue
        left = read_name(each.sides[0], silent) if is_name(each.sides[0]) else None
        if left is None or left.power is not None or not left.is_matrix_like:
            continue
        for node in names_in(each.sides[1]):
            name = read_name(node, silent)
            if name is not None and name.key == left.key and name.lag == left.lag:
                if _number(name):
                    yield name.identifier
                else:
                    break  # `W = W^2 + W` is a circle


def _counted(spec: Spec, silent: Diagnostics) -> Iterator[str]:
    """`W^1 x_{t-1} + W^2 x_t`: nobody writes a first power."""
    numbers: dict[str, set[str]] = {}
    for each in spec.equations:
        for side in each.sides:
            for node in names_in(side):
                name = read_name(node, silent)
                if name is not None and name.lag is None and _number(name):
                    assert isinstance(name.power, Number)
                    numbers.setdefault(name.identifier, set()).add(name.power.text)
    return (each for each, found in numbers.items() if "1" in found and len(found) > 1)


def _inverses(spec: Spec, silent: Diagnostics) -> Iterator[str]:
    r"""`\mathrm{logit}^{-1}(a) = ...`."""
    for each in (*spec.equations, *spec.facts):
        if not isinstance(each, Statement):
            continue
        match each.sides:
            case (Juxtaposition(factors=(head, Group(bracket="(", items=items))), _):
                name = read_name(head, silent) if is_name(head) else None
                plain = all(isinstance(item, Name) for item in items)
                if name is not None and plain and _is_inverse(name):
                    yield name.identifier


def _number(name: ReadName) -> bool:
    return isinstance(name.power, Number) and name.power.text.isdigit()


def _is_inverse(name: ReadName) -> bool:
    match name.power:
        case Negation(operand=Number(text="1")):
            return True
    return False


def _is_number(script: Scripted) -> bool:
    match script.items:
        case (Number(text=text),):
            return script.position == "super" and text.isdigit()
    return False


def _is_minus_one(script: Scripted) -> bool:
    match script.items:
        case (Negation(operand=Number(text="1")),):
            return script.position == "super"
    return False


def _labelled(
    node: Node,
    is_label: Callable[[Scripted], bool],
    label: Callable[[Scripted], tuple[Node, ...]],
) -> Node:
    """The name with such a script in brackets, as a label is written."""
    match node:
        case Scripted() if is_label(node):
            return replace(node, items=label(node), bracket="(")
        case Scripted(base=base) | Accent(base=base):
            return replace(node, base=_labelled(base, is_label, label))
    return node
