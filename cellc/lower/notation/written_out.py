r"""Equations for every value of an index: `s^{(l)} = ... s^{(l-1)} ...  for l = 1..L`.

An index that runs over numbers that are known when compiling is a label of names: the
equation is written out for each number, and a sum over such an index is a sum of terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product

from cellc.diagnostics import Diagnostics
from cellc.lower.notation.walk import everything_in, is_name, with_children
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Group,
    Juxtaposition,
    Name,
    Negation,
    Node,
    Number,
    Range,
    Scripted,
    Spec,
    Statement,
)

MOST = 400  # equations that a text is written out to
_ELL = ("\\ell", "ℓ", "l")
Values = Mapping[str, int]


def written_out(spec: Spec, diagnostics: Diagnostics) -> Spec:
    """The spec with every such equation written out."""
    if not spec.ranges and not any(map(_has_labelled_sum, spec.equations)):
        return spec
    counts = _counts(spec)
    indexed = {
        name
        for each in spec.equations
        for side in each.sides
        for name in _indexed(side, {one.letter for one in spec.ranges})
    }
    out: list[Statement] = []
    for place, statement in enumerate(spec.equations):
        letters = {*_letters(statement)}
        ranges = [
            found
            for letter in sorted(letters)
            if (found := _range_of(spec, place, letter)) is not None
        ]
        for values in product(*(each.values for each in ranges)):
            now = dict(zip((each.letter for each in ranges), values, strict=True))
            out.append(_written(statement, now, counts, indexed, diagnostics))
        if len(out) > MOST:
            diagnostics.error(
                "E0106",
                f"the equations written out for every index are more than {MOST}",
                statement.span,
                help="take smaller numbers",
            )
            diagnostics.raise_if_errors()
    for each in spec.ranges:
        _note(each, diagnostics)
    facts = tuple(
        replace(
            each,
            names=tuple(
                name
                for one in each.names
                for name in _names_written(one, spec, counts, indexed)
            ),
        )
        if not isinstance(each, Statement)
        else each
        for each in spec.facts
    )
    used = [each.count for each in spec.ranges if each.count is not None]
    ends = {*_ends_of_sums(spec)}
    used += [each for each in counts if each in ends]
    return replace(
        spec,
        equations=tuple(out),
        facts=facts,
        ranges=(),
        counts=(*spec.counts, *dict.fromkeys(used)),
    )


def _has_labelled_sum(statement: Statement) -> bool:
    """Whether a sum goes over steps back, `h_{t-k}`, or over labels, `h^{(k)}`.

    Over components it is a product of a matrix.
    """
    for node in (each for side in statement.sides for each in everything_in(side)):
        if not isinstance(node, Juxtaposition):
            continue
        for at, factor in enumerate(node.factors):
            letter = _summed(factor)
            if letter is not None and any(
                _is_label_or_lag(each, letter)
                for behind in node.factors[at + 1 :]
                for each in everything_in(behind)
            ):
                return True
    return False


def _summed(node: Node) -> str | None:
    """The index of a sum with two ends."""
    match node:
        case Scripted(
            base=Scripted(
                base=Name(text="\\sum" | "∑" | "Σ"),
                items=(Name(text=letter), _),
                bracket="=",
            )
        ):
            return letter
    return None


def _is_label_or_lag(node: Node, letter: str) -> bool:
    match node:
        case Scripted(position="super", bracket="(", items=(Name(text=text),)):
            return text == letter
        case Binary(operator="-", left=Name(), right=Name(text=text)):
            return text == letter
    return False


def _ends_of_sums(spec: Spec) -> Iterator[str]:
    for statement in spec.equations:
        for side in statement.sides:
            for node in everything_in(side):
                if isinstance(node, Scripted) and _summed(node) is not None:
                    yield from (
                        each.text for each in node.items if isinstance(each, Name)
                    )


def _note(found: Range, diagnostics: Diagnostics) -> None:
    first, last = found.values[0], found.values[-1]
    diagnostics.note(
        "N0682",
        f"an equation with the index {found.letter} is written out for "
        f"{found.letter} = {first}, ..., {last}",
        found.span,
        help="each value has names of its own: what has no such index is shared",
    )


def _counts(spec: Spec) -> dict[str, int]:
    """The whole numbers that facts give names."""
    counts: dict[str, int] = {}
    for fact in (*spec.facts, *spec.equations):
        match fact:
            case Statement(sides=(Name(text=name), Number(text=text))):
                if text.isdigit():
                    counts[name] = int(text)
    return counts


def _range_of(spec: Spec, place: int, letter: str) -> Range | None:
    """What a letter of an equation runs over: behind it, above it, or anywhere."""
    alike = [each for each in spec.ranges if _alike(each.letter, letter)]
    if len(alike) < 2:
        return replace(alike[0], letter=letter) if alike else None
    statement = spec.equations[place]
    following = spec.equations[place + 1 : place + 2]
    until = following[0].span.start if following else None
    for each in alike:
        behind = each.span.start >= statement.span.end
        if not each.header and behind and (until is None or each.span.end <= until):
            return replace(each, letter=letter)
    above = [
        each for each in alike if each.header and each.span.end <= statement.span.start
    ]
    return replace(above[-1] if above else alike[0], letter=letter)


def _alike(one: str, other: str) -> bool:
    return one == other or (one in _ELL[:2] and other in _ELL[:2])


def _names_written(
    name: Node, spec: Spec, counts: Values, indexed: set[str]
) -> Iterator[Node]:
    """`W^{(l)} ∈ ℝ^{h×h}` is said of every l."""
    letters = sorted({*_letters_of(name)})
    ranges = [
        each
        for letter in letters
        if (each := next((r for r in spec.ranges if _alike(r.letter, letter)), None))
    ]
    for values in product(*(each.values for each in ranges)):
        now = dict(zip((each.letter for each in ranges), values, strict=True))
        yield _Writer({**now}, counts, indexed).node(name)


def _letters(statement: Statement) -> Iterator[str]:
    for side in statement.sides:
        yield from _letters_of(side)


def _letters_of(node: Node) -> Iterator[str]:
    """Every plain name of an expression, also those in scripts."""
    return (each.text for each in everything_in(node) if isinstance(each, Name))


def _indexed(node: Node, letters: set[str]) -> Iterator[str]:
    """The names above or below which one of these letters stands."""
    for found in everything_in(node):
        if isinstance(found, Scripted) and is_name(found):
            for item in found.items:
                if letters & {*_letters_of(item)}:
                    yield _stem(found)


def _stem(node: Node) -> str:
    while isinstance(node, Scripted | Accent):
        node = node.base
    return node.text if isinstance(node, Name) else ""


def _written(
    statement: Statement,
    values: Values,
    counts: Values,
    indexed: set[str],
    diagnostics: Diagnostics,
) -> Statement:
    writer = _Writer(values, counts, indexed)
    sides = tuple(map(writer.node, statement.sides))
    text = statement.text
    if values:
        typed = " ".join(diagnostics.source.snippet(statement.span).split())
        text = (text or typed) + "".join(
            f", {letter} = {value}" for letter, value in values.items()
        )
    return replace(statement, sides=sides, text=text)


class _Writer:
    """Puts numbers in place of indices.

    indexed: names that have such an index: a number above them is a label, no power.
    """

    def __init__(self, values: Values, counts: Values, indexed: Iterable[str]) -> None:
        self.values = values
        self.counts = counts
        self.indexed = {*indexed}

    def node(self, node: Node) -> Node:
        if isinstance(node, Name) and node.text in self.values:
            return _number(self.values[node.text], node)
        found = self._sum(node)
        if found is not None:
            return found
        if isinstance(node, Scripted):
            return self._scripted(node)
        return with_children(node, self.node)

    def _scripted(self, node: Scripted) -> Node:
        base = self.node(node.base)
        labels = is_name(node) and _stem(node) in self.indexed
        own = labels and not isinstance(base, Number)
        items = tuple(self._label(each, own) for each in node.items)
        changed = any(
            isinstance(each, Number) and (own or each is not old)
            for each, old in zip(items, node.items, strict=True)
        )
        bracket = node.bracket
        if changed and own and node.position == "super" and len(items) == 1:
            bracket = "("
        return replace(node, base=base, items=items, bracket=bracket)

    def _label(self, node: Node, own: bool) -> Node:
        """An index with its numbers, one number where it can be."""
        value = self._value(node, own)
        if value is None:
            return with_children(node, lambda each: self._label(each, own))
        if value < 0:
            return Name(f"m{-value}", node.span)
        return Number(str(value), node.span)

    def _value(self, node: Node, own: bool) -> int | None:
        match node:
            case Number(text=text) if text.isdigit():
                return int(text)
            case Name(text=text) if text in self.values:
                return self.values[text]
            case Name(text=text) if own and text in self.counts:
                return self.counts[text]
            case Negation(operand=operand):
                inner = self._value(operand, own)
                return None if inner is None else -inner
            case Group(items=(inner_node,)):
                return self._value(inner_node, own)
            case Binary(operator="+" | "-" as sign, left=left, right=right):
                one, other = self._value(left, own), self._value(right, own)
                if one is None or other is None:
                    return None
                return one + other if sign == "+" else one - other
        return None

    # ------------------------------------------------------------ sums

    def _sum(self, node: Node) -> Node | None:
        r"""`\sum_{j=1}^{3} a_j b_j` with numbers for its ends, term by term."""
        if not isinstance(node, Juxtaposition):
            return None
        for at, factor in enumerate(node.factors[:-1]):
            bounds = self._bounds(factor)
            if bounds is None:
                continue
            letter, first, last = bounds
            rest = node.factors[at + 1 :]
            inner: Node = rest[0]
            if len(rest) > 1:
                inner = Juxtaposition(rest, rest[0].span | rest[-1].span)
            total: Node | None = None
            for value in range(first, last + 1):
                writer = _Writer(
                    {**self.values, letter: value}, self.counts, self.indexed
                )
                term = writer.node(inner)
                span = factor.span | inner.span
                total = term if total is None else Binary("+", total, term, span, span)
            if total is None:
                return Number("0", node.span)
            whole = Group("(", (total,), factor.span | inner.span)
            before = tuple(map(self.node, node.factors[:at]))
            return Juxtaposition((*before, whole), node.span) if before else whole
        return None

    def _bounds(self, node: Node) -> tuple[str, int, int] | None:
        """The index of a sum and its first and last value, where both are known."""
        match node:
            case Scripted(
                base=Scripted(
                    base=Name(text="\\sum" | "∑" | "Σ"),
                    position="sub",
                    items=(Name(text=letter), start),
                    bracket="=",
                ),
                position="super",
                items=(end,),
            ):
                first, last = self._value(start, True), self._value(end, True)
                if first is None or last is None or last - first > MOST:
                    return None
                return letter, first, last
        return None


def _number(value: int, node: Node) -> Node:
    number = Number(str(abs(value)), node.span)
    return number if value >= 0 else Negation(number, node.span)
